/**
 * The rule of reductions beside axes along which everything repeats: what is folded is folded once, and then repeated.
 * Before it: `Rule.ts`, `drafts.ts`. After it: `rules.ts`.
 * Invariant: the same elements are folded in the same order.
 */
import { at } from '../../src/Bug.ts'
import * as move from '../../src/Move.ts'
import type { GraphNode } from '../ir/Graph.ts'
import { axesRead, movement } from './drafts.ts'
import { decision, isTag } from './Rule.ts'
import type { Draft, Rule } from './Rule.ts'

/** For each axis of a node's operand its place in the node, where it repeats along all others and the order is kept. */
const placesIn = ({ form, shape }: GraphNode): readonly number[] | undefined => {
  const read = form.tag === 'move' ? axesRead({ ...form, shape }) : undefined
  return read !== undefined &&
    read.length < shape.length &&
    read.every((axis, k) => k === 0 || axis > at(read, k - 1))
    ? read
    : undefined
}

export const besideRepeated: Rule = decision(
  'reduce beside repeated axes',
  'exact',
  'reduce',
  (root, { nodes }) => {
    const widened = at(nodes, root.form.operand)
    const places = placesIn(widened)
    if (places === undefined || !isTag('move', widened)) return undefined
    const axes = root.form.axes.map((axis) => places.indexOf(axis))
    if (axes.includes(-1)) return undefined
    const { operand } = widened.form
    const own = at(nodes, operand).shape
    const kept = [...own.keys()].filter((axis) => !axes.includes(axis))
    const inner: Draft = {
      ...root,
      form: { ...root.form, operand, axes },
      shape: kept.map((axis) => at(own, axis)),
    }
    const left = [...widened.shape.keys()].filter((axis) => !root.form.axes.includes(axis))
    const rows = kept.map((axis) => move.unit(left.length, left.indexOf(at(places, axis)), at(own, axis)))
    return movement(inner, { shape: root.shape, rows, guards: [] }, 0, root.dtype)
  },
)

/**
 * The rules of numbers in products and quotients: they meet, so that 2·(g / (2·y)) is g / y, and are multiplied where
 * there is least.
 * Before it: `Rule.ts`, `drafts.ts`. After it: `rules.ts`.
 * Invariant: what is regrouped is a power of two, by which nothing is rounded short of the ends of the range; numbers
 * move out of numerators, into what is repeated, and past a number that divides.
 */
import { at } from '../../src/Bug.ts'
import * as move from '../../src/Move.ts'
import { repeatedAxes } from '../../src/notation/movement.ts'
import { div, mul } from '../../src/ops/arithmetic.ts'
import type { Op } from '../../src/Op.ts'
import type { GraphNode, NodeId } from '../ir/Graph.ts'
import { movement } from './drafts.ts'
import { decision, isTag, numberAt, numberDraft } from './Rule.ts'
import type { Draft, DraftNode, Rule, Site } from './Rule.ts'

/** The operands of a node, where it is this operation. */
const operandsOf = (op: Op, id: NodeId, { nodes }: Site): readonly [NodeId, NodeId] | undefined => {
  const { form } = at(nodes, id)
  if (form.tag !== 'elementwise' || form.op.name !== op.name) return undefined
  return [at(form.operands, 0), at(form.operands, 1)]
}

const isPowerOfTwo = (value: number): boolean =>
  Number.isInteger(Math.log2(Math.abs(value))) && Math.abs(Math.log2(Math.abs(value))) < 100

/** The second operand, where it is a power of two. */
const powerIn = (operands: readonly [NodeId, NodeId] | undefined, { nodes }: Site): number | undefined => {
  const value = operands && numberAt(operands[1], nodes)
  return value !== undefined && isPowerOfTwo(value) ? value : undefined
}

const applied = ({ shape, dtype }: GraphNode, op: Op, a: Draft, b: Draft): DraftNode => ({
  form: { tag: 'elementwise', op, operands: [a, b] },
  shape,
  dtype,
})

const scaled = (node: GraphNode, a: Draft, by: number): DraftNode =>
  applied(node, mul.op, a, numberDraft(by, node.shape, node.dtype))

/** A rule for products with a number. */
const scale = (
  name: string,
  truth: Rule['truth'],
  decide: (root: GraphNode, a: NodeId, by: number, site: Site) => Draft | undefined,
): Rule =>
  decision(
    name,
    truth,
    'elementwise',
    (root, site) => {
      const [a, b] = root.form.operands
      const by = b === undefined ? undefined : numberAt(b, site.nodes)
      return a === undefined || by === undefined || root.dtype !== 'f32'
        ? undefined
        : decide(root, a, by, site)
    },
    mul.op.name,
  )

/** A rule for quotients. */
const quotient = (
  name: string,
  decide: (root: GraphNode, a: NodeId, b: NodeId, site: Site) => Draft | undefined,
): Rule =>
  decision(
    name,
    'finite',
    'elementwise',
    (root, site) => decide(root, at(root.form.operands, 0), at(root.form.operands, 1), site),
    div.op.name,
  )

export const scales: readonly Rule[] = [
  scale('number into a repetition', 'exact', (root, a, by, { nodes, usedOnce }) => {
    const moved = at(nodes, a)
    if (!isTag('move', moved) || !usedOnce(a) || numberAt(a, nodes) !== undefined) return undefined
    const { shape, form } = moved
    const inner = at(nodes, form.operand)
    const repeats = move.isTotal({ ...form, shape }) && repeatedAxes({ shape, form }).length > 0
    return repeats
      ? movement(scaled(inner, form.operand, by), { ...form, shape }, form.fill, root.dtype)
      : undefined
  }),
  scale('(a·2)·k = a·(2·k)', 'finite', (root, a, by, site) => {
    const inner = operandsOf(mul.op, a, site)
    const own = inner && numberAt(inner[1], site.nodes)
    if (inner === undefined || own === undefined || !(isPowerOfTwo(own) || isPowerOfTwo(by))) return undefined
    return scaled(root, inner[0], own * by)
  }),
  scale('(a/k)·2 = (a·2)/k', 'finite', (root, a, by, site) => {
    const inner = operandsOf(div.op, a, site)
    if (inner === undefined || !isPowerOfTwo(by) || !site.usedOnce(a)) return undefined
    const [above, below] = inner
    const isNumeric = numberAt(above, site.nodes) !== undefined || numberAt(below, site.nodes) !== undefined
    return isNumeric ? applied(root, div.op, scaled(root, above, by), below) : undefined
  }),
  quotient('a/(b·2) = (a/2)/b', (root, a, b, site) => {
    const inner = operandsOf(mul.op, b, site)
    const by = powerIn(inner, site)
    return inner === undefined || by === undefined
      ? undefined
      : applied(root, div.op, scaled(root, a, 1 / by), inner[0])
  }),
  quotient('(a·2)/b = (a/b)·2', (root, a, b, site) => {
    const inner = operandsOf(mul.op, a, site)
    const by = powerIn(inner, site)
    if (inner === undefined || by === undefined || numberAt(b, site.nodes) !== undefined) return undefined
    if (!site.usedOnce(a) || numberAt(inner[0], site.nodes) !== undefined) return undefined
    return scaled(root, applied(root, div.op, inner[0], b), by)
  }),
]

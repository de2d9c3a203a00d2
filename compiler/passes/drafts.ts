/**
 * What the rules build: drafts of the forms, normal as the constructors of `src` make them.
 * Before it: `Rule.ts`. After it: `rules.ts`.
 * Invariant: a draft is well-formed, or there is none.
 */
import { at } from '../../src/Bug.ts'
import { renamed } from '../../src/construct.ts'
import type { DType } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as move from '../../src/Move.ts'
import type { Move } from '../../src/Move.ts'
import { neg } from '../../src/ops/arithmetic.ts'
import type { Letters } from '../../src/Tensor.ts'
import type { GraphNode, NodeId } from '../ir/Graph.ts'
import type { Draft, DraftNode, NodeOf } from './Rule.ts'

export const negated = (operand: DraftNode): DraftNode => ({
  ...operand,
  form: { tag: 'elementwise', op: neg.op, operands: [operand] },
})

/** The operand through a map; itself where the map is the identity. */
export const movement = (operand: Draft, map: Move, fill: number, dtype: DType): Draft => {
  const { shape, rows, guards } = move.normal(map)
  return move.isIdentity({ shape, rows, guards })
    ? operand
    : { form: { tag: 'move', operand, rows, guards, fill }, shape, dtype }
}

/** A contraction, where each letter stands in two of the three. */
export const contraction = (
  left: NodeId,
  right: NodeId,
  letters: Letters,
  nodes: readonly GraphNode[],
): DraftNode | undefined => {
  const sizes = new Map<string, Extent>()
  for (const [names, operand] of [
    [letters.left, left],
    [letters.right, right],
  ] as const)
    at(nodes, operand).shape.forEach((size, axis) => sizes.set(names.charAt(axis), size))
  const texts = [letters.left, letters.right, letters.out]
  const paired = [...texts.join('')].every(
    (letter) => texts.filter((text) => text.includes(letter)).length > 1,
  )
  return paired
    ? {
        form: { tag: 'contract', left, right, letters: renamed(letters) },
        shape: [...letters.out].map((letter) => sizes.get(letter) ?? 1),
        dtype: at(nodes, left).dtype,
      }
    : undefined
}

/** As many letters as axes. */
export const lettersOf = (rank: number): string => 'abcdefghijklmnop'.slice(0, rank)

/**
 * For each axis of the operand the axis of the result that it is, where the map only renames axes and repeats along
 * others. Axes of extent 1 are told apart by nothing: each takes the first that is left.
 */
export const axesRead = ({ shape, rows, guards }: Move): readonly number[] | undefined => {
  if (guards.length > 0) return undefined
  const free = new Set(shape.keys())
  const read: number[] = []
  for (const row of rows) {
    const axis = row.extent === 1 ? [...free].find((k) => shape[k] === 1) : row.coefficients.indexOf(1)
    if (axis === undefined || !free.delete(axis) || !isAxis(row, axis, shape)) return undefined
    read.push(axis)
  }
  return read
}

const isAxis = (
  { coefficients, offset, divisor, extent: size }: Move['rows'][number],
  axis: number,
  shape: Move['shape'],
): boolean =>
  divisor === 1 &&
  extent.same(offset, 0) &&
  extent.same(size, at(shape, axis)) &&
  coefficients.every((c, k) => c === (k === axis && size !== 1 ? 1 : 0))

/** `axesRead`, where every axis of the result is read. */
export const permutation = (map: Move): readonly number[] | undefined => {
  const axes = axesRead(map)
  return axes?.length === map.shape.length ? axes : undefined
}

/** An operand of a product with its letters; what is moved in front of it by renaming axes is the letters' business. */
export const lettersThrough = (
  id: NodeId,
  letters: string,
  nodes: readonly GraphNode[],
): { readonly operand: NodeId; readonly letters: string } => {
  const { form, shape } = at(nodes, id)
  const axes = form.tag === 'move' ? axesRead({ ...form, shape }) : undefined
  return form.tag === 'move' && axes !== undefined
    ? { operand: form.operand, letters: axes.map((axis) => letters.charAt(axis)).join('') }
    : { operand: id, letters }
}

/** A reshape that only adds and drops axes of extent 1, as a move. */
export const unitAxesMoved = (
  { form, shape, dtype }: NodeOf<'reshape'>,
  nodes: readonly GraphNode[],
): Draft | undefined => {
  const from = at(nodes, form.operand).shape
  const wide = [...shape.keys()].filter((axis) => shape[axis] !== 1)
  const sources = [...from.keys()].filter((axis) => from[axis] !== 1)
  if (
    wide.length !== sources.length ||
    !sources.every((axis, k) => extent.same(at(from, axis), at(shape, at(wide, k))))
  )
    return undefined
  const rows = from.map((size, axis) =>
    size === 1
      ? move.fixed(shape.length, 0, 1)
      : move.unit(shape.length, at(wide, sources.indexOf(axis)), size),
  )
  return movement(form.operand, { shape, rows, guards: [] }, 0, dtype)
}

/**
 * Where indices point: gathers and scatters along any axis of tensors of any rank.
 * Before it: `construct.ts`, `custom.ts`. After it: `indexing.ts`, `sorting.ts`.
 * Invariant: the indices that `taken`, `picked` and `placed` take count from 0 and lie within their axis.
 */
import { at } from '../Bug.ts'
import { elementwise, gathered, index as positions, moved, scattered } from '../construct.ts'
import { required } from '../custom.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import * as moves from '../moves.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import { lt, where } from './comparison.ts'
import * as integer from './integer.ts'

/** The index with what counts from the end counted from the start; it must lie within an axis of `size`. */
export const within = (operation: string, index: AnyTensor, size: Extent): AnyTensor => {
  const checked = required(index, {
    operation,
    subject: 'index',
    range: { from: extent.negate(size), below: size },
  })
  const all = moved(positions([], [], size, 'i32'), moves.repeat([], index.shape))
  const wrapped = elementwise(integer.add.i32, checked, all)
  return elementwise(where.op, elementwise(lt.op, checked, 0), wrapped, checked)
}

/** The axes in an order. */
export const ordered = (x: AnyTensor, order: readonly number[]): AnyTensor =>
  moved(x, moves.transpose(x.shape, order))

const range = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.max(to - from, 0) }, (_, k) => from + k)

/** The elements along an axis that an index names, in its place. */
export const taken = (x: AnyTensor, index: AnyTensor, axis: number): AnyTensor => {
  const [rank, extra] = [x.shape.length, index.shape.length]
  const front = ordered(x, [axis, ...range(0, axis), ...range(axis + 1, rank)])
  const picked = gathered(front, index, 0)
  const before = range(extra, extra + axis)
  return ordered(picked, [...before, ...range(0, extra), ...range(extra + axis, extra + rank - 1)])
}

/** The order in which an axis is the last, and the way back. */
export const toLast = (rank: number, axis: number): readonly number[] => [
  ...range(0, axis),
  ...range(axis + 1, rank),
  axis,
]

/** The order in which the last axis goes back to its place. */
export const fromLast = (rank: number, axis: number): readonly number[] => [
  ...range(0, axis),
  rank - 1,
  ...range(axis, rank - 1),
]

/** The leading part of a tensor, or the tensor with zeros after it, so that it has a shape along all axes but one. */
const sizedBeside = (x: AnyTensor, axis: number, shape: Shape): AnyTensor =>
  moved(
    x,
    moves.readings(
      x.shape,
      x.shape.map((size, k) => ({ coefficient: 1, offset: 0, size: k === axis ? size : at(shape, k) })),
    ),
  )

/** Along an axis, one by one, the elements that an index names: x and the index have the same rank. */
export const picked = (x: AnyTensor, index: AnyTensor, axis: number): AnyTensor => {
  const rank = x.shape.length
  const last = (tensor: AnyTensor): AnyTensor => ordered(tensor, toLast(rank, axis))
  return ordered(
    gathered(last(sizedBeside(x, axis, index.shape)), last(index), rank - 1),
    fromLast(rank, axis),
  )
}

/** Updates, one by one, added up along an axis of a shape where an index says. */
export const placed = (updates: AnyTensor, index: AnyTensor, axis: number, shape: Shape): AnyTensor => {
  const rank = shape.length
  const last = (tensor: AnyTensor): AnyTensor => ordered(tensor, toLast(rank, axis))
  const added = scattered(last(updates), last(index), at(shape, axis), rank - 1)
  return sizedBeside(ordered(added, fromLast(rank, axis)), axis, shape)
}

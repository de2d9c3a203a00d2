/**
 * Tensors that do not overlap, as one.
 * Before it: `construct.ts`, `moves.ts`. After it: `joining.ts`, `slicing.ts`.
 * Invariant: each part is 0 outside of its own places along one axis; the parts come in the order of their places.
 */
import { at } from '../Bug.ts'
import { elementwise, index, moved } from '../construct.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import * as moves from '../moves.ts'
import type { AnyTensor } from '../Tensor.ts'
import { add } from './arithmetic.ts'
import { lt, where } from './comparison.ts'

/**
 * Tensors of one shape as one, each 0 outside of its own part of the axis; the parts but the first begin at `starts`.
 * Numbers are added, which differentiates into slices; anything else is chosen by its place.
 */
export const joined = (parts: readonly AnyTensor[], axis: number, starts: readonly Extent[]): AnyTensor =>
  parts.reduce((left, right, k) => {
    if (right.dtype === 'f32') return elementwise(add.op, left, right)
    const steps = right.shape.map((_, j) => (j === axis ? 1 : 0))
    const place = index(right.shape, steps, extent.negate(at(starts, k - 1)), 'i32')
    return elementwise(where.op, elementwise(lt.op, place, 0), left, right)
  })

/** Tensors that agree but along an axis, one after the other. */
export const concatenated = (tensors: readonly AnyTensor[], axis: number): AnyTensor => {
  const sizes = tensors.map(({ shape }) => at(shape, axis))
  const starts = sizes.map((_, k) => sizes.slice(0, k).reduce(extent.add, 0))
  const total = sizes.reduce(extent.add, 0)
  const parts = tensors.map((tensor, k) =>
    moved(tensor, moves.slice(tensor.shape, axis, extent.negate(at(starts, k)), 1, total)),
  )
  return joined(parts, axis, starts.slice(1))
}

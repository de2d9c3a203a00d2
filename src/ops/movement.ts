/**
 * Movement: where elements go, without arithmetic.
 * Before it: `construct.ts`, `Move.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: each is one Move or one Reshape.
 */
import { either as E } from 'fp-ts'
import { moved, reshaped, ruled, broadcastTo as repeated, checkShape } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as moves from '../moves.ts'
import { permutation } from '../shape/axes.ts'
import type { Permuted, Permutes, Reversed } from '../shape/axes.ts'
import { broadcastTo as broadcasting } from '../shape/broadcast.ts'
import type { BroadcastsTo } from '../shape/broadcast.ts'
import { reshape as reshaping } from '../shape/reshape.ts'
import type { Reshapes } from '../shape/reshape.ts'
import type { DTypeOf, Given, ShapeOf } from '../shape/verdict.ts'
import type { Ruled, Shape } from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { stated } from './operation.ts'

interface Reshape {
  <const T extends Shape>(
    shape: T,
  ): <S extends Shape, D extends DType>(x: Given<Reshapes<'reshape', S, T>, Tensor<S, D>>) => Tensor<T, D>
}

/**
 * The same elements in row-major order under another shape.
 *
 * @example
 * run(reshape([2, 2])(constant([1, 2, 3, 4]))) // [[1, 2], [3, 4]]
 */
export const reshape: Reshape = stated((to: Shape) => (x: AnyTensor) => {
  const rule = (from: Shape): Ruled =>
    E.chain(() => reshaping('reshape', from, to))(checkShape('reshape', to))
  return ruled('reshape', [x], rule, (shape) => reshaped(x, shape))
})

/** Which axis of the operand stands at each place. */
export interface TransposeOptions {
  readonly axes: readonly number[]
}

interface Transpose {
  <const G extends AnyTensor | TransposeOptions>(
    given: G,
  ): G extends { readonly axes: infer A extends readonly number[] }
    ? <S extends Shape, D extends DType>(
        x: Given<Permutes<'transpose', A, S>, Tensor<S, D>>,
      ) => Tensor<Permuted<S, A>, D>
    : Tensor<Reversed<ShapeOf<G>>, DTypeOf<G>>
}

/** The axes in an order, or all of them in reverse. */
const permuted = (x: AnyTensor, axes?: readonly number[]): AnyTensor => {
  const rule = (shape: Shape): Ruled<readonly number[]> =>
    permutation('transpose', axes ?? [...shape.keys()].reverse(), shape)
  return ruled('transpose', [x], rule, (order) => moved(x, moves.transpose(x.shape, order)))
}

/**
 * The axes in reverse, or in the order that is given.
 *
 * @example
 * run(transpose(constant([[1, 2], [3, 4]]))) // [[1, 3], [2, 4]]
 */
export const transpose: Transpose = stated((given: AnyTensor | TransposeOptions) =>
  isTensor(given) ? permuted(given) : (x: AnyTensor) => permuted(x, given.axes),
)

interface BroadcastTo {
  <const T extends Shape>(
    shape: T,
  ): <S extends Shape, D extends DType>(
    x: Given<BroadcastsTo<'broadcastTo', S, T>, Tensor<S, D>>,
  ) => Tensor<T, D>
}

/**
 * The tensor repeated to a shape that its own broadcasts to.
 *
 * @example
 * run(broadcastTo([2, 2])(constant([1, 2]))) // [[1, 2], [1, 2]]
 */
export const broadcastTo: BroadcastTo = stated((to: Shape) => (x: AnyTensor) => {
  const rule = (from: Shape): Ruled =>
    E.chain(() => broadcasting('broadcastTo', from, to))(checkShape('broadcastTo', to))
  return ruled('broadcastTo', [x], rule, (shape) => repeated(x, shape))
})

/**
 * Movement: the same elements under another shape, without arithmetic.
 * Before it: `construct.ts`, `Move.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: each is one Move or one Reshape.
 */
import { either as E } from 'fp-ts'
import { areExtents, moved, reshaped, ruled, broadcastTo as repeated, checkShape } from '../construct.ts'
import type { DType } from '../DType.ts'
import type { Extent } from '../Extent.ts'
import * as moves from '../moves.ts'
import { permutation } from '../shape/axes.ts'
import type { Permuted, Permutes, Reversed } from '../shape/axes.ts'
import { broadcastTo as broadcasting } from '../shape/broadcast.ts'
import type { BroadcastsTo } from '../shape/broadcast.ts'
import { completed, flatten as flattening } from '../shape/layout.ts'
import type { Flattened, FlattenOptions, Flattens, Rest } from '../shape/layout.ts'
import { reshape as reshaping } from '../shape/reshape.ts'
import type { Reshapes } from '../shape/reshape.ts'
import type { DTypeOf, Given, Option, ShapeOf, Typed } from '../shape/verdict.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { stated } from './operation.ts'

export type { FlattenOptions } from '../shape/layout.ts'
import { withOptions } from './given.ts'

/** A shape with one extent, −1, that follows from the number of elements. */
interface Open<Before extends Shape, After extends Shape> {
  <S extends Shape, D extends DType>(
    x: Given<Divides<S, Before, After>, Tensor<S, D>>,
  ): Tensor<readonly [...Before, Left<S, readonly [...Before, ...After]>, ...After], D>
}

type Left<S extends Shape, Known extends Shape> =
  Rest<S, Known> extends infer Size extends Extent ? Size : number

/** Whether the known extents divide the number of elements, or the sentence. */
type Divides<S extends Shape, Before extends Shape, After extends Shape> = [
  Rest<S, readonly [...Before, ...After]>,
] extends [undefined]
  ? `reshape: ${Show<S>} and ${Show<readonly [...Before, -1, ...After]>} differ in their number of elements`
  : true

interface ReshapeFunction {
  <const A extends Shape>(shape: readonly [...A, -1]): Open<A, readonly []>
  <const Z extends Shape>(shape: readonly [-1, ...Z]): Open<readonly [], Z>
  <const A extends Extent, const Z extends Shape>(shape: readonly [A, -1, ...Z]): Open<readonly [A], Z>
  <const A extends Extent, const B extends Extent, const Z extends Shape>(
    shape: readonly [A, B, -1, ...Z],
  ): Open<readonly [A, B], Z>
  <const T extends Shape>(
    shape: T,
  ): <S extends Shape, D extends DType>(x: Given<Reshapes<'reshape', S, T>, Tensor<S, D>>) => Tensor<T, D>
}

/**
 * The same elements in row-major order under another shape; one extent may be −1, what the number of elements leaves.
 *
 * @example
 * run(reshape([2, 2])(constant([1, 2, 3, 4]))) // [[1, 2], [3, 4]]
 * run(reshape([-1, 1])(constant([1, 2]))) // [[1], [2]]
 */
export const reshape: ReshapeFunction = stated((to: Shape) => (x: AnyTensor) => {
  const rule = (from: Shape): Ruled =>
    E.chain((shape: Shape) => E.chain(() => reshaping('reshape', from, shape))(checkShape('reshape', shape)))(
      E.chain(() => completed('reshape', from, to))(areExtents('reshape', to)),
    )
  return ruled('reshape', [x], rule, (shape) => reshaped(x, shape))
})

/** The first and the last of the axes that become one. */
type Ends<G> = readonly [Said<G, 'from', 0>, Said<G, 'to', -1>]

type Said<G, Name extends string, Absent extends number> =
  Option<G, Name, Absent, number> extends infer V ? (V extends number ? V : Absent) : never

type FlattenedTo<G, S extends Shape> = Flattened<Ends<G>[0], Ends<G>[1], S>

interface FlattenFunction {
  <const G extends AnyTensor | FlattenOptions>(
    given: G,
  ): G extends Typed
    ? Tensor<FlattenedTo<unknown, ShapeOf<G>>, DTypeOf<G>>
    : <S extends Shape, D extends DType>(
        x: Given<Flattens<'flatten', Ends<G>[0], Ends<G>[1], S>, Tensor<S, D>>,
      ) => Tensor<FlattenedTo<G, S>, D>
}

/**
 * Neighbouring axes as one, in row-major order: from the first to the last where nothing is said.
 *
 * @example
 * run(flatten({ from: 1 })(constant([[[1, 2], [3, 4]], [[5, 6], [7, 8]]]))) // [[1, 2, 3, 4], [5, 6, 7, 8]]
 */
export const flatten: FlattenFunction = withOptions('flatten', (options: FlattenOptions, x: AnyTensor) =>
  ruled(
    'flatten',
    [x],
    (shape) => flattening('flatten', options, shape),
    (shape) => reshaped(x, shape),
  ),
)

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

/**
 * The axes in reverse, or in the order that is given.
 *
 * @example
 * run(transpose(constant([[1, 2], [3, 4]]))) // [[1, 3], [2, 4]]
 */
export const transpose: Transpose = withOptions(
  'transpose',
  ({ axes }: Partial<TransposeOptions>, x: AnyTensor) => {
    const rule = (shape: Shape): Ruled<readonly number[]> =>
      permutation('transpose', axes ?? [...shape.keys()].reverse(), shape)
    return ruled('transpose', [x], rule, (order) => moved(x, moves.transpose(x.shape, order)))
  },
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

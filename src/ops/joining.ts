/**
 * Tensors beside each other: concat, stack, tile, repeat.
 * Before it: `construct.ts`, `moves.ts`, `shape/joining.ts`. After it: `src/index.ts`, `slicing.ts`.
 * Invariant: what is joined is a sum of moves that do not overlap, so that cotangents come out as slices; what is
 * repeated is a broadcast, reshaped.
 */
import { at } from '../Bug.ts'
import { broadcastTo, moved, reshaped, ruled, wrongDTypes } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import * as moves from '../moves.ts'
import { axisOf } from '../shape/axes.ts'
import type { AreAxes, Axes, SizeAt, With } from '../shape/axes.ts'
import { concat as joining, stack as stacking, tile as tiling } from '../shape/joining.ts'
import type { Concat, Joins, Stack, Stacks, Tiled } from '../shape/joining.ts'
import type { AreExtents } from '../shape/reshape.ts'
import type { Times } from '../shape/size.ts'
import type { Given } from '../shape/verdict.ts'
import { refuse } from '../Shape.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { concatenated } from './disjoint.ts'
import { configured } from './given.ts'

/** The axis along which tensors are joined, or that they are stacked along. */
export interface JoinOptions {
  readonly axis: number
}

/** Builds where every operand has the dtype of the first. */
const alike = (operation: string, tensors: readonly AnyTensor[], build: () => AnyTensor): AnyTensor => {
  const first = at(tensors, 0)
  const stranger = tensors.find(({ dtype }) => dtype !== first.dtype)
  return stranger === undefined ? build() : wrongDTypes(operation, [first, stranger])
}

interface ConcatFunction {
  <const O extends JoinOptions>(
    options: O,
  ): <const T extends readonly AnyTensor[]>(tensors: {
    readonly [K in keyof T]: Given<Joins<'concat', O['axis'], T, T[K]>, T[K]>
  }) => Tensor<Concat<O['axis'], T>, T[number]['dtype']>
}

/**
 * Tensors one after the other along an axis, in all the others of which they agree.
 *
 * @example
 * run(concat({ axis: 0 })([constant([1, 2]), constant([3])])) // [1, 2, 3]
 */
export const concat: ConcatFunction = configured(
  'concat',
  ['axis'],
  ({ axis }: JoinOptions) =>
    (tensors: readonly AnyTensor[]) =>
      ruled(
        'concat',
        tensors,
        (...shapes) => joining('concat', axis, shapes),
        (place) => alike('concat', tensors, () => concatenated(tensors, place)),
      ),
)

interface StackFunction {
  <const O extends JoinOptions>(
    options: O,
  ): <const T extends readonly AnyTensor[]>(tensors: {
    readonly [K in keyof T]: Given<Stacks<'stack', O['axis'], T, T[K]>, T[K]>
  }) => Tensor<Stack<O['axis'], T>, T[number]['dtype']>
}

/**
 * Tensors of one shape one after the other along an axis of their own.
 *
 * @example
 * run(stack({ axis: 1 })([constant([1, 2]), constant([3, 4])])) // [[1, 3], [2, 4]]
 */
export const stack: StackFunction = configured(
  'stack',
  ['axis'],
  ({ axis }: JoinOptions) =>
    (tensors: readonly AnyTensor[]) =>
      ruled(
        'stack',
        tensors,
        (...shapes) => stacking('stack', axis, shapes),
        (place) =>
          alike('stack', tensors, () =>
            concatenated(
              tensors.map((tensor) =>
                moved(tensor, moves.repeatAlong([place], tensor.shape.toSpliced(place, 0, 1))),
              ),
              place,
            ),
          ),
      ),
)

/** Each axis as often as it says, the repeats beside the extents, then both as one. */
const repeatedBy = (x: AnyTensor, shape: Shape, repeats: Shape, after: boolean): AnyTensor => {
  const paired = (all: Shape): Shape =>
    shape.flatMap((size, k) => {
      if (repeats[k] === 1) return [size]
      return after ? [size, at(all, k)] : [at(all, k), size]
    })
  const once = repeats.map(() => 1)
  return reshaped(
    broadcastTo(reshaped(x, paired(once)), paired(repeats)),
    shape.map((size, k) => extent.mul(size, at(repeats, k))),
  )
}

/** How often a tensor stands beside itself along each axis, aligned from the right. */
export interface TileOptions {
  readonly repeats: Shape
}

interface TileFunction {
  <const R extends Shape>(options: {
    readonly repeats: R
  }): <S extends Shape, D extends DType>(
    x: Given<AreExtents<'tile', R>, Tensor<S, D>>,
  ) => Tensor<Tiled<S, R>, D>
}

/**
 * The whole tensor again and again along its axes.
 *
 * @example
 * run(tile({ repeats: [2, 1] })(constant([[1, 2]]))) // [[1, 2], [1, 2]]
 */
export const tile: TileFunction = configured(
  'tile',
  ['repeats'],
  ({ repeats }: TileOptions) =>
    (x: AnyTensor) =>
      ruled(
        'tile',
        [x],
        (shape) => tiling('tile', repeats, shape),
        ([times, sizes]) => repeatedBy(x, sizes, times, false),
      ),
)

/** How often each element stands beside itself along an axis. */
export interface RepeatOptions {
  readonly axis: number
  readonly times: Extent
}

interface RepeatFunction {
  <const O extends RepeatOptions>(
    options: O,
  ): <S extends Shape, D extends DType>(
    x: Given<
      AreExtents<'repeat', readonly [O['times']]>,
      Given<AreAxes<Axes<'repeat', readonly [O['axis']], S>>, Tensor<S, D>>
    >,
  ) => Tensor<Repeated<O, S, Axes<'', readonly [O['axis']], S>>, D>
}

type Repeated<O extends RepeatOptions, S extends Shape, Place> = With<
  S,
  Place,
  SizeAt<S, Place> extends infer Size extends Extent ? Times<Size, O['times']> : number
>

/**
 * Each element again and again along an axis, beside itself.
 *
 * @example
 * run(repeat({ axis: 0, times: 2 })(constant([1, 2]))) // [1, 1, 2, 2]
 */
export const repeat: RepeatFunction = configured(
  'repeat',
  ['axis', 'times'],
  ({ axis, times }: RepeatOptions) =>
    (x: AnyTensor) => {
      const rule = (shape: Shape): Ruled<number> =>
        typeof times === 'number' && !(Number.isInteger(times) && times >= 0)
          ? refuse('LBZ1010', `repeat: ${times} is not an extent`)
          : axisOf('repeat', axis, shape)
      return ruled('repeat', [x], rule, (place) =>
        repeatedBy(
          x,
          x.shape,
          x.shape.map((_, k) => (k === place ? times : 1)),
          true,
        ),
      )
    },
)

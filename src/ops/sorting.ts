/**
 * Order: sort, argsort, topK, by counting for each element those that come before it.
 * Before it: `pointing.ts`, `reduction.ts`. After it: `src/index.ts`.
 * Invariant: stable, of equal elements the first stays first; NaN is last in either direction; n² comparisons along
 * an axis of n elements. Values carry a derivative to the elements that they are.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import { elementwise, positionsAlong, reduced, repeatedAlong, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import type { Extent } from '../Extent.ts'
import { axisOf } from '../shape/axes.ts'
import type { AreAxes, Axes, AxisIn, Position, With } from '../shape/axes.ts'
import type { Compare } from '../shape/digits.ts'
import type { DTypeOf, Given, ShapeOf, Typed } from '../shape/verdict.ts'
import { refuse, show } from '../Shape.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { eq, lt, where } from './comparison.ts'
import { configured, withOptions } from './given.ts'
import { and } from './logic.ts'
import { argmaxMonoid, totalMonoid } from './monoids.ts'
import { fromLast, ordered, picked, toLast } from './pointing.ts'

/** The axis that is put in order, the last where none is named; whether the largest come first. */
export interface SortOptions {
  readonly axis?: number
  readonly descending?: boolean
}

interface Sorting<Name extends string, Out> {
  <const G extends AnyTensor | SortOptions>(
    given: Given<G extends Typed ? AreAxes<Axes<Name, readonly [-1], ShapeOf<G>>> : true, G>,
  ): G extends Typed
    ? Tensor<ShapeOf<G>, Out extends DType ? Out : DTypeOf<G>>
    : <S extends Shape, D extends DType>(
        x: Given<AreAxes<Axes<Name, readonly [AxisIn<G>], S>>, Tensor<S, D>>,
      ) => Tensor<S, Out extends DType ? Out : D>
}

/** Whether a comes before b: NaN comes last. */
const isBefore = (a: AnyTensor, b: AnyTensor, descending: boolean): AnyTensor => {
  const ahead = descending ? elementwise(lt.op, b, a) : elementwise(lt.op, a, b)
  const isNumber = (x: AnyTensor): AnyTensor => elementwise(eq.op, x, x)
  const stranger = elementwise(and.op, isNumber(a), elementwise(eq.op, isNumber(b), 0))
  return elementwise(where.op, ahead, ahead, stranger)
}

/** For each place of the first `count` along the last axis, which element comes there. */
const order = (x: AnyTensor, count: Extent, descending: boolean): AnyTensor => {
  const rank = x.shape.length
  const size = at(x.shape, rank - 1)
  const square = [...x.shape, size]
  const place = (axis: number, shape: Shape): AnyTensor => positionsAlong(axis, shape, 'f32')
  const own = repeatedAlong(x, [rank], square)
  const other = repeatedAlong(x, [rank - 1], square)
  const otherFirst = elementwise(lt.op, place(rank, square), place(rank - 1, square))
  const counted = elementwise(
    where.op,
    otherFirst,
    elementwise(where.op, isBefore(own, other, descending), 0, 1),
    elementwise(where.op, isBefore(other, own, descending), 1, 0),
  )
  const ranks = reduced(totalMonoid, counted, [rank])
  const found = [...x.shape.slice(0, -1), count, size]
  const isThere = elementwise(eq.op, repeatedAlong(ranks, [rank - 1], found), place(rank - 1, found))
  return reduced(argmaxMonoid, elementwise(where.op, isThere, 1, 0), [rank])
}

/** Which elements come first along an axis. */
const sorted = (x: AnyTensor, axis: number, count: Extent, descending: boolean): AnyTensor => {
  const rank = x.shape.length
  return ordered(order(ordered(x, toLast(rank, axis)), count, descending), fromLast(rank, axis))
}

const sorting = <Name extends string, Out>(
  name: Name,
  result: (x: AnyTensor, indices: AnyTensor, axis: number) => AnyTensor,
): Sorting<Name, Out> =>
  withOptions(name, ({ axis = -1, descending = false }: SortOptions, x: AnyTensor) =>
    ruled(
      name,
      [x],
      (shape) => axisOf(name, axis, shape),
      (place) => result(x, sorted(x, place, at(x.shape, place), descending), place),
    ),
  )

/**
 * The elements along an axis from the smallest to the largest, or the other way round.
 *
 * @example
 * run(sort(constant([3, 1, 2]))) // [1, 2, 3]
 */
export const sort: Sorting<'sort', undefined> = sorting<'sort', undefined>('sort', picked)

/**
 * Where the elements along an axis stand, from the smallest to the largest, or the other way round.
 *
 * @example
 * run(argsort({ descending: true })(constant([3, 1, 2]))) // [0, 2, 1]
 */
export const argsort: Sorting<'argsort', 'i32'> = sorting<'argsort', 'i32'>(
  'argsort',
  (_, indices) => indices,
)

/** How many elements are taken, and along which axis: the last where none is named. */
export interface TopKOptions {
  readonly k: number
  readonly axis?: number
}

type Has<K extends number, S extends Shape, A extends number> =
  Axes<'topK', readonly [A], S> extends infer Place
    ? [Place] extends [number]
      ? number extends Place | K
        ? true
        : S[Position<S, A>] extends infer Size
          ? Size extends number
            ? number extends Size
              ? true
              : Compare<K, Size> extends 'more'
                ? `topK: there are no ${K} along axis ${A} of ${Show<S>}`
                : true
            : true
          : never
      : Place
    : never

/** The largest elements, the largest first, and where they stand. */
export interface TopK<S extends Shape, D extends DType> {
  readonly values: Tensor<S, D>
  readonly indices: Tensor<S, 'i32'>
}

interface TopKFunction {
  <const O extends TopKOptions>(
    options: O,
  ): <S extends Shape, D extends DType>(
    x: Given<Has<O['k'], S, AxisIn<O>>, Tensor<S, D>>,
  ) => TopK<With<S, Axes<'topK', readonly [AxisIn<O>], S>, O['k']>, D>
}

/**
 * The k largest elements along an axis, the largest first, and where they stand.
 *
 * @example
 * run(topK({ k: 2 })(constant([3, 1, 2])).values) // [3, 2]
 * run(topK({ k: 2 })(constant([3, 1, 2])).indices) // [0, 2]
 */
export const topK: TopKFunction = configured(
  'topK',
  ['k'],
  ({ k, axis = -1 }: TopKOptions) =>
    (x: AnyTensor) => {
      const rule = (shape: Shape): Ruled<number> =>
        E.chain((place: number): Ruled<number> => {
          const size = at(shape, place)
          return Number.isInteger(k) && k >= 0 && !(typeof size === 'number' && k > size)
            ? E.right(place)
            : refuse('LBZ1022', `topK: there are no ${k} along axis ${axis} of ${show(shape)}`)
        })(axisOf('topK', axis, shape))
      const indices = ruled('topK', [x], rule, (place) => sorted(x, place, k, true))
      return { values: ruled('topK', [x], rule, (place) => picked(x, indices, place)), indices }
    },
  (mistake) => ({ values: mistake, indices: mistake }),
)

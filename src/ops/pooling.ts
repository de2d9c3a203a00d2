/**
 * Pools: the largest element or the mean of each window over the last axes.
 * Before it: `window.ts`, `shape/pool.ts`. After it: `src/index.ts`.
 * Invariant: a pool is one Reduce of a window; what is padded is −∞ for the largest and 0 for the mean.
 */
import { at } from '../Bug.ts'
import {
  broadcastTo,
  contracted,
  data,
  extentValue,
  floats,
  gathered,
  moved,
  number,
  reduced,
  repeatedAlong,
  reshaped,
  ruled,
} from '../construct.ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Monoid } from '../Monoid.ts'
import * as moves from '../moves.ts'
import { adaptive, global, pool } from '../shape/pool.ts'
import type {
  Adapted,
  AdaptiveOptions,
  Adapts,
  AreAdaptiveOptions,
  ArePoolOptions,
  HasSpace,
  Pool,
  Pooled,
  PoolOptions,
  Pools,
  WithoutSpace,
} from '../shape/pool.ts'
import type { Given, Takes } from '../shape/verdict.ts'
import type { Window } from '../shape/window.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { div } from './arithmetic.ts'
import { maximum } from './comparison.ts'
import { maxMonoid, totalMonoid } from './monoids.ts'
import { configured } from './given.ts'
import { stated } from './operation.ts'
import { windowed } from './window.ts'

export type { AdaptiveOptions, PoolOptions } from '../shape/pool.ts'

/** A pool: how its windows go, then the data. */
export interface Pooling<Name extends string, Options extends PoolOptions = PoolOptions> {
  <const O extends Options>(
    options: O & Given<ArePoolOptions<Name, O>, unknown>,
  ): <S extends Shape, D extends DType>(
    x: Given<Pools<Name, O, S>, Given<Takes<Name, readonly [D]>, Tensor<S, D>>>,
  ) => Tensor<Pooled<O, S>>
}

/** Folds each window over the last axes. */
const folded = (monoid: Monoid, x: AnyTensor, { along, counts }: Pool): AnyTensor => {
  const lead = x.shape.length - along.length
  return reduced(
    monoid,
    windowed(x, along, counts, monoid.identity),
    along.map((_, k) => lead + 2 * k + 1),
  )
}

const pooling = <Name extends string, O extends PoolOptions>(
  name: Name,
  value: (x: AnyTensor, pool: Pool, options: O) => AnyTensor,
): Pooling<Name, O> =>
  configured(
    name,
    ['size'],
    (options: O) => (x: AnyTensor) =>
      ruled(
        name,
        [x],
        (shape) => pool(name, options, shape),
        (found) => floats(name, [x], () => value(x, found, options)),
      ),
  )

/**
 * The largest element of each window over the last axes, of several the first; windows lie side by side where no
 * stride is given. A window of padding alone gives −∞.
 *
 * @example
 * run(maxPool({ size: 2 })(constant([[1, 2, 5, 6], [4, 3, 8, 7]]))) // [[4, 8]]
 */
export const maxPool: Pooling<'maxPool'> = pooling('maxPool', (x, found) => folded(maxMonoid, x, found))

export interface AvgPoolOptions extends PoolOptions {
  /** Whether zeros around count among the elements of a window; they do where nothing is said. */
  readonly countIncludePad?: boolean
}

const isPadded = ({ before, after }: Window): boolean => before > 0 || after > 0

/**
 * The mean of each window over the last axes; windows lie side by side where no stride is given. Where padding does
 * not count, a window of padding alone gives 0.
 *
 * @example
 * run(avgPool({ size: [2] })(constant([1, 3, 5, 9]))) // [2, 7]
 */
export const avgPool: Pooling<'avgPool', AvgPoolOptions> = pooling(
  'avgPool',
  (x, found, { countIncludePad = true }: AvgPoolOptions) => {
    const total = folded(totalMonoid, x, found)
    if (countIncludePad || !found.along.some(isPadded))
      return div(
        total,
        found.along.reduce((so, { size }) => so * size, 1),
      )
    const spatial = x.shape.slice(x.shape.length - found.along.length)
    return div(total, maximum(1, folded(totalMonoid, broadcastTo(number(1), spatial), found)))
  },
)

/** A pool over every axis after the batch and the channels. */
export interface GlobalPooling<Name extends string> {
  <S extends Shape, D extends DType>(
    x: Given<HasSpace<Name, S>, Given<Takes<Name, readonly [D]>, Tensor<S, D>>>,
  ): Tensor<WithoutSpace<S>>
}

type Fold = (x: AnyTensor, axes: readonly number[]) => AnyTensor

const meanOver: Fold = (x, axes) =>
  div(reduced(totalMonoid, x, axes), extentValue(shapes.sizeOf(axes.map((axis) => at(x.shape, axis)))))

const maxOver: Fold = (x, axes) => reduced(maxMonoid, x, axes)

const globalPooling = <Name extends string>(name: Name, fold: Fold): GlobalPooling<Name> =>
  stated((x: AnyTensor) =>
    ruled(
      name,
      [x],
      (shape) => global(name, shape),
      (axes) => floats(name, [x], () => fold(x, axes)),
    ),
  )

/**
 * The mean over every axis after the batch and the channels.
 *
 * @example
 * run(globalAvgPool(constant([[[1, 3], [5, 9]]]))) // [[2, 7]]
 */
export const globalAvgPool: GlobalPooling<'globalAvgPool'> = globalPooling('globalAvgPool', meanOver)

/**
 * The largest element over every axis after the batch and the channels.
 *
 * @example
 * run(globalMaxPool(constant([[[1, 3], [5, 9]]]))) // [[3, 9]]
 */
export const globalMaxPool: GlobalPooling<'globalMaxPool'> = globalPooling('globalMaxPool', maxOver)

/** A pool of as many windows as are asked for, then the data. */
export interface AdaptivePooling<Name extends string> {
  <const O extends AdaptiveOptions>(
    options: O & Given<AreAdaptiveOptions<Name, O>, unknown>,
  ): <S extends Shape, D extends DType>(
    x: Given<Adapts<Name, O, S>, Given<Takes<Name, readonly [D]>, Tensor<S, D>>>,
  ) => Tensor<Adapted<O, S>>
}

/** Windows of different sizes along one axis, each from ⌊i·size/count⌋ up to ⌈(i+1)·size/count⌉. */
type Uneven = (
  x: AnyTensor,
  axis: number,
  bounds: readonly (readonly [from: number, to: number])[],
) => AnyTensor

const meanOfEach: Uneven = (x, axis, bounds) => {
  const size = Number(at(x.shape, axis))
  const member = new Float32Array(bounds.length * size)
  bounds.forEach(([from, to], i) => member.fill(1, i * size + from, i * size + to))
  const letters = 'abcdefghijklmnop'.slice(0, x.shape.length)
  const own = at(letters, axis)
  const totals = contracted(x, data(member, [bounds.length, size]), {
    left: letters,
    right: `z${own}`,
    out: letters.replace(own, 'z'),
  })
  const lengths = data(
    Float32Array.from(bounds, ([from, to]) => to - from),
    [bounds.length],
  )
  const others = [...x.shape.keys()].filter((k) => k !== axis)
  return div(totals, repeatedAlong(lengths, others, totals.shape))
}

/** Each window read by an index: one that is shorter than the longest repeats its last element. */
const maxOfEach: Uneven = (x, axis, bounds) => {
  const longest = Math.max(...bounds.map(([from, to]) => to - from))
  const places = bounds.flatMap(([from, to]) =>
    Array.from({ length: longest }, (_, k) => Math.min(from + k, to - 1)),
  )
  const axes = [...x.shape.keys()]
  const first = [axis, ...axes.filter((k) => k !== axis)]
  const read = gathered(
    moved(x, moves.transpose(x.shape, first)),
    data(Int32Array.from(places), [bounds.length, longest]),
    0,
  )
  const largest = reduced(maxMonoid, read, [1])
  return moved(
    largest,
    moves.transpose(
      largest.shape,
      axes.map((k) => first.indexOf(k)),
    ),
  )
}

/** One axis after the other, the last first, so that of several largest elements the first is found. */
const adaptively = (x: AnyTensor, wanted: readonly number[], fold: Fold, uneven: Uneven): AnyTensor => {
  const lead = x.shape.length - wanted.length
  return wanted.reduceRight((value, count, k) => {
    const axis = lead + k
    const size = at(value.shape, axis)
    const each = extent.divide(size, count)
    if (each !== undefined)
      return fold(reshaped(value, value.shape.toSpliced(axis, 1, count, each)), [axis + 1])
    const length = Number(size)
    const bounds = Array.from(
      { length: count },
      (_, i) => [Math.floor((i * length) / count), Math.ceil(((i + 1) * length) / count)] as const,
    )
    return uneven(value, axis, bounds)
  }, x)
}

const adaptivePooling = <Name extends string>(
  name: Name,
  fold: Fold,
  uneven: Uneven,
): AdaptivePooling<Name> =>
  configured(
    name,
    ['size'],
    (options: AdaptiveOptions) => (x: AnyTensor) =>
      ruled(
        name,
        [x],
        (shape) => adaptive(name, options, shape),
        (wanted) => floats(name, [x], () => adaptively(x, wanted, fold, uneven)),
      ),
  )

/**
 * The mean of each of as many windows as are asked for: the ith goes from ⌊i·size/count⌋ up to ⌈(i+1)·size/count⌉.
 *
 * @example
 * run(adaptiveAvgPool({ size: [2] })(constant([1, 2, 6]))) // [1.5, 4]
 */
export const adaptiveAvgPool: AdaptivePooling<'adaptiveAvgPool'> = adaptivePooling(
  'adaptiveAvgPool',
  meanOver,
  meanOfEach,
)

/**
 * The largest element of each of as many windows as are asked for: the ith goes from ⌊i·size/count⌋ up to
 * ⌈(i+1)·size/count⌉.
 *
 * @example
 * run(adaptiveMaxPool({ size: [2] })(constant([1, 2, 6]))) // [2, 6]
 */
export const adaptiveMaxPool: AdaptivePooling<'adaptiveMaxPool'> = adaptivePooling(
  'adaptiveMaxPool',
  maxOver,
  maxOfEach,
)

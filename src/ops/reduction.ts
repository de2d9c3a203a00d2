/**
 * Reductions: folds over axes.
 * Before it: `monoids.ts`, `shape/axes.ts`. After it: `activation.ts`, `src/index.ts`.
 * Invariant: an axis that is folded is dropped, or kept with extent 1.
 */
import { at } from '../Bug.ts'
import { extentValue, floats, reduced, repeatedAlong, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Monoid } from '../Monoid.ts'
import { axesOf } from '../shape/axes.ts'
import type { AreAxes, Axes, Without } from '../shape/axes.ts'
import type { DTypeOf, Given, Option, Takes, Typed } from '../shape/verdict.ts'
import type { Ruled, Shape } from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { add, div, stopGradient, sub } from './arithmetic.ts'
import { and, lt, where } from './comparison.ts'
import { argmaxMonoid, argminMonoid, logSumExpMonoid, maxMonoid, minMonoid, totalMonoid } from './monoids.ts'
import { stated } from './operation.ts'

/** Which axes are folded: all where none are named; whether they stay, with extent 1. */
export interface ReduceOptions {
  readonly axis?: number | readonly number[]
  readonly keepdims?: boolean
}

/** The axes that options name, counted from 0, `undefined` where they name none; or the sentence. */
type Folded<Name extends string, Options, S extends Shape> =
  Option<Options, 'axis', undefined, number> extends infer Axis
    ? [Axis] extends [readonly number[]]
      ? Axes<Name, Axis, S>
      : [Axis] extends [number]
        ? Axes<Name, readonly [Axis], S>
        : [Axis] extends [undefined]
          ? undefined
          : number
    : never

type Keeps<Options> = Option<Options, 'keepdims', false, boolean>

/** What is left of a shape; where every axis is folded and none kept, a scalar of whatever rank. */
type Left<Name extends string, Options, S extends Shape> = [
  Option<Options, 'axis', undefined, number>,
] extends [undefined]
  ? boolean extends Keeps<Options>
    ? Shape
    : Keeps<Options> extends true
      ? { readonly [K in keyof S]: 1 }
      : readonly []
  : Without<S, Folded<Name, Options, S>, Keeps<Options> & boolean>

/** A fold: with options first, or at once over every axis. */
export interface Reduction<Name extends string, Out extends DType = 'f32'> {
  <const G extends AnyTensor | ReduceOptions>(
    given: Given<G extends Typed ? Takes<Name, readonly [DTypeOf<G>]> : true, G>,
  ): G extends Typed
    ? Tensor<readonly [], Out>
    : <S extends Shape, D extends DType>(
        x: Given<AreAxes<Folded<Name, G, S>>, Given<Takes<Name, readonly [D]>, Tensor<S, D>>>,
      ) => Tensor<Left<Name, G, S>, Out>
}

/** A fold over axes that are counted from 0 and sorted. */
type Fold = (x: AnyTensor, axes: readonly number[]) => AnyTensor

const reduction = <Name extends string, Out extends DType = 'f32'>(
  name: Name,
  fold: Fold,
): Reduction<Name, Out> => {
  const applied = ({ axis, keepdims = false }: ReduceOptions, x: AnyTensor): AnyTensor => {
    const rule = (shape: Shape): Ruled<readonly number[]> =>
      axesOf(name, axis === undefined ? [...shape.keys()] : typeof axis === 'number' ? [axis] : axis, shape)
    return ruled(name, [x], rule, (axes) =>
      floats(name, [x], () => (keepdims ? keepingAxes(fold(x, axes), axes, x.shape) : fold(x, axes))),
    )
  }
  return stated((given: AnyTensor | ReduceOptions) =>
    isTensor(given) ? applied({}, given) : (x: AnyTensor) => applied(given, x),
  )
}

/** The dropped axes put back, with extent 1. */
const keepingAxes = (folded: AnyTensor, axes: readonly number[], shape: Shape): AnyTensor =>
  repeatedAlong(
    folded,
    axes,
    shape.map((size, k) => (axes.includes(k) ? 1 : size)),
  )

const folding =
  (monoid: Monoid): Fold =>
  (x, axes) =>
    reduced(monoid, x, axes)

/**
 * The sum over axes.
 *
 * @example
 * run(sum({ axis: 0 })(constant([[1, 2], [3, 4]]))) // [4, 6]
 */
export const sum: Reduction<'sum'> = reduction('sum', folding(totalMonoid))

/**
 * The mean over axes; a symbolic size divides too.
 *
 * @example
 * run(mean(constant([1, 2, 6]))) // 3
 */
export const mean: Reduction<'mean'> = reduction('mean', (x, axes) =>
  div(reduced(totalMonoid, x, axes), extentValue(extent.product(axes.map((axis) => at(x.shape, axis))))),
)

/**
 * The largest element; −∞ of none.
 *
 * @example
 * run(max({ axis: 1 })(constant([[1, 2], [4, 3]]))) // [2, 4]
 */
export const max: Reduction<'max'> = reduction('max', folding(maxMonoid))

/**
 * The smallest element; ∞ of none.
 *
 * @example
 * run(min({ axis: 1 })(constant([[1, 2], [4, 3]]))) // [1, 3]
 */
export const min: Reduction<'min'> = reduction('min', folding(minMonoid))

/**
 * Where the largest element stands: its row-major position among the axes, the first of several.
 *
 * @example
 * run(argmax({ axis: 1 })(constant([[1, 2], [4, 3]]))) // [1, 0]
 */
export const argmax: Reduction<'argmax', 'i32'> = reduction('argmax', folding(argmaxMonoid))

/**
 * Where the smallest element stands: its row-major position among the axes, the first of several.
 *
 * @example
 * run(argmin({ axis: 1 })(constant([[1, 2], [4, 3]]))) // [0, 1]
 */
export const argmin: Reduction<'argmin', 'i32'> = reduction('argmin', folding(argminMonoid))

/**
 * log Σ eˣ, shifted by the largest element, on which it does not depend: no overflow.
 *
 * @example
 * run(logSumExp(constant([1000, 1000]))) // 1000.6932
 */
export const logSumExp: Reduction<'logSumExp'> = reduction('logSumExp', (x, axes) => {
  const largest = reduced(maxMonoid, x, axes)
  const finite = and(lt(largest, Infinity), lt(-Infinity, largest))
  const shift = stopGradient(where(finite, largest, 0))
  return add(reduced(logSumExpMonoid, sub(x, repeatedAlong(shift, axes, x.shape)), axes), shift)
})

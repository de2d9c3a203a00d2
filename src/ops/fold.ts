/**
 * How a fold over axes is called and checked.
 * Before it: `construct.ts`, `shape/axes.ts`. After it: `reduction.ts`, `statistics.ts`.
 * Invariant: an axis that is folded is dropped, or kept with extent 1.
 */
import { repeatedAlong, ruled, wrongDTypes } from '../construct.ts'
import type { DType } from '../DType.ts'
import { axesOf, listed } from '../shape/axes.ts'
import type { AreAxes, Axes, Without } from '../shape/axes.ts'
import type { DTypeOf, Given, Option, Takes, Typed } from '../shape/verdict.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { withOptions } from './given.ts'

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

/**
 * A fold of elements of the dtypes `Wanted`: with options first, or at once over every axis. The result has the dtype
 * `Out`, or that of the operand where `Out` is `same`.
 */
export interface Reduction<
  Name extends string,
  Out extends DType | 'same' = 'f32',
  Wanted extends DType = 'f32',
  Options extends ReduceOptions = ReduceOptions,
> {
  <const G extends AnyTensor | Options>(
    given: Given<G extends Typed ? Takes<Name, readonly [DTypeOf<G>], Wanted> : true, G>,
  ): G extends Typed
    ? Tensor<readonly [], OfDType<Out, DTypeOf<G>>>
    : <S extends Shape, D extends DType>(
        x: Given<AreAxes<Folded<Name, G, S>>, Given<Takes<Name, readonly [D], Wanted>, Tensor<S, D>>>,
      ) => Tensor<Left<Name, G, S>, OfDType<Out, D>>
}

type OfDType<Out, D extends DType> = Out extends DType ? Out : D

/** A fold over axes that are counted from 0 and sorted. */
type Fold<Options> = (x: AnyTensor, axes: readonly number[], options: Partial<Options>) => AnyTensor

/** The function that folds so, where the operand has a dtype that it takes. */
export const reduction = <
  Name extends string,
  Out extends DType | 'same' = 'f32',
  Wanted extends DType = 'f32',
  Options extends ReduceOptions = ReduceOptions,
>(
  name: Name,
  wanted: readonly DType[],
  fold: Fold<Options>,
): Reduction<Name, Out, Wanted, Options> =>
  withOptions(name, (options: Partial<Options>, x: AnyTensor) => {
    const { axis, keepdims = false } = options
    const rule = (shape: Shape): Ruled<readonly number[]> =>
      axesOf(name, axis === undefined ? [...shape.keys()] : listed(axis), shape)
    return ruled(name, [x], rule, (axes) => {
      if (!wanted.includes(x.dtype)) return wrongDTypes(name, [x])
      const folded = fold(x, axes, options)
      return keepdims ? keepingAxes(folded, axes, x.shape) : folded
    })
  })

/** The dropped axes put back, with extent 1. */
export const keepingAxes = (folded: AnyTensor, axes: readonly number[], shape: Shape): AnyTensor =>
  repeatedAlong(
    folded,
    axes,
    shape.map((size, k) => (axes.includes(k) ? 1 : size)),
  )

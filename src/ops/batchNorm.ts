/**
 * Batch normalisation: of each channel over the batch and every place, in training and after it.
 * Before it: `moments.ts`, `shape/scale.ts`. After it: `src/index.ts`.
 * Invariant: training uses the biased variance of the batch and differentiates through it.
 */
import { either as E } from 'fp-ts'
import { extentValue, floats, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { axisOf } from '../shape/axes.ts'
import type { AreAxes, Axes } from '../shape/axes.ts'
import { alike, scaleAlong } from '../shape/scale.ts'
import type { IsAlike, ScalesAlong } from '../shape/scale.ts'
import type { Given, Option, Takes } from '../shape/verdict.ts'
import type { Ruled, Shape } from '../Shape.ts'
import { typed } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { add, div, sqrt, sub } from './arithmetic.ts'
import { configured, withParameters } from './given.ts'
import { across, spreadOf, meanOver, normalised, scaled, sizeAlong, usual } from './moments.ts'
import type { NormOptions } from './moments.ts'

const others = (shape: Shape, axis: number): readonly number[] => [...shape.keys()].filter((k) => k !== axis)

export interface BatchNormOptions extends NormOptions {
  /** Where the channels stand: on axis 1 where nothing is said. */
  readonly axis?: number
}

type ChannelAxis<O> = Option<O, 'axis', 1, number> & number

/** What a scale and the shape of the data come to. */
type Applied<Name extends string, Verdict, S extends Shape, D extends readonly DType[]> = Given<
  Verdict,
  Given<Takes<Name, D>, Tensor<S, D extends readonly [...unknown[], infer Last extends DType] ? Last : never>>
>

interface BatchNorm {
  <G extends Shape, B extends Shape, DG extends DType, DB extends DType>(
    gamma: Tensor<G, DG>,
    beta: Given<IsAlike<'batchNorm', G, 'shift', B>, Tensor<B, DB>>,
  ): <S extends Shape, D extends DType>(
    x: Applied<'batchNorm', ScalesAlong<'batchNorm', 1, G, S>, S, readonly [DG, DB, D]>,
  ) => Tensor<S>
  <const O extends BatchNormOptions, G extends Shape, B extends Shape, DG extends DType, DB extends DType>(
    options: O,
    gamma: Tensor<G, DG>,
    beta: Given<IsAlike<'batchNorm', G, 'shift', B>, Tensor<B, DB>>,
  ): <S extends Shape, D extends DType>(
    x: Applied<'batchNorm', ScalesAlong<'batchNorm', ChannelAxis<O>, G, S>, S, readonly [DG, DB, D]>,
  ) => Tensor<S>
}

/**
 * Each channel with the mean and the (biased) variance of the batch taken out, then scaled by γ and shifted by β: what
 * is trained. Derivatives go through mean and variance.
 *
 * @example
 * run(batchNorm({ epsilon: 0 }, constant([1]), constant([0]))(constant([[1], [3]]))) // [[-1], [1]]
 */
export const batchNorm: BatchNorm = withParameters(
  'batchNorm',
  2,
  ({ epsilon = usual, axis = 1 }: BatchNormOptions, tensors, x) => {
    const rule = (gamma: Shape, beta: Shape, shape: Shape): Ruled<number> =>
      E.chain(() => scaleAlong('batchNorm', axis, gamma, shape))(alike('batchNorm', gamma, 'shift', beta))
    return ruled('batchNorm', [...tensors, x], rule, (found) =>
      floats('batchNorm', [...tensors, x], () =>
        scaled(normalised(x, others(x.shape, found), epsilon), tensors, [found]),
      ),
    )
  },
)

/** What the channels of a batch come to, each a vector. */
export interface Statistics<C extends Shape> {
  readonly mean: Tensor<C>
  /** Σ (x − mean)² / n: what `batchNorm` divides by. */
  readonly variance: Tensor<C>
  /** Σ (x − mean)² / (n − 1): what running averages keep. */
  readonly unbiased: Tensor<C>
}

type ChannelOf<Axis extends number, S extends Shape> =
  Axes<'batchStatistics', readonly [Axis], S> extends infer Found
    ? number extends Found
      ? readonly [Extent]
      : [Found] extends [keyof S & number]
        ? readonly [S[Found] & Extent]
        : readonly [Extent]
    : never

interface BatchStatistics {
  <const O extends Omit<BatchNormOptions, 'epsilon'>>(
    options: O,
  ): <S extends Shape, D extends DType>(
    x: Applied<
      'batchStatistics',
      AreAxes<Axes<'batchStatistics', readonly [ChannelAxis<O>], S>>,
      S,
      readonly [D]
    >,
  ) => Statistics<ChannelOf<ChannelAxis<O>, S>>
}

/**
 * The mean and the variance of each channel of a batch, for running averages.
 *
 * @example
 * run(batchStatistics({})(constant([[1], [3]])).unbiased) // [2]
 */
export const batchStatistics: BatchStatistics = configured(
  'batchStatistics',
  [],
  ({ axis = 1 }: BatchNormOptions) =>
    (x: AnyTensor) => {
      const of = (value: (axes: readonly number[]) => AnyTensor): Tensor<Shape> =>
        typed(
          ruled(
            'batchStatistics',
            [x],
            (shape) => axisOf('batchStatistics', axis, shape),
            (found) => floats('batchStatistics', [x], () => value(others(x.shape, found))),
          ),
        )
      const over = (axes: readonly number[], less: number): AnyTensor =>
        div(spreadOf(x, axes).squares, extentValue(extent.sub(sizeAlong(x, axes), less)))
      return {
        mean: of((axes) => meanOver(x, axes)),
        variance: of((axes) => over(axes, 0)),
        unbiased: of((axes) => over(axes, 1)),
      }
    },
  (mistake) => ({ mean: mistake, variance: mistake, unbiased: mistake }),
)

/** What a trained normalisation knows of each channel. */
export interface BatchNormParameters<
  Name extends string,
  G extends Shape,
  B extends Shape,
  M extends Shape,
  V extends Shape,
> {
  readonly gamma: Tensor<G>
  readonly beta: Given<IsAlike<Name, G, 'shift', B>, Tensor<B>>
  readonly mean: Given<IsAlike<Name, G, 'mean', M>, Tensor<M>>
  readonly variance: Given<IsAlike<Name, G, 'variance', V>, Tensor<V>>
}

interface BatchNormInference {
  <const O extends BatchNormOptions, G extends Shape, B extends Shape, M extends Shape, V extends Shape>(
    options: O,
    parameters: BatchNormParameters<'batchNormInference', G, B, M, V>,
  ): <S extends Shape, D extends DType>(
    x: Applied<
      'batchNormInference',
      ScalesAlong<'batchNormInference', ChannelAxis<O>, G, S>,
      S,
      readonly [D]
    >,
  ) => Tensor<S>
}

/**
 * Each channel with a known mean and variance taken out, then scaled by γ and shifted by β: `batchNorm` after training.
 *
 * @example
 * const one = constant([1])
 * const known = { gamma: one, beta: constant([0]), mean: constant([2]), variance: constant([4]) }
 * run(batchNormInference({ epsilon: 0 }, known)(constant([[1], [4]]))) // [[-0.5], [1]]
 */
export const batchNormInference: BatchNormInference = configured(
  'batchNormInference',
  [],
  (
    { epsilon = usual, axis = 1 }: BatchNormOptions,
    parameters: Readonly<Record<'gamma' | 'beta' | 'mean' | 'variance', AnyTensor>>,
  ) =>
    (x: AnyTensor) => {
      const { gamma, beta, mean, variance } = { ...parameters }
      const name = 'batchNormInference'
      const rule = (g: Shape, b: Shape, m: Shape, v: Shape, shape: Shape): Ruled<number> =>
        E.chain(() =>
          E.chain(() => E.chain(() => scaleAlong(name, axis, g, shape))(alike(name, g, 'variance', v)))(
            alike(name, g, 'mean', m),
          ),
        )(alike(name, g, 'shift', b))
      return ruled(name, [gamma, beta, mean, variance, x], rule, (found) =>
        floats(name, [gamma, beta, mean, variance, x], () => {
          const spread = across(sqrt(add(variance, epsilon)), [found], x.shape)
          const plain = div(sub(x, across(mean, [found], x.shape)), spread)
          return scaled(plain, [gamma, beta], [found])
        }),
      )
    },
)

/**
 * Layers that normalise.
 * Before it: `ops/batchNorm.ts`, `ops/normalisation.ts`. After it: the namespace `nn`.
 * Invariant: names, defaults and running statistics are PyTorch's; statistics are no hidden state: they go in and come
 * out.
 */
import { elementwise } from '../construct.ts'
import type { Extent } from '../Extent.ts'
import { add, mul } from '../ops/arithmetic.ts'
import { batchNorm as training, batchNormInference, batchStatistics } from '../ops/batchNorm.ts'
import { layerNorm as overLast } from '../ops/normalisation.ts'
import { stated } from '../ops/operation.ts'
import type { InputsOf } from '../Program.ts'
import type { ScalesAlong, ScalesOver } from '../shape/scale.ts'
import type { Given } from '../shape/verdict.ts'
import type { Shape } from '../Shape.ts'
import { f32 } from '../Spec.ts'
import type { Spec } from '../Spec.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import type { Layer } from './Layer.ts'
import { layer } from './Layer.ts'

/** A scale and a shift. */
export type ScaleParameters<S extends Shape> = {
  readonly weight: Spec<S, 'f32'>
  readonly bias: Spec<S, 'f32'>
}

/** What is known of the channels of all batches so far. */
export type Running<C extends Extent> = {
  readonly mean: Spec<readonly [C], 'f32'>
  readonly variance: Spec<readonly [C], 'f32'>
}

export interface BatchNormLayerOptions<C extends Extent> {
  /** How many channels there are, on axis 1. */
  readonly channels: C
  readonly epsilon?: number
  /** The share of a batch in the running statistics; 0.1 where nothing is said. */
  readonly momentum?: number
}

/** Normalised data, and the running statistics after the batch. */
export type Trained<S extends Shape, C extends Extent> = {
  readonly y: Tensor<S>
  readonly running: InputsOf<Running<C>>
}

/** A layer that normalises a batch by itself to be trained, and by running statistics to be used. */
export interface BatchNormLayer<C extends Extent> {
  readonly parameters: ScaleParameters<readonly [C]>
  /** The statistics that go from step to step: a mean of 0 and a variance of 1 at first. */
  readonly running: Running<C>
  readonly train: (
    parameters: InputsOf<ScaleParameters<readonly [C]>>,
    running: InputsOf<Running<C>>,
  ) => <S extends Shape>(x: Given<ScalesAlong<'batchNorm', 1, readonly [C], S>, Tensor<S>>) => Trained<S, C>
  readonly apply: (
    parameters: InputsOf<ScaleParameters<readonly [C]>>,
    running: InputsOf<Running<C>>,
  ) => <S extends Shape>(
    x: Given<ScalesAlong<'batchNormInference', 1, readonly [C], S>, Tensor<S>>,
  ) => Tensor<S>
}

interface Scale {
  readonly weight: AnyTensor
  readonly bias: AnyTensor
}

interface Known {
  readonly mean: AnyTensor
  readonly variance: AnyTensor
}

type Map = (x: AnyTensor) => AnyTensor

/**
 * Batch normalisation: `train` uses the batch's own mean and variance and gives the new running statistics beside the
 * data, `apply` uses running statistics. A loss that has `running` among its inputs and outputs carries them along.
 *
 * @example
 * const { parameters, running, train } = batchNorm({ channels: 1 })
 * const p = program({ x: f32(2, 1), parameters, running }, (given) => train(given.parameters, given.running)(given.x))
 * const one = Float32Array.of(1)
 * const arrays = { x: Float32Array.of(1, 3), 'parameters.weight': one, 'parameters.bias': new Float32Array(1) }
 * const given = { ...arrays, 'running.mean': new Float32Array(1), 'running.variance': one }
 * run(p.outputs.running.mean, given) // [0.2]
 * run(p.outputs.running.variance, given) // [1.1]
 */
export const batchNorm = <const C extends Extent>({
  channels,
  epsilon = 1e-5,
  momentum = 0.1,
}: BatchNormLayerOptions<C>): BatchNormLayer<C> => ({
  parameters: { weight: f32(channels), bias: f32(channels) },
  running: { mean: f32(channels), variance: f32(channels) },
  train: stated(({ weight, bias }: Scale, running: Known) => (x: AnyTensor) => {
    const normal: (options: object, gamma: AnyTensor, beta: AnyTensor) => Map = stated(training)
    const statistics: (options: object) => (x: AnyTensor) => Known & { readonly unbiased: AnyTensor } =
      stated(batchStatistics)
    const { mean, unbiased } = statistics({})(x)
    const moved = (before: AnyTensor, now: AnyTensor): AnyTensor =>
      elementwise(add.op, elementwise(mul.op, 1 - momentum, before), elementwise(mul.op, momentum, now))
    return {
      y: normal({ epsilon }, weight, bias)(x),
      running: { mean: moved(running.mean, mean), variance: moved(running.variance, unbiased) },
    }
  }),
  apply: stated(({ weight, bias }: Scale, { mean, variance }: Known): Map => {
    const known: (options: object, parameters: object) => Map = stated(batchNormInference)
    return known({ epsilon }, { gamma: weight, beta: bias, mean, variance })
  }),
})

export interface LayerNormOptions<S extends Shape> {
  /** The last axes, over which is normalised. */
  readonly shape: S
  readonly epsilon?: number
}

/** Over the last axes, those of `S`. */
type OverLast<G extends Shape> = <S extends Shape>(
  x: Given<ScalesOver<'layerNorm', G, S>, Tensor<S>>,
) => Tensor<S>

/**
 * Layer normalisation over the last axes.
 *
 * @example
 * show(layerNorm({ shape: [3, 4] }).parameters.weight) // 3×4
 */
export const layerNorm = <const S extends Shape>({
  shape,
  epsilon = 1e-5,
}: LayerNormOptions<S>): Layer<ScaleParameters<S>, OverLast<S>> =>
  layer(
    { weight: f32<S>(...shape), bias: f32<S>(...shape) },
    stated(({ weight, bias }: Scale): Map => {
      const normal: (options: object, gamma: AnyTensor, beta: AnyTensor) => Map = stated(overLast)
      return normal({ epsilon }, weight, bias)
    }),
  )

/**
 * Layers of convolutions, and those that look a vector up or have a slope.
 * Before it: `ops/convolution.ts`, `ops/indexing.ts`, `ops/rectifier.ts`. After it: the namespace `nn`.
 * Invariant: a kernel is [out, in / groups, …size], as in PyTorch; data are [batch, channels, …].
 */
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import * as ops from '../ops/convolution.ts'
import { embedding as rows } from '../ops/indexing.ts'
import { stated } from '../ops/operation.ts'
import { prelu as sloped } from '../ops/rectifier.ts'
import type { ConvolutionOptions } from '../shape/channels.ts'
import type { Shape } from '../Shape.ts'
import { f32 } from '../Spec.ts'
import type { Spec } from '../Spec.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import type { Layer } from './Layer.ts'
import { layer } from './Layer.ts'

export interface ConvOptions<Size extends Shape> extends ConvolutionOptions {
  readonly in: Extent
  readonly out: Extent
  /** The extents of the kernel. */
  readonly size: Size
}

/** The shape of a kernel; in groups, its second extent is not known to the types. */
type KernelOf<O extends ConvOptions<Shape>> = readonly [
  O['out'],
  'groups' extends keyof O ? number : O['in'],
  ...O['size'],
]

/** A kernel and a number for each channel that comes out. */
export type ConvParameters<O extends ConvOptions<Shape>> = {
  readonly weight: Spec<KernelOf<O>, 'f32'>
  readonly bias: Spec<readonly [O['out']], 'f32'>
}

const convolution = <O extends ConvOptions<Shape>, F>(
  options: O,
  convolve: (...given: never[]) => unknown,
): Layer<ConvParameters<O>, F> => {
  const { in: inputs, out, size, groups = 1 } = options
  // A kernel for groups that do not divide has no whole extent; the operation says so of the groups.
  const each = extent.divide(inputs, groups) ?? inputs
  const kernel = stated<() => KernelOf<O>>(() => [out, each, ...size])()
  const apply: (options: O, weight: AnyTensor, bias: AnyTensor) => F = stated(convolve)
  return layer(
    { weight: f32(...kernel), bias: f32<readonly [O['out']]>(out) },
    stated(({ weight, bias }: { readonly weight: AnyTensor; readonly bias: AnyTensor }) =>
      apply(options, weight, bias),
    ),
  )
}

/**
 * A convolution over one axis, with a bias.
 *
 * @example
 * show(conv1d({ in: 2, out: 4, size: [3] }).parameters.weight) // 4×2×3
 */
export const conv1d = <const O extends ConvOptions<readonly [Extent]>>(
  options: O,
): Layer<
  ConvParameters<O>,
  ReturnType<typeof ops.conv1d<O, KernelOf<O>, readonly [O['out']], 'f32', 'f32'>>
> => convolution(options, ops.conv1d)

/**
 * A convolution over two axes, with a bias.
 *
 * @example
 * const { parameters, apply } = conv2d({ in: 1, out: 8, size: [3, 3], padding: 1 })
 * show(parameters.weight) // 8×1×3×3
 * const p = program({ x: f32(5, 1, 8, 8), params: parameters }, ({ x, params }) => ({ y: apply(params)(x) }))
 * p.outputs.y.shape // [5, 8, 8, 8]
 */
export const conv2d = <const O extends ConvOptions<readonly [Extent, Extent]>>(
  options: O,
): Layer<
  ConvParameters<O>,
  ReturnType<typeof ops.conv2d<O, KernelOf<O>, readonly [O['out']], 'f32', 'f32'>>
> => convolution(options, ops.conv2d)

const table: (weight: AnyTensor) => (index: AnyTensor) => AnyTensor = stated(rows)

export interface EmbeddingOptions<K extends Extent, F extends Extent> {
  /** How many vectors there are. */
  readonly count: K
  /** The extent of each. */
  readonly out: F
}

/**
 * A table of vectors, looked up by i32 indices.
 *
 * @example
 * const { parameters, apply } = embedding({ count: 100, out: 8 })
 * const p = program({ words: i32(5), params: parameters }, ({ words, params }) => ({ y: apply(params)(words) }))
 * p.outputs.y.shape // [5, 8]
 */
export const embedding = <const K extends Extent, const F extends Extent>({
  count,
  out,
}: EmbeddingOptions<K, F>): Layer<
  { readonly weight: Spec<readonly [K, F], 'f32'> },
  ReturnType<typeof rows<readonly [K, F], 'f32'>>
> =>
  layer(
    { weight: f32(count, out) },
    stated(({ weight }: { readonly weight: AnyTensor }) => table(weight)),
  )

export interface PreluOptions<C extends Extent> {
  /** How many slopes: one for all, or one for each channel on axis 1. */
  readonly channels: C
}

/**
 * A rectifier whose slopes below 0 are parameters.
 *
 * @example
 * show(prelu({ channels: 8 }).parameters.slope) // 8
 */
export const prelu = <const C extends Extent>({
  channels,
}: PreluOptions<C>): Layer<
  { readonly slope: Spec<readonly [C], 'f32'> },
  ReturnType<typeof sloped<Tensor<readonly [C]>>>
> => layer({ slope: f32(channels) }, ({ slope }) => sloped(slope))

/**
 * Convolutions: a kernel goes over the axes after batch and channels; data are [batch, channels, …].
 * Before it: `construct.ts`, `shape/channels.ts`. After it: `src/index.ts`.
 * Invariant: a convolution is one Contract over a window, in any number of axes; a transposed one is its adjoint.
 */
import { at, known } from '../Bug.ts'
import { contracted, floats, input, moved, reshaped, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import { pullback } from '../differentiate.ts'
import * as extent from '../Extent.ts'
import * as move from '../Move.ts'
import { convolution, transposed } from '../shape/channels.ts'
import type {
  AreConvolutionOptions,
  Convolution,
  ConvolutionOptions,
  Convolved,
  Convolves,
  Direction,
  IsChannelBias,
  IsKernel,
  TransposedOptions,
} from '../shape/channels.ts'
import type { DTypeOf, Given, ShapeOf, Takes, Typed } from '../shape/verdict.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { add } from './arithmetic.ts'
import { withParameters } from './given.ts'
import { windowed } from './window.ts'

export type { ConvolutionOptions, TransposedOptions } from '../shape/channels.ts'

type OptionsOf<Way extends Direction> = Way extends 'onward' ? ConvolutionOptions : TransposedOptions

type Kernel<
  Name extends string,
  Axes extends readonly unknown[],
  Options,
  W extends Shape,
  D extends DType,
> = Given<IsKernel<Name, Axes, Options, W>, Tensor<W, D>>

type Bias<
  Name extends string,
  Way extends Direction,
  Options,
  W extends Shape,
  B extends Shape,
  D extends DType,
> = Given<IsChannelBias<Name, Way, Options, W, B>, Tensor<B, D>>

type Layer<
  Name extends string,
  Way extends Direction,
  Axes extends readonly unknown[],
  Options,
  W extends Shape,
  D extends readonly DType[],
> = <S extends Shape, DX extends DType>(
  x: Given<Convolves<Name, Way, Axes, Options, W, S>, Given<Takes<Name, readonly [...D, DX]>, Tensor<S, DX>>>,
) => Tensor<Convolved<Way, Options, W, S>>

/** A convolution over as many axes as `Axes` has: options where there are any, its kernel, its bias, then the data. */
export interface Convolve<Name extends string, Way extends Direction, Axes extends readonly unknown[]> {
  <W extends Shape, D extends DType>(
    weight: Kernel<Name, Axes, object, W, D>,
  ): Layer<Name, Way, Axes, object, W, readonly [D]>
  <const G extends OptionsOf<Way> | AnyTensor, S extends Shape, D extends DType>(
    given: G &
      Given<
        G extends Typed ? IsKernel<Name, Axes, object, ShapeOf<G>> : AreConvolutionOptions<Name, Axes, G>,
        unknown
      >,
    next: G extends Typed ? Bias<Name, Way, object, ShapeOf<G>, S, D> : Kernel<Name, Axes, G, S, D>,
  ): G extends Typed
    ? Layer<Name, Way, Axes, object, ShapeOf<G>, readonly [DTypeOf<G>, D]>
    : Layer<Name, Way, Axes, G, S, readonly [D]>
  <const O extends OptionsOf<Way>, W extends Shape, B extends Shape, D extends DType, DB extends DType>(
    options: O & Given<AreConvolutionOptions<Name, Axes, O>, unknown>,
    weight: Kernel<Name, Axes, O, W, D>,
    bias: Bias<Name, Way, O, W, B, DB>,
  ): Layer<Name, Way, Axes, O, W, readonly [D, DB]>
}

const places = ['p', 'q', 'r'] as const
const within = ['x', 'y', 'z'] as const

/** An axis in groups. */
const grouped = (tensor: AnyTensor, axis: number, groups: number): AnyTensor => {
  const { shape } = tensor
  const size = known(extent.divide(at(shape, axis), groups), 'extent of a group')
  return reshaped(tensor, shape.toSpliced(axis, 1, groups, size))
}

/** The sums of data under a kernel, at every place where it goes. */
const convolved = (
  x: AnyTensor,
  weight: AnyTensor,
  counts: Shape,
  { along, groups }: Convolution,
): AnyTensor => {
  const place = places.slice(0, along.length)
  const inside = within.slice(0, along.length)
  const window = place.map((letter, k) => letter + at(inside, k)).join('')
  const one = groups === 1
  const g = one ? '' : 'g'
  const result = contracted(
    windowed(one ? x : grouped(x, 1, groups), along, counts),
    one ? weight : grouped(weight, 0, groups),
    { left: `n${g}c${window}`, right: `${g}oc${inside.join('')}`, out: `n${g}o${place.join('')}` },
  )
  return reshaped(result, [at(x.shape, 0), at(weight.shape, 0), ...counts])
}

const onward = (x: AnyTensor, weight: AnyTensor, convolution: Convolution): AnyTensor =>
  convolved(x, weight, convolution.spatial, convolution)

/** What the convolution that leads to x makes of x as its cotangent. */
const back = (x: AnyTensor, weight: AnyTensor, convolution: Convolution): AnyTensor => {
  const outputs = extent.mul(convolution.groups, at(weight.shape, 1))
  const data = input('data', [at(x.shape, 0), outputs, ...convolution.spatial], 'f32')
  const value = convolved(data, weight, x.shape.slice(2), convolution)
  return at(pullback([{ of: value, cotangent: x }], [data]).cotangents, 0)
}

type Rule<O> = (
  operation: string,
  axes: number,
  options: O,
  shapes: readonly [weight: Shape, x: Shape, bias: Shape | undefined],
) => Ruled<Convolution>

const convolve =
  <O extends object>(
    rule: Rule<O | object>,
    build: (x: AnyTensor, weight: AnyTensor, convolution: Convolution) => AnyTensor,
  ) =>
  <Name extends string, Way extends Direction, Axes extends readonly unknown[]>(
    name: Name,
    axes: number,
  ): Convolve<Name, Way, Axes> =>
    withParameters(name, 1, (options: O | object, tensors, x) => {
      const operands = [...tensors, x]
      const shapes = (...all: Shape[]): Ruled<Convolution> =>
        rule(name, axes, options, [at(all, 0), at(all, all.length - 1), all.length > 2 ? all[1] : undefined])
      return ruled(name, operands, shapes, (convolution) =>
        floats(name, operands, () => {
          const [weight, bias] = tensors
          const sums = build(x, known(weight, 'kernel'), convolution)
          return bias === undefined ? sums : add(sums, alongChannels(bias, sums.shape))
        }),
      )
    })

/** A vector along axis 1. */
const alongChannels = (vector: AnyTensor, shape: Shape): AnyTensor =>
  moved(vector, { shape, rows: [move.unit(shape.length, 1, at(shape, 1))], guards: [] })

const forward = convolve<ConvolutionOptions>(convolution, onward)
const backward = convolve<TransposedOptions>(transposed, back)

/**
 * A kernel [out, in / groups, width] over data [batch, in, width], summed at every place: the cross-correlation.
 *
 * @example
 * run(conv1d(constant([[[1, 10]]]))(constant([[[1, 2, 3]]]))) // [[[21, 32]]]
 */
export const conv1d: Convolve<'conv1d', 'onward', readonly [0]> = forward('conv1d', 1)

/**
 * A kernel [out, in / groups, height, width] over data [batch, in, height, width]. Its extents, the strides, the
 * dilations and the zeros around decide how much comes out, rounded down.
 *
 * @example
 * const ones = constant([[[[1, 1], [1, 1]]]])
 * run(conv2d({ stride: 2, padding: [[0, 1], [0, 0]] }, ones)(constant([[[[1, 2], [3, 4], [5, 6]]]]))) // [[[[10], [11]]]]
 */
export const conv2d: Convolve<'conv2d', 'onward', readonly [0, 0]> = forward('conv2d', 2)

/**
 * A kernel [out, in / groups, depth, height, width] over data [batch, in, depth, height, width].
 *
 * @example
 * run(conv3d(constant([[[[[2]]]]]), constant([1]))(constant([[[[[1, 2]]]]]))) // [[[[[3, 5]]]]]
 */
export const conv3d: Convolve<'conv3d', 'onward', readonly [0, 0, 0]> = forward('conv3d', 3)

/**
 * The adjoint of `conv1d` in its data: a kernel [in, out / groups, width] laid down at every place of
 * data [batch, in, width].
 *
 * @example
 * run(convTranspose1d({ stride: 2 }, constant([[[1, 10]]]))(constant([[[1, 2]]]))) // [[[1, 10, 2, 20]]]
 */
export const convTranspose1d: Convolve<'convTranspose1d', 'back', readonly [0]> = backward(
  'convTranspose1d',
  1,
)

/**
 * The adjoint of `conv2d` in its data: a kernel [in, out / groups, height, width] laid down at every place of
 * data [batch, in, height, width]; `outputPadding` says which of the extents that lead to these is meant.
 *
 * @example
 * run(convTranspose2d(constant([[[[1, 10]]]]))(constant([[[[1, 2]]]]))) // [[[[1, 12, 20]]]]
 */
export const convTranspose2d: Convolve<'convTranspose2d', 'back', readonly [0, 0]> = backward(
  'convTranspose2d',
  2,
)

/**
 * Normalisations of each example: over its last axes, or over groups of its channels; `batchNorm.ts` has that of a batch.
 * Before it: `moments.ts`, `shape/scale.ts`. After it: `src/index.ts`.
 * Invariant: parameters have the extents of what they scale, and no example sees another.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import { floats, repeatedAlong, reshaped, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import type { Extent } from '../Extent.ts'
import { alike, channelGroups, scaleAlong, scaleOver } from '../shape/scale.ts'
import type { AreGroups, IsAlike, ScalesAlong, ScalesOver } from '../shape/scale.ts'
import type { Given, Takes } from '../shape/verdict.ts'
import type { AreSides } from '../shape/window.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { add, div, sqrt, square } from './arithmetic.ts'
import { configured, withParameters } from './given.ts'
import { meanOver, normalised, scaled, usual } from './moments.ts'
import type { NormOptions } from './moments.ts'

export type { NormOptions } from './moments.ts'

interface LayerNorm {
  <G extends Shape, B extends Shape, DG extends DType, DB extends DType>(
    gamma: Tensor<G, DG>,
    beta: Given<IsAlike<'layerNorm', G, 'shift', B>, Tensor<B, DB>>,
  ): LayerNormOf<'layerNorm', G, readonly [DG, DB]>
  <G extends Shape, B extends Shape, DG extends DType, DB extends DType>(
    options: NormOptions,
    gamma: Tensor<G, DG>,
    beta: Given<IsAlike<'layerNorm', G, 'shift', B>, Tensor<B, DB>>,
  ): LayerNormOf<'layerNorm', G, readonly [DG, DB]>
}

type LayerNormOf<Name extends string, G extends Shape, D extends readonly DType[]> = <
  S extends Shape,
  DX extends DType,
>(
  x: Given<ScalesOver<Name, G, S>, Given<Takes<Name, readonly [...D, DX]>, Tensor<S, DX>>>,
) => Tensor<S>

/** A normalisation over the last axes, those that the scale has. */
const overLast = <F>(
  name: string,
  least: number,
  value: (x: AnyTensor, axes: readonly number[], epsilon: number) => AnyTensor,
): F =>
  withParameters(name, least, (options: NormOptions, tensors, x) => {
    const rule = (...all: Shape[]): Ruled<readonly number[]> => {
      const [gamma, shape] = [at(all, 0), at(all, all.length - 1)]
      const fits = all.length > 2 ? alike(name, gamma, 'shift', at(all, 1)) : E.right(gamma)
      return E.chain(() => scaleOver(name, gamma, shape))(fits)
    }
    return ruled(name, [...tensors, x], rule, (axes) =>
      floats(name, [...tensors, x], () => scaled(value(x, axes, options.epsilon ?? usual), tensors, axes)),
    )
  })

/**
 * Each example with mean 0 and variance 1 over its last axes, those that γ has; then scaled by γ and shifted by β.
 *
 * @example
 * run(layerNorm({ epsilon: 0 }, constant([1, 1]), constant([0, 5]))(constant([[1, 3]]))) // [[-1, 6]]
 */
export const layerNorm: LayerNorm = overLast('layerNorm', 2, normalised)

interface RMSNorm {
  <G extends Shape, DG extends DType>(gamma: Tensor<G, DG>): LayerNormOf<'rmsNorm', G, readonly [DG]>
  <G extends Shape, DG extends DType>(
    options: NormOptions,
    gamma: Tensor<G, DG>,
  ): LayerNormOf<'rmsNorm', G, readonly [DG]>
}

/**
 * Each example over the root of the mean of its squares along its last axes, those that γ has; then scaled by γ.
 *
 * @example
 * run(rmsNorm({ epsilon: 0 }, constant([1, 1]))(constant([[1, 7]]))) // [[0.2, 1.4]]
 */
export const rmsNorm: RMSNorm = overLast('rmsNorm', 1, (x, axes, epsilon) =>
  div(x, repeatedAlong(sqrt(add(meanOver(square(x), axes), epsilon)), axes, x.shape)),
)

export interface GroupNormOptions extends NormOptions {
  /** Into how many groups the channels fall, each normalised with its elements in every place. */
  readonly groups: number
}

/** A normalisation of channels on axis 1. */
type ChannelNorm<Name extends string, G extends Shape, Groups, D extends readonly DType[]> = <
  S extends Shape,
  DX extends DType,
>(
  x: Given<
    Given<ScalesAlong<Name, 1, G, S>, AreGroups<Name, Groups, S[1]>>,
    Given<Takes<Name, readonly [...D, DX]>, Tensor<S, DX>>
  >,
) => Tensor<S>

interface GroupNorm {
  <const O extends GroupNormOptions, G extends Shape, B extends Shape, DG extends DType, DB extends DType>(
    options: O & Given<AreSides<'groupNorm', 'number of groups', O['groups'], readonly [0], 1>, unknown>,
    gamma: Tensor<G, DG>,
    beta: Given<IsAlike<'groupNorm', G, 'shift', B>, Tensor<B, DB>>,
  ): ChannelNorm<'groupNorm', G, O['groups'], readonly [DG, DB]>
}

/** Each group of channels of an example, with its elements in every place, with mean 0 and variance 1. */
const inGroups = (x: AnyTensor, groups: Extent, each: Extent, epsilon: number): AnyTensor => {
  const apart = reshaped(x, x.shape.toSpliced(1, 1, groups, each))
  const axes = [...apart.shape.keys()].slice(2)
  return reshaped(normalised(apart, axes, epsilon), x.shape)
}

const channelNorm = (
  name: string,
  tensors: readonly AnyTensor[],
  x: AnyTensor,
  groups: (shape: Shape) => Ruled<readonly [groups: Extent, each: Extent]>,
  epsilon: number,
): AnyTensor => {
  const rule = (gamma: Shape, beta: Shape, shape: Shape): Ruled<readonly [groups: Extent, each: Extent]> =>
    E.chain(() => E.chain(() => groups(shape))(scaleAlong(name, 1, gamma, shape)))(
      alike(name, gamma, 'shift', beta),
    )
  return ruled(name, [...tensors, x], rule, ([parts, each]) =>
    floats(name, [...tensors, x], () => scaled(inGroups(x, parts, each, epsilon), tensors, [1])),
  )
}

/**
 * Each group of channels of each example with mean 0 and variance 1; then each channel scaled by γ and shifted by β.
 *
 * @example
 * const [gamma, beta] = [constant([1, 1]), constant([0, 5])]
 * run(groupNorm({ groups: 1, epsilon: 0 }, gamma, beta)(constant([[[1], [3]]]))) // [[[-1], [6]]]
 */
export const groupNorm: GroupNorm = configured(
  'groupNorm',
  ['groups'],
  ({ groups, epsilon = usual }: GroupNormOptions, gamma: AnyTensor, beta: AnyTensor) =>
    (x: AnyTensor) =>
      channelNorm(
        'groupNorm',
        [gamma, beta],
        x,
        (shape) =>
          E.map((each: Extent) => [groups, each] as const)(channelGroups('groupNorm', groups, shape)),
        epsilon,
      ),
)

interface InstanceNorm {
  <G extends Shape, B extends Shape, DG extends DType, DB extends DType>(
    gamma: Tensor<G, DG>,
    beta: Given<IsAlike<'instanceNorm', G, 'shift', B>, Tensor<B, DB>>,
  ): ChannelNorm<'instanceNorm', G, 1, readonly [DG, DB]>
  <G extends Shape, B extends Shape, DG extends DType, DB extends DType>(
    options: NormOptions,
    gamma: Tensor<G, DG>,
    beta: Given<IsAlike<'instanceNorm', G, 'shift', B>, Tensor<B, DB>>,
  ): ChannelNorm<'instanceNorm', G, 1, readonly [DG, DB]>
}

/**
 * Each channel of each example with mean 0 and variance 1: as many groups as channels.
 *
 * @example
 * run(instanceNorm({ epsilon: 0 }, constant([1]), constant([5]))(constant([[[1, 3]]]))) // [[[4, 6]]]
 */
export const instanceNorm: InstanceNorm = withParameters(
  'instanceNorm',
  2,
  (options: NormOptions, tensors, x) => {
    const alone = (shape: Shape): Ruled<readonly [groups: Extent, each: Extent]> => E.right([at(shape, 1), 1])
    return channelNorm('instanceNorm', tensors, x, alone, options.epsilon ?? usual)
  },
)

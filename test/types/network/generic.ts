/** What is wrong inside functions generic in their sizes, with what the type checker shows of it, and calls of right ones. */
import * as L from 'leibniz'
import { dim, f32 } from 'leibniz'
import type { Extent, Tensor } from 'leibniz'
import { t } from '../check.ts'

type Image<N extends Extent, C extends Extent, H extends Extent> = Tensor<readonly [N, C, H, H]>
type Vector<N extends Extent> = Tensor<readonly [N]>

export const channels = <N extends Extent, C extends Extent, O extends Extent, H extends Extent>(
  x: Image<N, C, H>,
  weight: Tensor<readonly [O, O, 3, 3]>,
) =>
  // @ts-expect-error FitChannels<"conv2d"
  L.conv2d(weight)(x)

export const bias = <C extends Extent, O extends Extent>(
  weight: Tensor<readonly [O, C, 3, 3]>,
  b: Vector<C>,
) =>
  // @ts-expect-error conv2d: a bias of
  L.conv2d(weight, b)

export const back = <N extends Extent, C extends Extent, O extends Extent, H extends Extent>(
  x: Image<N, C, H>,
  weight: Tensor<readonly [O, C, 3, 3]>,
) =>
  // @ts-expect-error FitChannels<"convTranspose2d"
  L.convTranspose2d(weight)(x)

export const small = <N extends Extent, C extends Extent>(x: Image<N, C, 4>) =>
  // @ts-expect-error maxPool: a window over 5 is larger than its padded input of 4
  L.maxPool({ size: 5 })(x)

export const norm = <N extends Extent, C extends Extent, H extends Extent>(x: Image<N, C, H>, g: Vector<N>) =>
  // @ts-expect-error batchNorm: a scale of
  L.batchNorm(g, g)(x)

export const layer = <N extends Extent, C extends Extent>(x: Tensor<readonly [N, C]>, g: Vector<N>) =>
  // @ts-expect-error layerNorm: a scale of
  L.layerNorm(g, g)(x)

export const keys = <T extends Extent, D extends Extent>(
  q: Tensor<readonly [T, D]>,
  k: Tensor<readonly [D, T]>,
) =>
  // @ts-expect-error attention: queries of
  L.attention(q, k, k)

export const target = <N extends Extent, M extends Extent>(x: Vector<N>, y: Vector<M>) =>
  // @ts-expect-error IsTarget<"mse"
  L.mse(x, y)

export const labels = <N extends Extent, C extends Extent>(
  x: Tensor<readonly [N, C]>,
  y: Tensor<readonly [C], 'i32'>,
) =>
  // @ts-expect-error nll: labels of
  L.nll(x, y)

const block = <N extends Extent, C extends Extent, H extends Extent>(
  x: Image<N, C, H>,
  weight: Tensor<readonly [C, C, 3, 3]>,
) => L.conv2d({ padding: 1 }, weight)(x)

// @ts-expect-error Type '5' is not assignable to type '4'
block(t(f32(dim('n'), 4, 8, 8)), t(f32(5, 5, 3, 3)))

/** What is wrong inside functions generic in their sizes, with what the type checker shows of it, and calls of right ones. */
import * as L from 'leibniz'
import { dim, f32, u32 } from 'leibniz'
import type { Extent, Tensor } from 'leibniz'
import { t } from '../check.ts'

export const dtype = <N extends Extent>(x: Tensor<readonly [N], 'i32'>) =>
  // @ts-expect-error "sin: does not take i32"
  L.sin(x)

export const mixed = <N extends Extent>(x: Tensor<readonly [N], 'i32'>, y: Tensor<readonly [N]>) =>
  // @ts-expect-error "add: does not take i32 and f32"
  L.add(x, y)

export const bits = <N extends Extent>(x: Tensor<readonly [N]>) =>
  // @ts-expect-error "bitXor: does not take f32 and f32"
  L.bitXor(x, x)

export const sizes = <N extends Extent, M extends Extent>(x: Tensor<readonly [N]>, y: Tensor<readonly [M]>) =>
  // @ts-expect-error Broadcasts<"hypot"
  L.hypot(x, y)

export const slopes = <N extends Extent, F extends Extent>(
  x: Tensor<readonly [N, F]>,
  slope: Tensor<readonly [N]>,
) =>
  // @ts-expect-error Agree<N, F>
  L.prelu(slope)(x)

export const tuned = <N extends Extent>(x: Tensor<readonly [N], 'bool'>) =>
  // @ts-expect-error "elu: does not take bool"
  L.elu({ alpha: 2 })(x)

const turned = <N extends Extent>(x: Tensor<readonly [N], 'u32'>, y: Tensor<readonly [N], 'u32'>) =>
  L.bitXor(L.shiftLeft(x, 13), y)

// @ts-expect-error Type '4' is not assignable to type '3'
turned(t(u32(3)), t(u32(4)))

const wave = <N extends Extent>(x: Tensor<readonly [N]>) => L.sin(L.abs(x))

// @ts-expect-error not assignable
wave(t(f32(dim('n'), 3)))

/** What is wrong inside functions generic in their sizes, with what the type checker shows of it, and calls of right ones. */
import * as L from 'leibniz'
import { dim, f32 } from 'leibniz'
import type { Extent, Shape, Tensor } from 'leibniz'
import { t } from '../check.ts'

type Matrix<M extends Extent, N extends Extent> = Tensor<readonly [M, N]>
type Vector<N extends Extent> = Tensor<readonly [N]>

export const matmul = <H extends Extent, I extends Extent, N extends Extent>(
  W: Matrix<I, H>,
  x: Matrix<I, N>,
) =>
  // @ts-expect-error matmul: inner dimensions
  L.matmul(W, x)

export const add = <N extends Extent, F extends Extent>(x: Matrix<N, F>, b: Vector<N>) =>
  // @ts-expect-error add: extents
  L.add(x, b)

export const shapes = <S extends Shape, R extends Shape>(x: Tensor<S>, y: Tensor<R>) =>
  // @ts-expect-error Broadcasts<"mul"
  L.mul(x, y)

export const dtype = <N extends Extent>(x: Tensor<readonly [N], 'i32'>) =>
  // @ts-expect-error "exp: does not take i32"
  L.exp(x)

export const sum = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error sum: axis 2 is out of range
  L.sum({ axis: 2 })(x)

export const softmax = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error softmax: axis -3 is out of range
  L.softmax({ axis: -3 })(x)

export const crossEntropy = <N extends Extent, C extends Extent>(
  x: Matrix<N, C>,
  y: Tensor<readonly [C], 'i32'>,
) =>
  // @ts-expect-error crossEntropy: labels of
  L.crossEntropy(x, y)

export const dot = <N extends Extent, M extends Extent>(a: Vector<N>, b: Vector<M>) =>
  // @ts-expect-error dot: inner dimensions
  L.dot(a, b)

export const outer = <N extends Extent, M extends Extent>(a: Vector<N>, b: Matrix<N, M>) =>
  // @ts-expect-error outer: takes vectors
  L.outer(a, b)

export const linear = <O extends Extent, I extends Extent, N extends Extent>(
  W: Matrix<O, I>,
  b: Vector<O>,
  x: Matrix<I, N>,
) =>
  // @ts-expect-error linear: inner dimensions
  L.linear(W, b)(x)

export const bias = <O extends Extent, I extends Extent>(W: Matrix<O, I>, b: Vector<I>) =>
  // @ts-expect-error linear: a bias of
  L.linear(W, b)

export const affine = <O extends Extent, I extends Extent, N extends Extent>(
  W: Matrix<O, I>,
  b: Vector<O>,
  x: Matrix<N, I>,
) =>
  // @ts-expect-error affine: inner dimensions
  L.affine(W, b)(x)

export const einsum = <N extends Extent, M extends Extent>(a: Matrix<N, M>) =>
  // @ts-expect-error einsum: j of the result is in no operand
  L.einsum('ik->ij', a)

export const letters = <N extends Extent, M extends Extent>(a: Matrix<N, M>) =>
  // @ts-expect-error einsum: i is both
  L.einsum('ii->i', a)

export const reshape = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error Differ<"reshape"
  L.reshape([x.shape[0]])(x)

export const transpose = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error transpose: 0,0 is not a permutation
  L.transpose({ axes: [0, 0] })(x)

export const broadcastTo = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error broadcastTo:
  L.broadcastTo([x.shape[0]])(x)

const net = <I extends Extent, H extends Extent, O extends Extent, N extends Extent>(
  W1: Matrix<H, I>,
  W2: Matrix<O, H>,
  x: Matrix<I, N>,
) => L.matmul(W2, L.relu(L.matmul(W1, x)))

// @ts-expect-error Type '99' is not assignable to type '100'
net(t(f32(100, 3072)), t(f32(10, 99)), t(f32(3072, dim('batch'))))

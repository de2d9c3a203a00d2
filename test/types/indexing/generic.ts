/** What is wrong in indexing inside functions generic in their sizes, with what the type checker shows of it. */
import * as L from 'leibniz'
import type { Extent, Tensor } from 'leibniz'

type Matrix<M extends Extent, N extends Extent> = Tensor<readonly [M, N]>

export const gather = <N extends Extent, F extends Extent, K extends Extent>(
  x: Matrix<N, F>,
  which: Tensor<readonly [K]>,
) =>
  // @ts-expect-error gather: does not take f32 and f32
  L.gather({ axis: 0 })(x, which)

export const gatherElements = <N extends Extent, F extends Extent, K extends Extent>(
  x: Matrix<N, F>,
  which: Tensor<readonly [K, 1], 'i32'>,
) =>
  // @ts-expect-error gatherElements: an index of
  L.gatherElements({ axis: 1 })(x, which)

export const scatterAdd = <N extends Extent, C extends Extent>(
  x: Tensor<readonly [C]>,
  labels: Tensor<readonly [N], 'i32'>,
) =>
  // @ts-expect-error AreUpdates<"scatterAdd"
  L.scatterAdd({ axis: 0 })(x, labels, x)

export const embedding = <N extends Extent, V extends Extent>(
  table: Matrix<V, 8>,
  text: Tensor<readonly [N], 'bool'>,
) =>
  // @ts-expect-error embedding: does not take f32 and bool
  L.embedding(table)(text)

export const cumsum = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error cumsum: axis 2 is out of range
  L.cumsum({ axis: 2 })(x)

export const sort = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error sort: axis 2 is out of range
  L.sort({ axis: 2 })(x)

export const topK = <N extends Extent>(x: Matrix<N, 3>) =>
  // @ts-expect-error topK: there are no 4 along axis -1
  L.topK({ k: 4 })(x)

export const prod = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error prod: axis 2 is out of range
  L.prod({ axis: 2 })(x)

export const norm = <N extends Extent, F extends Extent>(x: Tensor<readonly [N, F], 'i32'>) =>
  // @ts-expect-error norm: does not take i32
  L.norm({ axis: 1 })(x)

/** What is wrong in movement inside functions generic in their sizes, with what the type checker shows of it. */
import * as L from 'leibniz'
import type { Extent, Tensor } from 'leibniz'

type Matrix<M extends Extent, N extends Extent> = Tensor<readonly [M, N]>

export const slice = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error Slices<"slice"
  L.slice({ axis: 2, start: 1 })(x)

export const steps = <N extends Extent>(x: Matrix<N, 3>) =>
  // @ts-expect-error slice
  L.slice({ axis: 0, step: 2 })(x)

export const concat = <N extends Extent, F extends Extent, G extends Extent>(
  x: Matrix<N, F>,
  y: Matrix<N, G>,
) =>
  // @ts-expect-error concat:
  L.concat({ axis: 0 })([x, y])

export const stack = <N extends Extent, F extends Extent, G extends Extent>(
  x: Matrix<N, F>,
  y: Matrix<N, G>,
) =>
  // @ts-expect-error stack:
  L.stack({ axis: 0 })([x, y])

export const split = <N extends Extent>(x: Matrix<N, 6>) =>
  // @ts-expect-error split: 4 parts do not divide 6
  L.split({ axis: 1, parts: 4 })(x)

export const pad = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error pad: 1 pads for
  L.pad({ pads: [[1, 1]] })(x)

export const squeeze = <N extends Extent>(x: Matrix<N, 1>) =>
  // @ts-expect-error squeeze: axis
  L.squeeze({ axis: 0 })(x)

export const flatten = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error flatten: axis 1 comes after axis 0
  L.flatten({ from: 1, to: 0 })(x)

export const reshape = <N extends Extent>(x: Matrix<N, 6>) =>
  // @ts-expect-error Divides<
  L.reshape([x.shape[0], -1, 4])(x)

export const moveAxis = <N extends Extent, F extends Extent>(x: Matrix<N, F>) =>
  // @ts-expect-error MovesAxis<"moveAxis"
  L.moveAxis({ from: 2, to: 0 })(x)

export const tril = <N extends Extent>(x: Tensor<readonly [N]>) =>
  // @ts-expect-error tril: takes matrices
  L.tril(x)

export const diag = <N extends Extent, M extends Extent>(x: Matrix<N, M>) =>
  // @ts-expect-error diag
  L.diag(x)

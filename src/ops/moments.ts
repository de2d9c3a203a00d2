/**
 * Mean 0 and variance 1 over axes: what every normalisation is made of.
 * Before it: `construct.ts`. After it: `normalisation.ts`, `batchNorm.ts`.
 * Invariant: a variance is the mean of squared distances from the mean, never a difference of two means; derivatives
 * go through both.
 */
import { at, known } from '../Bug.ts'
import { extentValue, moved, reduced, repeatedAlong } from '../construct.ts'
import type { Extent } from '../Extent.ts'
import * as move from '../Move.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import { add, div, mul, sqrt, square, sub } from './arithmetic.ts'
import { totalMonoid } from './monoids.ts'

export interface NormOptions {
  /** What is added to the variance, so that its root is not 0: 1e-5 where nothing is said. */
  readonly epsilon?: number
}

export const usual = 1e-5

export const sizeAlong = (x: AnyTensor, axes: readonly number[]): Extent =>
  shapes.sizeOf(axes.map((axis) => at(x.shape, axis)))

export const meanOver = (x: AnyTensor, axes: readonly number[]): AnyTensor =>
  div(reduced(totalMonoid, x, axes), extentValue(sizeAlong(x, axes)))

/** x less its mean over the axes, and the mean of the squares of that. */
export const spreadOf = (x: AnyTensor, axes: readonly number[]) => {
  const mean = meanOver(x, axes)
  const distance = sub(x, repeatedAlong(mean, axes, x.shape))
  return { mean, distance, squares: reduced(totalMonoid, square(distance), axes) }
}

/** x with mean 0 and variance 1 over the axes. */
export const normalised = (x: AnyTensor, axes: readonly number[], epsilon: number): AnyTensor => {
  const { distance, squares } = spreadOf(x, axes)
  const variance = div(squares, extentValue(sizeAlong(x, axes)))
  return div(distance, repeatedAlong(sqrt(add(variance, epsilon)), axes, x.shape))
}

/** A parameter whose axes are the given ones of a shape. */
export const across = (parameter: AnyTensor, axes: readonly number[], shape: Shape): AnyTensor =>
  moved(parameter, {
    shape,
    rows: axes.map((axis) => move.unit(shape.length, axis, at(shape, axis))),
    guards: [],
  })

/** x times the scale, plus the shift where there is one. */
export const scaled = (
  x: AnyTensor,
  [gamma, beta]: readonly AnyTensor[],
  axes: readonly number[],
): AnyTensor => {
  const product = mul(x, across(known(gamma, 'scale'), axes, x.shape))
  return beta === undefined ? product : add(product, across(beta, axes, x.shape))
}

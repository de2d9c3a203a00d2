/**
 * Spread and length: variance, standard deviation, norm.
 * Before it: `fold.ts`, `moments.ts`. After it: `src/index.ts`.
 * Invariant: a variance is a mean of squared distances, in two passes, and differentiates through the mean; the
 * derivative of a root is 0 where the root is.
 */
import { extentValue, number, reduced } from '../construct.ts'
import * as extent from '../Extent.ts'
import type { AnyTensor } from '../Tensor.ts'
import { div, sqrt, square } from './arithmetic.ts'
import { eq, where } from './comparison.ts'
import { reduction } from './fold.ts'
import type { ReduceOptions, Reduction } from './fold.ts'
import { spreadOf, sizeAlong } from './moments.ts'
import { totalMonoid } from './monoids.ts'

/** What is taken off the number of elements before it divides: 0 where nothing is said, 1 for a sample. */
export interface VarianceOptions extends ReduceOptions {
  readonly ddof?: number
}

const varianceOver = (x: AnyTensor, axes: readonly number[], ddof = 0): AnyTensor => {
  const size = sizeAlong(x, axes)
  const freedom =
    typeof size === 'number' ? number(Math.max(size - ddof, 0)) : extentValue(extent.sub(size, ddof))
  return div(spreadOf(x, axes).squares, freedom)
}

const root = (square: AnyTensor): AnyTensor => where(eq(square, 0), 0, sqrt(square))

/**
 * The mean of the squared distances from the mean; with `ddof: 1` of a sample. NaN where nothing is left to divide by.
 *
 * @example
 * run(variance(constant([1, 2, 3]))) // 0.6666667
 * run(variance({ ddof: 1 })(constant([1, 2, 3]))) // 1
 */
export const variance: Reduction<'variance', 'f32', 'f32', VarianceOptions> = reduction(
  'variance',
  ['f32'],
  (x, axes, { ddof }: VarianceOptions) => varianceOver(x, axes, ddof),
)

/**
 * The root of the variance; its derivative is 0 where all elements are equal.
 *
 * @example
 * run(std(constant([1, 3]))) // 1
 */
export const std: Reduction<'std', 'f32', 'f32', VarianceOptions> = reduction(
  'std',
  ['f32'],
  (x, axes, { ddof }: VarianceOptions) => root(varianceOver(x, axes, ddof)),
)

/**
 * The root of the sum of squares; its derivative at 0 is 0.
 *
 * @example
 * run(norm(constant([3, 4]))) // 5
 */
export const norm: Reduction<'norm'> = reduction('norm', ['f32'], (x, axes) =>
  root(reduced(totalMonoid, square(x), axes)),
)

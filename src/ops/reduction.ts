/**
 * Reductions: folds over axes.
 * Before it: `monoids.ts`, `fold.ts`. After it: `activation.ts`, `src/index.ts`.
 * Invariant: a fold of no elements is the identity of its monoid; a mean of none is NaN, the position of a largest or
 * smallest of none 0. Integers add and multiply modulo 2³².
 */
import { at } from '../Bug.ts'
import { elementwise, extentValue, number, reduced, repeatedAlong } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Monoid } from '../Monoid.ts'
import type { AnyTensor } from '../Tensor.ts'
import { add, div, stopGradient, sub } from './arithmetic.ts'
import { eq, lt, where } from './comparison.ts'
import { reduction } from './fold.ts'
import type { Reduction } from './fold.ts'
import { and } from './logic.ts'
import {
  allMonoid,
  anyMonoid,
  argmaxMonoid,
  argminMonoid,
  integerMonoids,
  logSumExpMonoid,
  maxMonoid,
  minMonoid,
  prodMonoid,
  totalMonoid,
} from './monoids.ts'

export type { ReduceOptions, Reduction } from './fold.ts'

type Numeric = 'f32' | 'i32'

const numeric: readonly DType[] = ['f32', 'i32']

/** Folds with a monoid of the operand's dtype. */
const folding =
  (real: Monoid, integers?: Monoid) =>
  (x: AnyTensor, axes: readonly number[]): AnyTensor =>
    reduced(x.dtype === 'i32' && integers !== undefined ? integers : real, x, axes)

/**
 * The sum over axes; 0 of none. Compiled, it is within 2⁻²⁴·min(n, 1056)·Σ|x| of the exact sum of n numbers, as are means,
 * products of matrices and gradients: long sums are added up in runs.
 *
 * @example
 * run(sum({ axis: 0 })(constant([[1, 2], [3, 4]]))) // [4, 6]
 */
export const sum: Reduction<'sum', 'same', Numeric> = reduction(
  'sum',
  numeric,
  folding(totalMonoid, integerMonoids.sum),
)

/**
 * The product over axes; 1 of none. Its derivative takes the products of all the others, so that zeros do no harm.
 *
 * @example
 * run(prod({ axis: 0 })(constant([[1, 2], [3, 4]]))) // [3, 8]
 */
export const prod: Reduction<'prod', 'same', Numeric> = reduction(
  'prod',
  numeric,
  folding(prodMonoid, integerMonoids.prod),
)

/**
 * The mean over axes; a symbolic size divides too. NaN of none.
 *
 * @example
 * run(mean(constant([1, 2, 6]))) // 3
 */
export const mean: Reduction<'mean'> = reduction('mean', ['f32'], (x, axes) =>
  div(reduced(totalMonoid, x, axes), extentValue(extent.product(axes.map((axis) => at(x.shape, axis))))),
)

/**
 * The largest element; −∞ of none, of no integers −2³¹.
 *
 * @example
 * run(max({ axis: 1 })(constant([[1, 2], [4, 3]]))) // [2, 4]
 */
export const max: Reduction<'max', 'same', Numeric> = reduction(
  'max',
  numeric,
  folding(maxMonoid, integerMonoids.max),
)

/**
 * The smallest element; ∞ of none, of no integers 2³¹ − 1.
 *
 * @example
 * run(min({ axis: 1 })(constant([[1, 2], [4, 3]]))) // [1, 3]
 */
export const min: Reduction<'min', 'same', Numeric> = reduction(
  'min',
  numeric,
  folding(minMonoid, integerMonoids.min),
)

/**
 * Where the largest element stands: its row-major position among the axes, the first of several; 0 of none.
 *
 * @example
 * run(argmax({ axis: 1 })(constant([[1, 2], [4, 3]]))) // [1, 0]
 */
export const argmax: Reduction<'argmax', 'i32'> = reduction('argmax', ['f32'], folding(argmaxMonoid))

/**
 * Where the smallest element stands: its row-major position among the axes, the first of several; 0 of none.
 *
 * @example
 * run(argmin({ axis: 1 })(constant([[1, 2], [4, 3]]))) // [0, 1]
 */
export const argmin: Reduction<'argmin', 'i32'> = reduction('argmin', ['f32'], folding(argminMonoid))

/**
 * log Σ eˣ, shifted by the largest element, on which it does not depend: no overflow.
 *
 * @example
 * run(logSumExp(constant([1000, 1000]))) // 1000.6932
 */
export const logSumExp: Reduction<'logSumExp'> = reduction('logSumExp', ['f32'], (x, axes) => {
  const largest = reduced(maxMonoid, x, axes)
  const finite = and(lt(largest, Infinity), lt(-Infinity, largest))
  const shift = stopGradient(where(finite, largest, 0))
  return add(reduced(logSumExpMonoid, sub(x, repeatedAlong(shift, axes, x.shape)), axes), shift)
})

/**
 * Whether any element is true; false of none.
 *
 * @example
 * run(any(lt(constant([1, 3]), 2))) // 1
 */
export const any: Reduction<'any', 'bool', 'bool'> = reduction('any', ['bool'], folding(anyMonoid))

/**
 * Whether every element is true; true of none.
 *
 * @example
 * run(all(lt(constant([1, 3]), 2))) // 0
 */
export const all: Reduction<'all', 'bool', 'bool'> = reduction('all', ['bool'], folding(allMonoid))

/**
 * How many elements are not 0, or are true; NaN is not 0.
 *
 * @example
 * run(countNonZero({ axis: 1 })(constant([[1, 0], [4, 3]]))) // [1, 2]
 */
export const countNonZero: Reduction<'countNonZero', 'i32', 'f32' | 'i32' | 'bool'> = reduction(
  'countNonZero',
  ['f32', 'i32', 'bool'],
  (x, axes) => {
    const isZero = elementwise(eq.op, x, 0)
    const ones = elementwise(where.op, isZero, number(0, 'i32'), number(1, 'i32'))
    return reduced(integerMonoids.sum, ones, axes)
  },
)

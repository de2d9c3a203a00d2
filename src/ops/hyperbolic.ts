/**
 * The hyperbolic functions and their inverses; the hyperbolic tangent is among the exponentials.
 * Before it: `operation.ts`, `elementary/hyperbolic.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: definitions are polynomials in the basis; each record states the largest error that the tests find.
 */
import * as hyperbolic from '../elementary/hyperbolic.ts'
import { call } from '../notation/Notation.ts'
import { real, reals } from '../Op.ts'
import { add, div, mul, sqrt, sub } from './arithmetic.ts'
import { unary } from './operation.ts'
import type { Unary } from './operation.ts'
import { hypot } from './trigonometry.ts'

/**
 * The hyperbolic sine, (eˣ − e⁻ˣ) / 2.
 *
 * @example
 * run(sinh(constant([0, 1]))) // [0, 1.1752012]
 */
export const sinh: Unary<'sinh'> = unary({
  name: 'sinh',
  result: real,
  domain: [reals],
  tangents: [(g, x) => mul(g, cosh(x))],
  meaning: Math.sinh,
  definition: hyperbolic.sinh,
  ulp: 1.6,
  ieee: false,
  notation: call('sinh', '\\sinh'),
})

/**
 * The hyperbolic cosine, (eˣ + e⁻ˣ) / 2.
 *
 * @example
 * run(cosh(constant([0, 1]))) // [1, 1.5430807]
 */
export const cosh: Unary<'cosh'> = unary({
  name: 'cosh',
  result: real,
  domain: [reals],
  range: { from: 1, to: Infinity },
  tangents: [(g, x) => mul(g, sinh(x))],
  meaning: Math.cosh,
  definition: hyperbolic.cosh,
  ulp: 1.4,
  ieee: false,
  notation: call('cosh', '\\cosh'),
})

/**
 * The inverse of the hyperbolic sine.
 *
 * @example
 * run(asinh(constant([0, 1]))) // [0, 0.8813736]
 */
export const asinh: Unary<'asinh'> = unary({
  name: 'asinh',
  result: real,
  domain: [reals],
  tangents: [(g, x) => div(g, hypot(1, x))],
  meaning: Math.asinh,
  definition: hyperbolic.asinh,
  ulp: 1.9,
  ieee: false,
  notation: call('arsinh', '\\operatorname{arsinh}'),
})

/**
 * The inverse of the hyperbolic cosine, from 1 on; NaN below.
 *
 * @example
 * run(acosh(constant([1, 2]))) // [0, 1.316958]
 */
export const acosh: Unary<'acosh'> = unary({
  name: 'acosh',
  result: real,
  domain: [{ from: 1, to: Infinity, except: [1] }],
  range: { from: 0, to: Infinity },
  tangents: [(g, x) => div(g, mul(sqrt(sub(x, 1)), sqrt(add(x, 1))))],
  meaning: Math.acosh,
  definition: hyperbolic.acosh,
  ulp: 2,
  ieee: false,
  notation: call('arcosh', '\\operatorname{arcosh}'),
})

/**
 * The inverse of the hyperbolic tangent; ±∞ at ±1, NaN beyond.
 *
 * @example
 * run(atanh(constant([0, 0.5]))) // [0, 0.5493062]
 */
export const atanh: Unary<'atanh'> = unary({
  name: 'atanh',
  result: real,
  domain: [{ from: -1, to: 1 }],
  tangents: [(g, x) => div(g, mul(sub(1, x), add(1, x)))],
  meaning: Math.atanh,
  definition: hyperbolic.atanh,
  ulp: 2.1,
  ieee: false,
  notation: call('artanh', '\\operatorname{artanh}'),
})

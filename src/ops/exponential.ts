/**
 * Exponentials and logarithms, and the functions made of them.
 * Before it: `operation.ts`, `elementary.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: definitions are polynomials in the basis; each record states the largest error that the tests find.
 */
import * as elementary from '../elementary.ts'
import { call } from '../notation/Notation.ts'
import { real, reals } from '../Op.ts'
import { div, mul, square, sub } from './arithmetic.ts'
import { unary } from './operation.ts'
import type { Unary } from './operation.ts'

/**
 * eˣ.
 *
 * @example
 * run(exp(constant([0, 1]))) // [1, 2.7182817]
 */
export const exp: Unary<'exp'> = unary({
  name: 'exp',
  result: real,
  domain: [reals],
  range: { from: 0, to: Infinity },
  tangents: [(g, _, y) => mul(g, y)],
  meaning: Math.exp,
  definition: elementary.exp,
  ulp: 1.1,
  ieee: false,
  notation: call('exp', '\\exp'),
})

/**
 * The natural logarithm; −∞ at 0, NaN below.
 *
 * @example
 * run(log(constant([1, 10]))) // [0, 2.3025851]
 */
export const log: Unary<'log'> = unary({
  name: 'log',
  result: real,
  domain: [{ from: 0, to: Infinity, except: [0] }],
  tangents: [(g, x) => div(g, x)],
  meaning: Math.log,
  definition: elementary.log,
  ulp: 1,
  ieee: false,
  notation: call('log', '\\log'),
})

/**
 * The hyperbolic tangent.
 *
 * @example
 * run(tanh(constant([0, 1]))) // [0, 0.7615942]
 */
export const tanh: Unary<'tanh'> = unary({
  name: 'tanh',
  result: real,
  domain: [reals],
  range: { from: -1, to: 1 },
  tangents: [(g, _, y) => mul(g, sub(1, square(y)))],
  meaning: Math.tanh,
  definition: elementary.tanh,
  ulp: 2,
  ieee: false,
  notation: call('tanh', '\\tanh'),
})

/**
 * 1 / (1 + e⁻ˣ), the logistic function.
 *
 * @example
 * run(sigmoid(constant([0, 2]))) // [0.5, 0.880797]
 */
export const sigmoid: Unary<'sigmoid'> = unary({
  name: 'sigmoid',
  result: real,
  domain: [reals],
  range: { from: 0, to: 1 },
  tangents: [(g, _, y) => mul(g, mul(y, sub(1, y)))],
  meaning: (x) => 1 / (1 + Math.exp(-x)),
  definition: elementary.sigmoid,
  ulp: 2.5,
  ieee: false,
  notation: call('σ', '\\sigma'),
})

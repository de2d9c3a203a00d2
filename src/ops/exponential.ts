/**
 * Exponentials and logarithms, and the functions made of them.
 * Before it: `operation.ts`, `elementary.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: definitions are polynomials in the basis; each record states the largest error that the tests find.
 */
import * as elementary from '../elementary.ts'
import { call, precedence } from '../notation/Notation.ts'
import { real, reals } from '../Op.ts'
import { add, div, mul, square, sub } from './arithmetic.ts'
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
 * 2ˣ.
 *
 * @example
 * run(exp2(constant([3, 0.5]))) // [8, 1.4142135]
 */
export const exp2: Unary<'exp2'> = unary({
  name: 'exp2',
  result: real,
  domain: [reals],
  range: { from: 0, to: Infinity },
  tangents: [(g, _, y) => mul(g, mul(y, Math.LN2))],
  meaning: (x) => 2 ** x,
  definition: elementary.exp2,
  ulp: 1.1,
  ieee: false,
  notation: {
    precedence: precedence.power,
    operands: [precedence.atom],
    text: (x) => `2^${x}`,
    latex: (x) => `2^{${x}}`,
  },
})

/**
 * eˣ − 1, accurate near 0 too.
 *
 * @example
 * run(expm1(constant([0, 1e-6]))) // [0, 0.000001]
 */
export const expm1: Unary<'expm1'> = unary({
  name: 'expm1',
  result: real,
  domain: [reals],
  range: { from: -1, to: Infinity },
  tangents: [(g, x) => mul(g, exp(x))],
  meaning: Math.expm1,
  definition: elementary.expm1,
  ulp: 1.5,
  ieee: false,
  notation: call('expm1'),
})

/**
 * The logarithm to base 2; −∞ at 0, NaN below.
 *
 * @example
 * run(log2(constant([8, 10]))) // [3, 3.321928]
 */
export const log2: Unary<'log2'> = unary({
  name: 'log2',
  result: real,
  domain: [{ from: 0, to: Infinity, except: [0] }],
  tangents: [(g, x) => div(g, mul(x, Math.LN2))],
  meaning: Math.log2,
  definition: elementary.log2,
  ulp: 0.6,
  ieee: false,
  notation: call('log₂', '\\log_2'),
})

/**
 * The logarithm to base 10; −∞ at 0, NaN below.
 *
 * @example
 * run(log10(constant([1000, 2]))) // [3, 0.30103]
 */
export const log10: Unary<'log10'> = unary({
  name: 'log10',
  result: real,
  domain: [{ from: 0, to: Infinity, except: [0] }],
  tangents: [(g, x) => div(g, mul(x, Math.LN10))],
  meaning: Math.log10,
  definition: elementary.log10,
  ulp: 0.6,
  ieee: false,
  notation: call('log₁₀', '\\log_{10}'),
})

/**
 * log(1 + x), accurate near 0 too; −∞ at −1, NaN below.
 *
 * @example
 * run(log1p(constant([0, 1e-6]))) // [0, 0.000001]
 */
export const log1p: Unary<'log1p'> = unary({
  name: 'log1p',
  result: real,
  domain: [{ from: -1, to: Infinity, except: [-1] }],
  tangents: [(g, x) => div(g, add(1, x))],
  meaning: Math.log1p,
  definition: elementary.log1p,
  ulp: 1.7,
  ieee: false,
  notation: call('log1p'),
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

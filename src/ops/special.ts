/**
 * Special functions: the error function, its complement and its inverse.
 * Before it: `operation.ts`, `elementary/special.ts`. After it: `rectifier.ts`, the dictionary in `ops/index.ts`.
 * Invariant: definitions are polynomials in the basis; each record states the largest error that the tests find.
 */
import * as special from '../elementary/special.ts'
import { call } from '../notation/Notation.ts'
import { real, reals } from '../Op.ts'
import { mul, neg, square } from './arithmetic.ts'
import { exp } from './exponential.ts'
import { unary } from './operation.ts'
import type { Unary } from './operation.ts'

/**
 * The error function, 2/√π·∫₀ˣ e^(−t²) dt.
 *
 * @example
 * run(erf(constant([0, 1]))) // [0, 0.8427008]
 */
export const erf: Unary<'erf'> = unary({
  name: 'erf',
  result: real,
  domain: [reals],
  range: { from: -1, to: 1 },
  tangents: [(g, x) => mul(g, mul(2 / Math.sqrt(Math.PI), exp(neg(square(x)))))],
  meaning: special.erfMeaning,
  definition: special.erf,
  ulp: 1.2,
  ieee: false,
  notation: call('erf'),
})

/**
 * 1 − erf x, right to its ulp where erf x is almost 1.
 *
 * @example
 * run(erfc(constant([0, 5]))) // [1, 1.537460e-12]
 */
export const erfc: Unary<'erfc'> = unary({
  name: 'erfc',
  result: real,
  domain: [reals],
  range: { from: 0, to: 2 },
  tangents: [(g, x) => mul(g, mul(-2 / Math.sqrt(Math.PI), exp(neg(square(x)))))],
  meaning: special.erfcMeaning,
  definition: special.erfc,
  ulp: 3.8,
  ieee: false,
  notation: call('erfc'),
})

/**
 * The inverse of the error function; ±∞ at ±1, NaN beyond.
 *
 * @example
 * run(erfinv(constant([0, 0.5]))) // [0, 0.4769363]
 */
export const erfinv: Unary<'erfinv'> = unary({
  name: 'erfinv',
  result: real,
  domain: [{ from: -1, to: 1 }],
  tangents: [(g, _, y) => mul(g, mul(Math.sqrt(Math.PI) / 2, exp(square(y))))],
  meaning: special.erfinvMeaning,
  definition: special.erfinv,
  ulp: 2.6,
  ieee: false,
  notation: {
    ...call('erf⁻¹'),
    latex: (x) => `\\operatorname{erf}^{-1}\\left(${x}\\right)`,
  },
})

/**
 * Comparison and choice, and the conventions at kinks, which stand here and nowhere else:
 * relu′(0) = 0, abs′(0) = 0; ties of maximum and minimum go to the first operand, in reductions to the first index;
 * maximum and minimum propagate NaN.
 * Before it: `operation.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: a comparison carries no derivative; what a choice masks stays masked.
 */
import { call, choice as choiceNotation, infix, precedence } from '../notation/Notation.ts'
import { choice, comparison, numeric, real, reals } from '../Op.ts'
import { mul } from './arithmetic.ts'
import * as integer from './integer.ts'
import { binary, choosing, comparing, unary } from './operation.ts'
import type { Binary, Choosing, Comparing, Numeric, Unary } from './operation.ts'

const bit = (truth: boolean): number => (truth ? 1 : 0)

/**
 * a < b.
 *
 * @example
 * run(lt(constant([1, 3]), 2)) // [1, 0]
 */
export const lt: Comparing<'lt'> = comparing({
  name: 'lt',
  result: comparison,
  domain: [reals, reals],
  tangents: [null, null],
  meaning: (a, b) => bit(a < b),
  definition: (basis, a, b) => basis.lt(a, b),
  ulp: 0,
  ieee: true,
  notation: infix(' < ', precedence.comparison),
})

/**
 * a ≤ b.
 *
 * @example
 * run(le(constant([1, 2, 3]), 2)) // [1, 1, 0]
 */
export const le: Comparing<'le'> = comparing({
  name: 'le',
  result: comparison,
  domain: [reals, reals],
  tangents: [null, null],
  meaning: (a, b) => bit(a <= b),
  definition: (basis, a, b) => basis.le(a, b),
  ulp: 0,
  ieee: true,
  notation: infix(' ≤ ', precedence.comparison, ' \\le '),
})

/**
 * a = b.
 *
 * @example
 * run(eq(constant([1, 2]), 2)) // [0, 1]
 */
export const eq: Comparing<'eq'> = comparing({
  name: 'eq',
  result: comparison,
  domain: [reals, reals],
  tangents: [null, null],
  meaning: (a, b) => bit(a === b),
  definition: (basis, a, b) => basis.eq(a, b),
  ulp: 0,
  ieee: true,
  notation: infix(' = ', precedence.comparison),
})

/**
 * a > b.
 *
 * @example
 * run(gt(constant([1, 3]), 2)) // [0, 1]
 */
export const gt: Comparing<'gt'> = comparing({
  name: 'gt',
  result: comparison,
  domain: [reals, reals],
  tangents: [null, null],
  meaning: (a, b) => bit(a > b),
  definition: (basis, a, b) => basis.lt(b, a),
  ulp: 0,
  ieee: true,
  notation: infix(' > ', precedence.comparison),
})

/**
 * a ≥ b.
 *
 * @example
 * run(ge(constant([1, 2, 3]), 2)) // [0, 1, 1]
 */
export const ge: Comparing<'ge'> = comparing({
  name: 'ge',
  result: comparison,
  domain: [reals, reals],
  tangents: [null, null],
  meaning: (a, b) => bit(a >= b),
  definition: (basis, a, b) => basis.le(b, a),
  ulp: 0,
  ieee: true,
  notation: infix(' ≥ ', precedence.comparison, ' \\ge '),
})

/**
 * a ≠ b: true of NaN and anything.
 *
 * @example
 * run(ne(constant([1, 2]), 2)) // [1, 0]
 */
export const ne: Comparing<'ne'> = comparing({
  name: 'ne',
  result: comparison,
  domain: [reals, reals],
  tangents: [null, null],
  meaning: (a, b) => bit(a !== b),
  definition: (basis, a, b) => basis.not(basis.eq(a, b)),
  ulp: 0,
  ieee: true,
  notation: infix(' ≠ ', precedence.comparison, ' \\ne '),
})

/**
 * Where the condition holds a, elsewhere b.
 *
 * @example
 * run(where(lt(constant([1, 3]), 2), 10, 20)) // [10, 20]
 */
export const where: Choosing<'where'> = choosing({
  name: 'where',
  result: choice,
  domain: [reals, reals, reals],
  tangents: [null, (g, condition) => where(condition, g, 0), (g, condition) => where(condition, 0, g)],
  meaning: (condition, a, b) => (condition !== 0 ? a : b),
  definition: (basis, condition, a, b) => basis.select(condition, a, b),
  ulp: 0,
  ieee: true,
  fold: (_, a, b) => (a === b ? a : undefined),
  notation: choiceNotation,
})

/**
 * The larger operand; NaN where either is NaN. Ties go to the first operand.
 *
 * @example
 * run(maximum(0, constant([-1, 2]))) // [0, 2]
 */
export const maximum: Binary<'maximum', Numeric> = binary({
  name: 'maximum',
  result: numeric,
  domain: [reals, reals],
  tangents: [(g, a, b) => where(lt(a, b), 0, g), (g, a, b) => where(lt(a, b), g, 0)],
  meaning: (a, b) => Math.max(a, b),
  definition: (basis, a, b) => basis.max(a, b),
  ulp: 0,
  ieee: true,
  notation: call('max', '\\max'),
})

/**
 * The smaller operand; NaN where either is NaN. Ties go to the first operand.
 *
 * @example
 * run(minimum(1, constant([-1, 2]))) // [-1, 1]
 */
export const minimum: Binary<'minimum', Numeric> = binary({
  name: 'minimum',
  result: numeric,
  domain: [reals, reals],
  tangents: [(g, a, b) => where(lt(b, a), 0, g), (g, a, b) => where(lt(b, a), g, 0)],
  meaning: (a, b) => Math.min(a, b),
  definition: (basis, a, b) => basis.min(a, b),
  ulp: 0,
  ieee: true,
  notation: call('min', '\\min'),
})

/**
 * max(0, x), the rectified linear unit; its derivative at 0 is 0.
 *
 * @example
 * run(relu(constant([-1, 2]))) // [0, 2]
 */
export const relu: Unary<'relu'> = unary({
  name: 'relu',
  result: real,
  domain: [{ ...reals, except: [0] }],
  range: { from: 0, to: Infinity },
  tangents: [(g, x) => where(lt(0, x), g, 0)],
  meaning: (x) => Math.max(0, x),
  definition: (basis, x) => basis.max(basis.number(0), x),
  ulp: 0,
  ieee: true,
  notation: call('relu'),
})

/**
 * |x|; its derivative at 0 is 0. Of integers modulo 2³²: that of −2³¹ is itself.
 *
 * @example
 * run(abs(constant([-2, 3]))) // [2, 3]
 */
export const abs: Unary<'abs', Numeric> = unary(
  {
    name: 'abs',
    result: real,
    domain: [{ ...reals, except: [0] }],
    range: { from: 0, to: Infinity },
    tangents: [(g, x) => mul(g, sign(x))],
    meaning: Math.abs,
    definition: (basis, x) => basis.abs(x),
    ulp: 0,
    ieee: true,
    notation: {
      precedence: precedence.atom,
      operands: [precedence.choice],
      text: (x) => `|${x}|`,
      latex: (x) => `\\left|${x}\\right|`,
    },
  },
  integer.abs,
)

/**
 * 1 above 0, −1 below, 0 at 0; its derivative is 0 everywhere.
 *
 * @example
 * run(sign(constant([-2, 0, 3]))) // [-1, 0, 1]
 */
export const sign: Unary<'sign', Numeric> = unary({
  name: 'sign',
  result: numeric,
  domain: [{ ...reals, except: [0] }],
  range: { from: -1, to: 1 },
  tangents: [null],
  meaning: Math.sign,
  definition: (basis, x) => {
    const zero = basis.number(0)
    const below = basis.select(basis.lt(x, zero), basis.number(-1), x)
    return basis.select(basis.lt(zero, x), basis.number(1), below)
  },
  ulp: 0,
  ieee: true,
  notation: call('sign'),
})

/**
 * 1 above 0 and 0 elsewhere, Heaviside's step: 0 at 0, as relu′ is; its derivative is 0 everywhere.
 *
 * @example
 * run(step(constant([-2, 0, 3]))) // [0, 0, 1]
 */
export const step: Unary<'step'> = unary({
  name: 'step',
  result: real,
  domain: [{ ...reals, except: [0] }],
  range: { from: 0, to: 1 },
  tangents: [null],
  meaning: (x) => bit(0 < x),
  definition: (basis, x) => basis.select(basis.lt(basis.number(0), x), basis.number(1), basis.number(0)),
  ulp: 0,
  ieee: true,
  notation: call('step', '\\operatorname{H}'),
})

/**
 * Rounding to integers, and the remainder that it leaves.
 * Before it: `operation.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: exact; no derivative passes a rounding, being 0 wherever there is one.
 */
import { double } from '../basis.ts'
import type { Basis } from '../basis.ts'
import { call, precedence } from '../notation/Notation.ts'
import { real, reals } from '../Op.ts'
import { div, mul, neg } from './arithmetic.ts'
import * as integer from './integer.ts'
import { binary, unary } from './operation.ts'
import type { Binary, Numeric, Unary } from './operation.ts'

/** ⌊|x|⌋ or the integer after it, whichever is nearer or, where they are alike, even; then the sign of x. */
const nearest = <E>({ number, add, sub, mul, neg, abs, lt, eq, select, floor }: Basis<E>, x: E): E => {
  const half = number(0.5)
  const down = floor(abs(x))
  const up = add(down, number(1))
  const rest = sub(abs(x), down)
  const even = eq(mul(number(2), floor(mul(down, half))), down)
  const tie = select(even, down, up)
  const y = select(lt(rest, half), down, select(lt(half, rest), up, tie))
  return select(lt(x, number(0)), neg(y), select(eq(x, number(0)), x, y))
}

/** What truncating division leaves, and one more divisor where the signs differ. */
const modulo = <E>({ number, add, lt, eq, or, select, remainder }: Basis<E>, a: E, b: E): E => {
  const zero = number(0)
  const rest = remainder(a, b)
  return select(or(eq(rest, zero), eq(lt(rest, zero), lt(b, zero))), rest, add(rest, b))
}

/**
 * The largest integer that is not above x; its derivative is 0 everywhere.
 *
 * @example
 * run(floor(constant([1.5, -1.5]))) // [1, -2]
 */
export const floor: Unary<'floor'> = unary({
  name: 'floor',
  result: real,
  domain: [{ ...reals, except: [-4, -3, -2, -1, 0, 1, 2, 3, 4] }],
  tangents: [null],
  meaning: Math.floor,
  definition: (basis, x) => basis.floor(x),
  ulp: 0,
  ieee: true,
  notation: {
    precedence: precedence.atom,
    operands: [precedence.choice],
    text: (x) => `⌊${x}⌋`,
    latex: (x) => `\\left\\lfloor ${x} \\right\\rfloor`,
  },
})

/**
 * The least integer that is not below x; its derivative is 0 everywhere.
 *
 * @example
 * run(ceil(constant([1.5, -1.5]))) // [2, -1]
 */
export const ceil: Unary<'ceil'> = unary({
  name: 'ceil',
  result: real,
  domain: [{ ...reals, except: [-4, -3, -2, -1, 0, 1, 2, 3, 4] }],
  tangents: [null],
  meaning: Math.ceil,
  definition: (basis, x) => basis.neg(basis.floor(basis.neg(x))),
  ulp: 0,
  ieee: true,
  notation: {
    precedence: precedence.atom,
    operands: [precedence.choice],
    text: (x) => `⌈${x}⌉`,
    latex: (x) => `\\left\\lceil ${x} \\right\\rceil`,
  },
})

/**
 * The integer nearest to x, ties to the even one; its derivative is 0 everywhere.
 *
 * @example
 * run(round(constant([0.5, 1.5, -1.2]))) // [0, 2, -1]
 */
export const round: Unary<'round'> = unary({
  name: 'round',
  result: real,
  domain: [{ ...reals, except: [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5] }],
  tangents: [null],
  meaning: (x) => nearest(double, x),
  definition: nearest,
  ulp: 0,
  ieee: true,
  notation: call('round'),
})

/**
 * x without its fraction; its derivative is 0 everywhere.
 *
 * @example
 * run(trunc(constant([1.5, -1.5]))) // [1, -1]
 */
export const trunc: Unary<'trunc'> = unary({
  name: 'trunc',
  result: real,
  domain: [{ ...reals, except: [-4, -3, -2, -1, 0, 1, 2, 3, 4] }],
  tangents: [null],
  meaning: Math.trunc,
  definition: (basis, x) => {
    const down = basis.floor(basis.abs(x))
    return basis.select(
      basis.lt(x, basis.number(0)),
      basis.neg(down),
      basis.select(basis.eq(x, basis.number(0)), x, down),
    )
  },
  ulp: 0,
  ieee: true,
  notation: call('trunc'),
})

/**
 * a − b·⌊a / b⌋, with the sign of the divisor b, as in Python and NumPy. For b = 0 it is NaN, of integers a. The
 * derivative is that between two multiples of b.
 *
 * @example
 * run(mod(constant([7, -7]), 3)) // [1, 2]
 */
export const mod: Binary<'mod', Numeric> = binary(
  {
    name: 'mod',
    result: real,
    domain: [
      { from: 0, to: 2 },
      { from: -4, to: -2 },
    ],
    branch: (a, b) => Math.floor(a / b),
    tangents: [(g) => g, (g, a, b) => neg(mul(g, floor(div(a, b))))],
    meaning: (a, b) => modulo(double, a, b),
    definition: modulo,
    ulp: 0.5,
    ieee: true,
    notation: call('mod'),
  },
  integer.mod,
)

/**
 * Arithmetic: sums, products, quotients, powers.
 * Before it: `operation.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: one record an operation; derivatives are expressions in this very language.
 */
import { scalarValue } from '../construct.ts'
import * as elementary from '../elementary.ts'
import { call, difference, negation, precedence, product, quotient, sum } from '../notation/Notation.ts'
import { real, reals } from '../Op.ts'
import { eq, where } from './comparison.ts'
import { log } from './exponential.ts'
import * as integer from './integer.ts'
import { binary, unary } from './operation.ts'
import type { Binary, Numeric, Unary } from './operation.ts'

/**
 * a + b; of integers modulo 2³².
 *
 * @example
 * run(add(constant([1, 2]), 10)) // [11, 12]
 */
export const add: Binary<'add', Numeric> = binary(
  {
    name: 'add',
    result: real,
    domain: [reals, reals],
    tangents: [(g) => g, (g) => g],
    meaning: (a, b) => a + b,
    definition: (basis, a, b) => basis.add(a, b),
    ulp: 0.5,
    ieee: true,
    fold: (a, b) => (a === b ? mul(2, a) : scalarValue(a) === 0 ? b : scalarValue(b) === 0 ? a : undefined),
    notation: sum,
  },
  integer.add,
)

/**
 * a − b; of integers modulo 2³².
 *
 * @example
 * run(sub(constant([1, 2]), 10)) // [-9, -8]
 */
export const sub: Binary<'sub', Numeric> = binary(
  {
    name: 'sub',
    result: real,
    domain: [reals, reals],
    tangents: [(g) => g, (g) => neg(g)],
    meaning: (a, b) => a - b,
    definition: (basis, a, b) => basis.sub(a, b),
    ulp: 0.5,
    ieee: true,
    notation: difference,
  },
  integer.sub,
)

/**
 * a·b, element by element; of integers modulo 2³².
 *
 * @example
 * run(mul(constant([1, 2]), 10)) // [10, 20]
 */
export const mul: Binary<'mul', Numeric> = binary(
  {
    name: 'mul',
    result: real,
    domain: [reals, reals],
    tangents: [(g, _, b) => mul(g, b), (g, a) => mul(g, a)],
    meaning: (a, b) => a * b,
    definition: (basis, a, b) => basis.mul(a, b),
    ulp: 0.5,
    ieee: true,
    fold: (a, b) => {
      const [p, q] = [scalarValue(a), scalarValue(b)]
      if (p === 1 || p === -1) return p === 1 ? b : neg(b)
      return q === 1 ? a : q === -1 ? neg(a) : undefined
    },
    notation: product,
  },
  integer.mul,
)

/**
 * a / b.
 *
 * @example
 * run(div(constant([1, 2]), 4)) // [0.25, 0.5]
 */
export const div: Binary<'div'> = binary({
  name: 'div',
  result: real,
  domain: [reals, { ...reals, except: [0] }],
  tangents: [(g, _, b) => div(g, b), (g, _, b, y) => neg(div(mul(g, y), b))],
  meaning: (a, b) => a / b,
  definition: (basis, a, b) => basis.div(a, b),
  ulp: 0.5,
  ieee: true,
  fold: (a, b) => (scalarValue(b) === 1 ? a : undefined),
  notation: quotient,
})

/**
 * −x; of integers modulo 2³².
 *
 * @example
 * run(neg(constant([1, -2]))) // [-1, 2]
 */
export const neg: Unary<'neg', Numeric> = unary(
  {
    name: 'neg',
    result: real,
    domain: [reals],
    tangents: [(g) => neg(g)],
    meaning: (x) => -x,
    definition: (basis, x) => basis.neg(x),
    ulp: 0.5,
    ieee: true,
    notation: negation,
  },
  integer.neg,
)

/**
 * x².
 *
 * @example
 * run(square(constant([3, -2]))) // [9, 4]
 */
export const square: Unary<'square'> = unary({
  name: 'square',
  result: real,
  domain: [reals],
  range: { from: 0, to: Infinity },
  tangents: [(g, x) => mul(mul(2, g), x)],
  meaning: (x) => x * x,
  definition: (basis, x) => basis.mul(x, x),
  ulp: 0.5,
  ieee: true,
  notation: {
    precedence: precedence.power,
    operands: [precedence.atom],
    text: (x) => `${x}²`,
    latex: (x) => `${x}^{2}`,
  },
})

/**
 * √x; NaN below 0.
 *
 * @example
 * run(sqrt(constant([9, 2.25]))) // [3, 1.5]
 */
export const sqrt: Unary<'sqrt'> = unary({
  name: 'sqrt',
  result: real,
  domain: [{ from: 0, to: Infinity, except: [0] }],
  range: { from: 0, to: Infinity },
  tangents: [(g, _, y) => div(g, mul(2, y))],
  meaning: Math.sqrt,
  definition: (basis, x) => basis.sqrt(x),
  ulp: 0.5,
  ieee: true,
  notation: { ...call('√', '\\sqrt'), latex: (x) => `\\sqrt{${x}}` },
})

/**
 * 1 / x.
 *
 * @example
 * run(reciprocal(constant([4, -2]))) // [0.25, -0.5]
 */
export const reciprocal: Unary<'reciprocal'> = unary({
  name: 'reciprocal',
  result: real,
  domain: [{ ...reals, except: [0] }],
  tangents: [(g, _, y) => neg(mul(g, square(y)))],
  meaning: (x) => 1 / x,
  definition: (basis, x) => basis.div(basis.number(1), x),
  ulp: 0.5,
  ieee: true,
  notation: {
    precedence: precedence.quotient,
    operands: [precedence.prefix],
    text: (x) => `1 / ${x}`,
    latex: (x) => `\\frac{1}{${x}}`,
  },
})

/**
 * 1 / √x; ∞ at 0, NaN below.
 *
 * @example
 * run(rsqrt(constant([4, 0.25]))) // [0.5, 2]
 */
export const rsqrt: Unary<'rsqrt'> = unary({
  name: 'rsqrt',
  result: real,
  domain: [{ from: 0, to: Infinity, except: [0] }],
  tangents: [(g, x, y) => div(mul(mul(-0.5, g), y), x)],
  meaning: (x) => 1 / Math.sqrt(x),
  definition: (basis, x) => basis.div(basis.number(1), basis.sqrt(x)),
  ulp: 1.5,
  ieee: true,
  notation: {
    precedence: precedence.quotient,
    operands: [precedence.choice],
    text: (x) => `1 / √(${x})`,
    latex: (x) => `\\frac{1}{\\sqrt{${x}}}`,
  },
})

/**
 * aᵇ. The derivative of the base is 0 where b is 0; that of the exponent is 0 where aᵇ is 0.
 *
 * @example
 * run(pow(constant([2, 9]), 0.5)) // [1.4142135, 3]
 */
export const pow: Binary<'pow'> = binary({
  name: 'pow',
  result: real,
  domain: [
    { from: 0, to: Infinity, except: [0] },
    { ...reals, except: [0] },
  ],
  tangents: [
    (g, a, b) => where(eq(b, 0), 0, mul(g, mul(b, pow(a, sub(b, 1))))),
    (g, a, _, y) => where(eq(y, 0), 0, mul(g, mul(y, log(a)))),
  ],
  meaning: (a, b) => (a === 1 || b === 0 ? 1 : a ** b),
  definition: elementary.pow,
  ulp: 1.2,
  ieee: false,
  fold: (a, b) => {
    const exponent = scalarValue(b)
    return exponent === 1 ? a : exponent === 2 ? square(a) : undefined
  },
  notation: {
    precedence: precedence.power,
    operands: [precedence.atom, precedence.atom],
    text: (a, b) => `${a}^${b}`,
    latex: (a, b) => `{${a}}^{${b}}`,
  },
})

/**
 * x as it is, for the derivative a constant.
 *
 * @example
 * run(stopGradient(constant([1, 2]))) // [1, 2]
 */
export const stopGradient: Unary<'stop'> = unary({
  name: 'stop',
  result: real,
  domain: [reals],
  tangents: [null],
  meaning: (x) => x,
  definition: (_, x) => x,
  ulp: 0,
  ieee: true,
  notation: call('stop'),
})

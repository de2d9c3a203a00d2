/**
 * Logic on truth values, and questions about numbers.
 * Before it: `operation.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: a truth value is 0 or 1 and carries no derivative.
 */
import { infix, call, precedence } from '../notation/Notation.ts'
import { logical, reals, test } from '../Op.ts'
import { connecting, testing, unary } from './operation.ts'
import type { Connecting, Testing, Unary } from './operation.ts'

const bit = (truth: boolean): number => (truth ? 1 : 0)

/**
 * Both: a ∧ b.
 *
 * @example
 * run(and(lt(0, constant([1, 3])), lt(constant([1, 3]), 2))) // [1, 0]
 */
export const and: Connecting<'and'> = connecting({
  name: 'and',
  result: logical,
  domain: [reals, reals],
  tangents: [null, null],
  meaning: (a, b) => bit(a !== 0 && b !== 0),
  definition: (basis, a, b) => basis.and(a, b),
  ulp: 0,
  ieee: true,
  notation: infix(' ∧ ', precedence.logic, ' \\land '),
})

/**
 * One of them, or both: a ∨ b.
 *
 * @example
 * run(or(lt(constant([1, 3]), 2), lt(2, constant([1, 3])))) // [1, 1]
 */
export const or: Connecting<'or'> = connecting({
  name: 'or',
  result: logical,
  domain: [reals, reals],
  tangents: [null, null],
  meaning: (a, b) => bit(a !== 0 || b !== 0),
  definition: (basis, a, b) => basis.or(a, b),
  ulp: 0,
  ieee: true,
  notation: infix(' ∨ ', precedence.logic, ' \\lor '),
})

/**
 * One of them and not the other.
 *
 * @example
 * run(xor(lt(constant([1, 3]), 2), lt(constant([1, 3]), 4))) // [0, 1]
 */
export const xor: Connecting<'xor'> = connecting({
  name: 'xor',
  result: logical,
  domain: [reals, reals],
  tangents: [null, null],
  meaning: (a, b) => bit(a !== b),
  definition: (basis, a, b) => basis.not(basis.eq(a, b)),
  ulp: 0,
  ieee: true,
  notation: infix(' ⊻ ', precedence.logic, ' \\veebar '),
})

/**
 * The contrary: ¬a.
 *
 * @example
 * run(not(lt(constant([1, 3]), 2))) // [0, 1]
 */
export const not: Unary<'not', 'bool'> = unary({
  name: 'not',
  result: logical,
  domain: [reals],
  tangents: [null],
  meaning: (a) => bit(a === 0),
  definition: (basis, a) => basis.not(a),
  ulp: 0,
  ieee: true,
  notation: {
    precedence: precedence.prefix,
    operands: [precedence.prefix],
    text: (a) => `¬${a}`,
    latex: (a) => `\\lnot ${a}`,
  },
})

/**
 * Whether it is no number at all.
 *
 * @example
 * run(isNaN(div(constant([0, 1]), 0))) // [1, 0]
 */
export const isNaN: Testing<'isNaN'> = testing({
  name: 'isNaN',
  result: test,
  domain: [reals],
  tangents: [null],
  meaning: (x) => bit(Number.isNaN(x)),
  definition: (basis, x) => basis.not(basis.eq(x, x)),
  ulp: 0,
  ieee: true,
  notation: call('isNaN'),
})

/**
 * Whether it is a number, and none of ±∞.
 *
 * @example
 * run(isFinite(div(constant([0, 1, 2]), constant([0, 0, 1])))) // [0, 0, 1]
 */
export const isFinite: Testing<'isFinite'> = testing({
  name: 'isFinite',
  result: test,
  domain: [reals],
  tangents: [null],
  meaning: (x) => bit(Number.isFinite(x)),
  definition: (basis, x) => basis.lt(basis.abs(x), basis.number(Infinity)),
  ulp: 0,
  ieee: true,
  notation: call('isFinite'),
})

/**
 * Whether it is ∞ or −∞.
 *
 * @example
 * run(isInfinite(div(constant([0, 1, 2]), constant([0, 0, 1])))) // [0, 1, 0]
 */
export const isInfinite: Testing<'isInfinite'> = testing({
  name: 'isInfinite',
  result: test,
  domain: [reals],
  tangents: [null],
  meaning: (x) => bit(Math.abs(x) === Infinity),
  definition: (basis, x) => basis.eq(basis.abs(x), basis.number(Infinity)),
  ulp: 0,
  ieee: true,
  notation: call('isInfinite'),
})

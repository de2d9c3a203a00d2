/**
 * The arithmetic of 32-bit integers, as pairs of records: for signed ones (i32) and for unsigned ones (u32).
 * Before it: `Op.ts`, `notation/Notation.ts`. After it: `ops/arithmetic.ts` and `ops/bits.ts`, whose functions choose a
 * record by the dtype of their operands; the dictionary in `ops/index.ts`.
 * Invariant: everything is modulo 2³² (two's complement), so that nothing overflows and every result is exact; no
 * derivative passes.
 */
import { double } from '../basis.ts'
import type { Basis } from '../basis.ts'
import type { DType } from '../DType.ts'
import type { Notation } from '../notation/Notation.ts'
import { call, difference, infix, negation, precedence, product, sum } from '../notation/Notation.ts'
import type { Op } from '../Op.ts'
import type { Integers } from './operation.ts'

type Definition = <E>(basis: Basis<E>, ...operands: [E, E]) => E

const record = (
  family: string,
  arity: number,
  dtype: 'i32' | 'u32',
  notation: Notation,
  definition: Definition,
): Op => {
  const from = dtype === 'i32' ? -(2 ** 31) : 0
  const domain = { from, to: from + 2 ** 32 - 1 }
  const operands = Array.from({ length: arity }, (_, k) => k)
  const defined = <E>(basis: Basis<E>, ...given: E[]): E => {
    const [a, b = a] = given
    return a === undefined || b === undefined ? basis.number(0) : definition(basis, a, b)
  }
  return {
    name: `${family}${dtype.toUpperCase()}`,
    family,
    arity,
    result: (dtypes: readonly DType[]) => (dtypes.every((one) => one === dtype) ? dtype : undefined),
    domain: operands.map(() => domain),
    range: domain,
    tangents: operands.map(() => null),
    meaning: (...numbers) => defined(double, ...numbers),
    definition: defined,
    ulp: 0,
    ieee: true,
    notation,
  }
}

/** One operation on both kinds: the unsigned result is the signed one read without a sign, where nothing else is said. */
const pair = (
  family: string,
  arity: number,
  notation: Notation,
  signed: Definition,
  unsigned: Definition = (basis, a, b) => basis.unsigned(signed(basis, a, b)),
): Integers => ({
  i32: record(family, arity, 'i32', notation, signed),
  u32: record(family, arity, 'u32', notation, unsigned),
})

export const add = pair('add', 2, sum, (basis, a, b) => basis.addInteger(a, b))
export const sub = pair('sub', 2, difference, (basis, a, b) => basis.subInteger(a, b))
export const mul = pair('mul', 2, product, (basis, a, b) => basis.mulInteger(a, b))
export const neg = pair('neg', 1, negation, (basis, a) => basis.subInteger(basis.number(0), a))

export const abs = pair(
  'abs',
  1,
  call('abs'),
  (basis, a) => {
    const zero = basis.number(0)
    return basis.select(basis.lt(a, zero), basis.subInteger(zero, a), a)
  },
  (_, a) => a,
)

/** ⌊a / b⌋: where a fraction was lost and the signs differ, one less than what is left of it. */
export const floorDiv = pair(
  'floorDiv',
  2,
  call('floorDiv'),
  (basis, a, b) => {
    const { number, lt, eq, and, not, select, quotient, subInteger, mulInteger } = basis
    const zero = number(0)
    const q = quotient(a, b)
    const rest = subInteger(a, mulInteger(q, b))
    const apart = not(eq(lt(rest, zero), lt(b, zero)))
    const below = and(not(eq(b, zero)), and(not(eq(rest, zero)), apart))
    return select(below, subInteger(q, number(1)), q)
  },
  (basis, a, b) => basis.unsigned(basis.quotient(a, b)),
)

/** a − b·⌊a / b⌋. */
export const mod = pair(
  'mod',
  2,
  call('mod'),
  (basis, a, b) => {
    const { number, lt, eq, or, select, quotient, addInteger, subInteger, mulInteger } = basis
    const zero = number(0)
    const rest = subInteger(a, mulInteger(quotient(a, b), b))
    const fits = or(eq(rest, zero), or(eq(b, zero), eq(lt(rest, zero), lt(b, zero))))
    return select(fits, rest, addInteger(rest, b))
  },
  (basis, a, b) => basis.unsigned(basis.subInteger(a, basis.mulInteger(basis.quotient(a, b), b))),
)

export const bitAnd = pair('bitAnd', 2, infix(' & ', precedence.logic, ' \\mathbin{\\&} '), (basis, a, b) =>
  basis.bitAnd(a, b),
)
export const bitOr = pair('bitOr', 2, infix(' | ', precedence.logic, ' \\mathbin{|} '), (basis, a, b) =>
  basis.bitOr(a, b),
)
export const bitXor = pair('bitXor', 2, infix(' ⊕ ', precedence.logic, ' \\oplus '), (basis, a, b) =>
  basis.bitXor(a, b),
)
export const bitNot = pair('bitNot', 1, call('bitNot'), (basis, a) => basis.bitXor(a, basis.number(-1)))

export const shiftLeft = pair('shiftLeft', 2, infix(' ≪ ', precedence.comparison, ' \\ll '), (basis, a, b) =>
  basis.shiftLeft(a, b),
)
export const shiftRight = pair(
  'shiftRight',
  2,
  infix(' ≫ ', precedence.comparison, ' \\gg '),
  (basis, a, b) => basis.shiftRight(a, b),
  (basis, a, b) => basis.shiftRightZeros(a, b),
)

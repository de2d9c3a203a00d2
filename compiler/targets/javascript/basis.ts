/**
 * The basis in JavaScript: numbers are doubles, rounded once, on the store.
 * Before it: `syntax.ts`. After it: `kernel.ts`; `prelude.ts` holds the few functions named here.
 * Invariant: every entry gives the bits that the basis over doubles gives in the interpreter.
 */
import type { Basis } from '../../../src/basis.ts'
import { binary, call, conditional, number } from './syntax.ts'
import type { Expression, Operator } from './syntax.ts'

const infix =
  (operator: Operator) =>
  (a: Expression, b: Expression): Expression =>
    binary(operator, a, b)

const isNegative = (expression: Expression): expression is Expression & { readonly kind: 'number' } =>
  expression.kind === 'number' && expression.value < 0

/** The expression with the other sign, where that takes a minus away: of a number, or of a product with one. */
const opposite = (expression: Expression): Expression | undefined => {
  if (isNegative(expression)) return number(-expression.value)
  if (expression.kind !== 'binary' || expression.operator !== '*') return undefined
  const { left, right } = expression
  if (isNegative(left)) return binary('*', number(-left.value), right)
  return isNegative(right) ? binary('*', left, number(-right.value)) : undefined
}

/** a + b, or a − b: taking away −b adds b, and the other way round. */
const sum =
  (operator: '+' | '-') =>
  (a: Expression, b: Expression): Expression => {
    const other = opposite(b)
    if (other === undefined) return binary(operator, a, b)
    return binary(operator === '+' ? '-' : '+', a, other)
  }

const bit = (test: Expression): Expression => conditional(test, number(1), number(0))

/** The condition behind a 0 or 1. */
export const test = (expression: Expression): Expression =>
  expression.kind === 'conditional' &&
  expression.then.kind === 'number' &&
  expression.then.value === 1 &&
  expression.otherwise.kind === 'number' &&
  expression.otherwise.value === 0
    ? expression.test
    : binary('!==', expression, number(0))

/** Adding and taking away 1.5·2⁵² rounds to the nearest integer, ties to even. */
const shifter = number(6755399441055744)

const clamped = (a: Expression, least: number, most: number): Expression =>
  call('max', number(least), call('min', number(most), a))

const isZero = (a: Expression): boolean => a.kind === 'number' && Object.is(a.value, 0)

export const javascriptBasis: Basis<Expression> = {
  number,
  add: sum('+'),
  sub: sum('-'),
  mul: infix('*'),
  div: infix('/'),
  neg: (a) => ({ kind: 'unary', operator: '-', operand: a }),
  abs: (a) => call('abs', a),
  sqrt: (a) => call('sqrt', a),
  min: (a, b) => call('min', a, b),
  max: (a, b) => {
    if (isZero(a)) return call('relu', b)
    return isZero(b) ? call('relu', a) : call('max', a, b)
  },
  lt: (a, b) => bit(binary('<', a, b)),
  le: (a, b) => bit(binary('<=', a, b)),
  eq: (a, b) => bit(binary('===', a, b)),
  and: (a, b) => bit(binary('&&', test(a), test(b))),
  or: (a, b) => bit(binary('||', test(a), test(b))),
  not: (a) => conditional(test(a), number(0), number(1)),
  select: (condition, a, b) => conditional(test(condition), a, b),
  floor: (a) => call('floor', a),
  nearest: (a) => binary('-', binary('+', a, shifter), shifter),
  scale: (a, n) =>
    binary('*', a, {
      kind: 'element',
      object: { kind: 'name', name: 'powers' },
      index: binary('+', n, number(252)),
    }),
  exponent: (a) => call('exponent', a),
  mantissa: (a) => call('mantissa', a),
  remainder: infix('%'),
  addInteger: (a, b) => binary('|', binary('+', a, b), number(0)),
  subInteger: (a, b) => binary('|', binary('-', a, b), number(0)),
  mulInteger: (a, b) => call('imul', a, b),
  quotient: (a, b) => binary('|', binary('/', a, b), number(0)),
  bitAnd: infix('&'),
  bitOr: infix('|'),
  bitXor: infix('^'),
  shiftLeft: infix('<<'),
  shiftRight: infix('>>'),
  shiftRightZeros: infix('>>>'),
  unsigned: (a) => binary('>>>', a, number(0)),
  signed: (a) => binary('|', a, number(0)),
  toFloat: (a) => a,
  toSigned: (a) => binary('|', clamped(a, -(2 ** 31), 2 ** 31 - 1), number(0)),
  toUnsigned: (a) => binary('>>>', clamped(a, 0, 2 ** 32 - 1), number(0)),
}

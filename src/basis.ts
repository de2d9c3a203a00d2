/**
 * The basis: the closed set of machine operations that every elementwise operation bottoms out in.
 * Before it: nothing. After it: `Op.ts` (definitions written in it), `compiler/targets` (which implement it and
 * nothing else: a missing entry is a type error), `compiler/passes/expand.ts`.
 * Invariant: each entry is exact or correctly rounded in the arithmetic of its carrier, so that a definition
 * gives the same bits wherever it runs in the same precision. No entry names a target.
 */

/**
 * The machine operations over a carrier `E`: numbers, expressions of a kernel, text. Booleans are carried as 0 and 1,
 * 32-bit integers as the numbers that they are. Choices, comparisons, `min` and `max` are for all of them.
 */
export interface Basis<E> {
  readonly number: (value: number) => E
  readonly add: (a: E, b: E) => E
  readonly sub: (a: E, b: E) => E
  readonly mul: (a: E, b: E) => E
  readonly div: (a: E, b: E) => E
  readonly neg: (a: E) => E
  readonly abs: (a: E) => E
  readonly sqrt: (a: E) => E
  /** The smaller operand; NaN where either is NaN; of two zeros either. */
  readonly min: (a: E, b: E) => E
  /** The larger operand; NaN where either is NaN; of two zeros either. */
  readonly max: (a: E, b: E) => E
  readonly lt: (a: E, b: E) => E
  readonly le: (a: E, b: E) => E
  readonly eq: (a: E, b: E) => E
  readonly and: (a: E, b: E) => E
  readonly or: (a: E, b: E) => E
  readonly not: (a: E) => E
  /** `a` where the condition is 1, `b` where it is 0; both are computed. */
  readonly select: (condition: E, a: E, b: E) => E
  readonly floor: (a: E) => E
  /** The nearest integer, ties to even, for |a| < 2²²; unspecified beyond. */
  readonly nearest: (a: E) => E
  /** a·2ⁿ for an integer n with |n| ≤ 252; exact where the result is normal. NaN where a is NaN, whatever n. */
  readonly scale: (a: E, n: E) => E
  /** ⌊log₂|a|⌋ for a finite normal a; unspecified elsewhere. */
  readonly exponent: (a: E) => E
  /** a·2^−exponent(a), its magnitude in [1, 2), for a finite normal a; unspecified elsewhere. */
  readonly mantissa: (a: E) => E
  /** a − b·trunc(a / b), exact, with the sign of a; NaN where b is 0 or a infinite. */
  readonly remainder: (a: E, b: E) => E
  /** The sum of two 32-bit integers, signed or not, modulo 2³²: a signed integer, as are the next seven. */
  readonly addInteger: (a: E, b: E) => E
  readonly subInteger: (a: E, b: E) => E
  readonly mulInteger: (a: E, b: E) => E
  /** The quotient of two integers, both signed or both not, without its fraction; 0 where b is 0. */
  readonly quotient: (a: E, b: E) => E
  readonly bitAnd: (a: E, b: E) => E
  readonly bitOr: (a: E, b: E) => E
  readonly bitXor: (a: E, b: E) => E
  /** Shifts by b modulo 32; to the right either the sign or zeros come in. */
  readonly shiftLeft: (a: E, b: E) => E
  readonly shiftRight: (a: E, b: E) => E
  /** An unsigned integer, as `unsigned` is. */
  readonly shiftRightZeros: (a: E, b: E) => E
  /** The 32 bits of an integer read without a sign, and with one. */
  readonly unsigned: (a: E) => E
  readonly signed: (a: E) => E
  /** The float nearest to an integer. */
  readonly toFloat: (a: E) => E
  /** A float without its fraction as a signed integer; the nearest there is beyond 32 bits, 0 for NaN. */
  readonly toSigned: (a: E) => E
  readonly toUnsigned: (a: E) => E
}

/** The operations of the basis; `number` is how a carrier writes a literal. */
export type BasisName = Exclude<keyof Basis<unknown>, 'number'>

const bit = (truth: boolean): number => (truth ? 1 : 0)

/** Ties to even by adding and taking away 1.5·2⁵². */
const shifter = 6755399441055744

const view = new DataView(new ArrayBuffer(8))

/** The biased exponent field of a double. */
const exponentOf = (a: number): number => {
  view.setFloat64(0, a)
  return ((view.getUint16(0) >> 4) & 0x7ff) - 1023
}

/** The basis over JavaScript numbers, each result passed through `round`: identity for double, `Math.fround` for single. */
export const arithmetic = (round: (x: number) => number): Basis<number> => ({
  number: round,
  add: (a, b) => round(a + b),
  sub: (a, b) => round(a - b),
  mul: (a, b) => round(a * b),
  div: (a, b) => round(a / b),
  neg: (a) => -a,
  abs: Math.abs,
  sqrt: (a) => round(Math.sqrt(a)),
  min: (a, b) => Math.min(a, b),
  max: (a, b) => Math.max(a, b),
  lt: (a, b) => bit(a < b),
  le: (a, b) => bit(a <= b),
  eq: (a, b) => bit(a === b),
  and: (a, b) => bit(a !== 0 && b !== 0),
  or: (a, b) => bit(a !== 0 || b !== 0),
  not: (a) => bit(a === 0),
  select: (condition, a, b) => (condition !== 0 ? a : b),
  floor: Math.floor,
  nearest: (a) => a + shifter - shifter,
  scale: (a, n) => round(a * 2 ** n),
  exponent: exponentOf,
  mantissa: (a) => a / 2 ** exponentOf(a),
  remainder: (a, b) => a % b,
  addInteger: (a, b) => (a + b) | 0,
  subInteger: (a, b) => (a - b) | 0,
  mulInteger: Math.imul,
  quotient: (a, b) => (a / b) | 0,
  bitAnd: (a, b) => a & b,
  bitOr: (a, b) => a | b,
  bitXor: (a, b) => a ^ b,
  shiftLeft: (a, b) => a << b,
  shiftRight: (a, b) => a >> b,
  shiftRightZeros: (a, b) => a >>> b,
  unsigned: (a) => a >>> 0,
  signed: (a) => a | 0,
  toFloat: round,
  toSigned: (a) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, a)) | 0,
  toUnsigned: (a) => Math.max(0, Math.min(2 ** 32 - 1, a)) >>> 0,
})

/** Double precision: the arithmetic of the interpreter, of `run`, and of JavaScript. */
export const double: Basis<number> = arithmetic((x) => x)

/** Single precision: the arithmetic of 32-bit lanes. */
export const single: Basis<number> = arithmetic(Math.fround)

/**
 * How one operation is written, as text and as LaTeX, with what binds tighter.
 * Before it: nothing. After it: the records of `src/ops`, and the printers beside this file.
 * Invariant: an operand is put in parentheses exactly where its precedence is below what its place asks for.
 */

/** From loosest to tightest; `prefix` is a symbol before its operand, as in Σ x. */
export const precedence = {
  choice: 0,
  logic: 1,
  comparison: 2,
  sum: 3,
  quotient: 4,
  product: 5,
  prefix: 6,
  power: 7,
  atom: 8,
} as const

export type Precedence = (typeof precedence)[keyof typeof precedence]

/**
 * The operations of algebra, which a printer writes as people do: signs move to the front, numbers to the start of a
 * product, sums and products lose their inner parentheses, a choice between a value and 0 is a product with [condition];
 * what is its first operand in every right program is written as that.
 */
export type Algebra = 'sum' | 'difference' | 'negation' | 'product' | 'quotient' | 'choice' | 'itself'

export interface Notation {
  readonly precedence: Precedence
  /** The least precedence that each operand may have without parentheses; the last one repeats. */
  readonly operands: readonly Precedence[]
  readonly text: (...operands: readonly string[]) => string
  readonly latex: (...operands: readonly string[]) => string
  readonly algebra?: Algebra
}

/** A function applied to its operands: `exp(x)`. */
export const call = (name: string, latex: string = `\\operatorname{${name}}`): Notation => ({
  precedence: precedence.atom,
  operands: [precedence.choice],
  text: (...operands) => `${name}(${operands.join(', ')})`,
  latex: (...operands) => `${latex}\\left(${operands.join(', ')}\\right)`,
})

const tighter = (level: Precedence): Precedence =>
  Object.values(precedence).find((other) => other === level + 1) ?? precedence.atom

/** An operator between two operands: `a < b`; one of its own kind beside it stands in parentheses. */
export const infix = (symbol: string, level: Precedence, latex: string = symbol): Notation => ({
  precedence: level,
  operands: [tighter(level)],
  text: (a, b) => `${a}${symbol}${b}`,
  latex: (a, b) => `${a}${latex}${b}`,
})

/** A left-associative operator. */
const leftward = (symbol: string, level: Precedence, latex?: string): Notation => ({
  ...infix(symbol, level, latex),
  operands: [level, tighter(level)],
})

/** a + b */
export const sum: Notation = { ...leftward(' + ', precedence.sum), algebra: 'sum' }

/** a − b */
export const difference: Notation = { ...leftward(' − ', precedence.sum, ' - '), algebra: 'difference' }

/** −a */
export const negation: Notation = {
  precedence: precedence.sum,
  operands: [precedence.quotient],
  text: (a) => `−${a}`,
  latex: (a) => `-${a}`,
  algebra: 'negation',
}

/** a·b, and a ∘ b between two tensors with axes, which tells it from a product of matrices. */
export const product: Notation = { ...leftward('·', precedence.product, ' \\cdot '), algebra: 'product' }

/** a / b */
export const quotient: Notation = {
  precedence: precedence.quotient,
  operands: [precedence.quotient, precedence.prefix],
  text: (a, b) => `${a} / ${b}`,
  latex: (a, b) => `\\frac{${a}}{${b}}`,
  algebra: 'quotient',
}

/** The first operand. */
export const itself: Notation = {
  precedence: precedence.atom,
  operands: [precedence.choice],
  text: (x) => x,
  latex: (x) => x,
  algebra: 'itself',
}

/** where(c, a, b), and a·[c] where b is 0. */
export const choice: Notation = { ...call('where'), algebra: 'choice' }

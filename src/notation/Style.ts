/**
 * What differs between two ways of writing the same formula: text and LaTeX.
 * Before it: `Notation.ts`. After it: `Written.ts`, which asks it for every symbol.
 * Invariant: a style knows symbols and no tensors.
 */
import type { Monoid } from '../Monoid.ts'
import type { Notation, Precedence } from './Notation.ts'

export interface Style {
  /** The side of a record's notation that this style takes. */
  readonly apply: (notation: Notation, operands: readonly string[]) => string
  readonly monoid: (monoid: Monoid) => string
  /** A tensor's name; `t1`, `W1`, `params.fc1.weight`, `x̄`. */
  readonly name: (name: string) => string
  /** A number that is not negative. */
  readonly magnitude: (value: number) => string
  /** How tight a number with an exponent binds: 1e−7 is one sign, 1·10⁻⁷ a product. */
  readonly scientific: Precedence
  /** The text of an extent. */
  readonly extent: (text: string) => string
  readonly minus: string
  readonly not: string
  /** Between a number and one that is not smaller. */
  readonly atMost: string
  /** A word of the notation, with a blank behind it. */
  readonly word: (text: string) => string
  readonly sum: string
  /** Between scalars and between matrices. */
  readonly dot: string
  /** Between tensors, element by element. */
  readonly circle: string
  readonly quotient: {
    readonly precedence: Precedence
    readonly operands: readonly [Precedence, Precedence]
    readonly write: (a: string, b: string) => string
  }
  /** Whether a·s + b·s is written (a + b)·s: true of real numbers, for people. */
  readonly factored: boolean
  /** Whether a reader must get the very tensor: what people leave out is written, see `exact.ts`. */
  readonly exact: boolean
  /** The names that tensors have, so that a size of that name must be told from them. */
  readonly shadowed?: ReadonlySet<string>
  /** Whether (1 / n)·a is written a / n: true but for a rounding, for people. */
  readonly reciprocals: boolean
  readonly parentheses: (inner: string) => string
  readonly transposed: (base: string) => string
  /** 1 where the condition holds, else 0. */
  readonly mask: (condition: string) => string
  readonly subscript: (base: string, axes: readonly number[]) => string
  readonly call: (name: string, operands: readonly string[]) => string
  /** The elements of a tensor at positions. */
  readonly element: (base: string, positions: readonly string[]) => string
  /** Data in a row. */
  readonly data: (items: readonly string[]) => string
  /** What is not a formula: data, mistakes. */
  readonly remark: (text: string) => string
}

/**
 * The record that is an elementwise operation.
 * Before it: `basis.ts`, `notation/Notation.ts`. After it: the chapters of `src/ops`, where the records stand;
 * differentiation, the interpreter, the passes and the targets, which read them and know no operation by name.
 * Invariant: everything anybody needs to know of an operation is in its record.
 */
import type { Basis } from './basis.ts'
import type { DType } from './DType.ts'
import type { Notation } from './notation/Notation.ts'
import type { AnyTensor, Term } from './Tensor.ts'

/** Where an operand may lie: an interval, its ends left out where `open`, and single points left out. */
export interface Interval {
  readonly from: number
  readonly to: number
  readonly except?: readonly number[]
}

export const reals: Interval = { from: -Infinity, to: Infinity }

/**
 * How a tangent passes through one operand: an expression linear in `g`, from g, the operands and the value.
 * Elementwise derivatives are diagonal, hence self-adjoint: the same expression carries a cotangent back.
 */
export type Tangent = (g: Term, ...operandsThenValue: readonly [Term, ...Term[]]) => AnyTensor

export interface Op {
  readonly name: string
  /** The function that people know it by, where one function has a record for each kind of number. */
  readonly family?: string
  readonly arity: number
  /** The dtype of the result, or undefined where the operation does not take these. */
  readonly result: (operands: readonly DType[]) => DType | undefined
  /** Where it is defined and differentiable, operand by operand; the laws sample here. */
  readonly domain: readonly Interval[]
  readonly range?: Interval
  /** On which of its branches the operands lie, where its value jumps between them. */
  readonly branch?: (...operands: number[]) => number
  /** Where the slope of a periodic operation is largest; that of every other is largest at 0 or on a border of its operands. */
  readonly steepest?: { readonly at: number; readonly every: number }
  /** One a operand; null where no derivative passes. */
  readonly tangents: readonly (Tangent | null)[]
  /** What it means, on numbers in double precision: the interpreter's definition. */
  readonly meaning: (...operands: number[]) => number
  /** What it is made of. */
  readonly definition: <E>(basis: Basis<E>, ...operands: E[]) => E
  /** The largest distance of the definition from the true value, in units in the last place of float32. */
  readonly ulp: number
  /** Whether `meaning` is the same on every engine: IEEE operations are, `Math.exp` and its kin are not. */
  readonly ieee: boolean
  /** What it becomes at construction where operands say so: `1·x` is `x`, `a + a` is `2·a`. */
  readonly fold?: (...operands: readonly Term[]) => AnyTensor | undefined
  readonly notation: Notation
}

/** All operands and the result are float32. */
export const real = (operands: readonly DType[]): DType | undefined =>
  operands.every((dtype) => dtype === 'f32') ? 'f32' : undefined

/** Operands and result are of one dtype, a number. */
export const numeric = ([dtype, ...others]: readonly DType[]): DType | undefined =>
  dtype !== 'bool' && others.every((other) => other === dtype) ? dtype : undefined

/** A float32 in, a bool out. */
export const test = ([dtype]: readonly DType[]): DType | undefined => (dtype === 'f32' ? 'bool' : undefined)

/** Operands of one dtype, a bool as the result. */
export const comparison = (operands: readonly DType[]): DType | undefined =>
  operands.every((dtype) => dtype === operands[0]) ? 'bool' : undefined

/** Bools in, a bool out. */
export const logical = (operands: readonly DType[]): DType | undefined =>
  operands.every((dtype) => dtype === 'bool') ? 'bool' : undefined

/** A bool that chooses between two operands of one dtype. */
export const choice = ([condition, a, b]: readonly DType[]): DType | undefined =>
  condition === 'bool' && a === b ? a : undefined

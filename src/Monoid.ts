/**
 * The record that is a monoid: what a reduction combines with.
 * Before it: `basis.ts`. After it: `ops/reduction.ts`, where the records stand; the interpreter, differentiation,
 * lowering (an accumulator starts at `identity` and takes `combine`).
 * Invariant: `combine` is associative with `identity` neutral on real numbers; `meaning` folds from the left.
 */
import type { Basis } from './basis.ts'
import type { DType } from './DType.ts'
import type { AnyTensor, Term } from './Tensor.ts'

export interface Monoid {
  readonly name: string
  readonly identity: number
  /** The dtype of the result, or undefined where the monoid does not take the operand's. */
  readonly result: (operand: DType) => DType | undefined
  readonly combine: <E>(basis: Basis<E>, total: E, next: E) => E
  /**
   * What is kept of a fold: the total itself, the position of the first element that equals it (arg max),
   * or the logarithm of a total of exponentials.
   */
  readonly keeps: 'total' | 'position' | 'logarithm'
  /**
   * How a tangent passes: from g and the value y, both of the operand's shape, and the operand x; each element's
   * share before the sum over the reduced axes. Null where no derivative passes.
   */
  readonly tangent: ((g: Term, x: Term, y: Term, axes: readonly number[]) => AnyTensor) | null
  readonly notation: { readonly text: string; readonly latex: string }
}

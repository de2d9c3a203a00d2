/**
 * All mistakes of an expression at once.
 * Before it: `Tensor.ts`, `traverse.ts`. After it: the borders, which report them: the interpreter, `compile`, the
 * command line.
 * Invariant: each mistake once, operands before users; what a mistake spoils further on is not another one.
 */
import type { Mistake } from './Mistake.ts'
import type { AnyTensor } from './Tensor.ts'
import { children } from './operands.ts'
import { postorder } from './traverse.ts'

/** A mistake and the operands of the application that it was made in. */
export interface Misapplied {
  readonly mistake: Mistake
  readonly operands: readonly AnyTensor[]
}

/** Every mistake among tensors in postorder. */
export const mistakesAmong = (order: readonly AnyTensor[]): readonly Misapplied[] =>
  order.flatMap(({ form }) =>
    form.tag === 'invalid' && form.mistake !== undefined
      ? [{ mistake: form.mistake, operands: form.operands }]
      : [],
  )

/** Every mistake that the roots depend on. */
export const mistakesOf = (roots: readonly AnyTensor[]): readonly Misapplied[] =>
  mistakesAmong(postorder(roots, children))

/**
 * Logits without their largest, on which no probability depends: no exponential of them overflows.
 * Before it: `construct.ts`, `monoids.ts`. After it: `activation.ts`, `classLoss.ts`.
 * Invariant: exact where the largest is finite; the derivative is that of the logits as they are.
 */
import { reduced, repeatedAlong } from '../construct.ts'
import type { AnyTensor } from '../Tensor.ts'
import { stopGradient, sub } from './arithmetic.ts'
import { logSumExpMonoid, maxMonoid } from './monoids.ts'

/** x less its largest element along the axes, and log Σ exp of that: what softmax and its kin are made of. */
export const centred = (
  x: AnyTensor,
  axes: readonly number[],
): { readonly c: AnyTensor; readonly logSum: AnyTensor } => {
  const largest = stopGradient(reduced(maxMonoid, x, axes))
  const c = sub(x, repeatedAlong(largest, axes, x.shape))
  return { c, logSum: reduced(logSumExpMonoid, c, axes) }
}

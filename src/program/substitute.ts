/**
 * Tensors in the place of others.
 * Before it: `Tensor.ts`, `traverse.ts`. After it: `apply.ts`, `bind.ts`.
 * Invariant: what does not depend on a tensor that is replaced stays the same object; nothing recurses.
 */
import { at } from '../Bug.ts'
import type { Derivation } from '../Derivation.ts'
import { children, withChildren } from '../operands.ts'
import type { AnyTensor } from '../Tensor.ts'
import { postorder } from '../traverse.ts'

export type Substitution = (tensor: AnyTensor) => AnyTensor

/** What each tensor that the roots depend on becomes; a replacement has the shape and dtype of what it replaces. */
export const substitution = (
  roots: readonly AnyTensor[],
  replacements: ReadonlyMap<AnyTensor, AnyTensor>,
): Substitution => {
  const made = new Map<AnyTensor, AnyTensor>(replacements)
  const now: Substitution = (tensor) => made.get(tensor) ?? tensor
  const order = postorder(roots, (tensor) => (replacements.has(tensor) ? [] : children(tensor)))
  for (const tensor of order) {
    if (made.has(tensor)) continue
    const before = children(tensor)
    const operands = before.map(now)
    if (operands.some((operand, k) => operand !== at(before, k)))
      made.set(tensor, withChildren(tensor, operands))
  }
  return now
}

/** Every tensor that a derivation speaks of. */
export const mentioned = (derivation: Derivation): readonly AnyTensor[] =>
  derivation.flatMap(({ of, cotangent, contributions }) => [
    of,
    cotangent,
    ...contributions.flatMap(({ user, value }) => [user, value]),
  ])

/** The same derivation of other tensors. */
export const rederived = (derivation: Derivation, now: Substitution): Derivation =>
  derivation.map(({ of, cotangent, contributions }) => ({
    of: now(of),
    cotangent: now(cotangent),
    contributions: contributions.map((contribution) => ({
      ...contribution,
      user: now(contribution.user),
      value: now(contribution.value),
    })),
  }))

/**
 * The derivation of a gradient, as data: which rule carried which cotangent where, and why.
 * Before it: `Tensor.ts`. After it: `differentiate.ts` writes it, `Program.ts` holds it, the compiler numbers it,
 * `explain` draws it.
 * Invariant: a step's cotangent is the sum of its contributions, and of the seed where it is what was differentiated;
 * steps stand in the order of the chain rule, users before operands. A step may speak of tensors that no output
 * needs: a seed, a contribution that was added under a mask.
 */
import type { Extent } from './Extent.ts'
import type { AnyTensor } from './Tensor.ts'

/** Why a contribution looks as it does. */
export type Reason =
  /** The local derivative of the operation for this operand. */
  | { readonly rule: 'elementwise'; readonly op: string }
  /**
   * The operand is linear here: the cotangent times the other factor, summed over the axes that those two share and
   * the operand lacks. The extents of these axes; no other reason makes a transpose.
   */
  | { readonly rule: 'contract'; readonly side: 'left' | 'right'; readonly summed: readonly Extent[] }
  /** The monoid's share for each element. */
  | { readonly rule: 'reduce'; readonly monoid: string; readonly axes: readonly number[] }
  /** The adjoint of a move: elements go back where they came from, summed over these extents where one was read often. */
  | { readonly rule: 'move'; readonly summed: readonly Extent[] }
  | { readonly rule: 'reshape' }
  /** Picked elements go back to where they were picked, and back again. */
  | { readonly rule: 'gather' | 'scatter' }
  /** The recurrence of the cotangents, from the last turn to the first. */
  | { readonly rule: 'scan' }
  /** What is stated of the tensor itself. */
  | { readonly rule: 'custom' }

/** What one user of a tensor contributes to its cotangent. */
export interface Contribution {
  readonly user: AnyTensor
  /** Which operand of the user the tensor is. */
  readonly operand: number
  readonly reason: Reason
  readonly value: AnyTensor
}

export interface Step {
  readonly of: AnyTensor
  readonly cotangent: AnyTensor
  readonly contributions: readonly Contribution[]
}

export type Derivation = readonly Step[]

/** What each result of a differentiation was derived by: no part of a tensor's identity, and gone with the tensor. */
const derivations = new WeakMap<AnyTensor, Derivation>()

/** The results, from which a program that holds them will know their derivation. */
export const derivedBy = <T extends AnyTensor>(
  results: readonly T[],
  derivation: Derivation,
): readonly T[] => {
  if (derivation.length > 0) for (const result of results) derivations.set(result, derivation)
  return results
}

/** The steps behind whichever of the tensors were derived, each once. */
export const derivationOf = (tensors: readonly AnyTensor[]): Derivation => [
  ...new Set([...new Set(tensors.map((tensor) => derivations.get(tensor) ?? []))].flat()),
]

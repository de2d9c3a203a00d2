/**
 * The steps of the chain rule, carried from one naming of nodes to the next.
 * Before it: `src/Derivation.ts`. After it: `linearise`, and every pass, by way of `renamedGraph`.
 * Invariant: a step names living nodes only. A step whose node died hands its reasons to the next living one, towards
 * the inputs; steps of nodes that became one are one.
 */
import type { Reason } from '../../src/Derivation.ts'
import type { GraphStep, NodeId } from './Graph.ts'

interface ContributionOf<A> {
  readonly user: A
  readonly operand: number
  readonly reason: Reason
  readonly value: A
}

interface StepOf<A> {
  readonly of: A
  readonly cotangent: A
  readonly contributions: readonly ContributionOf<A>[]
}

/** A contribution under its new names; its value may have died, and is then found in the cotangent. */
type Renumbered = Omit<ContributionOf<NodeId>, 'value'> & { readonly value: NodeId | undefined }

/** How many reasons a step inherits at most, the nearest first: a person reads them. */
export const inheritance = 8

/** The steps with every name replaced; `to` gives undefined for what died. Steps come before those they feed. */
export const renumbered = <A>(
  steps: readonly StepOf<A>[],
  to: (old: A) => NodeId | undefined,
): readonly GraphStep[] => {
  const dead = new Map<A, readonly Renumbered[]>()
  const living: GraphStep[] = []
  const places = new Map<string, number>()
  for (const { of, cotangent, contributions } of steps) {
    const renamed = contributions.flatMap((contribution) => [
      ...renumberedContribution(contribution, to),
      ...(dead.get(contribution.user) ?? []),
    ])
    const node = to(of)
    const value = to(cotangent)
    if (node === undefined || value === undefined) dead.set(of, renamed.slice(0, inheritance))
    else {
      const key = `${node} ${value}`
      const place = places.get(key) ?? living.length
      places.set(key, place)
      const own = renamed.map((one) => ({ ...one, value: one.value ?? value }))
      const before = living[place]?.contributions ?? []
      living[place] = { of: node, cotangent: value, contributions: distinct([...before, ...own]) }
    }
  }
  return living
}

const renumberedContribution = <A>(
  { user, operand, reason, value }: ContributionOf<A>,
  to: (old: A) => NodeId | undefined,
): readonly Renumbered[] => {
  const node = to(user)
  return node === undefined ? [] : [{ user: node, operand, reason, value: to(value) }]
}

const distinct = (contributions: GraphStep['contributions']): GraphStep['contributions'] =>
  contributions.filter((one, place, all) => all.findIndex((other) => sameContribution(one, other)) === place)

const sameContribution = (a: ContributionOf<NodeId>, b: ContributionOf<NodeId>): boolean =>
  a.user === b.user && a.operand === b.operand && a.value === b.value && a.reason.rule === b.reason.rule

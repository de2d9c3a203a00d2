/**
 * The paths from a node to what was differentiated, and what each contributes to the gradient.
 * Before it: `src/shares.ts`, the derivation. After it: `PathsPanel.tsx`.
 * Invariant: the contributions of all paths add up to the gradient; paths are counted without being walked; nothing recurses.
 */
import { at } from '../../../src/Bug.ts'
import { scanPullback } from '../../../src/loops.ts'
import { operandsOf } from '../../../src/operands.ts'
import { sharesOf } from '../../../src/shares.ts'
import type { AnyTensor } from '../../../src/Tensor.ts'
import type { NodeId } from '../../ir/Graph.ts'
import type { Model } from './model.ts'

/** From a node to one of its users: the contribution of a step, by its place there. */
export interface Hop {
  readonly step: number
  readonly contribution: number
  readonly user: NodeId
}

export interface Path {
  readonly hops: readonly Hop[]
  /** What the gradient owes to it; undefined where a loop or a rule of the user's own cannot be taken apart. */
  readonly contribution: AnyTensor | undefined
}

export interface Paths {
  readonly from: NodeId
  readonly gradient: NodeId
  readonly count: bigint
  /** The first ones. */
  readonly listed: readonly Path[]
  /** The nodes on any of them, and the edges between them. */
  readonly nodes: ReadonlySet<NodeId>
  readonly edges: readonly (readonly [from: NodeId, to: NodeId])[]
}

/** So many paths are taken apart. */
export const mostPaths = 12

/** The steps, operands' after users': the order in which paths are counted. */
const countsOf = (
  model: Model,
  stepAt: (step: number, contribution: number) => number | undefined,
): ReadonlyMap<number, bigint> => {
  const { derivation } = model.subject.graph
  const order = [...derivation.keys()].sort((a, b) => at(derivation, b).of - at(derivation, a).of)
  const counts = new Map<number, bigint>()
  for (const step of order) {
    const { contributions } = at(derivation, step)
    const through = contributions.map((_, k) => counts.get(stepAt(step, k) ?? -1) ?? 0n)
    counts.set(step, contributions.length === 0 ? 1n : through.reduce((sum, one) => sum + one, 0n))
  }
  return counts
}

/**
 * For each contribution the step whose cotangent it carries on. Equal nodes are one and have the steps of each: the last
 * cotangent that the contribution reads is its own, since that one may follow from those before it.
 */
const stepsBehind = (model: Model): ((step: number, contribution: number) => number | undefined) => {
  const { derivation } = model.subject.graph
  const cotangent = (step: number): NodeId => at(derivation, step).cotangent
  return (step, contribution) => {
    const { user, value } = at(at(derivation, step).contributions, contribution)
    const candidates = (model.stepsOf.get(user) ?? []).toSorted((a, b) => cotangent(b) - cotangent(a))
    return candidates.length < 2
      ? candidates[0]
      : (candidates.find((one) => reads(model, value, cotangent(one))) ??
          candidates.find((one) => one !== step))
  }
}

/** How many nodes are looked at between a contribution and the cotangent in it. */
const near = 64

/** Whether a node depends on another close by. */
const reads = ({ subject }: Model, node: NodeId, on: NodeId): boolean => {
  const open = [node]
  const seen = new Set(open)
  for (const id of open) {
    if (id === on) return true
    for (const operand of operandsOf(at(subject.graph.nodes, id).form))
      if (operand >= on && !seen.has(operand) && seen.size < near) {
        seen.add(operand)
        open.push(operand)
      }
  }
  return false
}

/** The cotangent that one use of a node hands on. */
const through = (user: AnyTensor, operand: number, cotangent: AnyTensor): AnyTensor | undefined => {
  const { form } = user
  if (form.tag === 'scan')
    return scanPullback(form, new Map([[form.result, cotangent]]), (k) => k === operand)[operand]
  if (form.tag === 'invalid' || form.tag === 'custom') return undefined
  const target = operandsOf(form)[operand]
  return target === undefined ? undefined : sharesOf(user, cotangent, new Set([target]))[operand]?.value
}

const contributionAlong = (model: Model, start: number, hops: readonly Hop[]): AnyTensor | undefined => {
  const { tensors, graph } = model.subject
  let cotangent: AnyTensor | undefined = at(tensors, at(graph.derivation, start).cotangent)
  for (const { step, contribution, user } of hops.toReversed()) {
    if (cotangent === undefined) return undefined
    const { operand, reason } = at(at(graph.derivation, step).contributions, contribution)
    cotangent = reason.rule === 'custom' ? undefined : through(at(tensors, user), operand, cotangent)
  }
  return cotangent
}

/** The paths from a node for one of its steps. */
export const pathsOf = (model: Model, start: number): Paths => {
  const { derivation } = model.subject.graph
  const behind = stepsBehind(model)
  const counts = countsOf(model, behind)
  const { of, cotangent } = at(derivation, start)
  const nodes = new Set<NodeId>([of])
  const edges = new Map<string, readonly [NodeId, NodeId]>()
  const open = [start]
  const seen = new Set(open)
  for (let step = open.pop(); step !== undefined; step = open.pop()) {
    const current = step
    const own = at(derivation, current)
    own.contributions.forEach(({ user }, k) => {
      const next = behind(current, k)
      if (next === undefined || (counts.get(next) ?? 0n) === 0n) return
      nodes.add(user)
      edges.set(`${own.of} ${user}`, [own.of, user])
      if (seen.has(next)) return
      seen.add(next)
      open.push(next)
    })
  }
  return {
    from: of,
    gradient: cotangent,
    count: counts.get(start) ?? 0n,
    listed: listedFrom(model, start, behind, counts),
    nodes,
    edges: [...edges.values()],
  }
}

/** A path while it is walked: its last hop, and the way to it. */
interface Walked {
  readonly step: number
  readonly hop: Hop | undefined
  readonly before: Walked | undefined
}

const listedFrom = (
  model: Model,
  start: number,
  behind: (step: number, contribution: number) => number | undefined,
  counts: ReadonlyMap<number, bigint>,
): readonly Path[] => {
  const { derivation } = model.subject.graph
  const listed: Path[] = []
  const open: Walked[] = [{ step: start, hop: undefined, before: undefined }]
  for (let walked = open.pop(); walked !== undefined && listed.length < mostPaths; walked = open.pop()) {
    const { step } = walked
    const { contributions } = at(derivation, step)
    if (contributions.length === 0) {
      const hops: Hop[] = []
      for (let one: Walked | undefined = walked; one?.hop !== undefined; one = one.before) hops.push(one.hop)
      hops.reverse()
      listed.push({ hops, contribution: contributionAlong(model, step, hops) })
      continue
    }
    const before = walked
    const onward = contributions.flatMap(({ user }, contribution): readonly Walked[] => {
      const next = behind(step, contribution)
      return next === undefined || (counts.get(next) ?? 0n) === 0n
        ? []
        : [{ step: next, hop: { step, contribution, user }, before }]
    })
    open.push(...onward.toReversed())
  }
  return listed
}

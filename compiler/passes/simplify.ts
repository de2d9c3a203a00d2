/**
 * Rewrites by rules until none applies.
 * Before it: `linearise.ts`, `rules.ts`. After it: `prune.ts`, fusion.
 * Invariant: operands are in their final form before their users are looked at; a firing is recorded with the old
 * node that it traces back to; what the outputs do not need is gone.
 */
import { at, Bug, known } from '../../src/Bug.ts'
import { right } from '../../src/Either.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'
import { needed, renamedGraph, usesOf } from '../ir/Graph.ts'
import type { GraphBuilder } from '../ir/GraphBuilder.ts'
import { graphBuilder } from '../ir/GraphBuilder.ts'
import type { Firing, Pass } from '../Pass.ts'
import { rules as all } from './rules.ts'
import type { Draft, DraftNode, Rule, Site } from './Rule.ts'

/** The rules of a default compilation: all but those that need real numbers. */
export const defaultRules: readonly Rule[] = all.filter(({ truth }) => truth !== 'real')

/** The rules that keep every bit. */
export const exactRules: readonly Rule[] = all.filter(({ truth }) => truth === 'exact')

/** One use of a rule as one looks on: the node before it and what takes its place, both over nodes that exist. */
export interface Rewriting {
  readonly rule: Rule
  /** The node of the graph that was given to which this one traces back. */
  readonly from: NodeId
  readonly before: GraphNode
  readonly after: Draft
  /** The table in which the operands stand. */
  readonly nodes: readonly GraphNode[]
  /** The given node that a node of the table stands for as a whole, if any. */
  readonly stands: (id: NodeId) => NodeId | undefined
}

/** Looks on while a graph is rewritten: asked once for each graph, the bodies of loops among them. */
export type Watch = (graph: Graph) => (rewriting: Rewriting) => void

export const simplifyWith = (rules: readonly Rule[], watch?: Watch): Pass<Graph, Graph> => ({
  name: 'simplify',
  purpose: 'rewrites the graph by rules that keep its values',
  run: (graph) => {
    const byHead = new Map(rules.map(({ head }) => [head, rules.filter((rule) => rule.head === head)]))
    const seen = watch?.(graph)
    let round = rewritten(graph, byHead, seen)
    let { renaming, origins } = round
    const firings = [...round.firings]
    while (round.firings.length > 0) {
      const origin = (id: NodeId): NodeId => at(origins, id)
      const next = rewritten(round.graph, byHead, seen && since(seen, renaming, origins))
      const later = (id: NodeId | undefined): NodeId | undefined =>
        id === undefined ? undefined : next.renaming[id]
      firings.forEach((firing, k) => (firings[k] = { ...firing, to: later(firing.to) }))
      for (const firing of next.firings) firings.push({ ...firing, from: origin(firing.from) })
      renaming = renaming.map(later)
      origins = next.origins.map(origin)
      round = next
    }
    return right({ value: round.graph, renaming, firings })
  },
})

/** Looks on at a round after others, which led from the given graph to this one. */
const since = (
  seen: (rewriting: Rewriting) => void,
  renaming: readonly (NodeId | undefined)[],
  origins: readonly NodeId[],
): ((rewriting: Rewriting) => void) => {
  const given = new Map<NodeId | undefined, NodeId>()
  renaming.forEach((to, from) => (given.has(to) ? undefined : given.set(to, from)))
  const stood = (id: NodeId | undefined): NodeId | undefined => (id === undefined ? undefined : given.get(id))
  return ({ from, stands, ...rewriting }) =>
    seen({ ...rewriting, from: at(origins, from), stands: (id) => stood(stands(id)) })
}

/** The pass with the rules of a default compilation. */
export const simplify: Pass<Graph, Graph> = simplifyWith(defaultRules)

interface Round {
  readonly graph: Graph
  readonly renaming: readonly (NodeId | undefined)[]
  /** For each node the old one for which it was made. */
  readonly origins: readonly NodeId[]
  readonly firings: readonly Firing[]
}

/** One sweep from the inputs to the outputs. Another one sees uses that this one made single. */
const rewritten = (
  graph: Graph,
  byHead: ReadonlyMap<string, readonly Rule[]>,
  seen: ((rewriting: Rewriting) => void) | undefined,
): Round => {
  const builder = graphBuilder()
  const oldUses = usesOf(graph)
  const uses: number[] = []
  /** How often what rewritings have made uses each node: those uses are none of the old graph's. */
  const made: number[] = []
  let operands: readonly NodeId[] = []
  const make = (node: GraphNode): NodeId => {
    const count = builder.nodes.length
    const id = builder.add(node)
    if (id === count) for (const operand of operandsOf(node.form)) made[operand] = (made[operand] ?? 0) + 1
    return id
  }
  const usedHere = (id: NodeId): number => operands.filter((operand) => operand === id).length
  const site: Site = {
    nodes: builder.nodes,
    usedOnce: (id) => Math.max(uses[id] ?? 0, (made[id] ?? 0) + usedHere(id)) <= 1,
  }
  const first = (candidate: GraphNode): ReturnType<typeof firstOf> => {
    operands = operandsOf(candidate.form)
    return firstOf(candidate, site, byHead)
  }
  const live = needed(graph)
  const renaming: (NodeId | undefined)[] = []
  const origins: NodeId[] = []
  const standing = new Map<NodeId, NodeId>()
  const stands = (id: NodeId): NodeId | undefined => standing.get(id)
  const firings: Firing[] = []
  graph.nodes.forEach((node, from) => {
    if (live[from] !== 1) return renaming.push(undefined)
    const fired: string[] = []
    const better = (before: GraphNode): Draft | undefined => {
      const found = first(before)
      if (found === undefined) return undefined
      fired.push(found.rule.name)
      seen?.({ rule: found.rule, from, before, after: found.draft, nodes: builder.nodes, stands })
      return found.draft
    }
    const moved = operandsOf(node.form).map((operand) => known(renaming[operand], 'operand'))
    const candidate = { ...node, form: withOperands(node.form, moved) }
    const draft = better(candidate)
    const to = draft === undefined ? builder.add(candidate) : settled(draft, make, better)
    while (origins.length < builder.nodes.length) origins.push(from)
    if (seen !== undefined && !standing.has(to)) standing.set(to, from)
    for (const rule of fired) firings.push({ rule, from, to })
    uses[to] = (uses[to] ?? 0) + at(oldUses, from)
    return renaming.push(to)
  })
  return { graph: renamedGraph(graph, builder.nodes, renaming), renaming, origins, firings }
}

const firstOf = (
  candidate: GraphNode,
  site: Site,
  byHead: ReadonlyMap<string, readonly Rule[]>,
): { readonly rule: Rule; readonly draft: Draft } | undefined => {
  const { form } = candidate
  const named = form.tag === 'elementwise' ? byHead.get(form.op.name) : undefined
  for (const rules of [named, byHead.get(form.tag)])
    for (const rule of rules ?? []) {
      const draft = rule.rewrite(candidate, site)
      if (draft !== undefined) return { rule, draft }
    }
  return undefined
}

/** More rewrites of one node than any rules that terminate make. */
const limit = 1_000_000

/** The node for a draft: its operands first, and then what it becomes; with a stack, because rewriting goes deep. */
const settled = (
  draft: Draft,
  add: GraphBuilder['add'],
  rewrite: (candidate: GraphNode) => Draft | undefined,
): NodeId => {
  const stack: {
    readonly draft: DraftNode
    readonly wanted: readonly Draft[]
    readonly operands: NodeId[]
  }[] = []
  let result: NodeId | undefined
  const enter = (next: Draft): void => {
    if (typeof next === 'number') result = next
    else stack.push({ draft: next, wanted: operandsOf(next.form), operands: [] })
  }
  enter(draft)
  for (let steps = 0; stack.length > 0; steps++) {
    if (steps > limit) throw new Bug('the rewrite rules do not come to an end')
    const top = at(stack, stack.length - 1)
    if (result !== undefined) top.operands.push(result)
    result = undefined
    if (top.operands.length < top.wanted.length) {
      enter(at(top.wanted, top.operands.length))
      continue
    }
    stack.pop()
    const candidate = { ...top.draft, form: withOperands<Draft, NodeId>(top.draft.form, top.operands) }
    const better = rewrite(candidate)
    if (better === undefined) result = add(candidate)
    else enter(better)
  }
  return known(result, 'node for a draft')
}

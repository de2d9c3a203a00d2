/**
 * Which nodes of a graph belong to the forward network, and which to its gradients and what is made of them.
 * Before it: `ir/Graph.ts`. After it: `laidOut.ts`.
 * Invariant: what was differentiated is forward, with all it depends on; what depends on a cotangent is not.
 */
import { at } from '../../../src/Bug.ts'
import { operandsOf } from '../../../src/operands.ts'
import type { Graph, GraphNode, NodeId } from '../../ir/Graph.ts'

const isMade = ({ form }: GraphNode): boolean => operandsOf(form).length > 0

/** For each node the place of the first step by which it is a cotangent. */
const cotangentSince = ({ nodes, derivation }: Graph, dependsOnInput: Uint8Array): Float64Array => {
  const since = new Float64Array(nodes.length).fill(Infinity)
  derivation.forEach(({ cotangent, contributions }, place) => {
    for (const id of [cotangent, ...contributions.map(({ value }) => value)])
      if (dependsOnInput[id] === 1 && isMade(at(nodes, id))) since[id] = Math.min(at(since, id), place)
  })
  return since
}

const dependentOn = (nodes: readonly GraphNode[], isStart: (id: NodeId) => boolean): Uint8Array => {
  const found = new Uint8Array(nodes.length)
  nodes.forEach(({ form }, id) => {
    if (isStart(id) || operandsOf(form).some((operand) => found[operand] === 1)) found[id] = 1
  })
  return found
}

/**
 * What was differentiated, and all it depends on. The steps of a gradient of a gradient come after those of the first;
 * they begin with what a cotangent of an earlier step led to.
 */
const primalOf = ({ nodes, derivation }: Graph, since: Float64Array): Uint8Array => {
  const reached = since.slice()
  nodes.forEach(({ form }, id) => {
    for (const operand of operandsOf(form)) reached[id] = Math.min(at(reached, id), at(reached, operand))
  })
  const primal = new Uint8Array(nodes.length)
  const second = derivation.findIndex(({ of }, place) => at(reached, of) < place)
  for (const { of } of second < 0 ? derivation : derivation.slice(0, second)) primal[of] = 1
  for (let id = nodes.length - 1; id >= 0; id--)
    if (primal[id] === 1) for (const operand of operandsOf(at(nodes, id).form)) primal[operand] = 1
  return primal
}

/** Two answers, the first of which is empty where nothing is left of what was differentiated but its gradients. */
export interface Forward {
  /** What was differentiated, and outputs that are no gradients. */
  readonly kept: Uint8Array
  /** Whatever is no gradient: what was made for the sake of gradients alone too. */
  readonly all: Uint8Array
}

/**
 * For each node 1 where it is forward. Of a graph without a derivation all nodes are; of one with a derivation what was
 * differentiated, and what depends on no cotangent and on no input that it does without: a tangent, an optimiser's
 * state.
 */
export const forwardOf = (graph: Graph): Forward => {
  const { nodes, derivation, inputs, outputs } = graph
  const every = new Uint8Array(nodes.length).fill(1)
  if (derivation.length === 0) return { kept: every, all: every }
  const given = new Set(inputs.map(({ node }) => node))
  const since = cotangentSince(
    graph,
    dependentOn(nodes, (id) => given.has(id)),
  )
  const primal = primalOf(graph, since)
  const isForeign = (id: NodeId): boolean => primal[id] === 0 && (given.has(id) || at(since, id) !== Infinity)
  const isGradient = dependentOn(nodes, (id) => primal[id] === 0 && at(since, id) !== Infinity)
  const foreign = dependentOn(nodes, isForeign)
  const kept = primal.slice()
  for (const { node } of outputs) if (foreign[node] === 0) kept[node] = 1
  for (let id = nodes.length - 1; id >= 0; id--)
    if (kept[id] === 1) for (const operand of operandsOf(at(nodes, id).form)) kept[operand] = 1
  return { kept, all: isGradient.map((one, id) => (primal[id] === 1 ? 1 : 1 - one)) }
}

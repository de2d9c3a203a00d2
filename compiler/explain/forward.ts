/**
 * Which nodes belong to the formula, and which to its derivatives.
 * Before it: `ir/Graph.ts`. After it: `trace.ts`, `health.ts`, `stepsOfNodes.ts`.
 * Invariant: what the differentiated outputs are made of is forward; linear in the graph.
 */
import { at } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'

/** What is differentiated. */
export const seedsIn = ({ derivation }: Graph): readonly NodeId[] => [
  ...new Set(derivation.filter(({ contributions }) => contributions.length === 0).map(({ of }) => of)),
]

/** Marks nodes and all that they are made of. */
const withOperandsOf = ({ nodes }: Graph, roots: readonly NodeId[]): Uint8Array => {
  const found = new Uint8Array(nodes.length)
  for (const id of roots) found[id] = 1
  for (let id = nodes.length - 1; id >= 0; id--)
    if (found[id] === 1) for (const operand of operandsOf(at(nodes, id).form)) found[operand] = 1
  return found
}

/**
 * The nodes that a program has without its derivatives, and without what is made of these, as the steps of an
 * optimiser: 1 for each.
 */
export const forwardIn = (graph: Graph): Uint8Array => {
  const { nodes, inputs, outputs, derivation } = graph
  const seeds = seedsIn(graph)
  const differentiated = withOperandsOf(graph, seeds)
  const cotangents = new Set(derivation.map(({ cotangent }) => cotangent))
  const depends = new Uint8Array(nodes.length)
  const backward = new Uint8Array(nodes.length)
  for (const { node } of inputs) depends[node] = 1
  nodes.forEach(({ form }, id) => {
    const operands = operandsOf(form)
    if (operands.some((operand) => depends[operand] === 1)) depends[id] = 1
    const isCotangent = cotangents.has(id) && depends[id] === 1
    if (differentiated[id] === 0 && (isCotangent || operands.some((operand) => backward[operand] === 1)))
      backward[id] = 1
  })
  const values = outputs.map(({ node }) => node).filter((id) => backward[id] === 0)
  const found = withOperandsOf(graph, [...seeds, ...values])
  for (const { node } of inputs) found[node] = 1
  return found
}

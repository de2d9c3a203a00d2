/**
 * What is wrong with clusters: nothing, unless there is a bug.
 * Before it: `Clusters.ts`. After it: the laws, `pipeline.ts`.
 * Invariant: without complaints, each cluster reads only what is given or stored by clusters before it.
 */
import { at } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import type { Clustered, Clusters } from './Clusters.ts'
import type { Graph, NodeId } from './Graph.ts'
import { base } from './free.ts'

const isGiven = (graph: Graph, id: NodeId): boolean => {
  const { tag } = at(graph.nodes, id).form
  return tag === 'input' || tag === 'constant' || tag === 'index'
}

export const validate = ({ bodies, ...whole }: Clusters): readonly string[] => [
  ...[...bodies.values()].flatMap((body, k) =>
    wrongOrder(body).map((complaint) => `loop ${k}: ${complaint}`),
  ),
  ...wrongOrder(whole),
]

const wrongOrder = ({ graph, clusters }: Clustered): readonly string[] => {
  const stored = new Set<NodeId>()
  return clusters.flatMap((cluster, k) => {
    const computed = new Set<NodeId>()
    const complaints = cluster.members.flatMap((id) => {
      const unready = operandsOf(at(graph.nodes, id).form)
        .map((operand) => base(graph, operand))
        .filter((operand) => !isGiven(graph, operand) && !stored.has(operand) && !computed.has(operand))
      computed.add(id)
      return unready.map((operand) => `cluster ${k}: %${id} reads %${operand}, which is not there yet`)
    })
    cluster.stored.forEach((id) => stored.add(id))
    return complaints
  })
}

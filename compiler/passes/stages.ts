/**
 * The loops of a folding cluster: which member can be computed in which.
 * Before it: `ir/Clusters.ts`. After it: `fuse.ts`, `Lowering.ts`.
 * Invariant: a stage comes after every reduction that its members need.
 */
import { at } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import { base } from '../ir/free.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'

/** The loop of a folding cluster in which each member can be computed: one more than the last reduction it needs. */
export const stagesOf = (graph: Graph, members: readonly NodeId[]): ReadonlyMap<NodeId, number> => {
  const stages = new Map<NodeId, number>()
  for (const id of members) {
    const { form } = at(graph.nodes, id)
    let stage = 0
    for (const operand of operandsOf(form)) {
      const read = base(graph, operand)
      const before = stages.get(read)
      const folds = at(graph.nodes, read).form.tag === 'reduce'
      if (before !== undefined) stage = Math.max(stage, folds ? before + 1 : before)
    }
    stages.set(id, stage)
  }
  return stages
}

/**
 * Small maps, computed again by each cluster that reads them rather than stored.
 * Before it: `OpenCluster.ts`. After it: `fuse.ts`.
 * Invariant: no transcendental is computed twice, and nothing inside a sum that reads it more than once.
 */
import { at } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import { base } from '../ir/free.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import { mostMembers } from './Gathering.ts'
import type { OpenCluster } from './Gathering.ts'

/** A map of at most so many operations that every engine does in a few cycles is computed again by each reader. */
export const mostInlined = 4

/** Whether an operation costs an engine a few cycles. */
export const isCheap = (graph: Graph, id: NodeId): boolean => {
  const { form } = at(graph.nodes, id)
  return form.tag === 'elementwise' && form.op.ieee
}

/** Whether a cluster is a small map, cheap enough to be computed where it is read. */
const isSmall = (graph: Graph, { members, folded, contracts }: OpenCluster): boolean =>
  !contracts &&
  folded.length === 0 &&
  members.length <= mostInlined &&
  members.every((id) => isCheap(graph, id))

/** Whether a node reads each element of an operand once: all but contractions that sum over what the operand lacks. */
export const readsOnce = (graph: Graph, reader: NodeId, operand: NodeId): boolean => {
  const { form } = at(graph.nodes, reader)
  if (form.tag === 'scan') return false
  if (form.tag !== 'contract') return true
  const { left, right, out } = form.letters
  const all = new Set([...left, ...right, ...out]).size
  return [...(form.left === operand ? [left] : []), ...(form.right === operand ? [right] : [])].every(
    (letters) => letters.length === all,
  )
}

/** Moves small maps into the clusters that read them, first to last, so that what reads a moved one can move too. */
export const inlineMaps = (
  graph: Graph,
  clusters: readonly OpenCluster[],
  own: ReadonlySet<NodeId>,
): readonly OpenCluster[] => {
  const home = new Map(clusters.flatMap((cluster) => cluster.members.map((id) => [id, cluster] as const)))
  const readers = new Map<OpenCluster, Set<OpenCluster>>()
  const stuck = new Set<OpenCluster>(clusters.filter((cluster) => cluster.members.some((id) => own.has(id))))
  for (const cluster of clusters)
    for (const id of cluster.members)
      for (const operand of operandsOf(at(graph.nodes, id).form)) {
        const map = home.get(base(graph, operand))
        if (map === undefined || map === cluster) continue
        readers.set(map, (readers.get(map) ?? new Set()).add(cluster))
        if (!readsOnce(graph, id, operand)) stuck.add(map)
      }
  const gone = new Set<OpenCluster>()
  for (const cluster of [...clusters].sort((a, b) => a.level - b.level)) {
    const into = [...(readers.get(cluster) ?? [])]
    const room = into.every((reader) => reader.members.length + cluster.members.length <= mostMembers)
    if (stuck.has(cluster) || !isSmall(graph, cluster) || !room) continue
    gone.add(cluster)
    for (const reader of into) reader.members = [...new Set([...cluster.members, ...reader.members])]
  }
  return clusters.filter((cluster) => !gone.has(cluster))
}

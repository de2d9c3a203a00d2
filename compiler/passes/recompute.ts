/**
 * Values that cost less to compute again than to keep: 1 − y² beside y.
 * Before it: `Gathering.ts`, `inlineMaps.ts`. After it: `fuse.ts`.
 * Invariant: a reader computes at most so many cheap operations from one element that is in memory anyway, no smaller than
 * what is read instead: no more is read, less is written, and the memory in use never grows.
 */
import { at } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import * as shapes from '../../src/Shape.ts'
import { base, isFree, source } from '../ir/free.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import { mostMembers } from './Gathering.ts'
import type { OpenCluster } from './Gathering.ts'
import { isCheap, mostInlined, readsOnce } from './inlineMaps.ts'

/** Whether a node is a number or a position, whatever it is read through. */
const isNumber = (graph: Graph, id: NodeId): boolean => {
  const position = at(graph.nodes, id).shape.map(() => ({ base: 0, terms: [] }))
  return isFree(at(graph.nodes, id)) && isFree(at(graph.nodes, source(graph, { node: id, position }).node))
}

/** The cheap operations of a cluster that a member is made of, and the one node that they begin with. */
const madeOf = (
  graph: Graph,
  { members }: OpenCluster,
  id: NodeId,
  isKept: (node: NodeId) => boolean,
): readonly NodeId[] | undefined => {
  const { shape, dtype } = at(graph.nodes, id)
  const found = new Set<NodeId>()
  const leaves = new Set<NodeId>()
  const stack = [id]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (found.has(next) || isNumber(graph, next)) continue
    const node = at(graph.nodes, next)
    if (!shapes.same(node.shape, shape) || found.size > mostInlined) return undefined
    if (next !== id && isKept(next)) leaves.add(next)
    else if (!members.includes(next) || !isCheap(graph, next)) return undefined
    else {
      found.add(next)
      stack.push(...operandsOf(node.form))
    }
  }
  const [leaf] = leaves
  const isOne = leaves.size === 1 && leaf !== undefined && at(graph.nodes, leaf).dtype === dtype
  return isOne && found.size <= mostInlined ? [...found] : undefined
}

/** Which clusters read each node from outside, and which nodes are read where that cannot be undone. */
const readersIn = (
  graph: Graph,
  clusters: readonly OpenCluster[],
): {
  readonly readers: ReadonlyMap<NodeId, ReadonlySet<OpenCluster>>
  readonly stuck: ReadonlySet<NodeId>
} => {
  const readers = new Map<NodeId, Set<OpenCluster>>()
  const stuck = new Set<NodeId>()
  for (const cluster of clusters) {
    const own = new Set(cluster.members)
    for (const id of cluster.members)
      for (const operand of operandsOf(at(graph.nodes, id).form)) {
        const read = base(graph, operand)
        if (own.has(read)) continue
        readers.set(read, (readers.get(read) ?? new Set()).add(cluster))
        if (!readsOnce(graph, id, operand)) stuck.add(read)
      }
  }
  return { readers, stuck }
}

/** Members that nothing in their cluster uses and nothing outside reads are gone. */
const withoutUnused = (graph: Graph, cluster: OpenCluster, isKept: (node: NodeId) => boolean): void => {
  const used = new Set<NodeId>()
  cluster.members = cluster.members
    .toReversed()
    .filter((id) => {
      const isLeft = isCheap(graph, id) && !used.has(id) && !isKept(id)
      if (!isLeft) operandsOf(at(graph.nodes, id).form).forEach((operand) => used.add(base(graph, operand)))
      return !isLeft
    })
    .toReversed()
}

/** Lets readers compute again what is cheap, first to last; `own` must have memory. */
export const recompute = (
  graph: Graph,
  clusters: readonly OpenCluster[],
  own: ReadonlySet<NodeId>,
): readonly OpenCluster[] => {
  const { readers, stuck } = readersIn(graph, clusters)
  const moved = new Set<NodeId>()
  const isKept = (id: NodeId): boolean => own.has(id) || (readers.has(id) && !moved.has(id))
  for (const cluster of [...clusters].sort((a, b) => a.level - b.level)) {
    const before = moved.size
    for (const id of cluster.members) {
      const into = readers.get(id)
      if (into === undefined || own.has(id) || stuck.has(id) || moved.has(id)) continue
      const made = madeOf(graph, cluster, id, isKept)
      const room = [...into].every(({ members }) => members.length + mostInlined <= mostMembers)
      if (made === undefined || !room) continue
      moved.add(id)
      for (const reader of into)
        reader.members = [...new Set([...made, ...reader.members])].sort((a, b) => a - b)
    }
    if (moved.size > before) withoutUnused(graph, cluster, isKept)
  }
  return clusters.filter(({ members }) => members.length > 0)
}

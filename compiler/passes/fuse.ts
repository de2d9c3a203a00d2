/**
 * Gathers nodes into clusters, one for each kernel to come.
 * Before it: a `Graph` without logarithm-keeping reductions; `OpenCluster.ts`, `inlineMaps.ts`. After it: `lower.ts`.
 * Invariant: each node is computed after all that it reads; what a reader outside its cluster needs is stored.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import { bodyOf, loopsAmong } from '../ir/body.ts'
import type { Assembly, Cluster, Clustered, Clusters } from '../ir/Clusters.ts'
import { base, isFree, viewed } from '../ir/free.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import { isPlaced, spaceOf } from '../ir/placement.ts'
import type { Pass } from '../Pass.ts'
import { assembliesOf } from './assemblies.ts'
import { Gathering } from './Gathering.ts'
import type { OpenCluster } from './Gathering.ts'
import { inlineMaps } from './inlineMaps.ts'
import { recompute } from './recompute.ts'
import { stagesOf } from './stages.ts'

/** What must have memory of its own though it is free: outputs, and what a reshape renames. */
const forced = (graph: Graph): ReadonlySet<NodeId> => {
  const found = new Set<NodeId>()
  const force = (id: NodeId): void => void found.add(viewed(graph, id))
  graph.outputs.forEach(({ node }) => force(node))
  graph.nodes.forEach(({ form }) => {
    if (form.tag === 'reshape') force(form.operand)
  })
  return found
}

/** Whether a node has memory before any kernel runs. */
const given = (graph: Graph, id: NodeId): boolean => {
  const { form } = at(graph.nodes, id)
  return form.tag === 'input' || (form.tag === 'constant' && typeof form.value !== 'number')
}

const place = (graph: Graph, fused: boolean, assemblies: readonly Assembly[]): readonly OpenCluster[] => {
  const gathering = new Gathering(graph)
  const own = forced(graph)
  const sums = new Set(assemblies.flatMap((assembly) => assembly.sums))
  const wholes = new Map(assemblies.map((assembly) => [assembly.whole, assembly]))
  graph.nodes.forEach((node, id) => {
    const { form } = node
    const shape = spaceOf(graph, id)
    if (given(graph, id) || form.tag === 'reshape') return
    if (sums.has(id)) {
      const assembly = wholes.get(id)
      if (assembly !== undefined) gathering.assemble(assembly)
      return
    }
    if (isFree(node)) {
      if (own.has(id)) gathering.start(id, shape, [], false)
    } else if (form.tag === 'reduce') {
      const operand = at(graph.nodes, form.operand)
      if (fused) gathering.placeReduce(id, form.operand, form.axes)
      else gathering.start(id, operand.shape, form.axes, false)
    } else if (form.tag === 'scan') {
      gathering.placeScan(id, form)
    } else if (form.tag === 'contract') {
      gathering.start(id, shape, [], true)
    } else if (fused) gathering.placeMap(id)
    else gathering.start(id, shape, [], false)
  })
  return fused ? recompute(graph, inlineMaps(graph, gathering.clusters, own), own) : gathering.clusters
}

/** Every member that something outside its cluster reads, that is an output, or that a reshape renames. */
const finish = (graph: Graph, clusters: readonly OpenCluster[]): readonly Cluster[] => {
  const stored = new Set<NodeId>(forced(graph))
  for (const cluster of clusters) {
    const own = new Set(cluster.members)
    for (const id of cluster.members)
      for (const operand of operandsOf(at(graph.nodes, id).form))
        if (!own.has(base(graph, operand))) stored.add(base(graph, operand))
    for (const id of cluster.members) if (isPlaced(at(graph.nodes, id))) stored.add(id)
  }
  return [...clusters]
    .sort((a, b) => a.level - b.level)
    .map(({ space, folded, members }) => ({
      space,
      folded,
      members,
      stored: members.filter((id) => stored.has(id) || repeated(graph, members, folded, id)),
    }))
}

/** Whether a costly member of a folding cluster is needed in more than one of its loops: it is kept, not recomputed. */
const repeated = (
  graph: Graph,
  members: readonly NodeId[],
  folded: readonly number[],
  id: NodeId,
): boolean => {
  const { form, shape } = at(graph.nodes, id)
  if (folded.length === 0 || form.tag !== 'elementwise' || form.op.ieee) return false
  const stages = stagesOf(graph, members)
  const needed = new Set<number>()
  for (const member of members) {
    const user = at(graph.nodes, member)
    const reads = operandsOf(user.form).some((operand) => base(graph, operand) === id)
    if (reads) needed.add(stages.get(member) ?? 0)
  }
  return needed.size > 1 && shape.length > 0
}

const clustered = (graph: Graph, fused: boolean): Clustered => {
  const assemblies = assembliesOf(graph)
  return { graph, assemblies, clusters: finish(graph, place(graph, fused, assemblies)) }
}

export const fuse = (fused: boolean): Pass<Graph, Clusters> => ({
  name: 'fuse',
  purpose: 'gathers nodes into clusters: maps into reductions and contractions, rows that share their loops',
  run: (graph) => {
    const bodies = new Map(
      loopsAmong(graph.nodes).map((loop) => [loop, clustered(bodyOf(loop), fused)] as const),
    )
    return E.right({ value: { ...clustered(graph, fused), bodies }, renaming: undefined })
  },
})

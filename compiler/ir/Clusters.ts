/**
 * A graph with its nodes gathered into clusters, one for each kernel to come.
 * Before it: `passes/fuse.ts`. After it: `passes/lower.ts`.
 * Invariant: clusters come in an order in which each reads only inputs, constants and outputs of clusters before it.
 */
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import { at } from '../../src/Bug.ts'
import type { Loop } from '../../src/Tensor.ts'
import type { Graph, NodeId } from './Graph.ts'

export interface Cluster {
  /** The loops around everything: the extents of the space that every node of the cluster lives in. */
  readonly space: Shape
  /** The axes of the space that the cluster's reductions fold, sorted; none for a map or a contraction. */
  readonly folded: readonly number[]
  /** What the cluster computes, operands before users; free nodes (moves, indices, numbers) are not listed. */
  readonly members: readonly NodeId[]
  /** The members that are stored. */
  readonly stored: readonly NodeId[]
}

/** A sum of pads that do not overlap: the parts are stored into the buffer of the whole. */
export interface Assembly {
  readonly whole: NodeId
  readonly parts: readonly NodeId[]
  /** The additions, the whole among them, which nothing computes. */
  readonly sums: readonly NodeId[]
}

/** One graph in clusters. */
export interface Clustered {
  readonly graph: Graph
  readonly clusters: readonly Cluster[]
  readonly assemblies: readonly Assembly[]
}

export interface Clusters extends Clustered {
  /** The bodies of all loops, those within bodies too; a cluster of a loop's results runs its body. */
  readonly bodies: ReadonlyMap<Loop, Clustered>
}

/** One line a cluster: its space, what it folds, what it computes and stores; then what is stored in parts. */
export const show = ({ bodies, ...whole }: Clusters): string =>
  [
    ...[...bodies.values()].flatMap((body, k) => [`loop ${k}:`, ...lines(body).map((line) => `  ${line}`)]),
    ...lines(whole),
  ].join('\n')

const lines = ({ graph, clusters, assemblies }: Clustered): readonly string[] => [
  ...clusters.map(({ space, folded, members, stored }, k) => {
    const folds = folded.length === 0 ? '' : ` folding ${folded.join(', ')}`
    const names = members.map((id) => {
      const { form } = at(graph.nodes, id)
      const what =
        form.tag === 'elementwise' ? form.op.name : form.tag === 'reduce' ? form.monoid.name : form.tag
      return `%${id} ${what}${stored.includes(id) ? '!' : ''}`
    })
    return `cluster ${k} over ${shapes.show(space)}${folds}: ${names.join(', ')}`
  }),
  ...assemblies.map(({ whole, parts }) => `%${whole} in parts: ${parts.map((id) => `%${id}`).join(', ')}`),
]

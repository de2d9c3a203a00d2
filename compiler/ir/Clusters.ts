/**
 * A graph with its nodes gathered into clusters, one for each kernel to come.
 * Before it: `passes/fuse.ts`. After it: `passes/lower.ts`.
 * Invariant: clusters come in an order in which each reads only inputs, constants and outputs of clusters before it.
 */
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import { at } from '../../src/Bug.ts'
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

export interface Clusters {
  readonly graph: Graph
  readonly clusters: readonly Cluster[]
}

/** One line a cluster: its space, what it folds, what it computes and stores. */
export const show = ({ graph, clusters }: Clusters): string =>
  clusters
    .map(({ space, folded, members, stored }, k) => {
      const folds = folded.length === 0 ? '' : ` folding ${folded.join(', ')}`
      const names = members.map((id) => {
        const { form } = at(graph.nodes, id)
        const what =
          form.tag === 'elementwise' ? form.op.name : form.tag === 'reduce' ? form.monoid.name : form.tag
        return `%${id} ${what}${stored.includes(id) ? '!' : ''}`
      })
      return `cluster ${k} over ${shapes.show(space)}${folds}: ${names.join(', ')}`
    })
    .join('\n')

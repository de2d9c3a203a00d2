/**
 * A line of text that leads to nodes.
 * Before it: `diff.ts`. After it: `Code.ts`, `Listing.tsx`.
 * Invariant: the nodes are those of the linearised graph.
 */
import type { NodeId } from '../../ir/Graph.ts'
import type { Mark } from './diff.ts'

export interface Row {
  readonly text: string
  readonly mark: Mark
  /** What it computes: the first is selected where the line is chosen. */
  readonly nodes: readonly NodeId[]
  /** What it is on the way to. */
  readonly partOf: readonly NodeId[]
  /** What is around the loops: folded away where it is long. */
  readonly isAside?: boolean
}

/**
 * Where the nodes of a graph are stored, as the loops over them see it.
 * Before it: `ir/Clusters.ts`. After it: `Lowering.ts`, `lower.ts`, `lowerLoop.ts`.
 * Invariant: the elements of a node that is stored lie one after the other in row-major order.
 */
import { at, known } from '../../src/Bug.ts'
import type { Extent } from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import type { Clustered } from '../ir/Clusters.ts'
import type { Element } from '../ir/free.ts'
import type { NodeId } from '../ir/Graph.ts'
import type { BufferId, Expr } from '../ir/Kernel.ts'
import { coversAll } from './assemblies.ts'

/** Where a node's elements lie: in a buffer, from an address on. */
export interface Place {
  readonly buffer: BufferId
  readonly from: Affine
}

/** An element that nothing has to compute. */
export type Given = Extract<Expr, { readonly tag: 'number' | 'position' | 'load' }>

export interface Memory {
  readonly placeOf: (node: NodeId) => Place
  /** What is not stored as a node of this graph, yet there. */
  readonly given: (element: Element) => Given | undefined
  /** Whether a node is a sum of pads that are stored into one buffer: nothing is left to do. */
  readonly isSum: (node: NodeId) => boolean
  /** Whether a pad is a term of such a sum. */
  readonly isPart: (node: NodeId) => boolean
  /** Whether what is stored here comes first in its buffer, which it fills before. */
  readonly isFirst: (node: NodeId) => boolean
}

/** The address of an element in row-major memory. */
export const address = (
  shape: Shape,
  position: readonly Affine[],
  from: Affine = affine.constant(0),
): Affine => {
  const steps = shapes.strides(shape)
  return affine.combine(0, [
    [1, from],
    ...position.map((place, k): readonly [Extent, Affine] => [at(steps, k), place]),
  ])
}

/** The parts that fill what their assembly leaves between them: of each, the one that is stored first. */
const firstParts = ({ graph, clusters, assemblies }: Clustered): ReadonlySet<NodeId> => {
  const order = new Map(clusters.flatMap(({ stored }) => stored).map((id, k) => [id, k]))
  const place = (id: NodeId): number => known(order.get(id), 'stored part')
  return new Set(
    assemblies
      .filter((assembly) => !coversAll(graph, assembly))
      .map(({ parts }) => parts.reduce((first, part) => (place(part) < place(first) ? part : first))),
  )
}

/** The memory of clusters, for the places of what is stored as a whole. */
export const memoryOf = (
  all: Clustered,
  places: ReadonlyMap<NodeId, Place>,
  given: Memory['given'] = () => undefined,
): Memory => {
  const sums = new Set(all.assemblies.flatMap((assembly) => assembly.sums))
  const wholes = new Map(
    all.assemblies.flatMap(({ whole, parts }) => parts.map((part) => [part, whole] as const)),
  )
  const first = firstParts(all)
  return {
    placeOf: (node) => known(places.get(wholes.get(node) ?? node), `place of node ${node}`),
    given,
    isSum: (node) => sums.has(node),
    isPart: (node) => wholes.has(node),
    isFirst: (node) => !wholes.has(node) || first.has(node),
  }
}

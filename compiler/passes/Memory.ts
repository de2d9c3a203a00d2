/**
 * Where the nodes of a graph are stored, as the loops over them see it.
 * Before it: `ir/Clusters.ts`. After it: `Lowering.ts`, `lower.ts`, `lowerLoop.ts`.
 * Invariant: the elements of a node that is stored lie one after the other in row-major order.
 */
import { at, known } from '../../src/Bug.ts'
import type { Extent } from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import { operandsOf } from '../../src/operands.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import type { Clustered } from '../ir/Clusters.ts'
import type { Element } from '../ir/free.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import type { BufferId, Expr } from '../ir/Kernel.ts'
import { nameIn } from '../ir/Provenance.ts'
import type { NodeName } from '../ir/Provenance.ts'
import { coversAll } from './assemblies.ts'

/** Where a node's elements lie: in a buffer, from an address on. */
export interface Place {
  readonly buffer: BufferId
  readonly from: Affine
}

/** An element that nothing has to compute, and the nodes around the graph that have it. */
export interface Given {
  readonly value: Extract<Expr, { readonly tag: 'number' | 'position' | 'load' }>
  readonly nodes: readonly NodeName[]
}

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
  /** How provenance calls a node of this graph. */
  readonly nameOf: (node: NodeId) => NodeName
  /** The nodes that have an element of a node where that is stored: reshapes of it, sums of pads, the results of a loop. */
  readonly storedAs: (node: NodeId) => readonly NodeName[]
}

/** How the nodes of a graph are called. */
export interface Naming {
  /** Which loop the graph is the body of. */
  readonly loop: number | undefined
  /** The results of that loop that a node is the next element of. */
  readonly results: ReadonlyMap<NodeId, readonly NodeName[]>
}

export const outermost: Naming = { loop: undefined, results: new Map() }

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

/** The reshapes of each node that one renames, those of reshapes among them. */
export const viewsOf = ({ nodes }: Graph): ReadonlyMap<NodeId, readonly NodeId[]> => {
  const bases = new Map<NodeId, NodeId>()
  const views = new Map<NodeId, NodeId[]>()
  nodes.forEach(({ form }, id) => {
    if (form.tag !== 'reshape') return
    const base = bases.get(form.operand) ?? form.operand
    bases.set(id, base)
    const others = views.get(base)
    if (others === undefined) views.set(base, [id])
    else others.push(id)
  })
  return views
}

/** For each part of an assembly the sums that its elements are stored as: the whole, and the sums whose last part it is. */
const sumsOfParts = ({ graph, assemblies }: Clustered): ReadonlyMap<NodeId, readonly NodeId[]> => {
  const lasts = new Map<NodeId, NodeId>()
  const found = new Map<NodeId, NodeId[]>()
  for (const { whole, parts, sums } of assemblies) {
    for (const part of parts) found.set(part, [whole])
    for (const sum of sums) {
      const operand = known(operandsOf(at(graph.nodes, sum).form).at(-1), 'operand of a sum')
      const last = lasts.get(operand) ?? operand
      lasts.set(sum, last)
      if (sum !== whole) known(found.get(last), 'part').push(sum)
    }
  }
  return found
}

/** The memory of clusters, for the places of what is stored as a whole. */
export const memoryOf = (
  all: Clustered,
  places: ReadonlyMap<NodeId, Place>,
  { loop, results }: Naming,
  given: Memory['given'] = () => undefined,
): Memory => {
  const sums = new Set(all.assemblies.flatMap((assembly) => assembly.sums))
  const wholes = new Map(
    all.assemblies.flatMap(({ whole, parts }) => parts.map((part) => [part, whole] as const)),
  )
  const first = firstParts(all)
  const views = viewsOf(all.graph)
  const sumsOf = sumsOfParts(all)
  const nameOf = nameIn(loop)
  return {
    placeOf: (node) => known(places.get(wholes.get(node) ?? node), `place of node ${node}`),
    given,
    isSum: (node) => sums.has(node),
    isPart: (node) => wholes.has(node),
    isFirst: (node) => !wholes.has(node) || first.has(node),
    nameOf,
    storedAs: (node) => {
      const whole = wholes.get(node) ?? node
      const own = [...(sumsOf.get(node) ?? [node]), ...(views.get(whole) ?? [])]
      return [...own.map(nameOf), ...(results.get(whole) ?? [])]
    },
  }
}

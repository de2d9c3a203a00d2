/**
 * Sums of pads that do not overlap: each part is stored into the one buffer of the whole, and nothing is added.
 * Before it: `pad.ts`, `regions.ts`. After it: `fuse.ts`, `Memory.ts`.
 * Invariant: no two parts of an assembly share an element, and nobody else uses a part or a sum inside it.
 */
import { at, known } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { add } from '../../src/ops/arithmetic.ts'
import { operandsOf } from '../../src/operands.ts'
import { postorder } from '../../src/traverse.ts'
import type { Assembly } from '../ir/Clusters.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import { usesOf } from '../ir/Graph.ts'
import { isPad, lastPlace, placements, spaceOf } from '../ir/placement.ts'
import type { Placed } from '../ir/placement.ts'

/** More parts than this are compared only where an axis sorts them. */
const mostPairs = 64

/** The places that a pad takes along one axis. */
interface Interval extends Placed {
  readonly last: Extent
}

const intervalsOf = (graph: Graph, id: NodeId): readonly Interval[] => {
  const placed = known(placements(at(graph.nodes, id)), 'pad')
  const space = spaceOf(graph, id)
  return placed.map((along, axis) => ({ ...along, last: lastPlace(along, at(space, axis)) }))
}

const endsBefore = (a: Interval, b: Interval): boolean =>
  extent.isNonNegative(extent.sub(extent.sub(b.low, a.last), 1))

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** Whether two take turns: steps that never meet. */
const interleave = (a: Interval, b: Interval): boolean => {
  const apart = extent.sub(a.low, b.low)
  return typeof apart === 'number' && apart % gcd(a.step, b.step) !== 0
}

const apart = (a: readonly Interval[], b: readonly Interval[]): boolean =>
  a.some((one, axis) => {
    const other = at(b, axis)
    return endsBefore(one, other) || endsBefore(other, one) || interleave(one, other)
  })

/** Whether the parts follow each other along an axis. */
const follow = (parts: readonly (readonly Interval[])[], axis: number): boolean => {
  const along = parts.map((part) => at(part, axis))
  const start = ({ low }: Interval): number => (typeof low === 'number' ? low : 0)
  const sorted = along.every(({ low }) => typeof low === 'number')
    ? [...along].sort((a, b) => start(a) - start(b))
    : along
  return sorted.every((part, k) => k === 0 || endsBefore(at(sorted, k - 1), part))
}

const disjoint = (parts: readonly (readonly Interval[])[]): boolean => {
  const [first] = parts
  if (first?.some((_, axis) => follow(parts, axis)) === true) return true
  return parts.length <= mostPairs && parts.every((a, k) => parts.slice(k + 1).every((b) => apart(a, b)))
}

/** The largest sums of nothing but such parts, each used once. */
export const sumsOf = (graph: Graph, isPart: (id: NodeId) => boolean): readonly Assembly[] => {
  const uses = usesOf(graph)
  const isSum = (id: NodeId): boolean => {
    const { form } = at(graph.nodes, id)
    return form.tag === 'elementwise' && form.op.name === add.op.name
  }
  const made = new Set<NodeId>()
  const inner = new Set<NodeId>()
  graph.nodes.forEach(({ form }, id) => {
    if (isPart(id)) made.add(id)
    else if (isSum(id) && operandsOf(form).every((operand) => made.has(operand) && uses[operand] === 1)) {
      made.add(id)
      operandsOf(form).forEach((operand) => inner.add(operand))
    }
  })
  return [...made]
    .filter((id) => isSum(id) && !inner.has(id) && at(uses, id) > 0)
    .map((whole) => {
      const nodes = postorder([whole], (id) => (isSum(id) ? operandsOf(at(graph.nodes, id).form) : []))
      return { whole, parts: nodes.filter((id) => !isSum(id)), sums: nodes.filter(isSum) }
    })
}

/** The assemblies of a graph: sums of pads around zeros. */
export const assembliesOf = (graph: Graph): readonly Assembly[] => {
  const isPart = (id: NodeId): boolean => {
    const node = at(graph.nodes, id)
    return node.form.tag === 'move' && Object.is(node.form.fill, 0) && isPad(node)
  }
  return sumsOf(graph, isPart).filter(({ parts }) => disjoint(parts.map((id) => intervalsOf(graph, id))))
}

/** Whether the parts of an assembly leave nothing between them. */
export const coversAll = (graph: Graph, { whole, parts }: Assembly): boolean => {
  const covered = parts.reduce<Extent>((sum, id) => extent.add(sum, extent.product(spaceOf(graph, id))), 0)
  return extent.same(covered, extent.product(at(graph.nodes, whole).shape))
}

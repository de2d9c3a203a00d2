/**
 * Clusters in the making: what each computes so far, and whether one more node fits.
 * Before it: `ir/free.ts`. After it: `fuse.ts`, `inlineMaps.ts`.
 * Invariant: a cluster's level is above that of every cluster it reads, so that no two wait for each other; a reduction is
 * read only where the loops stand that it was folded under.
 */
import { at, known } from '../../src/Bug.ts'
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import type { Form, Loop } from '../../src/Tensor.ts'
import { operandsOf } from '../../src/operands.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import type { Assembly } from '../ir/Clusters.ts'
import { base, elementsRead, isFree, readFromMemory, source } from '../ir/free.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import { isPlaced, spaceOf } from '../ir/placement.ts'

/** Above this many members a kernel's function grows past what engines optimise. */
export const mostMembers = 64

export interface OpenCluster {
  readonly space: Shape
  folded: readonly number[]
  /** A contraction's sums are its own: reductions do not join it. */
  readonly contracts: boolean
  level: number
  members: NodeId[]
}

/** The position of each axis of a space: a variable, or 0 where there is but one element. */
const everywhere = (space: Shape): readonly Affine[] =>
  space.map((size, k) => (size === 1 ? affine.constant(0) : affine.variable(`x${k}`)))

const samePosition = (a: readonly Affine[], b: readonly Affine[]): boolean =>
  a.length === b.length && a.every((p, k) => affine.same(p, at(b, k)))

const kept = <A>(items: readonly A[], folded: readonly number[]): readonly A[] =>
  items.filter((_, k) => !folded.includes(k))

export class Gathering {
  readonly graph: Graph
  readonly open: OpenCluster[] = []
  readonly home = new Map<NodeId, OpenCluster>()
  /** How many computed nodes, outputs and reshapes read each node, through what is free. */
  readonly uses: readonly number[]
  /** The last folding cluster that read a node from memory. */
  readonly folding = new Map<NodeId, OpenCluster>()
  /** The clusters of loops, by what they run on. */
  readonly loops = new Map<Loop, Map<string, OpenCluster>>()
  /** The sums of assemblies, which nothing computes. */
  readonly assembled = new Set<NodeId>()

  constructor(graph: Graph) {
    this.graph = graph
    const uses = graph.nodes.map(() => 0)
    const use = (id: NodeId): void => {
      const { node } = source(graph, { node: id, position: everywhere(at(graph.nodes, id).shape) })
      uses[node] = at(uses, node) + 1
    }
    graph.nodes.forEach((node) => {
      if (!isFree(node)) operandsOf(node.form).forEach(use)
    })
    graph.outputs.forEach(({ node }) => use(node))
    this.uses = uses
  }

  /** The levels of the clusters that hold what a node reads; a reshape reads the memory of what it renames. */
  levelOf(id: NodeId): number {
    return this.home.get(base(this.graph, id))?.level ?? -1
  }

  /** The clusters that hold something: those that were united with others are empty. */
  get clusters(): readonly OpenCluster[] {
    return this.open.filter(({ members }) => members.length > 0)
  }

  start(id: NodeId, space: Shape, folded: readonly number[], contracts: boolean): OpenCluster {
    const level =
      1 + Math.max(-1, ...operandsOf(at(this.graph.nodes, id).form).map((operand) => this.levelOf(operand)))
    const cluster: OpenCluster = { space, folded, contracts, level, members: [id] }
    this.open.push(cluster)
    this.home.set(id, cluster)
    return cluster
  }

  join(id: NodeId, cluster: OpenCluster): void {
    cluster.members.push(id)
    this.home.set(id, cluster)
  }

  /** Where the elements of a member stand among the loops of its cluster. */
  positionIn(id: NodeId, cluster: OpenCluster): readonly Affine[] | undefined {
    const shape = spaceOf(this.graph, id)
    const all = everywhere(cluster.space)
    if (shapes.same(shape, cluster.space)) return all
    return shapes.same(shape, kept(cluster.space, cluster.folded)) ? kept(all, cluster.folded) : undefined
  }

  /** Whether a node can be computed in a cluster: what it reads there is at the same place, all else comes before. */
  fits(id: NodeId, cluster: OpenCluster): boolean {
    const position = this.positionIn(id, cluster)
    if (position === undefined || cluster.members.length >= mostMembers) return false
    if (this.addsInOrder(id) && cluster.folded.length > 0) return false
    const before = readFromMemory(this.graph, id).every((operand) => this.levelOf(operand) < cluster.level)
    return (
      before &&
      elementsRead(this.graph, { node: id, position }).every((element) => {
        if (this.home.get(element.node) !== cluster) return this.levelOf(element.node) < cluster.level
        const stands = this.isElsewhere(element.node) ? undefined : this.positionIn(element.node, cluster)
        return stands !== undefined && samePosition(element.position, stands)
      })
    )
  }

  /** Whether the elements of a node lie elsewhere than where the loops stand that store them. */
  isElsewhere(id: NodeId): boolean {
    return this.assembled.has(id) || isPlaced(at(this.graph.nodes, id))
  }

  /** Whether elements of a node are stored more than once: other loops would add them up in another order. */
  addsInOrder(id: NodeId): boolean {
    return at(this.graph.nodes, id).form.tag === 'scatter'
  }

  /** What is stored in parts is there when the last part is. */
  assemble({ parts, sums }: Assembly): void {
    const writers = parts.map((part) => known(this.home.get(part), 'cluster of a part'))
    const last = writers.reduce((latest, cluster) => (this.comesAfter(cluster, latest) ? cluster : latest))
    for (const sum of sums) {
      this.join(sum, last)
      this.assembled.add(sum)
    }
  }

  comesAfter(a: OpenCluster, b: OpenCluster): boolean {
    return a.level > b.level || (a.level === b.level && this.open.indexOf(a) > this.open.indexOf(b))
  }

  placeMap(id: NodeId): void {
    const shape = spaceOf(this.graph, id)
    const near = elementsRead(this.graph, { node: id, position: everywhere(shape) }).flatMap(
      ({ node }) => this.home.get(node) ?? [],
    )
    const latest = near.reduce<OpenCluster | undefined>(
      (best, cluster) => (best === undefined || cluster.level > best.level ? cluster : best),
      undefined,
    )
    if (latest !== undefined) for (const cluster of new Set(near)) this.unite(cluster, latest)
    if (latest !== undefined && this.fits(id, latest)) this.join(id, latest)
    else this.start(id, shape, [], false)
  }

  /** Maps over one space that wait for nothing of each other share their loops where another map reads both. */
  unite(cluster: OpenCluster, other: OpenCluster): void {
    const areAlike = cluster.level === other.level && shapes.same(cluster.space, other.space)
    const areFew = cluster.members.length + other.members.length < mostMembers
    const areMaps = [cluster, other].every(
      (one) => one.folded.length === 0 && !one.contracts && this.onlyMaps(one),
    )
    if (cluster === other || !areAlike || !areFew || !areMaps) return
    for (const member of cluster.members) this.home.set(member, other)
    other.members = [...other.members, ...cluster.members].sort((a, b) => a - b)
    cluster.members = []
  }

  /** The results of a loop are computed together, and nothing with them. */
  placeScan(id: NodeId, { loop, operands }: Extract<Form<NodeId>, { readonly tag: 'scan' }>): void {
    const known = this.loops.get(loop) ?? new Map<string, OpenCluster>()
    const sibling = known.get(operands.join())
    if (sibling === undefined) this.loops.set(loop, known.set(operands.join(), this.start(id, [], [], true)))
    else this.join(id, sibling)
  }

  placeReduce(id: NodeId, operand: NodeId, axes: readonly number[]): void {
    const { shape } = at(this.graph.nodes, operand)
    const read = source(this.graph, { node: operand, position: everywhere(shape) })
    const cluster = this.home.get(read.node) ?? this.folding.get(read.node)
    const trailing = axes.every((axis, k) => axis === shape.length - axes.length + k)
    const sameFold =
      cluster !== undefined &&
      (cluster.folded.join() === axes.join() ||
        (cluster.folded.length === 0 && (trailing || this.uses[read.node] === 1) && this.onlyMaps(cluster)))
    const inside = cluster !== undefined && this.home.get(read.node) === cluster
    const elsewhere = inside && this.isElsewhere(read.node)
    if (
      cluster !== undefined &&
      sameFold &&
      !elsewhere &&
      !cluster.contracts &&
      cluster.members.length < mostMembers &&
      shapes.same(cluster.space, shape) &&
      (!inside || samePosition(read.position, everywhere(shape)))
    ) {
      cluster.folded = axes
      this.join(id, cluster)
    } else {
      const opened = this.start(id, shape, axes, false)
      if (samePosition(read.position, everywhere(shape))) this.folding.set(read.node, opened)
    }
  }

  onlyMaps(cluster: OpenCluster): boolean {
    return cluster.members.every(
      (id) => at(this.graph.nodes, id).form.tag !== 'reduce' && !this.addsInOrder(id),
    )
  }
}

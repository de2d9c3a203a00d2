/**
 * One cluster as one loop nest.
 * Before it: `Nest.ts`, `guards.ts`, `stores.ts`. After it: `lower.ts`.
 * Invariant: sums run in row-major order of what they fold, as in the interpreter; moves are gone, composed into
 * addresses.
 */
import { at, Bug, known } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import * as move from '../../src/Move.ts'
import { mul } from '../../src/ops/arithmetic.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import * as shapes from '../../src/Shape.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import type { Cluster } from '../ir/Clusters.ts'
import { elementsRead, readAs, source } from '../ir/free.ts'
import type { Element } from '../ir/free.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import type { Atom, Expr, Kernel } from '../ir/Kernel.ts'
import { spaceOf } from '../ir/placement.ts'
import { valueOf, within } from '../ir/Provenance.ts'
import type { Provenance } from '../ir/Provenance.ts'
import { guarded, unlessEmpty } from './guards.ts'
import { address } from './Memory.ts'
import type { Memory } from './Memory.ts'
import { Nest } from './Nest.ts'
import { stagesOf } from './stages.ts'
import { fill, store } from './stores.ts'

const keyOf = ({ node, position }: Element): string => `${node} ${position.map(affine.show).join(', ')}`

/** One cluster as a loop nest. */
export class Lowering {
  readonly graph: Graph
  readonly cluster: Cluster
  readonly memory: Memory
  readonly nest = new Nest()
  readonly members: ReadonlySet<NodeId>
  /** What the nest has computed and stored so far: from then on it is loaded. */
  readonly done = new Set<NodeId>()
  readonly folds = new Map<NodeId, Atom>()
  readonly place: readonly Affine[]
  readonly stages: ReadonlyMap<NodeId, number>

  constructor(graph: Graph, cluster: Cluster, memory: Memory) {
    this.graph = graph
    this.cluster = cluster
    this.memory = memory
    this.members = new Set(cluster.members)
    this.stages = stagesOf(graph, cluster.members)
    for (const node of cluster.stored) fill(this, node)
    this.place = this.loops(
      cluster.space.map((size, axis) => (cluster.folded.includes(axis) ? undefined : size)),
    )
  }

  /** Opens a loop for each extent above 1; an axis without one stands at 0. */
  loops(extents: readonly (extent.Extent | undefined)[]): readonly Affine[] {
    return extents.map((size) =>
      size === undefined || size === 1 ? affine.constant(0) : affine.variable(this.nest.open(size)),
    )
  }

  /** What gives the value of a node. */
  of(node: NodeId): Provenance {
    return valueOf(this.memory.nameOf(node))
  }

  /** The value of an element; it is that of each node that it is read through. */
  readAs(node: NodeId, value: Atom): Atom {
    if (at(this.graph.nodes, node).form.tag === 'move')
      this.nest.claims.add(value, valueOf(...readAs(this.graph, node).map(this.memory.nameOf)))
    return value
  }

  /** The value of an element, computed once, its operands first. */
  value(element: Element): Atom {
    const root = source(this.graph, element)
    const stack: Element[] = [root]
    for (let next = stack.at(-1); next !== undefined; next = stack.at(-1)) {
      if (this.nest.find(keyOf(next)) === undefined) {
        const missing = this.operands(next).filter((operand) => this.nest.find(keyOf(operand)) === undefined)
        if (missing.length > 0) {
          stack.push(...[...missing].reverse())
          continue
        }
        this.bind(next)
      }
      stack.pop()
    }
    return this.readAs(element.node, known(this.nest.find(keyOf(root)), 'value of an element'))
  }

  isComputed(node: NodeId): boolean {
    return this.members.has(node) && !this.done.has(node)
  }

  /** The elements that a computed element is made of; what is loaded, folded or free is made of none. */
  operands(element: Element): readonly Element[] {
    if (!this.isComputed(element.node)) return []
    const read = elementsRead(this.graph, element)
    const { form } = at(this.graph.nodes, element.node)
    if (form.tag !== 'gather' || read.some((index) => this.nest.find(keyOf(index)) === undefined)) return read
    const from = at(this.graph.nodes, form.operand).shape
    const rank = at(this.graph.nodes, form.index).shape.length
    const position = [
      ...element.position.slice(0, form.batch),
      this.clamped(element.node, at(read, 0), at(from, form.batch)),
      ...element.position.slice(rank),
    ]
    return [...read, source(this.graph, { node: form.operand, position })]
  }

  /** The value of an index as part of an address, for a node that reads or writes there. */
  clamped(node: NodeId, index: Element, size: extent.Extent): Affine {
    const value = this.value(index)
    if (value.tag === 'number' && typeof size === 'number')
      return affine.constant(Math.max(Math.min(value.value, size - 1), 0))
    const key = `clamp ${value.tag === 'local' ? value.name : value.value} ${extent.show(size)}`
    const held = this.nest.bind(key, { tag: 'clamp', value, extent: size }, within(this.of(node)))
    return held.tag === 'local' ? affine.variable(held.name) : affine.constant(held.value)
  }

  bind(element: Element): void {
    const { node, position } = element
    const { form, shape } = at(this.graph.nodes, node)
    const key = keyOf(element)
    const { nest } = this
    const remember = (atom: Atom): void => void nest.remember(key, atom, nest.depthOfAtom(atom))
    if (form.tag === 'constant' && typeof form.value === 'number')
      remember({ tag: 'number', value: form.value })
    else if (form.tag === 'index') {
      const index = affine.combine(
        form.offset,
        form.coefficients.map((coefficient, k) => [coefficient, at(position, k)]),
      )
      if (index.terms.length === 0 && typeof index.base === 'number')
        remember({ tag: 'number', value: index.base })
      else remember(nest.position(index, this.of(node)))
    } else if (!this.isComputed(node)) {
      remember(this.read(element))
    } else if (form.tag === 'elementwise') {
      const operands = this.operands(element).map((operand, k) =>
        this.readAs(at(form.operands, k), known(nest.find(keyOf(operand)), 'operand')),
      )
      remember(nest.apply(form.op, this.of(node), ...operands))
    } else if (form.tag === 'gather') {
      const read = at(this.operands(element), 1)
      const inner = this.readAs(form.operand, known(nest.find(keyOf(read)), 'operand of a gather'))
      remember(
        unlessEmpty(nest, this.of(node), at(at(this.graph.nodes, form.operand).shape, form.batch), inner),
      )
    } else if (form.tag === 'move') {
      const [read] = this.operands(element)
      const found = known(nest.find(keyOf(known(read, 'operand of a move'))), 'operand')
      const inner = this.readAs(form.operand, found)
      if (!form.rows.every((row) => move.inRange(row, shape))) throw new Bug('a move out of range')
      remember(guarded(nest, this.of(node), form, position, inner))
    } else remember(known(this.folds.get(node), 'reduction read after its loop'))
  }

  /** An element that is there before: stored, or given. */
  read(element: Element): Atom {
    const { value, nodes } = this.memory.given(element) ?? { value: this.load(element), nodes: [] }
    if (value.tag === 'number') return value
    const of = valueOf(...readAs(this.graph, element.node).map(this.memory.nameOf), ...nodes)
    return value.tag === 'position'
      ? this.nest.position(value.index, of)
      : this.nest.bind(`load ${value.buffer} ${affine.show(value.index)}`, value, of)
  }

  load({ node, position }: Element): Extract<Expr, { readonly tag: 'load' }> {
    const { buffer, from } = this.memory.placeOf(node)
    return { tag: 'load', buffer, index: address(at(this.graph.nodes, node).shape, position, from) }
  }

  /** One loop over what is folded: the reductions of a stage, and the rows that can be stored in it. */
  stage(reductions: readonly NodeId[], rows: readonly NodeId[]): void {
    const { nest, cluster } = this
    const open = reductions.map((node) => {
      const { form } = at(this.graph.nodes, node)
      if (form.tag !== 'reduce') throw new Bug('not a reduction')
      const of = this.of(node)
      const total = nest.accumulator(form.monoid.identity, of)
      const witness = form.monoid.keeps === 'position' ? nest.accumulator(0, of) : undefined
      this.folds.set(node, { tag: 'local', name: witness ?? total })
      return { of, operand: form.operand, monoid: form.monoid, total, witness }
    })
    const outside = nest.depth
    const inner = this.loops(
      cluster.space.map((size, axis) => (cluster.folded.includes(axis) ? size : undefined)),
    )
    const position = cluster.space.map((_, axis) =>
      at(cluster.folded.includes(axis) ? inner : this.place, axis),
    )
    for (const { of, operand, monoid, total, witness } of open) {
      const value = this.value({ node: operand, position })
      const folded = cluster.folded.map((axis) => at(cluster.space, axis))
      const index = address(
        folded,
        cluster.folded.map((axis) => at(position, axis)),
      )
      nest.append({
        tag: 'accumulate',
        name: total,
        monoid,
        value,
        of,
        ...(witness === undefined
          ? {}
          : {
              witness: {
                name: witness,
                value: nest.position(index, within(of)),
              },
            }),
      })
    }
    for (const node of rows) store(this, node, position)
    while (nest.depth > outside) nest.close()
    for (const node of rows) this.done.add(node)
  }

  contract(node: NodeId): void {
    const { form } = at(this.graph.nodes, node)
    if (form.tag !== 'contract') return
    const { nest, graph } = this
    const { left, right, out } = form.letters
    const sum = totalMonoid
    const of = this.of(node)
    const total = nest.accumulator(sum.identity, of)
    const outside = nest.depth
    const size = (letter: string): extent.Extent =>
      left.includes(letter)
        ? at(at(graph.nodes, form.left).shape, left.indexOf(letter))
        : at(at(graph.nodes, form.right).shape, right.indexOf(letter))
    const summed = [...new Set([...left, ...right])].filter((letter) => !out.includes(letter))
    const inner = this.loops(summed.map(size))
    const where = (letters: string): readonly Affine[] =>
      [...letters].map((letter) =>
        out.includes(letter) ? at(this.place, out.indexOf(letter)) : at(inner, summed.indexOf(letter)),
      )
    const a = this.value({ node: form.left, position: where(left) })
    const b = this.value({ node: form.right, position: where(right) })
    const value = nest.apply(mul.op, within(of), a, b)
    nest.append({ tag: 'accumulate', name: total, monoid: sum, value, of })
    while (nest.depth > outside) nest.close()
    this.folds.set(node, { tag: 'local', name: total })
  }

  /** Whether a member has an element for every point of the space, not only for those outside the fold. */
  isRow(node: NodeId): boolean {
    const { form } = at(this.graph.nodes, node)
    const space = spaceOf(this.graph, node)
    return this.cluster.folded.length > 0 && form.tag !== 'reduce' && shapes.same(space, this.cluster.space)
  }

  /** The whole nest. */
  body(): Kernel['body'] {
    const { cluster, graph, nest } = this
    const stageOf = (node: NodeId): number => this.stages.get(node) ?? 0
    for (const node of cluster.members) this.contract(node)
    const reductions = cluster.members.filter((node) => at(graph.nodes, node).form.tag === 'reduce')
    const rows = cluster.stored.filter((node) => this.isRow(node))
    const last = Math.max(-1, ...[...reductions, ...rows].map(stageOf))
    for (let stage = 0; stage <= last; stage++) {
      const here = (node: NodeId): boolean => stageOf(node) === stage
      this.stage(reductions.filter(here), rows.filter(here))
    }
    const outer = this.place.filter((_, axis) => !cluster.folded.includes(axis))
    for (const node of cluster.stored) if (!this.isRow(node)) store(this, node, outer)
    return nest.whole()
  }
}

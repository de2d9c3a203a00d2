/**
 * A cluster as statements: one nest, or for the results of a loop the loop around the nests of its body.
 * Before it: `Lowering.ts`, `Memory.ts`. After it: `lower.ts`.
 * Invariant: a carry is its history: turn t reads element t and stores element t + 1, so that no turn overwrites what
 * another needs. What a body stores besides is memory that every turn uses again. One kernel holds the whole loop,
 * however large its body is.
 */
import { at, known } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import type { Form, Loop } from '../../src/Tensor.ts'
import { operandsOfScan } from '../ir/body.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import type { Cluster, Clustered, Clusters } from '../ir/Clusters.ts'
import { readAs, source, viewed } from '../ir/free.ts'
import type { Element } from '../ir/free.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'
import type { BufferId, Stmt } from '../ir/Kernel.ts'
import type { Buffer } from '../ir/Module.ts'
import { nameIn, partOf, united, valueOf } from '../ir/Provenance.ts'
import type { NodeName } from '../ir/Provenance.ts'
import { Lowering } from './Lowering.ts'
import { address, memoryOf, viewsOf } from './Memory.ts'
import type { Given, Memory, Naming, Place } from './Memory.ts'
import { Nest } from './Nest.ts'
import { renumbered } from './renumber.ts'

/** What is around a cluster: its graph, and what the module has. */
export interface Surroundings {
  readonly all: Clustered
  readonly bodies: Clusters['bodies']
  /** The places of all loops, by which provenance calls their nodes. */
  readonly loops: ReadonlyMap<Loop, number>
  readonly memory: Memory
  /** Adds a buffer to the module. */
  readonly add: (buffer: Buffer) => BufferId
  /** How many loops of turns there are around. */
  readonly depth: number
}

type Scan = Extract<Form<NodeId>, { readonly tag: 'scan' }>

export const lowerCluster = (cluster: Cluster, around: Surroundings): readonly Stmt[] => {
  const { graph } = around.all
  const [first] = cluster.members
  const form = first === undefined ? undefined : at(graph.nodes, first).form
  if (form?.tag !== 'scan') return new Lowering(graph, cluster, around.memory).body()
  const loop = lowerLoop(form, cluster.members, around)
  return around.depth === 0 ? renumbered(loop) : loop
}

/** A given element of a node: through moves, from memory or from what is around. */
const givenOf = ({ all, memory }: Surroundings, element: Element): Given => {
  const read = source(all.graph, element)
  const { form, shape } = at(all.graph.nodes, read.node)
  const nodes = readAs(all.graph, element.node).map(memory.nameOf)
  if (form.tag === 'constant' && typeof form.value === 'number')
    return { value: { tag: 'number', value: form.value }, nodes }
  if (form.tag === 'index') {
    const index = affine.combine(
      form.offset,
      form.coefficients.map((coefficient, k) => [coefficient, at(read.position, k)]),
    )
    return { value: { tag: 'position', index }, nodes }
  }
  const given = memory.given(read)
  if (given !== undefined) return { value: given.value, nodes: [...nodes, ...given.nodes] }
  const { buffer, from } = memory.placeOf(read.node)
  return { value: { tag: 'load', buffer, index: address(shape, read.position, from) }, nodes }
}

/** Stores given elements, one after the other: of the nodes that they are of, and of those that are stored. */
const copied = (
  shape: Shape,
  elementAt: (position: readonly Affine[]) => Given,
  to: Place,
  stored: readonly NodeName[],
): readonly Stmt[] => {
  const nest = new Nest()
  const position = shape.map((size) => (size === 1 ? affine.constant(0) : affine.variable(nest.open(size))))
  const { value: element, nodes } = elementAt(position)
  const value = element.tag === 'number' ? element : nest.bind('element', element, valueOf(...nodes))
  const index = address(shape, position, to.from)
  nest.append({ tag: 'store', buffer: to.buffer, index, value, of: valueOf(...stored) })
  return nest.whole()
}

/** The statements, all of which are on the way to some nodes besides. */
const attributed = (body: readonly Stmt[], to: readonly NodeName[]): readonly Stmt[] =>
  body.map((stmt) =>
    stmt.tag === 'for'
      ? { ...stmt, body: attributed(stmt.body, to) }
      : { ...stmt, of: united([stmt.of, partOf(...to)]) },
  )

/** The history of a carry, and the nodes that are stored there: the one that is its result, unless nobody asks for it. */
interface History extends Place {
  readonly nodes: readonly NodeName[]
}

const historiesOf = (
  { loop, steps }: Scan,
  results: readonly NodeId[],
  { all, memory, add }: Surroundings,
  nameOf: (carry: number) => NodeName,
): readonly History[] =>
  loop.carries.map(({ shape, dtype }, k) => {
    const result = results.find((id) => {
      const { form } = at(all.graph.nodes, id)
      return form.tag === 'scan' && form.result === k
    })
    if (result !== undefined) return { ...memory.placeOf(result), nodes: memory.storedAs(result) }
    const buffer = add({
      dtype,
      shape: [extent.add(steps, 1), ...shape],
      place: { tag: 'scratch', slot: undefined },
      of: [nameOf(k)],
    })
    return { buffer, from: affine.constant(0), nodes: [] }
  })

/** A history from an element on. */
const elementOf = ({ buffer, from, nodes }: History, shape: Shape, turn: Affine): History => ({
  buffer,
  nodes,
  from: affine.combine(0, [
    [1, from],
    [shapes.sizeOf(shape), turn],
  ]),
})

/** What a turn is given, by the nodes of its body. */
const givenIn = (
  { loop, operands }: Scan,
  { inputs }: Graph,
  histories: readonly History[],
  turn: Affine,
  around: Surroundings,
): ReadonlyMap<NodeId, (position: readonly Affine[]) => Given> => {
  const carries = loop.carries.map(({ shape }, k) => {
    const { buffer, from, nodes } = elementOf(at(histories, k), shape, turn)
    return (position: readonly Affine[]): Given => ({
      value: { tag: 'load', buffer, index: address(shape, position, from) },
      nodes,
    })
  })
  const { sequences, constants } = operandsOfScan({ loop, operands })
  const elements = sequences.map(
    (node) => (position: readonly Affine[]) => givenOf(around, { node, position: [turn, ...position] }),
  )
  const others = constants.map((node) => (position: readonly Affine[]) => givenOf(around, { node, position }))
  return new Map([...carries, ...elements, ...others].map((given, k) => [at(inputs, k).node, given] as const))
}

/** Where what is given lies, if its elements follow each other there. */
const contiguous = (
  { shape }: GraphNode,
  given: (position: readonly Affine[]) => Given,
): Place | undefined => {
  const position = shape.map((size, k) => (size === 1 ? affine.constant(0) : affine.variable(`p${k}`)))
  const { value: element } = given(position)
  if (element.tag !== 'load') return undefined
  const own = address(shape, position)
  const from = affine.combine(0, [
    [1, element.index],
    [-1, own],
  ])
  return from.terms.every(({ variable }) => !/^p\d+$/.test(variable))
    ? { buffer: element.buffer, from }
    : undefined
}

interface Body {
  readonly places: ReadonlyMap<NodeId, Place>
  /** The results around that a node is the next element of. */
  readonly results: Naming['results']
  /** What a turn does before its clusters: copies of what is given and scattered, that a reshape renames. */
  readonly before: readonly Stmt[]
  /** What it does after them: copies of carries that are stored elsewhere. */
  readonly after: readonly Stmt[]
}

/** Gives what a body stores its place: the next element of a history, or memory that every turn uses. */
const bodyIn = (
  { graph, clusters, assemblies }: Clustered,
  given: ReadonlyMap<NodeId, (position: readonly Affine[]) => Given>,
  next: readonly History[],
  add: Surroundings['add'],
  nameOf: (node: NodeId) => NodeName,
): Body => {
  const places = new Map<NodeId, Place>()
  const results = new Map<NodeId, readonly NodeName[]>()
  const views = viewsOf(graph)
  const namesOf = (id: NodeId): readonly NodeName[] => [id, ...(views.get(id) ?? [])].map(nameOf)
  const before: Stmt[] = []
  const own = (id: NodeId): Place => {
    const { shape, dtype } = at(graph.nodes, id)
    const buffer = add({ dtype, shape, place: { tag: 'scratch', slot: undefined }, of: namesOf(id) })
    return { buffer, from: affine.constant(0) }
  }
  const parts = new Set(assemblies.flatMap((assembly) => assembly.parts))
  const stored = new Set(clusters.flatMap((cluster) => cluster.stored).filter((id) => !parts.has(id)))
  const renamed = new Set(
    graph.nodes.flatMap(({ form }) => (form.tag === 'reshape' ? [viewed(graph, form.operand)] : [])),
  )
  graph.outputs.forEach(({ node }, k) => {
    const base = viewed(graph, node)
    if (!stored.has(base) || places.has(base)) return
    places.set(base, at(next, k))
    results.set(base, at(next, k).nodes)
  })
  graph.nodes.forEach((node, id) => {
    const { form, shape, dtype } = node
    const source = given.get(id)
    if (source !== undefined && renamed.has(id)) {
      const there = contiguous(node, source)
      if (there === undefined) {
        const copy = own(id)
        before.push(...copied(shape, source, copy, namesOf(id)))
        places.set(id, copy)
      } else places.set(id, there)
    } else if (form.tag === 'constant' && typeof form.value !== 'number')
      places.set(id, {
        buffer: add({ dtype, shape, place: { tag: 'constant', value: form.value }, of: namesOf(id) }),
        from: affine.constant(0),
      })
    else if (form.tag === 'reshape') places.set(id, known(places.get(form.operand), 'place of a reshape'))
    else if (stored.has(id) && !places.has(id)) places.set(id, own(id))
  })
  const after = graph.outputs.flatMap(({ node }, k): readonly Stmt[] => {
    const to = at(next, k)
    const { shape } = at(graph.nodes, node)
    const place = places.get(node)
    if (place === to) return []
    const elementAt = (position: readonly Affine[]): Given => {
      const nodes = [nameOf(node)]
      if (place !== undefined)
        return {
          value: { tag: 'load', buffer: place.buffer, index: address(shape, position, place.from) },
          nodes,
        }
      const element = known(given.get(node), 'next value of a carry')(position)
      return { ...element, nodes: [...nodes, ...element.nodes] }
    }
    return copied(shape, elementAt, to, [nameOf(node), ...to.nodes])
  })
  return { places, results, before, after }
}

/** The first elements of the histories, and then turn by turn the ones after. */
const lowerLoop = (form: Scan, results: readonly NodeId[], around: Surroundings): readonly Stmt[] => {
  const { loop, steps } = form
  const all = known(around.bodies.get(loop), 'body of a loop')
  const variable = `t${around.depth}`
  const turn = affine.variable(variable)
  const number = known(around.loops.get(loop), 'place of a loop')
  const nameOf = nameIn(number)
  const carryName = (k: number): NodeName => nameOf(at(all.graph.inputs, k).node)
  const histories = historiesOf(form, results, around, carryName)
  const given = givenIn(form, all.graph, histories, turn, around)
  const next = histories.map((history, k) => {
    const { shape } = at(loop.carries, k)
    return elementOf(history, shape, affine.combine(1, [[1, turn]]))
  })
  const inner = bodyIn(all, given, next, around.add, nameOf)
  const naming: Naming = { loop: number, results: inner.results }
  const memory = memoryOf(all, inner.places, naming, ({ node, position }) => given.get(node)?.(position))
  const inside: Surroundings = { ...around, all, memory, depth: around.depth + 1 }
  const starts = operandsOfScan(form).starts.flatMap((node, k) => {
    const { shape } = at(loop.carries, k)
    const history = at(histories, k)
    const elementAt = (position: readonly Affine[]): Given => givenOf(around, { node, position })
    return copied(shape, elementAt, history, [...history.nodes, carryName(k)])
  })
  const clusters = all.clusters.flatMap((cluster) => lowerCluster(cluster, inside))
  const body = [...inner.before, ...clusters, ...inner.after]
  return attributed(
    [...starts, { tag: 'for', variable, extent: steps, inTurns: true, body }],
    results.map(around.memory.nameOf),
  )
}

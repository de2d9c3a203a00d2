/**
 * What ties a formula to its code: where its nodes go from pass to pass, which lines compute them, and which steps of
 * the chain rule they belong to.
 * Before it: the trace of `pipeline.ts`, `source.ts`. After it: views that show formulas and code side by side.
 * Invariant: everything is said of the nodes of the linearised graph, and in time linear in the graph and the lines. What
 * died is found in the nearest of its users that lives, as a step whose node died hands on its reasons.
 */
import { at, known } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'
import { statements } from '../ir/Kernel.ts'
import type { NodeName } from '../ir/Provenance.ts'
import type { Trace } from '../pipeline.ts'
import type { SourceLine } from './source.ts'

/** At most so many steps are said of a node, and of a line, the first ones: a person reads them. */
const mostSteps = 32

/** What each node has, or else the nearest of its users, and of theirs, that has something. */
const towardsUsers = <X>(
  nodes: readonly GraphNode[],
  own: (id: NodeId) => X | undefined,
): readonly (X | undefined)[] => {
  const found = nodes.map((_, id) => own(id))
  const distances = found.map((value) => (value === undefined ? Infinity : 0))
  for (let id = nodes.length - 1; id >= 0; id--)
    for (const operand of operandsOf(at(nodes, id).form))
      if (at(distances, id) + 1 < at(distances, operand)) {
        distances[operand] = at(distances, id) + 1
        found[operand] = found[id]
      }
  return found
}

/** For each node 1 where it is differentiated, or leads to what is. */
const primal = ({ nodes, derivation }: Graph): Uint8Array => {
  const marks = new Uint8Array(nodes.length)
  for (const { of } of derivation) marks[of] = 1
  for (let id = nodes.length - 1; id >= 0; id--)
    if (marks[id] === 1) for (const operand of operandsOf(at(nodes, id).form)) marks[operand] = 1
  return marks
}

const none: readonly number[] = []

const joined = <X>(a: readonly X[], b: readonly X[], most: number): readonly X[] => {
  if (a.length === 0 || b.length === 0) return (a.length === 0 ? b : a).slice(0, most)
  return [...new Set([...a, ...b])].slice(0, most)
}

/**
 * For each node of a graph the steps of its derivation that it belongs to, by their places: those whose cotangent it is,
 * or a contribution to it; else, where nothing that is differentiated needs it, those that it is computed for. What is
 * differentiated twice is differentiated: nodes of a first derivative belong to steps of their own.
 */
export const stepsOf = (graph: Graph): readonly (readonly number[])[] => {
  const { nodes, derivation } = graph
  const steps = nodes.map((): readonly number[] => none)
  const say = (node: NodeId, step: number): void => {
    const before = at(steps, node)
    if (before.length < mostSteps && before.at(-1) !== step) steps[node] = [...before, step]
  }
  derivation.forEach(({ cotangent, contributions }, step) => {
    say(cotangent, step)
    for (const { value } of contributions) say(value, step)
  })
  const isPrimal = primal(graph)
  const isDirect = steps.map(({ length }) => length > 0)
  for (let id = nodes.length - 1; id >= 0; id--) {
    const own = at(steps, id)
    if (own.length === 0) continue
    for (const operand of operandsOf(at(nodes, id).form))
      if (isPrimal[operand] === 0 && !at(isDirect, operand))
        steps[operand] = joined(at(steps, operand), own, mostSteps)
  }
  return steps
}

/** The graph after a pass, and the way between its nodes and the linearised ones. */
export interface Stop {
  readonly pass: string
  readonly graph: Graph
  /** For each linearised node where it is; undefined where it died. */
  readonly places: readonly (NodeId | undefined)[]
  /** The same, and for what died the nearest of its users that lives; undefined where no output needs any. */
  readonly nearest: readonly (NodeId | undefined)[]
  /** For each node the linearised ones that it is; none where a rewriting made it. */
  readonly origins: readonly (readonly NodeId[])[]
  /** The same, and for what a rewriting made those that the nearest of its users is. */
  readonly nearestOrigins: readonly (readonly NodeId[])[]
}

/**
 * Where the nodes of the linearised graph go, from one pass over graphs to the next: the first stop is where they are made.
 *
 * @example
 * const twice = program({ x: f32(3) }, ({ x }) => ({ y: mul(mul(x, 2), 2) }))
 * const stops = stopsOf(orThrow(compile(twice)).trace)
 * stops.map(({ pass }) => pass).join(' ') // 'linearise simplify expandReductions prune pad'
 */
export const stopsOf = (trace: Trace): readonly Stop[] => {
  const stops: Stop[] = []
  for (const { pass, stage, renaming } of trace) {
    if (stage.kind !== 'graph') continue
    const graph = stage.value
    const before = stops.at(-1)?.places ?? graph.nodes.map((_, id) => id)
    const isFirst = stops.length === 0
    const places =
      isFirst || renaming === undefined
        ? before
        : before.map((id) => (id === undefined ? undefined : renaming[id]))
    const origins = graph.nodes.map((): NodeId[] => [])
    places.forEach((to, from) => {
      if (to !== undefined) at(origins, to).push(from)
    })
    const linearised = isFirst ? graph : at(stops, 0).graph
    const own = (id: NodeId): readonly NodeId[] | undefined =>
      at(origins, id).length === 0 ? undefined : at(origins, id)
    stops.push({
      pass,
      graph,
      places,
      nearest: towardsUsers(linearised.nodes, (id) => places[id]),
      origins,
      nearestOrigins: towardsUsers(graph.nodes, own).map((found) => found ?? none),
    })
  }
  return stops
}

/** A line in terms of the formula. */
export interface LinkedLine {
  /** The linearised nodes that it computes, what it is there for first. */
  readonly nodes: readonly NodeId[]
  /** Those that it reads, which are computed elsewhere. */
  readonly reads: readonly NodeId[]
  /** Those that it is on the way to. */
  readonly partOf: readonly NodeId[]
  /** The steps of the linearised graph's derivation that belong to what it computes; if that is nothing, to what it is on the way to. */
  readonly steps: readonly number[]
}

export interface Links {
  /** For each line. */
  readonly lines: readonly LinkedLine[]
  /**
   * For each linearised node the places of the lines that compute it, else of those on the way to it, else of those that
   * read it, else those of the nearest of its users that has any; no line that only opens a block.
   */
  readonly linesOf: readonly (readonly number[])[]
}

const isOuter = (name: NodeName): name is NodeId => typeof name === 'number'

/** For each kernel the nodes that it computes: what it does not only load. */
const computedIn = (trace: Trace): ReadonlyMap<string, ReadonlySet<NodeName>> => {
  const stage = trace.at(-1)?.stage
  return new Map(
    (stage?.kind === 'module' ? stage.value.kernels : []).map(({ name, body }) => {
      const computing = statements(body).flatMap((stmt) =>
        stmt.tag === 'for' || (stmt.tag === 'let' && stmt.value.tag === 'load')
          ? []
          : [...stmt.of.nodes, ...stmt.of.partOf],
      )
      return [name, new Set(computing)] as const
    }),
  )
}

/**
 * Ties the lines of the compiled code, or of its kernels, to the nodes and steps of the linearised graph.
 *
 * @example
 * const double = orThrow(compile(program({ x: f32(3) }, ({ x }) => ({ y: mul(2, x) }))))
 * const line = { text: 'b1[i0] = b0[i0] * 2', depth: 2, kernel: 'k0', nodes: [2, 0], partOf: [] }
 * linksOf(double.trace, [line]).linesOf // [[0], [0], [0], []]
 */
export const linksOf = (trace: Trace, source: readonly SourceLine[]): Links => {
  const stops = stopsOf(trace)
  const { graph } = at(stops, 0)
  const { origins, nearestOrigins } = known(stops.at(-1), 'graph')
  const steps = stepsOf(graph)
  const computed = computedIn(trace)
  const was = (names: readonly NodeName[]): readonly NodeId[] => [
    ...new Set(names.filter(isOuter).flatMap((node) => at(origins, node))),
  ]
  const lines = source.map((line): LinkedLine => {
    const isComputed = (name: NodeName): boolean => computed.get(line.kernel ?? '')?.has(name) === true
    const nodes = was(line.nodes.filter(isComputed))
    const given = new Set(nodes)
    const reads = was(line.nodes.filter((name) => !isComputed(name))).filter((node) => !given.has(node))
    for (const node of reads) given.add(node)
    // What a rewriting made is on the way to what its users were.
    const way = [...line.nodes.filter(isComputed), ...line.partOf].filter(isOuter)
    const partOf = [...new Set(way.flatMap((node) => at(nearestOrigins, node)))].filter(
      (node) => !given.has(node),
    )
    const isWay = new Set(partOf)
    const towards = line.partOf
      .filter(isOuter)
      .filter(isComputed)
      .flatMap((node) => at(nearestOrigins, node))
    const belonging = (nodes.length > 0 ? nodes : towards.filter((node) => isWay.has(node))).reduce<
      readonly number[]
    >((found, node) => (found.length < mostSteps ? joined(found, at(steps, node), mostSteps) : found), none)
    return { nodes, reads, partOf, steps: belonging }
  })
  const found = { nodes: placesFor(graph), reads: placesFor(graph), partOf: placesFor(graph) }
  lines.forEach((line, k) => {
    if ((source[k + 1]?.depth ?? 0) > at(source, k).depth) return
    for (const role of ['nodes', 'reads', 'partOf'] as const)
      for (const node of line[role]) at(found[role], node).push(k)
  })
  const own = (id: NodeId): readonly number[] | undefined =>
    [at(found.nodes, id), at(found.partOf, id), at(found.reads, id)].find(({ length }) => length > 0)
  return { lines, linesOf: towardsUsers(graph.nodes, own).map((places) => places ?? none) }
}

const placesFor = ({ nodes }: Graph): readonly number[][] => nodes.map(() => [])

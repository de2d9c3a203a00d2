/**
 * The forward nodes of a graph in one list, with the bodies of its loops in the place of the loops.
 * Before it: `forwardNodes.ts`, `ir/body.ts`. After it: `roles.ts`, `exampleAxes.ts`, `layers.ts`.
 * Invariant: operands come before users, but for the value that a turn hands to the next; a body stands there once,
 * with the number of its turns.
 */
import { at, known } from '../../../src/Bug.ts'
import type { DType } from '../../../src/DType.ts'
import * as extent from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import { operandsOf, withOperands } from '../../../src/operands.ts'
import type { Shape } from '../../../src/Shape.ts'
import type { Form, Loop } from '../../../src/Tensor.ts'
import { bodyOf, operandsOfScan } from '../../ir/body.ts'
import type { Graph, NodeId } from '../../ir/Graph.ts'

export type LaidId = number

type PlainForm = Exclude<Form<LaidId>, { readonly tag: 'scan' }>

export type LaidForm =
  | PlainForm
  /** What a body is given, turn for turn the same. */
  | { readonly tag: 'given'; readonly operand: LaidId }
  /** Of a sequence the row of a turn. */
  | { readonly tag: 'element'; readonly operand: LaidId }
  /** What a turn was handed: the first value, or what the turn before has made of it. */
  | { readonly tag: 'carry'; readonly operand: LaidId }
  /** The values of a carry, of which the operand is the last. */
  | {
      readonly tag: 'history'
      readonly operand: LaidId
      readonly start: LaidId
      readonly sequences: readonly LaidId[]
    }

/** Where a node is: in the graph, or in the body of a scan in it, or of a scan in that body. */
export interface Place {
  readonly node: NodeId
  /** The scans in whose bodies it stands, from the outermost; each is a node of the graph or body before it. */
  readonly within: readonly NodeId[]
}

export interface LaidNode extends Place {
  readonly form: LaidForm
  readonly shape: Shape
  readonly dtype: DType
  /** How often it is computed: the product of the turns. */
  readonly turns: Extent
}

export interface LaidOut {
  readonly nodes: readonly LaidNode[]
  /** What a turn hands to the next. */
  readonly returns: readonly { readonly carry: LaidId; readonly next: LaidId }[]
  /** Where the inputs of the graph are, by their nodes. */
  readonly inputs: ReadonlyMap<NodeId, LaidId>
  /** The outputs that are forward. */
  readonly outputs: readonly LaidId[]
}

export const operandsIn = (form: LaidForm): readonly LaidId[] => {
  switch (form.tag) {
    case 'given':
    case 'element':
    case 'carry':
      return [form.operand]
    case 'history':
      return [form.operand, form.start, ...form.sequences]
    default:
      return operandsOf(form)
  }
}

/** Loops in loops in loops: what lies deeper is not looked into. */
const deepest = 4

interface Surroundings {
  readonly within: readonly NodeId[]
  readonly turns: Extent
  /** What the inputs of a body are. */
  readonly given: ReadonlyMap<NodeId, LaidId>
}

/** The forward nodes of a graph, laid out. */
export const laidOut = (graph: Graph, isForward: Uint8Array): LaidOut => {
  const nodes: LaidNode[] = []
  const returns: { readonly carry: LaidId; readonly next: LaidId }[] = []
  const push = (node: LaidNode): LaidId => nodes.push(node) - 1

  /** The last values of the carries of a scan: its body once, after what it is given. */
  const turn = (
    scan: Extract<Form<LaidId>, { readonly tag: 'scan' }>,
    place: Place,
    turns: Extent,
  ): readonly LaidId[] => {
    const { starts, sequences } = operandsOfScan(scan)
    const body = bodyOf(scan.loop)
    const inner = { within: [...place.within, place.node], turns: extent.mul(turns, scan.steps) }
    const tagOf = (k: number): 'carry' | 'element' | 'given' =>
      k < starts.length ? 'carry' : k < starts.length + sequences.length ? 'element' : 'given'
    const given = body.inputs.map(({ node }, k) => {
      const { shape, dtype } = at(body.nodes, node)
      return [
        node,
        push({ form: { tag: tagOf(k), operand: at(scan.operands, k) }, shape, dtype, node, ...inner }),
      ] as const
    })
    const ids = lay(body, undefined, { ...inner, given: new Map(given) })
    return body.outputs.map(({ node }, k) => {
      const next = known(ids.get(node), 'next value of a carry')
      returns.push({ carry: at(given, k)[1], next })
      return next
    })
  }

  const lay = (
    { nodes: own }: Graph,
    mask: Uint8Array | undefined,
    { within, turns, given }: Surroundings,
  ): ReadonlyMap<NodeId, LaidId> => {
    const ids = new Map(given)
    const ended = new Map<Loop, Map<string, readonly LaidId[]>>()
    own.forEach(({ form, shape, dtype }, node) => {
      if (ids.has(node) || mask?.[node] === 0) return
      const place = { node, within }
      const operands = operandsOf(form).map((operand) => known(ids.get(operand), 'operand'))
      const laid = withOperands(form, operands)
      if (laid.tag !== 'scan') {
        ids.set(node, push({ form: laid, shape, dtype, ...place, turns }))
        return
      }
      const { starts, sequences } = operandsOfScan(laid)
      const met = ended.get(laid.loop) ?? new Map<string, readonly LaidId[]>()
      const key = operands.join()
      const lasts = met.get(key) ?? (within.length < deepest ? turn(laid, place, turns) : starts)
      ended.set(laid.loop, met.set(key, lasts))
      const [operand, start] = [at(lasts, laid.result), at(starts, laid.result)]
      ids.set(
        node,
        push({ form: { tag: 'history', operand, start, sequences }, shape, dtype, ...place, turns }),
      )
    })
    return ids
  }

  const ids = lay(graph, isForward, { within: [], turns: 1, given: new Map() })
  const inputs = graph.inputs.flatMap(({ node }) => {
    const id = ids.get(node)
    return id === undefined ? [] : [[node, id] as const]
  })
  const outputs = graph.outputs.flatMap(({ node }) => ids.get(node) ?? [])
  return { nodes, returns, inputs: new Map(inputs), outputs }
}

/** For each node 1 where it depends on one of the starts, through what turns hand on too. */
export const dependents = ({ nodes, returns }: LaidOut, isStart: (id: LaidId) => boolean): Uint8Array => {
  const found = Uint8Array.from(nodes, (_, id) => (isStart(id) ? 1 : 0))
  for (let grows = true; grows;) {
    nodes.forEach(({ form }, id) => {
      if (found[id] === 0 && operandsIn(form).some((operand) => found[operand] === 1)) found[id] = 1
    })
    grows = false
    for (const { carry, next } of returns)
      if (found[next] === 1 && found[carry] === 0) {
        found[carry] = 1
        grows = true
      }
  }
  return found
}

/** For each node 1 where one of the ends depends on it, or is it. */
export const leading = ({ nodes, returns }: LaidOut, isEnd: (id: LaidId) => boolean): Uint8Array => {
  const found = Uint8Array.from(nodes, (_, id) => (isEnd(id) ? 1 : 0))
  for (let grows = true; grows;) {
    for (let id = nodes.length - 1; id >= 0; id--)
      if (found[id] === 1) for (const operand of operandsIn(at(nodes, id).form)) found[operand] = 1
    grows = false
    for (const { carry, next } of returns)
      if (found[carry] === 1 && found[next] === 0) {
        found[next] = 1
        grows = true
      }
  }
  return found
}

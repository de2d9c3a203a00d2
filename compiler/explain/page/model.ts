/**
 * What the page knows of a program: its nodes with names and formulas, which way each belongs, and the chain rule's steps.
 * Before it: `Subject.ts`, `derivation.ts`. After it: every view of the page.
 * Invariant: nothing here depends on the values of inputs; everything is keyed by the nodes of the linearised graph;
 * nothing recurses.
 */
import { at } from '../../../src/Bug.ts'
import { scalarValue } from '../../../src/construct.ts'
import { operandsOf } from '../../../src/operands.ts'
import * as shapes from '../../../src/Shape.ts'
import { withMove } from './localFormula.ts'
import type { GraphStep, NodeId } from '../../ir/Graph.ts'
import { chainOf } from '../chain.ts'
import type { ChainStep } from '../chain.ts'
import { boardOf } from '../derivation.ts'
import type { Board } from '../derivation.ts'
import type { Subject } from '../Subject.ts'
import { shortened, withBars } from './shortened.ts'

export type Side = 'forward' | 'backward'

export interface NodeView {
  readonly id: NodeId
  /** Its name on the board, or its formula, shortened. */
  readonly name: string
  readonly isNamed: boolean
  /** What it is in the names of the board; its name again where it is an input. */
  readonly formula: string
  readonly shape: string
  readonly side: Side
  readonly role: 'input' | 'parameter' | 'result' | 'inner'
}

/** A moment of the play: a node gets its value, or the chain rule reaches one. */
export type Frame =
  | { readonly tag: 'value'; readonly node: NodeId }
  | { readonly tag: 'step'; readonly step: number; readonly node: NodeId }

export interface Model {
  readonly subject: Subject
  readonly board: Board
  /** The chain rule, step by step; worked out when it is first asked for. */
  readonly chain: () => readonly ChainStep[]
  readonly nodes: readonly NodeView[]
  /** What is drawn: everything but plain numbers. */
  readonly drawn: readonly NodeId[]
  readonly operands: readonly (readonly NodeId[])[]
  readonly users: readonly (readonly NodeId[])[]
  /** The steps that reach a node: places in the derivation. */
  readonly stepsOf: ReadonlyMap<NodeId, readonly number[]>
  /** What was differentiated. */
  readonly seeds: readonly NodeId[]
  /** The inputs that have a gradient. */
  readonly parameters: readonly NodeId[]
  readonly frames: readonly Frame[]
}

/** 1 for each node that the roots need. */
const reach = (operands: readonly (readonly NodeId[])[], roots: readonly NodeId[]): Uint8Array => {
  const found = new Uint8Array(operands.length)
  for (const root of roots) found[root] = 1
  for (let id = operands.length - 1; id >= 0; id--)
    if (found[id] === 1) for (const operand of at(operands, id)) found[operand] = 1
  return found
}

const listed = <K, V>(entries: readonly (readonly [K, V])[]): ReadonlyMap<K, readonly V[]> => {
  const found = new Map<K, V[]>()
  for (const [key, value] of entries) {
    const others = found.get(key)
    if (others === undefined) found.set(key, [value])
    else others.push(value)
  }
  return found
}

const usersOf = (operands: readonly (readonly NodeId[])[]): readonly (readonly NodeId[])[] => {
  const users: NodeId[][] = operands.map(() => [])
  operands.forEach((own, id) => new Set(own).forEach((operand) => at(users, operand).push(id)))
  return users
}

const shapeOf = (subject: Subject, id: NodeId): string => {
  const { shape, dtype } = at(subject.tensors, id)
  return shapes.show(shape) + (dtype === 'f32' ? '' : ` ${dtype}`)
}

/** A formula that stands for a name is cut here. */
const longestName = 30

const once = <A>(compute: () => A): (() => A) => {
  let found: { readonly value: A } | undefined
  return () => {
    found ??= { value: compute() }
    return found.value
  }
}

/** What the page shows of a program. */
export const modelOf = (subject: Subject): Model => {
  const { graph, tensors } = subject
  const { derivation } = graph
  const operands = graph.nodes.map(({ form }) => operandsOf(form))
  const seeds = [
    ...new Set(derivation.filter(({ contributions }) => contributions.length === 0).map(({ of }) => of)),
  ]
  const cotangents = new Set(derivation.map(({ cotangent }) => cotangent))
  const outputs = graph.outputs.map(({ node }) => node)
  const primal = reach(operands, seeds)
  const forward = reach(operands, [
    ...seeds,
    ...outputs.filter((id) => !cotangents.has(id) || primal[id] === 1),
    ...graph.inputs.map(({ node }) => node),
  ])
  const board = boardOf(subject)
  const stepsOf = listed(derivation.map(({ of }, step) => [of, step] as const))
  const inputs = new Set(graph.inputs.map(({ node }) => node))
  const results = new Set([...outputs, ...seeds])
  const roleOf = (id: NodeId): NodeView['role'] => {
    if (inputs.has(id)) return stepsOf.has(id) ? 'parameter' : 'input'
    return results.has(id) ? 'result' : 'inner'
  }
  const nodes = tensors.map((tensor, id): NodeView => {
    const called = board.nameOf(id)
    const name = called && withBars(called)
    const formula =
      inputs.has(id) && name !== undefined ? name : withBars(withMove(tensor, board.formulaOf(id)))
    return {
      id,
      name: name ?? shortened(formula, longestName),
      isNamed: name !== undefined,
      formula,
      shape: shapeOf(subject, id),
      side: forward[id] === 1 ? 'forward' : 'backward',
      role: roleOf(id),
    }
  })
  const isDrawn = (id: NodeId): boolean => results.has(id) || scalarValue(at(tensors, id)) === undefined
  const drawn = nodes.flatMap(({ id }) => (isDrawn(id) ? [id] : []))
  return {
    subject,
    board,
    chain: once(() => chainOf(subject, board)),
    nodes,
    drawn,
    operands: operands.map((own) => own.filter(isDrawn)),
    users: usersOf(operands).map((own) => own.filter(isDrawn)),
    stepsOf,
    seeds,
    parameters: [...inputs].filter((id) => stepsOf.has(id)),
    frames: framesOf(
      drawn.filter((id) => forward[id] === 1),
      derivation,
    ),
  }
}

/** The values in their order, then the chain rule from the result back. */
const framesOf = (values: readonly NodeId[], derivation: readonly GraphStep[]): readonly Frame[] => [
  ...values.map((node): Frame => ({ tag: 'value', node })),
  ...derivation.map(({ of }, step): Frame => ({ tag: 'step', step, node: of })),
]

/** What a search finds: names first, then formulas. */
export const found = ({ nodes, drawn }: Model, text: string, most: number): readonly NodeView[] => {
  const wanted = withBars(text.normalize('NFD').trim()).toLowerCase()
  if (wanted === '') return []
  const rank = ({ name, formula, id }: NodeView): number => {
    const own = name.normalize('NFD').toLowerCase()
    if (own === wanted || `%${id}` === wanted) return 0
    if (own.startsWith(wanted)) return 1
    if (own.includes(wanted)) return 2
    return formula.normalize('NFD').toLowerCase().includes(wanted) ? 3 : 4
  }
  const ranked = drawn.map((id) => ({ view: at(nodes, id), place: rank(at(nodes, id)) }))
  return ranked
    .filter(({ place }) => place < 4)
    .sort((a, b) => a.place - b.place)
    .slice(0, most)
    .map(({ view }) => view)
}

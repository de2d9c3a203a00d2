/**
 * Where the first NaN or infinity of a run came from: the first node, forward and then backward, that gave it from
 * finite operands and from which it reaches an output; with the elements that went in and the way from there.
 * Before it: `Prepared.ts`, `single.ts`, `blame.ts`, `why.ts`, `derivation.ts`. After it: `showTrace.ts`, the command line,
 * the page.
 * Invariant: every node is rounded to float32, as `single.ts` says. Where an output is NaN, or infinite and a scalar or
 * a gradient, other outputs that hold infinities alone are taken to be meant. Linear in the graph.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import type { Either } from '../../src/Either.ts'
import type { EvaluateOptions } from '../../src/evaluate.ts'
import { sizeOf } from '../../src/evaluate/meaning.ts'
import { positionOf } from '../../src/evaluate/requirement.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import { operandsOf } from '../../src/operands.ts'
import type { Program } from '../../src/Program.ts'
import type { CompileError } from '../CompileError.ts'
import { bodyOf } from '../ir/body.ts'
import { needed } from '../ir/Graph.ts'
import type { NodeId } from '../ir/Graph.ts'
import { badElements, blame } from './blame.ts'
import type { Blame, Origin } from './blame.ts'
import { boardOf } from './derivation.ts'
import type { Board } from './derivation.ts'
import { forwardIn, seedsIn } from './forward.ts'
import { boardInside } from './inside.ts'
import { prepared } from './Prepared.ts'
import type { Inputs, Prepared } from './Prepared.ts'
import { runSingle, shapeIn } from './single.ts'
import type { Run } from './single.ts'
import { stepsOfNodes } from './stepsOfNodes.ts'
import type { Subject } from './Subject.ts'
import type { BadNode, ElementView, OriginView, NanTrace } from './NanTrace.ts'
import { hints, readBy, whyOf } from './why.ts'

/** The node of the graph in which an origin lies: its own, or that of the loop around it. */
const outermost = ({ node, turns }: Origin): NodeId => turns[0]?.node ?? node

const isScalar = (run: Run, id: NodeId): boolean => run.valueOf(id).data.length === 1

/** The outputs to explain: not finite, and not merely infinite where another is worse. */
const targetsOf = (run: Run, isForward: Uint8Array): readonly NodeId[] => {
  const { graph, bad, valueOf } = run
  const seeds = new Set(seedsIn(graph))
  const nodes = [...new Set(graph.outputs.map(({ node }) => node))].filter((id) => at(bad, id) > 0)
  const isSerious = (id: NodeId): boolean =>
    at(isForward, id) === 0 || seeds.has(id) || isScalar(run, id) || valueOf(id).data.some(Number.isNaN)
  const serious = nodes.filter(isSerious)
  return serious.length > 0 ? serious : nodes
}

/** From a node on, along blame: how each node was reached, and which were. */
const reached = (from: NodeId, causes: Blame['causes']): ReadonlyMap<NodeId, NodeId | undefined> => {
  const users = new Map<NodeId, NodeId[]>()
  for (const [user, operands] of causes)
    for (const operand of operands) users.set(operand, [...(users.get(operand) ?? []), user])
  const cameFrom = new Map<NodeId, NodeId | undefined>([[from, undefined]])
  const queue = [from]
  for (const node of queue)
    for (const user of users.get(node) ?? [])
      if (!cameFrom.has(user)) {
        cameFrom.set(user, node)
        queue.push(user)
      }
  return cameFrom
}

/** The way from the first node to a node that was reached. */
const wayTo = (target: NodeId, cameFrom: ReadonlyMap<NodeId, NodeId | undefined>): readonly NodeId[] => {
  const way: NodeId[] = []
  for (let node: NodeId | undefined = target; node !== undefined; node = cameFrom.get(node)) way.push(node)
  return way.reverse()
}

/** Constants, moved about or not: infinities in them are meant, unless they reach an output. */
const constantsIn = ({ graph }: Run): Uint8Array => {
  const found = new Uint8Array(graph.nodes.length)
  graph.nodes.forEach(({ form }, id) => {
    const isMoved = (form.tag === 'move' || form.tag === 'reshape') && found[form.operand] === 1
    if (form.tag === 'constant' || isMoved) found[id] = 1
  })
  return found
}

/** Nodes in which something not finite appears that is blamed for nothing. */
const vanishedIn = (run: Run, marks: Blame['marks']): readonly NodeId[] => {
  const isConstant = constantsIn(run)
  const isNeeded = needed(run.graph)
  return run.graph.nodes.flatMap(({ form }, id) => {
    const isNew = operandsOf(form).every((operand) => run.bad[operand] === 0 || isConstant[operand] === 1)
    return isNeeded[id] === 1 &&
      at(run.bad, id) > 0 &&
      marks[id] === undefined &&
      isConstant[id] === 0 &&
      isNew
      ? [id]
      : []
  })
}

/** What is said about nodes: names from the board, places from the run. */
class Reporter {
  readonly run: Run
  readonly isForward: Uint8Array
  readonly board: Board
  readonly steps: ReturnType<typeof stepsOfNodes>

  constructor(subject: Subject, run: Run, isForward: Uint8Array) {
    this.run = run
    this.isForward = isForward
    this.board = boardOf(subject)
    this.steps = stepsOfNodes(subject, isForward, this.board)
  }

  badNode(run: Run, board: Board, node: NodeId, element: number, elements: number): BadNode {
    const { data, shape } = run.valueOf(node)
    return {
      node,
      name: board.textOf(node),
      formula: board.formulaOf(node),
      shape,
      position: positionOf(element, shape),
      value: at(data, element),
      elements,
      of: data.length,
    }
  }

  /** A node with its first NaN, or where it has none its first infinity. */
  node(id: NodeId): BadNode {
    const { data } = this.run.valueOf(id)
    const nan = data.findIndex(Number.isNaN)
    const element = nan >= 0 ? nan : data.findIndex((x) => !Number.isFinite(x))
    return this.badNode(this.run, this.board, id, element, at(this.run.bad, id))
  }

  /** The board on which an origin is written: that of the body, inside a loop. */
  boardFor({ turns }: Origin): Board {
    let board = this.board
    let { graph } = this.run
    for (const { node, turn } of turns) {
      const { form } = at(graph.nodes, node)
      if (form.tag !== 'scan') continue
      graph = bodyOf(form.loop)
      board = boardInside(form, board, String(turn))
    }
    return board
  }

  origin(origin: Origin): OriginView {
    const { run, node, element, turns } = origin
    const { why, hint, operands } = whyOf(run, node, element)
    const board = this.boardFor(origin)
    const views = operands.flatMap((place): readonly ElementView[] => {
      const value = at(run.valueOf(place.node).data, place.element)
      const read = readBy(run, place)
      const { form } = at(run.graph.nodes, read.node)
      if (form.tag === 'constant' && typeof form.value === 'number') return []
      const name = board.textOf(read.node)
      const formula = turns.length > 0 && form.tag === 'input' ? name : board.formulaOf(read.node)
      const position = positionOf(read.element, shapeIn(run, read.node))
      return [{ name, ...(formula === name ? {} : { formula }), position, value }]
    })
    const role = this.roleOf(origin)
    const step = turns.length === 0 ? this.steps(node) : this.steps(outermost(origin))
    return {
      ...this.badNode(run, board, node, element, at(run.bad, node)),
      role,
      operands: views,
      why,
      hint: role === 'backward' && hint === hints.outside ? hints.slope : hint,
      ...(step === undefined ? {} : { step }),
      turns: this.turnsOf(origin),
    }
  }

  roleOf({ run, node, turns }: Origin): OriginView['role'] {
    const { tag } = at(run.graph.nodes, node).form
    if (tag === 'input') return 'given'
    if (tag === 'constant') return 'constant'
    return this.isForward[turns[0]?.node ?? node] === 1 ? 'forward' : 'backward'
  }

  turnsOf({ turns }: Origin): OriginView['turns'] {
    let { graph } = this.run
    return turns.map(({ node, turn }) => {
      const { form } = at(graph.nodes, node)
      const loop = this.run.graph === graph ? this.board.textOf(node) : 'a loop inside it'
      const of = form.tag === 'scan' ? sizeOf(form.steps, this.run.sizes) : 0
      if (form.tag === 'scan') graph = bodyOf(form.loop)
      return { loop, turn, of }
    })
  }
}

const tracedIn = ({ subject, inputs, sizes, refused, finiteInDouble }: Prepared): NanTrace => {
  const { graph } = subject
  const isForward = forwardIn(graph)
  const run = runSingle(graph, inputs, sizes)
  const targets = targetsOf(run, isForward)
  const { origins, births, causes, marks } = blame(
    run,
    new Map(targets.map((id) => [id, badElements(run.valueOf(id))])),
  )
  const place = (origin: Origin): number =>
    outermost(origin) + (isForward[outermost(origin)] === 1 ? 0 : graph.nodes.length)
  const inOrder = (all: readonly Origin[]): readonly Origin[] => all.toSorted((a, b) => place(a) - place(b))
  const [first, ...others] = inOrder(origins)
  const cameFrom = first === undefined ? new Map<NodeId, NodeId>() : reached(outermost(first), causes)
  const seeds = new Set(seedsIn(graph))
  const ends = targets.filter((id) => cameFrom.has(id))
  const end =
    ends.find((id) => seeds.has(id)) ?? ends.find((id) => isForward[id] === 1 && isScalar(run, id)) ?? ends[0]
  const isInfinite = first !== undefined && !Number.isNaN(first.run.valueOf(first.node).data[first.element])
  const firstNaN = isInfinite ? inOrder(births).find((birth) => cameFrom.has(outermost(birth))) : undefined

  const reporter = new Reporter(subject, run, isForward)
  const way = end === undefined ? [] : wayTo(end, cameFrom)
  return {
    ...(first === undefined ? {} : { first: reporter.origin(first) }),
    ...(firstNaN === undefined ? {} : { firstNaN: reporter.origin(firstNaN) }),
    way: way
      .filter((id, k) => k === 0 || k === way.length - 1 || reporter.board.nameOf(id) !== undefined)
      .filter((id) => at(graph.nodes, id).form.tag !== 'constant')
      .map((id) => reporter.node(id)),
    others: others.slice(0, most.others).map((origin) => reporter.origin(origin)),
    outputs: graph.outputs
      .filter(({ node }) => at(run.bad, node) > 0)
      .map(({ path, node }) => ({ ...reporter.node(node), name: path })),
    vanished: vanishedIn(run, marks)
      .slice(0, most.vanished)
      .map((id) => reporter.node(id)),
    finiteInDouble,
    refused,
  }
}

const most = { others: 5, vanished: 5 }

/**
 * Where the first NaN or infinity of a run came from. Inputs are a record of arrays as for a compiled program, or
 * arrays by path.
 *
 * @example
 * const entropy = program({ z: f32(2) }, ({ z }) => ({ L: sum(log(softmax(z))) }))
 * const { first, way } = orThrow(trace(entropy, { z: Float32Array.of(0, 200) }))
 * first.why // log(0) is −∞: its operand must lie in (0, ∞)
 * first.position // [0]
 * way.map(({ name }) => name) // ['log(p)', 'L']
 */
export const trace = (
  program: Program,
  inputs: Inputs,
  options: EvaluateOptions = {},
): Either<NonEmpty<CompileError>, NanTrace> => E.map(tracedIn)(prepared(program, inputs, options))

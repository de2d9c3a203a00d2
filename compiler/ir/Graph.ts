/**
 * The representation for passes: a flat array of nodes.
 * Before it: `passes/linearise.ts`. After it: every pass up to lowering.
 * Invariant: operands come before users; the position is the name; no two nodes are equal (common subexpressions
 * are one node by construction); no `invalid` is here.
 */
import { at, known } from '../../src/Bug.ts'
import type { Reason } from '../../src/Derivation.ts'
import type { DType } from '../../src/DType.ts'
import type { Either } from '../../src/Either.ts'
import { right } from '../../src/Either.ts'
import { evaluate, evaluateWithBounds } from '../../src/evaluate.ts'
import type { Arrays, EvaluateOptions, Refused } from '../../src/evaluate.ts'
import type { Bounded } from '../../src/evaluate/bound.ts'
import type { Value } from '../../src/evaluate/meaning.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import type { Shape } from '../../src/Shape.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import { node as tensor } from '../../src/Tensor.ts'
import type { AnyTensor, Form } from '../../src/Tensor.ts'
import { renumbered } from './steps.ts'

export type NodeId = number

export interface GraphNode {
  readonly form: Form<NodeId>
  readonly shape: Shape
  readonly dtype: DType
}

/** A step of the chain rule, in terms of nodes: beside the graph, no part of a node's identity. */
export interface GraphStep {
  readonly of: NodeId
  readonly cotangent: NodeId
  readonly contributions: readonly {
    readonly user: NodeId
    readonly operand: number
    readonly reason: Reason
    readonly value: NodeId
  }[]
}

export interface Port {
  readonly path: string
  readonly node: NodeId
}

export interface Graph {
  readonly nodes: readonly GraphNode[]
  /** In the order of the program; an input that nothing uses has a node all the same. */
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  readonly derivation: readonly GraphStep[]
  /** Extents of the program that no proof shows to be 0 or more: a run in which one is less is refused. */
  readonly assumed: readonly Extent[]
}

/** The extents of nodes that are negative for some sizes, each once. */
export const unproven = (nodes: readonly GraphNode[]): readonly Extent[] => {
  const found = new Map<string, Extent>()
  for (const { form, shape } of nodes)
    for (const size of form.tag === 'scan' ? [...shape, form.steps] : shape)
      if (!extent.isNonNegative(size)) found.set(extent.show(size), size)
  return [...found.values()]
}

/** For each node 1 where it is an input or leads to an output, 0 elsewhere. */
export const needed = ({ nodes, inputs, outputs }: Graph): Uint8Array => {
  const live = new Uint8Array(nodes.length)
  for (const { node } of [...inputs, ...outputs]) live[node] = 1
  for (let id = nodes.length - 1; id >= 0; id--)
    if (live[id] === 1) for (const operand of operandsOf(at(nodes, id).form)) live[operand] = 1
  return live
}

/** How many users each node has among those that an output needs; being an output is a use. */
export const usesOf = (graph: Graph): Int32Array => {
  const uses = new Int32Array(graph.nodes.length)
  const use = (id: NodeId): void => void (uses[id] = at(uses, id) + 1)
  const live = needed(graph)
  for (const { node } of graph.outputs) use(node)
  graph.nodes.forEach(({ form }, id) => {
    if (live[id] === 1) operandsOf(form).forEach(use)
  })
  return uses
}

/** The graph with other nodes: ports and steps follow where the old nodes went. */
export const renamedGraph = (
  { inputs, outputs, derivation, assumed }: Graph,
  nodes: readonly GraphNode[],
  renaming: readonly (NodeId | undefined)[],
): Graph => {
  const moved = ({ path, node }: Port): Port => ({ path, node: known(renaming[node], 'port') })
  return {
    nodes,
    inputs: inputs.map(moved),
    outputs: outputs.map(moved),
    derivation: renumbered(derivation, (id) => renaming[id]),
    assumed,
  }
}

/** Each node as a tensor: what prints and runs tensors prints and runs a graph. */
export const tensorsOf = (graph: Graph): readonly AnyTensor[] => {
  const tensors: AnyTensor[] = []
  for (const { form, shape, dtype } of graph.nodes) {
    const operands = operandsOf(form).map((operand) => at(tensors, operand))
    tensors.push(tensor(withOperands(form, operands), shape, dtype))
  }
  return tensors
}

type Interpreter<V> = (
  roots: readonly AnyTensor[],
  inputs: Arrays,
  options?: EvaluateOptions,
) => Either<Refused, readonly V[]>

const runWith = <V>(
  interpreter: Interpreter<V>,
  graph: Graph,
  arrays: Arrays,
  options?: EvaluateOptions,
): Either<Refused, ReadonlyMap<string, V>> => {
  const tensors = tensorsOf(graph)
  const roots = [...graph.outputs, ...graph.inputs].map(({ node }) => at(tensors, node))
  const values = interpreter(roots, arrays, options)
  return values._tag === 'Left'
    ? values
    : right(new Map(graph.outputs.map(({ path }, k) => [path, at(values.right, k)])))
}

/** The outputs by path, in double precision, for arrays by the inputs' paths. */
export const run = (
  graph: Graph,
  inputs: Arrays,
  options?: EvaluateOptions,
): Either<Refused, ReadonlyMap<string, Value>> => runWith(evaluate, graph, inputs, options)

/** `run`, with a bound beside each element on how far a result in single precision may be from it. */
export const runWithBounds = (
  graph: Graph,
  inputs: Arrays,
  options?: EvaluateOptions,
): Either<Refused, ReadonlyMap<string, Bounded>> => runWith(evaluateWithBounds, graph, inputs, options)

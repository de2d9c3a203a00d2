/**
 * The body of a loop as a graph of its own, and back: what rewrites graphs rewrites bodies.
 * Before it: `Graph.ts`. After it: `GraphBuilder.ts`, which compares loops, `inBodies.ts`, and whatever walks on
 * into a loop.
 * Invariant: the inputs of a body are what a turn is given, in the order of the operands: c0, c1 … are the carries,
 * e0 … the elements, k0 … the constants; its outputs are the carries after the turn.
 */
import { at, Bug, known } from '../../src/Bug.ts'
import { held } from '../../src/custom.ts'
import { parametersOf } from '../../src/loops.ts'
import { children, operandsOf, withOperands } from '../../src/operands.ts'
import type { AnyTensor, Custom, Form, Loop } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'
import { tensorsOf } from './Graph.ts'
import type { Graph, GraphNode, NodeId } from './Graph.ts'
import { graphBuilder } from './GraphBuilder.ts'
import type { GraphBuilder } from './GraphBuilder.ts'

/** Lays tensors out as nodes and says which became which; a custom tensor is its value, held within what it requires. */
export const laid = (
  roots: readonly AnyTensor[],
  { add }: GraphBuilder,
  given: ReadonlyMap<AnyTensor, NodeId> = new Map(),
): ReadonlyMap<AnyTensor, NodeId> => {
  const names = new Map(given)
  const nameOf = (tensor: AnyTensor): NodeId => known(names.get(tensor), 'operand')
  const values = new Map<AnyTensor, AnyTensor>()
  const valueOf = (tensor: AnyTensor, form: Custom): AnyTensor => {
    const value = values.get(tensor) ?? held(form)
    values.set(tensor, value)
    return value
  }
  const needed = (tensor: AnyTensor): readonly AnyTensor[] =>
    tensor.form.tag === 'custom' ? [valueOf(tensor, tensor.form)] : children(tensor)
  for (const tensor of postorder(roots, needed)) {
    const { form, shape, dtype } = tensor
    if (form.tag === 'invalid') throw new Bug('a mistake in a graph')
    if (form.tag === 'custom') names.set(tensor, nameOf(valueOf(tensor, form)))
    else if (!names.has(tensor))
      names.set(tensor, add({ form: withOperands(form, operandsOf(form).map(nameOf)), shape, dtype }))
  }
  return names
}

/** The name of each parameter, by its place. */
const parameterNames = ({ carries, elements, constants }: Loop): readonly string[] => [
  ...carries.map((_, k) => `c${k}`),
  ...elements.map((_, k) => `e${k}`),
  ...constants.map((_, k) => `k${k}`),
]

const bodies = new WeakMap<Loop, Graph>()

/** The body of a loop as a graph; the same graph for the same loop. */
export const bodyOf = (loop: Loop): Graph => {
  const found = bodies.get(loop)
  if (found !== undefined) return found
  const builder = graphBuilder()
  const names = parameterNames(loop)
  const inputs = parametersOf(loop).map(({ shape, dtype }, k) => {
    const path = at(names, k)
    return { path, node: builder.add({ form: { tag: 'input', name: path }, shape, dtype }) }
  })
  const given = new Map(parametersOf(loop).map((tensor, k) => [tensor, at(inputs, k).node] as const))
  const nodes = laid(loop.next, builder, given)
  const outputs = loop.next.map((tensor, k) => ({
    path: `c${k}`,
    node: known(nodes.get(tensor), 'next value of a carry'),
  }))
  const body: Graph = { nodes: builder.nodes, inputs, outputs, derivation: [], assumed: [] }
  bodies.set(loop, body)
  return body
}

/** The loop of a body whose first inputs are as many carries as it has outputs, followed by so many elements. */
export const loopOf = (body: Graph, elements: number): Loop => {
  const tensors = tensorsOf(body)
  const given = body.inputs.map(({ node }) => at(tensors, node))
  const carries = body.outputs.length
  return {
    carries: given.slice(0, carries),
    elements: given.slice(carries, carries + elements),
    constants: given.slice(carries + elements),
    next: body.outputs.map(({ node }) => at(tensors, node)),
  }
}

/** The loops of some nodes and of their bodies, each once, inner before outer. */
export const loopsAmong = (nodes: readonly GraphNode[]): readonly Loop[] => {
  const own = (among: readonly GraphNode[]): readonly Loop[] =>
    among.flatMap(({ form }) => (form.tag === 'scan' ? [form.loop] : []))
  return postorder(own(nodes), (loop) => own(bodyOf(loop).nodes))
}

/** A scan with its operands by what they are for. */
export const operandsOfScan = <X>({
  loop: { carries, elements },
  operands,
}: Pick<Extract<Form<X>, { readonly tag: 'scan' }>, 'loop' | 'operands'>): {
  readonly starts: readonly X[]
  readonly sequences: readonly X[]
  readonly constants: readonly X[]
} => ({
  starts: operands.slice(0, carries.length),
  sequences: operands.slice(carries.length, carries.length + elements.length),
  constants: operands.slice(carries.length + elements.length),
})

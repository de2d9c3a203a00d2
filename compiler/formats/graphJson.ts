/**
 * A graph in JSON: the exchange border.
 * Before it: `ir/Graph.ts`. After it: `--stop-after … --json`, and whatever else writes or reads graphs.
 * Invariant: what comes in is untrusted. It is decoded, built node by node and validated; anything that is no graph
 * is refused in sentences, LBZ3004, and no name in it is ever looked up in an object.
 */
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { at } from '../../src/Bug.ts'
import type { Reason } from '../../src/Derivation.ts'
import { allocate } from '../../src/DType.ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import type { Either } from '../../src/Either.ts'
import { left, right } from '../../src/Either.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import { monoids, operations } from '../../src/ops/index.ts'
import type { Form, Loop, Row } from '../../src/Tensor.ts'
import type { CompileError } from '../CompileError.ts'
import { compileError } from '../CompileError.ts'
import type { Json } from './Json.ts'
import { bodyOf, loopOf, loopsAmong } from '../ir/body.ts'
import type { Graph, GraphNode, GraphStep, NodeId } from '../ir/Graph.ts'
import { validate } from '../ir/validateGraph.ts'

const list = <C extends t.Mixed>(item: C): t.ReadonlyArrayC<C> => t.readonlyArray(item)

/** A number; what JSON has no number for is a string. */
const Num = t.union([t.number, t.keyof({ '-0': null, Infinity: null, '-Infinity': null })])

/** A number, or the terms of a polynomial: `[[2, ["n"]], [1, []]]` is 2·n + 1. */
const Size = t.union([t.number, list(t.tuple([t.number, list(t.string)]))])
const Dtype = t.keyof({ f32: null, i32: null, bool: null, u32: null })
const RowJson = t.strict({ coefficients: list(t.number), offset: Size, divisor: t.number, extent: Size })

const FormJson = t.union([
  t.strict({ tag: t.literal('constant'), value: t.union([Num, list(Num)]) }),
  t.strict({ tag: t.literal('input'), name: t.string }),
  t.strict({ tag: t.literal('index'), coefficients: list(Size), offset: Size }),
  t.strict({ tag: t.literal('elementwise'), op: t.string, operands: list(t.number) }),
  t.strict({ tag: t.literal('reduce'), monoid: t.string, operand: t.number, axes: list(t.number) }),
  t.strict({
    tag: t.literal('contract'),
    left: t.number,
    right: t.number,
    letters: t.strict({ left: t.string, right: t.string, out: t.string }),
  }),
  t.strict({
    tag: t.literal('move'),
    operand: t.number,
    rows: list(RowJson),
    guards: list(RowJson),
    fill: Num,
  }),
  t.strict({ tag: t.literal('reshape'), operand: t.number }),
  t.strict({
    tag: t.keyof({ gather: null, scatter: null }),
    operand: t.number,
    index: t.number,
    batch: t.number,
  }),
  t.strict({
    tag: t.literal('scan'),
    /** A place in the list of loops. */
    loop: t.number,
    steps: Size,
    operands: list(t.number),
    result: t.number,
  }),
])

const ReasonJson = t.union([
  t.strict({ rule: t.literal('elementwise'), op: t.string }),
  t.strict({ rule: t.literal('contract'), side: t.keyof({ left: null, right: null }), summed: list(Size) }),
  t.strict({ rule: t.literal('reduce'), monoid: t.string, axes: list(t.number) }),
  t.strict({ rule: t.literal('move'), summed: list(Size) }),
  t.strict({ rule: t.keyof({ reshape: null, gather: null, scatter: null, scan: null, custom: null }) }),
])

const PortJson = t.strict({ path: t.string, node: t.number })
const StepJson = t.strict({
  of: t.number,
  cotangent: t.number,
  contributions: list(t.strict({ user: t.number, operand: t.number, reason: ReasonJson, value: t.number })),
})

const NodeJson = t.strict({ form: FormJson, shape: list(Size), dtype: Dtype })

/** A body: its inputs by their places, as carries, of which there are as many as next values, elements and constants. */
const LoopJson = t.strict({
  nodes: list(NodeJson),
  inputs: list(t.number),
  elements: t.number,
  next: list(t.number),
})

/** The format's name and version, and the graph; a loop runs those before it only. */
const GraphJson = t.strict({
  format: t.literal('leibniz.graph'),
  version: t.literal(1),
  loops: t.union([list(LoopJson), t.undefined]),
  nodes: list(NodeJson),
  inputs: list(PortJson),
  outputs: list(PortJson),
  derivation: list(StepJson),
  assumed: t.union([list(Size), t.undefined]),
})

type GraphJson = t.TypeOf<typeof GraphJson>
type Size = t.TypeOf<typeof Size>
type Num = t.TypeOf<typeof Num>

const numOut = (value: number): Num =>
  Object.is(value, -0) ? '-0' : value === Infinity ? 'Infinity' : value === -Infinity ? '-Infinity' : value

const sizeOut = (size: Extent): Size =>
  typeof size === 'number' ? size : size.terms.map(({ coefficient, factors }) => [coefficient, factors])

const rowOut = ({ coefficients, offset, divisor, extent: size }: Row): t.TypeOf<typeof RowJson> => ({
  coefficients,
  offset: sizeOut(offset),
  divisor,
  extent: sizeOut(size),
})

const formOut = (form: Form<NodeId>, loops: readonly Loop[]): t.TypeOf<typeof FormJson> => {
  switch (form.tag) {
    case 'constant':
      return {
        ...form,
        value: typeof form.value === 'number' ? numOut(form.value) : Array.from(form.value, numOut),
      }
    case 'index':
      return { ...form, coefficients: form.coefficients.map(sizeOut), offset: sizeOut(form.offset) }
    case 'elementwise':
      return { ...form, op: form.op.name }
    case 'reduce':
      return { ...form, monoid: form.monoid.name }
    case 'move':
      return {
        ...form,
        rows: form.rows.map(rowOut),
        guards: form.guards.map(rowOut),
        fill: numOut(form.fill),
      }
    case 'scan':
      return { ...form, loop: loops.indexOf(form.loop), steps: sizeOut(form.steps) }
    case 'input':
    case 'contract':
    case 'reshape':
    case 'gather':
    case 'scatter':
      return form
  }
}

const nodesOut = (
  nodes: readonly GraphNode[],
  loops: readonly Loop[],
): readonly t.TypeOf<typeof NodeJson>[] =>
  nodes.map(({ form, shape, dtype }) => ({ form: formOut(form, loops), shape: shape.map(sizeOut), dtype }))

const loopOut = (loop: Loop, loops: readonly Loop[]): t.TypeOf<typeof LoopJson> => {
  const { nodes, inputs, outputs } = bodyOf(loop)
  return {
    nodes: nodesOut(nodes, loops),
    inputs: inputs.map(({ node }) => node),
    elements: loop.elements.length,
    next: outputs.map(({ node }) => node),
  }
}

const reasonOut = (reason: Reason): t.TypeOf<typeof ReasonJson> =>
  reason.rule === 'contract' || reason.rule === 'move'
    ? { ...reason, summed: reason.summed.map(sizeOut) }
    : reason

/** The graph as a value that `JSON.stringify` writes without loss. */
const encoded = ({
  nodes,
  inputs,
  outputs,
  derivation,
  assumed,
}: Graph): GraphJson & {
  readonly loops: readonly t.TypeOf<typeof LoopJson>[]
  readonly assumed: readonly Size[]
} => {
  const loops = loopsAmong(nodes)
  return {
    format: 'leibniz.graph',
    version: 1,
    loops: loops.map((loop) => loopOut(loop, loops)),
    nodes: nodesOut(nodes, loops),
    inputs,
    outputs,
    derivation: derivation.map((step) => ({
      ...step,
      contributions: step.contributions.map((one) => ({ ...one, reason: reasonOut(one.reason) })),
    })),
    assumed: assumed.map(sizeOut),
  }
}

const numIn = (value: Num): number => (typeof value === 'number' ? value : Number(value))

const sizeIn = (size: Size): Extent =>
  typeof size === 'number'
    ? size
    : size.reduce<Extent>(
        (sum, [coefficient, names]) =>
          extent.add(sum, names.map(extent.dim).reduce<Extent>(extent.mul, coefficient)),
        0,
      )

const rowIn = ({ coefficients, offset, divisor, extent: size }: t.TypeOf<typeof RowJson>): Row => ({
  coefficients,
  offset: sizeIn(offset),
  divisor,
  extent: sizeIn(size),
})

/** Numbers that the dtype holds, each as it was written; undefined where one would change. */
const dataIn = (values: readonly Num[], dtype: DType): TypedArray | undefined => {
  const data = allocate(dtype, values.length)
  const numbers = values.map(numIn)
  data.set(numbers)
  return numbers.every((value, k) => Object.is(at(data, k), value)) ? data : undefined
}

/** The form, or the sentence that says what it is not. */
const formIn = (
  form: t.TypeOf<typeof FormJson>,
  dtype: DType,
  loops: readonly Loop[],
): Either<string, Form<NodeId>> => {
  switch (form.tag) {
    case 'constant': {
      const value = typeof form.value === 'object' ? dataIn(form.value, dtype) : numIn(form.value)
      return value === undefined
        ? left(`holds a number that is no ${dtype}`)
        : right({ tag: 'constant', value })
    }
    case 'index':
      return right({ ...form, coefficients: form.coefficients.map(sizeIn), offset: sizeIn(form.offset) })
    case 'elementwise': {
      const op = operations.get(form.op)
      return op === undefined
        ? left(`applies ${JSON.stringify(form.op)}, which is no operation`)
        : right({ ...form, op })
    }
    case 'reduce': {
      const monoid = monoids.find(({ name }) => name === form.monoid)
      return monoid === undefined
        ? left(`folds with ${JSON.stringify(form.monoid)}, which is no monoid`)
        : right({ ...form, monoid })
    }
    case 'move':
      return right({
        ...form,
        rows: form.rows.map(rowIn),
        guards: form.guards.map(rowIn),
        fill: numIn(form.fill),
      })
    case 'scan': {
      const loop = loops[form.loop]
      return loop === undefined
        ? left(`runs loop ${form.loop}, which does not come before it`)
        : right({ ...form, loop, steps: sizeIn(form.steps) })
    }
    case 'input':
    case 'contract':
    case 'reshape':
    case 'gather':
    case 'scatter':
      return right(form)
  }
}

/** The nodes, and what is wrong with those that are none. */
const nodesIn = (
  given: readonly t.TypeOf<typeof NodeJson>[],
  loops: readonly Loop[],
): { readonly nodes: readonly GraphNode[]; readonly wrong: readonly string[] } => {
  const nodes: GraphNode[] = []
  const wrong: string[] = []
  given.forEach(({ form, shape, dtype }, id) => {
    const read = formIn(form, dtype, loops)
    if (read._tag === 'Left') wrong.push(`%${id} ${read.left}`)
    else nodes.push({ form: read.right, shape: shape.map(sizeIn), dtype })
  })
  return { nodes, wrong }
}

/** Loops within loops, at most so deep. */
const deepest = 8

/** A loop whose body may run the loops before it, or what is wrong with it. */
const loopIn = (
  { nodes: given, inputs, elements, next }: t.TypeOf<typeof LoopJson>,
  loops: readonly Loop[],
): Either<readonly string[], Loop> => {
  const { nodes, wrong } = nodesIn(given, loops)
  if (wrong.length > 0) return left(wrong)
  if (!Number.isInteger(elements) || elements < 0 || elements > inputs.length - next.length)
    return left([`has ${elements} elements among ${inputs.length} inputs`])
  const body: Graph = {
    nodes,
    inputs: inputs.map((node) => {
      const form = nodes[node]?.form
      return { path: form?.tag === 'input' ? form.name : '', node }
    }),
    outputs: next.map((node, k) => ({ path: `c${k}`, node })),
    derivation: [],
    assumed: [],
  }
  const complaints = validate(body)
  return complaints.length > 0 ? left(complaints) : right(loopOf(body, elements))
}

/** All loops in order, or what is wrong with the first that is none. */
const loopsIn = (given: readonly t.TypeOf<typeof LoopJson>[]): Either<readonly string[], readonly Loop[]> => {
  const loops: Loop[] = []
  const depths: number[] = []
  for (const one of given) {
    const inner = one.nodes.flatMap(({ form }) => (form.tag === 'scan' ? [depths[form.loop] ?? 0] : []))
    const depth = 1 + inner.reduce((most, own) => Math.max(most, own), 0)
    const read: Either<readonly string[], Loop> =
      depth > deepest ? left([`is ${depth} loops deep, more than ${deepest}`]) : loopIn(one, loops)
    if (read._tag === 'Left') return left(read.left.map((sentence) => `loop ${loops.length}: ${sentence}`))
    loops.push(read.right)
    depths.push(depth)
  }
  return right(loops)
}

const reasonIn = (reason: t.TypeOf<typeof ReasonJson>): Reason =>
  reason.rule === 'contract' || reason.rule === 'move'
    ? { ...reason, summed: reason.summed.map(sizeIn) }
    : reason

const stepIn = (step: t.TypeOf<typeof StepJson>): GraphStep => ({
  ...step,
  contributions: step.contributions.map((one) => ({ ...one, reason: reasonIn(one.reason) })),
})

/** At most so many sentences; the first ones say enough. */
const reported = 20

const refusal = (sentences: readonly string[]): NonEmpty<CompileError> | undefined =>
  nonEmpty(sentences.slice(0, reported).map((sentence) => compileError('LBZ3004', `graph: ${sentence}`)))

/** Where the JSON is not what it should be; the value itself is not printed, it may be anything. */
const misplaced = ({ context }: t.ValidationError): string => {
  const path = context.flatMap(({ key, type }) => (key === '' || type.name.startsWith('(') ? [] : [key]))
  return `${path.length === 0 ? 'the document' : path.join('.')} is not what belongs there`
}

/** A graph as JSON that `fromJSON` reads back. */
export const toJSON = (graph: Graph): Json => encoded(graph)

/** A graph from JSON that was parsed and is not trusted. */
export const fromJSON = (json: unknown): Either<NonEmpty<CompileError>, Graph> => {
  const decoded = GraphJson.decode(json)
  if (E.isLeft(decoded)) return left(refusal([...new Set(decoded.left.map(misplaced))]) ?? unreadable)
  const { loops: givenLoops = [], nodes: given, inputs, outputs, derivation, assumed = [] } = decoded.right
  const loops = loopsIn(givenLoops)
  if (loops._tag === 'Left') return left(refusal(loops.left) ?? unreadable)
  const { nodes, wrong } = nodesIn(given, loops.right)
  const graph: Graph = {
    nodes,
    inputs,
    outputs,
    derivation: derivation.map(stepIn),
    assumed: assumed.map(sizeIn),
  }
  const refused = refusal(wrong.length > 0 ? wrong : validate(graph))
  return refused === undefined ? right(graph) : left(refused)
}

const unreadable: NonEmpty<CompileError> = [compileError('LBZ3004', 'graph: this is no graph')]

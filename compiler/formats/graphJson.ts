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
import type { Form, Row } from '../../src/Tensor.ts'
import type { CompileError } from '../CompileError.ts'
import { compileError } from '../CompileError.ts'
import type { Json } from './Json.ts'
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
])

const ReasonJson = t.union([
  t.strict({ rule: t.literal('elementwise'), op: t.string }),
  t.strict({ rule: t.literal('contract'), side: t.keyof({ left: null, right: null }), summed: list(Size) }),
  t.strict({ rule: t.literal('reduce'), monoid: t.string, axes: list(t.number) }),
  t.strict({ rule: t.literal('move'), summed: list(Size) }),
  t.strict({ rule: t.literal('reshape') }),
])

const PortJson = t.strict({ path: t.string, node: t.number })
const StepJson = t.strict({
  of: t.number,
  cotangent: t.number,
  contributions: list(t.strict({ user: t.number, operand: t.number, reason: ReasonJson, value: t.number })),
})

/** The format's name and version, and the graph. */
const GraphJson = t.strict({
  format: t.literal('leibniz.graph'),
  version: t.literal(1),
  nodes: list(t.strict({ form: FormJson, shape: list(Size), dtype: Dtype })),
  inputs: list(PortJson),
  outputs: list(PortJson),
  derivation: list(StepJson),
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

const formOut = (form: Form<NodeId>): t.TypeOf<typeof FormJson> => {
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
    case 'input':
    case 'contract':
    case 'reshape':
      return form
  }
}

const reasonOut = (reason: Reason): t.TypeOf<typeof ReasonJson> =>
  reason.rule === 'contract' || reason.rule === 'move'
    ? { ...reason, summed: reason.summed.map(sizeOut) }
    : reason

/** The graph as a value that `JSON.stringify` writes without loss. */
const encoded = ({ nodes, inputs, outputs, derivation }: Graph): GraphJson => ({
  format: 'leibniz.graph',
  version: 1,
  nodes: nodes.map(({ form, shape, dtype }) => ({ form: formOut(form), shape: shape.map(sizeOut), dtype })),
  inputs,
  outputs,
  derivation: derivation.map((step) => ({
    ...step,
    contributions: step.contributions.map((one) => ({ ...one, reason: reasonOut(one.reason) })),
  })),
})

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
const formIn = (form: t.TypeOf<typeof FormJson>, dtype: DType): Either<string, Form<NodeId>> => {
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
    case 'input':
    case 'contract':
    case 'reshape':
      return right(form)
  }
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
  const { nodes: given, inputs, outputs, derivation } = decoded.right
  const nodes: GraphNode[] = []
  const wrong: string[] = []
  given.forEach(({ form, shape, dtype }, id) => {
    const read = formIn(form, dtype)
    if (read._tag === 'Left') wrong.push(`%${id} ${read.left}`)
    else nodes.push({ form: read.right, shape: shape.map(sizeIn), dtype })
  })
  const graph: Graph = { nodes, inputs, outputs, derivation: derivation.map(stepIn) }
  const refused = refusal(wrong.length > 0 ? wrong : validate(graph))
  return refused === undefined ? right(graph) : left(refused)
}

const unreadable: NonEmpty<CompileError> = [compileError('LBZ3004', 'graph: this is no graph')]

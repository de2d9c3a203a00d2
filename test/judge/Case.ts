/**
 * A case: what a file of numbers says of one operation, a graph of them or a network.
 * Before it: nothing. After it: `programs.ts` and the judges beside it.
 * Invariant: a case that was read is whole: each tensor has as many elements as its shape says, each node's operands
 * are inputs or nodes before it, and what a case refers to by name is there.
 */
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { PathReporter } from 'io-ts/lib/PathReporter.js'
import type { Either } from '../../src/Either.ts'

const extents = t.readonlyArray(t.number)
const bounds = t.readonlyArray(t.union([t.number, t.null]))
const bound = t.union([t.number, t.null])

/** A number; JSON has no words for the three that are strings. */
const stored = t.union([t.number, t.literal('NaN'), t.literal('Infinity'), t.literal('-Infinity')])

const flat = t.readonly(
  t.type({
    dtype: t.keyof({ float32: null, int32: null, bool: null }),
    shape: extents,
    data: t.readonlyArray(stored),
  }),
)

const input = t.intersection([flat, t.readonly(t.type({ name: t.string })), t.partial({ role: t.string })])

const attributes = t.readonly(
  t.partial({
    axis: t.union([t.number, extents, t.null]),
    keepdims: t.boolean,
    ddof: t.number,
    exponent: t.number,
    slope: t.number,
    alpha: t.number,
    approximate: t.keyof({ none: null, tanh: null }),
    min: bound,
    max: bound,
    perm: extents,
    shape: extents,
    axes: extents,
    starts: bounds,
    stops: bounds,
    steps: bounds,
    pads: t.readonlyArray(t.tuple([t.number, t.number])),
    value: stored,
    depth: t.number,
    exclusive: t.boolean,
    reverse: t.boolean,
    reduction: t.keyof({ mean: null, sum: null, none: null }),
    margin: t.number,
    divide_by_classes: t.boolean,
    stride: t.tuple([t.number, t.number]),
    padding: t.tuple([t.number, t.number]),
    dilation: t.tuple([t.number, t.number]),
    kernel: t.tuple([t.number, t.number]),
    groups: t.number,
    count_include_pad: t.boolean,
    eps: t.number,
    causal: t.boolean,
    p: t.number,
    pieces: t.number,
    equation: t.string,
  }),
)

const node = t.readonly(
  t.type({ id: t.string, op: t.string, inputs: t.readonlyArray(t.string), attrs: attributes }),
)

const tolerance = t.readonly(t.type({ rtol: t.number, atol: t.number }))
const tensors = t.readonly(t.record(t.string, flat))
const common = t.type({ id: t.string, tol: tolerance, inputs: t.readonlyArray(input) })
const withLoss = t.type({ graph: t.type({ nodes: t.readonlyArray(node), loss: t.string }), loss: stored })
const judgedAt = t.partial({ upstream: flat, grads: tensors, gradientConvention: t.string })

const codecs = {
  op: t.intersection([
    common,
    judgedAt,
    t.type({ op: t.string, attrs: attributes, output: flat }),
    t.partial({ batchStats: t.type({ mean: flat, varBiased: flat, varUnbiased: flat }) }),
  ]),
  edge: t.intersection([
    common,
    judgedAt,
    t.type({ op: t.string, attrs: attributes, output: flat, firm: flat }),
    t.partial({ gradsFirm: tensors }),
  ]),
  graph: t.intersection([
    common,
    judgedAt,
    t.type({ graph: t.type({ nodes: t.readonlyArray(node), output: t.string }), output: flat }),
  ]),
  net: t.intersection([
    common,
    withLoss,
    t.type({
      trainTol: tolerance,
      values: tensors,
      grads: tensors,
      training: t.type({
        optimizer: t.string,
        options: t.readonly(t.record(t.string, t.unknown)),
        losses: t.readonlyArray(stored),
        finalParams: tensors,
      }),
    }),
  ]),
  second_order: t.intersection([
    common,
    t.type({
      theta: flat,
      loss: stored,
      gradient: flat,
      hessian: flat,
      hvp: t.readonlyArray(t.type({ v: flat, hv: flat })),
    }),
  ]),
  jvp: t.intersection([
    common,
    withLoss,
    t.type({ tangents: tensors, scores: flat, scoresJvp: flat, lossJvp: stored, hvp: tensors }),
  ]),
}

export type Stored = t.TypeOf<typeof stored>
export type Flat = t.TypeOf<typeof flat>
export type Input = t.TypeOf<typeof input>
export type Attributes = t.TypeOf<typeof attributes>
export type Node = t.TypeOf<typeof node>
export type Tolerance = t.TypeOf<typeof tolerance>
export type Flats = t.TypeOf<typeof tensors>

type Kinds = { readonly [K in keyof typeof codecs]: t.TypeOf<(typeof codecs)[K]> }

export type OpCase = Kinds['op']
export type EdgeCase = Kinds['edge']
export type GraphCase = Kinds['graph']
export type NetCase = Kinds['net']
export type SecondOrderCase = Kinds['second_order']
export type JvpCase = Kinds['jvp']

export type Case = { readonly [K in keyof Kinds]: { readonly kind: K; readonly is: Kinds[K] } }[keyof Kinds]

/** The case that a file's text is, or why it is none. */
export const read = (text: string): Either<string, Case> => {
  const json = parsed(text)
  if (E.isLeft(json)) return json
  const kind = t.type({ kind: t.keyof(codecs) }).decode(json.right)
  if (E.isLeft(kind)) return E.left(`its kind is none of ${Object.keys(codecs).join(', ')}`)
  const decoded = decode(kind.right.kind, json.right)
  if (E.isLeft(decoded)) return decoded
  const wrong = incomplete(decoded.right)
  return wrong === undefined ? decoded : E.left(wrong)
}

const parsed = (text: string): Either<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text)
    return E.right(value)
  } catch (error) {
    return E.left(error instanceof Error ? error.message : 'it is no JSON')
  }
}

const decode = (kind: Case['kind'], json: unknown): Either<string, Case> => {
  const read = <K extends Case['kind'], A>(
    codec: t.Type<A, unknown>,
    tag: K,
  ): Either<string, { readonly kind: K; readonly is: A }> => {
    const result = codec.decode(json)
    return E.isRight(result)
      ? E.right({ kind: tag, is: result.right })
      : E.left(PathReporter.report(result)[0] ?? 'it lacks a field')
  }
  switch (kind) {
    case 'op':
      return read(codecs.op, kind)
    case 'edge':
      return read(codecs.edge, kind)
    case 'graph':
      return read(codecs.graph, kind)
    case 'net':
      return read(codecs.net, kind)
    case 'second_order':
      return read(codecs.second_order, kind)
    case 'jvp':
      return read(codecs.jvp, kind)
  }
}

/** Why a case that has all fields is not whole. */
const incomplete = ({ kind, is }: Case): string | undefined => {
  const nodes = 'graph' in is ? is.graph.nodes : []
  const known = new Set(is.inputs.map(({ name }) => name))
  for (const { id, inputs } of nodes) {
    const missing = inputs.find((name) => !known.has(name))
    if (missing !== undefined) return `node ${id} takes ${missing}, which is no input and no node before it`
    known.add(id)
  }
  const params = new Set(is.inputs.map(({ name }) => name))
  const named = kind === 'second_order' ? [] : Object.keys(kind === 'jvp' ? is.tangents : (is.grads ?? {}))
  const absent = named.find((name) => !params.has(name))
  if (absent !== undefined) return `it differentiates by ${absent}, which is no input`
  return illFilled(is)
}

/** The first tensor of a record, at whatever depth, whose elements do not fill its shape. */
const illFilled = (record: object): string | undefined => {
  const open: (readonly [path: string, value: unknown])[] = Object.entries(record)
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, value] = next
    if (flat.is(value)) {
      const size = value.shape.reduce((product, extent) => product * extent, 1)
      if (size !== value.data.length)
        return `${path}: ${value.data.length} elements do not fill [${value.shape.join(', ')}]`
    } else if (typeof value === 'object' && value !== null)
      open.push(...Object.entries(value).map(([name, inner]) => [`${path}.${name}`, inner] as const))
  }
  return undefined
}

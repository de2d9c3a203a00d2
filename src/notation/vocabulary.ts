/**
 * The functions that a formula can call, under the names by which they are exported and those by which they are printed.
 * Before it: the chapters of `src/ops`. After it: `calls.ts`, `parse.ts`.
 * Invariant: an operand stands before the parameters that it is given, options stand last: conv2d(x, W, b, padding=1).
 */
import { elementwise, number, reduced, ruled, wrongDTypes } from '../construct.ts'
import type { Operand } from '../construct.ts'
import type { Monoid } from '../Monoid.ts'
import type { Op } from '../Op.ts'
import * as activation from '../ops/activation.ts'
import * as arithmetic from '../ops/arithmetic.ts'
import * as attention from '../ops/attention.ts'
import * as axes from '../ops/axes.ts'
import * as batchNorm from '../ops/batchNorm.ts'
import * as bits from '../ops/bits.ts'
import * as classLoss from '../ops/classLoss.ts'
import * as comparison from '../ops/comparison.ts'
import * as contraction from '../ops/contraction.ts'
import * as convolution from '../ops/convolution.ts'
import * as cumulative from '../ops/cumulative.ts'
import * as exponential from '../ops/exponential.ts'
import * as hyperbolic from '../ops/hyperbolic.ts'
import * as identity from '../ops/identity.ts'
import { monoids, operations } from '../ops/index.ts'
import * as indexing from '../ops/indexing.ts'
import * as joining from '../ops/joining.ts'
import * as logic from '../ops/logic.ts'
import * as loss from '../ops/loss.ts'
import * as matrices from '../ops/matrices.ts'
import * as movement from '../ops/movement.ts'
import * as normalisation from '../ops/normalisation.ts'
import { stated } from '../ops/operation.ts'
import * as pooling from '../ops/pooling.ts'
import * as ranges from '../ops/ranges.ts'
import * as rectifier from '../ops/rectifier.ts'
import * as reduction from '../ops/reduction.ts'
import * as rounding from '../ops/rounding.ts'
import * as slicing from '../ops/slicing.ts'
import * as sorting from '../ops/sorting.ts'
import * as special from '../ops/special.ts'
import * as statistics from '../ops/statistics.ts'
import * as trigonometry from '../ops/trigonometry.ts'
import { axesOf } from '../shape/axes.ts'
import type { Ruled, Shape } from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'

export type Options = Readonly<Record<string, unknown>>

/** One way to call a name. */
export interface Entry {
  /** How many operands it takes, at least and at most. */
  readonly least: number
  readonly most: number
  readonly options: readonly string[]
  readonly apply: (operands: readonly Operand[], options: Options) => unknown
}

type Callable = (...given: readonly unknown[]) => unknown

const chapters: readonly object[] = [
  activation,
  arithmetic,
  attention,
  axes,
  batchNorm,
  bits,
  classLoss,
  comparison,
  contraction,
  convolution,
  cumulative,
  exponential,
  hyperbolic,
  identity,
  indexing,
  joining,
  logic,
  loss,
  matrices,
  movement,
  normalisation,
  pooling,
  ranges,
  rectifier,
  reduction,
  rounding,
  slicing,
  sorting,
  special,
  statistics,
  trigonometry,
]

const isCallable = (value: unknown): value is Callable => typeof value === 'function'

const exported: ReadonlyMap<string, Callable> = new Map(
  chapters
    .flatMap((chapter) => Object.entries<unknown>({ ...chapter }))
    .flatMap(([name, value]): [string, Callable][] => (isCallable(value) ? [[name, value]] : [])),
)

const recordOf = (value: Callable): unknown => Reflect.get(value, 'op')

/** The function of a record, which takes its whole family: integers too. */
const functionOf = (op: Op): Callable =>
  [...exported.values()].find((value) => recordOf(value) === op) ??
  exported.get(op.family ?? op.name) ??
  stated<Callable>((...operands: readonly Operand[]) => elementwise(op, ...operands))

/** A number as a tensor, for what takes no numbers. */
export const tensorOf = (operand: Operand): AnyTensor =>
  typeof operand === 'number' ? number(operand) : operand

type Convention = (name: string, given: Callable) => Entry['apply']

/** f(a, b), numbers being operands too. */
const elementByElement: Convention = (_, f) => (operands) => f(...operands)

/** f(a, b) */
const plain: Convention = (_, f) => (operands) => f(...operands.map(tensorOf))

/** f(options)(x), and f(x) without options. */
const withOptions: Convention = (_, f) => (operands, options) => {
  const tensors = operands.map(tensorOf)
  if (Object.keys(options).length === 0) return f(...tensors)
  const applied = f(options)
  return isCallable(applied) ? applied(...tensors) : applied
}

/** f(options)(x), options in any case. */
const configured: Convention = (_, f) => (operands, options) => {
  const applied = f(options)
  return isCallable(applied) ? applied(...operands.map(tensorOf)) : applied
}

/** f(options)([a, b]) */
const ofSeveral: Convention = (_, f) => (operands, options) => {
  const applied = f(options)
  return isCallable(applied) ? applied(operands.map(tensorOf)) : applied
}

/** f(parameters)(x), and f(options, parameters)(x). */
const layer: Convention = (_, f) => (operands, options) => {
  const [x, ...parameters] = operands.map(tensorOf)
  const applied = Object.keys(options).length === 0 ? f(...parameters) : f(options, ...parameters)
  return isCallable(applied) ? applied(x) : applied
}

/** f(options, parameters)(x), options in any case. */
const configuredLayer: Convention = (_, f) => (operands, options) => {
  const [x, ...parameters] = operands.map(tensorOf)
  const applied = f(options, ...parameters)
  return isCallable(applied) ? applied(x) : applied
}

/** f(options) */
const described: Convention = (_, f) => (_operands, options) => f(options)

type Counts = readonly [least: number, most: number]

/** A name, how many operands it takes, its options. */
type Line = readonly [name: string, counts: number | Counts, options?: string]

const windows = 'stride dilation padding'
const losses = 'reduction'

/** How each exported function is called, by convention. */
const conventions: readonly (readonly [convention: Convention, lines: readonly Line[]])[] = [
  [
    elementByElement,
    [
      ['bitAnd', 2],
      ['bitOr', 2],
      ['bitXor', 2],
      ['bitNot', 1],
      ['shiftLeft', 2],
      ['shiftRight', 2],
      ['floorDiv', 2],
    ],
  ],
  [
    plain,
    [
      ['matmul', 2],
      ['dot', 2],
      ['outer', 2],
      ['diag', 1],
      ['trace', 1],
      ['selu', 1],
      ['silu', 1],
      ['logSigmoid', 1],
      ['softsign', 1],
      ['mish', 1],
      ['relu6', 1],
      ['hardTanh', 1],
      ['hardSigmoid', 1],
      ['globalAvgPool', 1],
      ['globalMaxPool', 1],
    ],
  ],
  [
    withOptions,
    [
      ['softmax', 1, 'axis'],
      ['logSoftmax', 1, 'axis'],
      ['leakyRelu', 1, 'slope'],
      ['elu', 1, 'alpha'],
      ['gelu', 1, 'approximate'],
      ['flatten', 1, 'from to'],
      ['flip', 1, 'axis'],
      ['squeeze', 1, 'axis'],
      ['tril', 1, 'diagonal'],
      ['triu', 1, 'diagonal'],
      ['sort', 1, 'axis descending'],
      ['argsort', 1, 'axis descending'],
      ['attention', [3, 4], 'causal scale'],
      ['crossEntropy', 2, `axis labelSmoothing ${losses}`],
      ['nll', 2, `axis ${losses}`],
      ['multiclassHinge', 2, `axis margin divideByClasses ${losses}`],
      ['mse', 2, losses],
      ['mae', 2, losses],
      ['huber', 2, `delta ${losses}`],
      ['hinge', 2, `margin ${losses}`],
      ['bce', 2, losses],
      ['bceWithLogits', 2, losses],
      ['kl', 2, losses],
      ['sum', 1, 'axis keepdims'],
      ['prod', 1, 'axis keepdims'],
      ['mean', 1, 'axis keepdims'],
      ['max', 1, 'axis keepdims'],
      ['min', 1, 'axis keepdims'],
      ['argmax', 1, 'axis keepdims'],
      ['argmin', 1, 'axis keepdims'],
      ['logSumExp', 1, 'axis keepdims'],
      ['any', 1, 'axis keepdims'],
      ['all', 1, 'axis keepdims'],
      ['countNonZero', 1, 'axis keepdims'],
      ['variance', 1, 'axis keepdims ddof'],
      ['std', 1, 'axis keepdims ddof'],
      ['norm', 1, 'axis keepdims'],
    ],
  ],
  [
    configured,
    [
      ['maxout', 1, 'pieces axis'],
      ['expandDims', 1, 'axis'],
      ['moveAxis', 1, 'from to'],
      ['swapAxes', 1, 'axes'],
      ['cumsum', 1, 'axis reverse exclusive'],
      ['cumprod', 1, 'axis reverse exclusive'],
      ['gather', 2, 'axis'],
      ['gatherElements', 2, 'axis'],
      ['scatterAdd', 3, 'axis'],
      ['oneHot', 1, 'depth'],
      ['tile', 1, 'repeats'],
      ['repeat', 1, 'axis times'],
      ['pad', 1, 'pads value'],
      ['roll', 1, 'axis shift'],
      ['clip', 1, 'min max'],
      ['maxPool', 1, `size ${windows}`],
      ['avgPool', 1, `size countIncludePad ${windows}`],
      ['adaptiveAvgPool', 1, 'size'],
      ['adaptiveMaxPool', 1, 'size'],
    ],
  ],
  [
    ofSeveral,
    [
      ['concat', [1, Infinity], 'axis'],
      ['stack', [1, Infinity], 'axis'],
    ],
  ],
  [
    layer,
    [
      ['linear', 3],
      ['affine', 3],
      ['embedding', 2],
      ['prelu', 2],
      ['conv1d', [2, 3], `groups ${windows}`],
      ['conv2d', [2, 3], `groups ${windows}`],
      ['conv3d', [2, 3], `groups ${windows}`],
      ['convTranspose1d', [2, 3], `groups outputPadding ${windows}`],
      ['convTranspose2d', [2, 3], `groups outputPadding ${windows}`],
      ['layerNorm', 3, 'epsilon'],
      ['rmsNorm', 2, 'epsilon'],
      ['instanceNorm', 3, 'epsilon'],
      ['batchNorm', 3, 'epsilon axis'],
    ],
  ],
  [configuredLayer, [['groupNorm', 3, 'groups epsilon']]],
  [
    described,
    [
      ['arange', 0, 'start stop step dtype'],
      ['linspace', 0, 'start stop count'],
    ],
  ],
]

/** What the formula says otherwise (x[0:3, :], w·x), or what gives several tensors. */
export const unspoken: readonly string[] = [
  'slice',
  'split',
  'batchStatistics',
  'batchNormInference',
  'topK',
  'within',
]

/** What has a form of its own: its operands are no tensors alone. */
export const spoken: readonly string[] = [
  'einsum',
  'reshape',
  'broadcastTo',
  'transpose',
  'full',
  'zeros',
  'eye',
  'cast',
]

const entryOf = (convention: Convention, [name, counts, options = '']: Line): readonly [string, Entry][] => {
  const f = exported.get(name)
  const [least, most] = typeof counts === 'number' ? [counts, counts] : counts
  const names = options.split(' ').filter((option) => option !== '')
  return f === undefined ? [] : [[name, { least, most, options: names, apply: convention(name, f) }]]
}

const ofRecord = (name: string, op: Op): readonly [string, Entry] => [
  name,
  { least: op.arity, most: op.arity, options: [], apply: elementByElement(name, functionOf(op)) },
]

const placeholders = ['\u0001', '\u0002', '\u0003'] as const

/** The name by which a record prints its call, or the signs that enclose its operand. */
const printedName = ({ notation, arity }: Op): string | undefined =>
  new RegExp(`^([^(]+)\\(${placeholders.slice(0, arity).join(', ')}\\)$`, 'u').exec(
    notation.text(...placeholders.slice(0, arity)),
  )?.[1]

const isRecord = (op: Op): boolean => op.family !== 'cast' && op.notation.algebra !== 'itself'

const records = [...operations.values()].filter(isRecord)

/** Folds with the monoid of a text that takes the operand. */
export const foldedBy = (text: string, x: AnyTensor, given: readonly number[] | undefined): AnyTensor => {
  const rule = (shape: Shape): Ruled<readonly number[]> => axesOf(text, given ?? [...shape.keys()], shape)
  return ruled(text, [x], rule, (found) => {
    const monoid = monoids.find((one) => one.notation.text === text && one.result(x.dtype) !== undefined)
    return monoid === undefined ? wrongDTypes(text, [x]) : reduced(monoid, x, found)
  })
}

const folding = ({ notation: { text } }: Monoid): readonly [string, Entry] => [
  text,
  {
    least: 1,
    most: 1,
    options: [],
    apply: ([x = 0]) => foldedBy(text, tensorOf(x), undefined),
  },
]

const all: readonly (readonly [string, Entry])[] = [
  ...conventions.flatMap(([convention, lines]) => lines.flatMap((line) => entryOf(convention, line))),
  ...records.flatMap((op) => {
    const name = [...exported].find(([, value]) => recordOf(value) === op)?.[0]
    return name === undefined ? [] : [ofRecord(name, op)]
  }),
  ...records.flatMap((op) => {
    const name = printedName(op)
    return name === undefined ? [] : [ofRecord(name, op)]
  }),
  ...monoids.map(folding),
]

/** The ways to call each name. */
const entries: ReadonlyMap<string, readonly Entry[]> = (() => {
  const found = new Map<string, Entry[]>()
  for (const [name, entry] of all) {
    const known = found.get(name) ?? []
    if (!known.some(({ least, most }) => least <= entry.least && entry.most <= most)) known.push(entry)
    found.set(name, known)
  }
  return found
})()

export const entriesOf = (name: string): readonly Entry[] => entries.get(name) ?? []

/** Every name that can be called. */
export const functionNames: readonly string[] = [...entries.keys(), ...spoken, 'scatter', 'index']

/** The signs and words of folds that print as they are typed. */
export const foldSigns: ReadonlySet<string> = new Set(monoids.map(({ notation }) => notation.text))

/** Whether a word folds over axes. */
export const isFold = (word: string): boolean =>
  foldSigns.has(word) || entriesOf(word).some(({ options }) => options.includes('keepdims'))

/** The function of the operation or family that prints a sign. */
export const operationNamed = (name: string): ((...operands: readonly Operand[]) => AnyTensor) => {
  const record = [...operations.values()].find((op) => (op.family ?? op.name) === name)
  const f = exported.get(name) ?? (record === undefined ? undefined : functionOf(record))
  return (...operands) => {
    const found: unknown = f?.(...operands)
    return isTensor(found) ? found : wrongDTypes(name, operands.filter(isTensor))
  }
}

/** What stands before an operand, or around it, and the function that it is: √ | ⌊ ⌈ ¬ −. */
export const prefixes: ReadonlyMap<string, (operand: Operand) => AnyTensor> = new Map(
  records.flatMap((op): [string, (operand: Operand) => AnyTensor][] => {
    const [, sign] =
      op.arity === 1 ? (/^([−¬√|⌊⌈])\(?\u0001/u.exec(op.notation.text(placeholders[0])) ?? []) : []
    return sign === undefined ? [] : [[sign, operationNamed(op.family ?? op.name)]]
  }),
)

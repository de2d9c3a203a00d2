/**
 * The functions that a formula can call, under the names by which they are exported and those by which they are printed.
 * Before it: the chapters of `src/ops`. After it: `calls.ts`, `parse.ts`.
 * Invariant: an operand stands before the parameters that it is given, options stand last: conv2d(x, W, b, padding=1).
 */
import { elementwise, reduced, ruled, wrongDTypes } from '../construct.ts'
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
import { conventions, elementByElement, isCallable, tensorOf } from './conventions.ts'
import type { Callable, Convention, Entry, Line } from './conventions.ts'

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

const placeholders = ['⁂', '※', '⁑'] as const

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
    const [, sign] = op.arity === 1 ? (/^([−¬√|⌊⌈])\(?⁂/u.exec(op.notation.text(placeholders[0])) ?? []) : []
    return sign === undefined ? [] : [[sign, operationNamed(op.family ?? op.name)]]
  }),
)

/**
 * What calls mean: functions of the vocabulary, and those whose operands are no tensors alone.
 * Before it: `Reading.ts`, `vocabulary.ts`. After it: `elaborate.ts`.
 * Invariant: an option that a function does not have, and an operand too many, are refused and never dropped.
 */
import { dtypes } from '../DType.ts'
import { full } from '../ops/constants.ts'
import { einsum } from '../ops/contraction.ts'
import { eye } from '../ops/matrices.ts'
import { broadcastTo, reshape, transpose } from '../ops/movement.ts'
import { stated } from '../ops/operation.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import type { Entry, Options } from './conventions.ts'
import { converted } from './conversions.ts'
import { refusal, unreadable } from './FormulaError.ts'
import { nearest } from './nearest.ts'
import { gatherIn, scatterIn } from './picks.ts'
import { brief } from './Reader.ts'
import { wrong } from './Reading.ts'
import type { Reading, Readings } from './Reading.ts'
import type { Form, Place } from './Syntax.ts'
import { entriesOf, functionNames } from './vocabulary.ts'

type Call = Extract<Form, { readonly tag: 'call' }>

type Meaning = (readings: Readings, place: Place, call: Call) => Reading

export const call: Meaning = (readings, place, form) => {
  const own = special.get(form.name)
  if (own !== undefined && (own.wants === undefined || own.wants(form)))
    return own.meaning(readings, place, form)
  const { at: where } = readings.part(place)
  const entries = entriesOf(form.name)
  if (entries.length === 0) return readings.refuse(unknown(form.name, where))
  const entry = entries.find(
    ({ least, most }) => least <= form.operands.length && form.operands.length <= most,
  )
  if (entry === undefined)
    return readings.refuse(
      unreadable(where, `${form.name} takes ${countsOf(entries)}, not ${form.operands.length}`),
    )
  const options = optionsOf(readings, form, entry.options)
  const operands = form.operands.map((operand) => readings.operand(operand))
  return options === undefined || !operands.every((operand) => operand !== undefined)
    ? wrong
    : readings.made(place, entry.apply(operands, options))
}

const unknown = (name: string, where: number) => {
  const suggestion = nearest(name, functionNames)
  return refusal(
    'LBZ1041',
    where,
    `no function is called ${brief(name)}${suggestion === undefined ? '' : `; the nearest is ${suggestion}`}`,
    'A product is written a·b; a name before ( is a function.',
  )
}

const countsOf = (entries: readonly Entry[]): string => {
  const counts = entries.map(({ least, most }) =>
    least === most ? String(least) : most === Infinity ? `${least} or more` : `${least} to ${most}`,
  )
  return `${counts.join(' or ')} ${counts.join() === '1' ? 'operand' : 'operands'}`
}

/** The options of a call, or undefined where one is none of the function's. */
const optionsOf = (
  readings: Readings,
  { name, options }: Call,
  allowed: readonly string[],
): Options | undefined => {
  const found = new Map<string, unknown>()
  for (const option of options) {
    const suggestion = nearest(option.name, allowed)
    if (!allowed.includes(option.name) || found.has(option.name)) {
      readings.refuse(
        found.has(option.name)
          ? unreadable(option.at, `the option ${option.name} stands twice`)
          : refusal(
              'LBZ1041',
              option.at,
              `${name} has no option ${option.name}${suggestion === undefined ? '' : `; the nearest is ${suggestion}`}`,
              allowed.length === 0 ? 'It has none.' : `It has ${allowed.join(', ')}.`,
            ),
      )
      return undefined
    }
    const value = optionOf(readings, option.value)
    if (value === undefined) {
      readings.refuse(
        unreadable(
          readings.part(option.value).at,
          `this is no value of an option`,
          'An option is a number, a size, a list of them, true, false, or a word.',
        ),
      )
      return undefined
    }
    found.set(option.name, value)
  }
  return Object.fromEntries(found)
}

const optionOf = (readings: Readings, place: Place): unknown => {
  const { operand, nested, option } = readings.of(place)
  if (typeof operand === 'number') return operand
  const size = readings.size(place)
  return size ?? option ?? nested
}

/** A call whose operands are no tensors alone. */
interface Special {
  readonly meaning: Meaning
  /** Whether it is that and not the function of the same name. */
  readonly wants?: (form: Call) => boolean
}

/** A meaning of a number of operands and some options. */
const of =
  (
    least: number,
    most: number,
    allowed: readonly string[],
    meaning: (readings: Readings, places: readonly Place[], options: Options) => AnyTensor | undefined,
  ): Meaning =>
  (readings, place, form) => {
    if (form.operands.length < least || form.operands.length > most) {
      const counts = countsOf([{ least, most, options: [], apply: () => undefined }])
      return readings.refuse(
        unreadable(readings.part(place).at, `${form.name} takes ${counts}, not ${form.operands.length}`),
      )
    }
    const options = optionsOf(readings, form, allowed)
    const made = options === undefined ? undefined : meaning(readings, form.operands, options)
    return made === undefined ? wrong : readings.made(place, made)
  }

const shaped =
  (move: (shape: Shape) => (x: AnyTensor) => AnyTensor) =>
  (readings: Readings, [first = 0, second = 0]: readonly Place[]): AnyTensor | undefined => {
    const x = readings.tensor(first)
    const shape = readings.shape(second)
    return x === undefined || shape === undefined ? undefined : move(shape)(x)
  }

const reshapeTo: (shape: Shape) => (x: AnyTensor) => AnyTensor = stated(reshape)
const broadcastInto: (shape: Shape) => (x: AnyTensor) => AnyTensor = stated(broadcastTo)
const transposeBy: (options: { readonly axes: unknown }) => (x: AnyTensor) => AnyTensor = stated(transpose)
const transposeAll: (x: AnyTensor) => AnyTensor = stated(transpose)
const contracted: (equation: string, ...operands: readonly AnyTensor[]) => AnyTensor = stated(einsum)
const identity: (rows: unknown, columns?: unknown) => AnyTensor = stated(eye)

const transposed = (
  readings: Readings,
  [first = 0, second]: readonly Place[],
  options: Options,
): AnyTensor | undefined => {
  const x = readings.tensor(first)
  const axes = second === undefined ? options['axes'] : optionOf(readings, second)
  if (x === undefined) return undefined
  return axes === undefined ? transposeAll(x) : transposeBy({ axes })(x)
}

const summedBy: Meaning = (readings, place, { operands: [first, ...others] }) => {
  const equation = first === undefined ? undefined : readings.part(first).form
  if (equation?.tag !== 'text')
    return readings.refuse(
      unreadable(readings.part(place).at, 'einsum takes an equation first: einsum("ij,jk->ik", a, b)'),
    )
  const tensors = others.map((other) => readings.tensor(other))
  return tensors.every((tensor) => tensor !== undefined)
    ? readings.made(place, contracted(equation.value, ...tensors))
    : wrong
}

const filledWith = (readings: Readings, [first = 0, second]: readonly Place[]): AnyTensor | undefined => {
  const shape = readings.shape(first)
  const value = second === undefined ? 0 : readings.operand(second)
  if (shape === undefined || value === undefined) return undefined
  if (typeof value === 'number') return full(shape, value)
  readings.refuse(unreadable(readings.part(second ?? first).at, 'the value is a number'))
  return undefined
}

const eyeOf = (readings: Readings, places: readonly Place[]): AnyTensor | undefined => {
  const sizes = places.flatMap((place) => readings.shape(place) ?? [])
  return sizes.length === places.length || sizes.length === 2 ? identity(sizes[0], sizes[1]) : undefined
}

const special: ReadonlyMap<string, Special> = new Map<string, Special>([
  ['reshape', { meaning: of(2, 2, [], shaped(reshapeTo)) }],
  ['broadcastTo', { meaning: of(2, 2, [], shaped(broadcastInto)) }],
  ['transpose', { meaning: of(1, 2, ['axes'], transposed) }],
  ['einsum', { meaning: summedBy }],
  ['full', { meaning: of(2, 2, [], filledWith) }],
  ['zeros', { meaning: of(1, 1, [], filledWith) }],
  ['eye', { meaning: of(1, 2, [], eyeOf) }],
  ['gather', { meaning: gatherIn, wants: ({ options }) => options.some(({ name }) => name === 'batch') }],
  ['scatter', { meaning: scatterIn }],
  ...dtypes.map((dtype): [string, Special] => [dtype, { meaning: converted(dtype) }]),
])

/** Whether a name can be called. */
export const isFunction = (name: string): boolean => special.has(name) || entriesOf(name).length > 0

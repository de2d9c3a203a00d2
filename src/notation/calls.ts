/**
 * What calls mean: functions of the vocabulary, and those whose operands are no tensors alone.
 * Before it: `Reading.ts`, `vocabulary.ts`. After it: `elaborate.ts`.
 * Invariant: an option that a function does not have, and an operand too many, are refused and never dropped.
 */
import { data, extentValue, gathered, number, ruled, scattered, wrongDTypes } from '../construct.ts'
import type { Operand } from '../construct.ts'
import { allocate, dtypes } from '../DType.ts'
import type { DType } from '../DType.ts'
import { cast } from '../ops/cast.ts'
import type { Nested } from '../ops/constants.ts'
import { full } from '../ops/constants.ts'
import { einsum } from '../ops/contraction.ts'
import { eye } from '../ops/matrices.ts'
import { broadcastTo, reshape, transpose } from '../ops/movement.ts'
import { stated } from '../ops/operation.ts'
import { refuse, same, show } from '../Shape.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import { refusal, unreadable } from './FormulaError.ts'
import { nearest } from './nearest.ts'
import { constantOf, wrong } from './Reading.ts'
import type { Reading, Readings } from './Reading.ts'
import type { Form, Place } from './Syntax.ts'
import { entriesOf, functionNames } from './vocabulary.ts'
import type { Entry, Options } from './vocabulary.ts'

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
    `no function is called ${name}${suggestion === undefined ? '' : `; the nearest is ${suggestion}`}`,
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
const castTo: (dtype: DType) => (x: AnyTensor) => AnyTensor = stated(cast)
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

/** The batch axes of a gather or a scatter. */
const batchOf = (readings: Readings, { options }: Call): number | undefined => {
  const option = options.find(({ name }) => name === 'batch')
  const batch = option === undefined ? 0 : readings.size(option.value)
  return typeof batch === 'number' && batch >= 0 ? batch : undefined
}

const agree = (
  operation: string,
  a: Shape,
  b: Shape,
  least: number,
  build: () => AnyTensor,
  operands: readonly AnyTensor[],
): AnyTensor => {
  const rule = (): Ruled =>
    a.length >= least && b.length >= least && same(a.slice(0, least), b.slice(0, least))
      ? { _tag: 'Right', right: a }
      : refuse('LBZ1020', `${operation}: an index of ${show(b)} for ${show(a)}`)
  return ruled(operation, operands, rule, build)
}

const gatherIn: Meaning = (readings, place, form) => {
  const [x, index] = [form.operands[0], form.operands[1]].map((operand) =>
    operand === undefined ? undefined : readings.tensor(operand),
  )
  const batch = batchOf(readings, form)
  if (x === undefined || index === undefined || batch === undefined)
    return readings.refuse(unreadable(readings.part(place).at, 'this is gather(x, index, batch=1)'))
  if (x.shape.length <= batch)
    return readings.refuse(
      refusal('LBZ1009', readings.part(place).at, `gather: ${show(x.shape)} has no axis behind ${batch}`),
    )
  return readings.made(
    place,
    agree('gather', x.shape, index.shape, batch, () => gathered(x, index, batch), [x, index]),
  )
}

/** scatter(updates, index, size, batch=1) */
const scatterIn: Meaning = (readings, place, form) => {
  const [updates, index] = [form.operands[0], form.operands[1]].map((operand) =>
    operand === undefined ? undefined : readings.tensor(operand),
  )
  const size = form.operands[2] === undefined ? undefined : readings.size(form.operands[2])
  const batch = batchOf(readings, form)
  if (updates === undefined || index === undefined || size === undefined || batch === undefined)
    return readings.refuse(unreadable(readings.part(place).at, 'this is scatter(updates, index, size)'))
  if (updates.dtype !== 'f32') return readings.made(place, wrongDTypes('scatter', [updates, index]))
  if (index.shape.length < batch)
    return readings.refuse(
      refusal(
        'LBZ1009',
        readings.part(place).at,
        `scatter: ${show(index.shape)} has fewer axes than ${batch}`,
      ),
    )
  return readings.made(
    place,
    agree(
      'scatter',
      updates.shape,
      index.shape,
      index.shape.length,
      () => scattered(updates, index, size, batch),
      [updates, index],
    ),
  )
}

const isOf = (dtype: DType, value: number): boolean => {
  const array = allocate(dtype, 1)
  array[0] = value
  return dtype === 'f32' || (array[0] === value && (dtype !== 'bool' || value <= 1))
}

/** Numbers as they are in the dtype: none where one of them is none of it. */
const literal = (dtype: DType, nested: Nested): AnyTensor | undefined => {
  const { form, shape } = constantOf(nested)
  if (form.tag === 'invalid' || shape.length > 16) return undefined
  let values: readonly Nested[] = [nested]
  for (let k = 0; k < shape.length; k++)
    values = values.flatMap((row) => (typeof row === 'number' ? [] : row))
  const numbers = values.filter((value) => typeof value === 'number')
  if (!numbers.every((value) => isOf(dtype, value))) return undefined
  const array = allocate(dtype, numbers.length)
  array.set(numbers)
  return data(array, shape)
}

/** i32(x); numbers and sizes are what they are in the dtype. */
const converted =
  (dtype: DType): Meaning =>
  (readings, place, form) => {
    const [only] = form.operands
    if (only === undefined || form.operands.length > 1 || form.options.length > 0)
      return readings.refuse(unreadable(readings.part(place).at, `${dtype} takes 1 operand`))
    const { nested, operand } = readings.of(only)
    const size = readings.size(only)
    const own = nested === undefined ? ofNumber(dtype, operand) : literal(dtype, nested)
    if (own !== undefined) return readings.made(place, own)
    if (typeof size === 'object' && dtype !== 'bool')
      return { ...readings.made(place, extentValue(size, dtype)) }
    const x = readings.tensor(only)
    return x === undefined ? wrong : readings.made(place, castTo(dtype)(x))
  }

const ofNumber = (dtype: DType, operand: Operand | undefined): AnyTensor | undefined =>
  typeof operand === 'number' && isOf(dtype, operand) ? number(operand, dtype) : undefined

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

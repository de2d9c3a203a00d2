/**
 * Options first, where there are any: before the data of an operation, or before the parameters of a layer.
 * Before it: `operation.ts`. After it: every operation that takes options.
 * Invariant: a record that is no tensor is options; anything else is data, of which the rule of the operation speaks.
 * Options that are missing or of another kind are a mistake of the application, never an exception.
 */
import { either as E } from 'fp-ts'
import { invalid } from '../construct.ts'
import { isExtent } from '../Extent.ts'
import { refuse } from '../Shape.ts'
import type { Ruled } from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import { isRecord } from '../Tree.ts'
import { stated } from './operation.ts'

/** What an option can be, and in words. */
interface Kind {
  readonly words: string
  readonly includes: (value: unknown) => boolean
}

const listOf =
  (includes: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every((one) => includes(one))

const isNumber = (value: unknown): value is number => typeof value === 'number'
const areNumbers = listOf(isNumber)

const number: Kind = { words: 'a number', includes: isNumber }
const numbers: Kind = { words: 'a list of numbers', includes: areNumbers }
const sides: Kind = {
  words: 'a number or a list of numbers',
  includes: (value) => isNumber(value) || areNumbers(value),
}
const flag: Kind = { words: 'true or false', includes: (value) => typeof value === 'boolean' }
const extent: Kind = { words: 'an extent', includes: isExtent }
const extents: Kind = { words: 'a list of extents', includes: listOf(isExtent) }

const isPair = (value: unknown): boolean => areNumbers(value) && Array.isArray(value) && value.length === 2
const pairs: Kind = { words: 'a list of pairs of numbers', includes: listOf(isPair) }

const oneOf = (...words: readonly string[]): Kind => ({
  words: `one of ${words.join(', ')}`,
  includes: (value) => words.some((word) => word === value),
})

const isPadding = (value: unknown): boolean =>
  value === 'same' ||
  value === 'valid' ||
  isNumber(value) ||
  listOf((side) => isNumber(side) || isPair(side))(value)

/** Every option of every operation: one name is one kind of thing everywhere. */
const kinds: ReadonlyMap<string, Kind> = new Map(
  Object.entries({
    alpha: number,
    approximate: oneOf('none', 'tanh'),
    axes: numbers,
    axis: sides,
    causal: flag,
    count: extent,
    countIncludePad: flag,
    ddof: number,
    classes: extent,
    deviation: number,
    delta: number,
    depth: extent,
    descending: flag,
    diagonal: number,
    dilation: sides,
    divideByClasses: flag,
    dtype: oneOf('f32', 'i32'),
    epsilon: number,
    exclusive: flag,
    from: sides,
    groups: number,
    index: number,
    k: number,
    keepdims: flag,
    labelSmoothing: number,
    margin: number,
    max: number,
    min: number,
    outputPadding: sides,
    padding: { words: 'a padding', includes: isPadding },
    pads: pairs,
    parts: number,
    pieces: number,
    rate: number,
    reduction: oneOf('mean', 'sum', 'none'),
    repeats: extents,
    reverse: flag,
    scale: number,
    shift: number,
    size: sides,
    sizes: extents,
    slope: number,
    start: extent,
    step: number,
    stop: extent,
    stride: sides,
    times: extent,
    to: sides,
    value: number,
  }),
)

/** The options of which the wanted ones are there and each is of its kind, or null where it may be. */
export const optionsOf = (
  operation: string,
  given: unknown,
  wanted: readonly string[],
  open: readonly string[] = [],
): Ruled<Readonly<Record<string, unknown>>> => {
  const wrong = (what: string) => refuse('LBZ1036', `${operation}: ${what}`)
  if (!isRecord(given)) return wrong('options are not a record')
  const missing = wanted.find((name) => given[name] === undefined)
  if (missing !== undefined) return wrong(`the option ${missing} is missing`)
  for (const [name, value] of Object.entries(given)) {
    const kind = value === null && open.includes(name) ? undefined : kinds.get(name)
    if (kind !== undefined && value !== undefined && !kind.includes(value))
      return wrong(`the option ${name} is not ${kind.words}`)
  }
  return E.right(given)
}

/** What is built of options; the mistake in its place where they are wrong. */
const built = <A>(
  operation: string,
  given: unknown,
  wanted: readonly string[],
  build: () => A,
  operands: readonly unknown[],
): A | AnyTensor => {
  const checked = optionsOf(operation, given, wanted)
  return E.isRight(checked)
    ? build()
    : invalid(checked.left.code, operation, checked.left.sentence, operands.flat().filter(isTensor))
}

/** A tensor that options alone say. */
export const described = <F, O extends object>(
  operation: string,
  wanted: readonly (keyof O & string)[],
  build: (options: O) => AnyTensor,
): F => stated((options: O) => built(operation, options, wanted, () => build(options), []))

const alone = (mistake: AnyTensor): unknown => mistake

/** A function that takes options, some of which it wants, then perhaps parameters, then data. */
export const configured = <F, O extends object, P extends readonly unknown[], T extends readonly unknown[]>(
  operation: string,
  wanted: readonly (keyof O & string)[],
  apply: (options: O, ...parameters: P) => (...data: T) => unknown,
  spoiled: (mistake: AnyTensor) => unknown = alone,
): F =>
  stated((options: O, ...parameters: P) => (...data: T): unknown => {
    const checked = optionsOf(operation, options, wanted)
    if (E.isRight(checked)) return apply(options, ...parameters)(...data)
    const operands: readonly unknown[] = [...parameters, ...data]
    return spoiled(
      invalid(checked.left.code, operation, checked.left.sentence, operands.flat().filter(isTensor)),
    )
  })

/** Whether options stand alone. */
const areOptions = <O extends object>(given: readonly unknown[]): given is readonly [O] =>
  given.length === 1 && isRecord(given[0])

/** A function of tensors: with options first, or at once. */
export const withOptions = <F, O extends object, T extends readonly unknown[]>(
  operation: string,
  apply: (options: Partial<O>, ...data: T) => AnyTensor,
): F =>
  stated((...given: readonly [O] | T): unknown =>
    areOptions<O>(given)
      ? (...data: T) => built(operation, given[0], [], () => apply(given[0], ...data), data)
      : apply({}, ...given),
  )

/** Options or a parameter, then parameters. */
type OptionsFirst<O extends object> = readonly (O | AnyTensor)[]

/** A layer: perhaps options, then its parameters, at least as many, then data. */
export const withParameters = <F, O extends object>(
  operation: string,
  least: number,
  apply: (options: Partial<O>, tensors: readonly AnyTensor[], x: AnyTensor) => AnyTensor,
): F =>
  stated((...given: OptionsFirst<O>) => (x: AnyTensor) => {
    const [first, ...rest] = given
    const [options, parameters] = isRecord(first) ? [first, rest] : [{}, given]
    const tensors = parameters.filter(isTensor)
    const operands = [...tensors, x]
    if (tensors.length < Math.max(least, parameters.length))
      return invalid(
        'LBZ1014',
        operation,
        `${operation}: a parameter is not a tensor`,
        operands.filter(isTensor),
      )
    return built(operation, options, [], () => apply(options, tensors, x), operands)
  })

/**
 * What each part of a formula means, parts before what they are parts of.
 * Before it: `Syntax.ts`, `Reading.ts`, and the files that say what products, brackets and calls mean. After it: `parse.ts`.
 * Invariant: every tensor is made by the constructors of `src/ops`; a mistake of theirs is reported at the part whose
 * application made it, once.
 */
import type { Operand } from '../construct.ts'
import { extentValue } from '../construct.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import type { Nested } from '../ops/constants.ts'
import { exp2 } from '../ops/exponential.ts'
import { transpose } from '../ops/movement.ts'
import { stated } from '../ops/operation.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as affine from './affine.ts'
import type { Affine } from './affine.ts'
import { call } from './calls.ts'
import { element, map, positions } from './elements.ts'
import { refusal, unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import { nearest } from './nearest.ts'
import { infixes } from './operators.ts'
import { product } from './products.ts'
import { literalOf, wrong } from './Reading.ts'
import type { Reading, Readings } from './Reading.ts'
import type { Form, Place } from './Syntax.ts'
import { raised } from './tokens.ts'
import { entriesOf, foldedBy, foldSigns, operationNamed, prefixes, tensorOf } from './vocabulary.ts'

/** What names stand for. */
export interface Scope {
  /** Inputs and definitions. */
  readonly tensor: (name: string) => AnyTensor | undefined
  /** Whether a size is called that. */
  readonly isSize: (name: string) => boolean
  /** The names of tensors, for suggestions. */
  readonly names: () => readonly string[]
}

type Of<T extends Form['tag']> = Extract<Form, { readonly tag: T }>

export const reading = (readings: Readings, scope: Scope, place: Place): Reading => {
  const { form, at } = readings.part(place)
  switch (form.tag) {
    case 'number':
      return { operand: form.value, ...sized(form.value) }
    case 'name':
      return named(scope, form, at)
    case 'text':
      return {
        option: form.value,
        lacking: () => unreadable(at, 'a text is no operand', 'Texts are equations of einsum, and options.'),
      }
    case 'group':
      return grouped(readings.of(form.operand))
    case 'sum':
      return sum(readings, place, form)
    case 'product':
      return multiplied(readings, place, form)
    case 'infix':
      return infix(readings, place, form)
    case 'prefix':
      return prefix(readings, place, form)
    case 'transposed':
      return transposed(readings, place, form)
    case 'fold':
      return fold(readings, place, form)
    case 'list':
      return list(readings, form.items, at)
    case 'extents':
      return extents(readings, form.sizes, at)
    case 'call':
      return call(readings, place, form)
    case 'positions':
      return positions(readings, place, form)
    case 'element':
      return element(readings, place, form)
    case 'map':
      return map(readings, place, form)
  }
}

const sized = (value: Extent): Pick<Reading, 'affine'> => {
  const found = affine.ofExtent(value)
  return found === undefined ? {} : { affine: found }
}

const constants: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ['pi', { operand: Math.PI }],
  ['π', { operand: Math.PI }],
  ['inf', { operand: Infinity }],
])

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

/** The axis of i₀, i₁ …, or undefined. */
const letterOf = (name: string): number | undefined => {
  const [, digits, ascii] = /^i(?:([₀-₉]+)|_(\d+))$/u.exec(name) ?? []
  const text = ascii ?? (digits === undefined ? undefined : raised(digits))
  return text === undefined ? undefined : Number(text)
}

const named = (scope: Scope, { name, quoted }: Of<'name'>, at: number): Reading => {
  const option = quoted ? name : (flags.get(name) ?? name)
  const size = scope.isSize(name)
  const own = size ? sized({ name, terms: [{ coefficient: 1, factors: [name] }] }) : {}
  const tensor = scope.tensor(name)
  if (tensor !== undefined) return { operand: tensor, option, ...own }
  if (size) return { operand: extentValue(extent.dim(name)), option, ...own }
  if (quoted) return { option, lacking: () => unknown(scope, name, at) }
  const letter = letterOf(name)
  if (letter !== undefined)
    return {
      affine: affine.ofLetter(letter),
      lacking: () =>
        unreadable(
          at,
          `${name} is a position`,
          'Positions stand in x[i₀ + 1 over 3; else 0] and in index(i₀ over 3).',
        ),
    }
  const plain = raised(name)
  const indexed = plain === name ? undefined : scope.tensor(plain)
  if (indexed !== undefined) return { operand: indexed, option }
  if (name.endsWith('.T')) return transposedName(scope, name, at)
  const shape = name === 'scalar' ? { shape: [] } : {}
  return constants.get(name) ?? { option, ...shape, lacking: () => unknown(scope, name, at) }
}

const transposedName = (scope: Scope, name: string, at: number): Reading => {
  const tensor = scope.tensor(name.slice(0, -2))
  return tensor === undefined
    ? { lacking: () => unknown(scope, name.slice(0, -2), at) }
    : turned(tensor, () => tooMany(at))
}

const unknown = (scope: Scope, name: string, at: number): Refusal => {
  const names = scope.names()
  const suggestion = nearest(name, names)
  const own = name === 'e' ? 'eˣ is exp(x).' : undefined
  const listed = names.slice(0, 12).join(', ') + (names.length > 12 ? ' …' : '')
  return refusal(
    'LBZ1041',
    at,
    `no input is called ${name}${suggestion === undefined ? '' : `; the nearest is ${suggestion}`}`,
    own ?? (names.length === 0 ? 'There are no inputs.' : `Known names: ${listed}.`),
  )
}

/** In parentheses a condition is a factor like others. */
const grouped = (inner: Reading): Reading =>
  inner.condition === undefined ? inner : { ...inner, condition: undefined }

const withAffine = (
  found: Reading,
  parts: readonly (Affine | undefined)[],
  combine: (a: Affine, b: Affine) => Affine | undefined,
): Reading => {
  const all = parts.reduce((a, b) => (a === undefined || b === undefined ? undefined : combine(a, b)))
  return all === undefined ? found : { ...found, affine: all }
}

/** Whether a reading may be no operand, being a position. */
const isPosition = ({ operand, affine: own }: Reading): boolean => operand === undefined && own !== undefined

/** Only the affine value of parts of which some are positions. */
const sum = (readings: Readings, place: Place, { terms, signs }: Of<'sum'>): Reading => {
  const parts = terms.map((term) => readings.of(term))
  let all: Affine | undefined = parts[0]?.affine
  parts.slice(1).forEach(({ affine: next }, k) => {
    all = all === undefined || next === undefined ? undefined : affine.added(all, next, signs[k + 1] ?? 1)
  })
  const own = all === undefined ? {} : { affine: all }
  if (all !== undefined && parts.some(isPosition)) return { ...own, ...lacking(readings, terms) }
  const operands = terms.map((term) => readings.operand(term))
  if (!operands.every((operand) => operand !== undefined)) return wrong
  return { ...totalled(readings, place, operands, signs), ...own }
}

/** Why a combination of positions is no operand. */
const lacking = (readings: Readings, parts: readonly Place[]): Pick<Reading, 'lacking'> => {
  const found = parts.map((part) => readings.of(part)).find(isPosition)?.lacking
  return found === undefined ? {} : { lacking: found }
}

const multiplied = (readings: Readings, place: Place, form: Of<'product'>): Reading => {
  const parts = form.factors.map((factor) => readings.of(factor))
  const isAffine = parts.every((part) => part.affine !== undefined)
  const found =
    isAffine && parts.some(isPosition) ? lacking(readings, form.factors) : product(readings, place, form)
  return withAffine(
    found,
    parts.map((part) => part.affine),
    affine.multiplied,
  )
}

const add = operationNamed('add')
const sub = operationNamed('sub')

/** From the left, but numbers in front last, so that none are folded beside an operand. */
const totalled = (
  readings: Readings,
  place: Place,
  operands: readonly Operand[],
  signs: readonly (1 | -1)[],
): Reading => {
  const first = operands.findIndex((operand) => typeof operand !== 'number')
  const leading = first < 1 ? 0 : first
  const signed = (k: number, operand: Operand): Operand =>
    typeof operand === 'number' && signs[k] === -1 ? -operand : operand
  let total: Operand = operands[leading] ?? 0
  if (leading > 0) {
    const sign = signs[leading]
    const front = signed(leading - 1, operands[leading - 1] ?? 0)
    total = sign === -1 ? sub(front, total) : add(front, total)
    for (let k = leading - 2; k >= 0; k--) total = add(signed(k, operands[k] ?? 0), total)
  }
  for (let k = leading + 1; k < operands.length; k++) {
    const next = operands[k] ?? 0
    total = literalOf(signs[k] === -1 ? sub(total, next) : add(total, next))
  }
  return typeof total === 'number' ? { operand: total } : readings.made(place, total)
}

const infix = (readings: Readings, place: Place, { sign, left, right }: Of<'infix'>): Reading => {
  const sides = [readings.of(left), readings.of(right)]
  const own = sign === '/' && sides.every(({ affine: side }) => side !== undefined)
  const found =
    own && sides.some(isPosition)
      ? lacking(readings, [left, right])
      : operated(readings, place, sign, left, right)
  return own
    ? withAffine(
        found,
        sides.map((side) => side.affine),
        affine.divided,
      )
    : found
}

const operated = (readings: Readings, place: Place, sign: string, left: Place, right: Place): Reading => {
  const [a, b] = [readings.operand(left), readings.operand(right)]
  if (a === undefined || b === undefined) return wrong
  if (sign === '^' && b === -1 && isTensor(a) && a.shape.length > 1)
    return readings.refuse(
      unreadable(
        readings.part(place).at,
        'there is no inverse of a matrix',
        'Element by element it is 1 / A.',
      ),
    )
  const operation = infixes.get(sign)?.operation ?? sign
  const made = sign === '^' && a === 2 && isTensor(b) ? powerOfTwo(b) : operationNamed(operation)(a, b)
  const value = literalOf(made)
  return typeof value === 'number' ? { operand: value } : readings.made(place, value)
}

const powerOfTwo: (exponent: AnyTensor) => AnyTensor = stated(exp2)

const prefix = (readings: Readings, place: Place, { sign, operand: inner }: Of<'prefix'>): Reading => {
  const { operand, affine: own } = readings.of(inner)
  if (sign === '−' && own !== undefined) {
    const negative = affine.multiplied(own, { letters: new Map(), offset: -1, divisor: 1 })
    const of = negative === undefined ? {} : { affine: negative }
    if (operand === undefined) return { ...of, ...lacking(readings, [inner]) }
    if (typeof operand === 'number') return { operand: -operand, ...of }
    return { ...readings.made(place, prefixes.get(sign)?.(operand)), ...of }
  }
  const x = readings.operand(inner)
  if (x === undefined) return wrong
  return sign === '−' && typeof x === 'number'
    ? { operand: -x }
    : readings.made(place, prefixes.get(sign)?.(x))
}

const transposed = (readings: Readings, place: Place, { operand }: Of<'transposed'>): Reading => {
  const { row } = readings.of(operand)
  const x = readings.rowOrOperand(operand)
  if (x === undefined) return wrong
  if (row !== undefined) return { operand: x }
  return typeof x === 'number' ? { operand: x } : turned(x, () => tooMany(readings.part(place).at), readings)
}

const tooMany = (at: number): Refusal =>
  unreadable(
    at,
    'a transpose is that of a matrix or a vector',
    'With more axes it is transpose(x, [0, 2, 1]).',
  )

/** xᵀ: a matrix by a move, a vector as a row. */
const turned = (x: AnyTensor, refused: () => Refusal, readings?: Readings): Reading => {
  switch (x.shape.length) {
    case 0:
      return { operand: x }
    case 1:
      return { operand: x, row: 'vector' }
    case 2:
      return { operand: transposeOf(x) }
    default:
      return readings === undefined ? { lacking: refused } : readings.refuse(refused())
  }
}

const transposeOf: (x: AnyTensor) => AnyTensor = stated(transpose)

const fold = (readings: Readings, place: Place, { sign, axes, operand }: Of<'fold'>): Reading => {
  const x = readings.tensor(operand)
  if (x === undefined) return wrong
  if (foldSigns.has(sign)) return readings.made(place, foldedBy(sign, x, axes))
  const [entry] = entriesOf(sign)
  return readings.made(place, entry?.apply([tensorOf(x)], axes === undefined ? {} : { axis: axes }))
}

const list = (readings: Readings, items: readonly Place[], at: number): Reading => {
  const parts = items.map((item) => readings.of(item))
  const sizes = items.map((item) => readings.size(item))
  const shape = sizes.every((size) => size !== undefined) ? { shape: sizes } : {}
  const options = parts.map(({ operand, nested, option }, k) =>
    typeof operand === 'number' ? operand : (sizes[k] ?? nested ?? option),
  )
  const own = { option: options, ...shape }
  const numbers = parts.map(({ operand, nested }): Nested | undefined =>
    typeof operand === 'number' ? operand : nested,
  )
  const [only] = items
  const [single] = parts
  if (numbers.every((number) => number !== undefined)) return { nested: numbers, ...own }
  if (parts.includes(wrong)) return wrong
  if (only !== undefined && items.length === 1 && isTensor(single?.operand))
    return masked(readings, only, own)
  return {
    ...own,
    lacking:
      (items.length === 1 ? single?.lacking : undefined) ??
      (() =>
        unreadable(
          at,
          'brackets hold numbers, or one condition',
          'Tensors are put together by stack(a, b, axis=0) or concat(a, b, axis=0).',
        )),
  }
}

const choice = operationNamed('where')

/** [c] */
const masked = (readings: Readings, place: Place, own: Reading): Reading => {
  const condition = readings.operand(place)
  if (!isTensor(condition)) return condition === undefined ? wrong : own
  if (condition.dtype === 'bool') {
    const made = readings.made(place, choice(condition, 1, 0))
    return made.operand === undefined ? wrong : { ...made, condition }
  }
  const { at } = readings.part(place)
  return {
    ...own,
    lacking: () =>
      unreadable(at, 'brackets hold a condition, or numbers', '[0 < x] is 1 where it holds and 0 elsewhere.'),
  }
}

const extents = (readings: Readings, places: readonly Place[], at: number): Reading => {
  const sizes = places.map((place) => readings.size(place))
  const lacking = (): Refusal =>
    unreadable(at, '× stands between extents', 'A product is a·b, element by element a ∘ b.')
  const wrongSize = places.find((_, k) => sizes[k] === undefined)
  if (sizes.every((size) => size !== undefined)) return { shape: sizes, option: sizes, lacking }
  if (wrongSize === undefined) return { lacking }
  const { form, at: where } = readings.part(wrongSize)
  return readings.refuse(
    form.tag === 'name'
      ? refusal('LBZ1041', where, `no size is called ${form.name}`, 'Sizes are those of the inputs.')
      : unreadable(where, 'an extent is a whole number or a size'),
  )
}

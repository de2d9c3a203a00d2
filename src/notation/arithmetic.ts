/**
 * What sums, quotients, comparisons and signs mean: of tensors, and of positions and sizes beside them.
 * Before it: `Affine.ts`, `Reading.ts`, `products.ts`. After it: `elaborate.ts`.
 * Invariant: sums go from the left; numbers in front come last, so that none are folded beside an operand.
 */
import type { Operand } from '../construct.ts'
import { exp2 } from '../ops/exponential.ts'
import { stated } from '../ops/operation.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as affine from './Affine.ts'
import type { Affine } from './Affine.ts'
import { unreadable } from './FormulaError.ts'
import { infixes } from './operators.ts'
import { product } from './products.ts'
import { literalOf, wrong } from './Reading.ts'
import type { Reading, Readings } from './Reading.ts'
import type { Form, Place } from './Syntax.ts'
import { operationNamed, prefixes } from './vocabulary.ts'

type Of<T extends Form['tag']> = Extract<Form, { readonly tag: T }>

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
export const sum = (readings: Readings, place: Place, { terms, signs }: Of<'sum'>): Reading => {
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

export const multiplied = (readings: Readings, place: Place, form: Of<'product'>): Reading => {
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
    let next = operands[k] ?? 0
    // x + x is 2·x, but in x + x + y the second x goes with y: what is written stays as it is.
    if (next === total && typeof next !== 'number' && signs[k] === 1 && k + 1 < operands.length) {
      const following = operands[k + 1] ?? 0
      next = signs[k + 1] === -1 ? sub(next, following) : add(next, following)
      total = add(total, next)
      k += 1
      continue
    }
    total = literalOf(signs[k] === -1 ? sub(total, next) : add(total, next))
  }
  return typeof total === 'number' ? { operand: total } : readings.made(place, total)
}

export const infix = (readings: Readings, place: Place, { sign, left, right }: Of<'infix'>): Reading => {
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

export const prefix = (readings: Readings, place: Place, { sign, operand: inner }: Of<'prefix'>): Reading => {
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

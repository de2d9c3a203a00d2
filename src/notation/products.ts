/**
 * What a chain of products means: of numbers, of matrices and vectors, element by element, with conditions.
 * Before it: `Reading.ts`, `vocabulary.ts`. After it: `elaborate.ts`.
 * Invariant: numbers in front are multiplied last, so that none are folded; a condition chooses: v ∘ [c] is v where c
 * holds and 0 elsewhere, whatever v is there.
 */
import { at } from '../Bug.ts'
import type { Operand } from '../construct.ts'
import { matmul, outer } from '../ops/contraction.ts'
import { stated } from '../ops/operation.ts'
import type { AnyTensor } from '../Tensor.ts'
import { unreadable } from './FormulaError.ts'
import { literalOf, wrong } from './Reading.ts'
import type { Reading, Readings } from './Reading.ts'
import type { Form, Place } from './Syntax.ts'
import { tensorOf } from './conventions.ts'
import { operationNamed } from './vocabulary.ts'

type Product = Extract<Form, { readonly tag: 'product' }>

const matrixProduct: (a: AnyTensor, b: AnyTensor) => AnyTensor = stated(matmul)
const outerProduct: (a: AnyTensor, b: AnyTensor) => AnyTensor = stated(outer)
const times = operationNamed('mul')
const choice = operationNamed('where')

/** A factor: an operand, whether it is a row, and the condition that it is. */
interface Factor {
  readonly place: Place
  readonly operand: Operand
  readonly row: Reading['row']
  readonly condition: AnyTensor | undefined
}

const rankOf = (operand: Operand): number => (typeof operand === 'number' ? 0 : operand.shape.length)

/** What has been multiplied so far. */
interface Total {
  readonly operand: Operand
  readonly row: Reading['row']
  /** The product is but a condition yet. */
  readonly condition: AnyTensor | undefined
}

export const product = (readings: Readings, place: Place, form: Product): Reading => {
  const factors = form.factors.map((factor) => factorOf(readings, factor))
  if (!factors.every((factor) => factor !== undefined)) return wrong
  const isLiteral = ({ operand }: Factor, k: number): boolean =>
    typeof operand === 'number' && form.signs[k - 1] !== '@' && form.signs[k] !== '@'
  const leading = factors.findIndex((factor, k) => !isLiteral(factor, k))
  const numbers = factors.slice(0, leading < 0 ? factors.length - 1 : leading)
  const rest = factors.slice(numbers.length)
  const conditions: AnyTensor[] = []
  const kinds = { matrices: false, elements: false }
  let total: Total = at(rest, 0)
  for (const [k, factor] of rest.slice(1).entries()) {
    const position = numbers.length + k
    const sign = at(form.signs, position)
    const scalar = rankOf(total.operand) === 0 || rankOf(factor.operand) === 0
    const elementwise = sign === '∘' || (sign === '·' && scalar)
    if (!scalar) kinds[elementwise ? 'elements' : 'matrices'] = true
    if (kinds.elements && kinds.matrices)
      return readings.refuse(
        unreadable(
          at(form.places, position),
          'a product of matrices beside one element by element can be read in two ways',
          'Write (A·v) ∘ u or A·(v ∘ u), with the parentheses.',
        ),
      )
    const next = elementwise
      ? chosen(readings, place, total, factor, conditions)
      : multiplied(readings, place, total, factor, at(form.places, position))
    if (next === undefined) return wrong
    total = next
  }
  return finished(readings, place, { total, numbers, conditions })
}

const factorOf = (readings: Readings, place: Place): Factor | undefined => {
  const { row, condition } = readings.of(place)
  const operand = readings.rowOrOperand(place)
  return operand === undefined ? undefined : { place, operand, row, condition }
}

/** The operand that a reading has, or undefined. */
const value = ({ operand }: Reading): Operand | undefined => operand

/** Element by element; conditions are put aside. */
const chosen = (
  readings: Readings,
  place: Place,
  total: Total,
  factor: Factor,
  conditions: AnyTensor[],
): Total | undefined => {
  if (
    (total.row === 'vector' && rankOf(factor.operand) > 0) ||
    (factor.row === 'vector' && rankOf(total.operand) > 0)
  ) {
    readings.refuse(
      unreadable(
        readings.part(place).at,
        'a transposed vector stands in a product of matrices',
        'v[new, :] is a vector as a row.',
      ),
    )
    return undefined
  }
  if (factor.condition !== undefined) {
    conditions.push(factor.condition)
    return total
  }
  if (total.condition !== undefined) {
    conditions.push(total.condition)
    return { ...factor, row: factor.row }
  }
  const made = value(readings.made(place, times(total.operand, factor.operand)))
  return made === undefined
    ? undefined
    : {
        operand: made,
        row: rankOf(total.operand) === 0 ? factor.row : rankOf(factor.operand) === 0 ? total.row : undefined,
        condition: undefined,
      }
}

/** Of matrices and vectors; a column times a row is a matrix. */
const multiplied = (
  readings: Readings,
  place: Place,
  total: Total,
  factor: Factor,
  where: number,
): Total | undefined => {
  const [a, b] = [tensorOf(total.operand), tensorOf(factor.operand)]
  const columnAndRow = factor.row !== undefined && total.row === undefined && a.shape.length === 1
  if (factor.row === 'vector' && !columnAndRow) {
    readings.refuse(
      unreadable(
        where,
        'only a vector can stand before a transposed vector',
        'u·vᵀ is a matrix, vᵀ·u a number.',
      ),
    )
    return undefined
  }
  const vectors =
    a.shape.length === 1 && b.shape.length === 1 && total.row === undefined && factor.row === undefined
  if (vectors && (total.condition !== undefined || factor.condition !== undefined)) {
    readings.refuse(
      unreadable(
        where,
        'a vector times a condition can be read in two ways',
        'Write x ∘ [c] element by element, or xᵀ·[c] for the sum.',
      ),
    )
    return undefined
  }
  const made = value(readings.made(place, columnAndRow ? outerProduct(a, b) : matrixProduct(a, b)))
  const row = total.row !== undefined && b.shape.length === 2 ? 'product' : undefined
  return made === undefined ? undefined : { operand: made, row, condition: undefined }
}

/** With the conditions, each of which chooses, and the numbers in front. */
const finished = (
  readings: Readings,
  place: Place,
  {
    total,
    numbers,
    conditions,
  }: {
    readonly total: Total
    readonly numbers: readonly Factor[]
    readonly conditions: readonly AnyTensor[]
  },
): Reading => {
  const alone = total.condition !== undefined
  let found: Operand = alone ? tensorOf(numbers.at(-1)?.operand ?? 1) : total.operand
  const factors = alone ? numbers.slice(0, -1) : numbers
  for (const { operand } of factors.toReversed()) found = literalOf(times(operand, found))
  for (const condition of alone ? [total.condition, ...conditions] : conditions)
    found = choice(condition, found, 0)
  if (typeof found === 'number') return { operand: found }
  const made = readings.made(place, found)
  return total.row !== undefined && made.operand !== undefined ? { ...made, row: total.row } : made
}

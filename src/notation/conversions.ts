/**
 * i32(x) and its kin: conversions, and how numbers and data of a dtype are written.
 * Before it: `Reading.ts`. After it: `calls.ts`.
 * Invariant: numbers that are of the dtype are that, all their digits; others are converted.
 */
import { data, extentValue, number } from '../construct.ts'
import type { Operand } from '../construct.ts'
import { allocate } from '../DType.ts'
import type { DType } from '../DType.ts'
import { cast } from '../ops/cast.ts'
import type { Nested } from '../ops/constants.ts'
import { stated } from '../ops/operation.ts'
import type { AnyTensor } from '../Tensor.ts'
import { unreadable } from './FormulaError.ts'
import { constantOf, wrong } from './Reading.ts'
import type { Reading, Readings } from './Reading.ts'
import type { Form, Place } from './Syntax.ts'

type Call = Extract<Form, { readonly tag: 'call' }>

type Meaning = (readings: Readings, place: Place, call: Call) => Reading

const castTo: (dtype: DType) => (x: AnyTensor) => AnyTensor = stated(cast)

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
export const converted =
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

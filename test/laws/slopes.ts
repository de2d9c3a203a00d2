/**
 * What the laws of derivatives share: sample points that float32 holds exactly, and slopes by central differences of
 * the interpreter's values, with the error of second order taken out (Richardson).
 */
import fc from 'fast-check'
import { at } from '../../src/Bug.ts'
import { allocate } from '../../src/DType.ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import { evaluate } from '../../src/evaluate.ts'
import { signatureOf } from '../../src/evaluate/partials.ts'
import type { Interval, Op } from '../../src/Op.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { expect } from 'vitest'

/** Points lie on this grid and steps on a finer one, so that shifted points are float32 numbers. */
const grid = 2 ** -6
const step = 2 ** -10

/** The distance that points keep from what is excluded and from ties. */
const margin = 2 ** -2

export type Inputs = ReadonlyMap<string, TypedArray>

export const valueOf = (tensor: AnyTensor, inputs: Inputs = new Map()): Float64Array => {
  const result = evaluate([tensor], inputs)
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return at(result.right, 0).data
}

/** Numbers of the grid, the same at every run. */
export const drawn = (seed: number, count: number, from = -4, to = 4): Float32Array =>
  Float32Array.from(
    fc.sample(fc.integer({ min: Math.ceil(from / grid), max: Math.floor(to / grid) }), {
      seed,
      numRuns: count,
    }),
    (k) => k * grid,
  )

const isInside = ({ from, to, except = [] }: Interval, x: number): boolean =>
  [from, to, ...except].every((mark) => Math.abs(x - mark) >= margin) && x > from && x < to

/** A number of a dtype for each of the grid: integers are spread over all there are. */
export const ofDType = (dtype: DType, x: number): number => {
  const word = Math.round(x / grid) * 0x01234567
  return { f32: x, bool: Number(x > 0), i32: word | 0, u32: word >>> 0 }[dtype]
}

/** Numbers in the typed array of the dtype. */
export const arrayOf = (dtype: DType, numbers: readonly number[]): TypedArray => {
  const array = allocate(dtype, numbers.length)
  array.set(numbers)
  return array
}

const rowOf = (op: Op, dtypes: readonly DType[], seed: number): readonly number[] => {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const numbers = drawn(seed + 7919 * attempt, dtypes.length)
    const row = dtypes.map((dtype, k) => ofDType(dtype, at(numbers, k)))
    const real = row.filter((_, k) => dtypes[k] === 'f32')
    const apart = real.every((x, k) => real.slice(k + 1).every((y) => Math.abs(x - y) >= margin))
    if (apart && row.every((x, k) => dtypes[k] !== 'f32' || isInside(at(op.domain, k), x))) return row
  }
  throw new Error(`${op.name}: no point in its domain`)
}

/** Points of an operation's domain away from its kinks: one array an operand. */
export const pointsOf = (op: Op, count: number): readonly TypedArray[] => {
  const dtypes = signatureOf(op)
  const rows = Array.from({ length: count }, (_, seed) => rowOf(op, dtypes, seed))
  return dtypes.map((dtype, k) =>
    arrayOf(
      dtype,
      rows.map((row) => at(row, k)),
    ),
  )
}

/** The inputs moved along a direction. */
const moved = (inputs: Inputs, directions: ReadonlyMap<string, Float32Array>, by: number): Inputs =>
  new Map(
    [...inputs].map(([name, array]) => {
      const direction = directions.get(name)
      return [
        name,
        direction === undefined ? array : Float32Array.from(array, (x, i) => x + by * at(direction, i)),
      ]
    }),
  )

/** Central differences over a short step and over one twice as long. */
const differences = (
  tensor: AnyTensor,
  inputs: Inputs,
  directions: ReadonlyMap<string, Float32Array>,
): { readonly near: Float64Array; readonly far: Float64Array } => {
  const difference = (h: number): Float64Array => {
    const [after, before] = [1, -1].map((sign) => valueOf(tensor, moved(inputs, directions, sign * h)))
    return (after ?? new Float64Array()).map((y, i) => (y - (before?.[i] ?? NaN)) / (2 * h))
  }
  return { near: difference(step), far: difference(2 * step) }
}

/** The slope of every element of a tensor along a direction of its inputs. */
export const slope = (
  tensor: AnyTensor,
  inputs: Inputs,
  directions: ReadonlyMap<string, Float32Array>,
): Float64Array => {
  const { near, far } = differences(tensor, inputs, directions)
  return near.map((slope, i) => (4 * slope - at(far, i)) / 3)
}

/** Whether slopes over both steps agree as those of a smooth function do: no kink lies between. */
export const isSmooth = (
  tensor: AnyTensor,
  inputs: Inputs,
  directions: ReadonlyMap<string, Float32Array>,
): boolean => {
  const { near, far } = differences(tensor, inputs, directions)
  return near.every((slope, i) => Math.abs(slope - at(far, i)) <= 2 ** -12 * (1 + Math.abs(slope)))
}

/** Equal but for what finite differences leave: relative to 1 and to the size of what is compared. */
export const expectClose = (found: Float64Array, expected: Float64Array, tolerance = 1e-7): void => {
  expect(found.length).toBe(expected.length)
  found.forEach((x, i) => {
    const wanted = at(expected, i)
    expect(Math.abs(x - wanted), `element ${i}: ${x} for ${wanted}`).toBeLessThanOrEqual(
      tolerance * (1 + Math.abs(wanted)),
    )
  })
}

/**
 * Points for the entries of the table: the same at every run, and no two elements of one point alike, so that nothing
 * that chooses between elements is asked at a tie.
 * Before it: `table/Entry.ts`. After it: `table.test.ts`.
 */
import fc from 'fast-check'
import { input } from '../../src/construct.ts'
import type { TypedArray } from '../../src/DType.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { typed } from '../../src/Tensor.ts'
import type { Shape } from '../../src/Shape.ts'
import type { Inputs } from './slopes.ts'
import type { Drawn, Entry } from './table/Entry.ts'

/** Numbers are multiples of this, which float32 holds exactly, and at least `apart` from each other. */
const grid = 2 ** -12
const apart = 2 ** -6

export const nameAt = (k: number): string => `x${k}`

export const inputsOf = ({ inputs }: Entry): readonly AnyTensor[] =>
  inputs.map(({ shape, dtype = 'f32' }, k) => input(nameAt(k), shape, dtype))

/** What the entry builds of tensors in the place of its inputs. */
export const built = ({ build }: Entry, inputs: readonly AnyTensor[]): AnyTensor =>
  build(...inputs.map((tensor) => typed<Shape, never>(tensor)))

/** A stream of numbers from 0 to 1. */
const stream = (seed: number): (() => number) => {
  const numbers = fc
    .sample(fc.integer({ min: 0, max: 2 ** 30 - 1 }), { seed, numRuns: 8192 })
    .map((k) => k / 2 ** 30)
  let next = 0
  return () => numbers[next++ % numbers.length] ?? 0
}

/** An array for each input. */
export const pointOf = ({ inputs }: Entry, seed: number): Inputs => {
  const next = stream(seed)
  const taken: number[] = []
  return new Map(inputs.map((drawn, k) => [nameAt(k), arrayOf(drawn, next, taken)]))
}

const arrayOf = (
  { shape, dtype = 'f32', from = -2, to = 2 }: Drawn,
  next: () => number,
  taken: number[],
): TypedArray => {
  const length = shape.reduce((product, size) => product * size, 1)
  const whole = (low: number, high: number): number[] =>
    Array.from({ length }, () => low + Math.floor(next() * (high - low)))
  switch (dtype) {
    case 'bool':
      return Uint8Array.from(whole(0, 2))
    case 'i32':
      return Int32Array.from(whole(from, to))
    case 'u32':
      return Uint32Array.from(whole(Math.max(0, from), to))
    case 'f32':
      return Float32Array.from({ length }, () => {
        for (let attempt = 0; ; attempt++) {
          const x = Math.floor((from + next() * (to - from)) / grid) * grid + grid / 2
          if (attempt < 100 && taken.some((other) => Math.abs(other - x) < apart)) continue
          taken.push(x)
          return x
        }
      })
  }
}

/**
 * The loops that say what the machine can do compute what they say.
 */
import { expect, it } from 'vitest'
import { ceiling, loops } from '../../compiler/profile/ceiling.ts'
import { orFail } from '../graphs.ts'

it('is of loops that compute what they say', () => {
  const { peak, tile, read } = loops()
  // From k/16 eight steps of 3/4·x + 1/4 go to 1 − (3/4)⁸·(1 − k/16); the sum of twelve.
  const expected = (turns: number): number => 12 - 0.75 ** (8 * turns) * (12 - 66 / 16)
  expect(peak(1)).toBeCloseTo(expected(1), 5)
  expect(peak(2)).toBeCloseTo(expected(2), 5)
  // Eight sums of 256 products of ones, in one lane of four.
  expect(tile(1)).toBe(8 * 256)
  expect(tile(3)).toBe(8 * 256)
  // One lane of four adds up 6 numbers of each block, all 1.
  expect(read(3, 10)).toBe(3 * 10 * 6)
  expect(read(1, 1)).toBe(6)
})

it('is a number for every count of bytes', () => {
  const { flops, loading, reading } = orFail(ceiling())
  expect(flops).toBeGreaterThan(0.1)
  expect(loading()).toBeGreaterThan(0.1)
  for (const bytes of [1, 5000, 2 ** 18, 2 ** 30]) {
    expect(reading(bytes)).toBeGreaterThan(0.1)
    expect(reading(bytes)).toBe(reading(bytes))
    expect(Number.isFinite(reading(bytes))).toBe(true)
  }
})

/**
 * Float32 as the tests measure it: patterns of bits, and distances in units in the last place.
 */
import { double } from '../src/basis.ts'
import { at } from '../src/Bug.ts'

export const smallestNormal = 2 ** -126
export const largest = (2 - 2 ** -23) * 2 ** 127

const bits = new Uint32Array(1)
const float = new Float32Array(bits.buffer)

/** The float32 of a pattern of 32 bits. */
export const ofBits = (pattern: number): number => {
  bits[0] = pattern
  return at(float, 0)
}

/** The distance between neighbours of float32 at x. */
const ulpAt = (x: number): number => 2 ** (Math.max(double.exponent(x), -126) - 23)

/**
 * The distance of a stored result from the true value, in ulp. An infinity counts as 2¹²⁸, the float32 after the
 * largest; 0 may stand for anything below the smallest normal.
 */
export const distance = (result: number, truth: number): number => {
  const stored = Math.fround(result)
  if (Number.isNaN(stored) || Number.isNaN(truth))
    return Number.isNaN(stored) && Number.isNaN(truth) ? 0 : Infinity
  if (stored === 0 && Math.abs(truth) < smallestNormal) return 0
  const bounded = Math.max(Math.min(truth, 2 ** 128), -(2 ** 128))
  const counted = Math.max(Math.min(stored, 2 ** 128), -(2 ** 128))
  return Math.abs(counted - bounded) / ulpAt(Math.max(Math.min(Math.abs(truth), largest), smallestNormal))
}

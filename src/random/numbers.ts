/**
 * Randomness without a state: a key is a value, and every number is a function of a key and of its own position.
 * The generator is Threefry-2x32 of 20 rounds (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3).
 * Before it: nothing of tensors. After it: `tensors.ts`, the same in tensors; `index.ts`, where users find both.
 * Invariant: integers and float32 steps only, so that a key gives the same numbers in every engine; these are the
 * numbers of `jax.random` with `jax_threefry_partitionable`, but for `permutation`, and for `normal` within a few ulp.
 */
import { double } from '../basis.ts'
import { at } from '../Bug.ts'
import { erfinv } from '../elementary/special.ts'

/** Two 32-bit words: a key, a counter, or what one makes of the other. */
export type Words = readonly [high: number, low: number]

/** What random numbers are drawn from. Use a key once: `split` it where two draws are wanted. */
export type Key = Words

/** Four rounds make a group; the groups take turns with these. */
export const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
]

/** The parity of the key schedule. */
export const parity = 0x1bd11bda

/** The block function: for each key, a bijection of the counter. */
export const threefry = ([k0, k1]: Key, [c0, c1]: Words): Words => {
  const schedule = [k0, k1, k0 ^ k1 ^ parity]
  let x = (c0 + k0) | 0
  let y = (c1 + k1) | 0
  for (let group = 1; group <= 5; group++) {
    for (const rotation of at(rotations, (group - 1) % 2)) {
      x = (x + y) | 0
      y = ((y << rotation) | (y >>> (32 - rotation))) ^ x
    }
    x = (x + at(schedule, group % 3)) | 0
    y = (y + at(schedule, (group + 1) % 3) + group) | 0
  }
  return [x >>> 0, y >>> 0]
}

/** An integer of at most 53 bits as two words. */
export const words = (integer: number): Words => [Math.floor(integer / 2 ** 32) >>> 0, integer >>> 0]

/** The 32 random bits at a position. */
const bitsAt = (from: Key, position: number): number => {
  const [x, y] = threefry(from, words(position))
  return (x ^ y) >>> 0
}

/**
 * Numbers of 32 random bits each.
 *
 * @example
 * bits(key(0), 2) // [4070199207, 4202968722]
 */
export const bits = (from: Key, count: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, position) => bitsAt(from, position))

/**
 * The key of a seed: a safe integer.
 *
 * @example
 * key(42) // [0, 42]
 */
export const key = (seed: number): Key => words(seed)

/**
 * A key made of a key and an integer: `foldIn(k, i)` is `split(k, n)[i]` for every n > i.
 *
 * @example
 * foldIn(key(42), 1) // [64467757, 2916123636]
 */
export const foldIn = (from: Key, data: number): Key => threefry(from, words(data))

/**
 * Independent keys out of one.
 *
 * @example
 * split(key(42)) // [[1832780943, 270669613], [64467757, 2916123636]]
 */
export function split(from: Key): readonly [Key, Key]
export function split(from: Key, count: number): readonly Key[]
export function split(from: Key, count = 2): readonly Key[] {
  return Array.from({ length: count }, (_, position) => foldIn(from, position))
}

export interface Range {
  readonly low?: number
  readonly high?: number
}

/**
 * Numbers spread evenly over [low, high), by default [0, 1). A longer draw begins with the shorter one.
 *
 * @example
 * uniform(key(0), 2) // [0.947667, 0.9785799]
 */
export const uniform = (from: Key, count: number, { low = 0, high = 1 }: Range = {}): Float32Array => {
  const start = Math.fround(low)
  const length = Math.fround(Math.fround(high) - start)
  return Float32Array.from({ length: count }, (_, position) => {
    const unit = (bitsAt(from, position) >>> 9) / 2 ** 23
    return Math.max(start, Math.fround(Math.fround(unit * length) + start))
  })
}

/** The open interval (−1, 1) as far as float32 goes: from the number after −1. */
export const aboutZero: Required<Range> = { low: -1 + 2 ** -24, high: 1 }

/** √2 in float32. */
export const rootOfTwo: number = Math.fround(Math.SQRT2)

/**
 * Numbers of the normal distribution, of mean 0 and deviation 1: √2·erfinv(u) of a uniform u in (−1, 1), to 3.6 ulp.
 *
 * @example
 * normal(key(42), 2) // [-0.02830, 0.46713]
 */
export const normal = (from: Key, count: number): Float32Array =>
  uniform(from, count, aboutZero).map((u) => rootOfTwo * erfinv(double, u))

/**
 * Truth values, each 1 with the probability.
 *
 * @example
 * bernoulli(key(0), 5, 0.5) // [0, 0, 1, 1, 0]
 */
export const bernoulli = (from: Key, count: number, probability: number): Uint8Array =>
  Uint8Array.from(uniform(from, count), (u) => (u < Math.fround(probability) ? 1 : 0))

/**
 * The numbers 0 … count − 1 in a random order, all orders alike: Fisher and Yates's shuffle. The place that each
 * number moves to is drawn without bias: bits from the incomplete last multiple of the range are drawn again.
 *
 * @example
 * permutation(key(0), 5) // [3, 1, 0, 4, 2]
 */
export const permutation = (from: Key, count: number): Int32Array => {
  const order = Int32Array.from({ length: count }, (_, position) => position)
  let position = 0
  const below = (limit: number): number => {
    const whole = 2 ** 32 - (2 ** 32 % limit)
    let drawn = bitsAt(from, position++)
    while (drawn >= whole) drawn = bitsAt(from, position++)
    return drawn % limit
  }
  for (let rest = count; rest > 1; rest--) {
    const chosen = below(rest)
    const number = at(order, chosen)
    order[chosen] = at(order, rest - 1)
    order[rest - 1] = number
  }
  return order
}

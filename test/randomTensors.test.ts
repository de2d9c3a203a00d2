/**
 * Random numbers inside programs against the same on numbers, in the interpreter and in compiled JavaScript; and the
 * normal distribution against what is known of it.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../compiler/index.ts'
import { at } from '../src/Bug.ts'
import type { TypedArray } from '../src/DType.ts'
import { erfinvMeaning } from '../src/elementary/special.ts'
import { evaluate } from '../src/evaluate.ts'
import { constant, dim, program, random, u32 } from '../src/index.ts'
import type { AnyTensor } from '../src/index.ts'
import { erfinv } from '../src/ops/special.ts'
import { distance } from './ulp.ts'

const seed = fc.integer({ min: 0, max: 2 ** 53 - 1 })

const drawn = program({ key: u32(2) }, ({ key }) => {
  const [first, second] = random.split(key)
  return {
    bits: random.bits(key, [3, 5]),
    uniform: random.uniform(key, [3, 5]),
    range: random.uniform(key, [4], { low: -2, high: 2 }),
    normal: random.normal(key, [3, 5]),
    bernoulli: random.bernoulli(key, [3, 5], 0.3),
    first,
    second,
    folded: random.foldIn(key, 2 ** 40 + 7),
    later: random.uniform(second, [5]),
  }
})

const expected = (key: random.Key): Readonly<Record<keyof typeof drawn.outputs, TypedArray>> => {
  const [first, second] = random.split(key)
  return {
    bits: random.bits(key, 15),
    uniform: random.uniform(key, 15),
    range: random.uniform(key, 4, { low: -2, high: 2 }),
    normal: random.normal(key, 15),
    bernoulli: random.bernoulli(key, 15, 0.3),
    first: Uint32Array.from(first),
    second: Uint32Array.from(second),
    folded: Uint32Array.from(random.foldIn(key, 2 ** 40 + 7)),
    later: random.uniform(second, 5),
  }
}

const value = (tensor: AnyTensor, key: random.Key): readonly number[] => {
  const result = evaluate([tensor], new Map([['key', Uint32Array.from(key)]]))
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return Array.from(at(result.right, 0).data)
}

describe('a draw inside a program', () => {
  it('is that of numbers, bit for bit, in compiled JavaScript', () => {
    const run = orThrow(compile(drawn))
    fc.assert(
      fc.property(seed, (s) => {
        const key = random.key(s)
        expect(run({ key: Uint32Array.from(key) })).toEqual(expected(key))
      }),
      { seed: 11, numRuns: 200 },
    )
  })

  it('is that of numbers in the interpreter, bit for bit where nothing rounds', () => {
    const exact = ['bits', 'uniform', 'bernoulli', 'first', 'second', 'folded', 'later'] as const
    fc.assert(
      fc.property(seed, (s) => {
        const key = random.key(s)
        const wanted = expected(key)
        for (const name of exact) expect(value(drawn.outputs[name], key)).toEqual(Array.from(wanted[name]))
      }),
      { seed: 12, numRuns: 30 },
    )
  })

  it('has as many elements as a symbolic size says', () => {
    const n = dim('n')
    const p = program({ key: u32(2) }, ({ key }) => ({ x: random.uniform(key, [n, 2]) }))
    const run = orThrow(compile(p))
    expect(run({ key: Uint32Array.from([0, 5]) }, { sizes: { n: 3 } }).x).toEqual(random.uniform([0, 5], 6))
  })

  it('folds in the number of a step', () => {
    const p = program({ key: u32(2), step: u32() }, ({ key, step }) => ({ key: random.foldIn(key, step) }))
    const run = orThrow(compile(p))
    const found = run({ key: Uint32Array.from([3, 5]), step: Uint32Array.of(4_000_000_000) }).key
    expect(found).toEqual(Uint32Array.from(random.foldIn([3, 5], 4_000_000_000)))
  })

  it('stands with one key for one and the same draw', () => {
    const key = constant(Uint32Array.of(1, 2), [2])
    expect(value(random.uniform(key, [6]), [0, 0]).slice(0, 4)).toEqual(
      value(random.uniform(key, [4]), [0, 0]),
    )
  })
})

describe('normal', () => {
  it('draws the numbers of jax.random', () => {
    const published = [-0.028304616, 0.46713185, 0.29570296, 0.15354592, -0.12403282, 0.21692315, -1.440879]
    random.normal(random.key(42), 7).forEach((x, k) => {
      expect(distance(x, at(published, k))).toBeLessThanOrEqual(16)
    })
  })

  it('is √2·erfinv of a uniform draw, within the ulp that erfinv states and one rounding more', () => {
    const half = random.uniform(random.key(9), 20_000, { low: -1 + 2 ** -24, high: 1 })
    random.normal(random.key(9), 20_000).forEach((x, k) => {
      const exact = Math.fround(Math.SQRT2) * erfinvMeaning(at(half, k))
      expect(distance(x, exact)).toBeLessThanOrEqual(erfinv.op.ulp + 1)
    })
  })

  it('has mean 0, deviation 1, and the tails of the distribution', () => {
    const count = 40_000
    const x = random.normal(random.key(1), count)
    const moment = (power: number): number => x.reduce((sum, each) => sum + each ** power, 0) / count
    expect(Math.abs(moment(1))).toBeLessThan(3 / Math.sqrt(count))
    expect(Math.abs(moment(2) - 1)).toBeLessThan(3 * Math.sqrt(2 / count))
    expect(Math.abs(moment(3))).toBeLessThan(3 * Math.sqrt(15 / count))
    expect(Math.abs(moment(4) - 3)).toBeLessThan(3 * Math.sqrt(96 / count))
    expect(x.every(Number.isFinite)).toBe(true)
  })
})

describe('bernoulli', () => {
  it('is 1 as often as it should, never for 0, always for 1', () => {
    const count = 20_000
    const ones = (p: number): number =>
      random.bernoulli(random.key(2), count, p).reduce((sum, each) => sum + each, 0)
    expect(ones(0)).toBe(0)
    expect(ones(1)).toBe(count)
    expect(Math.abs(ones(0.3) - 0.3 * count)).toBeLessThan(3 * Math.sqrt(0.21 * count))
  })
})

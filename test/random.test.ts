import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldIn, key, permutation, split, uniform } from '../src/random/index.ts'
import type { Key } from '../src/random/index.ts'
import { threefry } from '../src/random/numbers.ts'

const seeds = [0, 1, 42, 2 ** 32, 2 ** 53 - 1, -1]
const seed = fc.integer({ min: 0, max: 2 ** 31 })
const sure = { seed: 1646, numRuns: 50 }

/** Σ (observed − expected)² / expected over equally likely cells. */
const chiSquare = (observed: readonly number[]): number => {
  const expected = observed.reduce((a, b) => a + b, 0) / observed.length
  return observed.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

const countsOf = (cells: Iterable<number>, among: number): readonly number[] => {
  const counts = Array.from({ length: among }, () => 0)
  for (const cell of cells) counts[cell] = (counts[cell] ?? 0) + 1
  return counts
}

describe('threefry', () => {
  it.each([
    { name: 'zeros', key: [0, 0], counter: [0, 0], block: [0x6b200159, 0x99ba4efe] },
    {
      name: 'ones',
      key: [~0 >>> 0, ~0 >>> 0],
      counter: [~0 >>> 0, ~0 >>> 0],
      block: [0x1cb996fc, 0xbb002be7],
    },
    {
      name: 'π',
      key: [0x13198a2e, 0x03707344],
      counter: [0x243f6a88, 0x85a308d3],
      block: [0xc4923a9c, 0x483df7a0],
    },
  ] as const)('gives the published block of $name', ({ key: by, counter, block }) => {
    expect(threefry(by, counter)).toEqual(block)
  })
})

describe('keys', () => {
  it('are the high and the low word of the seed', () => {
    expect(seeds.map(key)).toEqual([
      [0, 0],
      [0, 1],
      [0, 42],
      [1, 0],
      [0x1fffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
    ])
  })

  it('split as in jax.random', () => {
    expect(split(key(42))).toEqual([
      [1832780943, 270669613],
      [64467757, 2916123636],
    ])
    expect(split(key(0), 3)).toEqual([
      [1797259609, 2579123966],
      [928981903, 3453687069],
      [4146024105, 2718843009],
    ])
  })

  it('fold an integer in as they split', () => {
    for (const from of seeds.map(key))
      expect(split(from, 20)).toEqual(Array.from({ length: 20 }, (_, i) => foldIn(from, i)))
  })

  it('split into keys that all differ, over two generations', () => {
    const generation = (keys: readonly Key[]): readonly Key[] => keys.flatMap((from) => split(from, 30))
    const first = generation(seeds.map(key))
    const names = [...seeds.map(key), ...first, ...generation(first)].map((words) => words.join())
    expect(new Set(names).size).toBe(names.length)
  })

  it('split into none', () => {
    expect(split(key(1), 0)).toEqual([])
  })

  it('stay as they are, whatever is drawn from them', () => {
    const from = Object.freeze(key(7))
    const draw = (): readonly unknown[] => [
      split(from, 3),
      uniform(from, 5),
      permutation(from, 5),
      foldIn(from, 2),
    ]
    expect(draw()).toEqual(draw())
  })
})

describe('uniform', () => {
  it('draws the numbers of jax.random', () => {
    const published = [
      0.947667, 0.9785799, 0.33229148, 0.46866846, 0.5698887, 0.16550303, 0.3101946, 0.68948054, 0.74676657,
    ]
    expect(uniform(key(0), 9)).toEqual(Float32Array.from(published))
  })

  it('begins a longer draw with the shorter one', () => {
    fc.assert(
      fc.property(seed, fc.nat(40), fc.nat(40), (s, few, more) => {
        expect(uniform(key(s), few + more).subarray(0, few)).toEqual(uniform(key(s), few))
      }),
      sure,
    )
  })

  it('stays in its range and is the same draw, rounded after each step', () => {
    fc.assert(
      fc.property(
        seed,
        fc.float({ min: -1000, max: 1000, noNaN: true }),
        fc.float({ min: 1, max: 1000, noNaN: true }),
        (s, low, length) => {
          const high = Math.fround(low + length)
          const span = Math.fround(high - low)
          const drawn = uniform(key(s), 30, { low, high })
          expect(drawn).toEqual(uniform(key(s), 30).map((u) => Math.fround(Math.fround(u * span) + low)))
          expect(drawn.every((x) => x >= low && x <= high)).toBe(true)
        },
      ),
      sure,
    )
  })

  it('fills sixteen cells alike, and so do neighbouring draws together', () => {
    const cells = [...uniform(key(3), 16_000)].map((u) => Math.floor(u * 16))
    const pairs = cells.flatMap((cell, i) => (i % 2 === 0 ? [cell * 16 + (cells[i + 1] ?? 0)] : []))
    expect(chiSquare(countsOf(cells, 16))).toBeLessThan(30.58) // 15 degrees of freedom, 1 %
    expect(chiSquare(countsOf(pairs, 256))).toBeLessThan(310.46) // 255 degrees of freedom, 1 %
  })

  it('draws none', () => {
    expect(uniform(key(1), 0)).toEqual(new Float32Array(0))
  })
})

describe('permutation', () => {
  it('holds every number once', () => {
    fc.assert(
      fc.property(seed, fc.nat(300), (s, count) => {
        expect(permutation(key(s), count).sort()).toEqual(Int32Array.from({ length: count }, (_, i) => i))
      }),
      sure,
    )
  })

  it('depends on the key alone', () => {
    const orders = split(key(1), 100).map((from) => permutation(from, 50).join())
    expect(new Set(orders).size).toBe(100)
    expect(split(key(1), 100).map((from) => permutation(from, 50).join())).toEqual(orders)
  })

  it('gives all orders alike', () => {
    const orders = split(key(5), 2400).map((from) => permutation(from, 4).join())
    const names = [...new Set(orders)]
    expect(names).toHaveLength(24)
    expect(
      chiSquare(
        countsOf(
          orders.map((order) => names.indexOf(order)),
          24,
        ),
      ),
    ).toBeLessThan(41.64) // 23 degrees, 1 %
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { evaluate, evaluateWithBounds } from '../../src/evaluate.ts'
import {
  all,
  any,
  argmax,
  argmin,
  argsort,
  constant,
  countNonZero,
  cumprod,
  cumsum,
  derivative,
  embedding,
  f32,
  gather,
  gatherElements,
  input,
  logSumExp,
  max,
  mean,
  min,
  norm,
  oneHot,
  prod,
  scatterAdd,
  sort,
  std,
  sum,
  topK,
  variance,
} from '../../src/index.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { run } from '../run.ts'

const seed = { seed: 21, numRuns: 200 }

const integers = (values: readonly number[]) => constant(Int32Array.from(values))

const sentences = (tensor: AnyTensor): readonly string[] => {
  const result = evaluate([tensor])
  return result._tag === 'Left' ? result.left.map(({ sentence }) => sentence) : []
}

describe('indices', () => {
  const table = constant([
    [1, 2],
    [3, 4],
    [5, 6],
  ])

  it('count from either end', () => {
    expect(run(embedding(table)(integers([2, -3, -1])))).toEqual([
      [5, 6],
      [1, 2],
      [5, 6],
    ])
    expect(run(gather({ axis: -1 })(table, integers([-1, 0])))).toEqual([
      [2, 1],
      [4, 3],
      [6, 5],
    ])
  })

  it('that are out of range are named with their place', () => {
    const index = integers([0, 3])
    expect(sentences(embedding(table)(index))).toEqual(['embedding: index[1] is 3, not within -3 … 2'])
    expect(sentences(gather({ axis: 1 })(table, index))).toEqual(['gather: index[1] is 3, not within -2 … 1'])
    expect(sentences(oneHot({ depth: 3 })(index))).toEqual(['oneHot: index[1] is 3, not within 0 … 2'])
    expect(sentences(oneHot({ depth: 3 })(integers([-1])))).toEqual([
      'oneHot: index[0] is -1, not within 0 … 2',
    ])
  })

  it('add up where they are the same, and what is added is picked again', () => {
    const index = constant(Int32Array.of(2, 2, 0, -1), [2, 2])
    const x = input('x', f32(3, 2))
    const updates = constant([
      [1, 2],
      [10, 20],
    ])
    const added = scatterAdd({ axis: 0 })(x, index, updates)
    expect(run(added, { x: new Float32Array(6) })).toEqual([
      [10, 0],
      [0, 0],
      [1, 22],
    ])
    expect(run(gatherElements({ axis: 0 })(added, index), { x: new Float32Array(6) })).toEqual([
      [1, 22],
      [10, 22],
    ])
    expect(run(derivative(gatherElements({ axis: 0 })(x, index), x), { x: new Float32Array(6) })).toEqual([
      [1, 0],
      [0, 0],
      [1, 2],
    ])
  })
})

describe('running totals', () => {
  it('are those of a loop, in either direction, with and without the element itself', () => {
    const items = [3, -1, 0, 2, 5]
    for (const [apply, first, combine] of [
      [cumsum, 0, (a: number, b: number) => a + b],
      [cumprod, 1, (a: number, b: number) => a * b],
    ] as const)
      for (const reverse of [false, true])
        for (const exclusive of [false, true]) {
          const expected = items.map((_, k) => {
            const part = reverse ? items.slice(exclusive ? k + 1 : k) : items.slice(0, exclusive ? k : k + 1)
            return part.reduce(combine, first)
          })
          const found = run(apply({ axis: 0, reverse, exclusive })(constant(items)))
          expect([found].flat().map((value) => Number(value) + 0)).toEqual(expected.map((value) => value + 0))
        }
    expect(run(cumsum({ axis: 0 })(constant([])))).toEqual([])
  })
})

describe('order', () => {
  it('is that of a stable sort', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 8 }),
        fc.boolean(),
        (items, descending) => {
          const places = [...items.keys()].sort((a, b) =>
            descending ? at(items, b) - at(items, a) : at(items, a) - at(items, b),
          )
          const x = constant(Float32Array.from(items))
          expect(run(argsort({ descending })(x))).toEqual(places)
          expect(run(sort({ descending })(x))).toEqual(places.map((k) => at(items, k)))
          const k = Math.min(3, items.length)
          if (descending) expect(run(topK({ k })(x).indices)).toEqual(places.slice(0, k))
        },
      ),
      seed,
    )
  })

  it('puts NaN last, in either direction', () => {
    const x = input('x', f32(5))
    const inputs = { x: Float32Array.of(NaN, 1, -Infinity, NaN, Infinity) }
    expect(run(argsort(x), inputs)).toEqual([2, 1, 4, 0, 3])
    expect(run(argsort({ descending: true })(x), inputs)).toEqual([4, 1, 2, 0, 3])
  })

  it('carries derivatives to where the elements were', () => {
    const x = input('x', f32(3))
    const { values } = topK({ k: 1 })(x)
    expect(run(derivative(values, x), { x: Float32Array.of(1, 3, 2) })).toEqual([0, 1, 0])
  })
})

describe('folds', () => {
  it('of nothing are what they must be', () => {
    const none = constant([])
    const empty = constant(new Int32Array(0))
    const never = constant(new Uint8Array(0))
    expect(run(sum(none))).toBe(0)
    expect(run(prod(none))).toBe(1)
    expect(run(max(none))).toBe(-Infinity)
    expect(run(min(none))).toBe(Infinity)
    expect(run(mean(none))).toBe(NaN)
    expect(run(variance(none))).toBe(NaN)
    expect(run(norm(none))).toBe(0)
    expect(run(logSumExp(none))).toBe(-Infinity)
    expect(run(argmax(none))).toBe(0)
    expect(run(argmin(none))).toBe(0)
    expect(run(sum(empty))).toBe(0)
    expect(run(prod(empty))).toBe(1)
    expect(run(max(empty))).toBe(-(2 ** 31))
    expect(run(min(empty))).toBe(2 ** 31 - 1)
    expect(run(any(never))).toBe(0)
    expect(run(all(never))).toBe(1)
    expect(run(countNonZero(never))).toBe(0)
  })

  it('of scalars and of single elements are these', () => {
    for (const fold of [sum, prod, max, min, mean, logSumExp, norm]) {
      expect(run(fold(constant(3)))).toBe(3)
      expect(run(fold({ axis: 0, keepdims: true })(constant([3])))).toEqual([3])
    }
    for (const fold of [variance, std]) expect(run(fold(constant([3])))).toBe(0)
    for (const fold of [argmax, argmin]) expect(run(fold(constant([3])))).toBe(0)
    expect(run(variance({ ddof: 1 })(constant([3])))).toBe(NaN)
  })

  it('of integers go round at 2³¹', () => {
    expect(run(sum(integers([2 ** 31 - 1, 1])))).toBe(-(2 ** 31))
    expect(run(prod(integers([65536, 65536, 3])))).toBe(0)
    expect(run(prod(integers([65537, 65537])))).toBe(131073)
    expect(run(max(integers([-5, -7])))).toBe(-5)
    expect(run(min({ axis: 0 })(integers([-5, -7])))).toBe(-7)
  })

  it('differentiate products around zeros, to second order', () => {
    const x = input('x', f32(2, 2))
    const slope = derivative(prod(x), x)
    const both = { x: Float32Array.of(0, 2, 0, 3) }
    expect(run(slope, both)).toEqual([
      [0, 0],
      [0, 0],
    ])
    expect(run(derivative(sum(slope), x), both)).toEqual([
      [6, 0],
      [6, 0],
    ])
    expect(run(slope, { x: Float32Array.of(0, 2, 5, 3) })).toEqual([
      [30, 0],
      [0, 0],
    ])
  })

  it('have no slope where a root has none', () => {
    const x = input('x', f32(3))
    const zeros = { x: new Float32Array(3) }
    for (const fold of [norm, std]) {
      expect(run(fold(x), zeros)).toBe(0)
      expect(run(derivative(fold(x), x), zeros)).toEqual([0, 0, 0])
    }
  })

  it('keep spreads exact far from 0', () => {
    expect(run(variance(constant([1e6, 1e6 + 1, 1e6 + 2])))).toBeCloseTo(2 / 3, 6)
  })

  it('bound the error of a product in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -4, max: 4, noNaN: true }), { maxLength: 12 }), (drawn) => {
        const items = drawn.map(Math.fround)
        const result = evaluateWithBounds(
          [prod(input('x', f32(items.length)))],
          new Map([['x', Float32Array.from(items)]]),
        )
        if (result._tag === 'Left') throw new Error('refused')
        const [{ data, bound } = { data: [NaN], bound: [NaN] }] = result.right
        for (const order of [items, [...items].reverse(), [...items].sort((a, b) => a - b)]) {
          const single = order.reduce((product, item) => Math.fround(product * item), 1)
          expect(Math.abs(single - at(data, 0))).toBeLessThanOrEqual(at(bound, 0))
        }
        expect(at(bound, 0)).toBeLessThan(Infinity)
      }),
      seed,
    )
  })
})

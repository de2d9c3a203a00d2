import { describe, expect, it } from 'vitest'
import {
  argmax,
  argmin,
  constant,
  crossEntropy,
  logSoftmax,
  logSumExp,
  max,
  mean,
  min,
  softmax,
  sum,
} from '../../src/index.ts'
import type { ReduceOptions } from '../../src/index.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { run } from '../run.ts'

const flat = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.flatMap(flat) : [Number(value)]

const shape = [2, 3, 4] as const
const values = Float32Array.from({ length: 24 }, (_, k) => ((k * 11) % 7) - 3)
const x = constant(values, shape)

/** What each fold means of a list. */
const meanings: Readonly<Record<string, (items: readonly number[]) => number>> = {
  sum: (items) => items.reduce((a, b) => a + b, 0),
  mean: (items) => items.reduce((a, b) => a + b, 0) / items.length,
  max: (items) => Math.max(...items),
  min: (items) => Math.min(...items),
  argmax: (items) => items.indexOf(Math.max(...items)),
  argmin: (items) => items.indexOf(Math.min(...items)),
  logSumExp: (items) => Math.log(items.reduce((a, b) => a + Math.exp(b), 0)),
}

const folds: Readonly<Record<string, (options: ReduceOptions) => AnyTensor>> = {
  sum: (options) => sum(options)(x),
  mean: (options) => mean(options)(x),
  max: (options) => max(options)(x),
  min: (options) => min(options)(x),
  argmax: (options) => argmax(options)(x),
  argmin: (options) => argmin(options)(x),
  logSumExp: (options) => logSumExp(options)(x),
}

const subsets = [[], [0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]

/** The items that are folded into each element of the result, in row-major order. */
const groups = (axes: readonly number[]): readonly (readonly number[])[] => {
  const found = new Map<string, number[]>()
  for (let i = 0; i < 2; i++)
    for (let j = 0; j < 3; j++)
      for (let k = 0; k < 4; k++) {
        const key = [i, j, k].filter((_, axis) => !axes.includes(axis)).join()
        const group = found.get(key) ?? []
        group.push(values[i * 12 + j * 4 + k] ?? NaN)
        found.set(key, group)
      }
  return [...found.values()]
}

describe('reductions', () => {
  it('fold what stands along their axes, dropped or kept, counted from either end', () => {
    expect(Object.keys(folds)).toEqual(Object.keys(meanings))
    for (const [name, fold] of Object.entries(folds)) {
      for (const axes of subsets) {
        const expected = groups(axes).map((items) => meanings[name]?.(items))
        for (const axis of [axes, axes.map((k) => k - 3), [...axes].reverse()]) {
          const [dropped, kept] = [fold({ axis }), fold({ axis, keepdims: true })]
          expect(dropped.shape).toEqual(shape.filter((_, k) => !axes.includes(k)))
          expect(kept.shape).toEqual(shape.map((size, k) => (axes.includes(k) ? 1 : size)))
          for (const tensor of [dropped, kept])
            flat(run(tensor)).forEach((value, k) => expect(value).toBeCloseTo(expected[k] ?? NaN, 5))
        }
      }
    }
  })

  it('take a single axis, and every axis where none is named', () => {
    expect(run(sum({ axis: 1 })(x))).toEqual(run(sum({ axis: [1] })(x)))
    expect(run(sum(x))).toBe(values.reduce((a, b) => a + b, 0))
    expect(sum({ keepdims: true })(x).shape).toEqual([1, 1, 1])
  })

  it('shift logSumExp by what is largest, infinities included', () => {
    const rows: readonly (readonly number[])[] = [
      [1000, 1000],
      [-1000, -1000],
      [-Infinity, 0],
      [-Infinity, -Infinity],
      [Infinity, 0],
    ]
    const value = logSumExp({ axis: 1 })(constant(Float32Array.from(rows.flat()), [5, 2]))
    const expected = [1000 + Math.LN2, -1000 + Math.LN2, 0, -Infinity, Infinity]
    flat(run(value)).forEach((found, k) => expect(Math.fround(found)).toBe(Math.fround(expected[k] ?? NaN)))
  })
})

describe('softmax and its kin', () => {
  const extreme = [
    [1000, -1000, 999],
    [-1000, -1000, -1000],
    [0, 1, 2],
  ]

  it('are stable for logits of ±1000, along any axis', () => {
    for (const axis of [0, 1, -1]) {
      const p = flat(run(softmax({ axis })(constant(extreme))))
      const logs = flat(run(logSoftmax({ axis })(constant(extreme))))
      expect(p.every((value) => value >= 0 && value <= 1)).toBe(true)
      expect(logs.every((value) => Number.isFinite(value) && value <= 0)).toBe(true)
      for (let k = 0; k < 3; k++) {
        const line = [0, 1, 2].map((j) => p[axis === 0 ? j * 3 + k : k * 3 + j] ?? NaN)
        expect(line.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6)
      }
    }
  })

  it('lose what the labels say they lose', () => {
    const labels = constant(new Int32Array([2, 0, 1]))
    const logs = flat(run(logSoftmax(constant(extreme))))
    const each = [2, 0, 1].map((label, row) => -(logs[row * 3 + label] ?? NaN))
    const total = each.reduce((a, b) => a + b, 0)
    flat(run(crossEntropy({ reduction: 'none' })(constant(extreme), labels))).forEach((value, k) =>
      expect(value).toBeCloseTo(each[k] ?? NaN, 5),
    )
    expect(flat(run(crossEntropy({ reduction: 'sum' })(constant(extreme), labels)))[0]).toBeCloseTo(total, 5)
    expect(flat(run(crossEntropy(constant(extreme), labels)))[0]).toBeCloseTo(total / 3, 5)
    expect(flat(run(crossEntropy({ axis: 0 })(constant(extreme), labels)))[0]).toBeGreaterThan(0)
  })
})

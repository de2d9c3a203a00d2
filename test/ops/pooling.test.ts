/** Pools against the windows that they mean. */
import { filled } from '../../src/construct.ts'
import * as L from 'leibniz'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { pullback } from '../../src/differentiate.ts'
import { drawn, valueOf } from '../laws/slopes.ts'

const mean = (values: readonly number[]): number => values.reduce((p, q) => p + q, 0) / values.length

describe.each([3, 4, 7, 8])('over %i elements', (length) => {
  const x = drawn(length, length)
  const tensor = L.constant(x, [length])

  it.each([1, 2, 3, 5])('%i windows go from ⌊i·n/count⌋ up to ⌈(i+1)·n/count⌉', (count) => {
    const windows = Array.from({ length: count }, (_, i) =>
      Array.from(x.slice(Math.floor((i * length) / count), Math.ceil(((i + 1) * length) / count))),
    )
    expect([...valueOf(L.adaptiveMaxPool({ size: [count] })(tensor))]).toEqual(
      windows.map((window) => Math.max(...window)),
    )
    expect([...valueOf(L.adaptiveAvgPool({ size: [count] })(tensor))]).toEqual(windows.map(mean))
  })

  it.each([
    [1, 1, 0],
    [2, 1, 1],
    [3, 2, 1],
    [2, 3, 0],
  ] as const)('windows of %i, %i apart, with %i around, hold what lies in them', (size, stride, padding) => {
    const count = Math.floor((length + 2 * padding - size) / stride) + 1
    const windows = Array.from({ length: count }, (_, i) =>
      Array.from({ length: size }, (_element, k) => x[i * stride + k - padding] ?? NaN).filter(
        (value) => !Number.isNaN(value),
      ),
    )
    const options = { size: [size], stride, padding } as const
    expect([...valueOf(L.maxPool(options)(tensor))]).toEqual(windows.map((window) => Math.max(...window)))
    expect([...valueOf(L.avgPool({ ...options, countIncludePad: false })(tensor))]).toEqual(windows.map(mean))
    expect([...valueOf(L.avgPool(options)(tensor))]).toEqual(
      windows.map((window) => (mean(window) * window.length) / size),
    )
  })
})

describe('the first of several largest elements', () => {
  it.each([
    ['maxPool', L.maxPool({ size: 2 })],
    ['adaptiveMaxPool', L.adaptiveMaxPool({ size: 1 })],
  ] as const)('has the whole derivative of %s', (_, pool) => {
    const x = L.constant([
      [1, 5],
      [5, 2],
    ])
    const y = pool(x)
    const { cotangents } = pullback([{ of: y, cotangent: filled(1, y.shape) }], [x])
    expect([...valueOf(at(cotangents, 0))]).toEqual([0, 1, 0, 0])
  })
})

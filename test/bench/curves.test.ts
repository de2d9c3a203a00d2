import { describe, expect, it } from 'vitest'
import { curves, exponentsOf, showCurve, spotOf } from '../../bench/curves.ts'
import type { Spot } from '../../bench/curves.ts'
import { compiled, running } from '../../bench/engines.ts'
import { exponent } from '../../bench/fit.ts'
import { distance } from '../../bench/workloads/Workload.ts'

describe('the exponent', () => {
  it.each([-1, 0, 0.5, 1, 3])('of a power is %d, whatever its factor', (power) => {
    for (const factor of [0.01, 7])
      expect(exponent([1, 2, 5, 100].map((size) => [size, factor * size ** power]))).toBeCloseTo(power, 10)
  })

  it('is between those of the parts', () => {
    const bent = exponent([1, 10, 100].map((size) => [size, size <= 10 ? size : size ** 2 / 10]))
    expect(bent).toBeGreaterThan(1.2)
    expect(bent).toBeLessThan(1.8)
  })
})

const spots: readonly Spot[] = [1, 10, 100].map((size) => ({
  size,
  compile: [size === 1 ? 50 : size, 3],
  run: [size ** 2, 2 / size],
}))

describe('a curve', () => {
  it('is fitted from a size on, column by column', () => {
    expect(exponentsOf(spots, 10).map((power) => Number(power.toFixed(6)))).toEqual([1, 0, 2, -1])
    expect(exponentsOf(spots, 1)[0]).toBeLessThan(0.5)
  })

  it('is a table of sizes, times and exponents', () => {
    const lines = showCurve({ title: 'Width', size: 'n', from: 10 }, spots).split('\n')
    const words = lines.map((line) => line.trim().split(/\s+/))
    expect(words).toContainEqual(['10', '10.0', 'ms', '3.00', 'ms', '100', 'µs', '0.200', 'µs'])
    expect(words.at(-1)).toEqual(['exponent', 'from', '10', '1.00', '0.00', '2.00', '-1.00'])
  })

  it.each(curves.slice(0, 1))('has a time for each target: $title', (curve) => {
    const { compile, run } = spotOf(curve, 16)
    for (const times of [compile, run]) {
      expect(times.length).toBe(2)
      expect(times.every((time) => time > 0)).toBe(true)
    }
  })

  it.each(curves)('computes the same on all targets: $title', async ({ make, sizes, from }) => {
    expect(sizes.filter((size) => size >= from).length).toBeGreaterThan(2)
    const what = make(sizes[2] ?? 1)
    const [first, second] = await Promise.all(
      (['javascript', 'wasm'] as const).map(async (target) =>
        running(compiled(what, target), what, target)?.answers(),
      ),
    )
    expect(Object.keys(first ?? {}).length).toBeGreaterThan(0)
    expect(distance(first ?? {}, second ?? {})).toBeLessThan(1e-4)
  })
})

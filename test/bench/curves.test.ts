import { describe, expect, it } from 'vitest'
import { curves, fitsOf, showCurve, spotOf } from '../../bench/curves.ts'
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
  flops: size * 10 ** 6,
  compile: [size === 1 ? 50 : size, size ** 1.2],
  run: [size === 1 ? 50 : size ** 1.1, size ** 0.5],
}))

describe('a curve', () => {
  it('is fitted where sizes are large: compiling against them, running against operations', () => {
    const { compile, run } = fitsOf(spots, 10)
    const rounded = [...compile, ...run].map(({ exponent }) => Number(exponent.toFixed(6)))
    expect(rounded).toEqual([1, 1.2, 1.1, 0.5])
    expect([...compile, ...run].map(({ isMet }) => isMet)).toEqual([true, false, true, false])
    expect(fitsOf(spots, 1).compile[0]?.exponent).toBeLessThan(0.5)
  })

  it('is a table of sizes, times and exponents', () => {
    const lines = showCurve({ title: 'Width', size: 'n', from: 10 }, spots).split('\n')
    const words = lines.map((line) => line.trim().split(/\s+/))
    expect(words).toContainEqual(['10', '10.0', '10.0', 'ms', '15.8', 'ms', '12.6', 'µs', '3.16', 'µs'])
    expect(lines.at(-2)).toMatch(/^ *exponent of n from 10 +1\.00 within +1\.20 OVER$/)
    expect(lines.at(-1)).toMatch(/^ *exponent of FLOP from 10⁷ +1\.10 within +0\.50 OVER$/)
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
    expect(make(sizes.at(-2) ?? 1).flops).toBeGreaterThan(10 ** 7)
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

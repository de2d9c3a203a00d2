import { describe, expect, it } from 'vitest'
import { own } from '../../bench/entries.ts'
import { convolutions } from '../../bench/workloads/convolutions.ts'
import { chain, rows, tiny } from '../../bench/workloads/elementwise.ts'
import { mlp, training } from '../../bench/workloads/layers.ts'
import { columns, product } from '../../bench/workloads/products.ts'
import { workloads } from '../../bench/workloads/index.ts'
import { distance, referenceOf, single, toleranceOf } from '../../bench/workloads/Workload.ts'
import type { Outputs, Workload } from '../../bench/workloads/Workload.ts'

const few = { batch: 5, pixels: 23, hidden: 9, classes: 4 }

const small: readonly (readonly [name: string, workload: Workload])[] = [
  ['mlp', mlp(few)],
  ['training', training(few)],
  ['columns', columns(few)],
  ['product', product(17)],
  ['chain', chain(100)],
  ['rows', rows(7, 33)],
  ['convolutions', convolutions({ batch: 2, side: 12 })],
  ['tiny', tiny()],
]

/** The same numbers, but one, moved by a part of the largest of its output. */
const spoilt = (outputs: Outputs, name: string, part: number): Outputs => {
  const numbers = Float64Array.from(outputs[name] ?? [])
  const largest = numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
  return { ...outputs, [name]: numbers.map((x, k) => (k === numbers.length - 1 ? x + part * largest : x)) }
}

describe.each(small)('%s', (_, workload) => {
  const expected = referenceOf(workload)
  const tolerance = toleranceOf(workload)

  it('gives numbers that differ', () => {
    const numbers = Object.values(expected).flatMap((output) => Array.from(output))
    expect(numbers.every(Number.isFinite)).toBe(true)
    expect(numbers.length === 1 || new Set(numbers).size > numbers.length / 4).toBe(true)
  })

  it.each(own)('is what this one computes: $name', async ({ load }) => {
    const work = await (await load()).prepare(workload)
    expect(distance(expected, (await work?.answers()) ?? {})).toBeLessThanOrEqual(tolerance)
  })

  it('is what the loops compute in single precision', () => {
    const apart = distance(expected, workload.byHand(single)())
    expect(apart).toBeGreaterThan(0)
    expect(apart).toBeLessThanOrEqual(tolerance)
  })

  it.each(Object.keys(expected))('asks for each number of %s', (name) => {
    expect(distance(expected, spoilt(expected, name, 1.01 * tolerance))).toBeGreaterThan(tolerance)
    expect(distance(expected, spoilt(expected, name, Number.NaN))).toBeNaN()
    expect(distance(expected, { ...expected, [name]: [] })).toBe(Infinity)
  })

  it('counts no fewer bytes than it is given and gives', () => {
    const { problem, bytes } = workload
    const given = Object.values(problem.inputs).reduce((sum, { length }) => sum + length, 0)
    const made = Object.values(expected).reduce((sum, { length }) => sum + length, 0)
    expect(bytes).toBe(4 * (given + made + (problem.kind === 'training' ? problem.batch - 1 : 0)))
  })
})

describe('the step', () => {
  const workload = training(few)

  it('goes down', () => {
    const step = workload.byHand(single)
    const losses = Array.from({ length: 20 }, () => step()['loss']?.[0] ?? Number.NaN)
    expect(losses[19]).toBeLessThan((losses[0] ?? 0) / 1.1)
  })

  it.each(own)('begins with the same weights each time: $name', async ({ load }) => {
    const engine = await load()
    const works = [await engine.prepare(workload), await engine.prepare(workload)]
    const [first, second] = await Promise.all(works.map(async (work) => work?.answers()))
    expect(first).toBeDefined()
    expect(second).toEqual(first)
  })
})

describe('the names', () => {
  it('are of fifteen workloads, each once', () => {
    expect(new Set(workloads.map(({ name }) => name)).size).toBe(15)
  })
})

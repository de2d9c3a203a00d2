import { describe, expect, it } from 'vitest'
import type { Result } from '../../bench/apart.ts'
import { sampledInTime } from '../../bench/measure.ts'
import { outcomeOf, packed, together, unpacked } from '../../bench/Outcome.ts'
import { aligned, figures, markdown } from '../../bench/text.ts'
import { refusals, showWorkloads, timeOf } from '../../bench/workloadTable.ts'

describe('a table as text', () => {
  it('has its columns aligned and no blanks at the end', () => {
    expect(
      aligned(
        [
          ['a', '1', 'x'],
          ['long', '1,000', ''],
        ],
        ['left', 'right', 'left'],
      ),
    ).toEqual(['a         1  x', 'long  1,000'])
  })

  it('is Markdown with the numbers to the right', () => {
    expect(markdown(['name', 'µs'], [['W1', '12.5']])).toBe(
      ['| name |   µs |', '| ---- | ---: |', '| W1   | 12.5 |'].join('\n'),
    )
  })

  it.each([
    [1234.5, '1,235'],
    [123.45, '123'],
    [12.345, '12.3'],
    [1.2345, '1.23'],
    [0.12345, '0.123'],
  ])('shows three figures of %d', (value, text) => {
    expect(figures(value)).toBe(text)
  })
})

describe('an outcome', () => {
  it('is what the last line says', () => {
    expect(outcomeOf('hello\n{"tag":"timed","micros":3}\n', '')).toEqual({ tag: 'timed', micros: 3 })
    expect(outcomeOf('hello\n', 'a\nb\n')).toEqual({ tag: 'refused', why: 'b' })
    expect(outcomeOf('{}\n', 'b')).toEqual({ tag: 'refused', why: 'b' })
  })

  it('of many rounds is the median, unless one is no time', () => {
    const times = [5, 1, 3].map((micros) => ({ tag: 'timed', micros }) as const)
    expect(together(times)).toEqual({ tag: 'timed', micros: 3 })
    expect(together([...times, { tag: 'refused', why: 'x' }])).toEqual({ tag: 'refused', why: 'x' })
    expect(together([])).toEqual({ tag: 'absent' })
  })

  it('has answers that survive packing', () => {
    const answers = { y: Float64Array.of(1 / 3, -0, Number.NaN), z: Float64Array.of(2) }
    expect(unpacked(packed(answers))).toEqual(answers)
  })
})

const result = (workload: string, engine: string, micros: number, flops: number): Result => ({
  workload,
  engine,
  outcome: { tag: 'timed', micros },
  cost: { flops, bytes: 1000 },
})

const results: readonly Result[] = [
  result('W', 'first', 4, 40_000),
  result('W', 'second', 2, 40_000),
  result('V', 'first', 4, 1000),
  { ...result('V', 'second', 1, 1000), outcome: { tag: 'refused', why: 'wrong' } },
  { ...result('V', 'third', 1, 1000), outcome: { tag: 'absent' } },
]

describe('the table of workloads', () => {
  const text = showWorkloads(results, 'first', { flops: 40, loading: 30, cache: 2.5, memory: 1 })
  const words = text.split('\n').map((line) => line.trim().split(/\s+/))

  it('has ratios, rates and shares of the ceiling', () => {
    expect(words).toContainEqual(['W', 'first', '4.00', '1.000', '10.0', 'GFLOP/s', '25', '%'])
    expect(words).toContainEqual(['W', 'second', '2.00', '0.500', '20.0', 'GFLOP/s', '50', '%'])
    expect(words).toContainEqual(['V', 'first', '4.00', '1.000', '0.250', 'GB/s', '10', '%'])
  })

  it('names those refused, and leaves out those absent', () => {
    expect(words).toContainEqual(['V', 'second', 'refused'])
    expect(text).not.toContain('third')
    expect(refusals(results)).toEqual(['second on V: wrong'])
    expect(timeOf(results, 'V', 'second')).toBeNaN()
  })
})

describe('calls that are waited for', () => {
  it('are timed one after the other', async () => {
    let running = 0
    let most = 0
    const run = async (): Promise<number> => {
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 2))
      running--
      return 1
    }
    const times = await sampledInTime('waits', run, { maxTime: 0.05, minSamples: 3 })
    expect(most).toBe(1)
    expect(Math.min(...times)).toBeGreaterThan(1500)
  })

  it('fail where one fails', async () => {
    const run = (): Promise<number> => Promise.reject(new Error('broken'))
    await expect(sampledInTime('fails', run, { maxTime: 0.05, minSamples: 3 })).rejects.toThrow('broken')
  })
})

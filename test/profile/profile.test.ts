/**
 * A profile has every part of a call once, and what it times is what users get.
 */
import { describe, expect, it } from 'vitest'
import { compile, loaded, orThrow } from '../../compiler/compile.ts'
import { columns, widthOf } from '../../compiler/explain/columns.ts'
import type { Kernel } from '../../compiler/ir/Kernel.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import type { Ceiling } from '../../compiler/profile/ceiling.ts'
import { clocked, leastTime, leastTimes } from '../../compiler/profile/clock.ts'
import type { Clock } from '../../compiler/profile/clock.ts'
import { isRepeatable, profile, reached } from '../../compiler/profile/profile.ts'
import { showProfile } from '../../compiler/profile/showProfile.ts'
import { targets } from '../../compiler/targets/targets.ts'
import { at } from '../../src/Bug.ts'
import { hollow } from '../../src/Tree.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import { corpus } from '../corpus.ts'

const names = ['javascript', 'wasm'] as const

describe('least times', () => {
  /** A clock that costs a tick each time it is read, and runs whose parts take so long. */
  const timed = (durations: readonly number[], isFree: readonly boolean[]): readonly number[] => {
    let time = 0
    let runs = 0
    const run = ({ mark, repeats }: Clock): void => {
      const slow = runs++ % 3 === 0 ? 7 : 0
      durations.forEach((duration, k) => {
        time += (repeats[k - 2] ?? 1) * duration + slow
        if (k < durations.length - 1) mark()
      })
    }
    const now = (): number => (time += 0.0001)
    return leastTimes(run, isFree, { span: 200, now })
  }

  it('are those of each part, without the clock, whatever disturbs some runs', () => {
    const durations = [0.5, 0.25, 0.003, 0.000_04, 2, 0.004, 1]
    const found = timed(durations, [true, true, true, false])
    expect(found).toHaveLength(durations.length)
    found.forEach((time, k) => expect(time / at(durations, k)).toBeCloseTo(1, 6))
  })

  it('of one call are those of a part', () => {
    let time = 0
    const now = (): number => (time += 0.0001)
    expect(leastTime(() => void (time += 0.002), { span: 50, now })).toBeCloseTo(0.002, 9)
  })
})

describe('a kernel beside the ceiling', () => {
  const limits: Ceiling = { flops: 50, loading: () => 40, reading: (bytes) => (bytes > 1e6 ? 10 : 100) }

  it('is bound by what takes longer', () => {
    expect(reached({ flops: 1e6, bytes: 1e5 }, 40, limits)).toMatchObject({
      gflops: 25,
      gbytes: 2.5,
      bound: 'arithmetic',
      least: 20,
      ofCeiling: 0.5,
    })
    expect(reached({ flops: 1e6, bytes: 4e6 }, 500, limits)).toMatchObject({
      gbytes: 8,
      bound: 'reading',
      least: 400,
      ofCeiling: 0.8,
    })
  })
})

describe('a kernel', () => {
  const buffer = (place: Module['buffers'][number]['place']): Module['buffers'][number] => ({
    dtype: 'f32',
    shape: [4],
    place,
    of: [],
  })
  const buffers = [
    buffer({ tag: 'input', path: 'x' }),
    buffer({ tag: 'scratch', slot: 0 }),
    buffer({ tag: 'scratch', slot: 0 }),
    buffer({ tag: 'scratch', slot: 1 }),
    buffer({ tag: 'alias', of: 0 }),
  ]
  const module: Module = { inputs: [], outputs: [], buffers, slots: [], kernels: [], assumed: [] }
  const kernel = (reads: readonly number[], writes: readonly number[]): Kernel => ({
    name: 'k0',
    formulas: [],
    reads,
    writes,
    body: [],
  })

  it.each([
    [[0], [1], true],
    [[1], [3], true],
    [[1], [1], false],
    [[1], [2], false],
    [[0], [4], false],
  ])('that reads %j and writes %j can be called again: %s', (reads, writes, free) => {
    expect(isRepeatable(module)(kernel(reads, writes))).toBe(free)
  })
})

describe.each(names)('in %s', (target) => {
  it.each(corpus.map((one) => [one.name, one] as const))(
    'a run with a clock gives what users get: %s',
    (_, { program, inputs, sizes }) => {
      const users = orThrow(compile(program, { target }))
      const hollows = hollow(program.outputs, isTensor)
      const { run, source } = orThrow(loaded(users.module, hollows, clocked(targets[target])))
      const options = { sizes: Object.fromEntries(sizes) }
      const arrays = (): tree.Tree<unknown> => tree.fromEntries<unknown>(inputs())
      let marks = 0
      const repeats = users.module.kernels.map((kernel) => (isRepeatable(users.module)(kernel) ? 3 : 1))
      const clock: Clock = { mark: () => void marks++, repeats }
      if (typeof run !== 'function') throw new Error('no function')
      const found: unknown = Reflect.apply(run, undefined, [arrays(), { ...options, ...clock }])
      const expected: unknown = Reflect.apply(users, undefined, [arrays(), options])
      expect(found).toEqual(expected)
      expect(marks).toBe(users.module.kernels.length + 2)
      expect(source).toContain('options.mark')
      expect(users.source).not.toMatch(/mark|repeats/)
    },
  )

  it.each(corpus.map((one) => [one.name, one] as const))(
    'has every part once: %s',
    (_, { program, inputs, sizes }) => {
      const limits: Ceiling = { flops: 50, loading: () => 40, reading: () => 50 }
      const found = orThrow(profile(program, { arrays: inputs(), sizes }, limits, { target, span: 1 }))
      const { module } = orThrow(compile(program, { target }))
      const lines = found.lines.map(({ name }) => name)
      const kernels = module.kernels.map(({ name }) => name)
      expect(lines).toEqual(['checks', 'copies in', ...kernels, 'copies out'])
      expect(found.lines.flatMap(({ name, kernel }) => (kernel === undefined ? [] : [name]))).toEqual(kernels)
      expect(found.lines.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
      expect(found.lines.reduce((sum, { micros }) => sum + micros, 0)).toBeCloseTo(found.micros, 6)
      expect(found.call).toBeGreaterThan(0)
      const text = showProfile(found)
      for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns)
      for (const name of lines) expect(text).toContain(`\n  ${name} `)
    },
  )
})

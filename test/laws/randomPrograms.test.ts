/**
 * The whole table against itself: random programs over every chapter, their gradients and batches too, through every
 * stage and to what is compiled. `test/campaigns/programs.ts` runs as many as asked.
 */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { drawing, drawn, kinds } from './programs/draw.ts'
import { Count, judgeProgram } from './programs/judge.ts'

it('means the same at every stage, has its gradient, is kept by JSON and can be read', () => {
  const count = new Count()
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(drawing, (each) => {
      const one = drawn(each)
      judgeProgram(one, count)
      seen.set(one.kind, (seen.get(one.kind) ?? 0) + 1)
    }),
    { seed: 64, numRuns: 60 },
  )
  expect([...seen.keys()].sort()).toEqual([...kinds].sort())
  expect(count.programs).toBeGreaterThanOrEqual(60)
  expect(count.elements).toBeGreaterThan(5000)
  expect(count.extreme).toBeGreaterThan(500)
  expect(count.undecided).toBeLessThanOrEqual(0.01 * count.elements)
  expect(count.gradients).toBeGreaterThan(30)
  expect(count.kinks + count.poles + count.refused).toBeLessThanOrEqual(0.02 * count.programs)
})

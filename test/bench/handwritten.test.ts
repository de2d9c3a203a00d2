import { describe, expect, it } from 'vitest'
import { callers } from '../../bench/calls.ts'
import { predictors, steppers, tolerance } from '../../bench/digits.ts'
import { Disagreement, distance, median, race } from '../../bench/measure.ts'
import type { Contender } from '../../bench/measure.ts'

/** How far each contender is from the first. */
const distances = (contenders: readonly Contender[]): Readonly<Record<string, number>> => {
  const [first, ...others] = contenders
  const answers = first?.answers() ?? []
  expect(answers.length).toBeGreaterThan(3)
  expect(new Set(answers).size).toBeGreaterThan(3)
  return Object.fromEntries(others.map((other) => [other.name, distance(answers, other.answers())]))
}

const apart = (found: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(found).flatMap(([name, far]) => (far <= tolerance ? [] : [`${name}: ${far}`]))

describe('the loops by hand', () => {
  it.each([1, 16, 64])('train as the compiled steps do, batch %i', (batch) => {
    const found = distances(steppers(batch))
    expect(Object.keys(found)).toEqual(['compiled', 'compiled, not fused'])
    expect(apart(found)).toEqual([])
  })

  it.each([1, 64])('predict as the compiled programs do, batch %i', (batch) => {
    const found = distances(predictors(batch))
    expect(Object.keys(found)).toEqual(['compiled', 'compiled, parameters bound'])
    expect(apart(found)).toEqual([])
  })

  it('compute the line', () => {
    expect(Object.values(distances(callers()))).toEqual([0, 0])
  })

  it('lower the loss', () => {
    const [byHand] = steppers(64)
    const losses = byHand?.answers().slice(0, 20) ?? []
    expect(losses[19]).toBeLessThan((losses[0] ?? 0) / 1.5)
  })

  it.each(steppers(16).map((contender) => [contender.name, contender] as const))(
    'answer the same after a reset: %s',
    (_, contender) => {
      const answers = contender.answers()
      contender.run()
      expect(contender.answers()).toEqual(answers)
    },
  )
})

describe('a race', () => {
  const contender = (name: string, ...answers: readonly number[]): Contender => ({
    name,
    reset: () => {},
    run: () => {
      throw new Error('timed')
    },
    answers: () => answers,
  })

  it.each([
    ['another number', [1, 2.1]],
    ['NaN', [Number.NaN, 2]],
    ['fewer numbers', [1]],
  ])('is refused where the answers differ: %s', (_, answers) => {
    const others = [contender('first', 1, 2), contender('second', ...answers)]
    expect(() => race(others, { tolerance: 0.01 })).toThrow(Disagreement)
  })

  it('fails where a contender fails', () => {
    const others = [contender('first', 1, 2), contender('second', 1, 2)]
    expect(() => race(others, { tolerance: 0 })).toThrow('timed')
  })
})

describe('the median', () => {
  it('is the number in the middle, or the mean of the two', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })
})

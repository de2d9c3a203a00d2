/**
 * The planted faults: each has its place in the sources, and the laws find some of them here; `npm run faults` plants
 * them all, which takes minutes.
 */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { known } from '../../src/Bug.ts'
import { occurrences, placeOf, planted } from './Fault.ts'
import { faults } from './faults.ts'
import { judged } from './judge.ts'

describe.each(faults)('$name', (fault) => {
  const text = readFileSync(fault.file, 'utf8')

  it('has one place', () => {
    expect(occurrences(fault, text)).toBe(1)
    expect(planted(fault, text)).not.toBe(text)
  })

  it('names laws that exist', () => {
    expect(fault.laws.length).toBeGreaterThan(0)
    expect(fault.laws.filter((law) => !existsSync(placeOf(law).file))).toEqual([])
  })
})

it('have names of their own', () => {
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length)
})

const quick = [
  'the derivative of tanh has the wrong sign',
  'what is masked is not masked again',
  'the adjoint of a move forgets its offset',
  'a minus passes through every reduction',
  'an address counts its axes from the wrong end',
  'the number −0 is written as 0',
]

describe('planted for real', () => {
  it.concurrent.each(quick)('%s', { timeout: 120_000 }, async (name) => {
    const fault = known(
      faults.find((one) => one.name === name),
      name,
    )
    for (const verdict of (await judged(fault.laws, name)).values()) expect(verdict).toBe('fails')
  })

  it('nothing', { timeout: 120_000 }, async () => {
    expect([...(await judged(['test/Shape.test.ts']))]).toEqual([['test/Shape.test.ts', 'passes']])
  })
})

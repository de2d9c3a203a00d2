/** What the type checker says of a program is what the program says when it is run past it. */
import { describe, expect, it } from 'vitest'
import { mistakesOf } from '../../src/mistakes.ts'
import { leaves } from '../../src/Program.ts'
import { every, refused } from './programs.ts'

const sentences = (p: Parameters<typeof leaves>[0]): readonly string[] =>
  mistakesOf(leaves(p)).map(({ mistake }) => mistake.sentence)

describe('programs that do not compile', () => {
  it.each(refused)('%s', (sentence, p) => {
    expect(sentences(p.outputs)).toEqual([sentence])
  })
})

describe('programs that compile', () => {
  it('have no mistakes', () => {
    expect(every.length).toBeGreaterThan(0)
    for (const p of every) expect(sentences(p.outputs)).toEqual([])
  })
})

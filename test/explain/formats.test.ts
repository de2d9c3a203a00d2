/**
 * Explanations in every format, as people and programs read them.
 */
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../compiler/compile.ts'
import { explanation } from '../../compiler/explain/Explanation.ts'
import type { Explanation } from '../../compiler/explain/Explanation.ts'
import { formats } from '../../compiler/explain/formats.ts'
import type { Format } from '../../compiler/explain/formats.ts'
import { seeded } from '../../compiler/explain/given.ts'
import { rules } from '../../compiler/passes/rules.ts'
import type { Program } from '../../src/Program.ts'
import { deepNetwork, lessons, programs, transformer } from './programs.ts'

const endings: Readonly<Record<Format, string>> = {
  text: 'txt',
  markdown: 'md.txt',
  latex: 'tex.txt',
  dot: 'dot.txt',
  mermaid: 'mmd.txt',
  json: 'json.txt',
}

/** Those of which the rewriting is a lesson. */
const rewritten = new Set(['sine', 'softmax-cross-entropy', 'hyperbolic', 'collapsed'])

/** With numbers for values drawn from a seed, where no tensor is large. */
const explained = (program: Program, name = ''): Explanation => {
  const asked = rewritten.has(name) ? { rules } : {}
  const isSmall = Object.values(program.inputs).every(
    ({ shape }) => Array.isArray(shape) && shape.every((size) => typeof size === 'number' && size < 100),
  )
  if (!isSmall) return orThrow(explanation(program, asked))
  const { arrays, sizes } = orThrow(seeded(program, { seed: 1 }))
  return orThrow(explanation(program, { ...asked, inputs: arrays, sizes }))
}

const names: readonly Format[] = ['text', 'markdown', 'latex', 'dot', 'mermaid', 'json']

describe.each(Object.entries(lessons))('%s', (name, program) => {
  it.each(names)('as %s', async (format) => {
    const text = formats[format]([[name, explained(program, name)]])
    await expect(text).toMatchFileSnapshot(`../golden/explain/${name}.${endings[format]}`)
  })
})

describe('text', () => {
  const columnsOf = (line: string): number => [...line.replaceAll(/\p{Mn}/gu, '')].length

  it.each(Object.entries({ ...programs, ...lessons }))('of %s stays within 100 columns', (_, program) => {
    const lines = formats.text([['', explained(program)]]).split('\n')
    expect(lines.filter((line) => columnsOf(line) > 100)).toEqual([])
  })

  it.each([30, 300])('of %d layers is as long as that of a few', (layers) => {
    const text = formats.text([['', orThrow(explanation(deepNetwork(layers)))]])
    expect(text).toContain(`the same ${layers - 2} times more`)
    expect(text.split('\n').length).toBeLessThan(90)
  })

  it('of 12 blocks of a transformer shows three of them, whatever all of them share', () => {
    const text = formats.text([['', orThrow(explanation(transformer(12)))]])
    expect(text.split('\n').length).toBeLessThan(600)
    expect(text.match(/the same \d+ times more/g)?.length).toBe(4)
  })
})

describe('a drawing', () => {
  it.each(['dot', 'mermaid'] as const)('of 300 layers as %s is small', (format) => {
    const text = formats[format]([['deep', orThrow(explanation(deepNetwork(300)))]])
    expect(text.split('\n').length).toBeLessThan(150)
    expect(text).toContain('299 times')
  })

  it('names no node that it does not draw', () => {
    for (const program of Object.values(lessons)) {
      const text = formats.dot([['g', orThrow(explanation(program))]])
      const drawn = new Set([...text.matchAll(/^ {2}(n\d+) \[/gm)].map(([, name]) => name))
      for (const [, from, to] of text.matchAll(/^ {2}(n\d+) -> (n\d+)/gm)) {
        expect(drawn.has(from)).toBe(true)
        expect(drawn.has(to)).toBe(true)
      }
    }
  })
})

/**
 * The chain rule taken apart: what is said of each step is true in numbers.
 */
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../compiler/compile.ts'
import { chainOf } from '../../compiler/explain/chain.ts'
import { boardOf } from '../../compiler/explain/derivation.ts'
import { differencesOf } from '../../compiler/explain/differences.ts'
import { typeset, written } from '../../compiler/explain/Hand.ts'
import { subject } from '../../compiler/explain/Subject.ts'
import { valuesOf } from '../../compiler/explain/Values.ts'
import { at } from '../../src/Bug.ts'
import { read } from '../../src/notation/contraction.ts'
import { corpus } from '../corpus.ts'
import { orFail } from '../graphs.ts'
import { lessons } from './programs.ts'

const derived = corpus.filter(({ program }) => program.derivation.length > 0)

/** Programs of the corpus that have no slope where their inputs tie. */
const tied = new Set(['gradient of ties', 'gradient of row ties'])

/** How far two numbers may lie apart, for the truncation of a difference and its rounding. */
const near = (a: number, b: number, scale: number): boolean => Math.abs(a - b) <= 1e-5 * (1 + scale)

describe.each(derived)('$name', ({ name, program, inputs, sizes }) => {
  const one = orThrow(subject(program))
  const values = orFail(valuesOf(one, inputs(), { sizes }))
  const data = (node: number): Float64Array => at(values.of, node).data

  it('adds up: what the users contribute is the cotangent', () => {
    for (const { cotangent, contributions } of one.graph.derivation) {
      if (contributions.length === 0) continue
      const total = data(cotangent).map((_, k) =>
        contributions.reduce((sum, { value }) => sum + at(data(value), k), 0),
      )
      data(cotangent).forEach((value, k) => expect(near(at(total, k), value, Math.abs(value))).toBe(true))
    }
  })

  it.runIf(!tied.has(name))('agrees with differences at every step', () => {
    const checks = differencesOf(one, values)
    expect(checks.length).toBe(one.graph.derivation.length)
    const wrong = checks.flatMap((check, k) => {
      if (check === undefined) return [{ step: k, value: NaN, difference: undefined }]
      const { exact, differences } = check
      const scale = Math.max(...exact.map(Math.abs), 0)
      return exact.flatMap((value, place) =>
        near(value, at(differences, place), scale)
          ? []
          : [{ step: k, value, difference: differences[place] }],
      )
    })
    expect(wrong).toEqual([])
  })

  it.each([written, typeset])('has a rule, a partial and a product for each contribution', (hand) => {
    const chain = chainOf(one, boardOf(one, hand))
    chain.forEach(({ terms, cotangent, sentences }, k) => {
      const step = at(one.graph.derivation, k)
      expect(terms.map(({ product }) => product.node)).toEqual(step.contributions.map(({ value }) => value))
      expect(cotangent.node).toBe(step.cotangent)
      expect(sentences.length).toBeGreaterThan(0)
      for (const text of [...terms.flatMap((term) => [term.rule, term.partial, term.primal]), ...sentences])
        expect(text).not.toMatch(/undefined|\[object|NaN/)
    })
  })
})

describe('every transpose, sum and repetition has its reason', () => {
  it.each([...derived.map(({ program }) => program), ...Object.values(lessons)])('%#', (of) => {
    const one = orThrow(subject(of))
    const { nodes, derivation } = one.graph
    chainOf(one, boardOf(one)).forEach(({ terms, sentences }, k) => {
      const { contributions } = at(derivation, k)
      expect(sentences.some((text) => text.includes('uses'))).toBe(contributions.length > 1)
      terms.forEach(({ because, product }, j) => {
        const { reason } = at(contributions, j)
        const said = because.map(({ explains }) => explains)
        if (reason.rule === 'contract') expect(said).toContain('sum')
        if (reason.rule === 'reduce') expect(said).toEqual(['broadcast'])
        if (reason.rule === 'move' && reason.summed.length > 0) expect(said).toEqual(['sum'])
        const { form } = at(nodes, product.node)
        const reading = form.tag === 'contract' ? read(form.letters) : undefined
        const isTurned = reading?.as === 'matrices' && (reading.first.transposed || reading.second.transposed)
        if (reason.rule === 'contract') expect(said.includes('transpose')).toBe(isTurned)
      })
    })
  })
})

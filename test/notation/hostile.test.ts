/**
 * Texts that nobody means: reading them never throws, ends soon, and gives a tensor or a sentence.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dim, f32, formula, i32, parse, parseInput, parseProgram, show, showFormulaError } from 'leibniz'
import type { FormulaError } from 'leibniz'
import { mistakeCodes } from '../../src/Mistake.ts'
import { corpus } from '../corpus.ts'
import { titled } from '../laws/entries.ts'
import { built, inputsOf } from '../laws/sample.ts'

const inputs = { x: f32(5), s: f32(), A: f32(5, 5), k: i32(3), m: f32(dim('n'), 3), __proto__: f32(2) }

type Read = { readonly _tag: 'Right' } | { readonly _tag: 'Left'; readonly left: readonly FormulaError[] }

/** Whatever was read, it is something, or there are sentences that point into the text. */
const expectAnswer = (text: string, read: Read): void => {
  if (read._tag === 'Right') return
  expect(read.left.length).toBeGreaterThan(0)
  expect(read.left.length).toBeLessThanOrEqual(20)
  for (const error of read.left) {
    expect(error.code in mistakeCodes, error.code).toBe(true)
    expect(error.sentence.length).toBeGreaterThan(0)
    expect(error.line).toBeGreaterThanOrEqual(1)
    expect(error.line).toBeLessThanOrEqual(text.split('\n').length)
    expect(error.column).toBeGreaterThanOrEqual(1)
    expect(error.column).toBeLessThanOrEqual(error.formula.length + 1)
    expect(showFormulaError(error).split('\n')[1]?.trim()).toBe('^')
  }
}

/** Within this many milliseconds, however busy the machine is. */
const soon = 60_000

const expectSoon = (text: string): void => {
  const start = performance.now()
  expectAnswer(text, parse(text, inputs))
  expect(performance.now() - start).toBeLessThan(soon)
}

const many = 100_000

const repeated: Readonly<Record<string, string>> = {
  parentheses: `${'('.repeat(many)}s${')'.repeat(many)}`,
  'parentheses that stay open': '('.repeat(many),
  terms: Array.from({ length: many }, () => 's').join(' + '),
  factors: Array.from({ length: many }, () => 's').join('·'),
  matrices: Array.from({ length: many / 10 }, () => 'A').join('·'),
  powers: Array.from({ length: many }, () => 's').join('^'),
  squares: `s${'²'.repeat(many)}`,
  quotients: Array.from({ length: many }, () => 's').join(' / '),
  comparisons: Array.from({ length: many }, () => 's').join(' < '),
  signs: `${'-'.repeat(many)}s`,
  negations: `${'not '.repeat(many)}(s < 1)`,
  folds: `${'Σ '.repeat(many)}s`,
  calls: `${'exp('.repeat(many)}s${')'.repeat(many)}`,
  bars: `${'|'.repeat(many)}s${'|'.repeat(many)}`,
  brackets: `${'['.repeat(many)}1${']'.repeat(many)}`,
  elements: `A${'[0:5]'.repeat(many / 10)}`,
  transposes: `A${'ᵀ'.repeat(many)}`,
  data: `[${Array.from({ length: many }, () => '1').join(', ')}]`,
  extents: `reshape(x, ${Array.from({ length: many }, () => '1').join('×')})`,
  'names that mean nothing': Array.from({ length: many }, (_, k) => `q${k}`).join(' + '),
  mistakes: Array.from({ length: many / 10 }, () => '(A·k)').join(' + '),
  definitions: `t0 where ${Array.from({ length: many / 10 }, (_, k) => `t${k} = t${k + 1} + s`).join(', ')}, t${many / 10} = s`,
  polynomials: `zeros(${Array.from({ length: 1000 }, () => '(n + 1)').join('·')})`,
  'a long name': 'a'.repeat(many),
  'a long path': `a${'.a'.repeat(many)}`,
  'a long number': '1'.repeat(many),
  'new lines': '\n'.repeat(many),
  'a long equation': `einsum("${'a'.repeat(many)}", x)`,
  'many axes': `Σ${'₀'.repeat(many)} x`,
}

describe('depth and length', () => {
  it.each(Object.entries(repeated))('%s', (_, text) => {
    expectSoon(text)
  })

  it('is read where it means something', () => {
    for (const name of ['parentheses', 'terms', 'factors', 'signs', 'calls', 'folds', 'transposes', 'data'])
      expect(parse(repeated[name] ?? '', inputs)._tag, name).toBe('Right')
  })

  it('has an end that a sentence states', () => {
    const read = parse('s + '.repeat(300_000), inputs)
    expect(read._tag === 'Left' ? read.left[0].sentence : '').toBe(
      'a formula has at most 1000000 characters, this one has 1200000',
    )
  })
})

/** Formulas that are right, to be spoiled. */
const right: readonly string[] = [
  ...titled.map(({ entry }) => show(built(entry, inputsOf(entry)))),
  ...corpus.map(({ program }) => String(program)),
].filter((text) => text.length < 1000)

const pieces = [
  ...Array.from('xsAkmnitΣΠ√∞()[]{},;:=<>≤≠∧¬|+−-*/·∘@^²ᵀ₀×⌊⌉.′"`\\\n \t\u0000\u202E\u0304😀'),
  ...'where over else new max sum_0 exp( index( i₀ 1e9 3x4 axis= <= ** __proto__ constructor'.split(' '),
  '   ',
]

const text = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((parts) => parts.join(''))

const spoiled = fc
  .tuple(fc.constantFrom(...right), fc.array(fc.tuple(fc.nat(), fc.nat(3), text), { maxLength: 4 }))
  .map(([formula, changes]) =>
    changes.reduce((now, [place, length, instead]) => {
      const at = now.length === 0 ? 0 : place % now.length
      return now.slice(0, at) + instead.slice(0, 5) + now.slice(at + length)
    }, formula),
  )

describe('random texts', () => {
  it.each([
    ['pieces', text, 3000],
    ['anything', fc.string({ unit: 'binary', maxLength: 60 }), 1000],
    ['formulas with changes', spoiled, 3000],
  ] as const)('%s are answered', (_, texts, numRuns) => {
    fc.assert(
      fc.property(texts, (typed) => {
        expectAnswer(typed, parse(typed, inputs))
        expectAnswer(typed, parse(typed))
        expectAnswer(typed, formula(inputs, typed))
        expectAnswer(typed, parseProgram(typed))
        const declared = parseInput(typed)
        expectAnswer(typed, declared._tag === 'Left' ? { _tag: 'Left', left: [declared.left] } : declared)
      }),
      { seed: 11, numRuns },
    )
  })

  it('are no texts at all', () => {
    for (const given of [undefined, null, 3, {}, [], Symbol('x')]) {
      for (const read of [parse, (it: string) => formula({}, it), parseProgram, parseInput])
        expect(Reflect.apply(read, undefined, [given])._tag).toBe('Left')
    }
  })
})

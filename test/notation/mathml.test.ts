/**
 * LaTeX that compiles and MathML that is well formed: every formula of the table, in both.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import {
  add,
  div,
  exp,
  f32,
  input,
  latex,
  lt,
  mathml,
  mathmlOf,
  matmul,
  mul,
  sqrt,
  square,
  sum,
  where,
} from 'leibniz'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { showFormulaError } from '../../src/notation/FormulaError.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { corpus } from '../corpus.ts'
import { titled } from '../laws/entries.ts'
import { built, inputsOf } from '../laws/sample.ts'
import { operations } from '../../src/ops/index.ts'
import { elementwise } from '../../src/construct.ts'
import { leaves } from '../../src/Program.ts'

const x = input('x', f32(3))
const W1 = input('W1', f32(2, 3))
const s = input('s', f32())

/** Names that are hard on LaTeX or on XML. */
const names = [
  'x',
  'W1',
  'W12',
  'loss',
  'params.fc_1.weight',
  'x\u0304',
  'W1\u0304',
  'loss\u0304',
  'x′',
  'z″',
  'ȳ',
  'é',
  'naïve',
  'ℓ',
  'σ',
  'Σ',
  'θ1',
  'β̂',
  'Ж',
  '重み',
  '😀',
  'a b',
  'fc-1',
  '50%',
  '$x$',
  'a&b',
  'x<y>',
  '"quoted"',
  '\\frac',
  '{open',
  'a^b~c',
  '#1',
  'where',
  '__proto__',
  'U+0041',
  '</math><script>',
  'tab\tname',
  '\u0000\u202e',
]

const named = names.map((name) => input(name, f32()))

/** Every formula that the laws have. */
const formulas: readonly (readonly [string, AnyTensor])[] = [
  ...titled.map(({ title, entry }): [string, AnyTensor] => [title, built(entry, inputsOf(entry))]),
  ...corpus.flatMap(({ name, program }) =>
    leaves(program.outputs).map((tensor, k): [string, AnyTensor] => [`${name} ${k}`, tensor]),
  ),
  ...[...operations.values()].flatMap((op): [string, AnyTensor][] => {
    const dtypes = (['f32', 'i32', 'u32', 'bool'] as const)
      .flatMap((first) =>
        (['f32', 'i32', 'bool'] as const).map((other) => [first, other, other].slice(0, op.arity)),
      )
      .find((given) => op.result(given) !== undefined)
    return dtypes === undefined
      ? []
      : [[op.name, elementwise(op, ...dtypes.map((dtype, k) => input(`x${k}`, { shape: [], dtype })))]]
  }),
  ...named.map((tensor, k): [string, AnyTensor] => [`the name ${k}`, add(square(tensor), 1)]),
]

const argumentsOf: Readonly<Record<string, number>> = {
  mfrac: 2,
  msup: 2,
  msub: 2,
  msubsup: 3,
  munder: 2,
  mover: 2,
  munderover: 3,
  math: 1,
}

/** The text of XML whose elements are balanced and have as many children as they want. */
const expectWellFormed = (xml: string): string => {
  const open: { name: string; children: number }[] = []
  let text = ''
  for (const [, closing, name = '', attributes = '', empty, characters] of xml.matchAll(
    /<(\/?)([a-z]+)((?: [a-z]+="[^"<>&]*")*)(\/?)>|([^<]+)/g,
  )) {
    if (characters !== undefined) {
      expect(characters.replaceAll(/&(?:lt|gt|amp|quot);/g, '')).not.toMatch(/[&<>]/)
      text += characters
      continue
    }
    const top = open.at(-1)
    if (closing === '/') {
      expect(top?.name).toBe(name)
      if (top !== undefined && name in argumentsOf) expect(top.children, name).toBe(argumentsOf[name])
      open.pop()
      continue
    }
    expect(attributes).not.toContain('<')
    if (top !== undefined) top.children += 1
    if (empty !== '/') open.push({ name, children: 0 })
  }
  expect(open).toEqual([])
  expect(xml.replaceAll(/<\/?[a-z]+(?: [a-z]+="[^"<>&]*")*\/?>|[^<]+/g, '')).toBe('')
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

describe('MathML', () => {
  it.each([
    [div(s, 2), '<mfrac><mi>s</mi><mn>2</mn></mfrac>'],
    [matmul(W1, x), '<mrow><msub><mi>W</mi><mn>1</mn></msub><mspace width="0.167em"/><mi>x</mi></mrow>'],
    [sqrt(s), '<msqrt><mi>s</mi></msqrt>'],
    [sum(square(x)), '<mrow><mo movablelimits="true">∑</mo><msup><mi>x</mi><mn>2</mn></msup></mrow>'],
    [sum({ axis: 0 })(x), '<mrow><mo movablelimits="true">∑</mo><mi>x</mi></mrow>'],
    [
      exp(mul(-1, s)),
      '<mrow><mi>exp</mi><mrow><mo fence="true" stretchy="true">(</mo><mrow><mo>−</mo><mi>s</mi></mrow><mo fence="true" stretchy="true">)</mo></mrow></mrow>',
    ],
    [
      where(lt(0, x), x, 0),
      '<mrow><mi>x</mi><mo>∘</mo><mrow><mo fence="true" stretchy="true">[</mo><mrow><mn>0</mn><mo>&lt;</mo><mi>x</mi></mrow><mo fence="true" stretchy="true">]</mo></mrow></mrow>',
    ],
    [input('x\u0304', f32()), '<mover accent="true"><mi>x</mi><mo>¯</mo></mover>'],
    [input('loss\u0304', f32()), '<mover accent="true"><mi mathvariant="normal">loss</mi><mo>¯</mo></mover>'],
    [input('Ж', f32()), '<mtext>Ж</mtext>'],
  ])('%# is written', (tensor, inner) => {
    expect(mathml(tensor)).toBe(
      `<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">${inner}</math>`,
    )
  })

  it.each(formulas)('%s is well formed, and names its inputs and numbers', (_, tensor) => {
    const text = expectWellFormed(mathml(tensor)).replaceAll(/[\s\u00a0]/g, '')
    const written = latex(tensor)
    expect(written).toMatch(/^[ -~\u00c0-\u017f]*$/)
    for (const number of written.replaceAll(/U\+[0-9A-F]+/g, '').match(/(?<![\w.])\d+(?:\.\d+)?(?![\w.])/g) ??
      [])
      expect(text).toContain(number)
    for (const [, name = ''] of written.matchAll(/\\(?:operatorname|mathrm)\{([A-Za-z0-9]+)\}/g))
      expect(text).toContain(name)
  })

  it('has the letters of every name', () => {
    for (const [k, tensor] of named.entries()) {
      const text = expectWellFormed(mathml(tensor)).normalize('NFD')
      const letters = [...at(names, k).normalize('NFD')].filter((sign) => /\p{L}|\d/u.test(sign))
      for (const letter of letters) expect(text, at(names, k)).toContain(letter)
    }
  })
})

describe('reading LaTeX', () => {
  it.each([
    ['\\frac{x}', 9, '{ is missing'],
    ['\\frac{x}{2', 11, '} is missing before the end of the formula'],
    ['x}', 2, '} closes nothing'],
    ['\\left(x', 8, '\\right is missing before the end of the formula'],
    ['x\\right)', 2, '\\right closes nothing'],
    ['\\left x\\right)', 7, 'x is no delimiter'],
    ['x^2^3', 4, 'a second power'],
    ['x_1_2', 4, 'a second index'],
    ['x^', 3, 'an argument is missing'],
    ['\\href{a}{b}', 1, '\\href is no command that is known here'],
    ['\\begin{x}', 1, '\\begin is no command that is known here'],
    ['a & b', 3, '& cannot stand in a formula of LaTeX'],
    ['σ', 1, 'σ cannot stand in a formula of LaTeX'],
    ['\\text{Ж}', 7, 'Ж is no character of LaTeX'],
    ['\\mathrm{\\href}', 9, '\\href cannot stand in a word'],
    ['\\text{a', 8, '} is missing before the end of the formula'],
  ])('%s is refused', (text, column, sentence) => {
    const read = mathmlOf(text)
    if (read._tag === 'Right') throw new Error(read.right)
    expect([read.left.column, read.left.sentence]).toEqual([column, sentence])
    expect(showFormulaError(read.left)).toContain(text)
  })

  it('never throws, and ends soon, however deep', () => {
    const many = 100_000
    for (const text of [
      '{'.repeat(many),
      `${'{'.repeat(many)}x${'}'.repeat(many)}`,
      '\\frac{'.repeat(many),
      'x^'.repeat(many),
      '\\left('.repeat(many),
      `\\text{${'{'.repeat(many)}`,
      'x'.repeat(many),
    ]) {
      const read = mathmlOf(text)
      if (read._tag === 'Right') expect(read.right).toContain('<math')
      else expect(read.left.column).toBeGreaterThan(0)
    }
  })

  it('gives well-formed XML of any text, or a sentence', () => {
    const piece = fc.constantFrom(
      ...Array.from('{}^_\'\\ xW1<>&"()[]|.,-é'),
      '\\frac',
      '\\left',
      '\\right',
      '\\text',
      '\\mathrm',
      '\\bar',
      '\\sum',
      '\\,',
      '\\&',
      '\\mathtt',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const read = mathmlOf(pieces.join(''))
        expect(read._tag === 'Right' ? expectWellFormed(read.right) : read.left.sentence).toBeTypeOf('string')
      }),
      { seed: 3, numRuns: 4000 },
    )
  })
})

const hasLatex = spawnSync('pdflatex', ['--version']).status === 0

describe.runIf(hasLatex)('pdflatex', () => {
  it('compiles every formula', () => {
    const folder = mkdtempSync(join(tmpdir(), 'leibniz-latex-'))
    try {
      const lines = formulas.map(([, tensor], k) => `\\typeout{formula ${k}}$${latex(tensor)}$\\par`)
      const text = [
        '\\documentclass{article}',
        '\\usepackage{amsmath,amssymb}',
        '\\begin{document}\\hbadness=10000\\hfuzz=\\maxdimen',
        ...lines,
        '\\end{document}',
      ]
      writeFileSync(join(folder, 'formulas.tex'), text.join('\n'))
      const { status, stdout } = spawnSync(
        'pdflatex',
        ['-interaction=nonstopmode', '-halt-on-error', 'formulas.tex'],
        {
          cwd: folder,
          encoding: 'utf8',
          maxBuffer: 2 ** 28,
        },
      )
      expect(status, stdout.slice(-1500)).toBe(0)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

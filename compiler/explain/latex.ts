/**
 * An explanation as a LaTeX document.
 * Before it: `sections.ts`. After it: the command line; pdflatex with amsmath and amssymb.
 * Invariant: words are escaped, formulas are not; a formula may be broken between its operations, because it stands in
 * the text.
 */
import type { Explanation } from './Explanation.ts'
import { typeset } from './Hand.ts'
import { rewritingSections, sectionsOf } from './sections.ts'
import type { Gap, Item, Section } from './sections.ts'

const math = (formula: string): string => `$${formula}$`

const signs: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['^', '\\textasciicircum{}'],
  ['~', '\\textasciitilde{}'],
  ['…', '\\ldots{}'],
  ...Object.entries({
    '−': '-',
    '·': '\\cdot',
    '∘': '\\circ',
    '×': '\\times',
    '∞': '\\infty',
    '√': '\\surd',
    '∂': '\\partial',
    '¬': '\\lnot',
    '≤': '\\le',
    '≥': '\\ge',
    '≠': '\\ne',
    '→': '\\to',
    σ: '\\sigma',
    Σ: '\\sum',
    Π: '\\prod',
    ℓ: '\\ell',
    ᵀ: '^{\\top}',
    ᵃ: '^{a}',
    ᵇ: '^{b}',
    '⁻': '^{-}',
    '²': '^{2}',
    '⋮': '\\vdots',
  }).map(([sign, formula]): readonly [string, string] => [sign, `$${formula}$`]),
  ...'₀₁₂₃₄₅₆₇₈₉'.split('').map((sign, digit): readonly [string, string] => [sign, `$_{${digit}}$`]),
])

/** Words as LaTeX has them; what no font of it knows is a question mark. */
export const escaped = (text: string): string =>
  text.replaceAll(
    /[^\p{ASCII}]|[\\{}$&#^_%~]/gu,
    (sign) => signs.get(sign) ?? (sign < '\u0080' ? `\\${sign}` : '?'),
  )

/** A sentence with formulas between dollars: the words outside are escaped. */
const sentence = (text: string): string =>
  text
    .split(/(?<!\\)(\$(?:[^$\\]|\\.)*\$)/)
    .map((part, k) => (k % 2 === 1 ? part : escaped(part)))
    .join('')

const shapeOf = ({ shape }: Item): string => (shape === '' ? '' : `\\quad ${math(shape)}`)

const figuresOf = ({ figures }: Item): readonly string[] =>
  figures.map((text, k) => `{\\small ${escaped(k === 0 ? `= ${text}` : text)}}`)

const formulaOf = (item: Item): string =>
  item.isGiven === true
    ? `${math(item.name)}${shapeOf(item)}\\quad \\texttt{${escaped(item.formula)}}`
    : `${math(`${item.name} = ${item.formula}`)}${shapeOf(item)}`

const itemLines = (item: Item): readonly string[] => {
  const mark = item.number === undefined ? '' : `[${item.number}.]`
  const where = item.where.map((part) => `where ${[formulaOf(part), ...figuresOf(part)].join(', ')}`)
  return [
    `  \\item${mark} ${formulaOf(item)}`,
    ...[...where, ...figuresOf(item), ...item.reasons.map(sentence)].map((line) => `    \\par ${line}`),
  ]
}

const gapLines = ({ count, ranges }: Gap): readonly string[] => [
  `  \\item[$\\vdots$] the same ${count === 1 ? 'once' : `${count} times`} more: ${ranges
    .map(([from, to]) => math(from === to ? from : `${from} \\ldots ${to}`))
    .join(', ')}`,
]

const sectionLines = ({ title, items, notes }: Section): readonly string[] => [
  '',
  `\\section*{${escaped(title.charAt(0).toUpperCase() + title.slice(1))}}`,
  '\\begin{itemize}',
  ...items.flatMap((part) => ('count' in part ? gapLines(part) : itemLines(part))),
  ...notes.map((note) => `  \\item ${sentence(note)}`),
  '\\end{itemize}',
]

const opening = [
  '\\documentclass{article}',
  '\\usepackage{amsmath,amssymb}',
  '\\usepackage[margin=2.5cm]{geometry}',
  '\\setlength{\\parindent}{0pt}',
  '\\begin{document}',
  '\\raggedright',
]

/** Explanations as one document; each under its title. */
export const showLatex = (parts: readonly (readonly [title: string, one: Explanation])[]): string =>
  [
    ...opening,
    ...parts.flatMap(([title, one]) => [
      '',
      `{\\Large ${escaped(title)}\\par}`,
      ...[...sectionsOf(one, typeset), ...rewritingSections(one, 'latex')].flatMap(sectionLines),
    ]),
    '\\end{document}',
    '',
  ].join('\n')

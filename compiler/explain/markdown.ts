/**
 * An explanation as Markdown, its formulas in LaTeX between dollars.
 * Before it: `sections.ts`. After it: the command line.
 * Invariant: the same sections in the same order as the text; what is a path or a number stands as code.
 */
import type { Explanation } from './Explanation.ts'
import { typeset } from './Hand.ts'
import { rewritingSections, sectionsOf } from './sections.ts'
import type { Gap, Item, Section } from './sections.ts'

const math = (formula: string): string => `$${formula}$`

const code = (text: string): string => `\`${text.replaceAll('`', '')}\``

const shapeOf = ({ shape }: Item): string => (shape === '' ? '' : ` &emsp; ${math(shape)}`)

const figuresOf = ({ figures }: Item): readonly string[] =>
  figures.map((text, k) => (k === 0 ? `= ${text}` : text)).map(code)

const formulaOf = (item: Item): string =>
  item.isGiven === true
    ? `${math(item.name)}${shapeOf(item)} &emsp; ${code(item.formula)}`
    : `${math(`${item.name} = ${item.formula}`)}${shapeOf(item)}`

const listed = (lines: readonly string[], indent: string): readonly string[] =>
  lines.map((line) => `${indent}- ${line}`)

const itemLines = (item: Item): readonly string[] => {
  const mark = item.number === undefined ? '- ' : `${item.number}. `
  const indent = ' '.repeat(mark.length)
  const where = item.where.map((part) => `where ${[formulaOf(part), ...figuresOf(part)].join(', ')}`)
  return [`${mark}${formulaOf(item)}`, ...listed([...where, ...figuresOf(item), ...item.reasons], indent)]
}

const gapLines = ({ count, ranges }: Gap): readonly string[] => [
  '',
  `⋮ the same ${count === 1 ? 'once' : `${count} times`} more: ${ranges
    .map(([from, to]) => math(from === to ? from : `${from} \\ldots ${to}`))
    .join(', ')}`,
  '',
]

const sectionLines = ({ title, items, notes }: Section): readonly string[] => [
  '',
  `## ${title.charAt(0).toUpperCase()}${title.slice(1)}`,
  '',
  ...items.flatMap((part) => ('count' in part ? gapLines(part) : itemLines(part))),
  ...notes.map((note) => `- ${note}`),
]

/** An explanation as Markdown, without a heading of its own. */
export const showMarkdown = (one: Explanation): string =>
  `${[...sectionsOf(one, typeset), ...rewritingSections(one, 'latex')].flatMap(sectionLines).slice(1).join('\n')}\n`

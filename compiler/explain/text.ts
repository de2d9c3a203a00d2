/**
 * An explanation as text of at most 100 columns.
 * Before it: `sections.ts`. After it: the command line.
 * Invariant: what is printed is what the sections hold; nothing is computed here but columns.
 */
import { padded, widthOf, wrapped } from './columns.ts'
import type { Explanation } from './Explanation.ts'
import { written } from './Hand.ts'
import { showRewriting } from './rewritingText.ts'
import { sectionsOf } from './sections.ts'
import type { Gap, Item, Section } from './sections.ts'

const isItem = (part: Item | Gap): part is Item => 'formula' in part

/** The width of the column of names, at most 24. */
const widest = (items: readonly (Item | Gap)[]): number =>
  Math.min(
    24,
    items.filter(isItem).reduce((width, { name }) => Math.max(width, widthOf(name)), 0),
  )

/** `name = formula   shape` below the text before it, with the names in a column; then the figures. */
const formulaText = (item: Item, width: number, before: string): readonly string[] => {
  const { name, formula, shape, figures } = item
  const start = `${before}${padded(name, width)} = `
  const text = shape === '' ? formula : `${formula}   ${shape}`
  return [
    ...wrapped(text, start, ' '.repeat(widthOf(start))),
    ...figuresText(figures, ' '.repeat(widthOf(start) - 2), '='),
  ]
}

const figuresText = (figures: readonly string[], indent: string, mark: string): readonly string[] =>
  figures.flatMap((text, k) => wrapped(text, k === 0 ? `${indent}${mark} ` : `${indent}  `, `${indent}    `))

/** The letter, the shape, and the path where that is another name. */
const givenText = ({ name, formula, shape, figures }: Item, width: number): readonly string[] => {
  const start = `  ${padded(name, width)}   `
  const size = shape === '' ? 'scalar' : shape
  return [
    ...wrapped(name === formula ? size : `${size}   ${formula}`, start, '    '),
    ...figuresText(
      figures,
      start
        .slice(0, -2)
        .replaceAll(/./gu, ' ')
        .padEnd(width + 3),
      '=',
    ),
  ]
}

const rangeText = ([from, to]: readonly [string, string]): string => (from === to ? from : `${from} … ${to}`)

const gapText = ({ count, ranges }: Gap): readonly string[] =>
  wrapped(
    `the same ${count === 1 ? 'once' : `${count} times`} more: ${ranges.map(rangeText).join(', ')}`,
    '  ⋮ ',
    '    ',
  )

/** One item, after what it uses, before its reasons. */
const itemText = (item: Item, width: number, digits: number): readonly string[] => {
  if (item.isGiven === true) return givenText(item, width)
  if (item.number === undefined) return formulaText(item, width, '  ')
  const indent = ' '.repeat(digits + 6)
  return [
    ...item.where.flatMap((part) => formulaText(part, width, ' '.repeat(digits + 4))),
    ...formulaText(item, width, `  ${String(item.number).padStart(digits)}. `),
    ...item.reasons.flatMap((reason) => wrapped(reason, indent, `${indent}  `)),
  ]
}

const sectionText = ({ title, items, notes }: Section): readonly string[] => {
  const width = widest(items)
  const last = items.findLast(isItem)
  const digits = String(last?.number ?? 0).length
  return [
    '',
    title,
    ...items.flatMap((part) => (isItem(part) ? itemText(part, width, digits) : gapText(part))),
    ...notes.flatMap((note) => wrapped(note, '  ', '    ')),
  ]
}

const indented = (line: string): string => (line === '' ? '' : `  ${line}`)

/** An explanation as text. */
export const showText = (one: Explanation): string => {
  const sections = sectionsOf(one, written).flatMap(sectionText).slice(1)
  const rewriting =
    one.rewriting.length === 0
      ? []
      : ['', 'rewritten', ...showRewriting(one.rewriting).split('\n').map(indented)]
  return `${[...sections, ...rewriting].join('\n')}\n`
}

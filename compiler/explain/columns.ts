/**
 * Text in lines of at most 100 columns: numbers, words that wrap, tables.
 * Before it: nothing of the compiler. After it: the formats in text.
 * Invariant: a bar above a letter takes no column; only what stands in a table is cut.
 */
import { at } from '../../src/Bug.ts'

export const columns = 100

/** The columns that a text takes. */
export const widthOf = (text: string): number => [...text.normalize('NFD').replaceAll(/\p{Mn}/gu, '')].length

export const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)))

/** The beginning of a text that is too long. */
export const cut = (text: string, width: number): string =>
  widthOf(text) <= width ? text : `${[...text].slice(0, width - 1).join('')}…`

/** The words in lines, those after the first indented. */
export const wrapped = (text: string, first: string, rest: string = first): readonly string[] => {
  const lines: string[] = []
  let current = first
  let isEmpty = true
  for (const word of text.split(' ')) {
    if (!isEmpty && widthOf(current) + 1 + widthOf(word) > columns) {
      lines.push(current)
      current = rest
      isEmpty = true
    }
    current += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...lines, current]
}

/** A number in at most four digits: −∞, 4.489e38, 0.125. */
export const shown = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN'
  const size = Math.abs(value)
  const digits = Number(size.toPrecision(4))
  const isPlain = size === 0 || (size >= 1e-4 && size < 1e6)
  const short = isPlain ? String(Number.isInteger(size) ? size : digits) : digits.toExponential()
  const text = size === Infinity ? '∞' : short.replace('e+', 'e').replace('-', '−')
  return value < 0 || Object.is(value, -0) ? `−${text}` : text
}

/** Rows of cells in columns, each as wide as its widest cell; the last cell of a row may be any length. */
export const table = (rows: readonly (readonly string[])[], indent = '  '): readonly string[] => {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const widths = Array.from({ length: width }, (_, k) =>
    rows.reduce((most, row) => (k < row.length - 1 ? Math.max(most, widthOf(at(row, k))) : most), 0),
  )
  return rows.map((row) =>
    cut(
      indent + row.map((cell, k) => (k < row.length - 1 ? padded(cell, at(widths, k)) : cell)).join('  '),
      columns,
    ).trimEnd(),
  )
}

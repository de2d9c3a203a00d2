/**
 * One line of a table, and the tables as text.
 * Before it: nothing. After it: every file here that measures something.
 * Invariant: numbers stay numbers until they are printed, so that `--json` has them whole.
 */
import { aligned } from './text.ts'

export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: 'µs' | 'ms' | 'bytes' | ''
  /** Against the first of its table. */
  readonly ratio?: number
  /** What is wanted: the most that the ratio may be, or the value where there is no ratio. */
  readonly most?: number
}

export interface Table {
  readonly title: string
  readonly rows: readonly Row[]
}

/** Whether a row is what is wanted of it; undefined where nothing is. */
export const isMet = ({ value, ratio, most }: Row): boolean | undefined =>
  most === undefined ? undefined : (ratio ?? value) <= most

const value = ({ value, unit }: Row): string => {
  const digits = unit === 'bytes' || value >= 1000 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3
  return `${value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits })} ${unit}`.trimEnd()
}

const cells = (row: Row): readonly string[] => {
  const met = isMet(row)
  return [
    row.name,
    value(row),
    row.ratio === undefined ? '' : row.ratio.toFixed(2),
    met === undefined ? '' : `${met ? 'within' : 'OVER'} ${row.most}`,
  ]
}

/** The table with its columns aligned: names to the left, numbers to the right. */
export const show = ({ title, rows }: Table): string =>
  [title, ...aligned(rows.map(cells), ['left', 'right', 'right', 'left']).map((line) => `  ${line}`)].join(
    '\n',
  )

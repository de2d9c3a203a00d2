/**
 * A profile as a table.
 * Before it: `profile.ts`. After it: the command line.
 * Invariant: no line has more than 100 columns.
 */
import { at } from '../../src/Bug.ts'
import { padded, table, widthOf } from '../explain/columns.ts'
import type { Profile, ProfileLine } from './profile.ts'

/** A number in three digits, or all before the point. */
const figures = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value < 0.01 ? '0' : value.toPrecision(value < 0.1 ? 1 : 3)

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`

const header = ['', 'µs', 'of it', 'GFLOP/s', 'GB/s', 'of the ceiling', 'left, µs', '']

const cells = ({ name, micros, share, kernel }: ProfileLine): readonly string[] => [
  name,
  figures(micros),
  percent(share),
  ...(kernel === undefined
    ? ['', '', '', figures(micros), '']
    : [
        figures(kernel.gflops),
        figures(kernel.gbytes),
        `${percent(kernel.ofCeiling)} of ${kernel.bound}`,
        figures(Math.max(0, micros - kernel.least)),
        kernel.formulas.join('; '),
      ]),
]

/** Cells of the columns of numbers pushed to the right. */
const aligned = (rows: readonly (readonly string[])[]): readonly (readonly string[])[] => {
  const widths = header.map((_, column) => Math.max(...rows.map((row) => widthOf(at(row, column)))))
  return rows.map((row) =>
    row.map((cell, column) =>
      column === 0 || column === header.length - 1
        ? cell
        : padded('', at(widths, column) - widthOf(cell)) + cell,
    ),
  )
}

const names = { javascript: 'JavaScript', wasm: 'WebAssembly' } as const

export const showProfile = ({ target, sizes, lines, micros, call, ceiling }: Profile): string => {
  const given = Object.entries(sizes).map(([size, value]) => `${size} = ${value}`)
  const all = ['in all', figures(micros), '', '', '', '', '', '']
  return [
    `time of a call: ${[names[target], ...given].join(', ')}`,
    ...table(aligned([header, ...lines.map(cells), all])),
    '',
    `without a clock inside a call takes ${figures(call)} µs`,
    `ceiling of one core: ${figures(ceiling.gflops)} GFLOP/s; reads ${figures(ceiling.cache)} GB/s of 256 kB, ${figures(ceiling.memory)} of 64 MB`,
    '',
  ].join('\n')
}

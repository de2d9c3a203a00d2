/**
 * Tables as text: in columns for a terminal, in Markdown for a file.
 * Before it: nothing. After it: `Row.ts`, `workloadTable.ts`, `curves.ts`, `peers/report.ts`.
 * Invariant: every line has a cell for each column; numbers are aligned to the right.
 */
export type Side = 'left' | 'right'

/** The lines with their columns aligned, without blanks at the end. */
export const aligned = (lines: readonly (readonly string[])[], sides: readonly Side[]): readonly string[] => {
  const widths = sides.map((_, column) => Math.max(0, ...lines.map((line) => line[column]?.length ?? 0)))
  return lines.map((line) =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return sides[column] === 'left' ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd(),
  )
}

/** The lines under a header, as a table of Markdown: the first column to the left, the others to the right. */
export const markdown = (header: readonly string[], lines: readonly (readonly string[])[]): string => {
  const all = [header, ...lines]
  const widths = header.map((_, column) => Math.max(3, ...all.map((line) => line[column]?.length ?? 0)))
  const row = (line: readonly string[]): string =>
    `| ${widths.map((width, k) => (k === 0 ? (line[k] ?? '').padEnd(width) : (line[k] ?? '').padStart(width))).join(' | ')} |`
  const rule = widths.map((width, k) => (k === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [row(header), `| ${rule.join(' | ')} |`, ...lines.map(row)].join('\n')
}

/** A number with three figures, or all before the point. */
export const figures = (value: number): string => {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3
  return value.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits })
}

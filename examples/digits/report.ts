/**
 * What is written on the terminal: one line that is rewritten where a terminal can, plain lines elsewhere, and tables.
 */
import { stdout } from 'node:process'

export const count = (value: number): string => value.toLocaleString('en')

export const bytes = (size: number): string => `${count(size)} bytes`

export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`

/** Milliseconds, in a unit that reads well. */
export const duration = (time: number): string =>
  time < 1 ? `${(1000 * time).toFixed(1)} µs` : `${time.toFixed(1)} ms`

export const line = (text = ''): void => {
  stdout.write(`${text}\n`)
}

/** Progress: on a terminal each line takes the place of the one before, until `last`. */
export const progress = (text: string, last: boolean, onTerminal = stdout.isTTY): void => {
  if (onTerminal) stdout.write(`\r\u001b[K${text}${last ? '\n' : ''}`)
  else line(text)
}

/** Two columns. */
export const table = (rows: readonly (readonly [what: string, value: string])[]): string => {
  const width = Math.max(...rows.map(([what]) => what.length))
  return rows.map(([what, value]) => `  ${what.padEnd(width)}  ${value}`).join('\n')
}

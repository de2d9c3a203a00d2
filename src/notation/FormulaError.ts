/**
 * What is wrong with a formula as it was typed: a code, a place, a sentence, a hint.
 * Before it: `Mistake.ts`. After it: the reader of formulas beside this file, the command line.
 * Invariant: a line and a column count from 1; a column is a character as people see it, however it is encoded.
 */
import { mistakeCodes } from '../Mistake.ts'
import type { MistakeCode } from '../Mistake.ts'

export interface FormulaError {
  readonly code: MistakeCode
  /** The line of the text. */
  readonly line: number
  readonly column: number
  readonly sentence: string
  readonly hint: string
  /** That line. */
  readonly formula: string
}

/** A mistake at an offset of a text that is still to be located. */
export interface Refusal {
  readonly code: MistakeCode
  readonly at: number
  readonly sentence: string
  readonly hint: string
}

export const refusal = (code: MistakeCode, at: number, sentence: string, hint?: string): Refusal => ({
  code,
  at,
  sentence,
  hint: hint ?? mistakeCodes[code].hint,
})

/** A text that cannot be read. */
export const unreadable = (at: number, sentence: string, hint?: string): Refusal =>
  refusal('LBZ1040', at, sentence, hint)

/** A letter with its marks, and what is joined to it. */
const character = /\p{RI}{2}|.[\p{M}\p{EMod}]*(?:\u200d.[\p{M}\p{EMod}]*)*/gsu

const characters = (text: string): readonly string[] => text.match(character) ?? []

/** The mistake with its line and column. */
export const located = (text: string, { code, at, sentence, hint }: Refusal): FormulaError => {
  const before = text.slice(0, at)
  const start = before.lastIndexOf('\n') + 1
  const end = text.indexOf('\n', at)
  return {
    code,
    line: before.split('\n').length,
    column: characters(before.slice(start)).length + 1,
    sentence,
    hint,
    formula: text.slice(start, end < 0 ? text.length : end),
  }
}

/** How much of a long line is shown before the place, and after it. */
const reach = 60

/**
 * The formula with a caret below the place, the code with the sentence, and the hint.
 *
 * @example
 * const wrong = parse('W·y', { W: f32(2, 3), x: f32(3) })
 * showFormulaError(wrong.left[0])
 * // W·y
 * //   ^
 * // LBZ1041 no input is called y
 * // Known names: W, x.
 */
export const showFormulaError = ({ code, column, sentence, hint, formula }: FormulaError): string => {
  const all = characters(formula).map((one) => (/^\p{C}|^\s/u.test(one) ? ' ' : one))
  const from = column - 1 > reach ? column - 1 - reach : 0
  const shown = all.slice(from, column - 1 + reach)
  const left = from > 0 ? '…' : ''
  const right = column - 1 + reach < all.length ? '…' : ''
  const caret = `${' '.repeat(left.length + column - 1 - from)}^`
  return [`${left}${shown.join('')}${right}`, caret, `${code} ${sentence}`, hint].join('\n')
}

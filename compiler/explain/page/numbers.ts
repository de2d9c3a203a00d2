/**
 * Numbers as people read them.
 * Before it: nothing. After it: every view that shows a value.
 * Invariant: a number that is not 0 is never shown as 0; NaN and infinities have their own signs.
 */
import type { DType } from '../../../src/DType.ts'
import type { Value } from '../../../src/evaluate/meaning.ts'

const raised = new Map(Array.from('0123456789-', (sign, k) => [sign, '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'.charAt(k)]))

const withMinus = (text: string): string => text.replace('-', '−')

/** Without the zeros that say nothing: 0.5000 is 0.5. */
const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text)

/** To so many significant digits; powers of ten where the number is very large or very small. */
export const shown = (value: number, digits: number = 4): string => {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return withMinus(String(value))
  const size = Math.abs(value)
  if (size >= 1e-4 && size < 1e7) return withMinus(trimmed(value.toPrecision(digits)))
  const [mantissa = '', exponent = ''] = value.toExponential(digits - 1).split('e')
  const power = [...exponent.replace('+', '')].map((sign) => raised.get(sign) ?? sign).join('')
  return `${withMinus(trimmed(mantissa))}·10${power}`
}

/** The shortest decimal that reads back as the element: what an input is edited as. */
export const exact = (value: number, dtype: DType): string => {
  if (!Number.isFinite(value)) return String(value)
  if (dtype !== 'f32' || Number.isInteger(value)) return Object.is(value, -0) ? '-0' : String(value)
  for (let digits = 1; digits <= 9; digits++) {
    const text = String(Number(value.toPrecision(digits)))
    if (Math.fround(Number(text)) === value) return text
  }
  return String(value)
}

/** What the elements of a value have in common. */
export interface Extremes {
  readonly least: number
  readonly most: number
  /** Elements that are NaN, and those that are infinite. */
  readonly nan: number
  readonly infinite: number
}

/** The finite extremes, and how many elements are none. */
export const extremesOf = (data: Float64Array): Extremes => {
  let least = Infinity
  let most = -Infinity
  let nan = 0
  let infinite = 0
  for (const value of data) {
    if (Number.isNaN(value)) nan += 1
    else if (!Number.isFinite(value)) infinite += 1
    else {
      if (value < least) least = value
      if (value > most) most = value
    }
  }
  return { least, most, nan, infinite }
}

/** A value in a few words: the number, or from the least to the most, and what is no number. */
export const glance = ({ data }: Value): string => {
  const [only] = data
  if (data.length === 0) return 'empty'
  if (data.length === 1 && only !== undefined) return shown(only)
  const { least, most, nan, infinite } = extremesOf(data)
  const odd = [...(nan > 0 ? [`${nan} NaN`] : []), ...(infinite > 0 ? [`${infinite} ∞`] : [])]
  const range =
    least > most ? [] : [least === most ? `all ${shown(least, 3)}` : `${shown(least, 3)} … ${shown(most, 3)}`]
  return [...odd, ...range].join(', ')
}

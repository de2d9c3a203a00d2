/**
 * Numbers as people read them: a few digits, small tensors in full, large ones by what they range over.
 * Before it: `Values.ts`. After it: the formats.
 * Invariant: a number that is not finite is never hidden by a summary.
 */
import { at } from '../../src/Bug.ts'
import type { Value } from '../../src/evaluate/meaning.ts'

/** Up to so many elements are written out. */
const fewElements = 12

/** Six digits, fewer where the rest are zeros. */
export const figure = (value: number): string => {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value < 0 ? '−∞' : '∞'
  if (Object.is(value, -0)) return '−0'
  return String(Number(value.toPrecision(6))).replaceAll('-', '−')
}

/** `[[1, 2], [3, 4]]` */
const nested = (shape: readonly number[], items: readonly string[]): string => {
  let level = items
  for (const size of [...shape].reverse()) {
    const rows = size === 0 ? 0 : level.length / size
    const inner = level
    level = Array.from(
      { length: rows },
      (_, row) => `[${inner.slice(row * size, (row + 1) * size).join(', ')}]`,
    )
  }
  return level[0] ?? '[]'
}

export const listed = (numbers: readonly number[]): string =>
  numbers.length === 1 ? figure(at(numbers, 0)) : `[${numbers.map(figure).join(', ')}]`

/** What the elements range over. */
export interface Summary {
  readonly least: number
  readonly most: number
  readonly mean: number
  /** √Σx². */
  readonly norm: number
  /** How many elements are NaN, how many infinite; the rest is of the finite ones. */
  readonly nans: number
  readonly infinities: number
}

export const summaryOf = (data: ArrayLike<number>): Summary => {
  let [least, most, sum, squares, nans, infinities, count] = [Infinity, -Infinity, 0, 0, 0, 0, 0]
  for (let k = 0; k < data.length; k++) {
    const x = at(data, k)
    if (Number.isNaN(x)) nans += 1
    else if (!Number.isFinite(x)) infinities += 1
    else {
      least = Math.min(least, x)
      most = Math.max(most, x)
      sum += x
      squares += x * x
      count += 1
    }
  }
  return { least, most, mean: sum / count, norm: Math.sqrt(squares), nans, infinities }
}

/** A tensor's elements, or what they range over. */
export const figures = ({ shape, data }: Value): string => {
  if (data.length <= fewElements) return nested(shape, Array.from(data, figure))
  const { least, most, mean, norm, nans, infinities } = summaryOf(data)
  const finite =
    least > most
      ? 'nothing finite'
      : `${figure(least)} … ${figure(most)}, mean ${figure(mean)}, norm ${figure(norm)}`
  return [
    finite,
    ...(nans === 0 ? [] : [`${nans} NaN`]),
    ...(infinities === 0 ? [] : [`${infinities} infinite`]),
  ].join(', ')
}

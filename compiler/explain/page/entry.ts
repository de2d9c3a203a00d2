/**
 * Elements as they are typed into the page.
 * Before it: `numbers.ts`. After it: `InputsEditor.tsx`.
 * Invariant: a text is an array of its dtype, each number as it was typed, or a sentence says what is wrong and where.
 */
import { allocate } from '../../../src/DType.ts'
import type { DType, TypedArray } from '../../../src/DType.ts'
import type { Either } from '../../../src/Either.ts'
import { left, right } from '../../../src/Either.ts'
import { exact } from './numbers.ts'

const numeral = /^[-−+]?(?:\d+\.?\d*(?:[eE][-+−]?\d+)?|\.\d+(?:[eE][-+−]?\d+)?|Infinity|∞|NaN)$/

/** The number that a word is. */
export const numberIn = (word: string): number | undefined =>
  numeral.test(word) ? Number(word.replaceAll('−', '-').replace('∞', 'Infinity')) : undefined

/** What a dtype cannot hold, in words. */
const refusal = (value: number, dtype: DType): string | undefined => {
  const isWithin = (from: number, to: number): boolean =>
    Number.isInteger(value) && value >= from && value <= to
  switch (dtype) {
    case 'f32':
      return undefined
    case 'i32':
      return isWithin(-(2 ** 31), 2 ** 31 - 1) ? undefined : 'is no 32-bit integer'
    case 'u32':
      return isWithin(0, 2 ** 32 - 1) ? undefined : 'is no unsigned 32-bit integer'
    case 'bool':
      return isWithin(0, 1) ? undefined : 'is neither 0 nor 1'
  }
}

/** Numbers between spaces, commas, semicolons and brackets, as an array. */
export const arrayIn = (text: string, dtype: DType): Either<string, TypedArray> => {
  const words = text.split(/[\s,;[\]]+/).filter((word) => word !== '')
  const array = allocate(dtype, words.length)
  for (const [k, word] of words.entries()) {
    const value = numberIn(word)
    if (value === undefined) return left(`“${word.slice(0, 24)}” (element ${k}) is not a number`)
    const wrong = refusal(value, dtype)
    if (wrong !== undefined) return left(`${word} (element ${k}) ${wrong}`)
    array[k] = value
  }
  return right(array)
}

/** An array as text: a row of the last axis a line. */
export const textOf = (array: TypedArray, dtype: DType, columns: number): string => {
  const words = Array.from(array, (value) => exact(value, dtype))
  if (columns <= 0) return words.join(' ')
  return Array.from({ length: Math.ceil(words.length / columns) }, (_, row) =>
    words.slice(row * columns, (row + 1) * columns).join('  '),
  ).join('\n')
}

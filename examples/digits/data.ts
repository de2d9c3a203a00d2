/**
 * The digits as typed arrays: 8×8 images with pixels from 0 to 1, and what each shows.
 */
import { readFileSync } from 'node:fs'
import { random } from 'leibniz'

export interface Digits {
  readonly count: number
  /** count × 64 */
  readonly x: Float32Array
  /** count */
  readonly y: Int32Array
}

export const pixels = 64

const read = (name: string): string => readFileSync(new URL(`data/${name}`, import.meta.url), 'utf8')

const digits = (rows: readonly (readonly number[])[]): Digits => ({
  count: rows.length,
  x: Float32Array.from(rows.flatMap((row) => row.slice(0, pixels).map((pixel) => pixel / 16))),
  y: Int32Array.from(rows.map((row) => row[pixels] ?? Number.NaN)),
})

const namesRows = (split: unknown): split is { readonly test: readonly number[] } =>
  typeof split === 'object' && split !== null && 'test' in split && Array.isArray(split.test)

export interface Split {
  readonly learnt: Digits
  readonly heldOut: Digits
}

/** The images to learn from, and those that are held out. */
export const readDigits = (): Split => {
  const rows = read('digits.csv')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map(Number))
  const split: unknown = JSON.parse(read('split.json'))
  if (!namesRows(split)) throw new Error('data/split.json names no rows to hold out')
  const isHeldOut = new Set(split.test)
  return {
    learnt: digits(rows.filter((_, row) => !isHeldOut.has(row))),
    heldOut: digits(rows.filter((_, row) => isHeldOut.has(row))),
  }
}

/** The same images in the key's order. */
export const shuffled = (key: random.Key, { count, x, y }: Digits): Digits => {
  const order = random.permutation(key, count)
  const shuffledX = new Float32Array(x.length)
  order.forEach((from, to) => shuffledX.set(x.subarray(from * pixels, (from + 1) * pixels), to * pixels))
  return { count, x: shuffledX, y: order.map((from) => y[from] ?? Number.NaN) }
}

/** Views of `size` images each; the last may hold fewer. */
export const batches = ({ count, x, y }: Digits, size: number): readonly Digits[] =>
  Array.from({ length: Math.ceil(count / size) }, (_, batch) => {
    const from = batch * size
    const to = Math.min(from + size, count)
    return { count: to - from, x: x.subarray(from * pixels, to * pixels), y: y.subarray(from, to) }
  })

/**
 * What is measured of a training: accuracy, and time.
 */
import type { Digits } from './data.ts'

/** The share of the images whose likeliest digit is the one they show. */
export const accuracy = (probabilities: Float32Array, { count, y }: Digits): number => {
  const digits = probabilities.length / count
  const right = y.filter((digit, image) => {
    const row = probabilities.subarray(image * digits, (image + 1) * digits)
    return row.indexOf(Math.max(...row)) === digit
  })
  return right.length / count
}

/** The time of one call in milliseconds: the median of `calls`. */
export const timed = (calls: number, call: () => unknown): number => {
  const times = Array.from({ length: calls }, () => {
    const start = performance.now()
    call()
    return performance.now() - start
  })
  return median(times)
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2
}

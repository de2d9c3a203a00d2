/**
 * What a part of a formula says of positions and sizes: i₀ + 2·i₁ − n, over a number.
 * Before it: `Extent.ts`. After it: `Reading.ts`, which has one beside each tensor that can be one.
 * Invariant: exact on integers; what is not affine, or grows beyond bounds, is undefined.
 */
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'

/** (Σ coefficients·i + offset) / divisor */
export interface Affine {
  readonly letters: ReadonlyMap<number, Extent>
  readonly offset: Extent
  readonly divisor: number
}

const none: ReadonlyMap<number, Extent> = new Map()

/** Polynomials of more terms are no sizes that people write. */
const most = 32

const isBounded = (size: Extent): boolean =>
  typeof size === 'number'
    ? Number.isSafeInteger(size)
    : size.terms.length <= most && size.terms.every(({ coefficient }) => Number.isSafeInteger(coefficient))

const bounded = (value: Affine): Affine | undefined =>
  isBounded(value.offset) &&
  [...value.letters.values()].every(isBounded) &&
  Number.isSafeInteger(value.divisor)
    ? value
    : undefined

export const ofExtent = (offset: Extent): Affine | undefined => bounded({ letters: none, offset, divisor: 1 })

export const ofLetter = (axis: number): Affine => ({ letters: new Map([[axis, 1]]), offset: 0, divisor: 1 })

const scaled = ({ letters, offset, divisor }: Affine, by: Extent): Affine => ({
  letters: new Map([...letters].map(([axis, coefficient]) => [axis, extent.mul(coefficient, by)])),
  offset: extent.mul(offset, by),
  divisor,
})

/** a + sign·b */
export const added = (a: Affine, b: Affine, sign: 1 | -1): Affine | undefined => {
  const [left, right] = [scaled(a, b.divisor), scaled(b, sign * a.divisor)]
  const letters = new Map(left.letters)
  for (const [axis, coefficient] of right.letters)
    letters.set(axis, extent.add(letters.get(axis) ?? 0, coefficient))
  return bounded({ letters, offset: extent.add(left.offset, right.offset), divisor: a.divisor * b.divisor })
}

/** a·b, where one of them is a size. */
export const multiplied = (a: Affine, b: Affine): Affine | undefined => {
  const [factor, other] = b.letters.size === 0 && b.divisor === 1 ? [b, a] : [a, b]
  return factor.letters.size === 0 && factor.divisor === 1 ? bounded(scaled(other, factor.offset)) : undefined
}

/** a / b, where b is a positive number. */
export const divided = (a: Affine, b: Affine): Affine | undefined =>
  b.letters.size === 0 && b.divisor === 1 && typeof b.offset === 'number' && b.offset > 0
    ? bounded({ ...a, divisor: a.divisor * b.offset })
    : undefined

/** The size that it is, where it says nothing of positions. */
export const sizeOf = ({ letters, offset, divisor }: Affine): Extent | undefined =>
  divisor === 1 && [...letters.values()].every((coefficient) => coefficient === 0) ? offset : undefined

/**
 * Numbers that were found against numbers that are wanted.
 * Before it: `Case.ts`. After it: the judges beside it.
 * Invariant: one difference for each tensor, the worst; NaN equals NaN, an infinity equals itself, 0 equals −0.
 */
import { at } from '../../src/Bug.ts'
import type { Flat, Stored, Tolerance } from './Case.ts'

/** What is wrong, as a line: the tensor, the place of its worst element, what was found there and what is wanted. */
export type Difference = string

/** How many tolerances lie between two numbers; an infinite or missing one is infinitely far from every other. */
const distance = (got: number, want: number, { rtol, atol }: Tolerance): number => {
  if (got === want || (Number.isNaN(got) && Number.isNaN(want))) return 0
  const ratio = Math.abs(got - want) / (atol + rtol * Math.abs(want))
  return Number.isFinite(want) && Number.isFinite(got) ? ratio : Infinity
}

/** The place of an element as its coordinates. */
const place = (index: number, shape: readonly number[]): string => {
  let rest = index
  const coordinates = shape.toReversed().map((extent) => {
    const coordinate = rest % extent
    rest = Math.floor(rest / extent)
    return coordinate
  })
  return shape.length === 0 ? '' : ` at [${coordinates.reverse().join(', ')}]`
}

/** The worst element of those that bind, where it is too far away. */
export const differences = (
  what: string,
  got: ArrayLike<number> | undefined,
  { data, shape }: Pick<Flat, 'data' | 'shape'>,
  tolerance: Tolerance,
  binding?: Flat,
): readonly Difference[] => {
  if (got === undefined) return [`${what} is missing`]
  if (got.length !== data.length) return [`${what} has ${got.length} elements, not ${data.length}`]
  let worst = { ratio: 1, line: '' }
  data.forEach((stored, k) => {
    if (binding !== undefined && at(binding.data, k) !== 1) return
    const ratio = distance(at(got, k), Number(stored), tolerance)
    if (ratio > worst.ratio)
      worst = { ratio, line: `${what}${place(k, shape)}: got ${at(got, k)}, wanted ${Number(stored)}` }
  })
  return worst.line === '' ? [] : [worst.line]
}

/** The same for one number. */
export const numberDifferences = (
  what: string,
  got: ArrayLike<number> | undefined,
  want: Stored,
  tolerance: Tolerance,
): readonly Difference[] => differences(what, got, { data: [want], shape: [] }, tolerance)

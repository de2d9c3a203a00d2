/**
 * Where a move reads its operand, and where the fill: as intervals, with symbolic sizes too.
 * Before it: `src/Move.ts`, `ir/placement.ts`. After it: `pad.ts`, `assemblies.ts`.
 * Invariant: a bound holds for all sizes; what cannot be proven gives no answer.
 */
import { at } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import type { Move } from '../../src/Move.ts'
import type { Shape } from '../../src/Shape.ts'
import type { Row } from '../../src/Tensor.ts'

/** The terms of a polynomial that add to it, whatever the sizes are. */
const positivePart = (size: Extent): Extent =>
  typeof size === 'number'
    ? Math.max(0, size)
    : size.terms.reduce<Extent>(
        (sum, { coefficient, factors }) =>
          coefficient > 0
            ? extent.add(
                sum,
                extent.mul(coefficient, extent.product(factors.map((name) => extent.dim(name)))),
              )
            : sum,
        0,
      )

/** At most `a` and at most `b`. */
export const below = (a: Extent, b: Extent): Extent => extent.sub(a, positivePart(extent.sub(a, b)))

/** At least `a` and at least `b`. */
export const above = (a: Extent, b: Extent): Extent => extent.add(a, positivePart(extent.sub(b, a)))

/** The smaller of two, where it is proven which one that is. */
const smaller = (a: Extent, b: Extent): Extent | undefined => {
  if (extent.isNonNegative(extent.sub(b, a))) return a
  return extent.isNonNegative(extent.sub(a, b)) ? b : undefined
}

const larger = (a: Extent, b: Extent): Extent | undefined => {
  if (extent.isNonNegative(extent.sub(a, b))) return a
  return extent.isNonNegative(extent.sub(b, a)) ? b : undefined
}

/** The least and the most that coefficients·o + offset is for positions o within a shape. */
export const range = (
  { coefficients, offset }: Row,
  shape: Shape,
): readonly [least: Extent, most: Extent] => {
  let least = offset
  let most = offset
  coefficients.forEach((coefficient, k) => {
    const reach = extent.mul(coefficient, extent.sub(at(shape, k), 1))
    if (coefficient > 0) most = extent.add(most, reach)
    if (coefficient < 0) least = extent.add(least, reach)
  })
  return [least, most]
}

/** The axes of the result that a row depends on. */
export const axesOf = ({ coefficients }: Row): readonly number[] =>
  coefficients.flatMap((coefficient, axis) => (coefficient === 0 ? [] : [axis]))

/** Positions start, start + step, …, so many of them. */
export interface Progression {
  readonly start: Extent
  readonly step: number
  readonly count: Extent
}

/** ⌊a / by⌋, where that is known. */
const floorOf = (a: Extent, by: number): Extent | undefined => {
  if (typeof a === 'number') return Math.floor(a / by)
  return by === 1 ? a : extent.divide(a, by)
}

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b))

/** The remainder of a polynomial, where every symbolic term is a multiple. */
const remainder = (size: Extent, by: number): number | undefined => {
  if (typeof size === 'number') return ((size % by) + by) % by
  let rest = 0
  for (const { coefficient, factors } of size.terms)
    if (factors.length === 0) rest = coefficient
    else if (coefficient % by !== 0) return undefined
  return ((rest % by) + by) % by
}

/** For which o ≡ phase mod step the row is whole: (coefficient·o + offset) / divisor. */
const phaseOf = (
  coefficient: number,
  { offset, divisor }: Row,
): { readonly step: number; readonly phase: number | undefined } | undefined => {
  if (divisor === 1) return { step: 1, phase: 0 }
  const rest = remainder(offset, divisor)
  if (rest === undefined) return undefined
  const step = divisor / gcd(coefficient, divisor)
  for (let phase = 0; phase < step; phase++)
    if ((coefficient * phase + rest) % divisor === 0) return { step, phase }
  return { step, phase: undefined }
}

/** The positions of an axis at which all rows are within their extents; each depends on this axis alone. */
export const positionsWithin = (
  rows: readonly Row[],
  axis: number,
  size: Extent,
): Progression | undefined => {
  let first: Extent | undefined = 0
  let last: Extent | undefined = extent.sub(size, 1)
  let [step, phase] = [1, 0]
  for (const row of rows) {
    const coefficient = at(row.coefficients, axis)
    const by = Math.abs(coefficient)
    const end = extent.mul(row.divisor, extent.sub(row.extent, 1))
    const [least, most] =
      coefficient > 0
        ? [extent.negate(row.offset), extent.sub(end, row.offset)]
        : [extent.sub(row.offset, end), row.offset]
    const [low, high] = [floorOf(extent.negate(least), by), floorOf(most, by)]
    const phased = phaseOf(coefficient, row)
    if (low === undefined || high === undefined || phased === undefined) return undefined
    if (phased.phase === undefined) return { start: 0, step: 1, count: 0 }
    first = first === undefined ? undefined : larger(first, extent.negate(low))
    last = last === undefined ? undefined : smaller(last, high)
    if (step > 1 && phased.step > 1) return undefined
    if (phased.step > 1) [step, phase] = [phased.step, phased.phase]
  }
  if (first === undefined || last === undefined) return undefined
  const rest = remainder(first, step)
  if (rest === undefined) return undefined
  const start = extent.add(first, (phase - rest + step) % step)
  const turns = floorOf(extent.sub(last, start), step)
  return turns === undefined ? undefined : { start, step, count: extent.add(turns, 1) }
}

/** Whether a guard holds wherever a row is within its extent: it says the same of the same value, or less. */
export const isImplied = (guard: Row, { rows }: Pick<Move, 'rows'>): boolean =>
  rows.some((row) => {
    if (!row.coefficients.every((c, k) => c === at(guard.coefficients, k))) return false
    const shift = extent.sub(guard.offset, row.offset)
    const whole =
      guard.divisor === 1 || (guard.divisor === row.divisor && remainder(shift, row.divisor) === 0)
    const most = extent.add(shift, extent.mul(row.divisor, extent.sub(row.extent, 1)))
    const end = extent.mul(guard.divisor, extent.sub(guard.extent, 1))
    return whole && extent.isNonNegative(shift) && extent.isNonNegative(extent.sub(end, most))
  })

/**
 * What a tensor requires of its elements, checked.
 * Before it: `Tensor.ts`. After it: `walk.ts`.
 * Invariant: the sentence names the first element that is not as it must be, by its position.
 */
import type { Sizes } from '../Extent.ts'
import type { RunError } from '../RunError.ts'
import { runError } from '../RunError.ts'
import type { CustomRule } from '../Tensor.ts'
import type { Value } from './meaning.ts'
import { sizeOf } from './meaning.ts'

/** Each coordinate of the place of an element. */
export const positionOf = (place: number, shape: readonly number[]): readonly number[] => {
  let rest = place
  return [...shape]
    .reverse()
    .map((size) => {
      const coordinate = rest % size
      rest = Math.floor(rest / size)
      return coordinate
    })
    .reverse()
}

/** The first element that a rule does not allow, or undefined. */
export const refusalOf = (rule: CustomRule, { shape, data }: Value, sizes: Sizes): RunError | undefined => {
  if (rule.kind !== 'requirement') return undefined
  const { operation, subject, range } = rule
  const [from, below] = range === undefined ? [] : [sizeOf(range.from, sizes), sizeOf(range.below, sizes)]
  const isOutside = (x: number): boolean =>
    from !== undefined && below !== undefined && (x < from || x >= below)
  const place = data.findIndex((x) => Number.isNaN(x) || isOutside(x))
  const value = data[place]
  if (value === undefined) return undefined
  const position = shape.length === 0 ? '' : `[${positionOf(place, shape).join(', ')}]`
  const element = `${operation}: ${subject}${position} is ${value}`
  return Number.isNaN(value) || from === undefined || below === undefined
    ? runError('LBZ6009', element)
    : runError('LBZ6008', `${element}, not within ${from} … ${below - 1}`)
}

/**
 * What stands in brackets, and between ×: data, a condition, a shape.
 * Before it: `Reading.ts`. After it: `elaborate.ts`.
 * Invariant: brackets hold numbers, or one condition; what they cannot be as an operand they may still be as an option.
 */
import type { Nested } from '../ops/constants.ts'
import { isTensor } from '../Tensor.ts'
import { refusal, unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import { wrong } from './Reading.ts'
import type { Reading, Readings } from './Reading.ts'
import type { Place } from './Syntax.ts'
import { operationNamed } from './vocabulary.ts'

export const list = (readings: Readings, items: readonly Place[], at: number): Reading => {
  const parts = items.map((item) => readings.of(item))
  const sizes = items.map((item) => readings.size(item))
  const shape = sizes.every((size) => size !== undefined) ? { shape: sizes } : {}
  const options = parts.map(({ operand, nested, option }, k) =>
    typeof operand === 'number' ? operand : (sizes[k] ?? nested ?? option),
  )
  const own = { option: options, ...shape }
  const numbers = parts.map(({ operand, nested }): Nested | undefined =>
    typeof operand === 'number' ? operand : nested,
  )
  const [only] = items
  const [single] = parts
  if (numbers.every((number) => number !== undefined)) return { nested: numbers, ...own }
  if (parts.includes(wrong)) return wrong
  if (only !== undefined && items.length === 1 && isTensor(single?.operand))
    return masked(readings, only, own)
  return {
    ...own,
    lacking:
      (items.length === 1 ? single?.lacking : undefined) ??
      (() =>
        unreadable(
          at,
          'brackets hold numbers, or one condition',
          'Tensors are put together by stack(a, b, axis=0) or concat(a, b, axis=0).',
        )),
  }
}

const choice = operationNamed('where')

/** [c] */
const masked = (readings: Readings, place: Place, own: Reading): Reading => {
  const condition = readings.operand(place)
  if (!isTensor(condition)) return condition === undefined ? wrong : own
  if (condition.dtype === 'bool') {
    const made = readings.made(place, choice(condition, 1, 0))
    return made.operand === undefined ? wrong : { ...made, condition }
  }
  const { at } = readings.part(place)
  return {
    ...own,
    lacking: () =>
      unreadable(at, 'brackets hold a condition, or numbers', '[0 < x] is 1 where it holds and 0 elsewhere.'),
  }
}

export const extents = (readings: Readings, places: readonly Place[], at: number): Reading => {
  const sizes = places.map((place) => readings.size(place))
  const lacking = (): Refusal =>
    unreadable(at, '× stands between extents', 'A product is a·b, element by element a ∘ b.')
  const wrongSize = places.find((_, k) => sizes[k] === undefined)
  if (sizes.every((size) => size !== undefined)) return { shape: sizes, option: sizes, lacking }
  if (wrongSize === undefined) return { lacking }
  const { form, at: where } = readings.part(wrongSize)
  return readings.refuse(
    form.tag === 'name'
      ? refusal('LBZ1041', where, `no size is called ${form.name}`, 'Sizes are those of the inputs.')
      : unreadable(where, 'an extent is a whole number or a size'),
  )
}

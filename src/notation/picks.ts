/**
 * gather and scatter as they are printed: of tensors with batch axes in front.
 * Before it: `Reading.ts`. After it: `calls.ts`.
 * Invariant: an index has the axes that it needs, of the extents of the tensor.
 */
import { gathered, ruled, scattered, wrongDTypes } from '../construct.ts'
import { refuse, same, show } from '../Shape.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import { refusal, unreadable } from './FormulaError.ts'
import type { Reading, Readings } from './Reading.ts'
import type { Form, Place } from './Syntax.ts'

type Call = Extract<Form, { readonly tag: 'call' }>

type Meaning = (readings: Readings, place: Place, call: Call) => Reading

/** The batch axes of a gather or a scatter. */
const batchOf = (readings: Readings, { options }: Call): number | undefined => {
  const option = options.find(({ name }) => name === 'batch')
  const batch = option === undefined ? 0 : readings.size(option.value)
  return typeof batch === 'number' && batch >= 0 ? batch : undefined
}

const agree = (
  operation: string,
  a: Shape,
  b: Shape,
  least: number,
  build: () => AnyTensor,
  operands: readonly AnyTensor[],
): AnyTensor => {
  const rule = (): Ruled =>
    a.length >= least && b.length >= least && same(a.slice(0, least), b.slice(0, least))
      ? { _tag: 'Right', right: a }
      : refuse('LBZ1020', `${operation}: an index of ${show(b)} for ${show(a)}`)
  return ruled(operation, operands, rule, build)
}

export const gatherIn: Meaning = (readings, place, form) => {
  const [x, index] = [form.operands[0], form.operands[1]].map((operand) =>
    operand === undefined ? undefined : readings.tensor(operand),
  )
  const batch = batchOf(readings, form)
  if (x === undefined || index === undefined || batch === undefined)
    return readings.refuse(unreadable(readings.part(place).at, 'this is gather(x, index, batch=1)'))
  if (x.shape.length <= batch)
    return readings.refuse(
      refusal('LBZ1009', readings.part(place).at, `gather: ${show(x.shape)} has no axis behind ${batch}`),
    )
  return readings.made(
    place,
    agree('gather', x.shape, index.shape, batch, () => gathered(x, index, batch), [x, index]),
  )
}

/** scatter(updates, index, size, batch=1) */
export const scatterIn: Meaning = (readings, place, form) => {
  const [updates, index] = [form.operands[0], form.operands[1]].map((operand) =>
    operand === undefined ? undefined : readings.tensor(operand),
  )
  const size = form.operands[2] === undefined ? undefined : readings.size(form.operands[2])
  const batch = batchOf(readings, form)
  if (updates === undefined || index === undefined || size === undefined || batch === undefined)
    return readings.refuse(unreadable(readings.part(place).at, 'this is scatter(updates, index, size)'))
  if (updates.dtype !== 'f32') return readings.made(place, wrongDTypes('scatter', [updates, index]))
  if (index.shape.length < batch)
    return readings.refuse(
      refusal(
        'LBZ1009',
        readings.part(place).at,
        `scatter: ${show(index.shape)} has fewer axes than ${batch}`,
      ),
    )
  return readings.made(
    place,
    agree(
      'scatter',
      updates.shape,
      index.shape,
      index.shape.length,
      () => scattered(updates, index, size, batch),
      [updates, index],
    ),
  )
}

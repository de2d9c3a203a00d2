/**
 * Running totals: the fold of everything so far, along an axis.
 * Before it: `loops.ts`, `pointing.ts`. After it: `cumulative.ts`, `monoids.ts`.
 * Invariant: one loop, so that the cost is linear, differentiated as one.
 */
import { at } from '../Bug.ts'
import { broadcastTo, number } from '../construct.ts'
import { looped, rows, standIn, turned } from '../loops.ts'
import type { AnyTensor } from '../Tensor.ts'
import { ordered } from './pointing.ts'

/** Whether what is so far counts from the end, and whether an element's own value is left out. */
export interface Run {
  readonly reverse: boolean
  readonly exclusive: boolean
}

/** The fold of the elements so far along an axis, from `first`. */
export const running = (
  x: AnyTensor,
  axis: number,
  first: number,
  combine: (total: AnyTensor, element: AnyTensor) => AnyTensor,
  { reverse, exclusive }: Run,
): AnyTensor => {
  const others = [...x.shape.keys()].filter((k) => k !== axis)
  const front = ordered(x, [axis, ...others])
  const part = { shape: front.shape.slice(1), dtype: x.dtype }
  const [total, element] = [standIn('total', part), standIn('element', part)]
  const steps = at(front.shape, 0)
  if (steps === 0) return x
  const histories = looped(
    { carries: [total], elements: [element], next: [combine(total, element)] },
    steps,
    [broadcastTo(number(first, x.dtype), part.shape)],
    [reverse ? turned(front) : front],
  )
  const totals = rows(at(histories, 0), exclusive ? 0 : 1, steps)
  const back = [...x.shape.keys()].map((k) => (k === axis ? 0 : k < axis ? k + 1 : k))
  return ordered(reverse ? turned(totals) : totals, back)
}

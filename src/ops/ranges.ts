/**
 * Numbers in order: arange, linspace.
 * Before it: `construct.ts`, `shape/range.ts`. After it: `src/index.ts`.
 * Invariant: each is an expression of its own position and holds no data.
 */
import { checkShape, elementwise, extentValue, index, number, ruled } from '../construct.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { range } from '../shape/range.ts'
import type { ArangeOptions, Range, RangeDType } from '../shape/range.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { add, div, mul, sub } from './arithmetic.ts'
import { maximum } from './comparison.ts'
import { described } from './given.ts'

export type { ArangeOptions } from '../shape/range.ts'

interface Arange {
  <const O extends ArangeOptions>(options: O): Tensor<readonly [Range<O>], RangeDType<O>>
}

/**
 * The numbers from `start` up to but not including `stop`, `step` apart; float32, or i32 where that is said.
 *
 * @example
 * run(arange({ stop: 3 })) // [0, 1, 2]
 * run(arange({ start: 5, stop: 0, step: -2, dtype: 'i32' })) // [5, 3, 1]
 */
export const arange: Arange = described('arange', ['stop'], (options: ArangeOptions) =>
  ruled(
    'arange',
    [],
    () => range('arange', options),
    (size) => {
      const { start = 0, step = 1, dtype = 'f32' } = options
      if (Number.isInteger(start) && Number.isInteger(step)) return index([size], [step], start, dtype)
      return elementwise(add.op, elementwise(mul.op, index([size], [1], 0, 'f32'), step), start)
    },
  ),
)

/** From `start` to `stop`, both among them. */
export interface LinspaceOptions {
  readonly start: number
  readonly stop: number
  readonly count: Extent
}

interface Linspace {
  <const N extends Extent>(options: {
    readonly start: number
    readonly stop: number
    readonly count: N
  }): Tensor<readonly [N]>
}

/**
 * Numbers at equal distances from `start` to `stop`, which are both among them; of one, `start`.
 *
 * @example
 * run(linspace({ start: 0, stop: 1, count: 5 })) // [0, 0.25, 0.5, 0.75, 1]
 */
export const linspace: Linspace = described(
  'linspace',
  ['start', 'stop', 'count'],
  ({ start, stop, count }: LinspaceOptions) =>
    ruled(
      'linspace',
      [],
      () => checkShape('linspace', [count]),
      (shape) => {
        const last = extent.sub(count, 1)
        const steps: AnyTensor =
          typeof last === 'number' ? number(Math.max(last, 1)) : elementwise(maximum.op, extentValue(last), 1)
        const way = elementwise(div.op, index(shape, [1], 0, 'f32'), steps)
        const from = elementwise(mul.op, elementwise(sub.op, 1, way), start)
        return elementwise(add.op, from, elementwise(mul.op, way, stop))
      },
    ),
)

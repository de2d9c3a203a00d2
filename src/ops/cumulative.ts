/**
 * Cumulative sums and products.
 * Before it: `running.ts`. After it: `src/index.ts`.
 * Invariant: linear in the number of elements, forwards and backwards; a product is differentiated without dividing,
 * so that zeros do no harm.
 */
import { elementwise, floats, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import type { Op } from '../Op.ts'
import { axisOf } from '../shape/axes.ts'
import type { AreAxes, Axes } from '../shape/axes.ts'
import type { Given, Takes } from '../shape/verdict.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { add, mul } from './arithmetic.ts'
import { configured } from './given.ts'
import { running } from './running.ts'

/** The axis, whether it is gone along from its end, and whether each element's own value is left out. */
export interface CumulativeOptions {
  readonly axis: number
  readonly reverse?: boolean
  readonly exclusive?: boolean
}

interface Cumulative<Name extends string> {
  <const O extends CumulativeOptions>(
    options: O,
  ): <S extends Shape, D extends DType>(
    x: Given<AreAxes<Axes<Name, readonly [O['axis']], S>>, Given<Takes<Name, readonly [D]>, Tensor<S, D>>>,
  ) => Tensor<S>
}

const cumulative = <Name extends string>(name: Name, op: Op, first: number): Cumulative<Name> =>
  configured(
    name,
    ['axis'],
    ({ axis, reverse = false, exclusive = false }: CumulativeOptions) =>
      (x: AnyTensor) =>
        ruled(
          name,
          [x],
          (shape) => axisOf(name, axis, shape),
          (place) =>
            floats(name, [x], () =>
              running(x, place, first, (total, element) => elementwise(op, total, element), {
                reverse,
                exclusive,
              }),
            ),
        ),
  )

/**
 * The sum of the elements so far along an axis.
 *
 * @example
 * run(cumsum({ axis: 0 })(constant([1, 2, 3]))) // [1, 3, 6]
 * run(cumsum({ axis: 0, reverse: true, exclusive: true })(constant([1, 2, 3]))) // [5, 3, 0]
 */
export const cumsum: Cumulative<'cumsum'> = cumulative('cumsum', add.op, 0)

/**
 * The product of the elements so far along an axis.
 *
 * @example
 * run(cumprod({ axis: 0 })(constant([1, 2, 3]))) // [1, 2, 6]
 */
export const cumprod: Cumulative<'cumprod'> = cumulative('cumprod', mul.op, 1)

/**
 * What becomes of the losses of elements or examples.
 * Before it: `construct.ts`, `monoids.ts`. After it: `loss.ts`, `classLoss.ts`.
 * Invariant: the mean divides by the number of losses, a symbolic one too.
 */
import { extentValue, reduced } from '../construct.ts'
import type { LossOptions } from '../shape/target.ts'
import * as shapes from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import { div } from './arithmetic.ts'
import { totalMonoid } from './monoids.ts'

type Reduction = NonNullable<LossOptions['reduction']>

/** Losses as they are, or their sum or mean. */
export const reducedTo = (each: AnyTensor, reduction: Reduction | undefined = 'mean'): AnyTensor => {
  if (reduction === 'none') return each
  const total = reduced(totalMonoid, each, [...each.shape.keys()])
  return reduction === 'sum' ? total : div(total, extentValue(shapes.sizeOf(each.shape)))
}

/**
 * Changes of the gradients before an optimiser sees them.
 * Before it: `Optimiser.ts`. After it: `training.ts`, the namespace `optim`.
 * Invariant: as many gradients come out as go in, of the same shapes.
 */
import { elementwise, number, reduced } from '../construct.ts'
import { sqrt, square } from '../ops/arithmetic.ts'
import { maximum, minimum } from '../ops/comparison.ts'
import { totalMonoid } from '../ops/monoids.ts'
import type { AnyTensor } from '../Tensor.ts'
import { add, div, mul } from '../ops/plain.ts'

/** What becomes of the gradients of all parameters. */
export type GradientChange = (gradients: readonly AnyTensor[]) => readonly AnyTensor[]

const sumOfSquares = (x: AnyTensor): AnyTensor =>
  reduced(totalMonoid, elementwise(square.op, x), [...x.shape.keys()])

/**
 * The gradients scaled down together where their norm, over all parameters, is above the largest: by
 * largest / (norm + 1e-6), as in `torch.nn.utils.clip_grad_norm_`.
 *
 * @example
 * clipByNorm(1)([constant([3, 4])]).map((g) => run(g)) // [[0.6, 0.8]]
 */
export const clipByNorm =
  (largest: number): GradientChange =>
  (gradients) => {
    const norm = elementwise(sqrt.op, gradients.map(sumOfSquares).reduce(add, number(0)))
    const share = elementwise(minimum.op, 1, div(largest, add(norm, 1e-6)))
    return gradients.map((gradient) => mul(share, gradient))
  }

/**
 * Each element of each gradient held between −bound and bound.
 *
 * @example
 * clipByValue(1)([constant([3, -4, 0.5])]).map((g) => run(g)) // [[1, -1, 0.5]]
 */
export const clipByValue =
  (bound: number): GradientChange =>
  (gradients) =>
    gradients.map((gradient) => elementwise(maximum.op, -bound, elementwise(minimum.op, bound, gradient)))

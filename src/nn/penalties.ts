/**
 * Penalties: numbers to add to a loss, which keep parameters small.
 * Before it: `construct.ts`, `Tree.ts`. After it: the namespace `nn`.
 * Invariant: a penalty is a sum over every element of every tensor of the record.
 */
import { either as E } from 'fp-ts'
import { elementwise, floats, number, reduced, ruled } from '../construct.ts'
import { add, mul, square } from '../ops/arithmetic.ts'
import { abs } from '../ops/comparison.ts'
import { totalMonoid } from '../ops/monoids.ts'
import type { Tensors } from '../Program.ts'
import { typed } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'

/** What is no record is to be a tensor, and is looked at as one. */
const isLeaf = (value: unknown): value is AnyTensor => !tree.isRecord(value)

/** The weight times the sum of what each element counts for. */
const summed = (
  name: string,
  weight: number,
  parameters: AnyTensor | Tensors,
  each: (x: AnyTensor) => AnyTensor,
): Tensor<readonly []> => {
  const tensors = isLeaf(parameters) ? [parameters] : tree.entries(parameters, isLeaf).map(([, x]) => x)
  return typed(
    ruled(
      name,
      tensors,
      () => E.right(tensors),
      () =>
        floats(name, tensors, () => {
          const sums = tensors.map((x) => reduced(totalMonoid, each(x), [...x.shape.keys()]))
          const total = sums.reduce((sum, x) => elementwise(add.op, sum, x), number(0))
          return elementwise(mul.op, weight, total)
        }),
    ),
  )
}

/**
 * λ·Σ|w|: the gradient of w has λ·sign(w) more.
 *
 * @example
 * run(l1(0.1)({ w: constant([3, -4]), b: constant(1) })) // 0.8
 */
export const l1 =
  (weight: number) =>
  (parameters: AnyTensor | Tensors): Tensor<readonly []> =>
    summed('l1', weight, parameters, (x) => elementwise(abs.op, x))

/**
 * ½·λ·Σw²: the gradient of w has λ·w more, which is what an optimiser's `weightDecay` of λ adds.
 *
 * @example
 * run(l2(0.1)({ w: constant([3, -4]) })) // 1.25
 */
export const l2 =
  (weight: number) =>
  (parameters: AnyTensor | Tensors): Tensor<readonly []> =>
    summed('l2', weight / 2, parameters, (x) => elementwise(square.op, x))

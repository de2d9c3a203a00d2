/**
 * Losses of each element: how far a prediction is from its target.
 * Before it: `construct.ts`, `shape/target.ts`. After it: `src/index.ts`; `classLoss.ts` has those over classes.
 * Invariant: stable for logits of ±10000, in value and derivative; the interpreter names a target that is no number.
 */
import { at } from '../Bug.ts'
import { floats, ruled } from '../construct.ts'
import { custom, required } from '../custom.ts'
import type { DType } from '../DType.ts'
import { target as targeting } from '../shape/target.ts'
import type { IsTarget, Left, LossOptions, ReductionOf } from '../shape/target.ts'
import type { Given, Takes } from '../shape/verdict.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { add, mul, neg, square, sub } from './arithmetic.ts'
import { abs, eq, le, maximum, relu, where } from './comparison.ts'
import { log, sigmoid } from './exponential.ts'
import { withOptions } from './given.ts'
import { reducedTo } from './reducedLoss.ts'
import { softplus } from './rectifier.ts'

export type { LossOptions } from '../shape/target.ts'

/** A loss of each element: with options first, or at once with their mean. */
export interface ElementLoss<Name extends string, Options extends LossOptions = LossOptions> {
  <P extends Shape, T extends Shape, DP extends DType, DT extends DType>(
    prediction: Tensor<P, DP>,
    target: Target<Name, P, T, DP, DT>,
  ): Tensor<readonly []>
  <const O extends Options>(
    options: O,
  ): <P extends Shape, T extends Shape, DP extends DType, DT extends DType>(
    prediction: Tensor<P, DP>,
    target: Target<Name, P, T, DP, DT>,
  ) => Tensor<Left<P, ReductionOf<O>>>
}

type Target<
  Name extends string,
  P extends Shape,
  T extends Shape,
  DP extends DType,
  DT extends DType,
> = Given<IsTarget<Name, P, T>, Given<Takes<Name, readonly [DP, DT]>, Tensor<T, DT>>>

const elementLoss = <Name extends string, O extends LossOptions>(
  name: Name,
  value: (prediction: AnyTensor, target: AnyTensor, options: Partial<O>) => AnyTensor,
): ElementLoss<Name, O> =>
  withOptions(name, (options: Partial<O>, prediction: AnyTensor, target: AnyTensor) =>
    ruled(
      name,
      [prediction, target],
      (p, t) => targeting(name, p, t),
      () =>
        floats(name, [prediction, target], () => {
          const wanted = required(target, { operation: name, subject: 'target' })
          return reducedTo(value(prediction, wanted, options), options.reduction)
        }),
    ),
  )

/**
 * The mean of (x − t)².
 *
 * @example
 * run(mse(constant([1, 4]), constant([0, 2]))) // 2.5
 */
export const mse: ElementLoss<'mse'> = elementLoss('mse', (x, t) => square(sub(x, t)))

/**
 * The mean of |x − t|.
 *
 * @example
 * run(mae(constant([1, 4]), constant([0, 2]))) // 1.5
 */
export const mae: ElementLoss<'mae'> = elementLoss('mae', (x, t) => abs(sub(x, t)))

export interface HuberOptions extends LossOptions {
  /** Where the square ends and the line begins: 1 where nothing is said. */
  readonly delta?: number
}

/**
 * (x − t)² / 2 up to a distance of δ, and a line beyond: δ·(|x − t| − δ/2).
 *
 * @example
 * run(huber({ reduction: 'none' })(constant([1, 4]), constant([0, 2]))) // [0.5, 1.5]
 */
export const huber: ElementLoss<'huber', HuberOptions> = elementLoss(
  'huber',
  (x, t, { delta = 1 }: HuberOptions) => {
    const difference = sub(x, t)
    const distance = abs(difference)
    const line = mul(delta, sub(distance, delta / 2))
    return where(le(distance, delta), mul(0.5, square(difference)), line)
  },
)

export interface HingeOptions extends LossOptions {
  /** How far a score must be on its side: 1 where nothing is said. */
  readonly margin?: number
}

/**
 * max(0, margin − t·s), where a target is 1 or −1.
 *
 * @example
 * run(hinge({ reduction: 'none' })(constant([2, 0.5]), constant([1, -1]))) // [0, 1.5]
 */
export const hinge: ElementLoss<'hinge', HingeOptions> = elementLoss(
  'hinge',
  (s, t, { margin = 1 }: HingeOptions) => relu(sub(margin, mul(t, s))),
)

/** The logarithm, which losses of probabilities bound from below. */
const bounded = (p: AnyTensor): AnyTensor => maximum(-100, log(p))

/** z, where p is σ(z). */
const logitsOf = ({ form }: AnyTensor): AnyTensor | undefined =>
  form.tag === 'elementwise' && form.op.name === sigmoid.op.name ? form.operands[0] : undefined

/**
 * −(t·log p + (1 − t)·log(1 − p)) of probabilities p; a logarithm is never less than −100, and has no derivative there.
 * Where p is σ(z), the derivative is that of the two together: p − t. `bceWithLogits` is exact where this is not.
 *
 * @example
 * run(bce(constant([0.5, 1]), constant([1, 1]))) // 0.3465736
 */
export const bce: ElementLoss<'bce'> = elementLoss('bce', (p, t) => {
  const value = neg(add(mul(t, bounded(p)), mul(sub(1, t), bounded(sub(1, p)))))
  const logits = logitsOf(p)
  if (logits === undefined) return value
  const pullback = (g: AnyTensor, operands: readonly AnyTensor[]): readonly AnyTensor[] => {
    const [z, wanted] = [at(operands, 0), at(operands, 1)]
    return [mul(g, sub(sigmoid(z), wanted)), neg(mul(g, z))]
  }
  return custom({ kind: 'derivative', pullback }, value, logits, t)
})

/**
 * The binary cross-entropy of σ(z): log(1 + eᶻ) − z·t.
 *
 * @example
 * run(bceWithLogits(constant([0, 1000]), constant([1, 1]))) // 0.3465736
 */
export const bceWithLogits: ElementLoss<'bceWithLogits'> = elementLoss('bceWithLogits', (z, t) =>
  sub(softplus(z), mul(z, t)),
)

/**
 * t·(log t − x), where x is the logarithm of a probability and 0·log 0 is 0: summed, how far t is from eˣ.
 *
 * @example
 * run(kl({ reduction: 'sum' })(constant([-1, -1]), constant([0, 1]))) // 1
 */
export const kl: ElementLoss<'kl'> = elementLoss('kl', (x, t) => {
  const none = eq(t, 0)
  return where(none, 0, mul(t, sub(log(where(none, 1, t)), x)))
})

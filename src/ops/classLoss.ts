/**
 * Losses over classes: how far scores are from a label, or from a share for each class.
 * Before it: `activation.ts`, `loss.ts`. After it: `src/index.ts`.
 * Invariant: stable for logits of ±10000; a label is a whole number from 0, and the interpreter names one that is no class.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import { extentValue, invalid, positionsAlong, reduced, repeatedAlong, ruled } from '../construct.ts'
import { required } from '../custom.ts'
import type { DType } from '../DType.ts'
import type { Extent } from '../Extent.ts'
import { axisOf, classes } from '../shape/axes.ts'
import type { AreAxes, Axes, AxisIn, Labels, Without } from '../shape/axes.ts'
import { target } from '../shape/target.ts'
import type { AreScoresAndLabels, IsTarget, Left, LossOptions, ReductionOf } from '../shape/target.ts'
import type { Given } from '../shape/verdict.ts'
import type { Ruled, Shape } from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import type { AxisOptions } from './activation.ts'
import { add, div, mul, neg, sub } from './arithmetic.ts'
import { centred } from './centred.ts'
import { eq, relu, where } from './comparison.ts'
import { withOptions } from './given.ts'
import { reducedTo } from './reducedLoss.ts'
import { totalMonoid } from './monoids.ts'

/** The axis of the classes, the last where none is named, and what becomes of the losses of the examples. */
export interface ClassLossOptions extends AxisOptions, LossOptions {}

/** A loss over classes: with options first, or at once, with the classes on the last axis. */
export interface ClassLoss<Name extends string, Options extends ClassLossOptions = ClassLossOptions> {
  <L extends Shape, Y extends Shape, DL extends DType, DY extends DType>(
    scores: Tensor<L, DL>,
    labels: Labelling<Name, -1, L, Y, DL, DY>,
  ): Tensor<readonly []>
  <const O extends Options>(
    options: O,
  ): <L extends Shape, Y extends Shape, DL extends DType, DY extends DType>(
    scores: Tensor<L, DL>,
    labels: Labelling<Name, AxisIn<O>, L, Y, DL, DY>,
  ) => Tensor<Left<Without<L, Axes<Name, readonly [AxisIn<O>], L>>, ReductionOf<O>>>
}

/** Labels that fit the scores; for a cross-entropy also a share of each class. */
type Labelling<
  Name extends string,
  Axis extends number,
  L extends Shape,
  Y extends Shape,
  DL extends DType,
  DY extends DType,
> = Name extends 'crossEntropy'
  ? [DY] extends ['f32']
    ? Given<
        AreAxes<Axes<Name, readonly [Axis], L>>,
        Given<IsTarget<Name, L, Y>, Given<AreShares<DL, DY>, Tensor<Y, DY>>>
      >
    : Given<Labels<Name, Axis, L, Y>, Given<AreScoresAndLabels<Name, DL, DY>, Tensor<Y, DY>>>
  : Given<Labels<Name, Axis, L, Y>, Given<AreScoresAndLabels<Name, DL, DY>, Tensor<Y, DY>>>

type AreShares<DL extends DType, DY extends DType> = [DL] extends ['f32']
  ? true
  : AreScoresAndLabels<'crossEntropy', DL, DY>

/** Where a class is the label of its example. */
const isLabel = (labels: AnyTensor, axis: number, shape: Shape): AnyTensor => {
  const place = positionsAlong(axis, shape, 'i32')
  return eq(repeatedAlong(labels, [axis], shape), place)
}

/** The element at the label of each example. */
const picked = (scores: AnyTensor, isOwn: AnyTensor, axis: number): AnyTensor =>
  reduced(totalMonoid, where(isOwn, scores, 0), [axis])

const wrongDTypes = (name: string, scores: AnyTensor, labels: AnyTensor): AnyTensor => {
  const sentence = `${name}: logits are f32 and labels i32, not ${scores.dtype} and ${labels.dtype}`
  return invalid('LBZ1008', name, sentence, [scores, labels])
}

/** A loss of scores and labels that fit, with the axis counted from 0 and what marks each example's own class. */
const labelled = (
  name: string,
  { axis = -1, reduction }: ClassLossOptions,
  scores: AnyTensor,
  labels: AnyTensor,
  value: (axis: number, isOwn: AnyTensor) => AnyTensor,
): AnyTensor => {
  const rule = (shape: Shape, examples: Shape): Ruled<number> => classes(name, axis, shape, examples)
  return ruled(name, [scores, labels], rule, (found) => {
    if (scores.dtype !== 'f32' || labels.dtype !== 'i32') return wrongDTypes(name, scores, labels)
    const below = at(scores.shape, found)
    const checked = required(labels, { operation: name, subject: 'label', range: { from: 0, below } })
    return reducedTo(value(found, isLabel(checked, found, scores.shape)), reduction)
  })
}

export interface CrossEntropyOptions extends ClassLossOptions {
  /** What part of the target is spread evenly over the classes: 0 where nothing is said. */
  readonly labelSmoothing?: number
}

/** The mean over the classes. */
const evenly = (c: AnyTensor, axis: number): AnyTensor =>
  div(reduced(totalMonoid, c, [axis]), extentValue(at(c.shape, axis)))

/** log Σ eᶜ less what the target makes of c, of which a part is spread evenly. */
const entropy = (
  logits: AnyTensor,
  axis: number,
  smoothing: number,
  own: (c: AnyTensor) => AnyTensor,
): AnyTensor => {
  const { c, logSum } = centred(logits, [axis])
  if (smoothing === 0) return sub(logSum, own(c))
  return sub(logSum, add(mul(own(c), 1 - smoothing), mul(evenly(c, axis), smoothing)))
}

/** Shares of the classes in place of labels: those of each example come to 1. */
const shared = (
  { axis = -1, labelSmoothing = 0, reduction }: CrossEntropyOptions,
  logits: AnyTensor,
  shares: AnyTensor,
): AnyTensor => {
  const name = 'crossEntropy'
  const rule = (scores: Shape, wanted: Shape): Ruled<number> =>
    E.chain((found: number) => E.map(() => found)(target(name, scores, wanted)))(axisOf(name, axis, scores))
  return ruled(name, [logits, shares], rule, (found) => {
    if (logits.dtype !== 'f32') return wrongDTypes(name, logits, shares)
    const checked = required(shares, { operation: name, subject: 'target' })
    const { c, logSum } = centred(logits, [found])
    const surprise = sub(repeatedAlong(logSum, [found], c.shape), c)
    const whole = reduced(totalMonoid, mul(checked, surprise), [found])
    const each =
      labelSmoothing === 0
        ? whole
        : add(mul(whole, 1 - labelSmoothing), mul(evenly(surprise, found), labelSmoothing))
    return reducedTo(each, reduction)
  })
}

/**
 * −log softmax at the label of each example; labels are whole numbers from 0. A target of numbers in the shape of the
 * logits is a share for each class.
 *
 * @example
 * run(crossEntropy(constant([[0, 0], [1000, 0]]), constant(new Int32Array([0, 0])))) // 0.3465736
 * run(crossEntropy(constant([[0, 0]]), constant([[0.5, 0.5]]))) // 0.6931472
 */
export const crossEntropy: ClassLoss<'crossEntropy', CrossEntropyOptions> = withOptions(
  'crossEntropy',
  (options: CrossEntropyOptions, logits: AnyTensor, labels: AnyTensor) =>
    isTensor(labels) && labels.dtype === 'f32'
      ? shared(options, logits, labels)
      : labelled('crossEntropy', options, logits, labels, (axis, isOwn) =>
          entropy(logits, axis, options.labelSmoothing ?? 0, (c) => picked(c, isOwn, axis)),
        ),
)

/**
 * Minus the element at the label of each example: of log probabilities, their negative log likelihood.
 *
 * @example
 * run(nll(constant([[-1, -2]]), constant(new Int32Array([1])))) // 2
 */
export const nll: ClassLoss<'nll'> = withOptions(
  'nll',
  (options: ClassLossOptions, scores: AnyTensor, labels: AnyTensor) =>
    labelled('nll', options, scores, labels, (axis, isOwn) => neg(picked(scores, isOwn, axis))),
)

export interface MulticlassHingeOptions extends ClassLossOptions {
  /** How much less than the label's score every other must be: 1 where nothing is said. */
  readonly margin?: number
  /** Whether the sum over the classes is divided by their number. */
  readonly divideByClasses?: boolean
}

/**
 * Σ max(0, sⱼ − s_y + margin) over the classes j other than the label y.
 *
 * @example
 * run(multiclassHinge(constant([[1, 2, 5]]), constant(new Int32Array([1])))) // 4
 */
export const multiclassHinge: ClassLoss<'multiclassHinge', MulticlassHingeOptions> = withOptions(
  'multiclassHinge',
  (options: MulticlassHingeOptions, scores: AnyTensor, labels: AnyTensor) =>
    labelled('multiclassHinge', options, scores, labels, (axis, isOwn) => {
      const own = repeatedAlong(picked(scores, isOwn, axis), [axis], scores.shape)
      const excess = relu(add(sub(scores, own), options.margin ?? 1))
      const total = reduced(totalMonoid, where(isOwn, 0, excess), [axis])
      const count: Extent = options.divideByClasses === true ? at(scores.shape, axis) : 1
      return div(total, extentValue(count))
    }),
)

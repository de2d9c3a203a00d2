/**
 * Activations and losses over classes: softmax and its kin, all made of one centred logarithm of a sum.
 * Before it: `reduction.ts`, `comparison.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: stable for logits of ±1000; `stopGradient` stands only where the value does not depend on what it stops.
 */
import { extentValue, floats, index, invalid, reduced, repeatedAlong, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import { axisOf, classes } from '../shape/axes.ts'
import type { AreAxes, Axes, Labels, Without } from '../shape/axes.ts'
import type { DTypeOf, Given, Option, ShapeOf, Takes, Typed } from '../shape/verdict.ts'
import * as shapes from '../Shape.ts'
import type { Ruled, Shape } from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { div, stopGradient, sub } from './arithmetic.ts'
import { eq, where } from './comparison.ts'
import { exp } from './exponential.ts'
import { logSumExpMonoid, maxMonoid, totalMonoid } from './monoids.ts'
import { stated } from './operation.ts'

/** Along which axis the classes stand; the last where none is named. */
export interface AxisOptions {
  readonly axis?: number
}

type AxisIn<Options> = Option<Options, 'axis', -1, number> & number

/** A function along one axis: with options first, or at once along the last. */
export interface AlongAxis<Name extends string> {
  <const G extends AnyTensor | AxisOptions>(
    given: Given<G extends Typed ? Along<Name, -1, ShapeOf<G>, DTypeOf<G>> : true, G>,
  ): G extends Typed
    ? Tensor<ShapeOf<G>>
    : <S extends Shape, D extends DType>(x: Given<Along<Name, AxisIn<G>, S, D>, Tensor<S, D>>) => Tensor<S>
}

type Along<Name extends string, Axis extends number, S extends Shape, D extends DType> = Given<
  AreAxes<Axes<Name, readonly [Axis], S>>,
  Takes<Name, readonly [D]>
>

const alongAxis = <Name extends string>(
  name: Name,
  value: (x: AnyTensor, axis: number) => AnyTensor,
): AlongAxis<Name> => {
  const applied = (x: AnyTensor, axis: number): AnyTensor =>
    ruled(
      name,
      [x],
      (shape) => axisOf(name, axis, shape),
      (found) => floats(name, [x], () => value(x, found)),
    )
  return stated((given: AnyTensor | AxisOptions) =>
    isTensor(given) ? applied(given, -1) : (x: AnyTensor) => applied(x, given.axis ?? -1),
  )
}

/** x less its largest element along the axes, and log Σ exp of that: what softmax and its kin are made of. */
const centred = (
  x: AnyTensor,
  axes: readonly number[],
): { readonly c: AnyTensor; readonly logSum: AnyTensor } => {
  const largest = stopGradient(reduced(maxMonoid, x, axes))
  const c = sub(x, repeatedAlong(largest, axes, x.shape))
  return { c, logSum: reduced(logSumExpMonoid, c, axes) }
}

/** c − log Σ exp c. */
const logarithm = (x: AnyTensor, axis: number): AnyTensor => {
  const { c, logSum } = centred(x, [axis])
  return sub(c, repeatedAlong(logSum, [axis], x.shape))
}

/**
 * log softmax: x − log Σ eˣ along an axis.
 *
 * @example
 * run(logSoftmax(constant([1000, 1000]))) // [-0.6931472, -0.6931472]
 */
export const logSoftmax: AlongAxis<'logSoftmax'> = alongAxis('logSoftmax', logarithm)

/**
 * eˣ / Σ eˣ along an axis.
 *
 * @example
 * run(softmax(constant([1000, 1000]))) // [0.5, 0.5]
 */
export const softmax: AlongAxis<'softmax'> = alongAxis('softmax', (x, axis) => exp(logarithm(x, axis)))

/** The axis of the classes, and what becomes of the losses of the examples: their mean where nothing is said. */
export interface CrossEntropyOptions extends AxisOptions {
  readonly reduction?: 'mean' | 'sum' | 'none'
}

interface CrossEntropy {
  <L extends Shape, Y extends Shape, DL extends DType, DY extends DType>(
    logits: Tensor<L, DL>,
    labels: Labelling<-1, L, Y, DL, DY>,
  ): Tensor<readonly []>
  <const Options extends CrossEntropyOptions>(
    options: Options,
  ): <L extends Shape, Y extends Shape, DL extends DType, DY extends DType>(
    logits: Tensor<L, DL>,
    labels: Labelling<AxisIn<Options>, L, Y, DL, DY>,
  ) => Tensor<Losses<L, AxisIn<Options>, Option<Options, 'reduction', 'mean', string>>>
}

/** A loss for each example where they are not reduced. */
type Losses<L extends Shape, Axis extends number, Reduction> = 'none' extends Reduction
  ? Reduction extends 'none'
    ? Without<L, Axes<'crossEntropy', readonly [Axis], L>>
    : Shape
  : Reduction extends 'mean' | 'sum'
    ? readonly []
    : Shape

/** Labels that fit the logits. */
type Labelling<
  Axis extends number,
  L extends Shape,
  Y extends Shape,
  DL extends DType,
  DY extends DType,
> = Given<Labels<'crossEntropy', Axis, L, Y>, Given<AreLogitsAndLabels<DL, DY>, Tensor<Y, DY>>>

type AreLogitsAndLabels<DL extends DType, DY extends DType> =
  Takes<'', readonly [DL]> extends true
    ? Takes<'', readonly [DY], 'i32'> extends true
      ? true
      : `crossEntropy: logits are f32 and labels i32, not ${DL} and ${DY}`
    : `crossEntropy: logits are f32 and labels i32, not ${DL} and ${DY}`

const losses = (logits: AnyTensor, labels: AnyTensor, axis: number): AnyTensor => {
  const { c, logSum } = centred(logits, [axis])
  const place = index(
    logits.shape,
    logits.shape.map((_, k) => (k === axis ? 1 : 0)),
    0,
    'i32',
  )
  const own = where(eq(repeatedAlong(labels, [axis], logits.shape), place), c, 0)
  return sub(logSum, reduced(totalMonoid, own, [axis]))
}

const crossEntropyOf = (
  { axis = -1, reduction = 'mean' }: CrossEntropyOptions,
  logits: AnyTensor,
  labels: AnyTensor,
): AnyTensor => {
  const name = 'crossEntropy'
  const rule = (scores: Shape, examples: Shape): Ruled<number> => classes(name, axis, scores, examples)
  return ruled(name, [logits, labels], rule, (found) => {
    if (logits.dtype !== 'f32' || labels.dtype !== 'i32') {
      const dtypes = `logits are f32 and labels i32, not ${logits.dtype} and ${labels.dtype}`
      return invalid('LBZ1008', name, `${name}: ${dtypes}`, [logits, labels])
    }
    const each = losses(logits, labels, found)
    if (reduction === 'none') return each
    const total = reduced(totalMonoid, each, [...each.shape.keys()])
    return reduction === 'sum' ? total : div(total, extentValue(shapes.sizeOf(each.shape)))
  })
}

/**
 * −log softmax at the label of each example; labels are whole numbers from 0.
 *
 * @example
 * run(crossEntropy(constant([[0, 0], [1000, 0]]), constant(new Int32Array([0, 0])))) // 0.3465736
 */
export const crossEntropy: CrossEntropy = stated(
  (given: AnyTensor | CrossEntropyOptions, labels?: AnyTensor): unknown =>
    isTensor(given) && labels !== undefined
      ? crossEntropyOf({}, given, labels)
      : (logits: AnyTensor, y: AnyTensor) => crossEntropyOf(isTensor(given) ? {} : given, logits, y),
)

/**
 * Activations along an axis: softmax and its kin, made of one centred logarithm of a sum, and maxout.
 * Before it: `reduction.ts`, `comparison.ts`. After it: `loss.ts`, `attention.ts`.
 * Invariant: stable for logits of ±10000; `stopGradient` stands only where the value does not depend on what it stops.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import { floats, reduced, repeatedAlong, reshaped, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { axisOf } from '../shape/axes.ts'
import type { AreAxes, Axes, AxisIn } from '../shape/axes.ts'
import type { IsDecided } from '../shape/count.ts'
import type { Divides, Quotient } from '../shape/quotient.ts'
import type { DTypeOf, Given, ShapeOf, Takes, Typed } from '../shape/verdict.ts'
import { sides } from '../shape/window.ts'
import type { AreSides } from '../shape/window.ts'
import * as shapes from '../Shape.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { sub } from './arithmetic.ts'
import { centred } from './centred.ts'
import { exp } from './exponential.ts'
import { configured, withOptions } from './given.ts'
import { maxMonoid } from './monoids.ts'

/** Along which axis the classes stand; the last where none is named. */
export interface AxisOptions {
  readonly axis?: number
}

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
): AlongAxis<Name> =>
  withOptions(name, ({ axis = -1 }: AxisOptions, x: AnyTensor) =>
    ruled(
      name,
      [x],
      (shape) => axisOf(name, axis, shape),
      (found) => floats(name, [x], () => value(x, found)),
    ),
  )

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

export interface MaxoutOptions extends AxisOptions {
  /** How many consecutive elements make one. */
  readonly pieces: number
}

type Pieces<Name extends string, Axis extends number, P extends number, S extends Shape> =
  Axes<Name, readonly [Axis], S> extends infer Found
    ? AreAxes<Found> extends true
      ? number extends Found | P
        ? true
        : Given<
            AreSides<Name, 'number of pieces', P, readonly [0], 1>,
            AreParts<Name, Axis, P, S, S[Found & keyof S]>
          >
      : Found
    : never

type AreParts<Name extends string, Axis extends number, P extends number, S extends Shape, Size> =
  IsDecided<Name, Size> extends true
    ? Size extends number
      ? number extends Size
        ? true
        : P extends 0
          ? true
          : Divides<Size, P> extends true
            ? true
            : `${Name}: ${P} pieces do not divide axis ${Axis} of ${Show<S>}`
      : true
    : true

/** The shape with an axis as many times shorter. */
type Shorter<Axis extends number, P extends number, S extends Shape> =
  Axes<'maxout', readonly [Axis], S> extends infer Found
    ? number extends Found
      ? Shape
      : { readonly [K in keyof S]: K extends `${Found & number}` ? PartOf<S[K], P> : S[K] }
    : never

type PartOf<Size, P extends number> = P extends 1
  ? Size & Extent
  : Size extends number
    ? number extends Size | P
      ? number
      : Divides<Size, P> extends true
        ? Quotient<Size, P>
        : number
    : Extent

interface Maxout {
  <const O extends MaxoutOptions>(
    options: O,
  ): <S extends Shape, D extends DType>(
    x: Given<Pieces<'maxout', AxisIn<O>, O['pieces'], S>, Given<Takes<'maxout', readonly [D]>, Tensor<S, D>>>,
  ) => Tensor<Shorter<AxisIn<O>, O['pieces'], S>>
}

/** An axis in parts of as many elements. */
const parts = (axis: number, pieces: number, shape: Shape): Ruled<readonly [axis: number, count: Extent]> =>
  E.chain((found: number) =>
    E.chain(() => {
      const count = extent.divide(at(shape, found), pieces)
      return count === undefined
        ? shapes.refuse(
            'LBZ1026',
            `maxout: ${pieces} pieces do not divide axis ${axis} of ${shapes.show(shape)}`,
          )
        : E.right([found, count] as const)
    })(sides('maxout', 'number of pieces', pieces, 1, 1)),
  )(axisOf('maxout', axis, shape))

/**
 * The largest of each group of consecutive elements along an axis.
 *
 * @example
 * run(maxout({ pieces: 2 })(constant([1, 5, 4, 2]))) // [5, 4]
 */
export const maxout: Maxout = configured(
  'maxout',
  ['pieces'],
  ({ axis = -1, pieces }: MaxoutOptions) =>
    (x: AnyTensor) =>
      ruled(
        'maxout',
        [x],
        (shape) => parts(axis, pieces, shape),
        ([found, count]) =>
          floats('maxout', [x], () =>
            reduced(maxMonoid, reshaped(x, x.shape.toSpliced(found, 1, count, pieces)), [found + 1]),
          ),
      ),
)

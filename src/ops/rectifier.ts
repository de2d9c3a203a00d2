/**
 * Activations of units, element by element: rectifiers, leaky, smooth and clipped, and gates.
 * Before it: `arithmetic.ts`, `comparison.ts`, `exponential.ts`, `special.ts`. After it: networks.
 * Invariant: compositions but for `softplus`; none overflows where its value does not. At a kink the derivative is that
 * of the side below, but for `clip` and what is made of it: 1 at the bounds.
 */
import { either as E } from 'fp-ts'
import { floats, reshaped, ruled, wrongDTypes } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as special from '../elementary/special.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { call } from '../notation/Notation.ts'
import { real, reals } from '../Op.ts'
import type { Agree, DTypeOf, Given, IsOpen, ShapeOf, Takes, Typed } from '../shape/verdict.ts'
import { refuse, show } from '../Shape.ts'
import type { Ruled, Shape, Show, ShowExtent } from '../Shape.ts'
import { typed } from '../Tensor.ts'
import type { AnyTensor, Tensor, Term } from '../Tensor.ts'
import { add, div, mul, neg, sub } from './arithmetic.ts'
import { abs, lt, maximum, minimum, where } from './comparison.ts'
import { exp, sigmoid, tanh } from './exponential.ts'
import { configured, withOptions } from './given.ts'
import { stated, unary } from './operation.ts'
import type { Numeric, Unary, UnaryFunction } from './operation.ts'
import { erf } from './special.ts'

const term = (x: AnyTensor): Term => typed<Shape, never>(x)

/** The value where x is float32, else the mistake under the function's name. */
const ofFloats = (name: string, x: AnyTensor, value: (x: Term) => AnyTensor): AnyTensor =>
  ruled(
    name,
    [x],
    (shape) => E.right(shape),
    () => floats(name, [x], () => value(term(x))),
  )

const composed = <Name extends string>(name: Name, value: (x: Term) => AnyTensor): UnaryFunction<Name> =>
  stated((x: AnyTensor) => ofFloats(name, x, value))

/** A function that takes options first, or none at all. */
export interface Tuned<Name extends string, Options> {
  <const G extends AnyTensor | Options>(
    given: Given<G extends Typed ? Takes<Name, readonly [DTypeOf<G>]> : true, G>,
  ): G extends Typed ? Tensor<ShapeOf<G>> : UnaryFunction<Name>
}

const tuned = <Name extends string, Options extends object>(
  name: Name,
  value: (options: Partial<Options>, x: Term) => AnyTensor,
): Tuned<Name, Options> =>
  withOptions(name, (options: Partial<Options>, x: AnyTensor) =>
    ofFloats(name, x, (given) => value(options, given)),
  )

export interface LeakyReluOptions {
  /** What x is multiplied by below 0; 0.01 where nothing is said. */
  readonly slope?: number
}

/**
 * x above 0, slope·x elsewhere; the derivative at 0 is the slope.
 *
 * @example
 * run(leakyRelu({ slope: 0.1 })(constant([-2, 3]))) // [-0.2, 3]
 */
export const leakyRelu: Tuned<'leakyRelu', LeakyReluOptions> = tuned(
  'leakyRelu',
  ({ slope = 0.01 }: LeakyReluOptions, x) => where(lt(0, x), x, mul(slope, x)),
)

/** One slope, or a vector of them. */
interface Slope extends AnyTensor {
  readonly shape: readonly [] | readonly [Extent]
  readonly dtype: 'f32'
}

/** Whether there is one slope, or one for each channel: the second axis. */
type Slopes<P, S extends Shape> = P extends { readonly shape: readonly [infer C] }
  ? IsOpen<S> extends true
    ? true
    : S extends readonly [unknown, infer Q, ...unknown[]]
      ? Agree<C, Q> extends true
        ? true
        : AreOne<C, S>
      : AreOne<C, S>
  : true

type AreOne<C, S extends Shape> = readonly [C] extends readonly [1]
  ? true
  : `prelu: ${ShowExtent<C>} slopes do not fit the channels of ${Show<S>}`

const slopes = (count: Extent, shape: Shape): Ruled<Extent> => {
  const channels = shape[1]
  return count === 1 || (channels !== undefined && extent.same(count, channels))
    ? E.right(count)
    : refuse('LBZ1003', `prelu: ${extent.show(count)} slopes do not fit the channels of ${show(shape)}`)
}

/**
 * leakyRelu with slopes that are parameters: one for all, or one for each channel, which the second axis counts.
 *
 * @example
 * run(prelu(constant([0.5, 0.1]))(constant([[-2, -2]]))) // [[-1, -0.2]]
 */
export const prelu = <P extends number | Slope>(
  slope: P,
): (<S extends Shape, D extends DType>(
  x: Given<Slopes<P, S>, Given<Takes<'prelu', readonly [D]>, Tensor<S, D>>>,
) => Tensor<S>) =>
  stated((x: AnyTensor) => {
    const given: number | AnyTensor = slope
    const operands = typeof given === 'number' ? [x] : [x, given]
    const rule = (shape: Shape, [count = 1]: Shape = []): Ruled<Extent> => slopes(count, shape)
    return ruled('prelu', operands, rule, (count) =>
      floats('prelu', operands, () => {
        const rest = x.shape.slice(2).map(() => 1)
        const spread = (a: AnyTensor): Term => term(reshaped(a, count === 1 ? [] : [count, ...rest]))
        return where(lt(0, term(x)), term(x), mul(typeof given === 'number' ? given : spread(given), term(x)))
      }),
    )
  })

/** α·(eˣ − 1) where it is asked for, and no overflow where it is not. */
const exponentialUnit = (alpha: number, x: Term): AnyTensor =>
  where(lt(0, x), x, mul(alpha, sub(exp(minimum(x, 0)), 1)))

export interface EluOptions {
  /** The limit far below 0 is −alpha; 1 where nothing is said. */
  readonly alpha?: number
}

/**
 * The exponential linear unit: x above 0, α·(eˣ − 1) elsewhere; the derivative at 0 is α.
 *
 * @example
 * run(elu(constant([-1, 2]))) // [-0.6321205, 2]
 */
export const elu: Tuned<'elu', EluOptions> = tuned('elu', ({ alpha = 1 }: EluOptions, x) =>
  exponentialUnit(alpha, x),
)

/** The fixed point of mean 0 and variance 1. */
const selfNormal = { scale: 1.0507009873554805, alpha: 1.6732632423543772 }

/**
 * The self-normalising unit: elu with α = 1.6732632, times 1.050701.
 *
 * @example
 * run(selu(constant([-1, 2]))) // [-1.1113307, 2.101402]
 */
export const selu: UnaryFunction<'selu'> = composed('selu', (x) =>
  mul(selfNormal.scale, term(exponentialUnit(selfNormal.alpha, x))),
)

/**
 * x·σ(x), also called swish.
 *
 * @example
 * run(silu(constant([-1, 2]))) // [-0.2689414, 1.7615942]
 */
export const silu: UnaryFunction<'silu'> = composed('silu', (x) => mul(x, sigmoid(x)))

export interface GeluOptions {
  /** 'none' is x·Φ(x) by the error function; 'tanh' is near it by a hyperbolic tangent. */
  readonly approximate?: 'none' | 'tanh'
}

/** ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
const geluByTanh = (x: Term): AnyTensor => {
  const inner = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, mul(x, mul(x, x)))))
  return mul(mul(0.5, x), add(1, tanh(inner)))
}

/**
 * x times the probability that a normal variable is below x.
 *
 * @example
 * run(gelu(constant([-1, 2]))) // [-0.1586553, 1.9544997]
 */
export const gelu: Tuned<'gelu', GeluOptions> = tuned('gelu', ({ approximate = 'none' }: GeluOptions, x) =>
  approximate === 'tanh' ? geluByTanh(x) : mul(mul(0.5, x), add(1, erf(mul(Math.SQRT1_2, x)))),
)

/**
 * log(1 + eˣ), which does not overflow.
 *
 * @example
 * run(softplus(constant([0, 1000]))) // [0.6931472, 1000]
 */
export const softplus: Unary<'softplus'> = unary({
  name: 'softplus',
  result: real,
  domain: [reals],
  range: { from: 0, to: Infinity },
  tangents: [(g, x) => mul(g, sigmoid(x))],
  meaning: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  definition: special.softplus,
  ulp: 1.8,
  ieee: false,
  notation: call('softplus'),
})

/**
 * log σ(x) = −softplus(−x).
 *
 * @example
 * run(logSigmoid(constant([0, -1000]))) // [-0.6931472, -1000]
 */
export const logSigmoid: UnaryFunction<'logSigmoid'> = composed('logSigmoid', (x) => neg(softplus(neg(x))))

/**
 * x / (1 + |x|).
 *
 * @example
 * run(softsign(constant([-1, 3]))) // [-0.5, 0.75]
 */
export const softsign: UnaryFunction<'softsign'> = composed('softsign', (x) => div(x, add(1, abs(x))))

/**
 * x·tanh(softplus(x)).
 *
 * @example
 * run(mish(constant([-1, 2]))) // [-0.3034015, 1.943959]
 */
export const mish: UnaryFunction<'mish'> = composed('mish', (x) => mul(x, tanh(softplus(x))))

export interface ClipOptions {
  /** No bound where nothing is said. */
  readonly min?: number
  readonly max?: number
}

const clipped = ({ min = -Infinity, max = Infinity }: ClipOptions, x: Term): AnyTensor => {
  const above = min === -Infinity ? x : maximum(x, min)
  return max === Infinity ? above : minimum(above, max)
}

/**
 * x kept between two bounds; the derivative is 1 between and at the bounds, 0 outside. Where the bounds are crossed the
 * upper one wins.
 *
 * @example
 * run(clip({ min: -1, max: 1 })(constant([-2, 0.5, 3]))) // [-1, 0.5, 1]
 */
export const clip: (options: ClipOptions) => UnaryFunction<'clip', Numeric> = configured(
  'clip',
  [],
  (options: ClipOptions) => (x: AnyTensor) =>
    ruled(
      'clip',
      [x],
      (shape) => E.right(shape),
      () => (x.dtype === 'bool' ? wrongDTypes('clip', [x]) : clipped(options, term(x))),
    ),
)

/**
 * x between 0 and 6.
 *
 * @example
 * run(relu6(constant([-1, 3, 8]))) // [0, 3, 6]
 */
export const relu6: UnaryFunction<'relu6'> = composed('relu6', (x) => clipped({ min: 0, max: 6 }, x))

/**
 * x between −1 and 1.
 *
 * @example
 * run(hardTanh(constant([-2, 0.5]))) // [-1, 0.5]
 */
export const hardTanh: UnaryFunction<'hardTanh'> = composed('hardTanh', (x) =>
  clipped({ min: -1, max: 1 }, x),
)

/**
 * x / 6 + ½ between 0 and 1.
 *
 * @example
 * run(hardSigmoid(constant([-4, 0, 1.5]))) // [0, 0.5, 0.75]
 */
export const hardSigmoid: UnaryFunction<'hardSigmoid'> = composed('hardSigmoid', (x) =>
  clipped({ min: 0, max: 1 }, term(add(div(x, 6), 0.5))),
)

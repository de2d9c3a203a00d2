/**
 * Optimisers that scale each element's step by the size of its gradients.
 * Before it: `Optimiser.ts`. After it: the namespace `optim`.
 * Invariant: each step is that of the optimiser of `torch.optim` of the same name, whose defaults these are.
 */
import { known } from '../Bug.ts'
import { elementwise } from '../construct.ts'
import type { Operand } from '../construct.ts'
import { neg, sqrt, square } from '../ops/arithmetic.ts'
import { maximum } from '../ops/comparison.ts'
import { expm1 } from '../ops/exponential.ts'
import type { AnyTensor } from '../Tensor.ts'
import type { Moved, Moving, Optimiser, OptimiserOptions, Rate, When } from './Optimiser.ts'
import { add, div, mul, sub } from '../ops/plain.ts'
import { average, decayed, withSlots } from './Optimiser.ts'

const root = (x: AnyTensor): AnyTensor => elementwise(sqrt.op, x)
const squared = (x: AnyTensor): AnyTensor => elementwise(square.op, x)
const larger = (a: Operand, b: Operand): AnyTensor => elementwise(maximum.op, a, b)

/** What is remembered under a name; it is there by the slots that the options made. */
const slot = ({ state }: Moving<string>, name: string): AnyTensor => known(state[name], name)

export interface RmspropOptions<R extends Rate> extends OptimiserOptions<R> {
  /** The share of the past in the running means; 0.99 where nothing is said. */
  readonly alpha?: number
  /** Added to the root; 1e-8 where nothing is said. */
  readonly epsilon?: number
  /** Whether the squared running mean of the gradients is taken off the running mean of their squares. */
  readonly centered?: boolean
  /** Momentum on the scaled gradients. */
  readonly momentum?: number
}

/**
 * Hinton's RMSprop: v is a running mean of g², and w becomes w − rate·g / (√v + epsilon).
 *
 * @example
 * rmsprop({ rate: 0.01, momentum: 0.9 }).slots // { square: 0, velocity: 0 }
 */
export const rmsprop = <const O extends RmspropOptions<Rate>>(
  options: O,
): Optimiser<'square' | When<O, 'centered', 'mean'> | When<O, 'momentum', 'velocity'>, O['rate']> => {
  const {
    rate,
    alpha = 0.99,
    epsilon = 1e-8,
    centered = false,
    momentum,
    weightDecay = 0,
  }: RmspropOptions<O['rate']> = options
  return withSlots({
    name: 'rmsprop',
    rate,
    slots: {
      square: 0,
      ...(centered ? { mean: 0 } : {}),
      ...(momentum === undefined ? {} : { velocity: 0 }),
    },
    move: (now) => {
      const gradient = decayed(weightDecay, now)
      const square = average(alpha, slot(now, 'square'), squared(gradient))
      const mean = centered ? { mean: average(alpha, slot(now, 'mean'), gradient) } : {}
      const spread = mean.mean === undefined ? square : larger(0, sub(square, squared(mean.mean)))
      const scaled = div(gradient, add(root(spread), epsilon))
      const velocity =
        momentum === undefined ? {} : { velocity: add(mul(momentum, slot(now, 'velocity')), scaled) }
      return {
        parameter: sub(now.parameter, mul(now.rate, velocity.velocity ?? scaled)),
        state: { square, ...mean, ...velocity },
      }
    },
  })
}

export interface AdagradOptions<R extends Rate> extends OptimiserOptions<R> {
  /** δ: the rate is divided by 1 + δ·(number of steps taken). */
  readonly lrDecay?: number
  /** What the sum of squares starts at; 0 where nothing is said. */
  readonly initialAccumulator?: number
  /** Added to the root; 1e-10 where nothing is said. */
  readonly epsilon?: number
}

/**
 * Adagrad: v is the sum of all g², and w becomes w − rate·g / (√v + epsilon).
 *
 * @example
 * adagrad({ rate: 0.01, initialAccumulator: 0.1 }).slots // { square: 0.1 }
 */
export const adagrad = <const O extends AdagradOptions<Rate>>(
  options: O,
): Optimiser<'square' | When<O, 'lrDecay', 'steps'>, O['rate']> => {
  const {
    rate,
    lrDecay,
    initialAccumulator = 0,
    epsilon = 1e-10,
    weightDecay = 0,
  }: AdagradOptions<O['rate']> = options
  return withSlots({
    name: 'adagrad',
    rate,
    slots: { ...(lrDecay === undefined ? {} : { steps: 0 }), square: initialAccumulator },
    move: (now) => {
      const gradient = decayed(weightDecay, now)
      const square = add(slot(now, 'square'), squared(gradient))
      const rateNow =
        lrDecay === undefined ? now.rate : div(now.rate, add(1, mul(lrDecay, slot(now, 'steps'))))
      return {
        parameter: sub(now.parameter, mul(rateNow, div(gradient, add(root(square), epsilon)))),
        state: { square },
      }
    },
  })
}

export interface AdamOptions<R extends Rate> extends OptimiserOptions<R> {
  /** The shares of the past in the running means of g and of g²; 0.9 and 0.999 where nothing is said. */
  readonly betas?: readonly [mean: number, square: number]
  /** Added to the root; 1e-8 where nothing is said. */
  readonly epsilon?: number
  /** Whether the largest running mean of g² so far takes the place of the last. */
  readonly amsgrad?: boolean
}

type AdamSlots<O> = 'steps' | 'mean' | 'square' | When<O, 'amsgrad', 'largest'>

const adamSlots = (amsgrad: boolean): Readonly<Record<string, number>> =>
  amsgrad ? { steps: 0, mean: 0, square: 0, largest: 0 } : { steps: 0, mean: 0, square: 0 }

/** 1 − βᵗ, t being the number of this step, without cancellation. */
const correction = (beta: number, t: AnyTensor): Operand =>
  beta === 0 ? 1 : elementwise(neg.op, elementwise(expm1.op, mul(Math.log(beta), t)))

/** A step of Adam from a parameter, along a gradient. */
const adamMove = (
  {
    betas: [forMean, forSquare] = [0.9, 0.999],
    epsilon = 1e-8,
    amsgrad = false,
  }: Omit<AdamOptions<Rate>, 'rate'>,
  now: Moving<string>,
): Moved<string> => {
  const t = add(slot(now, 'steps'), 1)
  const mean = average(forMean, slot(now, 'mean'), now.gradient)
  const square = average(forSquare, slot(now, 'square'), squared(now.gradient))
  const largest = amsgrad ? { largest: larger(slot(now, 'largest'), square) } : {}
  const size = root(div(largest.largest ?? square, correction(forSquare, t)))
  const direction = div(div(mean, correction(forMean, t)), add(size, epsilon))
  return { parameter: sub(now.parameter, mul(now.rate, direction)), state: { mean, square, ...largest } }
}

/**
 * Adam: m and v are running means of g and g², m̂ and v̂ the same without their bias towards 0, and w becomes
 * w − rate·m̂ / (√v̂ + epsilon).
 *
 * @example
 * adam({ rate: 0.001 }).slots // { steps: 0, mean: 0, square: 0 }
 */
export const adam = <const O extends AdamOptions<Rate>>(options: O): Optimiser<AdamSlots<O>, O['rate']> => {
  const { rate, weightDecay = 0, amsgrad = false }: AdamOptions<O['rate']> = options
  return withSlots({
    name: 'adam',
    rate,
    slots: adamSlots(amsgrad),
    move: (now) => adamMove(options, { ...now, gradient: decayed(weightDecay, now) }),
  })
}

/**
 * Adam with the decay of the weights apart from the gradients: first w becomes (1 − rate·λ)·w, with λ = 0.01 where
 * nothing is said.
 *
 * @example
 * adamw({ rate: 0.001, amsgrad: true }).slots // { steps: 0, mean: 0, square: 0, largest: 0 }
 */
export const adamw = <const O extends AdamOptions<Rate>>(options: O): Optimiser<AdamSlots<O>, O['rate']> => {
  const { rate, weightDecay = 0.01, amsgrad = false }: AdamOptions<O['rate']> = options
  return withSlots({
    name: 'adamw',
    rate,
    slots: adamSlots(amsgrad),
    move: (now) =>
      adamMove(options, { ...now, parameter: mul(sub(1, mul(weightDecay, now.rate)), now.parameter) }),
  })
}

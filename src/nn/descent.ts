/**
 * Optimisers that follow the gradient: descent, alone or with momentum.
 * Before it: `Optimiser.ts`. After it: the namespace `optim`.
 * Invariant: each step is that of `torch.optim.SGD` with the options of the same meaning.
 */
import { known } from '../Bug.ts'
import { elementwise } from '../construct.ts'
import { eq, where } from '../ops/comparison.ts'
import type { AnyTensor } from '../Tensor.ts'
import type { Optimiser, OptimiserOptions, Rate, When } from './Optimiser.ts'
import { add, mul, sub } from '../ops/plain.ts'
import { decayed, withSlots } from './Optimiser.ts'

/**
 * Gradient descent: w − rate·g. Remembers nothing.
 *
 * @example
 * sgd({ rate: 0.1 }).slots // {}
 */
export const sgd = <const R extends Rate>({
  rate,
  weightDecay = 0,
}: OptimiserOptions<R>): Optimiser<never, R> => ({
  name: 'sgd',
  rate,
  slots: {},
  move: (now) => ({ parameter: sub(now.parameter, mul(now.rate, decayed(weightDecay, now))), state: {} }),
})

export interface MomentumOptions<R extends Rate> extends OptimiserOptions<R> {
  readonly momentum: number
  /** d: the gradient enters the velocity as (1 − d)·g, but for the first. */
  readonly dampening?: number
}

/**
 * Gradient descent with momentum: v becomes momentum·v + g, and w becomes w − rate·v.
 *
 * @example
 * momentum({ rate: 0.1, momentum: 0.9 }).slots // { velocity: 0 }
 */
export const momentum = <const O extends MomentumOptions<Rate>>(
  options: O,
): Optimiser<'velocity' | When<O, 'dampening', 'steps'>, O['rate']> => {
  const { rate, momentum: share, dampening, weightDecay = 0 }: MomentumOptions<O['rate']> = options
  return withSlots({
    name: 'momentum',
    rate,
    slots: dampening === undefined ? { velocity: 0 } : { steps: 0, velocity: 0 },
    move: (now) => {
      const gradient = decayed(weightDecay, now)
      const { velocity: before, steps } = now.state
      const velocity = add(mul(share, known(before, 'velocity')), damped(gradient, dampening, steps))
      return { parameter: sub(now.parameter, mul(now.rate, velocity)), state: { velocity } }
    },
  })
}

/** (1 − d)·g, but at the first step g. */
const damped = (gradient: AnyTensor, dampening = 0, steps: AnyTensor | undefined): AnyTensor =>
  steps === undefined
    ? gradient
    : mul(elementwise(where.op, elementwise(eq.op, steps, 0), 1, 1 - dampening), gradient)

export interface NesterovOptions<R extends Rate> extends OptimiserOptions<R> {
  readonly momentum: number
}

/**
 * Gradient descent with Nesterov's momentum, which looks ahead: v becomes momentum·v + g, and w becomes
 * w − rate·(g + momentum·v).
 *
 * @example
 * nesterov({ rate: 0.1, momentum: 0.9 }).slots // { velocity: 0 }
 */
export const nesterov = <const R extends Rate>({
  rate,
  momentum: share,
  weightDecay = 0,
}: NesterovOptions<R>): Optimiser<'velocity', R> => ({
  name: 'nesterov',
  rate,
  slots: { velocity: 0 },
  move: (now) => {
    const gradient = decayed(weightDecay, now)
    const velocity = add(mul(share, now.state.velocity), gradient)
    const direction = add(gradient, mul(share, velocity))
    return { parameter: sub(now.parameter, mul(now.rate, direction)), state: { velocity } }
  },
})

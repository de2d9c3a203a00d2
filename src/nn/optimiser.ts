/**
 * Optimisers: how a parameter moves, given its gradient.
 * Before it: `ops/arithmetic.ts`. After it: `nn/training.ts`.
 * Invariant: an optimiser is a pure record; what it remembers of a parameter has the parameter's shape and starts at 0.
 */
import { elementwise } from '../construct.ts'
import type { Operand } from '../construct.ts'
import { add as addition, mul as product, sub as difference } from '../ops/arithmetic.ts'
import type { Spec } from '../Spec.ts'
import type { AnyTensor } from '../Tensor.ts'

/** A number, or a scalar that every step is given as the input `rate`: a schedule changes it between steps. */
export type Rate = number | Spec<readonly [], 'f32'>

/** A parameter, its gradient, what is remembered of it, and the rate of this step. */
export interface Moving<Slot extends string> {
  readonly parameter: AnyTensor
  readonly gradient: AnyTensor
  readonly state: Readonly<Record<Slot, AnyTensor>>
  readonly rate: AnyTensor
}

/** The parameter after a step, and what is remembered of it then. */
export type Moved<Slot extends string> = Pick<Moving<Slot>, 'parameter' | 'state'>

export interface Optimiser<Slot extends string = string, R extends Rate = Rate> {
  readonly name: string
  readonly rate: R
  /** The names of what is remembered of each parameter. */
  readonly slots: readonly Slot[]
  move(now: Moving<Slot>): Moved<Slot>
}

const add = (a: Operand, b: Operand): AnyTensor => elementwise(addition.op, a, b)
const sub = (a: Operand, b: Operand): AnyTensor => elementwise(difference.op, a, b)
const mul = (a: Operand, b: Operand): AnyTensor => elementwise(product.op, a, b)

const decayed = (weightDecay: number, { gradient, parameter }: Moving<never>): AnyTensor =>
  weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, parameter))

export interface SgdOptions<R extends Rate> {
  readonly rate: R
  /** λ: λ·w is added to the gradient of w. */
  readonly weightDecay?: number
}

/**
 * Gradient descent: w − rate·g. Remembers nothing.
 *
 * @example
 * sgd({ rate: 0.1 }).slots // []
 */
export const sgd = <const R extends Rate>({ rate, weightDecay = 0 }: SgdOptions<R>): Optimiser<never, R> => ({
  name: 'sgd',
  rate,
  slots: [],
  move: (now) => ({ parameter: sub(now.parameter, mul(now.rate, decayed(weightDecay, now))), state: {} }),
})

export interface MomentumOptions<R extends Rate> extends SgdOptions<R> {
  readonly momentum: number
  /** Whether the step looks ahead: g + momentum·v in the place of v. */
  readonly nesterov?: boolean
}

/**
 * Gradient descent with momentum: v becomes momentum·v + g, and w becomes w − rate·v.
 *
 * @example
 * momentum({ rate: 0.1, momentum: 0.9 }).slots // ['velocity']
 */
export const momentum = <const R extends Rate>({
  rate,
  momentum: share,
  weightDecay = 0,
  nesterov = false,
}: MomentumOptions<R>): Optimiser<'velocity', R> => ({
  name: nesterov ? 'nesterov' : 'momentum',
  rate,
  slots: ['velocity'],
  move: (now) => {
    const gradient = decayed(weightDecay, { ...now, state: {} })
    const velocity = add(mul(share, now.state.velocity), gradient)
    const direction = nesterov ? add(gradient, mul(share, velocity)) : velocity
    return { parameter: sub(now.parameter, mul(now.rate, direction)), state: { velocity } }
  },
})

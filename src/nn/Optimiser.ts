/**
 * Optimisers: how a parameter moves, given its gradient.
 * Before it: `Tensor.ts`. After it: `descent.ts`, `adaptive.ts`, `training.ts`.
 * Invariant: an optimiser is a pure record; what it remembers of a parameter has the parameter's shape. The slot
 * `steps` is one number for all parameters: of the steps taken before, counted by `training`.
 */
import { add, mul } from '../ops/plain.ts'
import type { Option } from '../shape/verdict.ts'
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
export interface Moved<Slot extends string> {
  readonly parameter: AnyTensor
  readonly state: Readonly<Record<Exclude<Slot, 'steps'>, AnyTensor>>
}

export interface Optimiser<Slot extends string = string, R extends Rate = Rate> {
  readonly name: string
  readonly rate: R
  /** What is remembered, with the number that each element of it starts at. */
  readonly slots: Readonly<Record<Slot, number>>
  move(now: Moving<Slot>): Moved<Slot>
}

/** What every optimiser is told. */
export interface OptimiserOptions<R extends Rate> {
  readonly rate: R
  /** λ: λ·w is added to the gradient of w. */
  readonly weightDecay?: number
}

/** A slot that is there where an option is said, or said to be true; of options that may say it, any slots. */
export type When<Options, Name extends string, Slot extends string> =
  Option<Options, Name, false, boolean> extends infer Said
    ? [Said] extends [false]
      ? never
      : [Said] extends [number | true]
        ? Slot
        : string
    : never

/**
 * States the slots of an optimiser whose options say which: the type-level twin is `When`.
 */
export const withSlots = <Slot extends string, R extends Rate>(
  optimiser: Optimiser<string, R>,
): Optimiser<Slot, R> => optimiser

/** g + λ·w. */
export const decayed = (
  weightDecay: number,
  { gradient, parameter }: Pick<Moving<never>, 'gradient' | 'parameter'>,
): AnyTensor => (weightDecay === 0 ? gradient : add(gradient, mul(weightDecay, parameter)))

/** share·before + (1 − share)·x. */
export const average = (share: number, before: AnyTensor, x: AnyTensor): AnyTensor =>
  add(mul(share, before), mul(1 - share, x))

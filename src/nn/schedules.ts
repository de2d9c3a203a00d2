/**
 * Schedules: the rate of each step, as a pure function of the number of steps taken.
 * Before it: `elementary.ts`. After it: the namespace `optim`; whoever gives a step its input `rate`.
 * Invariant: numbers to numbers, without `Math.cos` and its kin, so that a schedule is the same in every engine.
 */

/** The rate of a step, the first being step 0. */
export type Schedule = (step: number) => number

/**
 * The same rate at every step.
 *
 * @example
 * [0, 1, 2].map(constant(0.1)) // [0.1, 0.1, 0.1]
 */
export const constant =
  (rate: number): Schedule =>
  () =>
    rate

/** x to a whole power by squaring: products alone, which every engine rounds alike. */
const power = (x: number, exponent: number): number => {
  let result = 1
  for (let [rest, square] = [exponent, x]; rest > 0; rest = Math.floor(rest / 2), square *= square)
    if (rest % 2 === 1) result *= square
  return result
}

export interface StepDecayOptions {
  readonly rate: number
  /** After how many steps the rate falls. */
  readonly every: number
  /** What it is multiplied by then. */
  readonly by: number
}

/**
 * A rate that falls at once every so many steps: rate·by^⌊step / every⌋.
 *
 * @example
 * [0, 1, 2, 4].map(stepDecay({ rate: 1, every: 2, by: 0.5 })) // [1, 1, 0.5, 0.25]
 */
export const stepDecay =
  ({ rate, every, by }: StepDecayOptions): Schedule =>
  (step) =>
    rate * power(by, Math.floor(step / every))

/**
 * A rate that falls by the same factor at every step: rate·byˢᵗᵉᵖ.
 *
 * @example
 * [0, 1, 2].map(exponential({ rate: 1, by: 0.5 })) // [1, 0.5, 0.25]
 */
export const exponential = ({ rate, by }: Omit<StepDecayOptions, 'every'>): Schedule =>
  stepDecay({ rate, every: 1, by })

export interface LinearOptions {
  readonly from: number
  readonly to: number
  /** After how many steps `to` is reached. */
  readonly steps: number
}

/** How far a step is on a way of some length. */
const part = (step: number, steps: number): number => Math.min(1, Math.max(0, step / steps))

/**
 * A rate on a straight line from one to another, and there from then on.
 *
 * @example
 * [0, 1, 2, 9].map(line({ from: 1, to: 0, steps: 4 })) // [1, 0.75, 0.5, 0]
 */
export const line =
  ({ from, to, steps }: LinearOptions): Schedule =>
  (step) =>
    from + (to - from) * part(step, steps)

/** cos(π·x) for x in [0, 1], to 3e-16: about the middle it is odd, and there the series of the sine ends soon. */
const cosine = (x: number): number => {
  const folded = 0.5 - x
  const angle = Math.PI * folded
  let [sum, term] = [angle, angle]
  for (let k = 1; k <= 11; k++) {
    term *= -(angle * angle) / (2 * k * (2 * k + 1))
    sum += term
  }
  return sum
}

/**
 * A rate that falls (or rises) along half a wave of the cosine, and stays there.
 *
 * @example
 * [0, 2, 4, 5].map(annealing({ from: 1, to: 0, steps: 4 })) // [1, 0.5, 0, 0]
 */
export const annealing =
  ({ from, to, steps }: LinearOptions): Schedule =>
  (step) => {
    const along = part(step, steps)
    return along === 0 ? from : along === 1 ? to : to + ((from - to) * (1 + cosine(along))) / 2
  }

export interface WarmUpOptions {
  /** For how many steps the rate rises. */
  readonly steps: number
}

/**
 * A rate that rises in a straight line before a schedule starts: at step s, (s + 1) / (steps + 1) of its first rate.
 *
 * @example
 * [0, 1, 2, 3].map(warmUp({ steps: 3 })(constant(1))) // [0.25, 0.5, 0.75, 1]
 */
export const warmUp =
  ({ steps }: WarmUpOptions) =>
  (schedule: Schedule): Schedule =>
  (step) =>
    step < steps ? (schedule(0) * (step + 1)) / (steps + 1) : schedule(step - steps)

export interface OneCycleOptions {
  /** The largest rate. */
  readonly rate: number
  readonly steps: number
  /** The part of the steps in which the rate rises; 0.3 where nothing is said. */
  readonly rising?: number
  /** The first rate is the largest over this; 25 where nothing is said. */
  readonly first?: number
  /** The last rate is the first over this; 10,000 where nothing is said. */
  readonly last?: number
}

/**
 * Smith's one cycle: up to the largest rate and down to almost none, each along half a wave of the cosine.
 *
 * @example
 * [0, 3, 9].map(oneCycle({ rate: 1, steps: 10, rising: 0.4 })) // [0.04, 1.00, 0.000004]
 */
export const oneCycle = ({
  rate,
  steps,
  rising = 0.3,
  first = 25,
  last = 10_000,
}: OneCycleOptions): Schedule => {
  const top = rising * steps - 1
  const up = annealing({ from: rate / first, to: rate, steps: top })
  const down = annealing({ from: rate, to: rate / first / last, steps: steps - 1 - top })
  return (step) => (step < top ? up(step) : down(step - top))
}

/**
 * Where the time of a call goes: a target whose `run` tells a clock after each part, and the least times by that clock.
 * Before it: `targets/`. After it: `profile.ts`.
 * Invariant: what is compiled for users holds none of this; what the clock itself takes is taken off.
 */
import { at } from '../../src/Bug.ts'
import type { Kernel } from '../ir/Kernel.ts'
import { call, element, member, name, number } from '../targets/javascript/syntax.ts'
import type { Statement } from '../targets/javascript/syntax.ts'
import type { Target } from '../targets/javascript/module.ts'
import { now as clock } from './now.ts'

/** What a run is given in its options. */
export interface Clock {
  /** A part is done. */
  readonly mark: () => void
  /** How often each kernel is called, one call after the other. */
  readonly repeats: readonly number[]
}

/** The parts of a run, in order. */
export const parts = (
  kernels: readonly Kernel[],
): readonly { readonly name: string; readonly kernel?: Kernel }[] => [
  { name: 'checks' },
  { name: 'copies in' },
  ...kernels.map((kernel) => ({ name: kernel.name, kernel })),
  { name: 'copies out' },
]

/** How many of them stand before the kernels. */
const before = 2

/** The target with a clock; the last part ends when the run does. */
export const clocked =
  (target: Target): Target =>
  (module, sizes) => {
    const code = target(module, sizes)
    const mark: Statement = { kind: 'expression', value: call('options.mark') }
    const calls = code.host.calls.flatMap((called, k): readonly Statement[] => [
      {
        kind: 'for',
        variable: 'turn',
        start: number(0),
        end: element(member(name('options'), 'repeats'), number(k)),
        step: 1,
        body: [called],
      },
      mark,
    ])
    return { ...code, host: { ...code.host, before: [mark, ...code.host.before, mark], calls } }
  }

export interface Measuring {
  /** Milliseconds to measure for, after half as many to warm up; a second where nothing is said. */
  readonly span?: number
  /** Milliseconds from some moment on. */
  readonly now?: () => number
}

/** Milliseconds of which a sample has at least so many. */
const sample = 0.02
const [fewestRuns, most] = [5, 1000]

/** The milliseconds of the parts of one run. */
const once = (
  run: (clock: Clock) => void,
  repeats: readonly number[],
  now: () => number,
): readonly number[] => {
  const times: number[] = []
  let last = now()
  const mark = (): void => {
    times.push(now() - last)
    last = now()
  }
  run({ mark, repeats })
  mark()
  return times
}

/** What a mark takes that marks nothing. */
const tickOf = (now: () => number): number => {
  const marks = ({ mark }: Clock): void => {
    for (let k = 0; k < most; k++) mark()
  }
  return Math.min(...once(marks, [], now))
}

const repeatsFor = (time: number): number => Math.ceil(sample / Math.max(time, sample / most))

/**
 * Milliseconds of each part of a run, the least of many. A kernel that takes less than a sample is called often enough to
 * fill one, unless it changes what it reads.
 */
export const leastTimes = (
  run: (clock: Clock) => void,
  isRepeatable: readonly boolean[],
  { span = 1000, now = clock }: Measuring = {},
): readonly number[] => {
  const least = (repeats: readonly number[], during: number): readonly number[] => {
    const end = now() + during
    let times = once(run, repeats, now)
    for (let runs = 1; runs < fewestRuns || now() < end; runs++) {
      const next = once(run, repeats, now)
      times = times.map((time, k) => Math.min(time, at(next, k)))
    }
    return times
  }
  const ones = isRepeatable.map(() => 1)
  const first = least(ones, span / 2)
  const repeats = isRepeatable.map((isFree, k) => (isFree ? repeatsFor(at(first, before + k)) : 1))
  const tick = tickOf(now)
  return least(repeats, span).map((time, k) => Math.max(0, time - tick) / (repeats[k - before] ?? 1))
}

/** Milliseconds of one call, the least of many: of a run that is one kernel. */
export const leastTime = (run: (clock: Clock) => void, measuring?: Measuring): number => {
  const alone = (clock: Clock): void => {
    const { mark, repeats } = clock
    mark()
    mark()
    for (let turn = 0; turn < at(repeats, 0); turn++) run(clock)
    mark()
  }
  return at(leastTimes(alone, [true], measuring), 2)
}

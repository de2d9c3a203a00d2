/**
 * How things are timed: everybody in one run, in turns, by medians.
 * Before it: nothing. After it: every file here that times something.
 * Invariant: nobody is timed before all have shown the same answers; what is computed is used.
 */
import Benchmark from 'benchmark'
import type { Row } from './Row.ts'

export interface Contender {
  readonly name: string
  /** Puts what it works on back to the start. */
  readonly reset: () => void
  /** One call, and a number that depends on all of it. */
  readonly run: () => number
  /** What a few calls give from the start. */
  readonly answers: () => readonly number[]
  /** The most that its time may be against the first's, where something is promised. */
  readonly most?: number
}

/** Answers of two contenders that are further apart than allowed. */
export class Disagreement extends Error {}

/** The largest distance between numbers at the same place, relative to the first where that is beyond 1; NaN stays NaN. */
export const distance = (a: readonly number[], b: readonly number[]): number => {
  if (a.length !== b.length) return Infinity
  return a.reduce((far, x, k) => {
    const apart = Math.abs(x - (b[k] ?? Number.NaN)) / Math.max(1, Math.abs(x))
    return Math.max(far, apart)
  }, 0)
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}

let used = 0

const microseconds = (bench: Benchmark): readonly number[] => {
  if (bench.error !== undefined) throw bench.error
  if (Number.isNaN(used)) throw new Disagreement(`NaN among the answers of ${bench.name}`)
  return bench.stats.sample.map((seconds) => seconds * 1e6)
}

/** How long to go on, in seconds, and how many samples to take at least. */
export interface Settings {
  readonly maxTime: number
  readonly minSamples: number
}

// `setup` and `teardown` would lose what they close over, without a word; nobody here needs either.

/** The times of one call, in microseconds, over many. */
export const sampled = (name: string, run: () => number, settings: Settings): readonly number[] => {
  const bench = new Benchmark(name, () => void (used += run()), { ...settings, minTime: 0.01 })
  bench.run()
  return microseconds(bench)
}

/** The same of calls that have to be waited for, one after the other. */
export const sampledInTime = (
  name: string,
  run: () => Promise<number>,
  settings: Settings,
): Promise<readonly number[]> =>
  new Promise((resolve, reject) => {
    const call = (deferred: { readonly resolve: () => void }): void => {
      run().then((value) => {
        used += value
        deferred.resolve()
      }, reject)
    }
    const bench = new Benchmark(name, call, { ...settings, minTime: 0.01, defer: true })
    bench.on('complete', () => {
      try {
        resolve(microseconds(bench))
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
    bench.run({ async: true })
  })

/** The times of one turn. */
const turn = ({ name, reset, run }: Contender): readonly number[] => {
  reset()
  globalThis.gc?.()
  return sampled(name, run, { maxTime: 0.15, minSamples: 5 })
}

/** Times all in turns, each against the first. */
export const race = (
  contenders: readonly Contender[],
  { tolerance, rounds = 7 }: { readonly tolerance: number; readonly rounds?: number },
): readonly Row[] => {
  const [first] = contenders
  if (first === undefined) return []
  for (const other of contenders) {
    const apart = distance(first.answers(), other.answers())
    if (!(apart <= tolerance))
      throw new Disagreement(`${other.name} is ${apart} from ${first.name}: not timed`)
  }
  const times = contenders.map((): number[] => [])
  for (let round = 0; round < rounds; round++)
    contenders.forEach((contender, k) => times[k]?.push(...turn(contender)))
  const medians = times.map(median)
  return contenders.map(({ name, most }, k): Row => {
    const value = medians[k] ?? Number.NaN
    const ratio = value / (medians[0] ?? Number.NaN)
    return { name, value, unit: 'µs', ratio, ...(most === undefined ? {} : { most }) }
  })
}

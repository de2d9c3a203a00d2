/**
 * The reference workloads on every target of ours, against plain loops and against what the machine can do.
 * Before it: `apart.ts`, `ceiling.ts`. After it: `main.ts`.
 * Invariant: a share is of the ceiling that limits the workload: of arithmetic, or of reading.
 */
import type { Result } from './apart.ts'
import { showCeiling } from './ceiling.ts'
import type { Ceiling } from './ceiling.ts'
import { aligned, figures } from './text.ts'

/** From so many operations a byte on, arithmetic is what takes time. */
const busy = 8

/** From so many bytes on, they come from memory. */
const large = 2 ** 23

/** Operations or bytes, in 10⁹ a second, and the ceiling for them. */
const rateOf = (
  { flops, bytes }: Result['cost'],
  micros: number,
  ceiling: Ceiling,
): { readonly rate: number; readonly unit: string; readonly most: number } =>
  flops / bytes >= busy
    ? { rate: flops / micros / 1e3, unit: 'GFLOP/s', most: ceiling.flops }
    : {
        rate: bytes / micros / 1e3,
        unit: 'GB/s',
        most: bytes > large ? ceiling.memory : ceiling.cache,
      }

/** The time of a workload by an engine; NaN where there is none. */
export const timeOf = (results: readonly Result[], workload: string, engine: string): number => {
  const found = results.find((result) => result.workload === workload && result.engine === engine)
  return found?.outcome.tag === 'timed' ? found.outcome.micros : Number.NaN
}

const header = ['', '', 'µs', 'of by hand', '', '', 'of the ceiling']

const cells = (results: readonly Result[], first: string, ceiling: Ceiling) =>
  results.flatMap(({ workload, engine, outcome, cost }): (readonly string[])[] => {
    if (outcome.tag === 'absent') return []
    if (outcome.tag === 'refused') return [[workload, engine, 'refused', '', '', '', '']]
    const { rate, unit, most } = rateOf(cost, outcome.micros, ceiling)
    const ratio = outcome.micros / timeOf(results, workload, first)
    const share = `${Math.round((100 * rate) / most)} %`
    return [[workload, engine, figures(outcome.micros), ratio.toFixed(3), figures(rate), unit, share]]
  })

/** The table; ratios are against the engine named first. */
export const showWorkloads = (results: readonly Result[], first: string, ceiling: Ceiling): string => {
  const title = [
    'Reference workloads: one call, numbers in and numbers out, against plain loops by hand',
    `  ${showCeiling(ceiling)}`,
  ]
  const lines = aligned(
    [header, ...cells(results, first, ceiling)],
    ['left', 'left', 'right', 'right', 'right', 'left', 'right'],
  )
  return [...title, ...lines.map((line) => `  ${line}`)].join('\n')
}

/** A sentence for each that was refused. */
export const refusals = (results: readonly Result[]): readonly string[] =>
  results.flatMap(({ workload, engine, outcome }) =>
    outcome.tag === 'refused' ? [`${engine} on ${workload}: ${outcome.why}`] : [],
  )

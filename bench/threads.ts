/**
 * Two threads against one on each reference workload, in one process, call by call in turns; and what two processes do
 * that know nothing of each other, which is all that the second core is worth.
 * Before it: `engines.ts`, `workloads/`, `beside.ts`. After it: `main.ts`.
 * Invariant: nothing is timed before both have given the same bits, and the other thread is there. A figure is the
 * fastest of all samples: what a machine shows that has nothing else to do.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import { compiled } from './engines.ts'
import { Disagreement } from './measure.ts'
import { aligned, figures } from './text.ts'
import type { Named, Workload } from './workloads/Workload.ts'

/** How long a workload is timed, and how long a sample takes at least, in milliseconds. */
const [timed, sample] = [3000, 0.2]

/** What is compiled for so many threads, on inputs of its own. */
const runner = ({ program, given, donate }: Workload, threads: number) => {
  const run = compiled({ program, given, donate }, 'wasm', threads)
  const inputs = structuredClone(given)
  return {
    run: () => run(inputs),
    parts: run.module.kernels.filter(({ parts }) => parts).length,
    close: run.close,
  }
}

const bytesOf = (value: unknown): readonly number[] =>
  value instanceof Float32Array
    ? [...new Uint32Array(value.buffer, value.byteOffset, value.length)]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(bytesOf)
      : []

/** The milliseconds of a call: of several, where one is too short to be timed. */
const timeOf = (run: () => unknown, calls: number): number => {
  const start = performance.now()
  for (let k = 0; k < calls; k++) run()
  return (performance.now() - start) / calls
}

export interface Speedup {
  readonly workload: string
  /** How many kernels are in parts. */
  readonly parts: number
  /** Milliseconds of a call on one thread, and on two. */
  readonly one: number
  readonly two: number
  /** Milliseconds of a call on one thread while another process does the same. */
  readonly beside: number
}

const beside = fileURLToPath(new URL('beside.ts', import.meta.url))

/** What a measurement says while another process runs the same workload. */
const measuredBeside = async <A>(workload: string, measure: () => A): Promise<A> => {
  const other = spawn(execPath, ['--import', 'jiti/register', beside, workload], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(other.stdout, 'data')
    return measure()
  } finally {
    other.kill('SIGKILL')
  }
}

/** The milliseconds of the fastest calls, all in turns. */
const fastest = (runs: readonly (readonly [run: () => unknown, calls: number])[]): readonly number[] => {
  const best = runs.map(() => Infinity)
  const start = performance.now()
  while (performance.now() - start < timed)
    runs.forEach(([run, calls], k) => {
      best[k] = Math.min(best[k] ?? Infinity, timeOf(run, calls))
    })
  return best
}

const speedupOf = async ({ name, make }: Named): Promise<Speedup> => {
  const workload = make()
  const contenders = [runner(workload, 1), runner(workload, 2)] as const
  const [first, second] = contenders
  for (let turn = 0; turn < 3; turn++) {
    const [expected, found] = [bytesOf(first.run()), bytesOf(second.run())]
    if (expected.length !== found.length || expected.some((bits, k) => bits !== found[k]))
      throw new Disagreement(`${name}: two threads give other bits than one: not timed`)
  }
  const runs = contenders.map(({ run }) => {
    // Code gets faster, and the other thread starts, while this goes on.
    const start = performance.now()
    let count = 0
    for (; performance.now() - start < 500; count++) run()
    return [run, Math.max(1, Math.ceil((sample * count) / 500))] as const
  })
  const [one = Number.NaN, two = Number.NaN] = fastest(runs)
  second.close()
  const [slowed = Number.NaN] = await measuredBeside(name, () => fastest(runs.slice(0, 1)))
  return { workload: name, parts: second.parts, one, two, beside: slowed }
}

export const speedups = async (workloads: readonly Named[]): Promise<readonly Speedup[]> => {
  const all: Speedup[] = []
  for (const workload of workloads) all.push(await speedupOf(workload))
  return all
}

export const showSpeedups = (all: readonly Speedup[]): string => {
  const rows = all.map(({ workload, parts, one, two, beside }) => [
    workload,
    figures(1000 * one),
    figures(1000 * two),
    (one / two).toFixed(2),
    ((2 * one) / beside).toFixed(2),
    parts === 0 ? 'nothing in parts' : '',
  ])
  const lines = aligned(
    [['', 'one, µs', 'two, µs', 'times as fast', 'two processes', ''], ...rows],
    ['left', 'right', 'right', 'right', 'right', 'left'],
  )
  return ['Two threads against one: the same bits', ...lines.map((line) => `  ${line}`)].join('\n')
}

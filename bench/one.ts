/**
 * One engine on one workload, in a process of its own:
 *
 *     node --expose-gc --import jiti/register bench/one.ts ENGINE WORKLOAD EXPECTED
 *
 * Before it: `entries.ts`, `workloads/`. After it: `apart.ts`, which starts it and reads its last line.
 * Invariant: nothing is timed before it has shown the answers that are expected.
 */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import type { Work } from './Engine.ts'
import { entries } from './entries.ts'
import { unpacked } from './Outcome.ts'
import type { Outcome } from './Outcome.ts'
import { median, sampled, sampledInTime } from './measure.ts'
import { workloads } from './workloads/index.ts'
import { distance, toleranceOf } from './workloads/Workload.ts'

const named = <A extends { readonly name: string }>(list: readonly A[], name: string | undefined): A => {
  const found = list.find((each) => each.name === name)
  if (found === undefined) throw new Error(`there is no ${name}`)
  return found
}

/** How long an engine may warm up, in milliseconds: machine code gets better while it runs. */
const warmUp = 1000

/** Calls until it is warm: how many there were, and whether they have to be waited for. */
const warmed = async (run: Work['run']): Promise<{ readonly calls: number; readonly waits: boolean }> => {
  const start = performance.now()
  for (let calls = 1; ; calls++) {
    const given = run()
    await given
    if (performance.now() - start > warmUp) return { calls, waits: given instanceof Promise }
  }
}

/** The median time of a call once it is warm; fewer calls are timed where they are slow. */
const timed = async (name: string, { run }: Work): Promise<number> => {
  const { calls, waits } = await warmed(run)
  globalThis.gc?.()
  const settings = { maxTime: 0.4, minSamples: calls < 6 ? 2 : 5 }
  return median(
    waits
      ? await sampledInTime(name, async () => run(), settings)
      : sampled(name, () => Number(run()), settings),
  )
}

const outcome = async (): Promise<Outcome> => {
  const [engineName, workloadName, file = ''] = process.argv.slice(2)
  const workload = named(workloads, workloadName).make()
  const engine = await named(entries, engineName).load()
  const work = await engine.prepare(workload)
  if (work === undefined) return { tag: 'absent' }
  const apart = distance(unpacked(readFileSync(file)), await work.answers())
  const tolerance = toleranceOf(workload)
  if (!(apart <= tolerance))
    return { tag: 'refused', why: `answers are ${apart} off, more than ${tolerance}` }
  return { tag: 'timed', micros: await timed(engine.name, work) }
}

const printed = (found: Outcome): void => void process.stdout.write(`\n${JSON.stringify(found)}\n`)

outcome().then(printed, (error: unknown) => {
  printed({ tag: 'refused', why: error instanceof Error ? error.message : String(error) })
})

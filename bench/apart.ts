/**
 * Engines timed apart: each in a fresh process on each workload, everybody in turns, by medians.
 * Before it: `one.ts`, `workloads/`. After it: `workloadTable.ts`, `peers/main.ts`.
 * Invariant: the expected answers are computed once a workload, in double precision, by the loops by hand.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execPath } from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Entry } from './Engine.ts'
import { outcomeOf, packed, together } from './Outcome.ts'
import type { Outcome } from './Outcome.ts'
import { referenceOf } from './workloads/Workload.ts'
import type { Named, Workload } from './workloads/Workload.ts'

export interface Result {
  readonly workload: string
  readonly engine: string
  readonly outcome: Outcome
  /** What a call has to do. */
  readonly cost: Pick<Workload, 'flops' | 'bytes'>
}

const child = fileURLToPath(new URL('one.ts', import.meta.url))

const started = (engine: string, workload: string, expected: string): Outcome => {
  const { stdout, stderr } = spawnSync(
    execPath,
    ['--expose-gc', '--import', 'jiti/register', child, engine, workload, expected],
    { encoding: 'utf8', maxBuffer: 2 ** 26 },
  )
  return outcomeOf(stdout, stderr)
}

/** Times all on all, in rounds; who is absent once is not asked again. */
export const raceApart = (
  workloads: readonly Named[],
  engines: readonly Entry[],
  { rounds, tell }: { readonly rounds: number; readonly tell: (line: string) => void },
): readonly Result[] => {
  const folder = mkdtempSync(join(tmpdir(), 'leibniz-bench-'))
  try {
    const tasks = workloads.flatMap(({ name, make }, k) => {
      const workload = make()
      const file = join(folder, String(k))
      writeFileSync(file, packed(referenceOf(workload)))
      const cost = { flops: workload.flops, bytes: workload.bytes }
      return engines.map((engine) => ({
        result: { workload: name, engine: engine.name, cost },
        file,
        outcomes: Array<Outcome>(),
      }))
    })
    for (let round = 1; round <= rounds; round++)
      for (const {
        result: { workload, engine },
        file,
        outcomes,
      } of tasks) {
        if (outcomes.some(({ tag }) => tag !== 'timed')) continue
        tell(`round ${round} of ${rounds}: ${workload}, ${engine}`)
        outcomes.push(started(engine, workload, file))
      }
    return tasks.map(({ result, outcomes }) => ({ ...result, outcome: together(outcomes) }))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

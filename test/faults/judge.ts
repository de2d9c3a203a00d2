/**
 * Runs laws in a process of their own, with a fault or without.
 * Before it: `Fault.ts`. After it: `main.ts`, `faults.test.ts`.
 * Invariant: a law that could not be found or did not run counts as neither passing nor failing.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { literally, placeOf, variable } from './Fault.ts'

export type Verdict = 'passes' | 'fails' | 'does not exist' | 'does not run'

const runner = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs')

const flags = ['--bail=1', '--no-color', '--reporter=json']

/** What the runner says of one law: where no test ran, that it does not run. */
const verdictOf = async (law: string, fault: string | undefined): Promise<Verdict> => {
  const { file, part } = placeOf(law)
  if (!existsSync(file)) return 'does not exist'
  const only = part === undefined ? [] : ['-t', literally(part)]
  const { [variable]: _, ...environment } = process.env
  const child = spawn(process.execPath, [runner, 'run', file, ...only, ...flags], {
    env: { ...environment, ...(fault === undefined ? {} : { [variable]: fault }) },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise((resolve) => child.once('close', resolve))
  const text = Buffer.concat(chunks).toString()
  if (text.includes('"success":true')) return text.includes('"numPassedTests":0,') ? 'does not run' : 'passes'
  return text.includes('"success":false') ? 'fails' : 'does not run'
}

/** The verdict of each law, one process after the other. */
export const judged = async (
  laws: readonly string[],
  fault?: string,
): Promise<ReadonlyMap<string, Verdict>> => {
  const verdicts = new Map<string, Verdict>()
  for (const law of laws) verdicts.set(law, await verdictOf(law, fault))
  return verdicts
}

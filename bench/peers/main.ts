/**
 * Leibniz and other libraries on the reference workloads:
 *
 *     npm run bench:peers                    # five rounds; the page and its chart in out/bench
 *     npm run bench:peers -- --rounds 1 --only W4
 *     npm run bench:peers -- --to bench      # where they are kept
 *
 * Before it: everything here, `../apart.ts`, `../cold/race.ts`. After it: nothing.
 * Invariant: whatever a workload falls short of is printed as below, answers that are wrong as refused; the exit code
 * is then 1.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { raceApart } from '../apart.ts'
import { ceiling, showCeiling } from '../ceiling.ts'
import { raceCold } from '../cold/race.ts'
import { wasm } from '../engines.ts'
import { entries } from '../entries.ts'
import { showMachine } from '../machine.ts'
import { refusals } from '../workloadTable.ts'
import { workloads } from '../workloads/index.ts'
import { showChart } from './chart.ts'
import { compared, isMet, showReport } from './report.ts'
import type { Column } from './report.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    to: { type: 'string', default: 'out/bench' },
  },
})
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds takes a whole number from 1, not ${values.rounds}`)

/** The peers and their versions, as they are asked for. */
const versions = (): string => {
  const file = fileURLToPath(new URL('package.json', import.meta.url))
  const asked = readFileSync(file, 'utf8').matchAll(/"([^"]+)": "(\d+\.[^"]+)"/g)
  return [...asked].map(([, name, version]) => `${name} ${version}`).join(', ')
}

/** A module that was built beforehand takes part in the cold start alone. */
const columns: readonly Column[] = entries.flatMap(({ name, kind }) =>
  name === wasm.name
    ? [
        { name, kind },
        { name: 'leibniz module', kind },
      ]
    : [{ name, kind }],
)

const tell = (line: string): void => void process.stderr.write(`${line}\n`)
const limits = ceiling()
const asked = workloads.filter(({ name }) => name.startsWith(values.only))
const results = [
  ...raceApart(asked, entries, { rounds, tell }),
  ...('W8'.startsWith(values.only)
    ? raceCold(
        columns.map(({ name }) => name),
        { rounds, tell },
      )
    : []),
]

const circumstances = [showMachine(), showCeiling(limits), versions()]
const page = showReport({ results, columns, rounds, circumstances })
mkdirSync(values.to, { recursive: true })
writeFileSync(join(values.to, 'RESULTS.md'), page)
writeFileSync(join(values.to, 'results.svg'), showChart(results, columns))
process.stdout.write(`${page}\nWritten: ${join(values.to, 'RESULTS.md')}, results.svg\n`)

const comparisons = compared(results, columns)
if (!comparisons.every(isMet) || refusals(results).length > 0) process.exitCode = 1

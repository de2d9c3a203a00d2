/**
 * What is promised about speed, and what is reached, measured:
 *
 *     npm run bench                       # what is promised, then the reference workloads
 *     npm run bench -- workloads          # a section alone: promises, workloads, curves or threads
 *     npm run bench -- --rounds 21        # more turns
 *     npm run bench -- workloads --only W4
 *     npm run bench -- curves --only Nodes
 *
 * Before it: every file here. After it: nothing.
 * Invariant: what is promised and not kept is printed as OVER, answers that are wrong as refused; the exit code is then 1.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { raceApart } from './apart.ts'
import { callers, moduleSize } from './calls.ts'
import { ceiling } from './ceiling.ts'
import { compileTime, repeated } from './compiling.ts'
import { curves, fitsOf, showCurve, spotOf } from './curves.ts'
import { predictors, steppers, tolerance } from './digits.ts'
import { own } from './entries.ts'
import { byHand } from './engines.ts'
import { machine, showMachine } from './machine.ts'
import { race } from './measure.ts'
import { isMet, show } from './Row.ts'
import type { Table } from './Row.ts'
import { showSpeedups, speedups } from './threads.ts'
import { typingTime } from './typing.ts'
import { refusals, showWorkloads } from './workloadTable.ts'
import { workloads } from './workloads/index.ts'
import { training } from './workloads/layers.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string', default: '' },
  },
})
const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
if (rounds !== undefined && (!Number.isInteger(rounds) || rounds < 1))
  throw new Error(`--rounds takes a whole number from 1, not ${values.rounds}`)

/** What is printed for people; with `--json` the numbers alone are, at the end. */
const print = (text: string): void => {
  if (!values.json) process.stdout.write(text)
}

const fail = (): void => {
  process.exitCode = 1
}

const turns = rounds === undefined ? {} : { rounds }

const trainingTable = (batch: number): Table => ({
  title: `A training step of the digits network, batch ${batch}`,
  rows: race(steppers(batch), { tolerance, ...turns }),
})

const prediction = (batch: number): Table => ({
  title: `A prediction of the digits network, batch ${batch}`,
  rows: race(predictors(batch), { tolerance, ...turns }),
})

const call = (): Table => ({
  title: 'A call that computes w·x + b for four numbers',
  rows: race(callers(), { tolerance: 0, ...turns }),
})

const tables: readonly (() => Table)[] = [
  compileTime,
  () => trainingTable(16),
  () => trainingTable(64),
  () => prediction(1),
  () => prediction(64),
  call,
  moduleSize,
  typingTime,
]

/** What is promised, table by table. */
const promised = (): unknown =>
  tables.map((measure) => {
    const table = measure()
    print(`\n${show(table)}\n`)
    if (table.rows.some((row) => isMet(row) === false)) fail()
    return table
  })

/** The reference workloads on every target. */
const reached = (): unknown => {
  const asked = workloads.filter(({ name }) => name.startsWith(values.only))
  const limits = ceiling()
  const tell = (line: string): void => void process.stderr.write(`${line}\n`)
  const results = raceApart(asked, own, { rounds: rounds ?? 3, tell })
  print(`\n${showWorkloads(results, byHand.name, limits)}\n`)
  const refused = refusals(results)
  refused.forEach((line) => process.stderr.write(`refused: ${line}\n`))
  if (refused.length > 0) fail()
  return { ceiling: limits, results }
}

/** Time against size, curve by curve, after some compilations that make the compiler itself warm. */
const grown = (): unknown => {
  repeated(10, () => spotOf({ make: (n) => training({ batch: n, pixels: n, hidden: n, classes: n }) }, 8))
  return curves
    .filter(({ title }) => title.startsWith(values.only))
    .map((curve) => {
      const spots = curve.sizes.map((size) => spotOf(curve, size))
      print(`\n${showCurve(curve, spots)}\n`)
      const fits = fitsOf(spots, curve.from)
      if ([...fits.compile, ...fits.run].some(({ isMet }) => !isMet)) fail()
      return { title: curve.title, spots, fits }
    })
}

/** Two threads against one. */
const threaded = async (): Promise<unknown> => {
  const found = await speedups(workloads.filter(({ name }) => name.startsWith(values.only)))
  print(`\n${showSpeedups(found)}\n`)
  return found
}

const sections: Readonly<Record<string, () => unknown>> = {
  promises: promised,
  workloads: reached,
  curves: grown,
  threads: threaded,
}

const asked = positionals.length === 0 ? ['promises', 'workloads'] : positionals
print(`${showMachine()}\n`)
const measured: (readonly [section: string, found: unknown])[] = []
for (const name of asked) {
  const section = Object.hasOwn(sections, name) ? sections[name] : undefined
  if (section === undefined)
    throw new Error(`there is no section ${name}: ${Object.keys(sections).join(', ')}`)
  measured.push([name, await section()])
}
if (values.json)
  process.stdout.write(`${JSON.stringify({ machine, ...Object.fromEntries(measured) }, undefined, 2)}\n`)

/**
 * What is promised about speed, measured:
 *
 *     npm run bench                   # tables
 *     npm run bench -- --rounds 21    # more turns
 *
 * Before it: every file here. After it: nothing.
 * Invariant: what is promised and not kept is printed as OVER, and the exit code is then 1.
 */
import { cpus } from 'node:os'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { callers, moduleSize } from './calls.ts'
import { compileGrowth, compileTime } from './compiling.ts'
import { predictors, steppers, tolerance } from './digits.ts'
import { race } from './measure.ts'
import { isMet, show } from './Row.ts'
import type { Table } from './Row.ts'
import { typingTime } from './typing.ts'

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '7' } },
})
const rounds = Number(values.rounds)
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds takes a whole number from 1, not ${values.rounds}`)

const training = (batch: number): Table => ({
  title: `A training step of the digits network, batch ${batch}`,
  rows: race(steppers(batch), { tolerance, rounds }),
})

const prediction = (batch: number): Table => ({
  title: `A prediction of the digits network, batch ${batch}`,
  rows: race(predictors(batch), { tolerance, rounds }),
})

const call = (): Table => ({
  title: 'A call that computes w·x + b for four numbers',
  rows: race(callers(), { tolerance: 0, rounds }),
})

const tables: readonly (() => Table)[] = [
  compileTime,
  () => training(16),
  () => training(64),
  () => prediction(1),
  () => prediction(64),
  call,
  moduleSize,
  compileGrowth,
  typingTime,
]

const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length, node: process.version }
if (!values.json) process.stdout.write(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}\n`)

const measured = tables.map((measure) => {
  const table = measure()
  if (!values.json) process.stdout.write(`\n${show(table)}\n`)
  return table
})
if (values.json) process.stdout.write(`${JSON.stringify({ machine, tables: measured }, undefined, 2)}\n`)
if (measured.some(({ rows }) => rows.some((row) => isMet(row) === false))) process.exitCode = 1

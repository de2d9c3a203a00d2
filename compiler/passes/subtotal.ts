/**
 * Adds up long sums in runs: each has a subtotal, and what is lost where those are added is added in the end.
 * Before it: `vectorise.ts`, `rounding.ts`, `src/summation.ts`. After it: the target that adds in single precision.
 * Invariant: of a sum no more than `longestRun` additions follow each other; one that has no more terms keeps its bits.
 */
import { either as E } from 'fp-ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import { longestRun } from '../../src/summation.ts'
import * as affine from '../ir/Affine.ts'
import { atomsOf, statements } from '../ir/Kernel.ts'
import type { Loop, Stmt } from '../ir/Kernel.ts'
import type { Module } from '../ir/Module.ts'
import { within } from '../ir/Provenance.ts'
import type { Provenance } from '../ir/Provenance.ts'
import type { Pass } from '../Pass.ts'
import { renumbered } from './renumber.ts'
import { addition } from './rounding.ts'
import { accumulatedOutside, isParallel } from './schedule/parallel.ts'
import { isLoop, substituted } from './schedule/rewrite.ts'

/** How many additions to a sum follow each other, and what they are for. */
interface Run {
  readonly length: number
  readonly of: Provenance
}

/** By the name of the sum. */
type Runs = ReadonlyMap<string, Run>

interface Written {
  readonly body: readonly Stmt[]
  readonly runs: Runs
}

/** How many turns a loop has; of unknown size it may be any number. */
const turnsOf = ({ extent: size, step = 1, after, lanes }: Loop): number => {
  if (lanes === true) return 1
  if (typeof size === 'number') return Math.floor((after === undefined ? size : size % after) / step)
  return after === undefined ? Infinity : Math.floor((after - 1) / step)
}

/** Whether the turns of a loop can be taken in any order: it adds, and nothing else comes out of it in turns. */
const isFree = (loop: Loop): boolean => {
  const outside = accumulatedOutside(loop.body)
  const adds = statements(loop.body).every(
    (stmt) => stmt.tag !== 'accumulate' || stmt.monoid === totalMonoid || !outside.has(stmt.name),
  )
  return adds && loop.inTurns === undefined && isParallel(loop)
}

/** The names that statements read. */
const readBy = (body: readonly Stmt[]): ReadonlySet<string> =>
  new Set(
    statements(body)
      .flatMap(atomsOf)
      .flatMap((atom) => (atom.tag === 'local' ? [atom.name] : [])),
  )

const subtotalOf = (name: string): string => `${name} subtotal`
const lossOf = (name: string): string => `${name} lost`

/** The statements with subtotals in the places of sums. */
const renamed = (body: readonly Stmt[], sums: Runs): readonly Stmt[] =>
  body.map((stmt) => {
    if (isLoop(stmt)) return { ...stmt, body: renamed(stmt.body, sums) }
    return stmt.tag === 'accumulate' && sums.has(stmt.name)
      ? { ...stmt, name: subtotalOf(stmt.name), of: within(stmt.of) }
      : stmt
  })

const accumulators = (sums: Runs, nameOf: (name: string) => string): readonly Stmt[] =>
  [...sums].map(([name, { of }]) => ({
    tag: 'accumulator',
    name: nameOf(name),
    start: totalMonoid.identity,
    of: within(of),
  }))

const plus = (name: string, by: string, of: Provenance): Stmt => ({
  tag: 'accumulate',
  name,
  monoid: totalMonoid,
  value: { tag: 'local', name: by },
  of,
})

/** One run: its subtotals, which are then added to the totals. */
const run = (body: readonly Stmt[], sums: Runs): readonly Stmt[] => [
  ...accumulators(sums, subtotalOf),
  ...renamed(body, sums),
  ...[...sums].flatMap(([name, { of }]) => {
    const { body: adding, lost } = addition(name, subtotalOf(name), within(of))
    return [...adding, plus(name, subtotalOf(name), within(of)), plus(lossOf(name), lost, within(of))]
  }),
]

/** A loop in runs of so many turns; what those leave is a short sum, added first where it can be. */
const inRuns = (loop: Loop, turns: number, sums: Runs): readonly Stmt[] => {
  const { variable, extent: size, step = 1, after } = loop
  const isWhole = turns === 1 || after !== undefined
  const width = turns * step
  const around = `${variable} run`
  const element = affine.combine(0, [
    [1, affine.variable(around)],
    [1, affine.variable(variable)],
  ])
  const inside: Loop = { ...loop, extent: width, body: substituted(loop.body, variable, element) }
  const runs: Loop = isWhole
    ? { ...loop, body: run(loop.body, sums) }
    : { ...loop, variable: around, step: width, body: run([inside], sums) }
  const rest: readonly Stmt[] =
    isWhole || (typeof size === 'number' && size % width === 0) ? [] : [{ ...loop, after: width }]
  const first = isFree(loop)
  return [
    ...(first ? rest : []),
    ...accumulators(sums, lossOf),
    runs,
    ...(first || rest.length === 0 ? [] : run(rest, sums)),
    ...[...sums].map(([name, { of }]) => plus(name, lossOf(name), of)),
  ]
}

/** A loop with its long sums in runs, and how many additions to each sum follow each other. */
const loopBy = (loop: Loop, runs: Runs): Written => {
  const turns = turnsOf(loop)
  const read = readBy(loop.body)
  const sums = new Map(
    [...runs].filter(([name, { length }]) => length * turns > longestRun && !read.has(name)),
  )
  const most = Math.max(...[...sums.values()].map(({ length }) => length))
  return {
    body: sums.size === 0 ? [loop] : inRuns(loop, Math.floor(longestRun / most), sums),
    runs: new Map(
      [...runs].map(([name, { length, of }]) => [name, { length: Math.min(length * turns, longestRun), of }]),
    ),
  }
}

/** Statements with their long sums in runs; the depth of the recursion is that of the loops. */
const written = (body: readonly Stmt[]): Written => {
  const runs = new Map<string, Run>()
  const own = new Set<string>()
  const add = (name: string, { length, of }: Run): void => {
    runs.set(name, { length: (runs.get(name)?.length ?? 0) + length, of })
  }
  const found = body.flatMap((stmt): readonly Stmt[] => {
    if (stmt.tag === 'accumulator') own.add(stmt.name)
    if (stmt.tag === 'accumulate' && stmt.monoid === totalMonoid) add(stmt.name, { length: 1, of: stmt.of })
    if (!isLoop(stmt)) return [stmt]
    const inside = written(stmt.body)
    const loop = loopBy({ ...stmt, body: inside.body }, inside.runs)
    loop.runs.forEach((one, name) => add(name, one))
    return loop.body
  })
  return { body: found, runs: new Map([...runs].filter(([name]) => !own.has(name))) }
}

export const subtotal: Pass<Module, Module> = {
  name: 'subtotal',
  purpose:
    'adds up long sums in runs, so that single precision loses as much of a thousand terms as of a million',
  run: (module) => {
    const kernels = module.kernels.map((kernel) => ({
      ...kernel,
      body: renumbered(written(kernel.body).body),
    }))
    return E.right({ value: { ...module, kernels }, renaming: undefined })
  },
}

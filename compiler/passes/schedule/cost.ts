/**
 * How long statements take, about: in cycles of a machine that does two loads, two products and two sums at once.
 * Before it: `parts.ts`. After it: `choose.ts`.
 * Invariant: only ratios count; an estimate is the same for the same statements.
 */
import type { BasisName } from '../../../src/basis.ts'
import type { Extent } from '../../../src/Extent.ts'
import { affinesOf, atomsOf, statements } from '../../ir/Kernel.ts'
import type { Expr, Loop, Stmt } from '../../ir/Kernel.ts'
import type { Affine } from '../../ir/Affine.ts'
import { coefficientOf } from '../../ir/Affine.ts'
import { isLoop } from './rewrite.ts'
import { lanes, typically } from './parts.ts'

/** What takes longer than a sum, in sums. */
const slow: Partial<Record<BasisName, number>> = {
  div: 8,
  sqrt: 12,
  scale: 6,
  exponent: 4,
  mantissa: 4,
  remainder: 40,
  quotient: 40,
  toFloat: 2,
  toSigned: 2,
  toUnsigned: 3,
}

/** From so many numbers on, two are in different lines of a cache. */
const line = 16

/**
 * What it takes to load a vector, in loads of aligned ones: it may be in two lines; one number goes into all lanes;
 * every second or third is two loads; others come one by one, and far apart each is a line of a cache.
 */
const loadOf = (stride: Extent): number => {
  if (stride === 0) return 1.35
  if (stride === 1) return 1.15
  if (typeof stride !== 'number' || Math.abs(stride) >= line) return 16
  if (stride === -1) return 1.5
  return stride === 2 || stride === 3 ? 3 : 8
}

const isScattered = (stride: Extent): boolean => typeof stride !== 'number' || Math.abs(stride) >= line

/** What it takes to have one number in all lanes, in sums. */
const spread = 0.5

/** The variables on which each statement depends; a sum depends on all. */
export type Dependence = ReadonlyMap<Stmt, ReadonlySet<string>>

export const dependenceOf = (body: readonly Stmt[], all: readonly string[]): Dependence => {
  const names = new Map<string, ReadonlySet<string>>()
  const found = new Map<Stmt, ReadonlySet<string>>()
  for (const stmt of statements(body)) {
    if (isLoop(stmt)) continue
    const own = new Set(stmt.tag === 'accumulator' || stmt.tag === 'accumulate' ? all : [])
    const use = (name: string): void => (names.get(name) ?? new Set([name])).forEach((one) => own.add(one))
    for (const { terms } of affinesOf(stmt)) terms.forEach(({ variable }) => use(variable))
    for (const atom of atomsOf(stmt)) if (atom.tag === 'local') use(atom.name)
    found.set(stmt, own)
    if (stmt.tag === 'let' || stmt.tag === 'accumulator') names.set(stmt.name, own)
  }
  return found
}

/** How statements are computed: how often each for how many turns of a variable, and along which one in lanes. */
export interface Tile {
  readonly copies: ReadonlyMap<string, number>
  readonly lane: string | undefined
  readonly dependence: Dependence
}

/** How long it takes until a sum can be added to again. */
const latency = 2

/** Work of each kind. */
class Work {
  loads = 0
  stores = 0
  sums = 0
  instructions = 0
  hasTotal = false

  get cycles(): number {
    const most = Math.max(this.loads / 2, this.stores, this.sums / 4, this.instructions / 8)
    return this.hasTotal ? Math.max(most, latency) : most
  }
}

const strideOf = (index: Affine, lane: string | undefined): Extent =>
  lane === undefined ? 0 : coefficientOf(index, lane)

const sumsIn = (value: Expr): number => (value.tag === 'basis' ? (slow[value.name] ?? 1) : 1)

const add = (work: Work, stmt: Exclude<Stmt, Loop>, { copies, lane, dependence }: Tile): void => {
  const depends = dependence.get(stmt) ?? new Set()
  const times = [...copies].reduce(
    (product, [name, count]) => (depends.has(name) ? product * count : product),
    1,
  )
  switch (stmt.tag) {
    case 'let': {
      if (stmt.value.tag === 'load') {
        const stride = strideOf(stmt.value.index, lane)
        const weight = loadOf(stride)
        if (lane !== undefined && stride === 0) work.sums += spread * times
        work.loads += weight * times
        work.instructions += Math.floor(weight) * times
      } else {
        const weight = sumsIn(stmt.value)
        work.sums += weight * times
        work.instructions += Math.min(weight, 4) * times
      }
      return
    }
    case 'accumulator':
      return
    case 'accumulate':
      work.hasTotal = true
      work.sums += times
      work.instructions += times
      return
    case 'store': {
      const stride = strideOf(stmt.index, lane)
      const weight = stride === 0 || stride === 1 ? 1 : 4
      work.stores += weight * times
      work.instructions += weight * times
    }
  }
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))

/** How many lines that lie so many bytes apart a cache holds, of so many sets that are so many lines deep. */
const held = (stride: number, sets: number, ways: number): number =>
  Math.min(sets, (64 * sets) / gcd(stride, 64 * sets)) * ways

/** What it costs to read a line that lies so many bytes behind the one before, of so many, again and again. */
const missing = (stride: number, lines: number): number => {
  if (lines > held(stride, 1024, 16)) return stride % 4096 === 0 ? 8 : 1
  return lines > held(stride, 64, 12) ? 0.6 : 0
}

/** How many lines a load takes that is there several times. */
const linesOf = (stmt: Stmt, index: Affine, { copies, lane, dependence }: Tile): number => {
  const numbers = [...copies].reduce((product, [name, count]) => {
    const isCopied = dependence.get(stmt)?.has(name) === true
    return isCopied ? product * count * (name === lane ? lanes : 1) : product
  }, 1)
  return isScattered(strideOf(index, lane)) ? numbers : Math.max(1, numbers / line)
}

/** What the loads of a turn of a loop miss in caches. */
const missed = ({ body, variable, extent }: Loop, tile: Tile): number => {
  let cycles = 0
  for (const stmt of body) {
    if (stmt.tag !== 'let' || stmt.value.tag !== 'load') continue
    const stride = coefficientOf(stmt.value.index, variable)
    if (typeof stride !== 'number' || Math.abs(stride) <= 16) continue
    cycles += missing(4 * Math.abs(stride), typically(extent)) * linesOf(stmt, stmt.value.index, tile)
  }
  return cycles
}

/** The instructions of a turn of a loop beside what it does, and what it costs to enter one. */
export const turn = 3
const entry = 3

/** The depth of the recursion is that of the loops. */
export const cyclesOf = (
  body: readonly Stmt[],
  tile: Tile,
  inside?: (loop: Loop) => number | undefined,
  instructions = 0,
): number => {
  const work = new Work()
  work.instructions = instructions
  let loops = 0
  for (const stmt of body)
    if (isLoop(stmt))
      loops += inside?.(stmt) ?? entry + typically(stmt.extent) * turnCycles(stmt, tile, inside)
    else add(work, stmt, tile)
  return work.cycles + loops
}

/** What a turn of a loop takes. */
export const turnCycles = (loop: Loop, tile: Tile, inside?: (loop: Loop) => number | undefined): number =>
  missed(loop, tile) + cyclesOf(loop.body, tile, inside, turn)

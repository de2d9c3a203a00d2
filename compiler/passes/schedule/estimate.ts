/**
 * What a schedule of a nest takes, about.
 * Before it: `cost.ts`, `pack.ts`, `stream.ts`, `split.ts`. After it: `choose.ts`.
 * Invariant: it sees extents and strides, and recognises nothing.
 */
import { at } from '../../../src/Bug.ts'
import { statements } from '../../ir/Kernel.ts'
import type { Loop, Stmt } from '../../ir/Kernel.ts'
import { rowsFor } from './across.ts'
import type { Across } from './across.ts'
import { canShare, innermostOf, vectorsFor } from './along.ts'
import { cyclesOf, dependenceOf, turn, turnCycles } from './cost.ts'
import type { Tile } from './cost.ts'
import { nestOf } from './Nest.ts'
import type { Axis, Nest } from './Nest.ts'
import { packed } from './pack.ts'
import type { Operand } from './pack.ts'
import { accumulatedOutside, isSeparable } from './parallel.ts'
import { countOf, inRows, inVectors, lanes, typically, vectorsIn } from './parts.ts'
import { isLoop } from './rewrite.ts'
import type { Rows, Schedule } from './Schedule.ts'
import { halvesOf } from './split.ts'
import { streamed, terms } from './stream.ts'

const variablesIn = ({ axes, core }: Nest): readonly string[] => [
  ...axes.map(({ variable }) => variable),
  ...statements(core).flatMap((stmt) => (isLoop(stmt) ? [stmt.variable] : [])),
]

/** What is there once per chosen axes and packs: the core as it will be read. */
export interface View {
  readonly nest: Nest
  readonly core: readonly Stmt[]
  readonly dependence: Tile['dependence']
}

/** No operand is packed: one value, so that views of it are found again. */
export const unpacked: readonly Operand[] = []

const views = new WeakMap<Nest, Map<readonly Operand[], View>>()

/** The view of packs; each is made once, and belongs to one lane. */
export const viewOf = (nest: Nest, lane: string, packs: readonly Operand[]): View => {
  const known = views.get(nest) ?? new Map<readonly Operand[], View>()
  views.set(nest, known)
  const found = known.get(packs)
  if (found !== undefined) return found
  const core = packs.length === 0 ? nest.core : packed(nest.core, packs, lane, lanes * lanes, () => -1).core
  const view = { nest, core, dependence: dependenceOf(core, variablesIn(nest)) }
  known.set(packs, view)
  return view
}

/** What a tile takes: one that has no loop to end runs together with the next. */
const tileCycles = (core: readonly Stmt[], tile: Tile): number =>
  core.some(isLoop) ? 3 + cyclesOf(core, tile) : cyclesOf(core, tile, undefined, turn)

const acrossCycles = ({ nest, core, dependence }: View, schedule: Across): number => {
  const { lane, rows, packs } = schedule
  const axisOf = (name: string): Axis =>
    at(
      nest.axes.filter(({ variable }) => variable === name),
      0,
    )
  let cycles = 0
  for (const part of inVectors(axisOf(lane).extent, schedule.vectors)) {
    const few = rows === undefined ? [] : inRows(axisOf(rows.variable).extent, rowsFor(schedule, part))
    for (const { width, turns } of few.length === 0 ? [{ width: 1, turns: 1 }] : few) {
      const copies = new Map([[lane, vectorsIn(part)]])
      if (rows !== undefined) copies.set(rows.variable, width)
      const tile = { copies, lane: part.width === 1 ? undefined : lane, dependence }
      cycles += turns * part.turns * tileCycles(core, tile)
    }
  }
  const others = nest.axes.filter(({ variable }) => variable !== lane && variable !== rows?.variable)
  const fills = packs.reduce((sum, operand) => {
    const outside = others.filter(({ variable }) => operand.axes.has(variable))
    const numbers = countOf([...operand.along, ...outside, axisOf(lane)])
    return sum + numbers * (operand.isTogether ? 0.4 : 0.6)
  }, 0)
  return cycles * countOf(others) + fills
}

/** What a loop takes whose sums are in lanes. */
const sharedCycles = (loop: Loop, tile: Tile): number => {
  const inner = innermostOf(loop)
  const copies = new Map(tile.copies)
  if (inner !== undefined) copies.set(inner.variable, vectorsFor(loop))
  const sums = accumulatedOutside(loop.body).size
  const inside = (one: Loop): number | undefined => {
    if (one !== inner) return undefined
    const turns = inVectors(one.extent, vectorsFor(loop)).reduce((sum, part) => sum + part.turns, 0)
    const wide: Tile = { ...tile, copies, lane: one.variable }
    return turns * turnCycles(one, wide)
  }
  return cyclesOf([loop], tile, inside) + 10 + 4 * sums
}

const alongCycles = (
  nest: Nest,
  rows: Rows | undefined,
  view: View,
  best: (nest: Nest) => number,
): number => {
  const copies = new Map(rows === undefined ? [] : [[rows.variable, rows.count] as const])
  const tile: Tile = { copies, lane: undefined, dependence: view.dependence }
  const inside = (loop: Loop): number | undefined => {
    const count = rows?.count ?? 1
    if (canShare(loop))
      return Math.min(
        sharedCycles(loop, tile),
        cyclesOf([loop], tile, () => undefined),
      )
    return isSeparable(loop) ? count * best(nestOf(loop)) : undefined
  }
  return (countOf(nest.axes) / (rows?.count ?? 1)) * (3 + cyclesOf(nest.core, tile, inside))
}

/** What each turn of the inner loop of a stream does, and how often it runs. */
const streamCycles = ({ nest, core, dependence }: View, lane: string): number => {
  const loop = streamed(nest)
  if (loop === undefined) return Infinity
  const tile: Tile = { copies: new Map([[loop.variable, terms]]), lane, dependence }
  const rounds = (typically(loop.extent) / terms) * (1 + cyclesOf(loop.body, tile))
  return (countOf(nest.axes) / lanes) * (rounds + cyclesOf(core, tile, () => 3))
}

/** About how many cycles a nest of known sizes takes. */
export const cyclesIn = (nest: Nest, schedule: Schedule, best: (nest: Nest) => number): number => {
  switch (schedule.tag) {
    case 'across':
      return acrossCycles(viewOf(nest, schedule.lane, schedule.packs), schedule)
    case 'along':
      return alongCycles(nest, schedule.rows, viewOf(nest, '', unpacked), best)
    case 'stream':
      return streamCycles(viewOf(nest, '', unpacked), schedule.lane)
    case 'split': {
      const { many, few } = halvesOf(nest, schedule.variable)
      const count = countOf(nest.axes.filter(({ variable }) => variable === schedule.variable))
      const blocks = Math.floor(count / schedule.block)
      return blocks * cyclesIn(many, schedule.many, best) + cyclesIn(few, schedule.few, best)
    }
  }
}

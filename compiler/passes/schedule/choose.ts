/**
 * Chooses how a nest is computed: of all schedules that come into question, the one that takes least time.
 * Before it: `cost.ts`, `pack.ts`, `along.ts`. After it: `vectorise.ts`.
 * Invariant: it sees extents and strides, and recognises nothing.
 */
import { at } from '../../../src/Bug.ts'
import type { DType } from '../../../src/DType.ts'
import { statements } from '../../ir/Kernel.ts'
import type { BufferId, Loop, Stmt } from '../../ir/Kernel.ts'
import { rowsFor } from './across.ts'
import type { Across } from './across.ts'
import { canShare, innermostOf, vectorsFor } from './along.ts'
import { cyclesOf, dependenceOf, turnCycles } from './cost.ts'
import type { Tile } from './cost.ts'
import { nestOf } from './Nest.ts'
import type { Axis, Nest } from './Nest.ts'
import { operandsOf, packed } from './pack.ts'
import type { Operand } from './pack.ts'
import { accumulatedOutside, isSeparable } from './parallel.ts'
import { inRows, inVectors, lanes, typically, vectorsIn } from './parts.ts'
import { isLoop } from './rewrite.ts'
import { streamAxes, streamed, terms } from './stream.ts'
import type { Chosen, Rows, Schedule } from './Schedule.ts'

/** Engines keep 16 vectors in registers: sums, what lanes read, and two more. */
const mostSums = 8
const mostVectors = 12

/** All copies of a core together have at most so many statements. */
const mostStatements = 1000

export type DTypeOf = (buffer: BufferId) => DType

const variablesIn = ({ axes, core }: Nest): readonly string[] => [
  ...axes.map(({ variable }) => variable),
  ...statements(core).flatMap((stmt) => (isLoop(stmt) ? [stmt.variable] : [])),
]

/** What is there once per chosen axes and packs: the core as it will be read. */
interface View {
  readonly nest: Nest
  readonly core: readonly Stmt[]
  readonly dependence: Tile['dependence']
}

const viewOf = (nest: Nest, lane: string, packs: readonly Operand[]): View => {
  const core = packs.length === 0 ? nest.core : packed(nest.core, packs, lane, lanes * lanes, () => -1).core
  return { nest, core, dependence: dependenceOf(core, variablesIn(nest)) }
}

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
      cycles += turns * part.turns * (3 + cyclesOf(core, tile))
    }
  }
  const others = nest.axes.filter(({ variable }) => variable !== lane && variable !== rows?.variable)
  const product = (axes: readonly Axis[]): number =>
    axes.reduce((count, axis) => count * typically(axis.extent), 1)
  const fills = packs.reduce((sum, operand) => {
    const outside = others.filter(({ variable }) => operand.axes.has(variable))
    const numbers = product([...operand.along, ...outside, axisOf(lane)])
    return sum + numbers * (operand.isTogether ? 0.4 : 0.6)
  }, 0)
  return cycles * product(others) + fills
}

/** Axes whose turns can be lanes: no address is computed from one. */
const laneAxes = ({ axes, core }: Nest, { dependence }: View): readonly Axis[] => {
  const addresses = statements(core).filter((stmt) => stmt.tag === 'let' && stmt.value.tag === 'clamp')
  return axes.filter(
    ({ variable }) => !addresses.some((stmt) => dependence.get(stmt)?.has(variable) === true),
  )
}

type Shape = readonly [vectors: number, rows: number]

/** So many vectors and rows at once as come into question: of a sum with rows and without, of a map to be turned. */
const shapes = {
  rows: [
    [4, 2],
    [2, 4],
    [3, 2],
    [1, 8],
    [1, 4],
    [2, 2],
  ],
  row: [
    [6, 1],
    [4, 1],
    [2, 1],
    [1, 1],
  ],
  turned: [
    [1, 4],
    [2, 2],
  ],
} as const satisfies Readonly<Record<string, readonly Shape[]>>

const shapesOf = (core: readonly Stmt[], hasRows: boolean): readonly Shape[] => {
  const size = statements(core).length
  if (!core.some(isLoop)) {
    if (hasRows) return shapes.turned
    return size > mostStatements / 4
      ? [[1, 1]]
      : [
          [4, 1],
          [1, 1],
        ]
  }
  const sums = statements(core).filter((stmt) => stmt.tag === 'accumulator').length
  const fitting = (hasRows ? shapes.rows : shapes.row).filter(
    ([vectors, rows]) =>
      vectors * rows * Math.max(1, sums) <= mostSums &&
      vectors * rows + vectors <= mostVectors &&
      vectors * rows * size <= mostStatements,
  )
  return fitting.length === 0 && !hasRows ? [[1, 1]] : fitting
}

const acrossOf = (nest: Nest, dtypeOf: DTypeOf): readonly Chosen[] => {
  const plain = viewOf(nest, '', [])
  return laneAxes(nest, plain).flatMap(({ variable: lane }) =>
    [undefined, ...nest.axes.filter(({ variable }) => variable !== lane)].flatMap((row) => {
      const operands = row === undefined ? [] : operandsOf(nest, lane, row.variable, dtypeOf)
      const packings = operands.length === 0 ? [[]] : [[], operands]
      return packings.flatMap((packs) => {
        const view = viewOf(nest, lane, packs)
        return shapesOf(nest.core, row !== undefined).map(([vectors, count]): Chosen => {
          const rows: Rows | undefined = row === undefined ? undefined : { variable: row.variable, count }
          const schedule: Across = { tag: 'across', lane, vectors, rows, packs }
          return { schedule, cycles: acrossCycles(view, schedule) }
        })
      })
    }),
  )
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

const alongCycles = (nest: Nest, rows: Rows | undefined, view: View, dtypeOf: DTypeOf): number => {
  const copies = new Map(rows === undefined ? [] : [[rows.variable, rows.count] as const])
  const tile: Tile = { copies, lane: undefined, dependence: view.dependence }
  const inside = (loop: Loop): number | undefined => {
    const count = rows?.count ?? 1
    if (canShare(loop))
      return Math.min(
        sharedCycles(loop, tile),
        cyclesOf([loop], tile, () => undefined),
      )
    return isSeparable(loop) ? count * cheapest(candidates(nestOf(loop), dtypeOf)).cycles : undefined
  }
  const turns = nest.axes.reduce((product, axis) => product * typically(axis.extent), 1)
  return (turns / (rows?.count ?? 1)) * (3 + cyclesOf(nest.core, tile, inside))
}

const alongOf = (nest: Nest, dtypeOf: DTypeOf): readonly Chosen[] => {
  const view = viewOf(nest, '', [])
  const size = statements(nest.core).length
  const sums = statements(nest.core).filter((stmt) => stmt.tag === 'accumulator').length
  const isShared = (row: string): boolean =>
    statements(nest.core.filter(isLoop)).some(
      (stmt) =>
        stmt.tag === 'let' && stmt.value.tag === 'load' && view.dependence.get(stmt)?.has(row) === false,
    )
  const several = nest.axes
    .filter(({ variable }) => isShared(variable))
    .flatMap(({ variable, extent }) =>
      [5, 4, 2]
        .filter(
          (count) => count <= typically(extent) && sums * count <= 5 && size * count <= mostStatements / 4,
        )
        .map((count): Rows => ({ variable, count })),
    )
  return [undefined, ...(nest.core.some(isLoop) ? several : [])].map((rows): Chosen => {
    const schedule: Schedule = { tag: 'along', rows }
    return { schedule, cycles: alongCycles(nest, rows, view, dtypeOf) }
  })
}

/** What each turn of the inner loop of a stream does, and how often it runs. */
const streamsOf = (nest: Nest): readonly Chosen[] => {
  const loop = streamed(nest)
  if (loop === undefined) return []
  const { dependence } = viewOf(nest, '', [])
  return streamAxes(nest, loop).map(({ variable: lane }): Chosen => {
    const tile: Tile = { copies: new Map([[loop.variable, terms]]), lane, dependence }
    const turns = nest.axes.reduce((product, axis) => product * typically(axis.extent), 1) / lanes
    const cycles =
      turns *
      ((typically(loop.extent) / terms) * (1 + cyclesOf(loop.body, tile)) +
        cyclesOf(nest.core, tile, () => 3))
    return { schedule: { tag: 'stream', lane }, cycles }
  })
}

/** All schedules that come into question. */
export const candidates = (nest: Nest, dtypeOf: DTypeOf): readonly Chosen[] => [
  ...acrossOf(nest, dtypeOf),
  ...streamsOf(nest),
  ...alongOf(nest, dtypeOf),
]

/** The schedule that takes least time, the first of equals. */
export const cheapest = (all: readonly Chosen[]): Chosen =>
  all.reduce((best, other) => (other.cycles < best.cycles ? other : best))

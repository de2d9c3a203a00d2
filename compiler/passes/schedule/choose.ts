/**
 * Chooses how a nest is computed: of all schedules that come into question, the one that takes least time.
 * Before it: `estimate.ts`. After it: `vectorise.ts`.
 * Invariant: it sees extents and strides, and recognises nothing.
 */
import type { DType } from '../../../src/DType.ts'
import { statements } from '../../ir/Kernel.ts'
import type { BufferId, Stmt } from '../../ir/Kernel.ts'
import { cyclesIn, unpacked, viewOf } from './estimate.ts'
import type { View } from './estimate.ts'
import type { Axis, Nest } from './Nest.ts'
import { operandsOf } from './pack.ts'
import { typically } from './parts.ts'
import { isLoop } from './rewrite.ts'
import type { Chosen, Rows, Schedule } from './Schedule.ts'
import { block, halvesOf, hasUnknown, isUnknown, sized } from './split.ts'
import { streamAxes, streamed } from './stream.ts'

/** Engines keep 16 vectors in registers: sums, what lanes read, and two more. */
const mostSums = 8
const mostVectors = 12

/** All copies of a core together have at most so many statements. */
const mostStatements = 1000

export type DTypeOf = (buffer: BufferId) => DType

/** Axes whose turns can be lanes: no address is computed from one. */
const laneAxes = ({ axes, core }: Nest, { dependence }: View): readonly Axis[] => {
  const addresses = statements(core).filter((stmt) => stmt.tag === 'let' && stmt.value.tag === 'clamp')
  return axes.filter(
    ({ variable, after }) =>
      after === undefined && !addresses.some((stmt) => dependence.get(stmt)?.has(variable) === true),
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
    const most = size <= 40 ? 4 : size <= 120 ? 3 : size <= mostStatements / 4 ? 2 : 1
    return [
      [most, 1],
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

const acrossOf = (nest: Nest, dtypeOf: DTypeOf): readonly Schedule[] => {
  // Of rows that cost the same those are better that lie together, as those of an inner axis do.
  const nearFirst = nest.axes.filter(({ after }) => after === undefined).toReversed()
  return laneAxes(nest, viewOf(nest, '', unpacked)).flatMap(({ variable: lane }) =>
    [undefined, ...nearFirst.filter(({ variable }) => variable !== lane)].flatMap((row) => {
      const operands = row === undefined ? [] : operandsOf(nest, lane, row.variable, dtypeOf)
      const packings = operands.length === 0 ? [unpacked] : [unpacked, operands]
      return packings.flatMap((packs) =>
        shapesOf(nest.core, row !== undefined).map(([vectors, count]): Schedule => {
          const rows: Rows | undefined = row === undefined ? undefined : { variable: row.variable, count }
          return { tag: 'across', lane, vectors, rows, packs }
        }),
      )
    }),
  )
}

const alongOf = (nest: Nest): readonly Schedule[] => {
  const { dependence } = viewOf(nest, '', unpacked)
  const size = statements(nest.core).length
  const sums = statements(nest.core).filter((stmt) => stmt.tag === 'accumulator').length
  const isShared = ({ variable, after }: Axis): boolean =>
    after === undefined &&
    statements(nest.core.filter(isLoop)).some(
      (stmt) =>
        stmt.tag === 'let' && stmt.value.tag === 'load' && dependence.get(stmt)?.has(variable) === false,
    )
  const several = nest.axes
    .filter(isShared)
    .flatMap(({ variable, extent }) =>
      [5, 4, 2]
        .filter(
          (count) => count <= typically(extent) && sums * count <= 5 && size * count <= mostStatements / 4,
        )
        .map((count): Rows => ({ variable, count })),
    )
  return [undefined, ...(nest.core.some(isLoop) ? several : [])].map((rows) => ({ tag: 'along', rows }))
}

const streamsOf = (nest: Nest): readonly Schedule[] => {
  const loop = streamed(nest)
  return loop === undefined
    ? []
    : streamAxes(nest, loop).map(({ variable: lane }) => ({ tag: 'stream', lane }))
}

/** Sizes for which a nest is weighed whose sizes are not known. */
const samples = [2, 32, 512]

const weighed = (nest: Nest, dtypeOf: DTypeOf): ((schedule: Schedule) => Chosen) => {
  const best = (inner: Nest): number => cheapest(candidates(inner, dtypeOf)).cycles
  if (!hasUnknown(nest)) return (schedule) => ({ schedule, cycles: cyclesIn(nest, schedule, best) })
  const known = samples.map((size) => ({ size, nest: sized(nest, size) }))
  return (schedule) => ({
    schedule,
    cycles: known.reduce((sum, { size, nest }) => sum + cyclesIn(nest, schedule, best) / size, 0),
  })
}

const simpleOf = (nest: Nest, dtypeOf: DTypeOf): readonly Schedule[] => [
  ...acrossOf(nest, dtypeOf),
  ...streamsOf(nest),
  ...alongOf(nest),
]

/** Blocks that are worth being packed, and what is behind them. */
const splitsOf = (nest: Nest, dtypeOf: DTypeOf): readonly Schedule[] =>
  nest.axes.filter(isUnknown).flatMap(({ variable }): readonly Schedule[] => {
    const halves = halvesOf(nest, variable)
    const [many, few] = [halves.many, halves.few].map(
      (half) => cheapest(simpleOf(half, dtypeOf).map(weighed(half, dtypeOf))).schedule,
    )
    return many?.tag === 'across' && many.packs.length > 0 && few !== undefined
      ? [{ tag: 'split', variable, block, many, few }]
      : []
  })

/** All schedules that come into question. */
export const candidates = (nest: Nest, dtypeOf: DTypeOf): readonly Chosen[] =>
  [...simpleOf(nest, dtypeOf), ...splitsOf(nest, dtypeOf)].map(weighed(nest, dtypeOf))

/** The schedule that takes least time, the first of equals. */
export const cheapest = (all: readonly Chosen[]): Chosen =>
  all.reduce((best, other) => (other.cycles < best.cycles ? other : best))

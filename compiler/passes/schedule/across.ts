/**
 * Computes turns of an axis in lanes: several vectors of them, for several rows.
 * Before it: `Schedule.ts`. After it: `vectorise.ts`.
 * Invariant: each sum runs in the order it had, so that the same bits come out.
 */
import { known } from '../../../src/Bug.ts'
import * as affine from '../../ir/Affine.ts'
import type { Stmt } from '../../ir/Kernel.ts'
import { around } from './Nest.ts'
import type { Axis, Nest } from './Nest.ts'
import { packed } from './pack.ts'
import { inLanes, inRows, inVectors, lanes, startOf, turnsOf, vectorsIn } from './parts.ts'
import type { Part } from './parts.ts'
import { isLoop, jam, offsets, substituted } from './rewrite.ts'
import type { Schedule } from './Schedule.ts'
import type { Scratch } from './Scratch.ts'

export type Across = Extract<Schedule, { readonly tag: 'across' }>

/** What carries a schedule out: memory, and how loops are scheduled that come up on the way. */
export interface Means {
  readonly scratch: Scratch
  readonly scheduled: (body: readonly Stmt[]) => readonly Stmt[]
}

/** More rows at once than this are slower. */
const mostRows = 8

/** How many rows at once, so that narrow parts have as many sums as wide ones. */
export const rowsFor = ({ rows, vectors }: Pick<Across, 'rows' | 'vectors'>, part: Part): number =>
  rows === undefined ? 1 : Math.min(mostRows, Math.floor((rows.count * vectors) / vectorsIn(part)))

/** The axes in the order of their loops: what a panel holds is filled as seldom as it can be. */
export const orderOf = ({ axes, core }: Nest, { lane, rows, packs }: Across): readonly Axis[] => {
  const isLane = ({ variable }: Axis): boolean => variable === lane
  const isRow = ({ variable }: Axis): boolean => variable === rows?.variable
  const others = axes.filter((axis) => !isLane(axis) && !isRow(axis))
  if (packs.length > 0) {
    const isOutside = ({ variable }: Axis): boolean => packs.some((operand) => operand.axes.has(variable))
    return [
      ...others.filter(isOutside),
      ...axes.filter(isLane),
      ...others.filter((axis) => !isOutside(axis)),
      ...axes.filter(isRow),
    ]
  }
  return core.some(isLoop) ? [...others, ...axes.filter(isRow), ...axes.filter(isLane)] : axes
}

/** The statements for one part of the axis in lanes. */
const part = (
  order: readonly Axis[],
  core: readonly Stmt[],
  schedule: Across,
  one: Part,
  means: Means,
): readonly Stmt[] => {
  const { lane, rows } = schedule
  const column = `${lane}c`
  const isSingle = one.width === 1
  const start = startOf(one, lane)
  const element = isSingle
    ? start
    : affine.combine(0, [
        [1, start],
        [1, affine.variable(column)],
      ])
  const here = substituted(core, lane, element)
  const { fill, core: reading } =
    isSingle || schedule.packs.length === 0
      ? { fill: [], core: here }
      : packed(here, schedule.packs, column, one.width, ({ dtype }, place, size) =>
          means.scratch.add(`panel ${place}`, dtype, size),
        )
  const inside = isSingle ? reading : jam(reading, column, offsets(vectorsIn(one), lanes))
  const build = (axes: readonly Axis[], body: readonly Stmt[]): readonly Stmt[] => {
    const [axis, ...rest] = axes
    if (axis === undefined) {
      return isSingle ? body : [inLanes(column, Math.min(one.width, lanes), body)]
    }
    if (axis.variable === lane)
      return turnsOf(one, axis, [...(fill.length === 0 ? [] : means.scheduled(fill)), ...build(rest, body)])
    if (axis.variable !== rows?.variable) return around([axis], build(rest, body))
    return inRows(axis.extent, rowsFor(schedule, one)).flatMap((few) => {
      const side = jam(body, axis.variable, offsets(few.width))
      const at = few.from === undefined ? side : substituted(side, axis.variable, affine.constant(few.from))
      return turnsOf(few, axis, build(rest, at))
    })
  }
  return build(order, inside)
}

export const across = (nest: Nest, schedule: Across, means: Means): readonly Stmt[] => {
  const order = orderOf(nest, schedule)
  const isTiled = ({ variable }: Axis): boolean =>
    variable === schedule.lane || variable === schedule.rows?.variable
  const first = order.findIndex(isTiled)
  const lane = known(
    order.find(({ variable }) => variable === schedule.lane),
    'axis in lanes',
  )
  const parts = inVectors(lane.extent, schedule.vectors).flatMap((one) =>
    part(order.slice(first), nest.core, schedule, one, means),
  )
  return around(order.slice(0, first), parts)
}

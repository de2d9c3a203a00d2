/**
 * Sums of products over two axes from panels: what tiles of rows and columns read is copied side by side first, as the
 * doubles that JavaScript computes with.
 * Before it: `schedule/Nest.ts`, `schedule/pack.ts`. After it: `tile.ts`.
 * Invariant: panels hold values as they were computed, and each sum runs in the order it had: the bits are the same.
 */
import type { Extent } from '../../src/Extent.ts'
import * as extent from '../../src/Extent.ts'
import * as affine from '../ir/Affine.ts'
import type { BufferId, Loop, Stmt } from '../ir/Kernel.ts'
import { around, nestOf, settled, withMergedLoops } from './schedule/Nest.ts'
import type { Axis, Nest } from './schedule/Nest.ts'
import { operandsOf, packed } from './schedule/pack.ts'
import type { Operand } from './schedule/pack.ts'
import { isSeparable } from './schedule/parallel.ts'
import { inRows, startOf, turnsOf } from './schedule/parts.ts'
import type { Part } from './schedule/parts.ts'
import { isLoop, spread, substituted } from './schedule/rewrite.ts'
import type { Scratch } from './schedule/Scratch.ts'

/** Rows and columns of a tile: nine sums and what they read fit into registers. Measured best on Node 20. */
const width = 3

/** So often a panel is read at least: copying costs as much as a few readings. */
const least = 16

/** The two axes of the tiles, and what is read along each of them. */
interface Plan {
  readonly row: Axis
  readonly column: Axis
  readonly ofRows: readonly Operand[]
  readonly ofColumns: readonly Operand[]
}

const isLong = (size: Extent): boolean => typeof size === 'number' && size >= least

const lengthOf = ({ along }: Operand): Extent => extent.product(along.map((axis) => axis.extent))

const planOf = (nest: Nest, scratch: Scratch): Plan | undefined => {
  const axes = nest.axes.filter(({ extent: size, after }) => after === undefined && isLong(size)).toReversed()
  const dtypeOf = (buffer: BufferId) => scratch.dtypeOf(buffer)
  for (const column of axes)
    for (const row of axes) {
      if (row === column) continue
      const ofColumns = operandsOf(nest, column.variable, row.variable, dtypeOf)
      const ofRows = operandsOf(nest, row.variable, column.variable, dtypeOf)
      const all = [...ofColumns, ...ofRows]
      if (ofColumns.length === 1 && ofRows.length === 1 && all.every((one) => isLong(lengthOf(one))))
        return { row, column, ofRows, ofColumns }
    }
  return undefined
}

/** What fills a panel, all places of a tile at once. */
const filling = (body: readonly Stmt[], place: string, count: number): readonly Stmt[] =>
  body.flatMap((stmt): readonly Stmt[] => {
    if (!isLoop(stmt)) return [stmt]
    return stmt.variable === place
      ? spread(stmt.body, place, count)
      : [{ ...stmt, body: filling(stmt.body, place, count) }]
  })

/** The same statements with a buffer's addresses further on. */
const shifted = (body: readonly Stmt[], buffer: BufferId | undefined, by: affine.Affine): readonly Stmt[] => {
  const further = (index: affine.Affine): affine.Affine =>
    affine.combine(0, [
      [1, index],
      [1, by],
    ])
  return body.map((stmt): Stmt => {
    if (isLoop(stmt)) return { ...stmt, body: shifted(stmt.body, buffer, by) }
    if (stmt.tag === 'store' && stmt.buffer === buffer) return { ...stmt, index: further(stmt.index) }
    return stmt.tag === 'let' && stmt.value.tag === 'load' && stmt.value.buffer === buffer
      ? { ...stmt, value: { ...stmt.value, index: further(stmt.value.index) } }
      : stmt
  })
}

/** A nest in tiles that read panels; undefined where that does not pay. */
export const inPanels = (loop: Loop, scratch: Scratch): readonly Stmt[] | undefined => {
  if (!isSeparable(loop)) return undefined
  const nest = nestOf(loop)
  const plan = planOf(nest, scratch)
  if (plan === undefined) return undefined
  const { row, column, ofRows, ofColumns } = plan
  const [rowPlace, columnPlace] = [`${row.variable}p`, `${column.variable}p`]
  const length = extent.product(ofRows.map(lengthOf))
  const rowPanel = scratch.addWide('rows', extent.mul(length, row.extent))
  const columnPanel = scratch.addWide('columns', extent.mul(extent.product(ofColumns.map(lengthOf)), width))

  /** The core for an element of a part: the place in the tile is a variable of its own. */
  const placed = (core: readonly Stmt[], part: Part, { variable }: Axis, place: string): readonly Stmt[] =>
    substituted(
      core,
      variable,
      affine.combine(0, [
        [1, startOf(part, variable)],
        [1, affine.variable(place)],
      ]),
    )
  const ofPart = (rowPart: Part, columnPart: Part) => {
    const element = placed(placed(nest.core, rowPart, row, rowPlace), columnPart, column, columnPlace)
    const columns = packed(element, ofColumns, columnPlace, columnPart.width, () => columnPanel)
    const both = packed(columns.core, ofRows, rowPlace, rowPart.width, () => rowPanel)
    const start = affine.combine(0, [[length, startOf(rowPart, row.variable)]])
    const core = shifted(both.core, rowPanel, start)
    return {
      fillRows: filling(shifted(both.fill, rowPanel, start), rowPlace, rowPart.width),
      fillColumns: filling(columns.fill, columnPlace, columnPart.width),
      tile: spread(spread(core, columnPlace, columnPart.width), rowPlace, rowPart.width),
    }
  }
  const rowParts = inRows(row.extent, width)
  const columnParts = inRows(column.extent, width)
  const rowsOnce = rowParts.flatMap((rowPart) =>
    columnParts
      .slice(0, 1)
      .flatMap((columnPart) => turnsOf(rowPart, row, ofPart(rowPart, columnPart).fillRows)),
  )
  const tiles = columnParts.flatMap((columnPart) => {
    const parts = rowParts.map((rowPart) => ({ rowPart, ...ofPart(rowPart, columnPart) }))
    return turnsOf(columnPart, column, [
      ...parts.slice(0, 1).flatMap(({ fillColumns }) => fillColumns),
      ...parts.flatMap(({ rowPart, tile }) => turnsOf(rowPart, row, tile)),
    ])
  })
  const others = nest.axes.filter((axis) => axis !== row && axis !== column)
  return settled(nest, around(others, withMergedLoops([...rowsOnce, ...tiles])))
}

/**
 * Where the units of a network lie, and which one lies beside another.
 * Before it: `units.ts`. After it: `UnitColumn.tsx`, `NetworkView.tsx`.
 * Invariant: columns stand from left to right by depth, those of one depth below one another; no two units share a place.
 */
import { at } from '../../../src/Bug.ts'
import type { Units } from './units.ts'

const gap = { column: 210, unit: 38, top: 76, side: 90 } as const
export const radius = 11

/** A unit by its column and its place there. */
export interface Place {
  readonly column: number
  readonly unit: number
}

export const isSame = (a: Place | undefined, b: Place): boolean => a?.column === b.column && a.unit === b.unit

interface Spot {
  readonly x: number
  readonly y: number
}

/** Where units lie: columns from left to right by depth, those of one depth below one another. */
export const spotsOf = ({ columns }: Units) => {
  const heights = new Map<number, number>()
  const tops = columns.map(({ depth, drawn, units }) => {
    const top = heights.get(depth) ?? 0
    const rows = drawn.length + (drawn.length < units ? 1 : 0)
    heights.set(depth, top + rows * gap.unit + gap.top)
    return top
  })
  const height = Math.max(0, ...heights.values())
  const depths = Math.max(0, ...columns.map(({ depth }) => depth))
  const spot = (column: number, row: number): Spot => {
    const { depth } = at(columns, column)
    const own = heights.get(depth) ?? 0
    return {
      x: gap.side + depth * gap.column,
      y: (height - own) / 2 + at(tops, column) + gap.top - 16 + row * gap.unit,
    }
  }
  const rowOf = ({ column, unit }: Place): number => {
    const { drawn, units } = at(columns, column)
    const row = drawn.indexOf(unit)
    return drawn.length < units && row >= drawn.length / 2 ? row + 1 : row
  }
  return {
    width: 2 * gap.side + depths * gap.column,
    height,
    head: (column: number): Spot => spot(column, 0),
    of: (place: Place): Spot => spot(place.column, rowOf(place)),
    between: (column: number): Spot => spot(column, at(columns, column).drawn.length / 2),
  }
}

export type Spots = ReturnType<typeof spotsOf>

/** The unit that an arrow key leads to. */
export const walked = ({ columns }: Units, { column, unit }: Place, key: string): Place | undefined => {
  const own = at(columns, column)
  const row = own.drawn.indexOf(unit)
  const inColumn = (to: number): Place | undefined => {
    const next = columns[to]
    const place = next?.drawn[Math.min(row, next.drawn.length - 1)]
    return place === undefined ? undefined : { column: to, unit: place }
  }
  const inRow = (to: number): Place | undefined => {
    const next = own.drawn[to]
    return next === undefined ? undefined : { column, unit: next }
  }
  switch (key) {
    case 'ArrowUp':
      return inRow(row - 1)
    case 'ArrowDown':
      return inRow(row + 1)
    case 'ArrowLeft':
      return inColumn(column - 1)
    case 'ArrowRight':
      return inColumn(column + 1)
    default:
      return undefined
  }
}

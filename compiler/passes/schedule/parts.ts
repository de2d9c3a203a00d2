/**
 * An extent in parts: as many wide turns as there are, then narrower ones for what they leave.
 * Before it: `rewrite.ts`. After it: `cost.ts`, `across.ts`, `along.ts`.
 * Invariant: the parts cover each element once, in order; a part of one turn needs no loop.
 */
import type { Extent } from '../../../src/Extent.ts'
import * as affine from '../../ir/Affine.ts'
import type { Affine } from '../../ir/Affine.ts'
import type { Loop, Stmt } from '../../ir/Kernel.ts'
import type { Axis } from './Nest.ts'

/** How many numbers a vector has. */
export const lanes = 4

/** What a symbolic size is taken to be where schedules are weighed. */
const typical = 64

export const typically = (size: Extent, one = typical): number =>
  typeof size === 'number'
    ? size
    : size.terms.reduce((sum, { coefficient, factors }) => sum + coefficient * one ** factors.length, 0)

export interface Part {
  /** How many elements a turn has. */
  readonly width: number
  /** The first element, where it is a number: the part is one turn. */
  readonly from?: number
  readonly step?: number
  readonly after?: number
  /** How many turns there are, or are likely to be. */
  readonly turns: number
}

const known = (size: number, widths: readonly number[]): readonly Part[] => {
  let from = 0
  return widths.flatMap((width): readonly Part[] => {
    const turns = width === 0 ? 0 : Math.floor((size - from) / width)
    const first = from
    from += turns * width
    if (turns === 0) return []
    return turns === 1 ? [{ width, from: first, turns }] : [{ width, step: width, turns }]
  })
}

/** Turns of all widths, each of which divides the one before it; the last is 1. */
const symbolic = (size: Extent, widths: readonly number[]): readonly Part[] =>
  widths.map((width, k) => {
    const after = widths[k - 1]
    const most = after === undefined ? typically(size) : after - width
    const turns = Math.max(after === undefined ? Math.floor(most / width) : most / width / 2, 0.5)
    return {
      width,
      ...(width === 1 ? {} : { step: width }),
      ...(after === undefined ? {} : { after }),
      turns,
    }
  })

/** So many vectors a turn, then what is left of whole vectors, then what is left. */
export const inVectors = (size: Extent, vectors: number): readonly Part[] => {
  const width = vectors * lanes
  if (typeof size !== 'number') return symbolic(size, vectors === 1 ? [lanes, 1] : [width, lanes, 1])
  const rest = size % width
  return known(size, [width, rest - (rest % lanes), rest % lanes])
}

/** So many elements a turn, then fewer. */
export const inRows = (size: Extent, rows: number): readonly Part[] => {
  if (typeof size === 'number') return known(size, [rows, size % rows])
  const widths = [rows]
  for (let width = rows; width > 1;) {
    width = width % 2 === 0 ? width / 2 : 1
    widths.push(width)
  }
  return symbolic(size, widths)
}

/** How many turns axes have, or are likely to have. */
export const countOf = (axes: readonly Axis[]): number =>
  axes.reduce((product, { extent: size, after }) => {
    const count = typically(size)
    return product * (after === undefined ? count : count % after)
  }, 1)

/** How many vectors a turn has. */
export const vectorsIn = ({ width }: Part): number => (width < lanes ? 1 : width / lanes)

/** The element at which a turn of a part begins. */
export const startOf = (part: Part, variable: string): Affine =>
  part.from === undefined ? affine.variable(variable) : affine.constant(part.from)

/** The turns of a part; the body calls the element at which one begins by the name of its variable. */
export const turnsOf = (part: Part, { variable, extent }: Axis, body: readonly Stmt[]): readonly Stmt[] => {
  if (part.from !== undefined) return body
  const loop: Loop = {
    tag: 'for',
    variable,
    extent,
    ...(part.step === undefined ? {} : { step: part.step }),
    ...(part.after === undefined ? {} : { after: part.after }),
    body,
  }
  return [loop]
}

/** A body in so many lanes. */
export const inLanes = (variable: string, count: number, body: readonly Stmt[]): Loop => ({
  tag: 'for',
  variable,
  extent: count,
  lanes: true,
  body,
})

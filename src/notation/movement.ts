/**
 * Reads an index map as the move that people know it by.
 * Before it: `Tensor.ts` (the `move` form), `Move.ts`. After it: `forms.ts`, `compiler/explain`.
 * Invariant: a reading says where elements come from; what is none of the known moves is spelled out.
 */
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { isTotal } from '../Move.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Row } from '../Tensor.ts'

/** The part of an axis that is read: one element, or a range without its end `to`. */
export type Part =
  | { readonly element: Extent }
  | { readonly from: Extent; readonly to: Extent; readonly step: number; readonly whole: boolean }

export type Reading =
  /** Every element stays in its place, perhaps repeated along new axes. */
  | { readonly as: 'broadcast' }
  /** The operand's axes in the order in which the result has them. */
  | { readonly as: 'transpose'; readonly axes: readonly number[] }
  | { readonly as: 'slice'; readonly parts: readonly Part[] }
  | { readonly as: 'map'; readonly total: boolean }

export interface Moved {
  readonly shape: Shape
  readonly form: Pick<Extract<AnyTensor['form'], { readonly tag: 'move' }>, 'rows' | 'guards'>
}

/** The axes of the result along which a row reads. */
const axesOf = (row: Row): readonly number[] =>
  [...row.coefficients.keys()].filter((k) => row.coefficients[k] !== 0)

const isUnit = (row: Row, shape: Shape): boolean => {
  const axis = axesOf(row)[0]
  return (
    axis !== undefined &&
    row.coefficients[axis] === 1 &&
    extent.same(row.offset, 0) &&
    extent.same(row.extent, at(shape, axis))
  )
}

const isOnly = (row: Row): boolean => row.extent === 1 && axesOf(row).length === 0

const isIncreasing = (axes: readonly number[]): boolean =>
  axes.every((axis, k) => k === 0 || axis > at(axes, k - 1))

/** What a row reads of its axis. */
export const partOf = (row: Row, shape: Shape): Part => {
  const axis = axesOf(row)[0]
  if (axis === undefined) return { element: row.offset }
  const step = at(row.coefficients, axis)
  const to = extent.add(
    extent.add(row.offset, extent.mul(step, extent.sub(at(shape, axis), 1))),
    Math.sign(step),
  )
  return {
    from: row.offset,
    to,
    step,
    whole: Math.abs(step) === 1 && extent.same(row.extent, at(shape, axis)),
  }
}

/** Whether the axes change places and nothing else. */
export const isPermutation = (moved: Moved): boolean =>
  read(moved).as === 'transpose' &&
  moved.form.rows.length === moved.shape.length &&
  moved.form.rows.every((row) => axesOf(row).length === 1)

/** What a move is called. */
export const read = ({ shape, form: { rows, guards } }: Moved): Reading => {
  const total = isTotal({ shape, rows, guards })
  const axes = rows.flatMap(axesOf)
  const simple = total && rows.every((row) => axesOf(row).length <= 1) && new Set(axes).size === axes.length
  if (simple && rows.every((row) => isOnly(row) || isUnit(row, shape))) {
    if (isIncreasing(axes)) return { as: 'broadcast' }
    const places = rows
      .map((row, k) => ({ axis: k, place: axesOf(row)[0] }))
      .filter(({ place }) => place !== undefined)
    return {
      as: 'transpose',
      axes: places.sort((a, b) => (a.place ?? 0) - (b.place ?? 0)).map(({ axis }) => axis),
    }
  }
  if (simple && isIncreasing(axes)) return { as: 'slice', parts: rows.map((row) => partOf(row, shape)) }
  return { as: 'map', total }
}

/** The axes of the result along which a broadcast repeats its operand. */
export const repeatedAxes = ({ shape, form: { rows } }: Moved): readonly number[] =>
  [...shape.keys()].filter((k) => shape[k] !== 1 && rows.every((row) => row.coefficients[k] === 0))

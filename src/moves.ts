/**
 * The moves by name: transpose, repeat, slice, pad, flip, diagonal, window are constructors of one record.
 * Before it: `Move.ts`. After it: `construct.ts`, `ops/movement.ts`, `ops/contraction.ts`.
 * Invariant: each says which element of an operand of `shape` an element of the result reads; what it reads outside
 * of the operand is the fill.
 */
import { at } from './Bug.ts'
import * as extent from './Extent.ts'
import type { Extent } from './Extent.ts'
import { fixed, unit } from './Move.ts'
import type { Move } from './Move.ts'
import type { Shape } from './Shape.ts'
import type { Row } from './Tensor.ts'

/** The axes under new letters: in another order, and where a letter is there twice the diagonal. */
export const relabel = (shape: Shape, letters: readonly unknown[], out: readonly unknown[]): Move => ({
  shape: out.map((letter) => at(shape, letters.indexOf(letter))),
  rows: shape.map((size, k) => unit(out.length, out.indexOf(letters[k]), size)),
  guards: [],
})

/** Axis `order[k]` of the operand as axis k. */
export const transpose = (shape: Shape, order: readonly number[]): Move =>
  relabel(shape, [...shape.keys()], order)

/** Repeated along the axes that the operand lacks on the left, or has with extent 1. */
export const repeat = (shape: Shape, to: Shape): Move => {
  const missing = to.length - shape.length
  const row = (size: Extent, k: number): Row =>
    size === 1 ? fixed(to.length, 0, 1) : unit(to.length, missing + k, size)
  return { shape: to, rows: shape.map(row), guards: [] }
}

/** Repeated along the given axes of the result, which the operand lacks. */
export const repeatAlong = (axes: readonly number[], to: Shape): Move => {
  const kept = [...to.keys()].filter((k) => !axes.includes(k))
  return { shape: to, rows: kept.map((k) => unit(to.length, k, at(to, k))), guards: [] }
}

/** Without the given axes, each of extent 1. */
export const squeeze = (shape: Shape, axes: readonly number[]): Move => {
  const kept = [...shape.keys()].filter((k) => !axes.includes(k))
  const row = (size: Extent, k: number): Row =>
    axes.includes(k) ? fixed(kept.length, 0, size) : unit(kept.length, kept.indexOf(k), size)
  return { shape: kept.map((k) => at(shape, k)), rows: shape.map(row), guards: [] }
}

/** One axis read at (coefficient·o + offset) / divisor, `size` times. */
const along = (
  shape: Shape,
  axis: number,
  {
    coefficient,
    offset,
    divisor,
    size,
  }: { coefficient: number; offset: Extent; divisor: number; size: Extent },
): Move => {
  const row = (whole: Extent, k: number): Row => {
    const plain = unit(shape.length, k, whole)
    return k === axis
      ? { ...plain, coefficients: plain.coefficients.map((c) => c * coefficient), offset, divisor }
      : plain
  }
  return { shape: shape.with(axis, size), rows: shape.map(row), guards: [] }
}

/** `size` elements of an axis from `start`, every `step`th. */
export const slice = (shape: Shape, axis: number, start: Extent, step: number, size: Extent): Move =>
  along(shape, axis, { coefficient: step, offset: start, divisor: 1, size })

/** How an axis is read: `size` times, at coefficient·o + offset. */
export interface Reading {
  readonly coefficient: number
  readonly offset: Extent
  readonly size: Extent
}

/** Every axis read in its own way: slices, flips and pads of all of them at once. */
export const readings = (shape: Shape, axes: readonly Reading[]): Move => ({
  shape: axes.map(({ size }) => size),
  rows: axes.map(({ coefficient, offset }, k) => ({
    coefficients: shape.map((_, j) => (j === k ? coefficient : 0)),
    offset,
    divisor: 1,
    extent: at(shape, k),
  })),
  guards: [],
})

/** An axis from last to first. */
export const flip = (shape: Shape, axis: number): Move =>
  slice(shape, axis, extent.sub(at(shape, axis), 1), -1, at(shape, axis))

/** `low` elements before an axis, `high` after it, `interior` between each two. */
export const pad = (shape: Shape, axis: number, low: number, high: number, interior: number): Move => {
  const inner = extent.add(extent.mul(interior + 1, extent.sub(at(shape, axis), 1)), 1)
  const size = extent.add(inner, low + high)
  return along(shape, axis, { coefficient: 1, offset: -low, divisor: interior + 1, size })
}

/** How a window goes along an axis. */
export interface Window {
  readonly size: number
  readonly stride: number
  readonly dilation: number
  readonly padding: number
}

/** An axis as `count` windows: the place of the window, then the place in it. */
export const window = (
  shape: Shape,
  axis: number,
  count: Extent,
  { size, stride, dilation, padding }: Window,
): Move => {
  const to = shape.toSpliced(axis, 1, count, size)
  const row = (whole: Extent, k: number): Row => {
    const plain = unit(to.length, k <= axis ? k : k + 1, whole)
    return k === axis
      ? {
          ...plain,
          coefficients: plain.coefficients.with(axis, stride).with(axis + 1, dilation),
          offset: -padding,
        }
      : plain
  }
  return { shape: to, rows: shape.map(row), guards: [] }
}

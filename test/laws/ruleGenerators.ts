/**
 * Random parts from which instances of rewrite rules are made.
 * Invariant: sizes are small; a symbolic one is n.
 */
import fc from 'fast-check'
import { at } from '../../src/Bug.ts'
import { input, moved } from '../../src/construct.ts'
import type { DType } from '../../src/DType.ts'
import { dim } from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as move from '../../src/Move.ts'
import { neg } from '../../src/ops/arithmetic.ts'
import { operations } from '../../src/ops/index.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import type { Shape } from '../../src/Shape.ts'
import { node } from '../../src/Tensor.ts'
import type { AnyTensor, Row } from '../../src/Tensor.ts'

export type Gen = fc.GeneratorValue

export const int = (g: Gen, min: number, max: number): number => g(fc.integer, { min, max })
export const oneOf = <A>(g: Gen, items: readonly A[]): A => at(items, int(g, 0, items.length - 1))

export const size = (g: Gen): Extent => oneOf<Extent>(g, [1, 2, 3, dim('n')])
export const known = (g: Gen): number => int(g, 1, 3)
export const shape = (g: Gen, least = 0, most = 3): Shape =>
  Array.from({ length: int(g, least, most) }, () => size(g))
export const numbers = (g: Gen, least = 0, most = 3): readonly number[] =>
  Array.from({ length: int(g, least, most) }, () => known(g))

export const x = (axes: Shape, name = 'x', dtype: DType = 'f32'): AnyTensor => input(name, axes, dtype)
export const elementwise = (name: string, ...operands: readonly AnyTensor[]): AnyTensor => {
  const op = operations.get(name)
  const first = at(operands, 0)
  if (op === undefined) throw new Error(name)
  return node(
    { tag: 'elementwise', op, operands },
    first.shape,
    op.result(operands.map((operand) => operand.dtype)) ?? 'f32',
  )
}
export const negative = (operand: AnyTensor): AnyTensor => elementwise(neg.op.name, operand)
export const reshape = (operand: AnyTensor, to: Shape): AnyTensor =>
  node({ tag: 'reshape', operand }, to, operand.dtype)

export const order = (g: Gen, rank: number): readonly number[] =>
  g(fc.shuffledSubarray<number>, [...Array(rank).keys()], { minLength: rank, maxLength: rank })

export const transpose = (operand: AnyTensor, axes: readonly number[]): AnyTensor =>
  node(
    {
      tag: 'move',
      operand,
      rows: operand.shape.map((extent, axis) => move.unit(axes.length, axes.indexOf(axis), extent)),
      guards: [],
      fill: 0,
    },
    axes.map((axis) => at(operand.shape, axis)),
    operand.dtype,
  )

/** The operand repeated along a new axis. */
export const repeat = (operand: AnyTensor, place: number, extent: Extent): AnyTensor => {
  const to = operand.shape.toSpliced(place, 0, extent)
  return moved(operand, {
    shape: to,
    rows: operand.shape.map((own, axis) => move.unit(to.length, axis < place ? axis : axis + 1, own)),
    guards: [],
  })
}

export const row = (g: Gen, rank: number, extent: number): Row => ({
  coefficients: Array.from({ length: rank }, () => int(g, -2, 2)),
  offset: int(g, -2, 3),
  divisor: int(g, 1, 2),
  extent,
})

export const anyMove = (g: Gen, operand: AnyTensor, fill: number): AnyTensor => {
  const to = numbers(g)
  const rows = operand.shape.map((extent) => row(g, to.length, typeof extent === 'number' ? extent : 1))
  const guards = Array.from({ length: int(g, 0, 1) }, () => row(g, to.length, 2))
  return node({ tag: 'move', operand, rows, guards, fill }, to, operand.dtype)
}

export const axesOf = (g: Gen, rank: number): readonly number[] =>
  g(fc.subarray<number>, [...Array(rank).keys()], { minLength: Math.min(1, rank), maxLength: rank })

export const reduce = (
  g: Gen,
  operand: AnyTensor,
  monoid = totalMonoid,
  axes = axesOf(g, operand.shape.length),
): AnyTensor =>
  node(
    { tag: 'reduce', monoid, operand, axes },
    operand.shape.filter((_, axis) => !axes.includes(axis)),
    monoid.result(operand.dtype) ?? 'f32',
  )

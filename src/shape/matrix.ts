/**
 * Matrices and their diagonals.
 * Before it: `Shape.ts`. After it: `ops/matrices.ts`.
 * Invariant: a rule and its twin give the same shape and the same sentence.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, show } from '../Shape.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import type { Compare } from './digits.ts'
import type { Agree } from './verdict.ts'

/** At least two axes, of which the last are the rows and the columns. */
export const matrices = (operation: string, shape: Shape): Ruled =>
  shape.length >= 2 ? E.right(shape) : refuse('LBZ1009', `${operation}: takes matrices, not ${show(shape)}`)

/** Whether an operand has at least two axes, or the sentence. */
export type AreMatrices<Name extends string, S extends Shape> = number extends S['length']
  ? true
  : S extends readonly [unknown, unknown, ...unknown[]]
    ? true
    : `${Name}: takes matrices, not ${Show<S>}`

/** Exactly two axes. */
export const matrix = (operation: string, shape: Shape): Ruled =>
  shape.length === 2 ? E.right(shape) : refuse('LBZ1009', `${operation}: takes a matrix, not ${show(shape)}`)

/** Whether an operand has exactly two axes, or the sentence. */
export type IsMatrix<Name extends string, S extends Shape> = number extends S['length']
  ? true
  : S extends readonly [unknown, unknown]
    ? true
    : `${Name}: takes a matrix, not ${Show<S>}`

/** The length of the diagonal of rows × columns, where that is known. */
const shorter = (rows: Extent, columns: Extent): Extent | undefined => {
  if (typeof rows === 'number' && typeof columns === 'number') return Math.min(rows, columns)
  return extent.same(rows, columns) ? rows : undefined
}

/** The matrix of a vector, or the vector of a matrix. */
export const diagonal = (operation: string, shape: Shape): Ruled => {
  if (shape.length === 1) return E.right([at(shape, 0), at(shape, 0)])
  if (shape.length !== 2)
    return refuse('LBZ1009', `${operation}: takes a vector or a matrix, not ${show(shape)}`)
  const length = shorter(at(shape, 0), at(shape, 1))
  return length === undefined
    ? refuse('LBZ1010', `${operation}: the shorter side of ${show(shape)} is not an extent`)
    : E.right([length])
}

/** The shape of a diagonal. */
export type Diagonal<S extends Shape> = S extends readonly [infer N extends Extent]
  ? readonly [N, N]
  : S extends readonly [infer M extends Extent, infer N extends Extent]
    ? readonly [M] extends readonly [N]
      ? readonly [M]
      : readonly [M, N] extends readonly [infer P extends number, infer Q extends number]
        ? readonly [number extends P | Q ? number : Compare<P, Q> extends 'more' ? Q : P]
        : readonly [number]
    : Shape

/** Whether an operand has or is a diagonal, or the sentence. */
export type HasDiagonal<Name extends string, S extends Shape> = number extends S['length']
  ? true
  : S extends readonly [unknown]
    ? true
    : S extends readonly [infer M extends Extent, infer N extends Extent]
      ? Agree<M, N> extends true
        ? true
        : readonly [M, N] extends readonly [number, number]
          ? true
          : `${Name}: the shorter side of ${Show<S>} is not an extent`
      : `${Name}: takes a vector or a matrix, not ${Show<S>}`

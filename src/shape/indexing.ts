/**
 * Indices: the shapes of what is picked and of what is added up.
 * Before it: `axes.ts`. After it: `ops/indexing.ts`.
 * Invariant: a rule and its twin give the same shape and the same sentence.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, same, show } from '../Shape.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import { axisOf } from './axes.ts'
import type { AllAgree, Axes } from './axes.ts'
import type { Compare } from './digits.ts'
import type { Agree, DoesNotTake } from './verdict.ts'

/** Whether an index is one, beside a tensor of a dtype; or the sentence. */
export type IsIndex<Name extends string, Before extends readonly DType[], D extends DType> = [D] extends [
  'i32',
]
  ? true
  : DType extends D
    ? true
    : DoesNotTake<Name, readonly [...Before, D]>

/** A shape with the axes of an index in the place of one of its own. */
export type Replaced<
  S extends Shape,
  Place,
  I extends Shape,
  Seen extends readonly unknown[] = readonly [],
> = number extends Place | S['length'] | I['length']
  ? Shape
  : S extends readonly [infer First extends Extent, ...infer Rest extends Shape]
    ? Seen['length'] extends Place
      ? readonly [...I, ...Rest]
      : readonly [First, ...Replaced<Rest, Place, I, readonly [...Seen, unknown]>]
    : Shape

/** The axis along which an index picks elements one by one: of the same rank, no larger beside the axis. */
export const elements = (operation: string, axis: number, shape: Shape, index: Shape): Ruled<number> =>
  E.chain((place: number): Ruled<number> => {
    const fits =
      index.length === shape.length &&
      shape.every((size, k) => {
        const own = at(index, k)
        return (
          k === place ||
          extent.same(size, own) ||
          (typeof size === 'number' && typeof own === 'number' && own <= size)
        )
      })
    return fits
      ? E.right(place)
      : refuse(
          'LBZ1020',
          `${operation}: an index of ${show(index)} does not fit ${show(shape)} along axis ${axis}`,
        )
  })(axisOf(operation, axis, shape))

/** Whether an index picks elements of a shape one by one, or the sentence. */
export type Elements<Name extends string, A extends number, S extends Shape, I extends Shape> =
  Axes<Name, readonly [A], S> extends infer Place
    ? [Place] extends [number]
      ? number extends Place | I['length']
        ? true
        : Fits<S, I, Place> extends true
          ? true
          : `${Name}: an index of ${Show<I>} does not fit ${Show<S>} along axis ${A}`
      : Place
    : never

type Fits<
  S extends Shape,
  I extends Shape,
  Place,
  Seen extends readonly unknown[] = readonly [],
> = S extends readonly [infer P, ...infer RestS extends Shape]
  ? I extends readonly [infer Q, ...infer RestI extends Shape]
    ? Seen['length'] extends Place
      ? Fits<RestS, RestI, Place, readonly [...Seen, unknown]>
      : Agree<P, Q> extends true
        ? Fits<RestS, RestI, Place, readonly [...Seen, unknown]>
        : readonly [P, Q] extends readonly [infer M extends number, infer N extends number]
          ? Compare<N, M> extends 'more'
            ? false
            : Fits<RestS, RestI, Place, readonly [...Seen, unknown]>
          : false
    : false
  : I extends readonly []
    ? true
    : false

/** The axis along which updates are added up where an index says; they are of one shape. */
export const additions = (
  operation: string,
  axis: number,
  shape: Shape,
  index: Shape,
  updates: Shape,
): Ruled<number> =>
  E.chain((place: number): Ruled<number> =>
    same(index, updates)
      ? E.right(place)
      : refuse('LBZ1020', `${operation}: updates of ${show(updates)} for an index of ${show(index)}`),
  )(elements(operation, axis, shape, index))

/** Whether updates are of the shape of their index, or the sentence. */
export type AreUpdates<Name extends string, I extends Shape, U extends Shape> =
  AllAgree<I, U> extends true ? true : `${Name}: updates of ${Show<U>} for an index of ${Show<I>}`

/** A table of rows: at least one axis. */
export const table = (operation: string, shape: Shape): Ruled<Extent> => {
  const rows = shape[0]
  return rows === undefined
    ? refuse('LBZ1009', `${operation}: a table has rows, a scalar has none`)
    : E.right(rows)
}

/** Whether a table has rows, or the sentence. */
export type HasRows<Name extends string, S extends Shape> = S extends readonly []
  ? `${Name}: a table has rows, a scalar has none`
  : true

/** What an index picks of a table. */
export type Rows<S extends Shape, I extends Shape> = number extends S['length'] | I['length']
  ? Shape
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? readonly [...I, ...Rest]
    : Shape

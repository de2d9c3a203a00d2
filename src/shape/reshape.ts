/**
 * Reshaping: the number of elements stays.
 * Before it: `digits.ts`. After it: `ops/movement.ts`.
 * Invariant: equal extents cancel; of what is left, numbers are multiplied and named sizes must be none.
 */
import { either as E } from 'fp-ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, show, sizeOf } from '../Shape.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import type { Product } from './digits.ts'
import type { IsUnknown } from './verdict.ts'

/** The same number of elements in another shape. */
export const reshape = (operation: string, from: Shape, to: Shape): Ruled =>
  extent.same(sizeOf(from), sizeOf(to))
    ? E.right(to)
    : refuse('LBZ1005', `${operation}: ${show(from)} and ${show(to)} differ in their number of elements`)

/** Whether both shapes have the same number of elements, or the sentence. */
export type Reshapes<Name extends string, From extends Shape, To extends Shape> = number extends
  From['length'] | To['length']
  ? true
  : Cancelled<From, To> extends readonly [infer P extends Shape, infer Q extends Shape]
    ? SameProduct<P, Q> extends true
      ? true
      : Differ<Name, From, To, P, Q>
    : never

/** The sentence; `true` where what is left of the shapes is not known, or where there are no elements. */
type Differ<Name extends string, From extends Shape, To extends Shape, P extends Shape, Q extends Shape> =
  AreExtents<Name, To> extends infer Verdict
    ? Verdict extends string
      ? Verdict
      : HasUnknown<P> extends true
        ? true
        : HasUnknown<Q> extends true
          ? true
          : AreEmpty<From, To> extends true
            ? true
            : `${Name}: ${Show<From>} and ${Show<To>} differ in their number of elements`
    : never

/** Both shapes without the extents that they share. */
export type Cancelled<
  From extends Shape,
  To extends Shape,
  Left extends Shape = readonly [],
> = From extends readonly [infer First extends Extent, ...infer Rest extends Shape]
  ? Removed<First, To> extends infer Others extends Shape
    ? Cancelled<Rest, Others, Left>
    : Cancelled<Rest, To, readonly [...Left, First]>
  : readonly [Left, To]

/** The list without its first element of that size, or `undefined` where it has none. */
type Removed<
  Size extends Extent,
  From extends Shape,
  Before extends Shape = readonly [],
> = From extends readonly [infer First extends Extent, ...infer Rest extends Shape]
  ? readonly [Size, First] extends readonly [First, Size]
    ? readonly [...Before, ...Rest]
    : Removed<Size, Rest, readonly [...Before, First]>
  : undefined

type HasUnknown<S extends Shape> = S extends readonly [infer First, ...infer Rest extends Shape]
  ? IsUnknown<First> extends true
    ? true
    : HasUnknown<Rest>
  : false

type SameProduct<P extends Shape, Q extends Shape> = readonly [P, Q] extends readonly [
  infer M extends readonly number[],
  infer N extends readonly number[],
]
  ? readonly [Product<M>, Product<N>] extends readonly [Product<N>, Product<M>]
    ? true
    : false
  : false

type AreEmpty<P extends Shape, Q extends Shape> = 0 extends P[number]
  ? 0 extends Q[number]
    ? true
    : false
  : false

/** Whether every extent is one: a whole number from 0, or a name; or the sentence. */
export type AreExtents<Name extends string, S extends Shape> = S extends readonly [
  infer First extends Extent,
  ...infer Rest extends Shape,
]
  ? First extends number
    ? `${First}` extends `-${string}` | `${string}.${string}` | `${string}e-${string}`
      ? `${Name}: ${First} is not an extent`
      : AreExtents<Name, Rest>
    : AreExtents<Name, Rest>
  : true

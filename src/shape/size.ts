/**
 * Sums and products of extents as types: exact for numbers, and for a named size where it stays alone.
 * Before it: `digits.ts`. After it: the rules of movement beside this file.
 * Invariant: a polynomial beyond one name is `number`, left to run time.
 */
import type { Extent } from '../Extent.ts'
import type { Shape } from '../Shape.ts'
import type { Multiplied, Sum } from './digits.ts'

/** p + q. */
export type Plus<P extends Extent, Q extends Extent> = [Q] extends [0]
  ? P
  : [P] extends [0]
    ? Q
    : readonly [P, Q] extends readonly [infer A extends number, infer B extends number]
      ? number extends A | B
        ? number
        : Sum<A, B>
      : number

/** p·q. */
export type Times<P extends Extent, Q extends Extent> = [Q] extends [1]
  ? P
  : [P] extends [1]
    ? Q
    : readonly [P, Q] extends readonly [infer A extends number, infer B extends number]
      ? number extends A | B
        ? number
        : Multiplied<A, B>
      : number

/** The sum of a list. */
export type Total<S extends Shape, Sofar extends Extent = 0> = S extends readonly [
  infer First extends Extent,
  ...infer Rest extends Shape,
]
  ? Total<Rest, Plus<Sofar, First>>
  : Sofar

/** The product of a list. */
export type TotalProduct<S extends Shape, Sofar extends Extent = 1> = S extends readonly [
  infer First extends Extent,
  ...infer Rest extends Shape,
]
  ? TotalProduct<Rest, Times<Sofar, First>>
  : Sofar

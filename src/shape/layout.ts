/**
 * Axes that come, go and change places: squeeze, expandDims, moveAxis, swapAxes, flatten, a reshape with one extent open.
 * Before it: `axes.ts`, `size.ts`. After it: `ops/movement.ts`.
 * Invariant: a rule and its twin give the same shape and the same sentence.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, show, sizeOf } from '../Shape.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import { axesOf, axisOf } from './axes.ts'
import type { Axes, Inserted, Position, With, Without } from './axes.ts'
import type { Compare } from './digits.ts'
import type { Divides, Quotient } from './quotient.ts'
import type { Cancelled } from './reshape.ts'
import type { Times, TotalProduct } from './size.ts'
import type { IsUnknown } from './verdict.ts'

/** The axes, counted from 0 and sorted, each of extent 1. */
export const squeezed = (
  operation: string,
  axes: readonly number[],
  shape: Shape,
): Ruled<readonly number[]> =>
  E.chain((found: readonly number[]): Ruled<readonly number[]> => {
    const wide = found.find((axis) => at(shape, axis) !== 1)
    return wide === undefined
      ? E.right(found)
      : refuse('LBZ1021', `${operation}: axis ${wide} of ${show(shape)} is not 1`)
  })(axesOf(operation, axes, shape))

/** Whether every axis has extent 1, or the sentence. */
export type Squeezes<Name extends string, Found, S extends Shape> = [Found] extends [number]
  ? number extends Found
    ? true
    : [Wide<S, Found>] extends [never]
      ? true
      : `${Name}: axis ${First<Wide<S, Found>>} of ${Show<S>} is not 1`
  : Found

/** The axes among those found that are certainly not 1. */
type Wide<S extends Shape, Found extends number> = Found extends number
  ? readonly [S[Found]] extends readonly [1]
    ? never
    : IsUnknown<S[Found]> extends true
      ? never
      : Found
  : never

/** The least of a union of places. */
type First<Places, Seen extends readonly unknown[] = readonly []> = Seen['length'] extends 17
  ? number
  : Seen['length'] extends Places
    ? Seen['length']
    : First<Places, readonly [...Seen, unknown]>

/** The shape without its ones. */
export type WithoutOnes<S extends Shape> = number extends S['length']
  ? Shape
  : S extends readonly [infer Size extends Extent, ...infer Rest extends Shape]
    ? Size extends 1
      ? WithoutOnes<Rest>
      : readonly [Size, ...WithoutOnes<Rest>]
    : readonly []

/** Where an axis is, and where it goes. */
export interface MoveAxisOptions {
  readonly from: number
  readonly to: number
}

/** The order of the axes after one of them went elsewhere. */
export const axisMoved = (
  operation: string,
  { from, to }: MoveAxisOptions,
  shape: Shape,
): Ruled<readonly number[]> =>
  E.chain((source: number) =>
    E.map((target: number): readonly number[] =>
      [...shape.keys()].filter((k) => k !== source).toSpliced(target, 0, source),
    )(axisOf(operation, to, shape)),
  )(axisOf(operation, from, shape))

/** Whether both are axes, or the sentence. */
export type MovesAxis<Name extends string, O extends MoveAxisOptions, S extends Shape> =
  Axes<Name, readonly [O['from']], S> extends infer From
    ? [From] extends [number]
      ? Axes<Name, readonly [O['to']], S> extends infer To
        ? [To] extends [number]
          ? true
          : To
        : never
      : From
    : never

/** The shape after an axis went elsewhere. */
export type AxisMoved<O extends MoveAxisOptions, S extends Shape> =
  Axes<'', readonly [O['from']], S> extends infer From
    ? Axes<'', readonly [O['to']], S> extends infer To
      ? number extends From | To | S['length']
        ? Shape
        : [From] extends [number]
          ? Inserted<Without<S, From>, To, S[From]>
          : Shape
      : never
    : never

/** The order of the axes after two changed places. */
export const axesSwapped = (
  operation: string,
  axes: readonly number[],
  shape: Shape,
): Ruled<readonly number[]> =>
  E.map((found: readonly number[]): readonly number[] => {
    const [a = 0, b = 0] = found
    return [...shape.keys()].map((k) => (k === a ? b : k === b ? a : k))
  })(axesOf(operation, axes, shape))

/** The shape after two axes changed places. */
export type AxesSwapped<L extends readonly [number, number], S extends Shape> = number extends
  L[number] | S['length']
  ? Shape
  : With<S, Position<S, L[0]>, S[Position<S, L[1]>]> extends infer T extends Shape
    ? With<T, Position<S, L[1]>, S[Position<S, L[0]>]>
    : Shape

/** The first and the last of the axes that become one; all of them where nothing is said. */
export interface FlattenOptions {
  readonly from?: number
  readonly to?: number
}

/** The shape with neighbouring axes as one. A scalar becomes a vector of one element. */
export const flatten = (operation: string, { from = 0, to = -1 }: FlattenOptions, shape: Shape): Ruled => {
  const axes: Shape = shape.length === 0 ? [1] : shape
  return E.chain((first: number) =>
    E.chain((last: number): Ruled =>
      first <= last
        ? E.right(axes.toSpliced(first, last - first + 1, sizeOf(axes.slice(first, last + 1))))
        : refuse('LBZ1003', `${operation}: axis ${from} comes after axis ${to} in ${show(shape)}`),
    )(axisOf(operation, to, axes)),
  )(axisOf(operation, from, axes))
}

type AtLeastOne<S extends Shape> = S extends readonly [] ? readonly [1] : S

/** The shape with neighbouring axes as one; `Shape` where they are not known. */
export type Flattened<From extends number, To extends number, S extends Shape> =
  AtLeastOne<S> extends infer T extends Shape
    ? Axes<'', readonly [From], T> extends infer First
      ? Axes<'', readonly [To], T> extends infer Last
        ? number extends First | Last | T['length']
          ? Shape
          : Before<T, First, Last>
        : never
      : never
    : never

type Before<S extends Shape, From, To, Seen extends readonly unknown[] = readonly []> = S extends readonly [
  infer Size extends Extent,
  ...infer Rest extends Shape,
]
  ? Seen['length'] extends From
    ? Through<S, To, Seen>
    : readonly [Size, ...Before<Rest, From, To, readonly [...Seen, unknown]>]
  : Shape

type Through<
  S extends Shape,
  To,
  Seen extends readonly unknown[],
  Found extends Shape = readonly [],
> = S extends readonly [infer Size extends Extent, ...infer Rest extends Shape]
  ? Seen['length'] extends To
    ? readonly [TotalProduct<readonly [...Found, Size]>, ...Rest]
    : Through<Rest, To, readonly [...Seen, unknown], readonly [...Found, Size]>
  : Shape

/** Whether the axes are neighbours from first to last, or the sentence. */
export type Flattens<Name extends string, From extends number, To extends number, S extends Shape> =
  AtLeastOne<S> extends infer T extends Shape
    ? Axes<Name, readonly [From], T> extends infer First
      ? [First] extends [number]
        ? Axes<Name, readonly [To], T> extends infer Last
          ? [Last] extends [number]
            ? number extends First | Last
              ? true
              : Compare<First, Last> extends 'more'
                ? `${Name}: axis ${From} comes after axis ${To} in ${Show<S>}`
                : true
            : Last
          : never
        : First
      : never
    : never

/** The shape in which the one extent −1 is what the number of elements leaves. */
export const completed = (operation: string, from: Shape, to: Shape): Ruled => {
  const open = to.indexOf(-1)
  if (open < 0) return E.right(to)
  const others = sizeOf(to.toSpliced(open, 1))
  const rest = extent.same(others, 0) ? undefined : extent.divide(sizeOf(from), others)
  return rest === undefined || (typeof rest === 'number' && rest < 0)
    ? refuse('LBZ1005', `${operation}: ${show(from)} and ${show(to)} differ in their number of elements`)
    : E.right(to.with(open, rest))
}

/** What a shape leaves for an open extent beside known ones; `undefined` where they do not divide it. */
export type Rest<S extends Shape, Known extends Shape> = number extends S['length'] | Known['length']
  ? number
  : Cancelled<S, Known> extends readonly [infer P extends Shape, infer Q extends Shape]
    ? Divided<P, Q>
    : never

type Divided<P extends Shape, Q extends Shape> = Q extends readonly []
  ? TotalProduct<P>
  : Q extends readonly number[]
    ? number extends Q[number]
      ? number
      : `${Q[number]}` extends `-${string}` | `${string}.${string}`
        ? undefined
        : ByNumber<Parts<P>, TotalProduct<Q>>
    : P extends readonly number[]
      ? number extends P[number]
        ? number
        : true extends IsUnknown<Q[number]>
          ? number
          : undefined
      : number

/** The product of the numbers in a shape, and what else there is in it. */
type Parts<
  P extends Shape,
  Product extends Extent = 1,
  Names extends Shape = readonly [],
> = P extends readonly [infer First extends Extent, ...infer Rest extends Shape]
  ? First extends number
    ? Parts<Rest, Times<Product, First>, Names>
    : Parts<Rest, Product, readonly [...Names, First]>
  : readonly [Product, Names]

type ByNumber<P, B> = P extends readonly [infer A extends number, infer Names extends Shape]
  ? B extends number
    ? number extends A | B
      ? number
      : [B] extends [0]
        ? undefined
        : Divides<A, B> extends true
          ? TotalProduct<readonly [Quotient<A, B>, ...Names]>
          : Names extends readonly []
            ? undefined
            : true extends IsUnknown<Names[number]>
              ? number
              : undefined
    : number
  : number

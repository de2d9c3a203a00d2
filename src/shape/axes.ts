/**
 * Naming axes: from 0, or from the end with −1.
 * Before it: `Shape.ts`. After it: reductions, `softmax` and its kin, `transpose`.
 * Invariant: a rule and its twin give the same axes and the same sentence.
 */
import { either as E } from 'fp-ts'
import type { Extent } from '../Extent.ts'
import { refuse, same, show } from '../Shape.ts'
import type { Ruled, Shape, Show, ShowExtent } from '../Shape.ts'
import type { Agree, IsOpen, IsUnion, Option } from './verdict.ts'

/** The axis counted from 0, or a mistake. */
export const axisOf = (operation: string, axis: number, shape: Shape): Ruled<number> =>
  Number.isInteger(axis) && axis >= -shape.length && axis < shape.length
    ? E.right(axis < 0 ? axis + shape.length : axis)
    : refuse('LBZ1003', `${operation}: axis ${axis} is out of range for ${show(shape)}`)

/** Axes counted from 0, sorted, or a mistake. */
export const axesOf = (
  operation: string,
  axes: readonly number[],
  shape: Shape,
): Ruled<readonly number[]> => {
  const found: number[] = []
  for (const axis of axes) {
    const place = axisOf(operation, axis, shape)
    if (E.isLeft(place)) return place
    if (found.includes(place.right)) return refuse('LBZ1004', `${operation}: axis ${axis} is named twice`)
    found.push(place.right)
  }
  return E.right(found.sort((a, b) => a - b))
}

/** The axis that options name; the last where they name none. */
export type AxisIn<Options> = Option<Options, 'axis', -1, number> & number

/** One axis or several as several. */
export const listed = (axis: number | readonly number[]): readonly number[] =>
  typeof axis === 'number' ? [axis] : axis

/** The axes that options name, one or several, as several. */
export type Listed<Options> = Options extends { readonly axis: infer A }
  ? A extends readonly number[]
    ? A
    : A extends number
      ? readonly [A]
      : readonly number[]
  : readonly number[]

/** The axis counted from 0; never, where it is out of range. */
export type Position<S extends Shape, A extends number> = `${A}` extends `-${infer Back}`
  ? FromEnd<S, Back>
  : `${A}` extends keyof S
    ? A
    : never

type FromEnd<
  S extends Shape,
  Back extends string,
  Seen extends readonly unknown[] = readonly [unknown],
> = S extends readonly [...infer Before extends Shape, unknown]
  ? `${Seen['length']}` extends Back
    ? Before['length']
    : FromEnd<Before, Back, readonly [...Seen, unknown]>
  : never

/** The axes counted from 0, as a union; `number` where one of them is not known, or one of several; or the sentence. */
export type Axes<
  Name extends string,
  List extends readonly number[],
  S extends Shape,
  Found extends number = never,
> = number extends List['length'] | S['length']
  ? number
  : List extends readonly [infer A extends number, ...infer Rest extends readonly number[]]
    ? number extends A
      ? number
      : IsUnion<A> extends true
        ? number
        : [Position<S, A>] extends [never]
          ? `${Name}: axis ${A} is out of range for ${Show<S>}`
          : Position<S, A> extends Found
            ? `${Name}: axis ${A} is named twice`
            : Axes<Name, Rest, S, Found | Position<S, A>>
    : Found

/** Whether what `Axes` found are axes, or its sentence; `undefined` stands for all of them. */
export type AreAxes<Found> = [Found] extends [number | undefined] ? true : Found

/** The shape without the axes, or with extent 1 in their place. */
export type Without<S extends Shape, Found, Keep extends boolean = false> = number extends Found
  ? Shape
  : [Found] extends [number]
    ? boolean extends Keep
      ? Shape
      : Kept<S, Found, Keep>
    : Shape

type Kept<
  S extends Shape,
  Found,
  Keep extends boolean,
  Seen extends readonly unknown[] = readonly [],
  Done extends Shape = readonly [],
> = S extends readonly [infer Size extends Extent, ...infer Rest extends Shape]
  ? Kept<
      Rest,
      Found,
      Keep,
      readonly [...Seen, unknown],
      Seen['length'] extends Found
        ? Keep extends true
          ? readonly [...Done, 1]
          : Done
        : readonly [...Done, Size]
    >
  : Done

/** The axes in their new order, counted from 0; every axis once. */
export const permutation = (
  operation: string,
  axes: readonly number[],
  shape: Shape,
): Ruled<readonly number[]> => {
  const order = axes.map((axis) => (axis < 0 ? axis + shape.length : axis))
  return order.length === shape.length && shape.every((_, axis) => order.includes(axis))
    ? E.right(order)
    : refuse('LBZ1006', `${operation}: ${axes.join(',')} is not a permutation of the axes of ${show(shape)}`)
}

/** The text of a list. */
export type Joined<L extends Shape> = L extends readonly [infer Only]
  ? ShowExtent<Only>
  : L extends readonly [infer First, ...infer Rest extends Shape]
    ? `${ShowExtent<First>},${Joined<Rest>}`
    : ''

/** Whether the list names every axis once, or the sentence. */
export type Permutes<Name extends string, List extends readonly number[], S extends Shape> = number extends
  List['length'] | S['length'] | List[number]
  ? true
  : List['length'] extends S['length']
    ? [Axes<Name, List, S>] extends [number]
      ? true
      : `${Name}: ${Joined<List>} is not a permutation of the axes of ${Show<S>}`
    : `${Name}: ${Joined<List>} is not a permutation of the axes of ${Show<S>}`

/** The extents in the order of the list. */
export type Permuted<S extends Shape, List extends readonly number[]> = number extends
  List['length'] | S['length'] | List[number]
  ? Shape
  : { readonly [K in keyof List]: S[Position<S, List[K]>] } extends infer T extends Shape
    ? T
    : Shape

/** The extents from last to first. */
export type Reversed<S extends Shape> =
  IsOpen<S> extends true
    ? Shape
    : S extends readonly [infer First, ...infer Rest extends Shape]
      ? readonly [...Reversed<Rest>, First]
      : readonly []

/** The extent of an axis that stands at a known place; `number` where the place is not known. */
export type SizeAt<S extends Shape, Place> = number extends Place | S['length']
  ? number
  : Place extends number
    ? S[Place]
    : number

/** The shape with another extent at the place; a shape of whatever rank where the place is not known. */
export type With<S extends Shape, Place, Size extends Extent> = number extends Place | S['length']
  ? Shape
  : [Place] extends [number]
    ? { readonly [K in keyof S]: K extends `${Place}` ? Size : S[K] }
    : Shape

/** The shape with another extent before the place. */
export type Inserted<
  S extends Shape,
  Place,
  Size extends Extent,
  Seen extends readonly unknown[] = readonly [],
> = number extends Place | S['length']
  ? Shape
  : Seen['length'] extends Place
    ? readonly [Size, ...S]
    : S extends readonly [infer First extends Extent, ...infer Rest extends Shape]
      ? readonly [First, ...Inserted<Rest, Place, Size, readonly [...Seen, unknown]>]
      : Shape

/** Where the classes of logits stand; labels have every other axis. */
export const classes = (operation: string, axis: number, logits: Shape, labels: Shape): Ruled<number> =>
  E.chain((found: number) => {
    const wanted = logits.filter((_, k) => k !== found)
    return same(wanted, labels)
      ? E.right(found)
      : refuse('LBZ1001', `${operation}: labels of ${show(labels)} do not fit logits of ${show(logits)}`)
  })(axisOf(operation, axis, logits))

/** Whether labels fit logits whose classes stand along the axis, or the sentence. */
export type Labels<Name extends string, Axis extends number, Logits extends Shape, Y extends Shape> =
  Axes<Name, readonly [Axis], Logits> extends infer Found
    ? [Found] extends [number]
      ? AllAgree<Without<Logits, Found>, Y> extends true
        ? true
        : `${Name}: labels of ${Show<Y>} do not fit logits of ${Show<Logits>}`
      : Found
    : never

/** Whether two shapes may be one. */
export type AllAgree<A extends Shape, B extends Shape> = readonly [A] extends readonly [B]
  ? true
  : number extends A['length'] | B['length']
    ? true
    : A extends readonly [infer P, ...infer AfterA extends Shape]
      ? B extends readonly [infer Q, ...infer AfterB extends Shape]
        ? Agree<P, Q> extends true
          ? AllAgree<AfterA, AfterB>
          : false
        : false
      : B extends readonly []
        ? true
        : false

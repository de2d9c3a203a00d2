/**
 * Slices with Python's meaning: bounds count from either end and are clamped to the axis.
 * Before it: `axes.ts`, `digits.ts`. After it: `ops/slicing.ts`.
 * Invariant: a rule and its twin give the same extent and the same sentence. The bounds of a symbolic axis are taken
 * to lie within it, so that what is left is a polynomial.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse } from '../Shape.ts'
import type { Ruled, Shape, ShowExtent } from '../Shape.ts'
import { axesOf, axisOf } from './axes.ts'
import type { Axes, Position, With } from './axes.ts'
import type { Compare, Difference, Sum } from './digits.ts'
import type { Quotient } from './quotient.ts'
import type { IsUnknown, Option } from './verdict.ts'

/** What is taken of an axis: from `start` up to but not including `stop`, every `step`th; null is open. */
export interface Slicing {
  readonly axis: number
  readonly start?: number | null
  readonly stop?: number | null
  readonly step?: number
}

/** What an axis of the result reads: elements from `start`, every `step`th, `size` of them. */
interface Cut {
  readonly start: Extent
  readonly step: number
  readonly size: Extent
}

/** A place between two elements, so many from one end. */
type Edge = readonly ['start' | 'end', number]

/** Going down, an edge lies after the element that a bound names. */
const edgeOf = (bound: number | null | undefined, open: Edge, down: boolean): Edge => {
  if (bound === null || bound === undefined) return open
  return bound < 0 ? ['end', down ? -bound - 1 : -bound] : ['start', down ? bound + 1 : bound]
}

const placeOf = ([end, by]: Edge, size: Extent): Extent => {
  if (typeof size !== 'number') return end === 'start' ? by : extent.sub(size, by)
  return end === 'start' ? Math.min(by, size) : Math.max(size - by, 0)
}

/** The elements of one axis, or undefined where their number is no extent. */
const cutOf = ({ start, stop, step = 1 }: Slicing, size: Extent): Cut | undefined => {
  const down = step < 0
  const lower = edgeOf(down ? stop : start, ['start', 0], down)
  const upper = edgeOf(down ? start : stop, ['end', 0], down)
  if (![lower[1], upper[1], step].every(Number.isInteger) || step === 0) return undefined
  const [low, high] = [placeOf(lower, size), placeOf(upper, size)]
  const length = extent.sub(high, low)
  const whole = typeof length === 'number' ? Math.max(length, 0) : length
  if (typeof whole !== 'number' && lower[0] === 'end' && upper[0] === 'start') return undefined
  const count =
    typeof whole === 'number' ? Math.ceil(whole / Math.abs(step)) : extent.divide(whole, Math.abs(step))
  return count === undefined ? undefined : { start: down ? extent.sub(high, 1) : low, step, size: count }
}

const written = ({ start, stop, step = 1 }: Slicing): string => `${start ?? ''}:${stop ?? ''}:${step}`

/** What each axis of the result reads. */
export const slice = (
  operation: string,
  slicings: readonly Slicing[],
  shape: Shape,
): Ruled<readonly Cut[]> => {
  const axes = slicings.map(({ axis }) => axis)
  const named = axesOf(operation, axes, shape)
  if (E.isLeft(named)) return named
  const cuts: Cut[] = shape.map((size) => ({ start: 0, step: 1, size }))
  for (const slicing of slicings) {
    const axis = axisOf(operation, slicing.axis, shape)
    if (E.isLeft(axis)) return axis
    const size = at(shape, axis.right)
    const cut = cutOf(slicing, size)
    if (cut === undefined)
      return refuse('LBZ1017', `${operation}: ${written(slicing)} of ${extent.show(size)} has no extent`)
    cuts[axis.right] = cut
  }
  return E.right(cuts)
}

type Bound<O, Name extends string> =
  Option<O, Name, null, number> extends infer V ? ([V] extends [null | undefined] ? null : V) : never

type Step<O> =
  Option<O, 'step', 1, number> extends infer V
    ? [V] extends [undefined]
      ? 1
      : V extends number
        ? V
        : number
    : never

/** The edge that a bound says; `null` where it is not known. */
type EdgeOf<V, Open extends Edge, Down extends boolean> = [V] extends [null]
  ? Open
  : [V] extends [number]
    ? number extends V
      ? null
      : `${V}` extends `-${infer Back extends number}`
        ? readonly ['end', Down extends true ? Difference<Back, 1> : Back]
        : readonly ['start', Down extends true ? Sum<V, 1> : V]
    : null

type IsDown<O> = `${Step<O>}` extends `-${string}` ? true : false

type Stride<O> = `${Step<O>}` extends `-${infer Size extends number}` ? Size : Step<O>

type LowerEdge<O> =
  IsDown<O> extends true
    ? EdgeOf<Bound<O, 'stop'>, readonly ['start', 0], true>
    : EdgeOf<Bound<O, 'start'>, readonly ['start', 0], false>

type UpperEdge<O> =
  IsDown<O> extends true
    ? EdgeOf<Bound<O, 'start'>, readonly ['end', 0], true>
    : EdgeOf<Bound<O, 'stop'>, readonly ['end', 0], false>

/** a / b rounded up, where b is 1 or more. */
export type Ceiling<A extends number, B extends number> = [B] extends [1]
  ? A
  : Quotient<Sum<A, Difference<B, 1>>, B>

/** a − b, or 0 where that is less. */
export type Less<A extends number, B extends number> = Compare<A, B> extends 'more' ? Difference<A, B> : 0

type Least<A extends number, B extends number> = Compare<A, B> extends 'more' ? B : A

/** The place of an edge on an axis of a known number of elements. */
type PlaceOf<G, N extends number> = G extends readonly ['start', infer A extends number]
  ? Least<A, N>
  : G extends readonly ['end', infer B extends number]
    ? Less<N, B>
    : number

/** How much of an axis lies between two edges. */
type Between<Low, High, Size extends Extent> = null extends Low | High
  ? number
  : readonly [Low, High] extends readonly [readonly ['start', 0], readonly ['end', 0]]
    ? Size
    : Size extends number
      ? number extends Size
        ? number
        : Less<PlaceOf<High, Size>, PlaceOf<Low, Size>>
      : readonly [Low, High] extends readonly [
            readonly ['start', infer A extends number],
            readonly ['start', infer B extends number],
          ]
        ? Less<B, A>
        : readonly [Low, High] extends readonly [
              readonly ['end', infer A extends number],
              readonly ['end', infer B extends number],
            ]
          ? Less<A, B>
          : number

type Stepped<Length, By> = [By] extends [1]
  ? Length
  : Length extends number
    ? By extends number
      ? number extends Length | By
        ? number
        : Ceiling<Length, By>
      : number
    : number

/** The extent that is left of an axis. */
type Cutting<O, Size extends Extent> =
  Stepped<Between<LowerEdge<O>, UpperEdge<O>, Size>, Stride<O>> extends infer E extends Extent ? E : number

type Written<V> = [V] extends [number] ? `${V}` : ''

/** Whether what is left of an axis has an extent, or the sentence. */
type HasExtent<Name extends string, O, Size extends Extent> =
  AreWhole<O> extends true
    ? AreSaid<O> extends false
      ? true
      : readonly [Step<O>, LowerEdge<O>, UpperEdge<O>] extends readonly [1 | -1, infer Low, infer High]
        ? readonly [Low, High] extends readonly [readonly ['end', number], readonly ['start', number]]
          ? IsPlain<Size> extends true
            ? true
            : HasNone<Name, O, Size>
          : true
        : IsPlain<Size> extends true
          ? true
          : readonly [Between<LowerEdge<O>, UpperEdge<O>, Size>] extends readonly [infer Length]
            ? number extends Length
              ? HasNone<Name, O, Size>
              : Length extends number
                ? true
                : HasNone<Name, O, Size>
            : never
    : HasNone<Name, O, Size>

type HasNone<
  Name extends string,
  O,
  Size extends Extent,
> = `${Name}: ${Written<Bound<O, 'start'>>}:${Written<Bound<O, 'stop'>>}:${Step<O>} of ${ShowExtent<Size>} has no extent`

/** Whether an extent is a number, or left to run time. */
type IsPlain<Size> = Size extends number ? true : IsUnknown<Size>

/** Whether bounds and step are known. */
type AreSaid<O> = number extends Step<O> ? false : null extends LowerEdge<O> | UpperEdge<O> ? false : true

/** Whether bounds and step are whole numbers and the step is not 0. */
type AreWhole<O> = `${Step<O>}` extends '0' | `${string}.${string}`
  ? false
  : `${Written<Bound<O, 'start'>>}:${Written<Bound<O, 'stop'>>}` extends `${string}.${string}`
    ? false
    : true

/** One slicing, or several, as a list. */
export type SlicingsOf<O> = O extends readonly unknown[] ? O : readonly [O]

type AxesIn<L extends readonly unknown[]> = {
  readonly [K in keyof L]: L[K] extends { readonly axis: infer A extends number } ? A : number
}

/** Whether each slicing leaves an extent, or the sentence. */
export type Slices<Name extends string, L extends readonly unknown[], S extends Shape> =
  Axes<Name, AxesIn<L>, S> extends infer Found
    ? [Found] extends [number]
      ? number extends L['length'] | S['length']
        ? true
        : EachHasExtent<Name, L, S>
      : Found
    : never

type EachHasExtent<Name extends string, L extends readonly unknown[], S extends Shape> = L extends readonly [
  infer O extends Slicing,
  ...infer Rest,
]
  ? number extends O['axis']
    ? true
    : HasExtent<Name, O, S[Position<S, O['axis']>]> extends infer Verdict
      ? Verdict extends true
        ? EachHasExtent<Name, Rest, S>
        : Verdict
      : never
  : true

/** What is left of a shape. */
export type Sliced<S extends Shape, L extends readonly unknown[]> = number extends S['length'] | L['length']
  ? Shape
  : L extends readonly [infer O extends Slicing, ...infer Rest]
    ? number extends O['axis']
      ? Shape
      : With<S, Position<S, O['axis']>, Cutting<O, S[Position<S, O['axis']>]>> extends infer T extends Shape
        ? Sliced<T, Rest>
        : Shape
    : S

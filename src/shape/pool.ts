/**
 * Pools: windows over the last axes, or as many windows as are asked for.
 * Before it: `count.ts`, `window.ts`. After it: `ops/pooling.ts`.
 * Invariant: a rule and its twin give the same shape and the same sentence; the axes before the last stay.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Dim, Extent } from '../Extent.ts'
import { refuse, show } from '../Shape.ts'
import type { Ruled, Shape, Show, ShowExtent } from '../Shape.ts'
import { counts } from './count.ts'
import type { Count, Fits, Goes, IsDecided } from './count.ts'
import type { Given, IsOpen, IsUnknown } from './verdict.ts'
import { sides, windows } from './window.ts'
import type { AreSides, AreSteps, Sides, Window, WindowOptions } from './window.ts'

/** One number for the last two axes, or one for each of the last axes. */
export interface PoolOptions extends WindowOptions {
  readonly size: Sides
}

export interface AdaptiveOptions {
  /** How many windows: one number for the last two axes, or one for each of the last axes. */
  readonly size: Sides
}

/** The windows, and how many there are along each of the last axes. */
export interface Pool {
  readonly along: readonly Window[]
  readonly counts: Shape
}

const listed = (size: Sides): readonly number[] => (typeof size === 'number' ? [size, size] : size)

const covers = (operation: string, axes: number, shape: Shape): Ruled<Shape> =>
  axes > 0 && shape.length >= axes
    ? E.right(shape.slice(shape.length - axes))
    : refuse('LBZ1009', `${operation}: windows over ${axes} axes do not fit ${show(shape)}`)

/** Windows over the last axes of a shape; where no stride is given, side by side. */
export const pool = (operation: string, options: PoolOptions, shape: Shape): Ruled<Pool> => {
  const sizes = listed(options.size)
  return E.chain((along: readonly Window[]) =>
    E.chain((last: Shape) =>
      E.map((found: Shape): Pool => ({ along, counts: found }))(counts(operation, last, along)),
    )(covers(operation, sizes.length, shape)),
  )(windows(operation, sizes, { stride: sizes, ...options }))
}

/** How many windows there are to be along each of the last axes. */
export const adaptive = (
  operation: string,
  { size }: AdaptiveOptions,
  shape: Shape,
): Ruled<readonly number[]> => {
  const wanted = listed(size)
  return E.chain((numbers: readonly number[]) =>
    E.chain((last: Shape) => {
      const wrong = last.findIndex(
        (whole, k) => typeof whole !== 'number' && extent.divide(whole, at(numbers, k)) === undefined,
      )
      if (wrong < 0) return E.right(numbers)
      const along = `${at(numbers, wrong)} windows along ${extent.show(at(last, wrong))}`
      return refuse('LBZ1031', `${operation}: ${along} round down, which a symbolic size cannot`)
    })(covers(operation, numbers.length, shape)),
  )(sides(operation, 'number of windows', wanted, wanted.length, 1))
}

/** The shape without its batch and its channels. */
export const global = (operation: string, shape: Shape): Ruled<readonly number[]> =>
  shape.length > 2
    ? E.right([...shape.keys()].slice(2))
    : refuse('LBZ1009', `${operation}: takes data of 3 axes or more, not ${show(shape)}`)

type Listed<Size> = Size extends readonly unknown[] ? Size : readonly [Size, Size]

type SizesOf<O extends AdaptiveOptions> = Listed<O['size']>

/** The options with their stride. */
type Striding<O extends PoolOptions> = 'stride' extends keyof O ? O : O & { readonly stride: O['size'] }

/** Whether options say how windows go, or the sentence. */
export type ArePoolOptions<Name extends string, O extends PoolOptions> = Given<
  AreSides<Name, 'window', SizesOf<O>, SizesOf<O>, 1>,
  AreSteps<Name, O, SizesOf<O>>
>

/** Whether windows go over the last axes, or the sentence. */
export type Pools<Name extends string, O extends PoolOptions, S extends Shape> =
  Last<SizesOf<O>, S> extends infer Axes
    ? Axes extends readonly [unknown, ...infer Along extends Shape]
      ? Fit<Name, Striding<O>, SizesOf<O>, Along>
      : Axes extends 'few'
        ? `${Name}: windows over ${SizesOf<O>['length']} axes do not fit ${Show<S>}`
        : true
    : never

/** What leads, and each of the last axes; `few` where there are not as many, `open` where that is not known. */
type Last<Sizes extends readonly unknown[], S extends Shape> = number extends S['length'] | Sizes['length']
  ? 'open'
  : Sizes['length'] extends 1
    ? S extends readonly [...infer Lead extends Shape, infer A extends Extent]
      ? readonly [Lead, A]
      : 'few'
    : Sizes['length'] extends 2
      ? S extends readonly [...infer Lead extends Shape, infer A extends Extent, infer B extends Extent]
        ? readonly [Lead, A, B]
        : 'few'
      : Sizes['length'] extends 3
        ? S extends readonly [
            ...infer Lead extends Shape,
            infer A extends Extent,
            infer B extends Extent,
            infer C extends Extent,
          ]
          ? readonly [Lead, A, B, C]
          : 'few'
        : 'open'

type Fit<Name extends string, O, Sizes extends readonly unknown[], Along extends Shape> = Given<
  Fits<Name, Along[0], Goes<O, Sizes[0], '0'>>,
  Along extends readonly [unknown]
    ? true
    : Given<
        Fits<Name, Along[1], Goes<O, Sizes[1], '1'>>,
        Along extends readonly [unknown, unknown] ? true : Fits<Name, Along[2], Goes<O, Sizes[2], '2'>>
      >
>

/** The shape with as many elements along its last axes as there are windows. */
export type Pooled<O extends PoolOptions, S extends Shape> =
  Last<SizesOf<O>, S> extends readonly [infer Lead extends Shape, ...infer Along extends Shape]
    ? PooledOf<Striding<O>, SizesOf<O>, Lead, Along>
    : Shape

type PooledOf<
  O,
  Sizes extends readonly unknown[],
  Lead extends Shape,
  Along extends Shape,
> = Along extends readonly [infer A extends Extent]
  ? readonly [...Lead, Count<A, Goes<O, Sizes[0], '0'>>]
  : Along extends readonly [infer A extends Extent, infer B extends Extent]
    ? readonly [...Lead, Count<A, Goes<O, Sizes[0], '0'>>, Count<B, Goes<O, Sizes[1], '1'>>]
    : Along extends readonly [infer A extends Extent, infer B extends Extent, infer C extends Extent]
      ? readonly [
          ...Lead,
          Count<A, Goes<O, Sizes[0], '0'>>,
          Count<B, Goes<O, Sizes[1], '1'>>,
          Count<C, Goes<O, Sizes[2], '2'>>,
        ]
      : Shape

/** Whether options say how many windows there are, or the sentence. */
export type AreAdaptiveOptions<Name extends string, O extends AdaptiveOptions> = AreSides<
  Name,
  'number of windows',
  SizesOf<O>,
  SizesOf<O>,
  1
>

/** Whether there can be as many windows along the last axes, or the sentence. */
export type Adapts<Name extends string, O extends AdaptiveOptions, S extends Shape> =
  Last<SizesOf<O>, S> extends infer Axes
    ? Axes extends readonly [unknown, ...infer Along extends Shape]
      ? AllSplit<Name, SizesOf<O>, Along>
      : Axes extends 'few'
        ? `${Name}: windows over ${SizesOf<O>['length']} axes do not fit ${Show<S>}`
        : true
    : never

type AllSplit<Name extends string, Sizes extends readonly unknown[], Along extends Shape> = Given<
  Splits<Name, Along[0], Sizes[0]>,
  Along extends readonly [unknown]
    ? true
    : Given<
        Splits<Name, Along[1], Sizes[1]>,
        Along extends readonly [unknown, unknown] ? true : Splits<Name, Along[2], Sizes[2]>
      >
>

type Splits<Name extends string, Size, Wanted> = Wanted extends 1
  ? true
  : IsDecided<Name, Size> extends true
    ? number extends Wanted
      ? true
      : IsUnknown<Size> extends true
        ? true
        : Size extends Dim
          ? `${Name}: ${ShowExtent<Wanted>} windows along ${ShowExtent<Size>} round down, which a symbolic size cannot`
          : true
    : true

/** The shape with as many elements along its last axes as are asked for. */
export type Adapted<O extends AdaptiveOptions, S extends Shape> =
  Last<SizesOf<O>, S> extends readonly [infer Lead extends Shape, ...unknown[]]
    ? SizesOf<O> extends infer Sizes extends Shape
      ? readonly [...Lead, ...Sizes]
      : Shape
    : Shape

/** Whether there are axes after the batch and the channels, or the sentence. */
export type HasSpace<Name extends string, S extends Shape> =
  IsOpen<S> extends true
    ? true
    : S extends readonly [unknown, unknown, unknown, ...unknown[]]
      ? true
      : `${Name}: takes data of 3 axes or more, not ${Show<S>}`

/** The batch and the channels. */
export type WithoutSpace<S extends Shape> =
  IsOpen<S> extends true
    ? Shape
    : S extends readonly [infer N extends Extent, infer C extends Extent, ...unknown[]]
      ? readonly [N, C]
      : Shape

/**
 * Joining and parting: concat, stack, split, pad, tile.
 * Before it: `axes.ts`, `size.ts`. After it: `ops/joining.ts`, `ops/slicing.ts`.
 * Invariant: a rule and its twin give the same extents and the same sentence; each operand is held against the first.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, same, show } from '../Shape.ts'
import type { Ruled, Shape, Show, ShowExtent } from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import { axisOf } from './axes.ts'
import type { AllAgree, Axes, Inserted, Joined, SizeAt, With } from './axes.ts'
import type { Divides, Quotient } from './quotient.ts'
import type { AreExtents } from './reshape.ts'
import type { Plus, Times, Total } from './size.ts'
import type { Agree, DoesNotTake, IsUnknown } from './verdict.ts'

/** The axis along which operands are joined that agree in every other. */
export const concat = (operation: string, axis: number, operands: readonly Shape[]): Ruled<number> => {
  const first = operands[0]
  if (first === undefined) return refuse('LBZ1009', `${operation}: there is nothing to join`)
  return E.chain((place: number) => {
    const other = operands.find(
      (shape) => shape.length !== first.length || !same(shape.with(place, 0), first.with(place, 0)),
    )
    return other === undefined
      ? E.right(place)
      : refuse('LBZ1018', `${operation}: ${show(first)} and ${show(other)} differ beside axis ${axis}`)
  })(axisOf(operation, axis, first))
}

/** The axis that stands for the operands of one shape. */
export const stack = (operation: string, axis: number, operands: readonly Shape[]): Ruled<number> => {
  const first = operands[0]
  if (first === undefined) return refuse('LBZ1009', `${operation}: there is nothing to join`)
  const other = operands.find((shape) => !same(shape, first))
  return other === undefined
    ? newAxis(operation, axis, first)
    : refuse('LBZ1018', `${operation}: ${show(first)} and ${show(other)} differ`)
}

/** The place of an axis that is added to a shape. */
export const newAxis = (operation: string, axis: number, shape: Shape): Ruled<number> =>
  E.mapLeft(() => ({
    code: 'LBZ1003' as const,
    sentence: `${operation}: axis ${axis} is out of range for ${show(shape)} with one more`,
  }))(axisOf(operation, axis, [...shape, 1]))

/** The place of an axis that is added to a shape, or the sentence. */
export type NewAxis<Name extends string, A extends number, S extends Shape> =
  Axes<Name, readonly [A], readonly [...S, 1]> extends infer Found
    ? [Found] extends [number]
      ? Found
      : `${Name}: axis ${A} is out of range for ${Show<S>} with one more`
    : never

type First<T extends readonly AnyTensor[]> = number extends T['length'] ? T[number] : T[0]

type FirstShape<T extends readonly AnyTensor[]> = First<T>['shape']

/** Whether an operand can be joined to the first, or the sentence. */
export type Joins<
  Name extends string,
  A extends number,
  T extends readonly AnyTensor[],
  X extends AnyTensor,
> =
  Axes<Name, readonly [A], FirstShape<T>> extends infer Place
    ? [Place] extends [number]
      ? readonly [First<T>['dtype']] extends readonly [X['dtype']]
        ? TailsAgree<FirstShape<T>, X['shape'], Place> extends true
          ? true
          : `${Name}: ${Show<FirstShape<T>>} and ${Show<X['shape']>} differ beside axis ${A}`
        : DoesNotTake<Name, readonly [First<T>['dtype'], X['dtype']]>
      : Place
    : never

type TailsAgree<P extends Shape, Q extends Shape, Place> = number extends Place
  ? true
  : AllAgree<With<P, Place, 0>, With<Q, Place, 0>>

type SizesAt<T extends readonly AnyTensor[], Place> = {
  readonly [K in keyof T]: SizeAt<T[K]['shape'], Place>
}

/** The shape of joined operands. */
export type Concat<A extends number, T extends readonly AnyTensor[]> =
  Axes<'', readonly [A], FirstShape<T>> extends infer Place
    ? [Place] extends [number]
      ? With<FirstShape<T>, Place, number extends T['length'] ? number : Total<SizesAt<T, Place>>>
      : Shape
    : never

/** Whether an operand can be stacked on the first, or the sentence. */
export type Stacks<
  Name extends string,
  A extends number,
  T extends readonly AnyTensor[],
  X extends AnyTensor,
> =
  NewAxis<Name, A, FirstShape<T>> extends infer Place
    ? readonly [First<T>['dtype']] extends readonly [X['dtype']]
      ? AllAgree<FirstShape<T>, X['shape']> extends true
        ? [Place] extends [number]
          ? true
          : Place
        : `${Name}: ${Show<FirstShape<T>>} and ${Show<X['shape']>} differ`
      : DoesNotTake<Name, readonly [First<T>['dtype'], X['dtype']]>
    : never

/** The shape of stacked operands. */
export type Stack<A extends number, T extends readonly AnyTensor[]> = Inserted<
  FirstShape<T>,
  NewAxis<'', A, FirstShape<T>>,
  T['length']
>

/** How an axis is parted: into parts of the same size, or into the sizes that are named. */
export interface SplitOptions {
  readonly axis: number
  readonly parts?: number
  readonly sizes?: readonly Extent[]
}

/** Nobody takes more parts apart by name. */
const mostParts = 2 ** 16

/** How many parts there will be. */
export const partsOf = ({ sizes, parts = 1 }: SplitOptions): number =>
  sizes?.length ?? Math.min(Math.max(parts, 1), mostParts)

export interface Parts {
  readonly axis: number
  readonly sizes: readonly Extent[]
}

/** The axis, counted from 0, and the sizes of its parts. */
export const split = (operation: string, options: SplitOptions, shape: Shape): Ruled<Parts> =>
  E.chain((axis: number): Ruled<Parts> => {
    const whole = at(shape, axis)
    const { sizes, parts = 1 } = options
    if (sizes !== undefined)
      return extent.same(sizes.reduce(extent.add, 0), whole)
        ? E.right({ axis, sizes })
        : refuse(
            'LBZ1019',
            `${operation}: sizes ${sizes.map(extent.show).join(',')} do not add up to ${extent.show(whole)}`,
          )
    const each = parts > 0 && parts <= mostParts ? extent.divide(whole, parts) : undefined
    return each === undefined
      ? refuse('LBZ1019', `${operation}: ${parts} parts do not divide ${extent.show(whole)}`)
      : E.right({ axis, sizes: Array.from({ length: parts }, () => each) })
  })(axisOf(operation, options.axis, shape))

/** Whether an axis can be parted so, or the sentence. */
export type Splits<Name extends string, O extends SplitOptions, S extends Shape> =
  Axes<Name, readonly [O['axis']], S> extends infer Place
    ? [Place] extends [number]
      ? number extends Place
        ? true
        : Parted<Name, O, SizeAt<S, Place>>
      : Place
    : never

type Parted<Name extends string, O, Size extends Extent> = O extends { readonly sizes: infer L extends Shape }
  ? number extends L['length']
    ? true
    : Agree<Total<L>, Size> extends true
      ? true
      : `${Name}: sizes ${Joined<L>} do not add up to ${ShowExtent<Size>}`
  : O extends { readonly parts: infer P extends number }
    ? [P] extends [1]
      ? true
      : number extends P
        ? true
        : `${P}` extends '0' | `-${string}` | `${string}.${string}`
          ? DoNotDivide<Name, P, Size>
          : Size extends number
            ? number extends Size
              ? true
              : Divides<Size, P> extends true
                ? true
                : DoNotDivide<Name, P, Size>
            : IsUnknown<Size> extends true
              ? true
              : DoNotDivide<Name, P, Size>
    : true

type DoNotDivide<
  Name extends string,
  P extends number,
  Size,
> = `${Name}: ${P} parts do not divide ${ShowExtent<Size>}`

/** The sizes of the parts. */
export type PartSizes<O extends SplitOptions, S extends Shape> = O extends {
  readonly sizes: infer L extends Shape
}
  ? L
  : O extends { readonly parts: infer P extends number }
    ? number extends P
      ? readonly number[]
      : Repeated<EachPart<SizeAt<S, Axes<'', readonly [O['axis']], S>>, P>, P>
    : readonly number[]

type EachPart<Size, P extends number> = [P] extends [1]
  ? Size
  : Size extends number
    ? number extends Size
      ? number
      : Quotient<Size, P>
    : number

type Repeated<Item, N extends number, Done extends readonly unknown[] = readonly []> = `${N}` extends
  `-${string}` | `${string}.${string}` | '0'
  ? readonly [Item]
  : Done['length'] extends N | 256
    ? Done
    : Repeated<Item, N, readonly [...Done, Item]>

/** Elements before and after each axis. */
export type Pads = readonly (readonly [number, number])[]

/** One pair an axis, of whole numbers from 0. */
export const pad = (operation: string, pads: Pads, shape: Shape): Ruled<Pads> => {
  const wrong = pads.flat().find((size) => !Number.isInteger(size) || size < 0)
  if (wrong !== undefined) return refuse('LBZ1010', `${operation}: ${wrong} is not an extent`)
  return pads.length === shape.length
    ? E.right(pads)
    : refuse('LBZ1009', `${operation}: ${pads.length} pads for ${show(shape)}`)
}

type Flat<P extends Pads, Done extends Shape = readonly []> = P extends readonly [
  infer First extends readonly [number, number],
  ...infer Rest extends Pads,
]
  ? Flat<Rest, readonly [...Done, ...First]>
  : Done

/** Whether the pads are one pair an axis, or the sentence. */
export type IsPadded<Name extends string, P extends Pads, S extends Shape> =
  AreExtents<Name, Flat<P>> extends infer Verdict
    ? Verdict extends true
      ? number extends P['length'] | S['length']
        ? true
        : P['length'] extends S['length']
          ? true
          : `${Name}: ${P['length']} pads for ${Show<S>}`
      : Verdict
    : never

/** A shape with pads. */
export type Padded<S extends Shape, P extends Pads> = number extends P['length']
  ? { readonly [K in keyof S]: number }
  : {
      readonly [K in keyof S]: K extends keyof P
        ? P[K] extends readonly [infer Low extends number, infer High extends number]
          ? Plus<S[K], Plus<Low, High>>
          : S[K]
        : S[K]
    }

/** A shape and its repeats, aligned from the right: both with ones where the other is longer. */
export const tile = (operation: string, repeats: Shape, shape: Shape): Ruled<readonly [Shape, Shape]> => {
  const wrong = repeats.find((times) => typeof times === 'number' && !(Number.isInteger(times) && times >= 0))
  if (wrong !== undefined) return refuse('LBZ1010', `${operation}: ${extent.show(wrong)} is not an extent`)
  const ones = (length: number): Shape => Array.from({ length: Math.max(length, 0) }, () => 1)
  return E.right([
    [...ones(shape.length - repeats.length), ...repeats],
    [...ones(repeats.length - shape.length), ...shape],
  ])
}

/** The shape of a tensor repeated along its axes. */
export type Tiled<S extends Shape, R extends Shape> = number extends S['length'] | R['length']
  ? Shape
  : S extends readonly [...infer Before extends Shape, infer P extends Extent]
    ? R extends readonly [...infer Ahead extends Shape, infer Q extends Extent]
      ? readonly [...Tiled<Before, Ahead>, Times<P, Q>]
      : S
    : R

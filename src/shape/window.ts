/**
 * Windows over axes, as options say: of what size, how far apart, with how many zeros around.
 * Before it: `verdict.ts`. After it: `count.ts`, `ops/convolution.ts`, `ops/pooling.ts`.
 * Invariant: a rule and its twin give the same sentence.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse } from '../Shape.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { Given, Option } from './verdict.ts'

/** One number for every axis, or one for each. */
export type Sides = number | readonly number[]

/** Zeros around: as many on every side, on both sides of each axis, before and after each axis; or by name. */
type Padding = number | readonly (number | readonly [before: number, after: number])[] | 'same' | 'valid'

/** How windows go along the axes. */
export interface WindowOptions {
  /** How far one window is from the next. */
  readonly stride?: Sides
  /** How far one element of a window is from the next. */
  readonly dilation?: Sides
  /** `same` pads by as much as a window reaches, so that a stride of 1 keeps the extents; `valid` not at all. */
  readonly padding?: Padding
}

/** How windows go along one axis. */
export interface Window {
  readonly size: number
  readonly stride: number
  readonly dilation: number
  readonly before: number
  readonly after: number
}

/** From the first element of a window to its last. */
export const reachOf = ({ size, dilation }: Window): number => dilation * (size - 1)

const whole = (operation: string, what: string, value: Extent, least: number): Ruled<number> =>
  typeof value === 'number' && Number.isInteger(value) && value >= least
    ? value < 2 ** 31
      ? E.right(value)
      : refuse('LBZ1030', `${operation}: a ${what} of ${value} is not below 2147483648`)
    : refuse(
        'LBZ1030',
        `${operation}: a ${what} of ${extent.show(value)} is not a whole number from ${least}`,
      )

/** Whole numbers, one an axis. */
export const sides = (
  operation: string,
  what: string,
  given: Extent | readonly Extent[],
  axes: number,
  least: number,
): Ruled<readonly number[]> => {
  const list: readonly Extent[] = isList(given) ? given : Array.from({ length: axes }, () => given)
  if (list.length !== axes)
    return refuse('LBZ1030', `${operation}: ${list.length} of ${what} do not fit ${axes} axes`)
  const numbers: number[] = []
  for (const value of list) {
    const checked = whole(operation, what, value, least)
    if (E.isLeft(checked)) return checked
    numbers.push(checked.right)
  }
  return E.right(numbers)
}

const isList = (given: unknown): given is readonly unknown[] => Array.isArray(given)

/** The windows along each axis, as options say. */
export const windows = (
  operation: string,
  sizes: Shape,
  { stride = 1, dilation = 1, padding = 0 }: WindowOptions,
): Ruled<readonly Window[]> => {
  const axes = sizes.length
  const around = typeof padding === 'string' ? 0 : padding
  const each = typeof around === 'number' ? around : around.map((side) => (isList(side) ? side[0] : side))
  const behind = typeof around === 'number' ? around : around.map((side) => (isList(side) ? side[1] : side))
  const lists: readonly (readonly [string, Extent | readonly Extent[], number])[] = [
    ['window', sizes, 1],
    ['stride', stride, 1],
    ['dilation', dilation, 1],
    ['padding', each, 0],
    ['padding', behind, 0],
  ]
  const found: (readonly number[])[] = []
  for (const [what, given, least] of lists) {
    const checked = sides(operation, what, given, axes, least)
    if (E.isLeft(checked)) return checked
    found.push(checked.right)
  }
  return E.right(
    sizes.map((_, k): Window => {
      const [size, step, spread, before, after] = found.map((list) => at(list, k))
      const plain = {
        size: size ?? 1,
        stride: step ?? 1,
        dilation: spread ?? 1,
        before: before ?? 0,
        after: after ?? 0,
      }
      const reach = reachOf(plain)
      return padding === 'same'
        ? { ...plain, before: Math.floor(reach / 2), after: Math.ceil(reach / 2) }
        : plain
    }),
  )
}

type NotWhole = `-${string}` | `${string}.${string}` | `${string}e-${string}`

type Wrong<V, Bad extends string> = V extends number ? (`${V}` extends Bad ? V : never) : never

type Each<V> = V extends readonly (infer One)[] ? Each<One> : V

/** Whether sides are whole numbers, one an axis, or the sentence. */
export type AreSides<
  Name extends string,
  What extends string,
  V,
  Axes extends readonly unknown[],
  Least extends 0 | 1,
> =
  number extends Each<V>
    ? true
    : [Wrong<Each<V>, Least extends 1 ? NotWhole | '0' : NotWhole>] extends [never]
      ? V extends readonly unknown[]
        ? number extends V['length'] | Axes['length']
          ? true
          : V['length'] extends Axes['length']
            ? true
            : `${Name}: ${V['length']} of ${What} do not fit ${Axes['length']} axes`
        : true
      : `${Name}: a ${What} of ${Wrong<Each<V>, Least extends 1 ? NotWhole | '0' : NotWhole>} is not a whole number from ${Least}`

/** Whether options say how windows go along as many axes, or the sentence. */
export type AreSteps<Name extends string, Options, Axes extends readonly unknown[]> = Given<
  AreSides<Name, 'stride', Option<Options, 'stride', 1, number>, Axes, 1>,
  Given<
    AreSides<Name, 'dilation', Option<Options, 'dilation', 1, number>, Axes, 1>,
    AreSides<Name, 'padding', Option<Options, 'padding', 0, number>, Axes, 0>
  >
>

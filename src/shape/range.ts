/**
 * How many numbers stand between two, a step apart.
 * Before it: `digits.ts`, `quotient.ts`. After it: `ops/ranges.ts`.
 * Invariant: a rule and its twin give the same extent and the same sentence; the twin counts whole numbers only.
 */
import { either as E } from 'fp-ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse } from '../Shape.ts'
import type { Ruled } from '../Shape.ts'
import type { Sum } from './digits.ts'
import type { Ceiling, Less } from './slice.ts'
import type { Option } from './verdict.ts'

/** From `start` (0) up to but not including `stop`, `step` (1) apart. */
export interface ArangeOptions {
  readonly start?: number
  readonly stop: Extent
  readonly step?: number
  readonly dtype?: 'f32' | 'i32'
}

/** How many numbers a range has; up to a symbolic extent, steps are of 1. */
export const range = (
  operation: string,
  { start = 0, stop, step = 1, dtype = 'f32' }: ArangeOptions,
): Ruled<Extent> => {
  const text = `${start}:${extent.show(stop)}:${step}`
  const numbers = typeof stop === 'number' ? [start, stop, step] : [start, step]
  if (dtype === 'i32' && !numbers.every(Number.isInteger))
    return refuse('LBZ1008', `${operation}: ${text} is not in i32`)
  const count =
    typeof stop === 'number'
      ? Math.max(0, Math.ceil((stop - start) / step))
      : step === 1 && Number.isInteger(start)
        ? extent.sub(stop, start)
        : Number.NaN
  return typeof count !== 'number' || Number.isInteger(count)
    ? E.right(count)
    : refuse('LBZ1017', `${operation}: ${text} has no extent`)
}

type Said<O, Name extends string, Absent> =
  Option<O, Name, Absent, number> extends infer V ? ([V] extends [undefined] ? Absent : V) : never

/** The dtype of a range. */
export type RangeDType<O> = Said<O, 'dtype', 'f32'> extends infer D extends DType ? D : 'f32'

/** b − a, or 0 where that is less, of numbers of either sign. */
type Distance<A extends number, B extends number> = `${A}` extends `-${infer P extends number}`
  ? `${B}` extends `-${infer Q extends number}`
    ? Less<P, Q>
    : Sum<P, B>
  : `${B}` extends `-${string}`
    ? 0
    : Less<B, A>

type Whole<
  A extends number,
  B extends number,
  Step extends number,
> = `${A}:${B}:${Step}` extends `${string}${'.' | 'e' | 'I'}${string}`
  ? number
  : `${Step}` extends `-${infer Down extends number}`
    ? Ceiling<Distance<B, A>, Down>
    : Step extends 0
      ? number
      : Ceiling<Distance<A, B>, Step>

/** How many numbers a range has. */
export type Range<O extends ArangeOptions> = readonly [
  Said<O, 'start', 0>,
  O['stop'],
  Said<O, 'step', 1>,
] extends readonly [infer A, infer B extends Extent, infer Step]
  ? readonly [A, Step] extends readonly [0, 1]
    ? B extends number
      ? number extends B
        ? number
        : Whole<0, B, 1>
      : B
    : readonly [A, B, Step] extends readonly [
          infer P extends number,
          infer Q extends number,
          infer By extends number,
        ]
      ? number extends P | Q | By
        ? number
        : Whole<P, Q, By>
      : number
  : number

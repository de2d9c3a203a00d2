/**
 * How many windows there are along axes, and how far as many windows reach.
 * Before it: `window.ts`, `digits.ts`, `quotient.ts`. After it: `ops/convolution.ts`, `ops/pooling.ts`.
 * Invariant: a rule and its twin give the same counts and the same sentence; a count that a symbolic size would make
 * round down is refused.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Dim, Extent } from '../Extent.ts'
import { refuse } from '../Shape.ts'
import type { Ruled, Shape, ShowExtent } from '../Shape.ts'
import type { Compare, Difference, Multiplied, Sum } from './digits.ts'
import type { Quotient } from './quotient.ts'
import type { IsUnknown, Option } from './verdict.ts'
import { reachOf } from './window.ts'
import type { Window } from './window.ts'

/** How many windows there are along an axis. */
export const count = (operation: string, size: Extent, window: Window): Ruled<Extent> => {
  const padded = extent.add(size, window.before + window.after)
  const reach = reachOf(window)
  if (typeof padded === 'number' && padded <= reach)
    return refuse(
      'LBZ1028',
      `${operation}: a window over ${reach + 1} is larger than its padded input of ${padded}`,
    )
  const steps = extent.sub(padded, reach + 1)
  const exact =
    typeof steps === 'number' ? Math.floor(steps / window.stride) : extent.divide(steps, window.stride)
  return exact === undefined
    ? refuse(
        'LBZ1031',
        `${operation}: a stride of ${window.stride} along ${extent.show(size)} rounds down, which a symbolic size cannot`,
      )
    : E.right(extent.add(exact, 1))
}

/** How many windows there are along each axis. */
export const counts = (operation: string, shape: Shape, along: readonly Window[]): Ruled => {
  const found: Extent[] = []
  for (const [k, window] of along.entries()) {
    const next = count(operation, at(shape, k), window)
    if (E.isLeft(next)) return next
    found.push(next.right)
  }
  return E.right(found)
}

/** The extent over which there are as many windows as `places`, and `extra` elements more. */
export const spanned = (operation: string, places: Extent, window: Window, extra: number): Ruled<Extent> => {
  if (extra >= window.stride)
    return refuse(
      'LBZ1030',
      `${operation}: an output padding of ${extra} is not less than its stride of ${window.stride}`,
    )
  const steps = extent.mul(window.stride, extent.sub(places, 1))
  const whole = extent.add(steps, reachOf(window) + extra + 1)
  const padding = window.before + window.after
  return typeof whole === 'number' && whole <= padding
    ? refuse('LBZ1028', `${operation}: a padding of ${padding} takes away all of ${whole}`)
    : E.right(extent.sub(whole, padding))
}

/** What an option says of axis K. */
export type Side<V, K> = V extends readonly unknown[] ? (K extends keyof V ? V[K] : never) : V

/** The zeros on both sides of axis K. */
type Around<P, K> =
  Side<P, K> extends infer One
    ? One extends readonly [infer A extends number, infer B extends number]
      ? Both<A, B>
      : One extends number
        ? Both<One, One>
        : One extends 'valid'
          ? 0
          : One
    : never

type Both<A extends number, B extends number> = number extends A | B ? number : A extends 0 ? B : Sum<A, B>

/** From the first element of a window to its last. */
type Reach<Size, Dilation> = Size extends number
  ? Dilation extends number
    ? number extends Size | Dilation
      ? number
      : Size extends 0
        ? number
        : Dilation extends 1
          ? Difference<Size, 1>
          : Multiplied<Dilation, Difference<Size, 1>>
    : number
  : number

/** What a window along an axis comes to: how far it reaches, what is padded in all, its stride. */
export interface Going {
  readonly reach: unknown
  readonly padding: unknown
  readonly stride: unknown
}

/** Windows of `Size` along axis K as the options say. */
export type Goes<Options, Size, K> = GoesWith<
  Reach<Size, Side<Option<Options, 'dilation', 1, number>, K>>,
  Around<Option<Options, 'padding', 0, number>, K>,
  Side<Option<Options, 'stride', 1, number>, K>
>

interface GoesWith<R, P, Stride> {
  readonly reach: R
  readonly padding: P extends 'same' ? R : P
  readonly stride: Stride
}

type HasUnknown<G extends Going> = number extends G['reach']
  ? true
  : number extends G['padding']
    ? true
    : number extends G['stride']
      ? true
      : string extends G['padding']
        ? true
        : false

/** How many windows there are; the size itself where they keep it, which needs no size to be known. */
export type Count<Size extends Extent, G extends Going> =
  Keeps<G> extends true
    ? Size
    : Size extends number
      ? number extends Size
        ? number
        : HasUnknown<G> extends true
          ? number
          : CountOf<Size, G['reach'], G['padding'], G['stride']>
      : Extent

type Keeps<G extends Going> =
  HasUnknown<G> extends true
    ? false
    : G['stride'] extends 1
      ? G['padding'] extends G['reach']
        ? true
        : false
      : false

type CountOf<Size extends number, R, P, Stride> = readonly [R, P, Stride] extends readonly [
  infer Far extends number,
  infer Zeros extends number,
  infer Step extends number,
]
  ? Compare<Sum<Size, Zeros>, Far> extends 'more'
    ? Step extends 1
      ? Difference<Sum<Size, Zeros>, Far>
      : Sum<Quotient<Difference<Sum<Size, Zeros>, Sum<Far, 1>>, Step>, 1>
    : number
  : number

/**
 * Whether a size is decided. In a function that is generic in it, it is not, and what depends on it is left to the run
 * time: `symbol` is no extent, so that only what stands for any type may be one. `Name` puts the question off until
 * the operation is applied, and so must be a type parameter wherever this is asked.
 */
export type IsDecided<Name extends string, T, U = 0> = readonly [
  Open<Name, T> | Open<Name, U>,
] extends readonly [never]
  ? true
  : false

type Open<Name, T> = Name extends string ? (readonly [T] extends readonly [symbol] ? 'open' : never) : never

/** Whether windows fit an axis, or the sentence. */
export type Fits<Name extends string, Size, G extends Going> =
  IsDecided<Name, G['reach']> extends true
    ? Keeps<G> extends true
      ? true
      : IsDecided<Name, Size> extends true
        ? HasUnknown<G> extends true
          ? true
          : IsUnknown<Size> extends true
            ? true
            : Size extends number
              ? Reaches<Name, Size, G['reach'], G['padding']>
              : G['stride'] extends 1
                ? true
                : Size extends Dim
                  ? `${Name}: a stride of ${ShowExtent<G['stride']>} along ${ShowExtent<Size>} rounds down, which a symbolic size cannot`
                  : true
        : true
    : true

type Reaches<Name extends string, Size extends number, R, P> = readonly [R, P] extends readonly [
  infer Far extends number,
  infer Zeros extends number,
]
  ? Compare<Sum<Size, Zeros>, Far> extends 'more'
    ? true
    : `${Name}: a window over ${Sum<Far, 1>} is larger than its padded input of ${Sum<Size, Zeros>}`
  : true

/** How much of the input the windows come to, where they are spread out again. */
export type Spanned<Places extends Extent, G extends Going, Extra> =
  HasUnknown<G> extends true
    ? Loose<Places>
    : number extends Extra
      ? Loose<Places>
      : G['stride'] extends 1
        ? G['padding'] extends G['reach']
          ? Places
          : SpannedOf<Places, G, Extra>
        : SpannedOf<Places, G, Extra>

type Loose<Size extends Extent> = Size extends number ? number : Extent

type SpannedOf<Places extends Extent, G extends Going, Extra> = Places extends number
  ? number extends Places
    ? number
    : readonly [G['reach'], G['padding'], G['stride'], Extra] extends readonly [
          infer Far extends number,
          infer Zeros extends number,
          infer Step extends number,
          infer More extends number,
        ]
      ? Whole<Places, Far, Step, More> extends infer W extends number
        ? Compare<W, Zeros> extends 'more'
          ? Difference<W, Zeros>
          : number
        : number
      : number
  : Extent

type Whole<
  Places extends number,
  Far extends number,
  Step extends number,
  Extra extends number,
> = Places extends 0 ? number : Sum<Sum<Multiplied<Difference<Places, 1>, Step>, Far>, Sum<Extra, 1>>

/** Whether the input that is spread out is more than its padding, or the sentence. */
export type Spans<Name extends string, Places, G extends Going, Extra> =
  IsDecided<Name, G['reach'], Places> extends true
    ? HasUnknown<G> extends true
      ? true
      : readonly [Places, G['reach'], G['padding'], G['stride'], Extra] extends readonly [
            infer P extends number,
            infer Far extends number,
            infer Zeros extends number,
            infer Step extends number,
            infer More extends number,
          ]
        ? number extends P | More
          ? true
          : Compare<More, Step> extends 'less'
            ? Compare<Whole<P, Far, Step, More>, Zeros> extends 'more'
              ? true
              : `${Name}: a padding of ${Zeros} takes away all of ${Whole<P, Far, Step, More>}`
            : `${Name}: an output padding of ${More} is not less than its stride of ${Step}`
        : true
    : true

/**
 * Kernels and channels: what a convolution asks of its weight, its bias and its data.
 * Before it: `count.ts`, `window.ts`. After it: `ops/convolution.ts`.
 * Invariant: a rule and its twin give the same shape and the same sentence.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, show } from '../Shape.ts'
import type { Ruled, Shape, Show, ShowExtent } from '../Shape.ts'
import { counts, spanned } from './count.ts'
import type { Count, Fits, Goes, IsDecided, Spanned, Spans } from './count.ts'
import type { Divides } from './quotient.ts'
import type { Times } from './size.ts'
import type { Agree, Given, IsOpen, Option } from './verdict.ts'
import { sides, windows } from './window.ts'
import type { AreSides, AreSteps, Sides, Window, WindowOptions } from './window.ts'

export interface ConvolutionOptions extends WindowOptions {
  /** Into how many parts the channels fall, each with kernels of its own. */
  readonly groups?: number
}

export interface TransposedOptions extends ConvolutionOptions {
  /** How many elements more come out at the end, fewer than the stride. */
  readonly outputPadding?: Sides
}

/** A convolution of shapes that fit: the windows, the number of groups, the extents along which they go. */
export interface Convolution {
  readonly along: readonly Window[]
  readonly groups: number
  readonly spatial: Shape
}

/** The windows and the groups that a kernel and options say. */
const kernel = (
  operation: string,
  axes: number,
  options: ConvolutionOptions,
  weight: Shape,
): Ruled<Omit<Convolution, 'spatial'>> => {
  const groups = sides(operation, 'number of groups', options.groups ?? 1, 1, 1)
  if (E.isLeft(groups)) return groups
  if (weight.length !== axes + 2)
    return refuse('LBZ1009', `${operation}: a kernel has ${axes + 2} axes, not ${show(weight)}`)
  const along = windows(operation, weight.slice(2), options)
  if (E.isLeft(along)) return along
  const parts = at(groups.right, 0)
  return extent.divide(at(weight, 0), parts) === undefined
    ? refuse(
        'LBZ1026',
        `${operation}: ${parts} groups do not divide the ${extent.show(at(weight, 0))} of a kernel of ${show(weight)}`,
      )
    : E.right({ along: along.right, groups: parts })
}

const bias = (operation: string, weight: Shape, given: Shape | undefined, outputs: Extent): Ruled<true> =>
  given === undefined || (given.length === 1 && extent.same(at(given, 0), outputs))
    ? E.right(true)
    : refuse('LBZ1029', `${operation}: a bias of ${show(given)} does not fit a kernel of ${show(weight)}`)

const channels = (
  operation: string,
  axes: number,
  weight: Shape,
  groups: number,
  wanted: Extent,
  x: Shape,
): Ruled<true> => {
  if (x.length !== axes + 2)
    return refuse('LBZ1009', `${operation}: takes data of ${axes + 2} axes, not ${show(x)}`)
  if (extent.same(at(x, 1), wanted)) return E.right(true)
  const among = groups === 1 ? '' : ` in ${groups} groups`
  const sentence = `${extent.show(at(x, 1))} channels do not fit a kernel of ${show(weight)}${among}`
  return refuse('LBZ1027', `${operation}: ${sentence}`)
}

/** Data [N, C, …] under a kernel [O, C / groups, …]. */
export const convolution = (
  operation: string,
  axes: number,
  options: ConvolutionOptions,
  [weight, x, given]: readonly [weight: Shape, x: Shape, bias: Shape | undefined],
): Ruled<Convolution> =>
  E.chain(({ along, groups }: Omit<Convolution, 'spatial'>) => {
    const wanted = extent.mul(groups, at(weight, 1))
    return E.chain(() =>
      E.chain(() =>
        E.map((spatial: Shape): Convolution => ({ along, groups, spatial }))(
          counts(operation, x.slice(2), along),
        ),
      )(channels(operation, axes, weight, groups, wanted, x)),
    )(bias(operation, weight, given, at(weight, 0)))
  })(kernel(operation, axes, options, weight))

/** Data [N, C, …] under a kernel [C, O / groups, …]. */
export const transposed = (
  operation: string,
  axes: number,
  options: TransposedOptions,
  [weight, x, given]: readonly [weight: Shape, x: Shape, bias: Shape | undefined],
): Ruled<Convolution> =>
  E.chain(({ along, groups }: Omit<Convolution, 'spatial'>) => {
    const extra = sides(operation, 'output padding', options.outputPadding ?? 0, axes, 0)
    if (E.isLeft(extra)) return extra
    const fits = E.chain(() => channels(operation, axes, weight, groups, at(weight, 0), x))(
      bias(operation, weight, given, extent.mul(groups, at(weight, 1))),
    )
    if (E.isLeft(fits)) return fits
    const spatial: Extent[] = []
    for (const [k, window] of along.entries()) {
      const whole = spanned(operation, at(x, k + 2), window, at(extra.right, k))
      if (E.isLeft(whole)) return whole
      spatial.push(whole.right)
    }
    return E.right({ along, groups, spatial })
  })(kernel(operation, axes, options, weight))

type GroupsOf<Options> = Option<Options, 'groups', 1, number> & number

type ExtraOf<Options> = Option<Options, 'outputPadding', 0, number>

/** Whether options say how a kernel goes, or the sentence. */
export type AreConvolutionOptions<Name extends string, Axes extends readonly unknown[], Options> = Given<
  AreSides<Name, 'number of groups', GroupsOf<Options>, readonly [0], 1>,
  Given<AreSteps<Name, Options, Axes>, AreSides<Name, 'output padding', ExtraOf<Options>, Axes, 0>>
>

/** Two axes more than those over which a kernel goes. */
type Rank<Axes extends readonly unknown[]> = [...Axes, 0, 0]['length'] & number

type Sizes<W extends Shape> = W extends readonly [unknown, unknown, ...infer Rest extends Shape]
  ? Rest
  : readonly []

/** Whether a weight is a kernel over as many axes, or the sentence. */
export type IsKernel<Name extends string, Axes extends readonly unknown[], Options, W extends Shape> =
  IsOpen<W> extends true
    ? true
    : W['length'] extends Rank<Axes>
      ? Given<AreWindows<Name, Sizes<W>>, AreGrouped<Name, GroupsOf<Options>, W>>
      : `${Name}: a kernel has ${Rank<Axes>} axes, not ${Show<W>}`

type AreWindows<Name extends string, S extends Shape> =
  IsDecided<Name, S[number]> extends true ? AreSides<Name, 'window', S, S, 1> : true

type AreGrouped<Name extends string, G, W extends Shape> = G extends 1
  ? true
  : IsDecided<Name, W[0]> extends true
    ? readonly [G, W[0]] extends readonly [infer P extends number, infer Q extends number]
      ? number extends P | Q
        ? true
        : Divides<Q, P> extends true
          ? true
          : `${Name}: ${P} groups do not divide the ${Q} of a kernel of ${Show<W>}`
      : true
    : true

/** Which of the two convolutions. */
export type Direction = 'onward' | 'back'

type Outputs<Way extends Direction, Options, W extends Shape> = Way extends 'onward'
  ? W[0]
  : Times<W[1], GroupsOf<Options>>

type Inputs<Way extends Direction, Options, W extends Shape> = Way extends 'onward'
  ? Times<W[1], GroupsOf<Options>>
  : W[0]

/** Whether a bias has one number for each channel that comes out, or the sentence. */
export type IsChannelBias<
  Name extends string,
  Way extends Direction,
  Options,
  W extends Shape,
  B extends Shape,
> =
  IsOpen<W> extends true
    ? true
    : IsOpen<B> extends true
      ? true
      : B extends readonly [infer P]
        ? Agree<P, Outputs<Way, Options, W>> extends true
          ? true
          : `${Name}: a bias of ${Show<B>} does not fit a kernel of ${Show<W>}`
        : `${Name}: a bias of ${Show<B>} does not fit a kernel of ${Show<W>}`

/** The axis of options that an axis of the data is. */
interface Spatial {
  '2': '0'
  '3': '1'
  '4': '2'
}

type GoesAt<Options, W extends Shape, K> = K extends keyof Spatial
  ? K extends keyof W
    ? Goes<Options, W[K], Spatial[K]>
    : never
  : never

/** Whether a kernel goes over data, or the sentence. */
export type Convolves<
  Name extends string,
  Way extends Direction,
  Axes extends readonly unknown[],
  Options,
  W extends Shape,
  S extends Shape,
> =
  IsOpen<W> extends true
    ? true
    : IsOpen<S> extends true
      ? true
      : S['length'] extends Rank<Axes>
        ? Given<FitChannels<Name, Way, Options, W, S>, GoesOver<Name, Way, Axes, Options, W, S>>
        : `${Name}: takes data of ${Rank<Axes>} axes, not ${Show<S>}`

type FitChannels<Name extends string, Way extends Direction, Options, W extends Shape, S extends Shape> =
  Agree<S[1], Inputs<Way, Options, W>> extends true
    ? true
    : `${Name}: ${ShowExtent<S[1]>} channels do not fit a kernel of ${Show<W>}${GroupsOf<Options> extends 1
        ? ''
        : ` in ${GroupsOf<Options> & number} groups`}`

type GoesOver<
  Name extends string,
  Way extends Direction,
  Axes extends readonly unknown[],
  Options,
  W extends Shape,
  S extends Shape,
> = Given<
  GoesAlong<Name, Way, Options, W, S, '2'>,
  Axes extends readonly [unknown]
    ? true
    : Given<
        GoesAlong<Name, Way, Options, W, S, '3'>,
        Axes extends readonly [unknown, unknown] ? true : GoesAlong<Name, Way, Options, W, S, '4'>
      >
>

type GoesAlong<
  Name extends string,
  Way extends Direction,
  Options,
  W extends Shape,
  S extends Shape,
  K,
> = K extends keyof S
  ? Way extends 'onward'
    ? Fits<Name, S[K], GoesAt<Options, W, K>>
    : Spans<Name, S[K], GoesAt<Options, W, K>, ExtraAt<Options, K>>
  : never

type ExtraAt<Options, K> =
  ExtraOf<Options> extends infer V
    ? V extends readonly unknown[]
      ? K extends keyof Spatial
        ? Spatial[K] extends keyof V
          ? V[Spatial[K]]
          : never
        : never
      : V
    : never

/** The shape that comes out. */
export type Convolved<Way extends Direction, Options, W extends Shape, S extends Shape> =
  IsOpen<W> extends true
    ? Shape
    : IsOpen<S> extends true
      ? Shape
      : {
          readonly [K in keyof S]: K extends '0'
            ? S[K]
            : K extends '1'
              ? Outputs<Way, Options, W>
              : Way extends 'onward'
                ? Count<S[K], GoesAt<Options, W, K>>
                : Spanned<S[K], GoesAt<Options, W, K>, ExtraAt<Options, K>>
        }

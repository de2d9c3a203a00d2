/**
 * What scales and shifts: vectors along an axis, or tensors over the last axes.
 * Before it: `axes.ts`. After it: `ops/normalisation.ts`.
 * Invariant: a rule and its twin give the same axes and the same sentence.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, same, show } from '../Shape.ts'
import type { Ruled, Shape, Show, ShowExtent } from '../Shape.ts'
import { axisOf } from './axes.ts'
import type { AllAgree, AreAxes, Axes } from './axes.ts'
import type { IsDecided } from './count.ts'
import type { Divides } from './quotient.ts'
import type { Agree, IsOpen } from './verdict.ts'
import { sides } from './window.ts'

/** Further parameters have the shape of the scale. */
export const alike = (operation: string, scale: Shape, what: string, other: Shape): Ruled<Shape> =>
  same(scale, other)
    ? E.right(scale)
    : refuse('LBZ1032', `${operation}: a ${what} of ${show(other)} does not fit a scale of ${show(scale)}`)

/** A scale that is a vector along an axis. */
export const scaleAlong = (operation: string, axis: number, scale: Shape, x: Shape): Ruled<number> =>
  E.chain((found: number) =>
    scale.length === 1 && extent.same(at(scale, 0), at(x, found))
      ? E.right(found)
      : refuse('LBZ1032', `${operation}: a scale of ${show(scale)} does not fit axis ${axis} of ${show(x)}`),
  )(axisOf(operation, axis, x))

/** The last axes, which a scale covers. */
export const scaleOver = (operation: string, scale: Shape, x: Shape): Ruled<readonly number[]> => {
  const first = x.length - scale.length
  return scale.length > 0 && first >= 0 && same(x.slice(first), scale)
    ? E.right([...x.keys()].slice(first))
    : refuse('LBZ1032', `${operation}: a scale of ${show(scale)} does not fit the last axes of ${show(x)}`)
}

/** Channels on axis 1 in as many groups. */
export const channelGroups = (operation: string, groups: number, x: Shape): Ruled<Extent> => {
  const checked = sides(operation, 'number of groups', groups, 1, 1)
  if (E.isLeft(checked)) return checked
  const each = extent.divide(at(x, 1), groups)
  return each === undefined
    ? refuse('LBZ1026', `${operation}: ${groups} groups do not divide ${extent.show(at(x, 1))} channels`)
    : E.right(each)
}

/** Whether a parameter has the shape of the scale, or the sentence. */
export type IsAlike<Name extends string, G extends Shape, What extends string, B extends Shape> =
  AllAgree<G, B> extends true ? true : `${Name}: a ${What} of ${Show<B>} does not fit a scale of ${Show<G>}`

/** Whether a scale is a vector along the axis, or the sentence. */
export type ScalesAlong<Name extends string, Axis extends number, G extends Shape, S extends Shape> =
  Axes<Name, readonly [Axis], S> extends infer Found
    ? AreAxes<Found> extends true
      ? number extends Found
        ? true
        : IsOpen<G> extends true
          ? true
          : G extends readonly [infer P]
            ? Agree<P, S[Found & keyof S]> extends true
              ? true
              : NotAlong<Name, Axis, G, S>
            : NotAlong<Name, Axis, G, S>
      : Found
    : never

type NotAlong<
  Name extends string,
  Axis extends number,
  G extends Shape,
  S extends Shape,
> = `${Name}: a scale of ${Show<G>} does not fit axis ${Axis} of ${Show<S>}`

/** Whether a scale covers the last axes, or the sentence. */
export type ScalesOver<Name extends string, G extends Shape, S extends Shape> =
  IsOpen<G> extends true
    ? true
    : IsOpen<S> extends true
      ? true
      : G extends readonly []
        ? NotOver<Name, G, S>
        : Ends<S, G> extends true
          ? true
          : NotOver<Name, G, S>

type NotOver<
  Name extends string,
  G extends Shape,
  S extends Shape,
> = `${Name}: a scale of ${Show<G>} does not fit the last axes of ${Show<S>}`

type Ends<S extends Shape, G extends Shape> = G extends readonly [...infer Before extends Shape, infer P]
  ? S extends readonly [...infer Ahead extends Shape, infer Q]
    ? Agree<Q, P> extends true
      ? Ends<Ahead, Before>
      : false
    : false
  : true

/** Whether the channels fall in as many groups, or the sentence. */
export type AreGroups<Name extends string, Groups, C> = Groups extends 1
  ? true
  : IsDecided<Name, C> extends true
    ? readonly [Groups, C] extends readonly [infer P extends number, infer Q extends number]
      ? number extends P | Q
        ? true
        : Divides<Q, P> extends true
          ? true
          : `${Name}: ${P} groups do not divide ${ShowExtent<Q>} channels`
      : true
    : true

/**
 * Broadcasting: axes are aligned from the right; two extents fit where they are equal or one of them is 1.
 * Before it: `Shape.ts`. After it: elementwise operations, batches of matrices, `broadcastTo`.
 * Invariant: a rule and its twin give the same shape and the same sentence.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, show } from '../Shape.ts'
import type { Ruled, Shape, Show, ShowExtent } from '../Shape.ts'
import type { AreExtents } from './reshape.ts'
import type { Agree, Given, IsOpen } from './verdict.ts'

/** Two shapes aligned from the right, extents equal or 1. */
export const broadcast = (operation: string, a: Shape, b: Shape): Ruled => {
  const rank = Math.max(a.length, b.length)
  const shape: Extent[] = []
  for (let k = 1; k <= rank; k++) {
    const p = a[a.length - k] ?? 1
    const q = b[b.length - k] ?? 1
    if (!extent.same(p, q) && p !== 1 && q !== 1) {
      const extents = `extents ${extent.show(p)} and ${extent.show(q)} do not broadcast`
      return refuse('LBZ1001', `${operation}: ${extents} (${show(a)} and ${show(b)})`)
    }
    shape.unshift(p === 1 ? q : p)
  }
  return E.right(shape)
}

/** What adds nothing to a shape: the shape itself, ones in it, a scalar. */
type Within<A extends Shape> = A | OrOnes<A> | readonly []

type OrOnes<A extends readonly unknown[]> = A extends readonly [infer P, ...infer Rest]
  ? readonly [P | 1, ...OrOnes<Rest>]
  : readonly []

/**
 * The shape of both; that of the first where the second adds nothing to it, which is decided for type parameters too:
 * `Broadcast<S, S>` is S, and [N, F] with [N, 1] is [N, F].
 */
export type Broadcast<A extends Shape, B extends Shape> = readonly [B] extends readonly [Within<A>]
  ? A
  : IsOpen<A> extends true
    ? Shape
    : IsOpen<B> extends true
      ? Shape
      : Aligned<A, B>

type Aligned<A extends Shape, B extends Shape, Done extends Shape = readonly []> = A extends readonly [
  ...infer Before extends Shape,
  infer P extends Extent,
]
  ? B extends readonly [...infer Ahead extends Shape, infer Q extends Extent]
    ? Aligned<Before, Ahead, readonly [Joint<P, Q>, ...Done]>
    : readonly [...A, ...Done]
  : readonly [...B, ...Done]

type Joint<P extends Extent, Q extends Extent> = readonly [Q] extends readonly [P | 1]
  ? P
  : readonly [P] extends readonly [Q | 1]
    ? Q
    : Extent

/** Whether the shapes broadcast, or the sentence. */
export type Broadcasts<Name extends string, A extends Shape, B extends Shape> = readonly [
  B,
] extends readonly [Within<A>]
  ? true
  : IsOpen<A> extends true
    ? true
    : IsOpen<B> extends true
      ? true
      : Clash<A, B, Name, A, B>

type Clash<
  A extends Shape,
  B extends Shape,
  Name extends string,
  WholeA extends Shape,
  WholeB extends Shape,
> = A extends readonly [...infer Before extends Shape, infer P extends Extent]
  ? B extends readonly [...infer Ahead extends Shape, infer Q extends Extent]
    ? Fit<P, Q> extends true
      ? Clash<Before, Ahead, Name, WholeA, WholeB>
      : `${Name}: extents ${ShowExtent<P>} and ${ShowExtent<Q>} do not broadcast (${Show<WholeA>} and ${Show<WholeB>})`
    : true
  : true

type Fit<P, Q> = readonly [Q] extends readonly [P | 1]
  ? true
  : readonly [P] extends readonly [Q | 1]
    ? true
    : Agree<P, Q>

/** The one shape repeated to the other. */
export const broadcastTo = (operation: string, from: Shape, to: Shape): Ruled =>
  from.length <= to.length &&
  from.every((size, k) => size === 1 || extent.same(size, at(to, to.length - from.length + k)))
    ? E.right(to)
    : refuse('LBZ1001', `${operation}: ${show(from)} does not broadcast to ${show(to)}`)

/** Whether the one shape can be repeated to the other, or the sentence. */
export type BroadcastsTo<Name extends string, From extends Shape, To extends Shape> =
  IsOpen<From> extends true
    ? true
    : IsOpen<To> extends true
      ? true
      : Repeats<From, To> extends true
        ? true
        : Given<AreExtents<Name, To>, `${Name}: ${Show<From>} does not broadcast to ${Show<To>}`>

type Repeats<From extends Shape, To extends Shape> = From extends readonly [
  ...infer Before extends Shape,
  infer P extends Extent,
]
  ? To extends readonly [...infer Ahead extends Shape, infer Q extends Extent]
    ? readonly [P] extends readonly [Q | 1]
      ? Repeats<Before, Ahead>
      : Agree<P, Q> extends true
        ? Repeats<Before, Ahead>
        : false
    : false
  : true

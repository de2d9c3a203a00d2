/**
 * Queries, keys, values and masks that fit.
 * Before it: `broadcast.ts`. After it: `ops/attention.ts`.
 * Invariant: a rule and its twin give the same shape and the same sentence; the axes before the last two broadcast.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, show } from '../Shape.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import { broadcast, broadcastTo } from './broadcast.ts'
import type { Broadcast, Broadcasts, BroadcastsTo } from './broadcast.ts'
import type { Agree, IsOpen } from './verdict.ts'

const fromEnd = (shape: Shape, k: number): Extent => at(shape, shape.length - k)

/** The shape of the scores, which a mask broadcasts to: one for each query and key. */
export const scores = (operation: string, q: Shape, k: Shape, v: Shape, mask: Shape | undefined): Ruled => {
  const flat = [q, k, v].find((shape) => shape.length < 2)
  if (flat !== undefined)
    return refuse('LBZ1009', `${operation}: takes matrices and batches of them, not ${show(flat)}`)
  if (!extent.same(fromEnd(q, 1), fromEnd(k, 1)))
    return refuse(
      'LBZ1033',
      `${operation}: queries of ${show(q)} and keys of ${show(k)} differ in their last extent`,
    )
  if (!extent.same(fromEnd(k, 2), fromEnd(v, 2)))
    return refuse(
      'LBZ1033',
      `${operation}: keys of ${show(k)} and values of ${show(v)} differ in their number`,
    )
  const batch = broadcast(operation, q.slice(0, -2), k.slice(0, -2))
  if (E.isLeft(batch)) return batch
  const whole = broadcast(operation, batch.right, v.slice(0, -2))
  if (E.isLeft(whole)) return whole
  const shape = [...batch.right, fromEnd(q, 2), fromEnd(k, 2)]
  return mask === undefined ? E.right(shape) : broadcastTo(operation, mask, shape)
}

type Batch<S extends Shape> = S extends readonly [...infer Lead extends Shape, unknown, unknown]
  ? Lead
  : Shape

type Rows<S extends Shape> = S extends readonly [...unknown[], infer R extends Extent, unknown] ? R : Extent

type Columns<S extends Shape> = S extends readonly [...unknown[], infer C extends Extent] ? C : Extent

/** Whether an operand has rows and columns, or the sentence. */
export type HasRows<Name extends string, S extends Shape> =
  IsOpen<S> extends true
    ? true
    : S extends readonly [...unknown[], unknown, unknown]
      ? true
      : `${Name}: takes matrices and batches of them, not ${Show<S>}`

/** Whether keys fit queries, or the sentence. */
export type AreKeys<Name extends string, Q extends Shape, K extends Shape> =
  IsOpen<Q> extends true
    ? true
    : IsOpen<K> extends true
      ? true
      : HasRows<Name, K> extends true
        ? Agree<Columns<Q>, Columns<K>> extends true
          ? Broadcasts<Name, Batch<Q>, Batch<K>>
          : `${Name}: queries of ${Show<Q>} and keys of ${Show<K>} differ in their last extent`
        : HasRows<Name, K>

/** Whether values fit keys, or the sentence. */
export type AreValues<Name extends string, Q extends Shape, K extends Shape, V extends Shape> =
  IsOpen<K> extends true
    ? true
    : IsOpen<V> extends true
      ? true
      : HasRows<Name, V> extends true
        ? Agree<Rows<K>, Rows<V>> extends true
          ? Broadcasts<Name, Broadcast<Batch<Q>, Batch<K>>, Batch<V>>
          : `${Name}: keys of ${Show<K>} and values of ${Show<V>} differ in their number`
        : HasRows<Name, V>

/** Whether a mask fits the scores, or the sentence. */
export type IsMask<Name extends string, Q extends Shape, K extends Shape, M extends Shape> =
  IsOpen<M> extends true
    ? true
    : IsOpen<Q> extends true
      ? true
      : IsOpen<K> extends true
        ? true
        : BroadcastsTo<Name, M, readonly [...Broadcast<Batch<Q>, Batch<K>>, Rows<Q>, Rows<K>]>

/** A value for each query. */
export type Attended<Q extends Shape, K extends Shape, V extends Shape> =
  IsOpen<Q> extends true
    ? Shape
    : IsOpen<K> extends true
      ? Shape
      : IsOpen<V> extends true
        ? Shape
        : readonly [...Broadcast<Broadcast<Batch<Q>, Batch<K>>, Batch<V>>, Rows<Q>, Columns<V>]

/**
 * Products of matrices, vectors and batches, and the layers made of them.
 * Before it: `broadcast.ts`. After it: `ops/contraction.ts`.
 * Invariant: a rule and its twin give the same shape and the same sentence.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, show } from '../Shape.ts'
import type { Ruled, Shape, Show, ShowExtent } from '../Shape.ts'
import { broadcast } from './broadcast.ts'
import type { Broadcast, Broadcasts } from './broadcast.ts'
import type { Agree } from './verdict.ts'

/**
 * The batch of a product, by NumPy's rules: a vector on the left is a row, on the right a column; the axes before the
 * last two broadcast.
 */
export const matmul = (operation: string, a: Shape, b: Shape): Ruled => {
  if (a.length === 0 || b.length === 0)
    return refuse('LBZ1009', `${operation}: a scalar has no inner dimension (${show(a)} · ${show(b)})`)
  const left = at(a, a.length - 1)
  const right = at(b, Math.max(b.length - 2, 0))
  if (!extent.same(left, right)) {
    const dimensions = `inner dimensions ${extent.show(left)} and ${extent.show(right)} differ`
    return refuse('LBZ1002', `${operation}: ${dimensions} (${show(a)} · ${show(b)})`)
  }
  return broadcast(operation, a.slice(0, -2), b.slice(0, -2))
}

/** The shape of a product. */
export type Matmul<A extends Shape, B extends Shape> = number extends A['length'] | B['length']
  ? Shape
  : A extends readonly [...infer BatchA extends Shape, infer M, unknown]
    ? B extends readonly [...infer BatchB extends Shape, unknown, infer N]
      ? readonly [...Broadcast<BatchA, BatchB>, M, N]
      : readonly [...BatchA, M]
    : B extends readonly [...infer BatchB extends Shape, unknown, infer N]
      ? readonly [...BatchB, N]
      : readonly []

type Last<A extends Shape> = A extends readonly [...Shape, infer K] ? K : never

type LastButOne<B extends Shape> = B extends readonly [...Shape, infer K, unknown]
  ? K
  : B extends readonly [infer K]
    ? K
    : never

type Batch<A extends Shape> = A extends readonly [...infer Leading extends Shape, unknown, unknown]
  ? Leading
  : readonly []

/** Whether the product exists, or the sentence. */
export type Multiplies<Name extends string, A extends Shape, B extends Shape> = number extends
  A['length'] | B['length']
  ? true
  : 0 extends A['length'] | B['length']
    ? `${Name}: a scalar has no inner dimension (${Show<A>} · ${Show<B>})`
    : Agree<Last<A>, LastButOne<B>> extends true
      ? Broadcasts<Name, Batch<A>, Batch<B>>
      : `${Name}: inner dimensions ${ShowExtent<Last<A>>} and ${ShowExtent<LastButOne<B>>} differ (${Show<A>} · ${Show<B>})`

/** Operands of rank 1. */
export const vectors = (operation: string, operands: readonly Shape[]): Ruled<readonly Shape[]> => {
  const wrong = operands.find((shape) => shape.length !== 1)
  return wrong === undefined
    ? E.right(operands)
    : refuse('LBZ1009', `${operation}: takes vectors, not ${show(wrong)}`)
}

/** Whether an operand has rank 1, or the sentence. */
export type IsVector<Name extends string, A extends Shape> = number extends A['length']
  ? true
  : A extends readonly [unknown]
    ? true
    : `${Name}: takes vectors, not ${Show<A>}`

export interface Layer {
  readonly outputs: Extent
  readonly inputs: Extent
}

/** The extents of a weight [out, in], where the bias is as long as what comes out. */
export const layer = (operation: string, weight: Shape, bias: Shape): Ruled<Layer> => {
  const [outputs, inputs] = weight
  if (outputs === undefined || inputs === undefined || weight.length !== 2)
    return refuse('LBZ1009', `${operation}: a weight is a matrix, not ${show(weight)}`)
  return bias.length === 1 && extent.same(at(bias, 0), outputs)
    ? E.right({ outputs, inputs })
    : refuse('LBZ1001', `${operation}: a bias of ${show(bias)} does not fit a weight of ${show(weight)}`)
}

/** Whether an operand has rank 2, or the sentence. */
export type IsWeight<Name extends string, W extends Shape> = number extends W['length']
  ? true
  : W extends readonly [unknown, unknown]
    ? true
    : `${Name}: a weight is a matrix, not ${Show<W>}`

/** Whether a bias is as long as what comes out of the weight, or the sentence. */
export type IsBias<Name extends string, W extends Shape, B extends Shape> = number extends
  W['length'] | B['length']
  ? true
  : B extends readonly [infer P]
    ? Agree<P, W[0]> extends true
      ? true
      : `${Name}: a bias of ${Show<B>} does not fit a weight of ${Show<W>}`
    : `${Name}: a bias of ${Show<B>} does not fit a weight of ${Show<W>}`

/** A weight read from inputs to outputs. */
export type Flipped<W extends Shape> = number extends W['length']
  ? Shape
  : W extends readonly [infer O, infer I]
    ? readonly [I, O]
    : Shape

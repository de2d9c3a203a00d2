/**
 * Paths into records, in types: what stands where, and what is left when something is taken.
 * Before it: `Tree.ts`, `Tensor.ts`. After it: `Program.ts` and the functions beside this file.
 * Invariant: each type is the twin of a function of `Tree.ts`; a record whose names are not known has any path.
 */
import type { DType } from '../DType.ts'
import type { Extent } from '../Extent.ts'
import type { Typed } from '../shape/verdict.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import type { Tree } from '../Tree.ts'

export type Tensors = Tree<AnyTensor>

/** Every path into a record: to its tensors, and to the records of it. */
export type Path<T> = string extends keyof T
  ? string
  : { [K in keyof T & string]: T[K] extends Typed ? K : K | `${K}.${Path<T[K]>}` }[keyof T & string]

/** What stands at a path. */
export type At<T, P> = P extends keyof T
  ? T[P]
  : P extends `${infer K}.${infer Rest}`
    ? K extends keyof T
      ? At<T[K], Rest>
      : never
    : never

type Head<P> = P extends `${infer K}.${string}` ? K : P

type Rest<P, K extends string> = P extends `${K}.${infer R}` ? R : never

/** What a record of tensors may hold. */
type Held<X> = X extends AnyTensor | Tensors ? X : never

/** The record that holds what stands at the paths, where it stands. */
export type Picked<T, P> = {
  readonly [K in Head<P> & string]: K extends P
    ? Held<At<T, K>>
    : K extends keyof T
      ? Picked<T[K], Rest<P, K>>
      : never
}

/** Some inputs: those at a path, or at several. */
export type Paths = string | readonly string[]

/** What stands at one path; of several, the record that holds them. */
export type Selected<T, W extends Paths> = W extends readonly string[]
  ? Picked<T, W[number]>
  : W extends string
    ? At<T, W>
    : never

/** The paths of a selection, each alone. */
export type Each<W extends Paths> = W extends readonly string[] ? W[number] : W

/** The record without what another holds; records of which nothing is left are gone. */
export type Without<T, V> = string extends keyof V
  ? Tensors
  : {
      readonly [
        K in keyof T as K extends keyof V ? (IsGone<T[K], V[K]> extends true ? never : K) : K
      ]: K extends keyof V ? Without<T[K], V[K]> : T[K]
    }

type IsGone<T, V> = T extends Typed ? true : keyof Without<T, V> extends never ? true : false

/** Two records as one; names that both have are the second's. */
export type Merged<A, B> = {
  readonly [K in keyof A | keyof B]: K extends keyof B ? B[K] : K extends keyof A ? A[K] : never
}

/** The same records, each tensor with an axis in front. */
export type Batched<X, N extends Extent> =
  X extends Like<infer S, infer D>
    ? Tensor<readonly [N, ...S], D>
    : X extends Tensors
      ? { readonly [K in keyof X]: Batched<X[K], N> }
      : never

/** A tensor by what is inferred of it: its own type, inside a function generic in its sizes too. */
interface Like<S extends Shape, D extends DType> {
  readonly form: unknown
  readonly shape: S
  readonly dtype: D
}

/** The same records, an axis in front of the tensors at the paths. */
export type BatchedAt<T, P, N extends Extent> = {
  readonly [K in keyof T]: K extends P
    ? Batched<T[K], N>
    : [Rest<P, K & string>] extends [never]
      ? T[K]
      : BatchedAt<T[K], Rest<P, K & string>, N>
}

/** For each tensor of the records, that with the axes of another in front of its own. */
export type Crossed<A, X> =
  A extends Like<infer S, DType>
    ? X extends Like<infer T, DType>
      ? Tensor<readonly [...S, ...T]>
      : { readonly [K in keyof X]: Crossed<A, X[K]> }
    : never

/** For each pair of tensors of the records, that with the axes of the first and of the second. */
export type Squared<A, X = A> = A extends Typed
  ? Crossed<A, X>
  : { readonly [K in keyof A]: Squared<A[K], X> }

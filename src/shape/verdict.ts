/**
 * How a mistake reaches the operand that makes it: a verdict is `true` or a sentence, and an operand with a sentence
 * for its type accepts nothing.
 * Before it: `Tensor.ts`. After it: the rules beside this file, the signatures of `src/ops`.
 * Invariant: a verdict stands in the type of an operand only; no result depends on one.
 */
import type { DType } from '../DType.ts'
import type { Extent } from '../Extent.ts'
import type { Shape } from '../Shape.ts'

/**
 * The type where the verdict is `true`, and the sentence elsewhere; a second verdict is such a type too. Inside a function that is generic in its sizes a
 * verdict that is open refuses too.
 */
export type Given<Verdict, T> = Verdict extends true ? T : Verdict

/** The shape of an operand; a number is a scalar. */
export type ShapeOf<A> = A extends { readonly shape: infer S extends Shape } ? S : readonly []

/** Whether the number of axes is not known. */
export type IsOpen<S extends Shape> = number extends S['length'] ? true : false

/**
 * Whether two extents may be one: equal, or one of them not known. The relation of one-element tuples is decided for
 * the same type parameter on both sides, where a bare one would stay open.
 */
export type Agree<P, Q> = readonly [P] extends readonly [Q]
  ? true
  : readonly [Q] extends readonly [P]
    ? true
    : IsUnknown<P> extends true
      ? true
      : IsUnknown<Q>

/** Whether an extent is checked at run time only. */
export type IsUnknown<E> = number extends E
  ? true
  : Extent extends E
    ? true
    : string extends NameOf<E>
      ? true
      : false

type NameOf<E> = E extends { readonly name: infer N } ? N : never

type Listed<D extends readonly DType[]> = D extends readonly [infer Only extends DType]
  ? Only
  : D extends readonly [infer First extends DType, ...infer Rest extends readonly DType[]]
    ? `${First} and ${Listed<Rest>}`
    : never

export type DoesNotTake<
  Name extends string,
  D extends readonly DType[],
> = `${Name}: does not take ${Listed<D>}`

/** Every dtype is `Wanted`, or not known. */
export type Takes<Name extends string, D extends readonly DType[], Wanted extends DType = 'f32'> = [
  D[number],
] extends [Wanted]
  ? true
  : DType extends D[number]
    ? true
    : DoesNotTake<Name, D>

/** Two operands of one dtype; `Before` are the dtypes of operands that come first and fit. */
export type TakesAlike<
  Name extends string,
  A extends DType,
  B extends DType,
  Before extends readonly DType[] = readonly [],
> = [A] extends [B] ? true : [B] extends [A] ? true : DoesNotTake<Name, readonly [...Before, A, B]>

/** The dtype of an operand; a number takes that of the other operand. */
export type DTypeOf<A, Other = never> = A extends { readonly dtype: infer D extends DType }
  ? D
  : Other extends { readonly dtype: infer E extends DType }
    ? E
    : 'f32'

/** Told from options by its dtype, which decides inside generic functions too. */
export interface Typed {
  readonly dtype: DType
}

/** What options say under a name: `Absent` where they say nothing, `Open` where they may. */
export type Option<Options, Name extends string, Absent, Open> = Options extends {
  readonly [K in Name]: infer Value
}
  ? Value
  : Name extends keyof Options
    ? Open
    : Absent

/** Whether a type is one of several. */
export type IsUnion<T, Each = T> = T extends unknown ? ([Each] extends [T] ? false : true) : never

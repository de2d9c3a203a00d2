/**
 * One of two outcomes.
 * Invariant: structurally the `Either` of fp-ts, whose functions take it; published declarations name this one, so
 * that a user of the package needs no fp-ts.
 */

export interface Left<out E> {
  readonly _tag: 'Left'
  readonly left: E
}

export interface Right<out A> {
  readonly _tag: 'Right'
  readonly right: A
}

export type Either<E, A> = Left<E> | Right<A>

export const left = <E>(error: E): Either<E, never> => ({ _tag: 'Left', left: error })

export const right = <A>(value: A): Either<never, A> => ({ _tag: 'Right', right: value })

/**
 * Quotients of numbers as types: long division, as one divides on paper.
 * Before it: `digits.ts`. After it: `window.ts`, `channels.ts`.
 * Invariant: exact for whole numbers of any length; the divisor is not 0.
 */
import type { Compare, Difference, Multiplied } from './digits.ts'

interface Next {
  0: 1
  1: 2
  2: 3
  3: 4
  4: 5
  5: 6
  6: 7
  7: 8
  8: 9
}

/** How often the divisor is in a number of which it is less than ten times a part, and what is left. */
type Part<A extends number, B extends number, Times extends number = 0> =
  Compare<A, B> extends 'less'
    ? readonly [Times, A]
    : Next extends Record<Times, infer More extends number>
      ? Part<Difference<A, B>, B, More>
      : never

type NumberOf<Text extends string> = Text extends `${infer N extends number}` ? N : never

type Long<
  Digits extends string,
  B extends number,
  Rest extends string = '',
  Found extends string = '',
> = Digits extends `${infer Digit}${infer More}`
  ? Part<NumberOf<`${Rest}${Digit}`>, B> extends readonly [
      infer Times extends number,
      infer Left extends number,
    ]
    ? Long<
        More,
        B,
        Left extends 0 ? '' : `${Left}`,
        Found extends '' ? (Times extends 0 ? '' : `${Times}`) : `${Found}${Times}`
      >
    : never
  : Found extends ''
    ? 0
    : NumberOf<Found>

/** ⌊a / b⌋. */
export type Quotient<A extends number, B extends number> = B extends 1 ? A : Long<`${A}`, B>

/** Whether b divides a. */
export type Divides<A extends number, B extends number> = B extends 1
  ? true
  : Multiplied<Quotient<A, B>, B> extends A
    ? true
    : false

/**
 * Arithmetic of whole numbers as types: decimal digits, as one reckons on paper, the last digit first.
 * Before it: nothing. After it: `reshape.ts`, `size.ts`.
 * Invariant: exact for numbers of any length; a table look-up a digit.
 */

/** Row a, column b: a + b in two digits; the row after the last is for a carry. */
interface Sums {
  0: ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09']
  1: ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10']
  2: ['02', '03', '04', '05', '06', '07', '08', '09', '10', '11']
  3: ['03', '04', '05', '06', '07', '08', '09', '10', '11', '12']
  4: ['04', '05', '06', '07', '08', '09', '10', '11', '12', '13']
  5: ['05', '06', '07', '08', '09', '10', '11', '12', '13', '14']
  6: ['06', '07', '08', '09', '10', '11', '12', '13', '14', '15']
  7: ['07', '08', '09', '10', '11', '12', '13', '14', '15', '16']
  8: ['08', '09', '10', '11', '12', '13', '14', '15', '16', '17']
  9: ['09', '10', '11', '12', '13', '14', '15', '16', '17', '18']
  10: ['10', '11', '12', '13', '14', '15', '16', '17', '18', '19']
}

/** Row a, column b: a·b in two digits. */
interface Products {
  0: ['00', '00', '00', '00', '00', '00', '00', '00', '00', '00']
  1: ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09']
  2: ['00', '02', '04', '06', '08', '10', '12', '14', '16', '18']
  3: ['00', '03', '06', '09', '12', '15', '18', '21', '24', '27']
  4: ['00', '04', '08', '12', '16', '20', '24', '28', '32', '36']
  5: ['00', '05', '10', '15', '20', '25', '30', '35', '40', '45']
  6: ['00', '06', '12', '18', '24', '30', '36', '42', '48', '54']
  7: ['00', '07', '14', '21', '28', '35', '42', '49', '56', '63']
  8: ['00', '08', '16', '24', '32', '40', '48', '56', '64', '72']
  9: ['00', '09', '18', '27', '36', '45', '54', '63', '72', '81']
}

/** Row a, column b: a − b as the borrow and a digit; the column after the last is for a borrow. */
interface Differences {
  0: ['00', '19', '18', '17', '16', '15', '14', '13', '12', '11', '10']
  1: ['01', '00', '19', '18', '17', '16', '15', '14', '13', '12', '11']
  2: ['02', '01', '00', '19', '18', '17', '16', '15', '14', '13', '12']
  3: ['03', '02', '01', '00', '19', '18', '17', '16', '15', '14', '13']
  4: ['04', '03', '02', '01', '00', '19', '18', '17', '16', '15', '14']
  5: ['05', '04', '03', '02', '01', '00', '19', '18', '17', '16', '15']
  6: ['06', '05', '04', '03', '02', '01', '00', '19', '18', '17', '16']
  7: ['07', '06', '05', '04', '03', '02', '01', '00', '19', '18', '17']
  8: ['08', '07', '06', '05', '04', '03', '02', '01', '00', '19', '18']
  9: ['09', '08', '07', '06', '05', '04', '03', '02', '01', '00', '19']
}

interface Next {
  0: '1'
  1: '2'
  2: '3'
  3: '4'
  4: '5'
  5: '6'
  6: '7'
  7: '8'
  8: '9'
  9: '10'
}

type Lookup<Table, A extends string, B extends string> =
  Table extends Record<A, infer Row> ? (Row extends Record<B, infer Cell> ? Cell : never) : never

type Increment<A extends string> = Next extends Record<A, infer B extends string> ? B : never

type Add<
  A extends string,
  B extends string,
  Carry extends string = '0',
> = A extends `${infer P}${infer RestA}`
  ? B extends `${infer Q}${infer RestB}`
    ? Lookup<Sums, Carry extends '0' ? P : Increment<P>, Q> extends `${infer Tens}${infer Ones}`
      ? `${Ones}${Add<RestA, RestB, Tens>}`
      : never
    : Carry extends '0'
      ? A
      : Add<A, '1'>
  : Carry extends '0'
    ? B
    : B extends ''
      ? '1'
      : Add<B, '1'>

type TimesDigit<
  A extends string,
  D extends string,
  Carry extends string = '0',
> = A extends `${infer P}${infer Rest}`
  ? Lookup<Products, P, D> extends `${infer Tens}${infer Ones}`
    ? Lookup<Sums, Ones, Carry> extends `${infer Over}${infer Digit}`
      ? `${Digit}${TimesDigit<Rest, D, Over extends '0' ? Tens : Increment<Tens>>}`
      : never
    : never
  : Carry extends '0'
    ? ''
    : Carry

type Times<A extends string, B extends string> = B extends `${infer D}${infer Rest}`
  ? Rest extends ''
    ? TimesDigit<A, D>
    : Add<TimesDigit<A, D>, `0${Times<A, Rest>}`>
  : ''

type Backwards<A extends string> = A extends `${infer First}${infer Rest}` ? `${Backwards<Rest>}${First}` : ''

/** The product of numbers, its last digit first; `0` where one of them is 0. */
export type Product<
  Numbers extends readonly number[],
  Total extends string = '1',
> = Numbers extends readonly [infer First extends number, ...infer Rest extends readonly number[]]
  ? First extends 0
    ? '0'
    : Product<Rest, First extends 1 ? Total : Times<Total, Backwards<`${First}`>>>
  : Total

type Take<
  A extends string,
  B extends string,
  Borrow extends string = '0',
> = A extends `${infer P}${infer RestA}`
  ? B extends `${infer Q}${infer RestB}`
    ? Lookup<Differences, P, Borrow extends '0' ? Q : Increment<Q>> extends `${infer Tens}${infer Ones}`
      ? `${Ones}${Take<RestA, RestB, Tens>}`
      : never
    : Borrow extends '0'
      ? A
      : Take<A, '1'>
  : ''

/** The number that digits say, the last digit first. */
type FromDigits<A extends string> = Trimmed<Backwards<A>> extends `${infer N extends number}` ? N : never

type Trimmed<A extends string> = A extends `0${infer Rest}` ? (Rest extends '' ? '0' : Trimmed<Rest>) : A

/** a + b. */
export type Sum<A extends number, B extends number> = FromDigits<Add<Backwards<`${A}`>, Backwards<`${B}`>>>

/** a − b, where b is not more than a. */
export type Difference<A extends number, B extends number> = FromDigits<
  Take<Backwards<`${A}`>, Backwards<`${B}`>>
>

/** a·b. */
export type Multiplied<A extends number, B extends number> = FromDigits<Product<readonly [A, B]>>

/** Whether a is `less` than b, `more`, or the `same`. */
export type Compare<A extends number, B extends number> = CompareDigits<`${A}`, `${B}`>

type CompareDigits<
  A extends string,
  B extends string,
  Sofar extends string = 'same',
> = A extends `${infer P}${infer RestA}`
  ? B extends `${infer Q}${infer RestB}`
    ? CompareDigits<RestA, RestB, Sofar extends 'same' ? CompareDigit<P, Q> : Sofar>
    : 'more'
  : B extends ''
    ? Sofar
    : 'less'

type CompareDigit<P extends string, Q extends string> = P extends Q
  ? 'same'
  : '0123456789' extends `${string}${P}${string}${Q}${string}`
    ? 'less'
    : 'more'

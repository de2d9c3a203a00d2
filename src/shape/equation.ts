/**
 * The equation of an einsum: one letter an axis, operands split by commas, the result after `->`.
 * Before it: `Shape.ts`. After it: `ops/contraction.ts`.
 * Invariant: in what was read, a letter has one extent everywhere, and the result names letters of the operands, each
 * once; a rule and its twin give the same shape and the same sentence.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { refuse, show } from '../Shape.ts'
import type { Ruled, Shape, Show, ShowExtent } from '../Shape.ts'
import type { Agree } from './verdict.ts'

export interface Equation {
  /** The letters of each operand. */
  readonly terms: readonly string[]
  readonly out: string
}

const grammar = /^[A-Za-z]*(?:\.\.\.[A-Za-z]*)?$/

const rest = '...'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const wrong = (sentence: string): Ruled<never> => refuse('LBZ1007', `einsum: ${sentence}`)

/** What stands before and after the arrow; without one the result has each letter that is there once, in order. */
const sides = (equation: string): { readonly terms: readonly string[]; readonly out: string } | undefined => {
  const [before = '', after, ...others] = equation.replaceAll(' ', '').split('->')
  const isSide = (text: string): boolean => text.split(',').every((term) => grammar.test(term))
  if (
    others.length > 0 ||
    !isSide(before) ||
    (after !== undefined && (!isSide(after) || after.includes(',')))
  )
    return undefined
  const once = alphabet
    .split('')
    .filter((letter) => before.split(letter).length === 2)
    .join('')
  return { terms: before.split(','), out: after ?? (before.includes(rest) ? rest : '') + once }
}

/** Letters for the axes under `...`, aligned from the right: one that repeats along an axis has a letter of its own. */
const spelled = ({ terms, out }: Equation, operands: readonly Shape[]): Equation => {
  const free = alphabet.split('').filter((letter) => !terms.join('').includes(letter))
  const hidden = terms.map((term, k) =>
    term.includes(rest) ? at(operands, k).length - (term.length - rest.length) : 0,
  )
  const rank = Math.max(0, ...hidden)
  const shared = free.splice(0, rank)
  const axesOf = (k: number): Shape => {
    const start = at(terms, k).indexOf(rest)
    return start < 0 ? [] : at(operands, k).slice(start, start + at(hidden, k))
  }
  const isRepeated = (place: number, size: Extent): boolean =>
    size === 1 &&
    terms.some((_, k) => {
      const axes = axesOf(k)
      const other = axes[place - (rank - axes.length)]
      return other !== undefined && other !== 1
    })
  const letters = terms.map((term, k) => {
    const axes = axesOf(k)
    const own = axes.map((size, axis) => {
      const place = rank - axes.length + axis
      return isRepeated(place, size) ? (free.shift() ?? '') : at(shared, place)
    })
    return term.replace(rest, own.join(''))
  })
  return { terms: letters, out: out.replace(rest, shared.join('')) }
}

/** The letters, where they fit the shapes of the operands. */
export const read = (equation: string, operands: readonly Shape[]): Ruled<Equation> => {
  const found = sides(equation)
  if (found === undefined) return wrong(`${String(equation)} is not an equation such as ij,jk->ik`)
  if (found.terms.length !== operands.length)
    return wrong(`${equation} asks for ${found.terms.length} operands, not ${operands.length}`)
  const { terms, out } = spelled(found, operands)
  const sizes = new Map<string, Extent>()
  for (const [k, letters] of terms.entries()) {
    const shape = at(operands, k)
    const text = at(found.terms, k)
    if (letters.length !== shape.length)
      return wrong(`${text === '' ? 'no letter' : text} does not name the axes of ${show(shape)}`)
    for (const [axis, letter] of [...letters].entries()) {
      const size = at(shape, axis)
      const before = sizes.get(letter) ?? size
      if (!extent.same(before, size))
        return wrong(
          `${text.includes(letter) ? letter : rest} is both ${extent.show(before)} and ${extent.show(size)}`,
        )
      sizes.set(letter, size)
    }
  }
  for (const [k, letter] of [...out].entries()) {
    if (!sizes.has(letter)) return wrong(`${letter} of the result is in no operand`)
    if (out.indexOf(letter) !== k) return wrong(`${letter} is twice in the result`)
  }
  return E.right({ terms, out })
}

type Letter =
  | ('a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j' | 'k' | 'l' | 'm')
  | ('n' | 'o' | 'p' | 'q' | 'r' | 's' | 't' | 'u' | 'v' | 'w' | 'x' | 'y' | 'z')

type Spaceless<Text extends string> = Text extends `${infer Before} ${infer After}`
  ? Spaceless<`${Before}${After}`>
  : Text

/** The letters of each operand, split at commas. */
type Terms<Text extends string> = Text extends `${infer First},${infer Rest}`
  ? readonly [First, ...Terms<Rest>]
  : readonly [Text]

type AreLetters<Text extends string> = Text extends `${infer First}${infer Rest}`
  ? First extends Letter | Uppercase<Letter> | ','
    ? AreLetters<Rest>
    : false
  : true

/** What each letter stands for, as a record, or a sentence. */
type Sizes<
  Letters extends readonly string[],
  Operands extends readonly Shape[],
  Known extends object = object,
> = Letters extends readonly [infer Term extends string, ...infer Others extends readonly string[]]
  ? Operands extends readonly [infer S extends Shape, ...infer Rest extends readonly Shape[]]
    ? number extends S['length']
      ? Sizes<Others, Rest, Known>
      : Named<Term, S, Known> extends infer Found
        ? Found extends object
          ? Sizes<Others, Rest, Found>
          : Found extends string
            ? Found
            : `einsum: ${Term extends '' ? 'no letter' : Term} does not name the axes of ${Show<S>}`
        : never
    : Known
  : Known

/** The letters of one operand added to what is known; a sentence where a size differs, `undefined` where the rank does. */
type Named<
  Term extends string,
  S extends Shape,
  Known extends object,
> = Term extends `${infer L}${infer Rest}`
  ? S extends readonly [infer Size, ...infer After extends Shape]
    ? Known extends Readonly<Record<L, infer Before>>
      ? Agree<Before, Size> extends true
        ? Named<Rest, After, Known>
        : `einsum: ${L} is both ${ShowExtent<Before>} and ${ShowExtent<Size>}`
      : Named<Rest, After, Known & Readonly<Record<L, Size>>>
    : undefined
  : S extends readonly []
    ? Known
    : undefined

type Result<
  Out extends string,
  Known,
  Done extends Shape = readonly [],
> = Out extends `${infer L}${infer Rest}`
  ? Result<
      Rest,
      Known,
      readonly [...Done, Known extends Readonly<Record<L, infer Size extends Extent>> ? Size : Extent]
    >
  : Done

/** Whether the result names letters of the operands, each once. */
type Names<
  Out extends string,
  Letters extends string,
  Seen extends string = never,
> = Out extends `${infer L}${infer Rest}`
  ? Letters extends `${string}${L}${string}`
    ? L extends Seen
      ? `einsum: ${L} is twice in the result`
      : Names<Rest, Letters, Seen | L>
    : `einsum: ${L} of the result is in no operand`
  : true

/** The letters that are in a text once, in order: the result where there is no arrow. */
type Once<
  Text extends string,
  Alphabet extends string = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
  Done extends string = '',
> = Alphabet extends `${infer L}${infer Others}`
  ? Once<
      Text,
      Others,
      Text extends `${string}${L}${infer After}`
        ? After extends `${string}${L}${string}`
          ? Done
          : `${Done}${L}`
        : Done
    >
  : Done

/** The equation with its arrow; `undefined` where `...` leaves the letters to the run time. */
type Whole<Text extends string> = Text extends `${string}...${string}`
  ? undefined
  : Text extends `${string}->${string}`
    ? Text
    : `${Text}->${Once<Text>}`

/** The shape that an equation gives. */
export type Einsum<Text extends string, Operands extends readonly Shape[]> = string extends Text
  ? Shape
  : Whole<Spaceless<Text>> extends `${infer Left}->${infer Out}`
    ? Result<Out, Sizes<Terms<Left>, Operands>>
    : Shape

/** Whether the equation fits the operands, or the sentence. */
export type Fits<Text extends string, Operands extends readonly Shape[]> = string extends Text
  ? true
  : Whole<Spaceless<Text>> extends undefined
    ? true
    : Whole<Spaceless<Text>> extends `${infer Left}->${infer Out}`
      ? readonly [AreLetters<Left>, AreLetters<Out>, Out] extends readonly [
          true,
          true,
          infer O extends string,
        ]
        ? O extends `${string},${string}`
          ? NotAnEquation<Text>
          : number extends Operands['length']
            ? true
            : Terms<Left>['length'] extends Operands['length']
              ? Sizes<Terms<Left>, Operands> extends infer Found
                ? Found extends string
                  ? Found
                  : Names<Out, Left>
                : never
              : `einsum: ${Text} asks for ${Terms<Left>['length']} operands, not ${Operands['length']}`
        : NotAnEquation<Text>
      : NotAnEquation<Text>

type NotAnEquation<Text extends string> = `einsum: ${Text} is not an equation such as ij,jk->ik`

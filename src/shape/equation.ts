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

const grammar = /^([A-Za-z]*(?:,[A-Za-z]*)*)->([A-Za-z]*)$/

const wrong = (sentence: string): Ruled<never> => refuse('LBZ1007', `einsum: ${sentence}`)

/** The letters, where they fit the shapes of the operands. */
export const read = (equation: string, operands: readonly Shape[]): Ruled<Equation> => {
  const found = grammar.exec(equation.replaceAll(' ', ''))
  if (found === null) return wrong(`${equation} is not an equation such as ij,jk->ik`)
  const terms = at(found, 1).split(',')
  const out = at(found, 2)
  if (terms.length !== operands.length)
    return wrong(`${equation} asks for ${terms.length} operands, not ${operands.length}`)
  const sizes = new Map<string, Extent>()
  for (const [k, letters] of terms.entries()) {
    const shape = at(operands, k)
    if (letters.length !== shape.length)
      return wrong(`${letters === '' ? 'no letter' : letters} does not name the axes of ${show(shape)}`)
    for (const [axis, letter] of [...letters].entries()) {
      const size = at(shape, axis)
      const before = sizes.get(letter) ?? size
      if (!extent.same(before, size))
        return wrong(`${letter} is both ${extent.show(before)} and ${extent.show(size)}`)
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

/** The shape that an equation gives. */
export type Einsum<Text extends string, Operands extends readonly Shape[]> = string extends Text
  ? Shape
  : Spaceless<Text> extends `${infer Left}->${infer Out}`
    ? Result<Out, Sizes<Terms<Left>, Operands>>
    : Shape

/** Whether the equation fits the operands, or the sentence. */
export type Fits<Text extends string, Operands extends readonly Shape[]> = string extends Text
  ? true
  : Spaceless<Text> extends `${infer Left}->${infer Out}`
    ? readonly [AreLetters<Left>, AreLetters<Out>, Out] extends readonly [true, true, infer O extends string]
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

/**
 * A formula as it is put together, before it is known what its names mean.
 * Before it: `tokens.ts`. After it: `grammar.ts` makes it, `elaborate.ts` gives it a meaning.
 * Invariant: a flat list, parts before what they are parts of; a part is named by its place in the list.
 */

/** The place of a part in the list. */
export type Place = number

export interface Option {
  readonly name: string
  readonly at: number
  readonly value: Place
}

/** What stands between two commas of `x[…]`. */
export type Item =
  | { readonly as: 'one'; readonly value: Place }
  | {
      readonly as: 'range'
      readonly from: Place | undefined
      readonly to: Place | undefined
      readonly step: Place | undefined
    }
  | { readonly as: 'new' }

/** `0 ≤ row < extent`, or `row = 0`, which is an extent of 1. */
export interface Guard {
  readonly row: Place
  readonly extent: Place | undefined
}

export type Form =
  | { readonly tag: 'number'; readonly value: number }
  | { readonly tag: 'name'; readonly name: string; readonly quoted: boolean }
  | { readonly tag: 'text'; readonly value: string }
  /** Terms that are added, or subtracted where the sign is −1. */
  | { readonly tag: 'sum'; readonly terms: readonly Place[]; readonly signs: readonly (1 | -1)[] }
  /** Factors with the signs between them: · ∘ @. */
  | {
      readonly tag: 'product'
      readonly factors: readonly Place[]
      readonly signs: readonly string[]
      readonly places: readonly number[]
    }
  | { readonly tag: 'infix'; readonly sign: string; readonly left: Place; readonly right: Place }
  /** − ¬ √, and what encloses its operand: | ⌊ ⌈. */
  | { readonly tag: 'prefix'; readonly sign: string; readonly operand: Place }
  | { readonly tag: 'transposed'; readonly operand: Place }
  /** Σ₀ x, max₀ x: the sign or the word, and the axes where they are said. */
  | {
      readonly tag: 'fold'
      readonly sign: string
      readonly axes: readonly number[] | undefined
      readonly operand: Place
    }
  /** In parentheses. */
  | { readonly tag: 'group'; readonly operand: Place }
  /** [ … ]: a mask or data. */
  | { readonly tag: 'list'; readonly items: readonly Place[] }
  | { readonly tag: 'extents'; readonly sizes: readonly Place[] }
  | {
      readonly tag: 'call'
      readonly name: string
      readonly operands: readonly Place[]
      readonly options: readonly Option[]
    }
  /** index(i₀ + 1 over 3×4, f32) */
  | {
      readonly tag: 'positions'
      readonly value: Place
      readonly shape: Place
      readonly dtype: Place | undefined
    }
  | { readonly tag: 'element'; readonly base: Place; readonly items: readonly Item[] }
  /** x[i₀ − 1, i₁ over 5×3; 0 ≤ i₁ < 2; else 0] */
  | {
      readonly tag: 'map'
      readonly base: Place
      readonly rows: readonly Place[]
      readonly shape: Place
      readonly guards: readonly Guard[]
      readonly otherwise: Place | undefined
    }

export interface Part {
  readonly form: Form
  /** Where it is shown to be wrong: its sign, or where it opens. */
  readonly at: number
}

/** `name = value   shape`, or without the name, or without the shape. */
export interface Statement {
  readonly name: { readonly text: string; readonly at: number } | undefined
  readonly value: Place
  readonly at: number
  /** The shape that is said to be that of the value. */
  readonly shape: Place | undefined
  /** The parts of this statement are those from `from` to its value, and of its shape up to `to`. */
  readonly from: Place
  readonly to: Place
}

/** `x: i32 batch` of a signature. */
export interface Declaration {
  readonly name: string
  readonly at: number
  readonly dtype: string | undefined
  /** Undefined where the text says `?`. */
  readonly shape: Place | undefined
}

export interface Signature {
  readonly inputs: readonly Declaration[]
  readonly outputs: readonly Declaration[]
}

export interface Syntax {
  readonly parts: readonly Part[]
  readonly signature: Signature | undefined
  readonly outputs: readonly Statement[]
  readonly definitions: readonly Statement[]
}

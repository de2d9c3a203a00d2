/**
 * A formula's text as words and signs, each with its place.
 * Before it: `FormulaError.ts`. After it: `grammar.ts`.
 * Invariant: signs that people type for one another are one sign here, the one that `show` prints; nothing is skipped
 * but blanks.
 */
import { left, right } from '../Either.ts'
import type { Either } from '../Either.ts'
import { unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import { nameText } from './names.ts'

export interface Token {
  readonly kind:
    | 'number'
    | 'name'
    /** A name between backticks, which no word of the notation shadows. */
    | 'quoted'
    /** `"ij,jk->ik"` */
    | 'text'
    /** `3x4` */
    | 'extents'
    | 'superscript'
    | 'subscript'
    | 'sign'
    | 'line'
    | 'end'
  /** The sign, the name without its backticks, the digits of a number in ASCII. */
  readonly text: string
  readonly at: number
  /** How many blanks stand before it. */
  readonly gap: number
}

/** The number of UTF-16 units beyond which a formula is not read. */
export const longest = 1_000_000

/** What is typed for a sign that is printed otherwise. */
const synonyms: ReadonlyMap<string, string> = new Map([
  ['-', '−'],
  ['–', '−'],
  ['*', '∘'],
  ['⊙', '∘'],
  ['⋅', '·'],
  ['∙', '·'],
  ['•', '·'],
  ['÷', '/'],
  ['∕', '/'],
  ['<=', '≤'],
  ['>=', '≥'],
  ['!=', '≠'],
  ['<<', '≪'],
  ['>>', '≫'],
  ['**', '^'],
  ['&&', '∧'],
  ['∑', 'Σ'],
  ['∏', 'Π'],
  ['⊤', 'ᵀ'],
  ['->', '→'],
  ['!', '¬'],
])

const digits = { superscript: '⁰¹²³⁴⁵⁶⁷⁸⁹', subscript: '₀₁₂₃₄₅₆₇₈₉' } as const

const ascii = (text: string, kind: keyof typeof digits): string =>
  [...text].map((sign) => (sign === '⁻' ? '-' : String(digits[kind].indexOf(sign)))).join('')

/** A name with digits instead of subscripts: W₁ is W1. */
export const raised = (name: string): string => name.replaceAll(/[₀-₉]/g, (sign) => ascii(sign, 'subscript'))

const rules: readonly (readonly [kind: Token['kind'], pattern: RegExp])[] = [
  ['line', /\s*?\n\s*/uy],
  ['extents', /\d+(?:x(?:\d+|[\p{L}_$][\p{L}\d_$]*))+/uy],
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-−+]?\d+)?/uy],
  ['name', new RegExp(nameText, 'uy')],
  ['quoted', /`(?:[^`\\\n]|\\.)*`/uy],
  ['text', /"[^"\n]*"/uy],
  ['superscript', /⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/uy],
  ['subscript', /[₀-₉]+/uy],
  ['sign', /->|<=|>=|!=|==|<<|>>|\*\*|&&|[-−–+*∘⊙·⋅∙•@/÷∕^×()[\],;:=<>≤≥≠∧∨⊻¬!&|⊕≪≫√∞Σ∑Π∏∃∀⌊⌋⌈⌉ᵀ⊤→]/uy],
]

/** What is said of a character that no formula has. */
const hints: ReadonlyMap<string, string> = new Map([
  ["'", 'A transpose is Wᵀ, W^T or W.T.'],
  ['%', 'The remainder is mod(a, b).'],
  ['⟨', 'What stands in ⟨…⟩ is a remark on what is not written out: large data, or a mistake.'],
  ['…', 'The text was cut here; print the whole of it.'],
  ['‖', 'The norm is norm(x).'],
  ['‘', 'A transpose is Wᵀ, W^T or W.T.'],
  ['’', 'A transpose is Wᵀ, W^T or W.T.'],
  ['{', 'Parentheses are ( and ); a mask or data stand in [ and ].'],
  ['}', 'Parentheses are ( and ); a mask or data stand in [ and ].'],
  ['\\', 'Formulas are read as text, not as LaTeX.'],
])

const textOf = (kind: Token['kind'], found: string): string | undefined => {
  switch (kind) {
    case 'number':
      return found.replace('−', '-')
    case 'quoted':
      return unquoted(found)
    case 'text':
      return found.slice(1, -1)
    case 'superscript':
    case 'subscript':
      return ascii(found, kind)
    case 'sign':
      return synonyms.get(found) ?? found
    default:
      return found
  }
}

/** The name between backticks, or undefined where an escape is none. */
const unquoted = (found: string): string | undefined => {
  try {
    const name: unknown = JSON.parse(
      `"${found.slice(1, -1).replaceAll(/\\.|"/gu, (sign) => (sign === '"' ? '\\"' : sign))}"`,
    )
    return typeof name === 'string' && name !== '' ? name : undefined
  } catch {
    return undefined
  }
}

/** The tokens of a text, an end after them. */
export const tokensOf = (text: string): Either<Refusal, readonly Token[]> => {
  if (text.length > longest)
    return left(unreadable(0, `a formula has at most ${longest} characters, this one has ${text.length}`))
  const tokens: Token[] = []
  const blank = /[^\S\n]+/uy
  for (let at = 0; ;) {
    blank.lastIndex = at
    const gap = blank.exec(text)?.[0].length ?? 0
    const start = at + gap
    if (start >= text.length) {
      tokens.push({ kind: 'end', text: '', at: start, gap })
      return right(tokens)
    }
    const token = tokenAt(text, start, gap)
    if ('sentence' in token) return left(token)
    tokens.push(token.token)
    at = token.end
  }
}

const tokenAt = (
  text: string,
  at: number,
  gap: number,
): Refusal | { readonly token: Token; readonly end: number } => {
  for (const [kind, pattern] of rules) {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found === undefined) continue
    const read = textOf(kind, found)
    if (read === undefined) return unreadable(at, `${found} is no name`)
    return { token: { kind, text: read, at, gap }, end: at + found.length }
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  const shown = /^\p{C}/u.test(character)
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    : character
  const open = { '"': 'a text', '`': 'a name' }[character]
  return open === undefined
    ? unreadable(at, `${shown} means nothing in a formula`, hints.get(character))
    : unreadable(at, `${open} that opens with ${character} does not close`)
}

/**
 * The tokens of a formula as its rules read them, and the parts that they make.
 * Before it: `tokens.ts`, `Syntax.ts`. After it: `grammar.ts`, `operands.ts`, `statements.ts`.
 * Invariant: within brackets a new line is a blank.
 */
import { at } from '../Bug.ts'
import { unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import type { Form, Part, Place } from './Syntax.ts'
import type { Token } from './tokens.ts'

/** What the grammar asks of the names in a formula. */
export interface Names {
  /** Whether a tensor is called that, so that no word of the notation is meant. */
  readonly isTensor: (name: string) => boolean
  /** Whether a word folds over axes, as max and sum do. */
  readonly isFold: (word: string) => boolean
  /** Whether a function is called that. */
  readonly isFunction: (word: string) => boolean
}

/** Tokens as they are read, and the parts made of them. */
export class Reader {
  readonly parts: Part[] = []
  private readonly tokens: readonly Token[]
  readonly names: Names
  private next = 0
  /** The brackets that are open: within, a new line is a blank. */
  private readonly brackets: string[] = []

  constructor(tokens: readonly Token[], names: Names) {
    this.tokens = tokens
    this.names = names
  }

  /** The token that is next, or the one after it. */
  peek(ahead = 0): Token {
    let position = this.next
    for (let k = 0; ; position++) {
      const token = at(this.tokens, Math.min(position, this.tokens.length - 1))
      if (token.kind === 'line' && this.brackets.length > 0) continue
      if (k === ahead || token.kind === 'end') return token
      k += 1
    }
  }

  take(): Token {
    const token = this.peek()
    while (this.tokens[this.next] !== token && this.next < this.tokens.length) this.next += 1
    this.next += 1
    return token
  }

  is(text: string): boolean {
    const token = this.peek()
    return token.kind === 'sign' && token.text === text
  }

  /** Whether the next token is this word, and no tensor's name. */
  isWord(text: string): boolean {
    const token = this.peek()
    return token.kind === 'name' && token.text === text
  }

  /** Takes the sign where it is next. */
  takes(text: string): boolean {
    if (!this.is(text)) return false
    this.take()
    return true
  }

  /** The bracket that was opened last and is still open. */
  get inside(): string | undefined {
    return this.brackets.at(-1)
  }

  open(): Token {
    const token = this.take()
    this.brackets.push(token.text)
    return token
  }

  /** Takes the token that closes the innermost bracket, or says what stands in its place. */
  close(sign: string): Refusal | undefined {
    const token = this.peek()
    if (!this.is(sign))
      return unreadable(
        token.at,
        `${sign} is missing before ${shown(token)}`,
        `What opens with ${this.inside ?? ''} closes with ${sign}.`,
      )
    this.take()
    this.brackets.pop()
    return undefined
  }

  make(form: Form, where: number): Place {
    this.parts.push({ form, at: where })
    return this.parts.length - 1
  }

  part(place: Place): Part {
    return at(this.parts, place)
  }
}

/** A name or a text in a sentence, cut where it is long. */
export const brief = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

/** What a token is called in a sentence. */
export const shown = ({ kind, text }: Token): string => {
  switch (kind) {
    case 'end':
      return 'the end of the formula'
    case 'line':
      return 'the end of the line'
    case 'superscript':
      return 'a power'
    case 'text':
      return `"${brief(text)}"`
    default:
      return brief(text)
  }
}

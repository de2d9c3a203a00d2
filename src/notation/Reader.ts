/**
 * The tokens of a formula as its rules read them, the parts that they make, and how rules run.
 * Before it: `tokens.ts`, `Syntax.ts`. After it: `grammar.ts`, `operands.ts`, `statements.ts`.
 * Invariant: nothing recurses: a rule that needs another one yields it to `run`, which keeps the stack.
 */
import { at } from '../Bug.ts'
import { left, right } from '../Either.ts'
import type { Either } from '../Either.ts'
import { unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import type { Form, Part, Place } from './Syntax.ts'
import type { Token } from './tokens.ts'

/** A rule of the grammar: it yields the rules that it needs, one after the other, and gives the place of its part. */
export type Rule = Generator<Rule | Refusal, Place, Place>

/** What a rule gives, and what it refuses. */
export const run = (start: Rule): Either<Refusal, Place> => {
  const stack: Rule[] = [start]
  let place: Place = 0
  for (let rule = stack.at(-1); rule !== undefined; rule = stack.at(-1)) {
    const step = rule.next(place)
    if (step.done === true) {
      place = step.value
      stack.pop()
    } else if ('sentence' in step.value) return left(step.value)
    else stack.push(step.value)
  }
  return right(place)
}

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

/** What a token is called in a sentence. */
export const shown = ({ kind, text }: Token): string =>
  kind === 'end'
    ? 'the end of the formula'
    : kind === 'line'
      ? 'the end of the line'
      : kind === 'superscript'
        ? 'a power'
        : text

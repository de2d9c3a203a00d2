/**
 * A LaTeX formula as its rules read it: one token after the other.
 * Before it: `FormulaError.ts`. After it: `mathml.ts`.
 * Invariant: blanks between tokens mean nothing; a word in \text, \mathrm and the like is read as it stands.
 */
import { unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'

const token = /\\(?:[A-Za-z]+|[^])|[^]/uy

/** What a command stands for in a word. */
const literal: ReadonlyMap<string, string> = new Map([
  ...Array.from('{}$&#_%', (sign): [string, string] => [`\\${sign}`, sign]),
  ['\\ ', ' '],
  ['\\textbackslash', '\\'],
  ['\\textasciicircum', '^'],
  ['\\textasciitilde', '~'],
  ['\\textless', '<'],
  ['\\textgreater', '>'],
  ['\\textbar', '|'],
])

/** A letter that the fonts lack, as its code point. */
const codePoint = /U\+([0-9A-F]{4,6})/uy

export class LatexReader {
  private readonly text: string
  private place = 0

  constructor(text: string) {
    this.text = text
  }

  /** Where the next token begins. */
  get at(): number {
    this.peek()
    return this.place
  }

  /** The token that is next; empty at the end. */
  peek(): string {
    const blank = /\s*/uy
    blank.lastIndex = this.place
    this.place += blank.exec(this.text)?.[0].length ?? 0
    token.lastIndex = this.place
    return token.exec(this.text)?.[0] ?? ''
  }

  take(): string {
    const found = this.peek()
    this.place += found.length
    return found
  }

  takes(wanted: string): boolean {
    if (this.peek() !== wanted) return false
    this.take()
    return true
  }

  /** The digits and the point of a number. */
  number(): string {
    this.peek()
    const digits = /\d+(?:\.\d+)?/uy
    digits.lastIndex = this.place
    const found = digits.exec(this.text)?.[0] ?? ''
    this.place += found.length
    return found
  }

  /** What braces hold, as the characters that it stands for; or what cannot stand in a word. */
  word(command: string): string | Refusal {
    if (!this.takes('{')) return unreadable(this.place, '{ is missing')
    let found = ''
    for (let open = 1; open > 0;) {
      token.lastIndex = this.place
      const next = token.exec(this.text)?.[0] ?? ''
      const start = this.place
      if (next === '') return unreadable(start, '} is missing before the end of the formula')
      this.place += next.length
      if (next === '\\text') {
        if (!this.takes('{')) return unreadable(this.place, '{ is missing')
        open += 1
      } else if (next === '{') open += 1
      else if (next === '}') open -= 1
      else if (/^\s$/.test(next)) found += command === '\\text' ? next : ''
      else if (literal.has(next)) found += literal.get(next) ?? ''
      else if (next.startsWith('\\')) return unreadable(start, `${next} cannot stand in a word`)
      else if (!/^[ -~]$/.test(next) && (command !== '\\text' || next >= '\u0180'))
        return unreadable(start, `${next} is no character of LaTeX`)
      else found += this.letter(start) ?? next
    }
    return found
  }

  /** The letter of a code point that stands at a place. */
  private letter(start: number): string | undefined {
    codePoint.lastIndex = start
    const [whole = '', digits = ''] = codePoint.exec(this.text) ?? []
    const point = Number.parseInt(digits, 16)
    if (!(point <= 0x10ffff)) return undefined
    this.place = start + whole.length
    return String.fromCodePoint(point)
  }
}

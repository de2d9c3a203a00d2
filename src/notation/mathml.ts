/**
 * Formulas as MathML, for pages: LaTeX of the kind that `latex.ts` writes, read and written again.
 * Before it: `latex.ts`, `LatexReader.ts`, `latexSymbols.ts`. After it: pages.
 * Invariant: the result is well-formed XML; an unknown command, a brace that does not close and a second index are
 * refused, so that what is read compiles; nothing recurses.
 */
import { Bug } from '../Bug.ts'
import { left, right } from '../Either.ts'
import type { Either } from '../Either.ts'
import type { AnyTensor } from '../Tensor.ts'
import { located, unreadable } from './FormulaError.ts'
import type { FormulaError, Refusal } from './FormulaError.ts'
import { latex } from './latex.ts'
import { LatexReader } from './LatexReader.ts'
import { accents, blanks, delimiters, symbols } from './latexSymbols.ts'
import { run } from './Rule.ts'
import type { Rule } from './Rule.ts'

type Markup = Rule<string>

const escapes: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

/** Text in XML, without the control characters that no XML has. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[&<>"]/g, (sign) => escapes.get(sign) ?? sign)
    .replaceAll(/[^\P{C}\n\t]/gu, (sign) => `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase()}`)

const element = (name: string, inner: string): string => `<${name}>${inner}</${name}>`

const operator = (sign: string): string => element('mo', escaped(sign))

const fence = (sign: string): string =>
  sign === '.' ? '' : `<mo fence="true" stretchy="true">${escaped(symbols.get(sign)?.text ?? sign)}</mo>`

/** Items up to what closes them, as one. */
function* row(reader: LatexReader, closing: string): Markup {
  const start = reader.at
  const items: string[] = []
  for (let next = reader.peek(); next !== closing; next = reader.peek()) {
    if (next === '')
      yield unreadable(
        reader.at,
        `${closing === '' ? 'something' : closing} is missing before the end of the formula`,
      )
    if (next === '}' || next === '\\right') yield unreadable(reader.at, `${next} closes nothing`)
    if (reader.at - start > longest) yield unreadable(start, `a formula has at most ${longest} characters`)
    items.push(yield item(reader))
  }
  return items.length === 1 ? items.join('') : element('mrow', items.join(''))
}

const longest = 1_000_000

/** The operators that have their limits below. */
const isLarge = (command: string): boolean => symbols.get(command)?.element === 'large'

/** A base with what stands below and above it. */
function* item(reader: LatexReader): Markup {
  const large = isLarge(reader.peek())
  const base: string = yield atom(reader)
  let below: string | undefined
  let above: string | undefined
  let primes = ''
  for (;;) {
    const { at } = reader
    if (reader.takes("'")) {
      if (above !== undefined) yield unreadable(at, 'a prime stands behind a power')
      primes += '′'
    } else if (reader.takes('_')) {
      if (below !== undefined) yield unreadable(at, 'a second index')
      below = yield argument(reader)
    } else if (reader.takes('^')) {
      if (above !== undefined) yield unreadable(at, 'a second power')
      above = yield argument(reader)
    } else break
  }
  const up = primes === '' ? above : element('mrow', operator(primes) + (above ?? ''))
  const [under, both, over] = large ? ['munder', 'munderover', 'mover'] : ['msub', 'msubsup', 'msup']
  if (below === undefined) return up === undefined ? base : element(over ?? '', base + up)
  return up === undefined ? element(under ?? '', base + below) : element(both ?? '', base + below + up)
}

/** What an index, a power or a command takes: one token, or what stands in braces. */
function* argument(reader: LatexReader): Markup {
  const { at } = reader
  const next = reader.peek()
  if (['', '}', '_', '^', "'", '\\right'].includes(next)) yield unreadable(at, 'an argument is missing')
  return yield atom(reader)
}

function* braced(reader: LatexReader): Markup {
  if (!reader.takes('{')) yield unreadable(reader.at, '{ is missing')
  const inner: string = yield row(reader, '}')
  reader.take()
  return inner
}

function* atom(reader: LatexReader): Markup {
  const next = reader.peek()
  const { at } = reader
  if (next === '{') return yield braced(reader)
  if (/^\d$/.test(next)) return element('mn', reader.number())
  if (/^[A-Za-z]$/.test(next)) return element('mi', reader.take())
  if (next.startsWith('\\')) return yield command(reader)
  if (!/^[-+*/=<>()[\]|,.;:!?"@`]$/.test(next))
    yield unreadable(at, `${next} cannot stand in a formula of LaTeX`)
  reader.take()
  return operator(next === '-' ? '−' : next === '*' ? '∗' : next)
}

function* command(reader: LatexReader): Markup {
  const { at } = reader
  const name = reader.take()
  const blank = blanks.get(name)
  if (blank !== undefined) return `<mspace width="${blank}"/>`
  const accent = accents.get(name)
  if (accent !== undefined) {
    const base: string = yield braced(reader)
    return `<mover accent="true">${base}${operator(accent)}</mover>`
  }
  switch (name) {
    case '\\frac': {
      const above: string = yield braced(reader)
      return element('mfrac', above + (yield braced(reader)))
    }
    case '\\sqrt':
      return element('msqrt', yield braced(reader))
    case '\\left':
      return yield fenced(reader)
    case '\\text':
      return element('mtext', escaped(yield* word(reader, name)).replaceAll(' ', '\u00a0'))
    case '\\mathrm':
      return `<mi mathvariant="normal">${escaped(yield* word(reader, name))}</mi>`
    case '\\mathtt':
      return `<mi mathvariant="monospace">${escaped(yield* word(reader, name))}</mi>`
    case '\\operatorname':
      return `<mi mathvariant="normal">${escaped(yield* word(reader, name))}</mi>`
    case '\\mathbin':
      return element('mrow', yield braced(reader))
    default:
  }
  const symbol = symbols.get(name)
  if (symbol === undefined) yield unreadable(at, `${name} is no command that is known here`)
  if (symbol?.element === 'large') return `<mo movablelimits="true">${symbol.text}</mo>`
  return element(symbol?.element ?? 'mi', escaped(symbol?.text ?? ''))
}

function* word(reader: LatexReader, name: string): Generator<Markup | Refusal, string, string> {
  const found = reader.word(name)
  if (typeof found === 'string') return found
  yield found
  return ''
}

/** \left( … \right) */
function* fenced(reader: LatexReader): Markup {
  const { at } = reader
  const opening = reader.take()
  if (!delimiters.has(opening)) yield unreadable(at, `${opening} is no delimiter`)
  const inner: string = yield row(reader, '\\right')
  reader.take()
  const end = reader.at
  const closing = reader.take()
  if (!delimiters.has(closing)) yield unreadable(end, `${closing} is no delimiter`)
  return element('mrow', fence(opening) + inner + fence(closing))
}

/**
 * LaTeX of the kind that `latex` writes, as MathML; or what is wrong with it.
 *
 * @example
 * mathmlOf('\\frac{x}{2}').right
 * // <math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><mfrac><mi>x</mi><mn>2</mn></mfrac></math>
 */
export const mathmlOf = (text: string): Either<FormulaError, string> => {
  if (typeof text !== 'string') return left(located('', unreadable(0, 'LaTeX is a text')))
  const read = run(row(new LatexReader(text), ''))
  return read._tag === 'Left'
    ? left(located(text, read.left))
    : right(`<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">${read.right}</math>`)
}

/**
 * The formula of a tensor in MathML, for pages.
 *
 * @example
 * mathml(square(input('x', f32())))
 * // <math xmlns="http://www.w3.org/1998/Math/MathML" display="block"><msup><mi>x</mi><mn>2</mn></msup></math>
 */
export const mathml = (tensor: AnyTensor): string => {
  const written = latex(tensor)
  const read = mathmlOf(written)
  if (read._tag === 'Left') throw new Bug(`${read.left.sentence} in ${written}`)
  return read.right
}

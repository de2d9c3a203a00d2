/**
 * Which operator has which operands.
 * Before it: `Reader.ts`, `operators.ts`. After it: `operands.ts`, `statements.ts`.
 * Invariant: what people read in two ways is refused, with both readings.
 */
import { unreadable } from './FormulaError.ts'
import { precedence } from './Notation.ts'
import type { Precedence } from './Notation.ts'
import { atom, postfix } from './operands.ts'
import { infixes } from './operators.ts'
import { shown } from './Reader.ts'
import type { Reader } from './Reader.ts'
import type { Rule } from './Rule.ts'
import type { Place } from './Syntax.ts'
import { words } from './names.ts'
import type { Token } from './tokens.ts'

/** The operator that a token is between operands. */
const infixOf = (token: Token): { readonly sign: string; readonly level: Precedence } | undefined => {
  const sign = token.kind === 'sign' ? token.text : token.kind === 'name' ? (words.get(token.text) ?? '') : ''
  const infix = infixes.get(sign)
  return infix === undefined ? undefined : { sign, level: infix.level }
}

const tighter = (level: Precedence): Precedence =>
  Object.values(precedence).find((other) => other > level) ?? precedence.atom

/** An expression whose operators bind at least as tight as `least`. */
export function* expression(reader: Reader, least: Precedence = precedence.choice): Rule {
  let found: Place = yield operand(reader, least)
  for (;;) {
    const token = reader.peek()
    const infix = infixOf(token)
    if (infix === undefined || infix.level < least) return found
    // Between bars, a bar closes.
    if (infix.sign === '|' && reader.inside === '|') return found
    switch (infix.level) {
      case precedence.sum:
        found = yield sum(reader, found)
        break
      case precedence.product:
        found = yield product(reader, found)
        break
      case precedence.quotient:
        found = yield quotient(reader, found)
        break
      case precedence.power:
        found = yield power(reader, found)
        break
      default:
        found = yield alike(reader, found, infix)
    }
  }
}

function* sum(reader: Reader, start: Place): Rule {
  const { at: where } = reader.peek()
  const terms = [start]
  const signs: (1 | -1)[] = [1]
  while (reader.is('+') || reader.is('−')) {
    signs.push(reader.take().text === '+' ? 1 : -1)
    terms.push(yield expression(reader, precedence.quotient))
  }
  return reader.make({ tag: 'sum', terms, signs }, where)
}

const isProduct = (token: Token): boolean => infixOf(token)?.level === precedence.product

function* product(reader: Reader, start: Place): Rule {
  const { at: where } = reader.peek()
  const factors = [start]
  const signs: string[] = []
  const places: number[] = []
  while (isProduct(reader.peek())) {
    const { text, at: place } = reader.take()
    signs.push(text)
    places.push(place)
    factors.push(yield expression(reader, precedence.prefix))
  }
  return reader.make({ tag: 'product', factors, signs, places }, where)
}

function* quotient(reader: Reader, start: Place): Rule {
  const { at: where } = reader.take()
  const below: Place = yield expression(reader, precedence.product)
  const { form, at: inner } = reader.part(below)
  if (form.tag === 'product')
    yield unreadable(
      inner,
      'a / b·c can be read in two ways',
      'Write (a / b)·c or a / (b·c), with the parentheses.',
    )
  return reader.make({ tag: 'infix', sign: '/', left: start, right: below }, where)
}

function* power(reader: Reader, start: Place): Rule {
  const { at: where } = reader.take()
  if (reader.isWord('T') && !reader.names.isTensor('T')) {
    reader.take()
    return yield postfix(reader, reader.make({ tag: 'transposed', operand: start }, where))
  }
  const exponent: Place = yield expression(reader, precedence.power)
  return reader.make({ tag: 'infix', sign: '^', left: start, right: exponent }, where)
}

/** Comparisons, which stand alone, and connections, of which several of one kind make a chain. */
function* alike(
  reader: Reader,
  start: Place,
  { sign, level }: { readonly sign: string; readonly level: Precedence },
): Rule {
  const { at: where } = reader.take()
  const other: Place = yield expression(reader, tighter(level))
  const found = reader.make({ tag: 'infix', sign, left: start, right: other }, where)
  const token = reader.peek()
  const following = infixOf(token)
  if (following?.level !== level) return found
  if (level === precedence.comparison)
    yield unreadable(
      token.at,
      `a ${sign} b ${following.sign} c is two comparisons`,
      `Write a ${sign} b and b ${following.sign} c, or put the one that is meant first in parentheses.`,
    )
  if (following.sign !== sign)
    yield unreadable(
      token.at,
      `${sign} beside ${following.sign} can be read in two ways`,
      'Put what belongs together in parentheses.',
    )
  return found
}

/** What an operator may have on its right: signs before it, then an atom and what follows it. */
function* operand(reader: Reader, least: Precedence): Rule {
  const token = reader.peek()
  if (token.kind === 'sign') {
    switch (token.text) {
      case '−': {
        reader.take()
        const inner: Place = yield expression(
          reader,
          least > precedence.quotient ? least : precedence.quotient,
        )
        return reader.make({ tag: 'prefix', sign: '−', operand: inner }, token.at)
      }
      case '¬':
        return yield negation(reader)
      case '√':
        return yield root(reader)
      default:
    }
    if (reader.names.isFold(token.text)) return yield signFold(reader)
  }
  if (token.kind === 'name' && token.text === 'not' && reader.peek(1).text !== '(')
    return yield negation(reader)
  return yield postfix(reader, yield atom(reader))
}

function* negation(reader: Reader): Rule {
  const { at: where } = reader.take()
  const inner: Place = yield expression(reader, precedence.prefix)
  return reader.make({ tag: 'prefix', sign: '¬', operand: inner }, where)
}

const isPostfix = (token: Token): boolean =>
  token.kind === 'superscript' || (token.kind === 'sign' && ['^', 'ᵀ', '['].includes(token.text))

function* root(reader: Reader): Rule {
  const { at: where } = reader.take()
  const inParentheses = reader.is('(')
  const inner: Place = yield atom(reader)
  const found = reader.make({ tag: 'prefix', sign: '√', operand: inner }, where)
  if (!inParentheses && isPostfix(reader.peek()))
    yield unreadable(
      reader.peek().at,
      `√ before an operand with ${shown(reader.peek())} can be read in two ways`,
      'Write √(x²) or (√x)².',
    )
  return yield postfix(reader, found)
}

/** The axes in what stands behind a fold, digit by digit: Σ₀₂ x folds over 0 and 2. */
export const axesIn = (text: string): readonly number[] | undefined =>
  text === '' ? undefined : [...text].map(Number)

function* signFold(reader: Reader): Rule {
  const { text: sign, at: where } = reader.take()
  const below = reader.peek()
  const hasAxes = below.kind === 'subscript' && below.gap === 0
  if (hasAxes) reader.take()
  return yield folded(reader, { sign, axes: axesIn(hasAxes ? below.text : '') }, where)
}

/** Everything up to the next operator that is looser than a prefix; a product after it is refused. */
export function* folded(
  reader: Reader,
  { sign, axes }: { readonly sign: string; readonly axes: readonly number[] | undefined },
  where: number,
): Rule {
  const inner: Place = yield expression(reader, precedence.prefix)
  const token = reader.peek()
  if (isProduct(token))
    yield unreadable(
      token.at,
      `${sign} a${token.text}b can be read in two ways`,
      `Write ${sign} (a${token.text}b) or (${sign} a)${token.text}b, with the parentheses.`,
    )
  return reader.make({ tag: 'fold', sign, axes, operand: inner }, where)
}

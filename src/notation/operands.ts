/**
 * What operators stand between: names, numbers, calls, what is in brackets, and what follows an operand.
 * Before it: `Reader.ts`, `grammar.ts`. After it: `grammar.ts`, `statements.ts`.
 * Invariant: a bracket that opens closes, or the sentence says where it should have.
 */
import { element } from './brackets.ts'
import { unreadable } from './FormulaError.ts'
import { expression, folded } from './grammar.ts'
import { precedence } from './Notation.ts'
import { shown } from './Reader.ts'
import type { Reader } from './Reader.ts'
import type { Rule } from './Rule.ts'
import type { Option, Place } from './Syntax.ts'
import { reserved } from './names.ts'
import { raised } from './tokens.ts'
import type { Token } from './tokens.ts'

/** What opens, what closes it, and the sign of the part. */
const enclosures: ReadonlyMap<string, string> = new Map([
  ['|', '|'],
  ['⌊', '⌋'],
  ['⌈', '⌉'],
])

export function* atom(reader: Reader): Rule {
  const token = reader.peek()
  switch (token.kind) {
    case 'number':
      reader.take()
      if (!Number.isFinite(Number(token.text)))
        yield unreadable(token.at, `${shown(token)} is larger than every number`, 'Infinity is ∞, or inf.')
      return reader.make({ tag: 'number', value: Number(token.text) }, token.at)
    case 'text':
      reader.take()
      return reader.make({ tag: 'text', value: token.text }, token.at)
    case 'extents':
      reader.take()
      return literalExtents(reader, token)
    case 'quoted':
      reader.take()
      return reader.make({ tag: 'name', name: token.text, quoted: true }, token.at)
    case 'name':
      return yield named(reader)
    case 'sign':
      return yield bracketed(reader)
    default:
      return yield unreadable(token.at, `an operand is missing before ${shown(token)}`)
  }
}

/** `3x4`, as `3×4`. */
const literalExtents = (reader: Reader, { text, at }: Token): Place => {
  let offset = at
  const sizes = text.split(/(?<=\d|^)x/u).flatMap((size) => {
    const place = /^\d+$/.test(size)
      ? reader.make({ tag: 'number', value: Number(size) }, offset)
      : reader.make({ tag: 'name', name: size, quoted: false }, offset)
    offset += size.length + 1
    return [place]
  })
  return reader.make({ tag: 'extents', sizes }, at)
}

function* bracketed(reader: Reader): Rule {
  const token = reader.peek()
  if (token.text === '∞') {
    reader.take()
    return reader.make({ tag: 'number', value: Infinity }, token.at)
  }
  if (token.text === '(') {
    reader.open()
    const inner: Place = yield expression(reader)
    const missing = reader.close(')')
    if (missing !== undefined) yield missing
    return reader.make({ tag: 'group', operand: inner }, token.at)
  }
  if (token.text === '[') return yield list(reader)
  const closing = enclosures.get(token.text)
  if (closing === undefined)
    return yield unreadable(
      token.at,
      `an operand is missing before ${shown(token)}`,
      token.text === '×'
        ? '× stands between extents; a product is a·b, element by element a ∘ b.'
        : undefined,
    )
  reader.open()
  const inner: Place = yield expression(reader)
  const missing = reader.close(closing)
  if (missing !== undefined) yield missing
  return reader.make({ tag: 'prefix', sign: token.text, operand: inner }, token.at)
}

/** [ … ]: data, or one condition. */
function* list(reader: Reader): Rule {
  const { at } = reader.open()
  const items: Place[] = []
  while (!reader.is(']')) {
    items.push(yield expression(reader))
    if (!reader.takes(',')) break
  }
  const missing = reader.close(']')
  if (missing !== undefined) yield missing
  return reader.make({ tag: 'list', items }, at)
}

/** A name with the axes that are said behind it: max₀, max_0, sum_02. */
const axesBehind = (
  word: string,
): { readonly sign: string; readonly axes: readonly number[] } | undefined => {
  const [, sign, below, ascii] = /^(.+?)(?:([₀-₉]+)|_(\d+))$/u.exec(word) ?? []
  const digits = ascii ?? (below === undefined ? undefined : raised(below))
  return sign === undefined || digits === undefined ? undefined : { sign, axes: [...digits].map(Number) }
}

/** The fold that a name is, with its axes. */
const foldOf = (
  { names }: Reader,
  word: string,
): { readonly sign: string; readonly axes: readonly number[] | undefined } | undefined => {
  if (names.isTensor(word)) return undefined
  if (names.isFold(word)) return { sign: word, axes: undefined }
  const found = names.isFunction(word) ? undefined : axesBehind(word)
  return found !== undefined && names.isFold(found.sign) ? found : undefined
}

/** Whether an operand can begin with a token. */
const begins = ({ kind, text }: Token): boolean =>
  ['number', 'name', 'quoted', 'extents'].includes(kind) ||
  (kind === 'sign' && ['(', '[', '√', '∞', '⌊', '⌈', 'Σ', 'Π', '∃', '∀', '−', '¬'].includes(text))

function* named(reader: Reader): Rule {
  const token = reader.take()
  const { text: word, at } = token
  const following = reader.peek()
  // Three blanks stand before the shape of a line, which may open with a bracket.
  const called = reader.is('(') && following.gap < 3
  const fold = foldOf(reader, word)
  if (fold !== undefined && called) return yield calledFold(reader, fold, token)
  if (fold !== undefined && following.kind !== 'line' && begins(following) && !reader.is('−'))
    return yield folded(reader, fold, at)
  if (following.kind === 'superscript' && following.gap === 0) {
    const whole = word + superscripts(following.text)
    if (reader.names.isFunction(whole) && reader.peek(1).text === '(') {
      reader.take()
      return yield call(reader, whole, at)
    }
  }
  if (called) return yield call(reader, lowered(reader, word), at)
  if (reserved.has(word) && !constants.has(word))
    yield unreadable(
      at,
      `${word} is a word of the notation, not an operand`,
      `An input of that name stands between backticks: \`${word}\`.`,
    )
  return reader.make({ tag: 'name', name: word, quoted: false }, at)
}

/** log_2 is log₂. */
const lowered = ({ names }: Reader, word: string): string => {
  const other = word.replace(/_(\d+)$/, (_, digits: string) =>
    [...digits].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)] ?? '').join(''),
  )
  return names.isFunction(word) || !names.isFunction(other) ? word : other
}

const constants: ReadonlySet<string> = new Set(['pi', 'π', 'inf', 'new', 'scalar', 'true', 'false'])

const superscripts = (digits: string): string =>
  [...digits]
    .map((digit) =>
      digit === '-' ? '⁻' : (['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][Number(digit)] ?? ''),
    )
    .join('')

/** max₀(x), max(x), max(x, axis=0), and max(a, b), which is no fold. */
function* calledFold(
  reader: Reader,
  { sign, axes }: { readonly sign: string; readonly axes: readonly number[] | undefined },
  { at, text }: Token,
): Rule {
  const isApart = reader.peek().gap > 0
  const found: Place = yield call(reader, axes === undefined ? text : sign, at)
  const { form } = reader.part(found)
  const after = reader.peek()
  const isOne = form.tag === 'call' && form.operands.length === 1
  if (isApart && isOne && (after.kind === 'superscript' || after.text === '^'))
    yield unreadable(
      after.at,
      `${text} (a) with a power after it can be read in two ways`,
      `Write ${text}((a)²) or (${text}(a))².`,
    )
  if (axes === undefined || form.tag !== 'call') return found
  const [operand] = form.operands
  if (!isOne || operand === undefined || form.options.length > 0)
    yield unreadable(at, `${text} takes one operand`)
  return operand === undefined ? found : reader.make({ tag: 'fold', sign, axes, operand }, at)
}

/** `name(…)`: operands, then options; an option is a name with = that is no tensor's. */
function* call(reader: Reader, name: string, at: number): Rule {
  if (name === 'scan')
    yield unreadable(
      at,
      'a loop cannot be read back',
      'The body of a loop is no part of the text; write it in code, by scan.',
    )
  reader.open()
  const operands: Place[] = []
  const options: Option[] = []
  while (!reader.is(')')) {
    const option = reader.peek()
    const isOption =
      option.kind === 'name' &&
      reader.peek(1).kind === 'sign' &&
      reader.peek(1).text === '=' &&
      !reader.names.isTensor(option.text)
    if (isOption) {
      reader.take()
      reader.take()
      options.push({ name: option.text, at: option.at, value: yield operandOf(reader) })
    } else {
      if (options.length > 0)
        yield unreadable(
          option.at,
          'an operand stands after an option',
          'Operands come first, then options: softmax(x, axis=0).',
        )
      operands.push(yield operandOf(reader))
    }
    if (reader.isWord('over') && name === 'index' && operands.length === 1)
      return yield positions(reader, operands[0] ?? 0, at)
    if (!reader.takes(',')) break
  }
  const missing = reader.close(')')
  if (missing !== undefined) yield missing
  return reader.make({ tag: 'call', name, operands, options }, at)
}

/** An expression, or extents with × between them. */
export function* operandOf(reader: Reader): Rule {
  const { at } = reader.peek()
  const first: Place = yield expression(reader)
  if (!reader.is('×')) return first
  const sizes = [first]
  while (reader.takes('×')) sizes.push(yield expression(reader, precedence.sum))
  return reader.make({ tag: 'extents', sizes: sizes.flatMap((place) => sizesOf(reader, place)) }, at)
}

/** `2x3×4` is `2×3×4`. */
const sizesOf = (reader: Reader, place: Place): readonly Place[] => {
  const { form } = reader.part(place)
  return form.tag === 'extents' ? form.sizes : [place]
}

/** `over 3×4, f32)` */
function* positions(reader: Reader, value: Place, at: number): Rule {
  reader.take()
  const shape: Place = yield operandOf(reader)
  const dtype: Place | undefined = reader.takes(',') ? yield expression(reader) : undefined
  const missing = reader.close(')')
  if (missing !== undefined) yield missing
  return reader.make({ tag: 'positions', value, shape, dtype }, at)
}

/** What follows an operand: powers, transposes, elements. */
export function* postfix(reader: Reader, start: Place): Rule {
  let found = start
  for (;;) {
    const token = reader.peek()
    if (token.kind === 'superscript') {
      reader.take()
      if (!Number.isFinite(Number(token.text)))
        yield unreadable(token.at, 'this power is larger than every number')
      const exponent = reader.make({ tag: 'number', value: Number(token.text) }, token.at)
      found = reader.make({ tag: 'infix', sign: '^', left: found, right: exponent }, token.at)
    } else if (token.kind === 'sign' && token.text === 'ᵀ') {
      reader.take()
      found = reader.make({ tag: 'transposed', operand: found }, token.at)
    } else if (token.kind === 'sign' && token.text === '[') found = yield element(reader, found)
    else return found
  }
}

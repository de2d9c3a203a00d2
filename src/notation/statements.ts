/**
 * The lines of a formula: a signature, outputs, and what stands behind `where`.
 * Before it: `grammar.ts`, `operands.ts`. After it: `elaborate.ts`.
 * Invariant: every token is read; two operands side by side are no product.
 */
import { left, right } from '../Either.ts'
import type { Either } from '../Either.ts'
import { unreadable } from './FormulaError.ts'
import type { Refusal } from './FormulaError.ts'
import { expression } from './grammar.ts'
import { operandOf } from './operands.ts'
import { infixes } from './operators.ts'
import { Reader, shown } from './Reader.ts'
import type { Names } from './Reader.ts'
import { run } from './Rule.ts'
import type { Rule } from './Rule.ts'
import type { Declaration, Place, Signature, Statement, Syntax } from './Syntax.ts'
import { words } from './names.ts'
import { tokensOf } from './tokens.ts'
import type { Token } from './tokens.ts'

/** What runs to its end with nothing on the stack but itself. */
type Steps<A> = Generator<Rule | Refusal, A, Place>

/** The syntax of a text, or what is wrong with it. */
export const syntaxOf = (text: string, names: Names): Either<Refusal, Syntax> => {
  const tokens = tokensOf(text)
  if (tokens._tag === 'Left') return tokens
  const defined = definedIn(tokens.right)
  const isTensor = (name: string): boolean => names.isTensor(name) || defined.has(name)
  const reader = new Reader(joined(tokens.right), { ...names, isTensor })
  let read: Pick<Syntax, 'signature' | 'outputs' | 'definitions'> | undefined
  const start = function* (): Rule {
    read = yield* program(reader)
    return 0
  }
  const done = run(start())
  return done._tag === 'Left' || read === undefined
    ? left(done._tag === 'Left' ? done.left : unreadable(0, 'nothing is there'))
    : right({ parts: reader.parts, ...read })
}

/** The names that statements define. */
const definedIn = (tokens: readonly Token[]): ReadonlySet<string> => {
  const found = new Set<string>()
  let depth = 0
  for (const [k, { kind, text }] of tokens.entries()) {
    if (kind === 'sign') depth += '([⌊⌈'.includes(text) ? 1 : ')]⌋⌉'.includes(text) ? -1 : 0
    const before = tokens[k - 1]
    const opens =
      before === undefined ||
      before.kind === 'line' ||
      [';', ','].includes(before.text) ||
      before.text === 'where'
    const after = tokens[k + 1]
    if (depth === 0 && opens && isNameOf({ kind }) && after?.kind === 'sign' && after.text === '=')
      found.add(text)
  }
  return found
}

/** Without the new lines after an operator or before one: the formula goes on. */
const joined = (tokens: readonly Token[]): readonly Token[] =>
  tokens.filter(({ kind }, k) => kind !== 'line' || !(goesOn(tokens[k - 1]) || goesOn(tokens[k + 1])))

/** Whether a token stands between operands; a bar may be the end of one. */
const goesOn = (token: Token | undefined): boolean =>
  token !== undefined &&
  token.text !== '|' &&
  infixes.has(token.kind === 'name' ? (words.get(token.text) ?? '') : token.kind === 'sign' ? token.text : '')

/** The signature that a text begins with. */
export const signatureIn = (
  text: string,
): Either<Refusal, Pick<Syntax, 'parts'> & { readonly signature: Signature }> => {
  const tokens = tokensOf(text)
  if (tokens._tag === 'Left') return tokens
  const nothing = (): boolean => false
  const reader = new Reader(tokens.right, { isTensor: nothing, isFold: nothing, isFunction: nothing })
  let signature: Signature | undefined
  const start = function* (): Rule {
    breaks(reader)
    if (!isSignature(reader))
      yield unreadable(reader.peek().at, 'a program begins with its inputs and outputs', '(x: 3) → (y: 3)')
    signature = yield* signatureOf(reader)
    return 0
  }
  const done = run(start())
  if (done._tag === 'Left') return done
  return signature === undefined
    ? left(unreadable(0, 'nothing is there'))
    : right({ parts: reader.parts, signature })
}

function* program(reader: Reader): Steps<Pick<Syntax, 'signature' | 'outputs' | 'definitions'>> {
  breaks(reader)
  if (reader.peek().kind === 'end') yield unreadable(reader.peek().at, 'there is no formula')
  const signature = isSignature(reader) ? yield* signatureOf(reader) : undefined
  if (signature !== undefined) separated(reader)
  const outputs = yield* statements(reader)
  const definitions: Statement[] = []
  if (reader.isWord('where')) {
    reader.take()
    definitions.push(...(yield* statements(reader, [','])))
  }
  const token = reader.peek()
  if (token.kind !== 'end') yield besides(reader, token)
  return { signature, outputs, definitions }
}

/** Skips new lines. */
const breaks = (reader: Reader): void => {
  while (reader.peek().kind === 'line') reader.take()
}

/** Takes what separates statements, if it is there: new lines, a semicolon, what else is allowed. */
const separated = (reader: Reader, signs: readonly string[] = []): boolean => {
  const before = reader.peek()
  breaks(reader)
  const found = [';', ...signs].some((sign) => reader.takes(sign))
  if (found) breaks(reader)
  return (found || before.kind === 'line') && reader.peek().kind !== 'end'
}

function* statements(reader: Reader, signs: readonly string[] = []): Steps<readonly Statement[]> {
  const found: Statement[] = []
  breaks(reader)
  if (reader.peek().kind === 'end') return found
  do found.push(yield* statement(reader))
  while (separated(reader, signs) && !reader.isWord('where'))
  return found
}

const isNameOf = ({ kind }: Pick<Token, 'kind'>): boolean => kind === 'name' || kind === 'quoted'

function* statement(reader: Reader): Steps<Statement> {
  const from = reader.parts.length
  const opening = reader.peek()
  const equals = reader.peek(1)
  const isNamed = isNameOf(opening) && equals.kind === 'sign' && equals.text === '='
  if (isNamed) {
    reader.take()
    reader.take()
    breaks(reader)
  }
  const { at } = reader.peek()
  const value: Place = yield expression(reader)
  const token = reader.peek()
  const shape: Place | undefined = isShape(token) ? yield operandOf(reader) : undefined
  const after = reader.peek()
  if (after.kind !== 'end' && after.kind !== 'line' && !isEnd(after)) yield besides(reader, after)
  const name = isNamed ? { text: opening.text, at: opening.at } : undefined
  return { name, value, at, shape, from, to: reader.parts.length }
}

/** The shape of a line stands three blanks behind its formula. */
const isShape = (token: Token): boolean =>
  token.gap >= 3 &&
  !isEnd(token) &&
  (token.kind === 'sign' ? token.text === '(' : !['end', 'line'].includes(token.kind))

const isEnd = ({ kind, text }: Token): boolean =>
  (kind === 'sign' && (text === ';' || text === ',')) || (kind === 'name' && text === 'where')

/** What is said of a token that should not be where it is. */
const besides = (reader: Reader, token: Token): Refusal => {
  const { kind, text, at } = token
  if (kind === 'sign' && text === ',')
    return unreadable(
      at,
      'a comma stands outside of brackets',
      'Formulas are separated by ; or by new lines.',
    )
  if (kind === 'sign' && text === '×')
    return unreadable(at, '× stands between extents', 'A product is a·b, element by element a ∘ b.')
  if (kind === 'sign' && [')', ']', '|', '⌋', '⌉'].includes(text))
    return unreadable(at, `${text} closes nothing`)
  if (
    kind === 'sign' &&
    !infixes.has(text) &&
    !['(', '[', '√', '¬', '∞'].includes(text) &&
    !reader.names.isFold(text)
  )
    return unreadable(at, `${text} cannot stand here`)
  return unreadable(
    at,
    `an operator is missing before ${shown(token)}`,
    'Side by side is no product: write a·b, or a ∘ b element by element.',
  )
}

const isSignature = (reader: Reader): boolean =>
  reader.is('(') &&
  ((isNameOf(reader.peek(1)) && reader.peek(2).text === ':') ||
    (reader.peek(1).text === ')' && reader.peek(2).text === '→'))

/** `(x: 3, labels: i32 batch) → (y: scalar)` */
function* signatureOf(reader: Reader): Steps<Signature> {
  const inputs = yield* declarations(reader)
  const arrow = reader.peek()
  if (!reader.takes('→')) yield unreadable(arrow.at, '→ is missing after the inputs')
  return { inputs, outputs: yield* declarations(reader) }
}

function* declarations(reader: Reader): Steps<readonly Declaration[]> {
  const found: Declaration[] = []
  if (!reader.is('(')) yield unreadable(reader.peek().at, '( is missing before the names')
  reader.open()
  while (!reader.is(')')) {
    found.push(yield* declaration(reader))
    if (!reader.takes(',')) break
  }
  const missing = reader.close(')')
  if (missing !== undefined) yield missing
  return found
}

export function* declaration(reader: Reader): Steps<Declaration> {
  const name = reader.peek()
  if (!isNameOf(name)) yield unreadable(name.at, `a name is missing before ${shown(name)}`)
  reader.take()
  if (!reader.takes(':')) yield unreadable(reader.peek().at, ': is missing after the name')
  const word = reader.peek()
  const dtype = word.kind === 'name' && dtypeNames.includes(word.text) ? reader.take().text : undefined
  return { name: name.text, at: name.at, dtype, shape: yield operandOf(reader) }
}

const dtypeNames: readonly string[] = ['f32', 'i32', 'u32', 'bool']

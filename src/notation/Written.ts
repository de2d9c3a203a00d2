/**
 * A formula as it is written, with what its surroundings need to know: the sign, what binds, the factors of a product.
 * Before it: `Notation.ts`, `Style.ts`. After it: `forms.ts`, `write.ts`.
 * Invariant: only values are combined here, no tensor is looked at; the sign stands apart until a place is known.
 */
import { at } from '../Bug.ts'
import type { Shape } from '../Shape.ts'
import { difference, precedence, sum } from './Notation.ts'
import type { Notation, Precedence } from './Notation.ts'
import type { Style } from './Style.ts'

export interface Written {
  /** Without its sign. */
  readonly body: string
  readonly precedence: Precedence
  readonly negative: boolean
  /** The same at every position, so that a product with it needs no ∘. */
  readonly scalar: boolean
  /** A name, a number, such a one moved or compared, 1 / n: nothing that deserves a name of its own. */
  readonly plain: boolean
  /** The shape that a reader takes it for, where that is less than the tensor's; see `exact.ts`. */
  readonly reads?: Shape
  /** It is the name of what is defined elsewhere. */
  readonly named?: true
  /** A vector that is a row already, as xᵀ·A: transposed, it stays as it is. */
  readonly row?: true
  /** The number that it is. */
  readonly value?: number
  /** What it is the transpose of. */
  readonly untransposed?: Written
  /** What it is the product of. */
  readonly factors?: readonly Factor[]
}

interface Factor {
  readonly kind: 'number' | 'scalar' | 'tensor' | 'mask'
  readonly text: string
  readonly precedence: Precedence
  /** What it is one over. */
  readonly reciprocal?: Written
  /** A condition, of which the reader makes a choice. */
  readonly mask?: true
}

/** What is put together: no sign before it, no name of its own yet. */
const compound = (body: string, has: Precedence, scalar: boolean): Written => ({
  body,
  precedence: has,
  negative: false,
  scalar,
  plain: false,
})

export const atom = (body: string, scalar: boolean): Written => ({
  body,
  precedence: precedence.atom,
  negative: false,
  scalar,
  plain: true,
})

export const numeral = (style: Style, value: number): Written => ({
  ...atom(style.magnitude(Math.abs(value)), true),
  precedence: String(value).includes('e') ? style.scientific : precedence.atom,
  negative: value < 0 || Object.is(value, -0),
  value,
})

/** With its sign. */
export const full = (style: Style, w: Written): string => (w.negative ? style.minus + w.body : w.body)

const bound = (style: Style, text: string, has: Precedence, needs: Precedence): string =>
  has < needs ? style.parentheses(text) : text

/** As an operand of something that asks for a precedence. */
export const placed = (style: Style, w: Written, needs: Precedence): string =>
  bound(style, full(style, w), w.negative ? precedence.sum : w.precedence, needs)

export const negated = (style: Style, w: Written): Written => {
  if (w.value !== undefined) return numeral(style, -w.value)
  return w.precedence >= precedence.quotient
    ? { ...compound(w.body, w.precedence, w.scalar), negative: !w.negative, ...factorsIn(w), ...rowIn(w) }
    : { ...compound(style.parentheses(full(style, w)), precedence.atom, w.scalar), negative: true }
}

const rowIn = ({ row }: Written): Pick<Written, 'row'> => (row === true ? { row } : {})

const factorsIn = ({ factors }: Written): Pick<Written, 'factors'> =>
  factors === undefined ? {} : { factors }

/** a + b, or a − b where `sign` is −1; what is negative is subtracted. */
export const added = (style: Style, a: Written, b: Written, sign: 1 | -1): Written => {
  const second = sign < 0 ? negated(style, b) : b
  const apart = style.factored ? common(a, second) : []
  if (apart.length > 0) {
    const rest = (w: Written): Written =>
      of(
        style,
        factorsOf(w).filter((f) => !apart.includes(f.text)),
        w.negative,
      )
    const factors = factorsOf(a).filter((f) => apart.includes(f.text))
    return multiplied(style, of(style, factors, false), added(style, rest(a), rest(second), 1))
  }
  if (style.factored && a.negative && !b.negative && sign > 0) return joined(style, b, a, true)
  return joined(style, a, b, b.negative !== sign < 0)
}

/** a + b, or a − b; a sum that opens with a sign and is added keeps that sign. */
const joined = (style: Style, a: Written, b: Written, minus: boolean): Written => {
  const left = bound(style, full(style, a), a.precedence, precedence.sum)
  const opens = !minus && b.precedence === precedence.sum && b.body.startsWith(style.minus)
  const right = opens
    ? b.body.slice(style.minus.length)
    : bound(style, b.body, b.precedence, minus ? precedence.quotient : precedence.sum)
  return compound(
    style.apply(minus || opens ? difference : sum, [left, right]),
    precedence.sum,
    a.scalar && b.scalar,
  )
}

/** The scalars that both are products with, where something is left of both. */
const common = (a: Written, b: Written): readonly string[] => {
  if (a.factors === undefined || b.factors === undefined) return []
  const theirs = new Set(b.factors.filter((factor) => !hasAxes(factor)).map(({ text }) => text))
  const shared = a.factors
    .filter((factor) => !hasAxes(factor) && theirs.has(factor.text))
    .map(({ text }) => text)
  const isOnce = new Set(shared).size === shared.length
  return isOnce && a.factors.some(hasAxes) && b.factors.some(hasAxes) ? shared : []
}

const order: readonly Factor['kind'][] = ['number', 'scalar', 'tensor', 'mask']

const factorsOf = (w: Written): readonly Factor[] =>
  w.factors ?? [{ kind: kindOf(w), text: w.body, precedence: w.precedence }]

const kindOf = (w: Written): Factor['kind'] =>
  w.value !== undefined ? 'number' : w.scalar ? 'scalar' : 'tensor'

const hasAxes = ({ kind }: Factor): boolean => kind === 'tensor' || kind === 'mask'

/** Numbers first, then what is the same everywhere, then tensors, then masks, each mask once. */
const sorted = (factors: readonly Factor[]): readonly Factor[] => {
  const masks = new Set<string>()
  const repeated = ({ kind, text }: Factor): boolean => kind === 'mask' && masks.size === masks.add(text).size
  return order
    .flatMap((kind) => factors.filter((factor) => factor.kind === kind))
    .filter((factor) => !repeated(factor))
}

const hasMask = ({ factors = [] }: Written): boolean => factors.some(({ mask }) => mask === true)

/** As one factor among others, and no choice between them and 0, where a reader would take it for that. */
export const sealed = (style: Style, w: Written): Written => {
  if (!style.exact || !hasMask(w)) return w
  const { factors: _, ...rest } = w
  return { ...rest, body: style.parentheses(w.body), precedence: precedence.atom, plain: false }
}

/** a·b, element by element. */
export const multiplied = (style: Style, a: Written, b: Written): Written => ({
  ...of(style, sorted([...factorsOf(a), ...factorsOf(b)]), a.negative !== b.negative),
  ...(a.scalar ? rowIn(b) : b.scalar ? rowIn(a) : {}),
})

/** The product of sorted factors; over n where one of them is 1 / n and the style brings that together. */
const of = (style: Style, factors: readonly Factor[], negative: boolean): Written => {
  const tensors = factors.filter(hasAxes).length
  const below =
    style.reciprocals && factors.length > 1
      ? factors.filter(({ reciprocal }) => reciprocal !== undefined)
      : []
  const above = factors.filter((factor) => !below.includes(factor))
  const [reciprocal] = below
  if (reciprocal?.reciprocal !== undefined && below.length === 1)
    return { ...divided(style, of(style, above, negative), reciprocal.reciprocal), factors }
  const texts = factors.map((factor, k) => {
    const last = k === factors.length - 1
    const needs = !last
      ? factor.kind === 'number'
        ? precedence.product
        : precedence.power
      : tensors === 1 && hasAxes(factor)
        ? precedence.product
        : precedence.prefix
    return factors.length === 1 ? factor.text : bound(style, factor.text, factor.precedence, needs)
  })
  const body = texts.reduce(
    (left, right, k) => left + (hasAxes(at(factors, k - 1)) ? style.circle : style.dot) + right,
  )
  const has = factors.length === 1 ? at(factors, 0).precedence : precedence.product
  return { ...compound(body, has, tensors === 0), negative, factors }
}

/** a / b */
export const divided = (style: Style, a: Written, b: Written): Written => {
  const factors = style.factored && !b.scalar ? factorsOf(a) : []
  const inside = factors.filter(hasAxes)
  if (inside.length > 0 && inside.length < factors.length) {
    const quotient = divided(style, of(style, inside, a.negative), b)
    return of(style, [...factors.filter((f) => !hasAxes(f)), ...factorsOf(quotient)], quotient.negative)
  }
  const [above, below] = style.quotient.operands
  const body = style.quotient.write(
    bound(style, a.body, a.precedence, above),
    bound(style, b.body, b.precedence, below),
  )
  const isReciprocal = a.value === 1 && b.plain && b.scalar
  const has = style.quotient.precedence
  return {
    ...compound(body, has, a.scalar && b.scalar),
    negative: a.negative !== b.negative,
    plain: isReciprocal && !style.exact,
    ...(isReciprocal ? { factors: [{ kind: 'scalar', text: body, precedence: has, reciprocal: b }] } : {}),
  }
}

/** [condition], a factor that is 1 or 0. */
export const mask = (style: Style, condition: Written): Written => {
  const text = style.mask(full(style, condition))
  const kind = condition.scalar ? 'scalar' : 'mask'
  return {
    ...atom(text, condition.scalar),
    plain: false,
    factors: [{ kind, text, precedence: precedence.atom, mask: true }],
  }
}

/** Where the condition does not hold. */
export const refused = (style: Style, condition: Written): Written =>
  compound(
    style.not + placed(style, condition, style.exact ? precedence.prefix : precedence.atom),
    precedence.prefix,
    condition.scalar,
  )

/** The matrix product; to the left there may be another one, or numbers. */
export const contracted = (style: Style, a: Written, b: Written): Written => {
  const elementwise = (a.factors ?? []).filter(hasAxes).length > 1
  const last = a.factors?.at(-1)?.precedence
  const open = style.exact && (hasMask(a) || last === precedence.prefix)
  const chain = a.precedence === precedence.product && !elementwise && !open
  const left = bound(style, a.body, a.precedence, chain ? precedence.product : precedence.power)
  const right = style.exact ? precedence.power : precedence.prefix
  const body = left + style.dot + bound(style, b.body, b.precedence, right)
  return { ...compound(body, precedence.product, false), negative: a.negative !== b.negative }
}

/** xᵀ, and x for (xᵀ)ᵀ. */
export const transposed = (style: Style, w: Written): Written => {
  if (w.scalar) return w
  if (w.row === true) {
    const { row: _, ...column } = w
    return column
  }
  if (w.untransposed !== undefined) return w.untransposed
  const body = style.transposed(
    bound(style, full(style, w), w.negative ? precedence.sum : w.precedence, precedence.atom),
  )
  return { ...atom(body, false), precedence: precedence.power, plain: w.plain, untransposed: w }
}

/** A vector as a column: what is a row is transposed. */
export const column = (style: Style, w: Written): Written => {
  if (w.row !== true) return w
  const body = style.transposed(style.parentheses(full(style, w)))
  return { ...atom(body, false), precedence: precedence.power, plain: false }
}

/** A symbol before its operand: Σ₀ x; for a reader, a word is called: max₀(x). */
export const prefixed = (
  style: Style,
  { symbol, isWord }: { readonly symbol: string; readonly isWord: boolean },
  operand: Written,
): Written =>
  style.exact && isWord
    ? compound(`${symbol}${style.parentheses(full(style, operand))}`, precedence.atom, false)
    : compound(`${symbol} ${placed(style, operand, precedence.prefix)}`, precedence.prefix, false)

/** Any other operation, by its record's notation. */
export const applied = (style: Style, notation: Notation, operands: readonly Written[]): Written => {
  const needs = (k: number): Precedence =>
    notation.operands[k] ?? notation.operands.at(-1) ?? precedence.choice
  const body = style.apply(
    notation,
    operands.map((operand, k) => placed(style, operand, needs(k))),
  )
  const formula = compound(
    body,
    notation.precedence,
    operands.every(({ scalar }) => scalar),
  )
  const isPlain = (w: Written): boolean => w.plain && w.precedence >= precedence.power
  return notation.precedence === precedence.comparison && operands.every(isPlain)
    ? { ...formula, plain: true }
    : formula
}

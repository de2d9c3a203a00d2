/**
 * How index maps and positions are written, in any style.
 * Before it: `Written.ts`, `movement.ts`, `exact.ts`. After it: `forms.ts`.
 * Invariant: a map that is none of the known moves is spelled out.
 */
import * as extent from '../Extent.ts'
import type { Dim, Extent } from '../Extent.ts'
import { compose, isTotal, normal } from '../Move.ts'
import * as moves from '../moves.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Row } from '../Tensor.ts'
import { called, firm, isImplied, positionsOf, reading, readsAs, sameRows, shapeText } from './exact.ts'
import type { Position } from './exact.ts'
import * as movement from './movement.ts'
import { precedence } from './Notation.ts'
import type { Precedence } from './Notation.ts'
import type { Style } from './Style.ts'
import * as w from './Written.ts'
import type { Written } from './Written.ts'

type Move = Extract<AnyTensor['form'], { readonly tag: 'move' }>

export const move = (
  style: Style,
  tensor: AnyTensor,
  form: Move,
  of: (tensor: AnyTensor) => Written,
): Written => {
  if (!style.exact) return briefly(style, tensor, form, of(form.operand))
  let whole = form
  for (let next = throughout(tensor, whole, of); next !== whole; next = throughout(tensor, whole, of))
    whole = next
  return exactly(style, tensor, whole, of(whole.operand))
}

/** Brackets behind brackets are one: x[2:3, :][0, :] is x[2, :]. */
const throughout = ({ shape }: AnyTensor, form: Move, of: (tensor: AnyTensor) => Written): Move => {
  const inner = form.operand
  if (inner.form.tag !== 'move' || of(inner).named === true || orderOf(shape, form) !== undefined) return form
  const [second, first] = [form, inner.form]
  const composed = compose({ shape, ...second }, { shape: inner.shape, ...first })
  const isOne =
    positionsOf(inner.shape, first.rows) !== undefined &&
    positionsOf(shape, second.rows) !== undefined &&
    positionsOf(shape, composed.rows) !== undefined &&
    [second, first, composed].every(({ guards }) => guards.length === 0) &&
    isTotal({ shape, ...second }) &&
    isTotal({ shape: inner.shape, ...first })
  return isOne ? { ...form, ...composed, guards: [], operand: first.operand } : form
}

/** As people write it, who leave out how often an operand is repeated. */
const briefly = (style: Style, { shape }: AnyTensor, form: Move, operand: Written): Written => {
  const reading = movement.read({ shape, form })
  switch (reading.as) {
    case 'broadcast':
      return operand
    case 'transpose':
      return permuted(style, operand, orderOf(shape, form) ?? reading.axes)
    case 'slice':
      return element(
        style,
        operand,
        reading.parts.map((part) => range(style, part)),
      )
    case 'map':
      return element(style, operand, [
        [rowTexts(style, form), ...conditions(style, form), ...fallback(style, form, reading.total)].join(
          '; ',
        ),
      ])
  }
}

/** As a reader needs it: what is repeated is said, unless aligning axes from the right says it. */
const exactly = (style: Style, tensor: AnyTensor, form: Move, operand: Written): Written => {
  const { shape } = tensor
  const moved = { shape, form }
  const inner = form.operand
  const found = movement.read(moved)
  if (found.as !== 'map' && isImplied(moved, inner.shape))
    return reading(tensor, operand, readsAs(inner, operand))
  const isEverywhere = readsAs(inner, operand).length === 0 && found.as !== 'map'
  if (isEverywhere) return reading(tensor, operand, [])
  const whole = firm(style, inner, operand)
  const order = found.as === 'map' ? undefined : orderOf(shape, form)
  if (order !== undefined) return permuted(style, whole, order)
  const positions = found.as === 'map' ? undefined : positionsOf(shape, form.rows)
  if (positions !== undefined)
    return reading(
      tensor,
      element(
        style,
        whole,
        positions.positions.map((position) => positionText(style, position, tensor)),
      ),
      positions.reads,
    )
  const over = `${rowTexts(style, form)} over ${shapeText(style, shape)}`.trimStart()
  const total = found.as === 'map' ? found.total : true
  return element(style, whole, [
    [over, ...conditions(style, form), ...fallback(style, form, total)].join('; '),
  ])
}

/** The operand's axes in the order in which the result has them, those of one element too, where that is all. */
const orderOf = (shape: Shape, { operand, rows, guards }: Move): readonly number[] | undefined => {
  const left = new Set(rows.keys())
  const order = shape.map((size, axis) => {
    const own = [...left].find((k) => rows[k]?.coefficients[axis] === 1)
    const found = own ?? (size === 1 ? [...left].find((k) => rows[k]?.extent === 1) : undefined)
    if (found !== undefined) left.delete(found)
    return found
  })
  if (guards.length > 0 || left.size > 0 || !order.every((k) => k !== undefined)) return undefined
  const isMoved = order.some((k, axis) => k !== axis)
  return isMoved && sameRows(rows, normal(moves.transpose(operand.shape, order)).rows) ? order : undefined
}

const permuted = (style: Style, operand: Written, axes: readonly number[]): Written =>
  axes.length === 2
    ? w.transposed(style, operand)
    : called(style, 'transpose', [w.placed(style, operand, precedence.choice), `[${axes.join(', ')}]`])

const positionText = (style: Style, position: Position, { shape }: AnyTensor): string => {
  switch (position.as) {
    case 'new':
      return 'new'
    case 'element':
      return sizeText(style, position.element)
    case 'range': {
      const { row, axis } = position
      if (row.extent === 1) return ':'
      const read = movement.partOf(row, shape)
      return range(
        style,
        'element' in read
          ? { from: read.element, to: extent.add(read.element, 1), step: 1, whole: false }
          : { ...read, to: extent.same(shape[axis] ?? 1, 0) ? read.from : read.to },
      )
    }
  }
}

const rowTexts = (style: Style, { rows }: Move): string => rows.map((row) => rowText(style, row)).join(', ')

const conditions = (style: Style, { guards }: Move): readonly string[] =>
  guards.map((guard) => condition(style, guard))

const fallback = (style: Style, { fill }: Move, total: boolean): readonly string[] =>
  total ? [] : [style.word('else') + w.full(style, w.numeral(style, fill))]

const condition = (style: Style, guard: Row): string =>
  guard.extent === 1
    ? `${rowText(style, guard)} = 0`
    : `0${style.atMost}${rowText(style, guard)} < ${style.extent(extent.show(guard.extent))}`

export const element = (style: Style, operand: Written, positions: readonly string[]): Written => ({
  ...w.atom(style.element(w.placed(style, operand, precedence.atom), positions), false),
  plain: false,
})

const sizeText = (style: Style, size: Extent): string => style.extent(extent.show(size))

const range = (style: Style, part: movement.Part): string => {
  const show = (size: Extent): string => sizeText(style, size)
  if ('element' in part) return show(part.element)
  if (part.whole) return part.step < 0 ? `::${show(part.step)}` : ':'
  const to = part.step < 0 && part.to === -1 ? '' : show(part.to)
  return `${show(part.from)}:${to}${part.step === 1 ? '' : `:${show(part.step)}`}`
}

type Index = Extract<AnyTensor['form'], { readonly tag: 'index' }>

/** A value that is affine in its own position; for a reader with the extents that it has. */
export const index = (
  style: Style,
  { shape, dtype }: AnyTensor,
  { coefficients, offset }: Index,
): Written => {
  const value = affine(style, coefficients, offset)
  if (!style.exact) return value
  if (shape.length === 0 && typeof offset === 'number') return w.numeral(style, offset)
  const own = typeof offset === 'number' ? [] : extent.names(offset)
  if (shape.length === 0 && own.length > 0 && !own.some((name) => style.shadowed?.has(name)))
    return dtype === 'f32' ? value : { ...called(style, dtype, [w.full(style, value)]), plain: true }
  const over = `${w.full(style, value)} over ${shapeText(style, shape)}`
  return { ...called(style, 'index', [over, ...(dtype === 'i32' ? [] : [dtype])]), plain: true }
}

/** coefficients·i + offset, where i is the position. */
const affine = (style: Style, coefficients: readonly Extent[], offset: Extent): Written => {
  const terms = coefficients.flatMap((coefficient, k) => {
    if (extent.same(coefficient, 0)) return []
    const letter = w.atom(style.subscript(style.name('i'), [k]), false)
    if (extent.same(coefficient, 1)) return [letter]
    return [
      coefficient === -1 ? w.negated(style, letter) : w.multiplied(style, size(style, coefficient), letter),
    ]
  })
  const all = terms.length > 0 && extent.same(offset, 0) ? terms : [...terms, size(style, offset)]
  return { ...all.reduce((a, b) => w.added(style, a, b, 1)), plain: true }
}

const size = (style: Style, value: Extent): Written =>
  typeof value === 'number'
    ? w.numeral(style, value)
    : { ...w.atom(style.extent(value.name), true), precedence: precedenceOf(value) }

const precedenceOf = ({ terms }: Dim): Precedence => {
  const [first, ...others] = terms
  if (others.length > 0) return precedence.sum
  return first?.coefficient === 1 && first.factors.length === 1 ? precedence.atom : precedence.product
}

const rowText = (style: Style, row: Row): string => {
  const numerator = affine(style, row.coefficients, row.offset)
  return w.full(
    style,
    row.divisor === 1 ? numerator : w.divided(style, numerator, w.numeral(style, row.divisor)),
  )
}

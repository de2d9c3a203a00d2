/**
 * How each form of tensor is written, in any style.
 * Before it: `Written.ts`, `contraction.ts`, `movement.ts`. After it: `write.ts`.
 * Invariant: one case a form; a tensor's operands are taken as they are written and never looked into, but for moves
 * that leave no trace.
 */
import * as extent from '../Extent.ts'
import type { Dim, Extent } from '../Extent.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Row } from '../Tensor.ts'
import * as contraction from './contraction.ts'
import * as movement from './movement.ts'
import { precedence } from './Notation.ts'
import type { Precedence } from './Notation.ts'
import type { Style } from './Style.ts'
import * as w from './Written.ts'
import type { Written } from './Written.ts'

/** A tensor as it is written, given how its operands are. */
export const writtenOf = (style: Style, tensor: AnyTensor, of: (tensor: AnyTensor) => Written): Written => {
  const { form, shape } = tensor
  switch (form.tag) {
    case 'input':
      return w.atom(style.name(form.name), false)
    case 'constant':
      return typeof form.value === 'number'
        ? w.numeral(style, form.value)
        : w.atom(style.remark(`${shapes.show(shape)} data`), false)
    case 'index':
      return affine(style, form.coefficients, form.offset)
    case 'elementwise':
      return elementwise(style, form.op.notation, form.operands.map(of))
    case 'reduce': {
      const symbol = style.monoid(form.monoid)
      const { operand, axes } = unmoved(form, of)
      const all = axes.length === operand.shape.length
      return w.prefixed(style, all ? symbol : style.subscript(symbol, axes), of(operand))
    }
    case 'contract':
      return contract(style, form, of)
    case 'move':
      return move(style, { shape, form }, of(form.operand))
    case 'reshape':
      return call(style, 'reshape', [
        w.placed(style, of(form.operand), precedence.choice),
        style.extent(shapes.show(shape)),
      ])
    case 'gather':
      return element(style, of(form.operand), [
        ...Array.from({ length: form.batch }, () => ':'),
        w.placed(style, of(form.index), precedence.choice),
      ])
    case 'scatter':
      return call(style, 'scatter', [
        w.placed(style, of(form.operand), precedence.choice),
        w.placed(style, of(form.index), precedence.choice),
        style.extent(extent.show(shape[form.batch] ?? 1)),
      ])
    case 'scan':
      return scan(style, form, of)
    case 'custom':
      return of(form.operands[0])
    case 'invalid': {
      const operands = form.operands.map((operand) => w.placed(style, of(operand), precedence.choice))
      const remark =
        form.mistake === undefined ? '' : style.remark(`${form.mistake.code} ${form.mistake.operation}`)
      const application = operands.length === 0 ? '' : style.call('', operands)
      return { ...w.atom(remark + application, false), plain: operands.length === 0 }
    }
  }
}

const call = (style: Style, name: string, operands: readonly string[]): Written => ({
  ...w.atom(style.call(name, operands), false),
  plain: false,
})

type Reduce = Extract<AnyTensor['form'], { readonly tag: 'reduce' }>

/** A fold of a tensor that was only moved about, as the fold of that tensor over its own axes. */
const unmoved = (
  { operand, axes }: Reduce,
  of: (tensor: AnyTensor) => Written,
): Pick<Reduce, 'operand' | 'axes'> => {
  if (operand.form.tag !== 'move') return { operand, axes }
  const { form } = operand
  const inner = form.operand
  const isInline = of(operand).body === of(inner).body || of(operand).untransposed?.body === of(inner).body
  const own = axes.map((axis) => form.rows.findIndex((row) => row.coefficients[axis] === 1))
  return isInline && own.every((axis) => axis >= 0)
    ? { operand: inner, axes: own.sort((a, b) => a - b) }
    : { operand, axes }
}

type Elementwise = Extract<AnyTensor['form'], { readonly tag: 'elementwise' }>

const elementwise = (
  style: Style,
  notation: Elementwise['op']['notation'],
  operands: readonly Written[],
): Written => {
  const [a, b, c] = operands
  if (a !== undefined && notation.algebra === 'negation') return w.negated(style, a)
  if (a !== undefined && notation.algebra === 'itself') return a
  if (a === undefined || b === undefined) return w.applied(style, notation, operands)
  switch (notation.algebra) {
    case 'sum':
      return w.added(style, a, b, 1)
    case 'difference':
      return w.added(style, a, b, -1)
    case 'product':
      return w.multiplied(style, a, b)
    case 'quotient':
      return w.divided(style, a, b)
    case 'choice':
      if (c?.value === 0) return b.value === 1 ? w.mask(style, a) : w.multiplied(style, b, w.mask(style, a))
      if (b.value === 0 && c !== undefined)
        return c.value === 1
          ? w.mask(style, w.refused(style, a))
          : w.multiplied(style, c, w.mask(style, w.refused(style, a)))
      break
    default:
  }
  return w.applied(style, notation, operands)
}

const contract = (
  style: Style,
  form: Extract<AnyTensor['form'], { readonly tag: 'contract' }>,
  of: (tensor: AnyTensor) => Written,
): Written => {
  const reading = contraction.read(form.letters)
  if (reading.as === 'einsum') {
    const operands = [form.left, form.right].map((operand) => w.placed(style, of(operand), precedence.choice))
    return call(style, 'einsum', [`"${reading.equation}"`, ...operands])
  }
  if (reading.as === 'summed') {
    const product = w.multiplied(style, of(form.left), of(form.right))
    const symbol = reading.axes.length === reading.rank ? style.sum : style.subscript(style.sum, reading.axes)
    return reading.axes.length === 0 ? product : w.prefixed(style, symbol, product)
  }
  const side = ({ operand, transposed }: contraction.Side): Written =>
    transposed ? w.transposed(style, of(form[operand])) : of(form[operand])
  return w.contracted(style, side(reading.first), side(reading.second))
}

const move = (
  style: Style,
  moved: { readonly shape: Shape; readonly form: Extract<AnyTensor['form'], { readonly tag: 'move' }> },
  operand: Written,
): Written => {
  const reading = movement.read(moved)
  const { rows, guards, fill } = moved.form
  switch (reading.as) {
    case 'broadcast':
      return operand
    case 'transpose':
      return reading.axes.length === 2
        ? w.transposed(style, operand)
        : call(style, 'transpose', [
            w.placed(style, operand, precedence.choice),
            `[${reading.axes.join(', ')}]`,
          ])
    case 'slice':
      return element(
        style,
        operand,
        reading.parts.map((part) => range(style, part)),
      )
    case 'map': {
      const positions = rows.map((row) => rowText(style, row))
      const conditions = guards.map((guard) => condition(style, guard))
      const fallback = reading.total ? [] : [`else ${w.full(style, w.numeral(style, fill))}`]
      return element(style, operand, [[positions.join(', '), ...conditions, ...fallback].join('; ')])
    }
  }
}

/** `scan(h, x)`, and where several values are carried which of them: `scan(h, c, x)₁`. */
const scan = (
  style: Style,
  { loop, operands, result }: Extract<AnyTensor['form'], { readonly tag: 'scan' }>,
  of: (tensor: AnyTensor) => Written,
): Written => {
  const history = call(
    style,
    'scan',
    operands.map((operand) => w.placed(style, of(operand), precedence.choice)),
  )
  return loop.carries.length === 1 ? history : { ...history, body: style.subscript(history.body, [result]) }
}

const condition = (style: Style, guard: Row): string =>
  guard.extent === 1
    ? `${rowText(style, guard)} = 0`
    : `0 ≤ ${rowText(style, guard)} < ${style.extent(extent.show(guard.extent))}`

const element = (style: Style, operand: Written, positions: readonly string[]): Written => ({
  ...w.atom(style.element(w.placed(style, operand, precedence.atom), positions), false),
  plain: false,
})

const range = (style: Style, part: movement.Part): string => {
  const show = (size: Extent): string => style.extent(extent.show(size))
  if ('element' in part) return show(part.element)
  if (part.whole) return part.step < 0 ? `::${show(part.step)}` : ':'
  const to = part.step < 0 && part.to === -1 ? '' : show(part.to)
  return `${show(part.from)}:${to}${part.step === 1 ? '' : `:${show(part.step)}`}`
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

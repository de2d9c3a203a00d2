/**
 * How each form of tensor is written, in any style.
 * Before it: `Written.ts`, `contraction.ts`, `movement.ts`. After it: `write.ts`.
 * Invariant: one case a form; a tensor's operands are taken as they are written and never looked into, but for moves
 * that leave no trace.
 */
import { at, known } from '../Bug.ts'
import { input, number } from '../construct.ts'
import * as extent from '../Extent.ts'
import { children } from '../operands.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import { typed } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import { postorder } from '../traverse.ts'
import * as contraction from './contraction.ts'
import { called, dataText, firm, operandsOf, reading, readsAs, shapeText, together } from './exact.ts'
import { element, index, move } from './moved.ts'
import * as movement from './movement.ts'
import { precedence } from './Notation.ts'
import type { Style } from './Style.ts'
import * as w from './Written.ts'
import type { Written } from './Written.ts'

/** A tensor as it is written, given how its operands are. */
export const writtenOf = (style: Style, tensor: AnyTensor, of: (tensor: AnyTensor) => Written): Written => {
  const { form, shape } = tensor
  const placed = (operand: AnyTensor): string =>
    w.placed(style, firm(style, operand, of(operand)), precedence.choice)
  switch (form.tag) {
    case 'input':
      return w.atom(style.name(form.name), false)
    case 'constant':
      return typeof form.value === 'number'
        ? w.numeral(style, form.value)
        : ((style.exact ? dataText(style, form.value, tensor) : undefined) ??
            w.atom(style.remark(`${shapes.show(shape)} data`), false))
    case 'index':
      return index(style, tensor, form)
    case 'elementwise':
      return elementwise(style, tensor, form, of)
    case 'reduce':
      return reduce(style, form, of)
    case 'contract':
      return contract(style, form, of)
    case 'move':
      return move(style, tensor, form, of)
    case 'reshape':
      return called(style, 'reshape', [placed(form.operand), shapeText(style, shape)])
    case 'gather':
      return style.exact && form.batch > 0
        ? called(style, 'gather', [placed(form.operand), placed(form.index), `batch=${form.batch}`])
        : element(style, firm(style, form.operand, of(form.operand)), [
            ...Array.from({ length: form.batch }, () => ':'),
            placed(form.index),
          ])
    case 'scatter':
      return called(style, 'scatter', [
        placed(form.operand),
        placed(form.index),
        style.extent(extent.show(shape[form.batch] ?? 1)),
        ...(style.exact && form.batch > 0 ? [`batch=${form.batch}`] : []),
      ])
    case 'scan':
      return scan(style, form, of)
    case 'custom':
      return of(form.operands[0])
    case 'invalid': {
      const operands = form.operands.map(placed)
      const remark =
        form.mistake === undefined ? '' : style.remark(`${form.mistake.code} ${form.mistake.operation}`)
      const application = operands.length === 0 ? '' : style.call('', operands)
      return { ...w.atom(remark + application, false), plain: operands.length === 0 }
    }
  }
}

type Reduce = Extract<AnyTensor['form'], { readonly tag: 'reduce' }>

/** A fold of a tensor that was only moved about, as the fold of that tensor over its own axes. */
const unmoved = (
  style: Style,
  { operand, axes }: Reduce,
  of: (tensor: AnyTensor) => Written,
): Pick<Reduce, 'operand' | 'axes'> => {
  if (operand.form.tag !== 'move') return { operand, axes }
  const { form } = operand
  const inner = form.operand
  const isInline = of(operand).body === of(inner).body || of(operand).untransposed?.body === of(inner).body
  const own = axes.map((axis) => form.rows.findIndex((row) => row.coefficients[axis] === 1))
  const kept = [...operand.shape.keys()]
    .filter((axis) => !axes.includes(axis))
    .map((axis) => form.rows.findIndex((row) => row.coefficients[axis] === 1))
  const isSame =
    !style.exact || (kept.every((axis, k) => axis > (kept[k - 1] ?? -1)) && isPermutation(operand))
  return isInline && isSame && own.every((axis) => axis >= 0)
    ? { operand: inner, axes: own.sort((a, b) => a - b) }
    : { operand, axes }
}

const isPermutation = ({ shape, form }: AnyTensor): boolean =>
  form.tag === 'move' && movement.isPermutation({ shape, form })

const reduce = (style: Style, form: Reduce, of: (tensor: AnyTensor) => Written): Written => {
  const symbol = style.monoid(form.monoid)
  const isWord = symbol.length > 1
  const { operand, axes } = unmoved(style, form, of)
  const written = firm(style, operand, of(operand))
  if (style.exact && axes.some((axis) => axis > 9)) {
    const name = isWord ? symbol : form.monoid.name.replace(/I32$/, '')
    return called(style, name, [w.full(style, written), `axis=[${axes.join(', ')}]`])
  }
  const all = axes.length === operand.shape.length
  return w.prefixed(style, { symbol: all ? symbol : style.subscript(symbol, axes), isWord }, written)
}

type Elementwise = Extract<AnyTensor['form'], { readonly tag: 'elementwise' }>

const elementwise = (
  style: Style,
  tensor: AnyTensor,
  form: Elementwise,
  of: (tensor: AnyTensor) => Written,
): Written => {
  const [first] = form.operands
  if (form.op.notation.algebra === 'itself' && first !== undefined)
    return style.exact ? reading(tensor, of(first), readsAs(first, of(first))) : of(first)
  const operands = operandsOf(style, form.op, form.operands, of)
  const folded = style.exact ? asMade(style, tensor, form, of, operands) : undefined
  if (folded !== undefined) return folded
  const written = operated(style, form.op.notation, operands)
  return style.exact ? reading(tensor, written, together(form.operands, operands)) : written
}

/** What a reader makes of an operation at once: a number of numbers, 2·x of x + x, x of 1·x. */
const asMade = (
  style: Style,
  tensor: AnyTensor,
  { op, operands }: Elementwise,
  of: (tensor: AnyTensor) => Written,
  written: readonly Written[],
): Written | undefined => {
  const values = operands.flatMap((operand) => of(operand).value ?? [])
  if (op.ieee && values.length === operands.length) {
    const number = op.meaning(...values)
    return Number.isNaN(number) ? undefined : reading(tensor, w.numeral(style, number), [])
  }
  const texts = written.map((one) => w.full(style, one))
  if (op.fold === undefined || (values.length === 0 && new Set(texts).size === texts.length)) return undefined
  const standIns = operands.map((_, k) => {
    const value = written[k]?.value
    return value === undefined ? input(texts[k] ?? '', [], 'f32') : number(value)
  })
  const own = standIns.map((standIn, k) => standIns[texts.indexOf(texts[k] ?? '')] ?? standIn)
  const made = op.fold(...own.map((standIn) => typed<Shape, never>(standIn)))
  if (made === undefined) return undefined
  const found = new Map<AnyTensor, Written>(own.map((standIn, k) => [standIn, written[k] ?? of(tensor)]))
  const order = postorder([made], children)
  for (const part of order)
    if (!found.has(part))
      found.set(
        part,
        writtenOf(style, part, (inner) => known(found.get(inner), 'operand')),
      )
  const used = [...operands.keys()].filter((k) => order.includes(own[k] ?? made))
  const reads = together(
    used.map((k) => at(operands, k)),
    used.map((k) => at(written, k)),
  )
  return reading(tensor, known(found.get(made), 'formula'), reads)
}

const operated = (
  style: Style,
  notation: Elementwise['op']['notation'],
  operands: readonly Written[],
): Written => {
  const [a, b, c] = operands
  if (a !== undefined && notation.algebra === 'negation') return w.negated(style, a)
  if (a === undefined || b === undefined) return w.applied(style, notation, operands)
  switch (notation.algebra) {
    case 'sum':
      return w.added(style, a, b, 1)
    case 'difference':
      return w.added(style, a, b, -1)
    case 'product':
      return w.multiplied(style, w.sealed(style, a), w.sealed(style, b))
    case 'quotient':
      return w.divided(style, a, b)
    case 'choice':
      if (c?.value === 0 && b.value === -1 && style.exact) return w.negated(style, w.mask(style, a))
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
  const [left, right] = [form.left, form.right].map((operand) => firm(style, operand, of(operand)))
  if (left === undefined || right === undefined) return w.atom('', false)
  if (reading.as === 'einsum') {
    const operands = [left, right].map((operand) => w.placed(style, operand, precedence.choice))
    return called(style, 'einsum', [`"${reading.equation}"`, ...operands])
  }
  if (reading.as === 'summed') {
    const [p, q] = summands(style, form, of) ?? [left, right]
    const product = w.multiplied(style, w.sealed(style, p), w.sealed(style, q))
    const all = reading.axes.length === reading.rank
    const symbol = all ? style.sum : style.subscript(style.sum, reading.axes)
    return reading.axes.length === 0 ? product : w.prefixed(style, { symbol, isWord: false }, product)
  }
  const side = ({ operand, transposed }: contraction.Side): Written => {
    const uniform = transposed ? turnedEverywhere(style, form[operand], of(form[operand])) : undefined
    if (uniform !== undefined) return uniform
    const written = operand === 'left' ? left : right
    const isTurned = transposed && !(style.exact && isSingle(form[operand]))
    return isTurned ? w.transposed(style, written) : w.column(style, written)
  }
  const product = w.contracted(style, side(reading.first), side(reading.second))
  const isRow =
    reading.first.transposed &&
    form[reading.first.operand].shape.length === 1 &&
    form.letters.out.length === 1
  return isRow ? { ...product, row: true } : product
}

/** Whether it is a matrix of one element, which is its own transpose. */
const isSingle = ({ shape }: AnyTensor): boolean => shape.length === 2 && shape.every((size) => size === 1)

/** The factors of a sum as a reader broadcasts them, where their product has the shape that is summed. */
const summands = (
  style: Style,
  { left, right, letters }: Extract<AnyTensor['form'], { readonly tag: 'contract' }>,
  of: (tensor: AnyTensor) => Written,
): readonly [Written, Written] | undefined => {
  const [p, q] = [of(left), of(right)]
  const whole = letters.left.length >= letters.right.length ? left.shape : right.shape
  const isFirm = [p, q].every(({ value }) => value === undefined)
  return style.exact && isFirm && shapes.same(together([left, right], [p, q]), whole) ? [p, q] : undefined
}

/** The transpose of a matrix that is the same everywhere: the same in the other shape. */
const turnedEverywhere = (style: Style, { shape }: AnyTensor, written: Written): Written | undefined =>
  style.exact && shape.length === 2 && written.reads?.length === 0
    ? called(style, 'broadcastTo', [w.full(style, written), shapeText(style, shape.toReversed())])
    : undefined

/** `scan(h, x)`, and where several values are carried which of them: `scan(h, c, x)₁`. */
const scan = (
  style: Style,
  { loop, operands, result }: Extract<AnyTensor['form'], { readonly tag: 'scan' }>,
  of: (tensor: AnyTensor) => Written,
): Written => {
  const history = called(
    style,
    'scan',
    operands.map((operand) => w.placed(style, firm(style, operand, of(operand)), precedence.choice)),
  )
  return loop.carries.length === 1 ? history : { ...history, body: style.subscript(history.body, [result]) }
}

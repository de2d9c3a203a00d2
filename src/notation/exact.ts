/**
 * What a text must say so that a reader gets the very tensor: extents that no neighbour says, dtypes, data.
 * Before it: `Written.ts`, `movement.ts`. After it: `forms.ts`, `write.ts`, where the style asks for it.
 * Invariant: what `reads` says of a formula broadcasts to the shape of its tensor as a reader would broadcast it.
 */
import { at } from '../Bug.ts'
import type { DType, TypedArray } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { normal } from '../Move.ts'
import * as moves from '../moves.ts'
import type { Op } from '../Op.ts'
import { broadcast } from '../shape/broadcast.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Form, Row } from '../Tensor.ts'
import type { Style } from './Style.ts'
import { atom, full, numeral } from './Written.ts'
import type { Written } from './Written.ts'

/** The number of elements up to which data are written out. */
export const mostData = 64

/** A call, which deserves a name of its own where it is shared. */
export const called = (style: Style, name: string, operands: readonly string[]): Written => ({
  ...atom(style.call(name, operands), false),
  plain: false,
})

/** An extent between two ×: a sum in parentheses. */
const factorText = (style: Style, size: Extent): string => {
  const text = style.extent(extent.show(size))
  return typeof size === 'object' && size.terms.length > 1 ? style.parentheses(text) : text
}

/** 3×n×(n + 1) */
export const shapeText = (style: Style, shape: Shape): string =>
  style.exact && shape.length > 1
    ? shape.map((size) => factorText(style, size)).join('×')
    : style.extent(shapes.show(shape))

/** The shape that a reader takes a formula for. */
export const readsAs = ({ shape }: AnyTensor, { reads }: Written): Shape => reads ?? shape

/** The formula of a tensor, with what a reader takes its shape for. */
export const reading = (tensor: AnyTensor, written: Written, reads: Shape): Written => {
  const { reads: _, ...rest } = { ...written, scalar: reads.length === 0 }
  return shapes.same(reads, tensor.shape) ? rest : { ...rest, reads }
}

/** The formula of a tensor so that it reads as its shape and dtype wherever it stands. */
export const firm = (style: Style, tensor: AnyTensor, written: Written): Written => {
  if (!style.exact) return written
  const typed =
    written.value === undefined || tensor.dtype === 'f32'
      ? written
      : { ...called(style, tensor.dtype, [full(style, written)]), plain: true }
  const reads = readsAs(tensor, written)
  if (shapes.same(reads, tensor.shape)) return typed
  return called(style, 'broadcastTo', [full(style, typed), shapeText(style, tensor.shape)])
}

/** The dtype that a number among operands is read as: float32, or that of another operand. */
const impliedDType = (
  op: Op,
  operands: readonly AnyTensor[],
  written: readonly Written[],
): DType | undefined => {
  const given = operands.filter((_, k) => written[k]?.value === undefined).map(({ dtype }) => dtype)
  const takes = (dtype: DType): boolean =>
    op.result(operands.map((operand, k) => (written[k]?.value === undefined ? operand.dtype : dtype))) !==
    undefined
  return given.length === 0 ? 'f32' : (['f32', ...given] as const).find(takes)
}

/** The operands of an elementwise operation, numbers with their dtype where a reader would take another one. */
export const operandsOf = (
  style: Style,
  op: Op,
  operands: readonly AnyTensor[],
  of: (tensor: AnyTensor) => Written,
): readonly Written[] => {
  const written = operands.map(of)
  if (!style.exact || written.every(({ value }) => value === undefined)) return written
  const implied = impliedDType(op, operands, written)
  return written.map((one, k) => {
    const operand = at(operands, k)
    if (one.value === undefined || operand.dtype === implied) return one
    const text = called(style, operand.dtype, [full(style, one)])
    return reading(operand, { ...text, plain: true }, [])
  })
}

/** The shape that operands are read as together. */
export const together = (operands: readonly AnyTensor[], written: readonly Written[]): Shape =>
  operands.reduce<Shape>((shape, operand, k) => {
    const both = broadcast('', shape, readsAs(operand, at(written, k)))
    return both._tag === 'Right' ? both.right : shape
  }, [])

export const sameRows = (a: readonly Row[], b: readonly Row[]): boolean =>
  a.length === b.length &&
  a.every((row, k) => {
    const other = at(b, k)
    return (
      row.divisor === other.divisor &&
      extent.same(row.offset, other.offset) &&
      row.coefficients.every((coefficient, axis) => coefficient === other.coefficients[axis])
    )
  })

/** Whether a move repeats its operand as a reader does who aligns axes from the right. */
export const isImplied = (
  {
    shape,
    form: { rows, guards },
  }: {
    readonly shape: Shape
    readonly form: Pick<Extract<Form<AnyTensor>, { readonly tag: 'move' }>, 'rows' | 'guards'>
  },
  operand: Shape,
): boolean => {
  if (guards.length > 0 || operand.length > shape.length) return false
  const fits = operand.every(
    (size, k) => size === 1 || extent.same(size, at(shape, shape.length - operand.length + k)),
  )
  return fits && sameRows(rows, normal(moves.repeat(operand, shape)).rows)
}

/** A position in brackets: an element, a range, or a new axis. */
export type Position =
  | { readonly as: 'element'; readonly element: Extent }
  | { readonly as: 'range'; readonly axis: number; readonly row: Row }
  | { readonly as: 'new' }

/**
 * The brackets that say a map whose axes stay in order, and the shape that they read as; undefined where it is none of
 * that kind. An axis of the result along which nothing is read is one element, or a new axis.
 */
export const positionsOf = (
  shape: Shape,
  rows: readonly Row[],
): { readonly positions: readonly Position[]; readonly reads: Shape } | undefined => {
  const axes = rows.map((row) => row.coefficients.flatMap((coefficient, k) => (coefficient === 0 ? [] : [k])))
  const own = axes.flat()
  const inOrder = own.every((axis, k) => k === 0 || axis > at(own, k - 1))
  if (!inOrder || axes.some(({ length }) => length > 1) || rows.some(({ divisor }) => divisor !== 1))
    return undefined
  const positions: Position[] = []
  const reads: Extent[] = []
  let next = 0
  for (const [k, row] of rows.entries()) {
    const axis = at(axes, k)[0]
    if (axis !== undefined) {
      for (; next < axis; next++) {
        positions.push({ as: 'new' })
        reads.push(1)
      }
      positions.push({ as: 'range', axis, row })
      reads.push(at(shape, axis))
      next += 1
      continue
    }
    const end = axes.findIndex(({ length }, j) => j > k && length > 0)
    const later = end < 0 ? shape.length : at(at(axes, end), 0)
    const elements = (end < 0 ? axes.length : end) - k
    if (later - next >= elements && (shape[next] === 1 || row.extent === 1)) {
      positions.push({ as: 'range', axis: next, row })
      reads.push(1)
      next += 1
    } else positions.push({ as: 'element', element: row.offset })
  }
  for (; next < shape.length; next++) {
    positions.push({ as: 'new' })
    reads.push(1)
  }
  return { positions, reads }
}

/** Data in brackets, in rows: undefined where they are too many. */
export const dataText = (
  style: Style,
  array: TypedArray,
  { shape, dtype }: AnyTensor,
): Written | undefined => {
  const sizes = shape.filter((size) => typeof size === 'number')
  const [only] = array
  if (array.length > mostData) return undefined
  if (shape.length === 0 && only !== undefined) return numeral(style, only)
  const texts = Array.from(array, (value) => {
    const text = style.magnitude(Math.abs(dtype === 'f32' ? shortest(value) : value))
    return value < 0 || Object.is(value, -0) ? style.minus + text : text
  })
  const typed = (text: string): string => (dtype === 'f32' ? text : style.call(dtype, [text]))
  if (array.length === 0 && shape.length > 1)
    return called(style, 'reshape', [typed(style.data([])), shapeText(style, shape)])
  let level: readonly string[] = texts
  for (const size of [...sizes].reverse()) {
    const items = level
    level = Array.from({ length: size === 0 ? 1 : items.length / size }, (_, row) =>
      style.data(items.slice(row * size, (row + 1) * size)),
    )
  }
  return atom(typed(level[0] ?? ''), false)
}

/** The shortest decimal that reads back as the same float32. */
const shortest = (value: number): number => {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits))
    if (Math.fround(candidate) === value) return candidate
  }
  return value
}

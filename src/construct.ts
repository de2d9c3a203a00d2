/**
 * The checked constructors of expressions: they broadcast, fold numbers and turn what makes no sense into a mistake.
 * Before it: `Shape.ts`, `Tensor.ts`, `Move.ts`. After it: the chapters of `src/ops`.
 * Invariant: what they return is well-formed; a mistake is part of the expression, never an exception.
 */
import { either as E } from 'fp-ts'
import { at } from './Bug.ts'
import type { DType, TypedArray } from './DType.ts'
import { dtypeOfArray } from './DType.ts'
import * as extent from './Extent.ts'
import type { Extent } from './Extent.ts'
import type { MistakeCode } from './Mistake.ts'
import { mistake } from './Mistake.ts'
import type { Monoid } from './Monoid.ts'
import * as move from './Move.ts'
import type { Move } from './Move.ts'
import * as moves from './moves.ts'
import type { Op } from './Op.ts'
import { broadcast } from './shape/broadcast.ts'
import * as shapes from './Shape.ts'
import type { Ruled, Shape } from './Shape.ts'
import { isTensor, node, typed } from './Tensor.ts'
import type { AnyTensor, Letters } from './Tensor.ts'

export type Operand = AnyTensor | number

/** An application that makes no sense, in the place of its result. */
export const invalid = (
  code: MistakeCode,
  operation: string,
  sentence: string,
  operands: readonly AnyTensor[],
  dtype: DType = 'f32',
): AnyTensor => node({ tag: 'invalid', mistake: mistake(code, operation, sentence), operands }, [], dtype)

/** Passes a mistake among the operands on, without a second one. */
const poisoned = (operands: readonly AnyTensor[]): AnyTensor | undefined =>
  operands.some((operand) => operand.form.tag === 'invalid')
    ? node({ tag: 'invalid', mistake: undefined, operands }, [], at(operands, 0).dtype)
    : undefined

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

/** What an operation gives where something else stands in place of an operand, beside the operands that are tensors. */
export const notTensor = (operation: string, operands: readonly AnyTensor[] = []): AnyTensor =>
  invalid('LBZ1014', operation, `${operation}: an operand is not a tensor`, operands)

/** What a rule on the shapes of the operands allows, built; or the mistake, which an operand that is no tensor is too. */
export const ruled = <A>(
  operation: string,
  operands: readonly AnyTensor[],
  rule: (...operands: Shape[]) => Ruled<A>,
  build: (value: A) => AnyTensor,
): AnyTensor => {
  const tensors = isList(operands) ? operands.filter(isTensor) : []
  if (!isList(operands) || tensors.length < operands.length) return notTensor(operation, tensors)
  const allowed = poisoned(operands) ?? rule(...operands.map(({ shape }) => shape))
  if (isTensor(allowed)) return allowed
  return E.isLeft(allowed)
    ? invalid(allowed.left.code, operation, allowed.left.sentence, operands)
    : build(allowed.right)
}

/** Builds where every operand is float32; a mistake elsewhere. */
export const floats = (
  operation: string,
  operands: readonly AnyTensor[],
  build: () => AnyTensor,
): AnyTensor => (operands.every(({ dtype }) => dtype === 'f32') ? build() : wrongDTypes(operation, operands))

/** The operation on operands that it does not take. */
export const wrongDTypes = (operation: string, operands: readonly AnyTensor[]): AnyTensor =>
  invalid(
    'LBZ1008',
    operation,
    `${operation}: does not take ${operands.map(({ dtype }) => dtype).join(' and ')}`,
    operands,
  )

/** A number as a tensor of rank 0. */
export const number = (value: number, dtype: DType = 'f32'): AnyTensor =>
  Number.isNaN(value)
    ? invalid('LBZ1011', 'constant', 'constant: NaN is not a number', [])
    : node({ tag: 'constant', value }, [], dtype)

/** Row-major data as a tensor; the array is copied. */
export const data = (array: TypedArray, shape: Shape): AnyTensor => {
  const dtype = dtypeOfArray(array)
  if (dtype === undefined) return invalid('LBZ1012', 'constant', 'constant: data are not a typed array', [])
  return ruled(
    'constant',
    [],
    () => filling(array, shape),
    () => node({ tag: 'constant', value: array.slice() }, shape, dtype),
  )
}

const filling = (array: TypedArray, shape: Shape): Ruled => {
  if (shapes.sizeOf(shape) !== array.length)
    return shapes.refuse('LBZ1012', `constant: ${array.length} elements do not fill ${shapes.show(shape)}`)
  const nan = array.findIndex((value) => Number.isNaN(value))
  return nan < 0 ? checkShape('constant', shape) : shapes.refuse('LBZ1011', `constant: element ${nan} is NaN`)
}

const maxExtent = 2 ** 31 - 1
const maxRank = 16

const isExtent = (size: Extent): boolean =>
  typeof size === 'number'
    ? Number.isInteger(size) && size >= 0 && size <= maxExtent
    : extent.names(size).every((name) => /^[A-Za-z_$][\w$]{0,63}$/.test(name))

/** Whether a shape can be one: extents within bounds, at most 16 axes. */
export const checkShape = (operation: string, shape: Shape): Ruled =>
  E.chain(() => boundedShape(operation, shape))(areExtents(operation, shape))

/** Whether a shape is a list of extents at all, of whatever size. */
export const areExtents = (operation: string, shape: Shape): Ruled =>
  Array.isArray(shape) && shape.every(extent.isExtent)
    ? E.right(shape)
    : shapes.refuse('LBZ1010', `${operation}: a shape is a list of extents`)

const boundedShape = (operation: string, shape: Shape): Ruled => {
  const wrong = shape.find((size) => !isExtent(size))
  if (wrong !== undefined)
    return shapes.refuse('LBZ1010', `${operation}: ${extent.show(wrong)} is not an extent`)
  if (shape.length > maxRank)
    return shapes.refuse('LBZ1010', `${operation}: ${shape.length} axes are more than ${maxRank}`)
  return E.right(shape)
}

export const input = (name: string, shape: Shape, dtype: DType): AnyTensor =>
  ruled(
    'input',
    [],
    () => checkShape(`input ${name}`, shape),
    () => node({ tag: 'input', name }, shape, dtype),
  )

/** The value coefficients·o + offset at each position o. */
export const index = (
  shape: Shape,
  coefficients: readonly Extent[],
  offset: Extent,
  dtype: DType,
): AnyTensor =>
  node(
    { tag: 'index', coefficients: coefficients.map((c, k) => (shape[k] === 1 ? 0 : c)), offset },
    shape,
    dtype,
  )

/** The place of each element of a shape along an axis. */
export const positionsAlong = (axis: number, shape: Shape, dtype: DType): AnyTensor =>
  index(
    shape,
    shape.map((_, k) => (k === axis ? 1 : 0)),
    0,
    dtype,
  )

/** An extent as a number of the program. */
export const extentValue = (size: Extent, dtype: DType = 'f32'): AnyTensor =>
  typeof size === 'number' ? number(size, dtype) : index([], [], size, dtype)

/** The operand read through an index map; the identity is the operand itself, and what reads nothing a number. */
export const moved = (operand: AnyTensor, map: Move, fill = 0): AnyTensor => {
  const { shape, rows, guards } = move.normal(map)
  if (move.isNowhere({ shape, rows, guards })) return broadcastTo(number(fill, operand.dtype), shape)
  return move.isIdentity({ shape, rows, guards })
    ? operand
    : node({ tag: 'move', operand, rows, guards, fill }, shape, operand.dtype)
}

/** The operand repeated to a shape that its own broadcasts to. */
export const broadcastTo = (operand: AnyTensor, shape: Shape): AnyTensor =>
  moved(operand, moves.repeat(operand.shape, shape))

/** A number at every position. */
export const filled = (value: number, shape: Shape): AnyTensor => broadcastTo(number(value), shape)

/** A reduced tensor repeated along the axes that its reduction dropped. */
export const repeatedAlong = (operand: AnyTensor, axes: readonly number[], shape: Shape): AnyTensor =>
  moved(operand, moves.repeatAlong(axes, shape))

/** The number that every element is, where that is known. */
export const scalarValue = (tensor: AnyTensor): number | undefined => {
  let inner = tensor
  while (inner.form.tag === 'move' && inner.form.guards.length === 0 && inner.form.operand.shape.length === 0)
    inner = inner.form.operand
  return inner.form.tag === 'constant' && typeof inner.form.value === 'number' ? inner.form.value : undefined
}

/** Numbers as tensors of the first dtype, float32 or that of an operand, with which the operation takes them. */
const asTensors = (op: Op, operands: readonly Operand[]): readonly AnyTensor[] => {
  const given = operands.flatMap((operand) => (typeof operand === 'number' ? [] : [operand.dtype]))
  if (given.length === operands.length) return operands.filter(isTensor)
  const takes = (dtype: DType): boolean =>
    op.result(operands.map((operand) => (typeof operand === 'number' ? dtype : operand.dtype))) !== undefined
  const dtype = (['f32', ...given] as const).find(takes) ?? given.at(-1) ?? 'f32'
  return operands.map((operand) => (typeof operand === 'number' ? number(operand, dtype) : operand))
}

/** The shape that all operands broadcast to. */
const commonShape = (operation: string, operands: readonly Shape[]): Ruled => {
  let common: Ruled = E.right([])
  for (const shape of operands)
    if (E.isRight(common) && !shapes.same(common.right, shape))
      common = broadcast(operation, common.right, shape)
  return common
}

/** An operation on operands of one shape, after broadcasting. */
export const elementwise = (op: Op, ...operands: readonly Operand[]): AnyTensor => {
  const name = op.family ?? op.name
  const strangers =
    operands.length < op.arity ||
    operands.some((operand) => typeof operand !== 'number' && !isTensor(operand))
  if (strangers) return notTensor(name, operands.filter(isTensor))
  const tensors = asTensors(op, operands)
  const rule = (...given: Shape[]): Ruled => commonShape(name, given)
  return ruled(name, tensors, rule, (target) => {
    const dtype = op.result(tensors.map((tensor) => tensor.dtype))
    if (dtype === undefined) return wrongDTypes(name, tensors)
    const values = tensors.map(scalarValue)
    if (op.ieee && values.every((value) => value !== undefined)) {
      const folded = op.meaning(...values)
      if (!Number.isNaN(folded)) return broadcastTo(number(folded, dtype), target)
    }
    const spread = tensors.map((tensor) => typed<Shape, never>(broadcastTo(tensor, target)))
    return op.fold?.(...spread) ?? node({ tag: 'elementwise', op, operands: spread }, target, dtype)
  })
}

/** A fold over axes, counted from 0 and sorted; they are dropped. */
export const reduced = (monoid: Monoid, operand: AnyTensor, axes: readonly number[]): AnyTensor => {
  const dtype = monoid.result(operand.dtype)
  if (dtype === undefined) return wrongDTypes(monoid.name, [operand])
  const shape = operand.shape.filter((_, k) => !axes.includes(k))
  return axes.length === 0 && monoid.keeps === 'total'
    ? operand
    : node({ tag: 'reduce', monoid, operand, axes }, shape, dtype)
}

const alphabet = 'ijklmnopqrstuvwxyzabcdefghABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The same letters, renamed in the order in which they appear: equal contractions are written alike. */
export const renamed = ({ left, right, out }: Letters): Letters => {
  const order = [...new Set([...left, ...right, ...out])]
  const rename = (letters: string): string =>
    [...letters].map((letter) => at(alphabet, order.indexOf(letter))).join('')
  return { left: rename(left), right: rename(right), out: rename(out) }
}

/** Σ left·right over the letters that `out` lacks; each letter stands in two of the three. */
export const contracted = (left: AnyTensor, right: AnyTensor, letters: Letters): AnyTensor => {
  const size = (letter: string): Extent => {
    const k = letters.left.indexOf(letter)
    return k >= 0 ? at(left.shape, k) : at(right.shape, letters.right.indexOf(letter))
  }
  return node(
    { tag: 'contract', left, right, letters: renamed(letters) },
    [...letters.out].map(size),
    left.dtype,
  )
}

export const reshaped = (operand: AnyTensor, shape: Shape): AnyTensor =>
  shapes.same(operand.shape, shape)
    ? operand
    : node(operand.form.tag === 'reshape' ? operand.form : { tag: 'reshape', operand }, shape, operand.dtype)

/** The elements along the axis after `batch` that an index names; an index outside names the nearest. */
export const gathered = (operand: AnyTensor, index: AnyTensor, batch: number): AnyTensor =>
  indexed('gather', operand, index, () =>
    node(
      { tag: 'gather', operand, index, batch },
      [...index.shape, ...operand.shape.slice(batch + 1)],
      operand.dtype,
    ),
  )

/** The adjoint of `gathered`: the operand added up along an axis of `size` where an index says. */
export const scattered = (operand: AnyTensor, index: AnyTensor, size: Extent, batch: number): AnyTensor =>
  indexed('scatter', operand, index, () =>
    node(
      { tag: 'scatter', operand, index, batch },
      [...index.shape.slice(0, batch), size, ...operand.shape.slice(index.shape.length)],
      operand.dtype,
    ),
  )

const indexed = (
  operation: string,
  operand: AnyTensor,
  index: AnyTensor,
  build: () => AnyTensor,
): AnyTensor =>
  poisoned([operand, index]) ?? (index.dtype === 'i32' ? build() : wrongDTypes(operation, [operand, index]))

/**
 * Where values come from: constants and inputs.
 * Before it: `construct.ts`, `Spec.ts`. After it: every expression.
 * Invariant: numbers are float32, whole numbers too; integers and truth values come as typed arrays.
 */
import { broadcastTo, checkShape, data, input as inputOf, invalid, number, ruled } from '../construct.ts'
import type { DType, DTypeOfArray, TypedArray } from '../DType.ts'
import type { Given, IsUnion } from '../shape/verdict.ts'
import type { Shape } from '../Shape.ts'
import type { Spec } from '../Spec.ts'
import type { Tensor } from '../Tensor.ts'
import { typed } from '../Tensor.ts'
import { stated } from './operation.ts'

/** Numbers in rows, rows in matrices, and so on. */
export type Nested = number | readonly Nested[]

/** The shape of nested rows. */
type Rows<V> = V extends readonly []
  ? readonly [0]
  : V extends readonly (infer Row)[]
    ? readonly [V['length'] & number, ...Rows<Row>]
    : readonly []

/** Whether rows are of one length, all the way in; or the sentence. */
type RowsVerdict<V> = V extends readonly (infer Row)[]
  ? [Row] extends [number]
    ? true
    : [Row] extends [readonly unknown[]]
      ? IsUnion<Row['length']> extends true
        ? RowsDiffer
        : [RowsVerdict<Row>] extends [true]
          ? true
          : RowsDiffer
      : RowsDiffer
  : true

type RowsDiffer = 'constant: rows differ in length'

/** The numbers in row-major order with their shape, or undefined where rows differ in length. */
const flatten = (
  value: Nested,
): { readonly shape: Shape; readonly numbers: readonly number[] } | undefined => {
  const shape: number[] = []
  let level: readonly Nested[] = [value]
  while (level.some((row) => typeof row !== 'number')) {
    const rows = level.filter((row) => Array.isArray(row))
    const length = rows[0]?.length ?? 0
    if (rows.length !== level.length || rows.some((row) => row.length !== length)) return undefined
    shape.push(length)
    level = rows.flat()
  }
  return { shape, numbers: level.filter((row) => typeof row === 'number') }
}

interface Constant {
  <A extends TypedArray>(values: A): Tensor<readonly [number], DTypeOfArray<A>>
  <A extends TypedArray, const S extends Shape>(values: A, shape: S): Tensor<S, DTypeOfArray<A>>
  <const V extends Nested>(value: Given<RowsVerdict<V>, V>): Tensor<Rows<V>>
}

/**
 * A value known now: a number, numbers in rows, or a typed array with its shape (a vector, where none is given).
 *
 * @example
 * run(constant([[1, 2], [3, 4]])) // [[1, 2], [3, 4]]
 */
export const constant: Constant = stated((value: Nested | TypedArray, shape?: Shape) => {
  if (typeof value === 'number') return number(value)
  if (ArrayBuffer.isView(value)) return data(value, shape ?? [value.length])
  const rows = flatten(value)
  return rows === undefined
    ? invalid('LBZ1012', 'constant', 'constant: rows differ in length', [])
    : data(Float32Array.from(rows.numbers), rows.shape)
})

/**
 * A bare input, read by its name.
 *
 * @example
 * show(mul(2, input('x', f32(3)))) // 2·x
 */
export const input = <S extends Shape, D extends DType>(
  name: string,
  { shape, dtype }: Spec<S, D>,
): Tensor<S, D> => typed(inputOf(name, shape, dtype))

/**
 * A tensor of one value.
 *
 * @example
 * run(full([2], 7)) // [7, 7]
 */
export const full = <const S extends Shape>(shape: S, value: number): Tensor<S> =>
  typed(
    ruled(
      'full',
      [number(value)],
      () => checkShape('full', shape),
      () => broadcastTo(number(value), shape),
    ),
  )

/**
 * A tensor of zeros.
 *
 * @example
 * run(zeros([2])) // [0, 0]
 */
export const zeros = <const S extends Shape>(shape: S): Tensor<S> => full(shape, 0)

/**
 * What is known of a tensor before its values: its shape and dtype.
 * Before it: `Shape.ts`, `DType.ts`. After it: `ops/constants.ts`, `Program.ts`, where inputs are declared.
 * Invariant: a spec is data; whether its extents can be extents is asked where an input is made of it.
 */
import { dtypes } from './DType.ts'
import type { DType } from './DType.ts'
import type { Shape } from './Shape.ts'
import * as tree from './Tree.ts'

export interface Spec<out S extends Shape = Shape, out D extends DType = DType> {
  readonly shape: S
  readonly dtype: D
}

/** Whether a value is a spec. */
export const isSpec = (value: unknown): value is Spec => {
  if (!tree.isRecord(value)) return false
  const { shape, dtype } = value
  return Array.isArray(shape) && dtypes.some((known) => known === dtype)
}

/**
 * A float32 tensor of the given extents; without extents, a scalar.
 *
 * @example
 * f32(2, 3).shape // [2, 3]
 */
export const f32 = <const S extends Shape>(...shape: S): Spec<S, 'f32'> => ({ shape, dtype: 'f32' })

/**
 * A tensor of 32-bit integers.
 *
 * @example
 * i32(4).dtype // 'i32'
 */
export const i32 = <const S extends Shape>(...shape: S): Spec<S, 'i32'> => ({ shape, dtype: 'i32' })

/**
 * A tensor of truth values.
 *
 * @example
 * bool(4).dtype // 'bool'
 */
export const bool = <const S extends Shape>(...shape: S): Spec<S, 'bool'> => ({ shape, dtype: 'bool' })

/**
 * A tensor of 32-bit unsigned integers, as random keys are.
 *
 * @example
 * u32(2).dtype // 'u32'
 */
export const u32 = <const S extends Shape>(...shape: S): Spec<S, 'u32'> => ({ shape, dtype: 'u32' })

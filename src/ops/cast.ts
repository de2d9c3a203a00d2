/**
 * From one dtype to another: the only way, since nothing converts silently.
 * Before it: `operation.ts`. After it: the dictionary in `ops/index.ts`.
 * Invariant: one record for each conversion that has a meaning of its own; no derivative passes, since one of the
 * two sides is no float32.
 */
import { either as E } from 'fp-ts'
import { double } from '../basis.ts'
import type { Basis } from '../basis.ts'
import { elementwise, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import { call } from '../notation/Notation.ts'
import { reals } from '../Op.ts'
import type { Op } from '../Op.ts'
import { refuse } from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { stated } from './operation.ts'

const record = (
  name: string,
  from: readonly DType[],
  to: DType,
  definition: <E>(basis: Basis<E>, x: E) => E,
  except: readonly number[] = [],
): Op => ({
  name,
  family: 'cast',
  arity: 1,
  result: ([dtype]) => (dtype !== undefined && from.includes(dtype) ? to : undefined),
  domain: [{ ...reals, except }],
  tangents: [null],
  meaning: (x = 0) => definition(double, x),
  definition: (basis, ...[x]) => (x === undefined ? basis.number(0) : definition(basis, x)),
  ulp: to === 'f32' ? 0.5 : 0,
  ieee: true,
  notation: call(to, `\\mathrm{${to}}`),
})

/** Some of the numbers at which a fraction is lost or not. */
const steps = [-4, -3, -2, -1, 0, 1, 2, 3, 4]

/** The conversions: the first that takes the dtype is the one. */
const conversions: Readonly<Record<DType, readonly Op[]>> = {
  f32: [record('toF32', ['i32', 'u32', 'bool'], 'f32', (basis, x) => basis.toFloat(x))],
  i32: [
    record('truncateI32', ['f32'], 'i32', (basis, x) => basis.toSigned(x), steps),
    record('toI32', ['u32', 'bool'], 'i32', (basis, x) => basis.signed(x)),
  ],
  u32: [
    record('truncateU32', ['f32'], 'u32', (basis, x) => basis.toUnsigned(x), steps),
    record('toU32', ['i32', 'bool'], 'u32', (basis, x) => basis.unsigned(x)),
  ],
  bool: [
    record(
      'toBool',
      ['f32', 'i32', 'u32'],
      'bool',
      (basis, x) => basis.not(basis.eq(x, basis.number(0))),
      [0],
    ),
  ],
}

/** The records of the chapter. */
export const casts: readonly Op[] = Object.values(conversions).flat()

/**
 * The same numbers in another dtype. A float32 loses its fraction, becomes the nearest integer that there is beyond
 * 32 bits, and 0 where it is NaN; integers keep their 32 bits; an integer becomes the float32 nearest to it; a bool is
 * 0 or 1, and true of whatever is not 0.
 *
 * @example
 * run(cast('i32')(constant([1.7, -1.7, 1e20]))) // [1, -1, 2147483647]
 */
export const cast = <To extends DType>(
  dtype: To,
): (<S extends Shape, From extends DType>(x: Tensor<S, From>) => Tensor<S, To>) =>
  stated((x: AnyTensor) =>
    ruled(
      'cast',
      [x],
      (shape) =>
        Object.hasOwn(conversions, dtype)
          ? E.right(shape)
          : refuse('LBZ1008', `cast: ${String(dtype)} is not a dtype`),
      () => {
        const found = conversions[dtype].find((op) => op.result([x.dtype]) !== undefined)
        return found === undefined ? x : elementwise(found, x)
      },
    ),
  )

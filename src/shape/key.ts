/**
 * The rule for a key among operands: two words of 32 bits.
 * Before it: `Shape.ts`, `verdict.ts`. After it: `random/`, `nn/dropout.ts`.
 * Invariant: the type and the function say the same of the same shape and dtype.
 */
import type { DType } from '../DType.ts'
import * as shapes from '../Shape.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import type { Agree } from './verdict.ts'

/** Whether a tensor can be a key; or the sentence. */
export type IsKey<Name extends string, S extends Shape, D extends DType> = [D] extends ['u32']
  ? IsPair<S> extends true
    ? true
    : NotKey<Name, S, D>
  : DType extends D
    ? true
    : NotKey<Name, S, D>

type NotKey<
  Name extends string,
  S extends Shape,
  D extends DType,
> = `${Name}: a key is u32 2, not ${D} ${Show<S>}`

type IsPair<S extends Shape> = number extends S['length']
  ? true
  : S extends readonly [infer Only]
    ? Agree<Only, 2>
    : false

/** The twin of `IsKey`. */
export const isKey = (name: string, shape: Shape, dtype: DType): Ruled =>
  dtype === 'u32' && shapes.same(shape, [2])
    ? { _tag: 'Right', right: shape }
    : shapes.refuse('LBZ1016', `${name}: a key is u32 2, not ${dtype} ${shapes.show(shape)}`)

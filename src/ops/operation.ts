/**
 * From a record to the function that a user calls; the record stays on it as `op`.
 * Before it: `Op.ts`, `construct.ts`. After it: the chapters beside this file.
 * Invariant: the type of each function is the type-level twin of the run-time rule that it applies.
 */
import { elementwise } from '../construct.ts'
import type { Operand } from '../construct.ts'
import type { DType } from '../DType.ts'
import type { Op } from '../Op.ts'
import type { Broadcast, Broadcasts } from '../shape/broadcast.ts'
import type { DTypeOf, Given, ShapeOf, Takes, TakesAlike } from '../shape/verdict.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'

/** A function that is one record. */
export interface Operation {
  readonly op: Op
}

/** A function of one operand, element by element. */
export interface Unary<Name extends string> extends Operation {
  <S extends Shape, D extends DType>(x: Given<Takes<Name, readonly [D]>, Tensor<S, D>>): Tensor<S>
}

/** The shape of an operand after one of shape `S`; a number adds nothing, whatever the rank. */
type With<S extends Shape, B> = B extends number ? S : Broadcast<S, ShapeOf<B>>

/** The shape of two operands together. */
type Together<A, B> = A extends number ? ShapeOf<B> : With<ShapeOf<A>, B>

/** A second operand that broadcasts with the first, `S`, and has a dtype that fits. */
type Partner<Name extends string, S extends Shape, B, DTypes> = Given<
  B extends number ? true : Broadcasts<Name, S, ShapeOf<B>>,
  Given<DTypes, B>
>

/** What a second operand may be; after a number, anything. */
type After<Name extends string, A, B, DTypes> = A extends number
  ? Given<DTypes, B>
  : Partner<Name, ShapeOf<A>, B, DTypes>

/** A function of two operands that broadcast; a number is an operand too. */
export interface Binary<Name extends string> extends Operation {
  <A extends Operand, B extends Operand>(
    a: A,
    b: After<Name, A, B, Takes<Name, readonly [DTypeOf<A, B>, DTypeOf<B, A>]>>,
  ): Tensor<Together<A, B>>
}

/** A relation between two operands of one dtype that broadcast. */
export interface Comparing<Name extends string> extends Operation {
  <A extends Operand, B extends Operand>(
    a: A,
    b: After<Name, A, B, TakesAlike<Name, DTypeOf<A, B>, DTypeOf<B, A>>>,
  ): Tensor<Together<A, B>, 'bool'>
}

/** A connection of truth values that broadcast. */
export interface Connecting<Name extends string> extends Operation {
  <A extends AnyTensor, B extends AnyTensor>(
    a: A,
    b: After<Name, A, B, Takes<Name, readonly [DTypeOf<A>, DTypeOf<B>], 'bool'>>,
  ): Tensor<Together<A, B>, 'bool'>
}

/** A choice between two operands of one dtype that broadcast. */
export interface Choosing<Name extends string> extends Operation {
  <S extends Shape, C extends DType, A extends Operand, B extends Operand>(
    condition: Tensor<S, C>,
    a: Partner<Name, S, A, true>,
    b: Partner<
      Name,
      With<S, A>,
      B,
      Given<
        [C] extends ['bool'] ? true : Takes<Name, readonly [C, DTypeOf<A, B>, DTypeOf<B, A>], 'bool'>,
        TakesAlike<Name, DTypeOf<A, B>, DTypeOf<B, A>, readonly [C]>
      >
    >,
  ): Tensor<With<With<S, A>, B>, DTypeOf<A, B> | DTypeOf<B, A>>
}

/**
 * States the type of a function whose shapes are computed at run time. The only place where a signature is claimed:
 * each names the type-level twins of the rules that the function applies.
 */
export const stated = <F>(apply: (...given: never[]) => unknown): F => apply as F

const fromRecord = <F extends Operation>(arity: number, record: Omit<Op, 'arity'>): F => {
  const op: Op = { ...record, arity }
  return stated(Object.assign((...operands: readonly Operand[]) => elementwise(op, ...operands), { op }))
}

type Entry<Name extends string> = Omit<Op, 'arity'> & { readonly name: Name }

export const unary = <Name extends string>(record: Entry<Name>): Unary<Name> => fromRecord(1, record)

export const binary = <Name extends string>(record: Entry<Name>): Binary<Name> => fromRecord(2, record)

export const comparing = <Name extends string>(record: Entry<Name>): Comparing<Name> => fromRecord(2, record)

export const connecting = <Name extends string>(record: Entry<Name>): Connecting<Name> =>
  fromRecord(2, record)

export const choosing = <Name extends string>(record: Entry<Name>): Choosing<Name> => fromRecord(3, record)

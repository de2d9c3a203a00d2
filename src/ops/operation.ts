/**
 * From a record to the function that a user calls; the record stays on it as `op`.
 * Before it: `Op.ts`, `construct.ts`. After it: the chapters beside this file.
 * Invariant: the type of each function is the type-level twin of the run-time rule that it applies.
 */
import { elementwise, invalid } from '../construct.ts'
import type { Operand } from '../construct.ts'
import type { DType } from '../DType.ts'
import type { Op } from '../Op.ts'
import type { Broadcast, Broadcasts } from '../shape/broadcast.ts'
import type { DoesNotTake, DTypeOf, Given, ShapeOf, Takes, TakesAlike } from '../shape/verdict.ts'
import type { Shape } from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'

/** A function that is one record. */
export interface Operation {
  readonly op: Op
}

/** Every kind of number. */
export type Numeric = 'f32' | 'i32' | 'u32'

/** The dtype of a result: float32 where nothing else is taken. */
type Kept<Wanted extends DType, D extends DType> = [Wanted] extends ['f32'] ? 'f32' : D

/** A function of one operand, element by element. */
export type UnaryFunction<Name extends string, Wanted extends DType = 'f32'> = <
  S extends Shape,
  D extends DType,
>(
  x: Given<Takes<Name, readonly [D], Wanted>, Tensor<S, D>>,
) => Tensor<S, Kept<Wanted, D>>

/** One that is a record. */
export interface Unary<Name extends string, Wanted extends DType = 'f32'> extends Operation {
  <S extends Shape, D extends DType>(
    x: Given<Takes<Name, readonly [D], Wanted>, Tensor<S, D>>,
  ): Tensor<S, Kept<Wanted, D>>
}

/** A question about each element. */
export interface Testing<Name extends string> extends Operation {
  <S extends Shape, D extends DType>(x: Given<Takes<Name, readonly [D]>, Tensor<S, D>>): Tensor<S, 'bool'>
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

/** Two operands of one dtype among those wanted. */
type Fits<Name extends string, A extends DType, B extends DType, Wanted extends DType> = [A | B] extends [
  Wanted,
]
  ? TakesAlike<Name, A, B>
  : DType extends A | B
    ? true
    : DoesNotTake<Name, readonly [A, B]>

/** A function of two operands that broadcast; a number is an operand too, of the other's dtype. */
export type BinaryFunction<Name extends string, Wanted extends DType = 'f32'> = <
  A extends Operand,
  B extends Operand,
>(
  a: A,
  b: After<Name, A, B, Fits<Name, DTypeOf<A, B>, DTypeOf<B, A>, Wanted>>,
) => Tensor<Together<A, B>, Kept<Wanted, DTypeOf<A, B> | DTypeOf<B, A>>>

/** One that is a record. */
export interface Binary<Name extends string, Wanted extends DType = 'f32'> extends Operation {
  <A extends Operand, B extends Operand>(
    a: A,
    b: After<Name, A, B, Fits<Name, DTypeOf<A, B>, DTypeOf<B, A>, Wanted>>,
  ): Tensor<Together<A, B>, Kept<Wanted, DTypeOf<A, B> | DTypeOf<B, A>>>
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

/** The records of a function on integers: the same arithmetic, modulo 2³². */
export interface Integers {
  readonly i32: Op
  readonly u32: Op
}

type Whole = keyof Integers

const isWhole = (dtype: DType): dtype is Whole => dtype === 'i32' || dtype === 'u32'

const least = { i32: -(2 ** 31), u32: 0 }

/** Whether a number is one of the dtype. */
const isOf = (dtype: Whole, value: number): boolean =>
  Number.isInteger(value) && value >= least[dtype] && value < least[dtype] + 2 ** 32

/** The integers among operands that are no float32: a number beside them is one of them. */
const wholeAmong = (operands: readonly Operand[]): Whole | undefined => {
  const given = operands.flatMap((operand) => (isTensor(operand) ? [operand.dtype] : []))
  return given.includes('f32') ? undefined : given.find(isWhole)
}

/** The application of the record that fits the operands: the first, or that for their kind of integers. */
const applied = (op: Op, integers: Integers | undefined, operands: readonly Operand[]): AnyTensor => {
  const whole = wholeAmong(operands)
  if (whole === undefined) return elementwise(op, ...operands)
  const name = op.family ?? op.name
  const wrong = operands.find((operand) => typeof operand === 'number' && !isOf(whole, operand))
  if (wrong !== undefined)
    return invalid('LBZ1008', name, `${name}: ${String(wrong)} is no ${whole}`, operands.filter(isTensor))
  const own = integers?.[whole]
  const dtypes = operands.map((operand) => (isTensor(operand) ? operand.dtype : whole))
  return elementwise(own?.result(dtypes) === undefined ? op : own, ...operands)
}

const fromRecord = <F extends Operation>(
  arity: number,
  record: Omit<Op, 'arity'>,
  integers?: Integers,
): F => {
  const op: Op = { ...record, arity }
  const apply = (...operands: readonly Operand[]): AnyTensor => applied(op, integers, operands)
  return stated(Object.assign(apply, { op }))
}

/** A function on integers alone: the record of the signed ones speaks for both. */
export const onIntegers = <F>(integers: Integers): F =>
  stated((...operands: readonly Operand[]) => applied(integers.i32, integers, operands))

type Entry<Name extends string> = Omit<Op, 'arity'> & { readonly name: Name }

export const unary = <Name extends string, Wanted extends DType>(
  record: Entry<Name>,
  integers?: Integers,
): Unary<Name, Wanted> => fromRecord(1, record, integers)

export const testing = <Name extends string>(record: Entry<Name>): Testing<Name> => fromRecord(1, record)

export const binary = <Name extends string, Wanted extends DType>(
  record: Entry<Name>,
  integers?: Integers,
): Binary<Name, Wanted> => fromRecord(2, record, integers)

export const comparing = <Name extends string>(record: Entry<Name>): Comparing<Name> => fromRecord(2, record)

export const connecting = <Name extends string>(record: Entry<Name>): Connecting<Name> =>
  fromRecord(2, record)

export const choosing = <Name extends string>(record: Entry<Name>): Choosing<Name> => fromRecord(3, record)

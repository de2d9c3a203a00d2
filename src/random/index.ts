/**
 * The namespace `random`: keys that split, and what is drawn from them. Each function takes a key as numbers and gives
 * numbers, or takes a key as a tensor, inside a program, and gives tensors: the same numbers.
 * Before it: `numbers.ts`, `tensors.ts`. After it: models, through `src/index.ts`.
 * Invariant: nothing here has a state; what is drawn depends on the key alone.
 */
import type { DType } from '../DType.ts'
import { stated } from '../ops/operation.ts'
import type { IsKey } from '../shape/key.ts'
import type { Given } from '../shape/verdict.ts'
import type { Shape } from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import type { Key, Range } from './numbers.ts'
import * as numbers from './numbers.ts'
import * as tensors from './tensors.ts'

export { key, permutation } from './numbers.ts'
export type { Key, Range } from './numbers.ts'

/** A key inside a program: an input declared as `u32(2)`, or what one splits into. */
export type KeyTensor = Tensor<readonly [2], 'u32'>

/** A tensor that can be a key, or the sentence that says why it cannot. */
type Keyed<Name extends string, S extends Shape, D extends DType> = Given<IsKey<Name, S, D>, Tensor<S, D>>

interface FoldIn {
  (from: Key, data: number): Key
  <S extends Shape, D extends DType>(
    from: Keyed<'foldIn', S, D>,
    data: number | Tensor<readonly [], 'u32'>,
  ): KeyTensor
}

/**
 * A key made of a key and an integer: `foldIn(k, i)` is `split(k, n)[i]` for every n > i. Inside a program the integer
 * may be a u32 scalar, such as the number of a step.
 *
 * @example
 * foldIn(key(42), 1) // [64467757, 2916123636]
 * run(foldIn(constant(Uint32Array.of(0, 42), [2]), 1)) // [64467757, 2916123636]
 */
export const foldIn: FoldIn = stated((from: Key | AnyTensor, data: number & AnyTensor): unknown =>
  isTensor(from) ? tensors.foldIn(from, data) : numbers.foldIn(from, data),
)

interface Split {
  (from: Key): readonly [Key, Key]
  (from: Key, count: number): readonly Key[]
  <S extends Shape, D extends DType>(from: Keyed<'foldIn', S, D>): readonly [KeyTensor, KeyTensor]
  <S extends Shape, D extends DType>(from: Keyed<'foldIn', S, D>, count: number): readonly KeyTensor[]
}

/**
 * Independent keys out of one.
 *
 * @example
 * split(key(42)) // [[1832780943, 270669613], [64467757, 2916123636]]
 * split(constant(Uint32Array.of(0, 42), [2])).map((k) => run(k)) // [[1832780943, 270669613], [64467757, 2916123636]]
 */
export const split: Split = stated((from: Key | AnyTensor, count = 2): unknown =>
  isTensor(from) ? tensors.split(from, count) : numbers.split(from, count),
)

interface Bits {
  (from: Key, count: number): Uint32Array
  <S extends Shape, D extends DType, const R extends Shape>(
    from: Keyed<'bits', S, D>,
    shape: R,
  ): Tensor<R, 'u32'>
}

/**
 * Numbers of 32 random bits each.
 *
 * @example
 * bits(key(0), 2) // [4070199207, 4202968722]
 * run(bits(constant(Uint32Array.of(0, 0), [2]), [2])) // [4070199207, 4202968722]
 */
export const bits: Bits = stated((from: Key | AnyTensor, size: number & Shape): unknown =>
  isTensor(from) ? tensors.bits(from, size) : numbers.bits(from, size),
)

interface Uniform {
  (from: Key, count: number, range?: Range): Float32Array
  <S extends Shape, D extends DType, const R extends Shape>(
    from: Keyed<'uniform', S, D>,
    shape: R,
    range?: Range,
  ): Tensor<R>
}

/**
 * Numbers spread evenly over [low, high), by default [0, 1). A longer draw begins with the shorter one. Inside a
 * program a range whose length is no power of two is rounded once where these are rounded twice.
 *
 * @example
 * uniform(key(0), 2) // [0.947667, 0.9785799]
 * run(uniform(constant(Uint32Array.of(0, 0), [2]), [2])) // [0.947667, 0.9785799]
 */
export const uniform: Uniform = stated(
  (from: Key | AnyTensor, size: number & Shape, range?: Range): unknown =>
    isTensor(from) ? tensors.uniform(from, size, range) : numbers.uniform(from, size, range),
)

interface Normal {
  (from: Key, count: number): Float32Array
  <S extends Shape, D extends DType, const R extends Shape>(from: Keyed<'normal', S, D>, shape: R): Tensor<R>
}

/**
 * Numbers of the normal distribution, of mean 0 and deviation 1: √2·erfinv(u) of a uniform u in (−1, 1), to 3.6 ulp.
 *
 * @example
 * normal(key(42), 2) // [-0.02830, 0.46713]
 * run(normal(constant(Uint32Array.of(0, 42), [2]), [2])) // [-0.02830, 0.46713]
 */
export const normal: Normal = stated((from: Key | AnyTensor, size: number & Shape): unknown =>
  isTensor(from) ? tensors.normal(from, size) : numbers.normal(from, size),
)

interface Bernoulli {
  (from: Key, count: number, probability: number): Uint8Array
  <S extends Shape, D extends DType, const R extends Shape>(
    from: Keyed<'bernoulli', S, D>,
    shape: R,
    probability: number,
  ): Tensor<R, 'bool'>
}

/**
 * Truth values, each 1 with the probability.
 *
 * @example
 * bernoulli(key(0), 5, 0.5) // [0, 0, 1, 1, 0]
 * run(bernoulli(constant(Uint32Array.of(0, 0), [2]), [5], 0.5)) // [0, 0, 1, 1, 0]
 */
export const bernoulli: Bernoulli = stated(
  (from: Key | AnyTensor, size: number & Shape, probability: number): unknown =>
    isTensor(from) ? tensors.bernoulli(from, size, probability) : numbers.bernoulli(from, size, probability),
)

/**
 * Layers that draw: from a key that every step is given, never from a hidden state.
 * Before it: `random/tensors.ts`, `ops/`. After it: the namespace `nn`.
 * Invariant: no parameters; the same key gives the same mask and the same noise.
 */
import { broadcastTo, elementwise, floats, number, ruled } from '../construct.ts'
import { add, div, mul } from '../ops/arithmetic.ts'
import { where } from '../ops/comparison.ts'
import { configured } from '../ops/given.ts'
import * as random from '../random/tensors.ts'
import { isKey } from '../shape/key.ts'
import type { IsKey } from '../shape/key.ts'
import type { Given } from '../shape/verdict.ts'
import type { DType } from '../DType.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'

/** From a key to a function of data. */
type Drawing<Name extends string> = <K extends Shape, D extends DType>(
  key: Given<IsKey<Name, K, D>, Tensor<K, D>>,
) => <S extends Shape>(x: Tensor<S>) => Tensor<S>

const drawing = <Name extends string, O extends object>(
  name: Name,
  wanted: readonly (keyof O & string)[],
  value: (options: O, key: AnyTensor, x: AnyTensor) => AnyTensor,
): ((options: O) => Drawing<Name>) =>
  configured(
    name,
    wanted,
    (options: O) => (key: AnyTensor) => (x: AnyTensor) =>
      ruled(
        name,
        [key, x],
        (shape) => isKey(name, shape, key.dtype),
        () => floats(name, [x], () => value(options, key, x)),
      ),
    (mistake) => () => mistake,
  )

export interface DropoutOptions {
  /** The part of the elements that is dropped. */
  readonly rate: number
}

/**
 * Each element dropped with the probability `rate`, what is kept divided by 1 − rate, so that the mean stays.
 *
 * @example
 * const key = constant(Uint32Array.of(0, 0), [2])
 * run(dropout({ rate: 0.5 })(key)(constant([1, 2, 3, 4, 5]))) // [0, 0, 6, 8, 0]
 */
export const dropout: (options: DropoutOptions) => Drawing<'dropout'> = drawing<'dropout', DropoutOptions>(
  'dropout',
  ['rate'],
  ({ rate }, key, x) => {
    if (rate <= 0) return x
    if (rate >= 1) return broadcastTo(number(0), x.shape)
    const kept = random.bernoulli(key, x.shape, 1 - rate)
    return elementwise(where.op, kept, elementwise(div.op, x, 1 - rate), 0)
  },
)

export interface NoiseOptions {
  readonly deviation: number
}

/**
 * Each element with normal noise of mean 0 added.
 *
 * @example
 * const key = constant(Uint32Array.of(0, 42), [2])
 * run(noise({ deviation: 0.1 })(key)(constant([1, 2]))) // [0.997170, 2.046713]
 */
export const noise: (options: NoiseOptions) => Drawing<'noise'> = drawing<'noise', NoiseOptions>(
  'noise',
  ['deviation'],
  ({ deviation }, key, x) =>
    elementwise(add.op, x, elementwise(mul.op, deviation, random.normal(key, x.shape))),
)

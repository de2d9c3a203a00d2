/** What is wrong inside functions generic in their sizes, with what the type checker shows of it. */
import { nn, random } from 'leibniz'
import type { Extent, Tensor } from 'leibniz'

export const linear = <N extends Extent, I extends Extent, O extends Extent>(
  x: Tensor<readonly [N, O]>,
  weight: Tensor<readonly [O, I]>,
  bias: Tensor<readonly [O]>,
  inputs: I,
  out: O,
) =>
  // @ts-expect-error linear: inner dimensions
  nn.linear({ in: inputs, out }).apply({ weight, bias })(x)

export const drawn = <N extends Extent>(key: Tensor<readonly [3], 'u32'>, n: N) =>
  // @ts-expect-error normal: a key is u32 2, not u32 3
  random.normal(key, [n])

export const dropped = <N extends Extent>(key: Tensor<readonly [2]>, x: Tensor<readonly [N]>) =>
  // @ts-expect-error dropout: a key is u32 2, not f32 2
  nn.dropout({ rate: 0.5 })(key)(x)

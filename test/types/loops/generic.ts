/** Loops that are wrong inside functions generic in their sizes, with what the type checker shows. */
import * as L from 'leibniz'
import type { Extent, Tensor } from 'leibniz'

export const widened = <T extends Extent, H extends Extent, O extends Extent>(
  W: Tensor<readonly [O, H]>,
  h: Tensor<readonly [H]>,
  xs: Tensor<readonly [T, H]>,
) =>
  L.scan({ carry: h, xs }, (state, x) => ({
    // @ts-expect-error is not assignable to type
    carry: L.matmul(W, L.add(state, x)),
  }))

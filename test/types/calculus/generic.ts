/** Mistakes inside functions that are generic in their sizes, and calls of such functions. */
import { f32, jacobian, jvp, program, square, vjp, vmap } from 'leibniz'
import type { Dim, Extent, Program, Tensor } from 'leibniz'

type Map<N extends Extent, M extends Extent> = Program<
  { readonly x: Tensor<readonly [N]> },
  { readonly y: Tensor<readonly [M]> }
>

export const wrongOutput = <N extends Extent, M extends Extent>(p: Map<N, M>): unknown =>
  // @ts-expect-error jacobian: there is no output z
  jacobian({ of: 'z', wrt: 'x' })(p)

export const wrongInput = <N extends Extent, M extends Extent>(p: Map<N, M>): unknown =>
  // @ts-expect-error jvp: there is no input w
  jvp({ of: 'y', wrt: 'w' })(p)

export const taken = <N extends Extent, M extends Extent>(p: Map<N, M>): unknown =>
  // @ts-expect-error vjp: there is an input cotangent already
  vjp({ of: 'y', wrt: 'x' })(vjp({ of: 'y', wrt: 'x' })(p))

export const wrongBatch = <N extends Extent, M extends Extent>(p: Map<N, M>, size: Dim<'n'>): unknown =>
  // @ts-expect-error vmap: there is no input w
  vmap({ in: 'w', size })(p)

const jacobianOf = <N extends Extent, M extends Extent>(p: Map<N, M>): Tensor<readonly [M, N]> =>
  jacobian({ of: 'y', wrt: 'x' })(p).outputs.jacobian

const three = program({ x: f32(3) }, ({ x }) => ({ y: square(x) }))

// @ts-expect-error 2
export const wrongShape: Tensor<readonly [2, 3]> = jacobianOf(three)

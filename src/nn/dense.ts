/**
 * Layers that multiply by a matrix.
 * Before it: `Layer.ts`, `ops/contraction.ts`. After it: the namespace `nn`.
 * Invariant: a weight is [out, in], as in PyTorch; data stand in rows, along the last axis.
 */
import { either as E } from 'fp-ts'
import { reduced, reshaped, ruled } from '../construct.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { linear as rows } from '../ops/contraction.ts'
import { maxMonoid } from '../ops/monoids.ts'
import { stated } from '../ops/operation.ts'
import { refuse, same, show } from '../Shape.ts'
import type { Ruled, Shape } from '../Shape.ts'
import { f32 } from '../Spec.ts'
import type { Spec } from '../Spec.ts'
import type { AnyTensor } from '../Tensor.ts'
import type { Layer } from './Layer.ts'
import { layer } from './Layer.ts'

export interface LinearOptions<I extends Extent, O extends Extent> {
  readonly in: I
  readonly out: O
}

/** A weight and a bias, as `linear` and its kin have them. */
export type LinearParameters<I extends Extent, O extends Extent> = {
  readonly weight: Spec<readonly [O, I], 'f32'>
  readonly bias: Spec<readonly [O], 'f32'>
}

/** x·Wᵀ + b of a weight [out, in]. */
export type Rows<I extends Extent, O extends Extent> = ReturnType<
  typeof rows<readonly [O, I], readonly [O], 'f32', 'f32'>
>

/**
 * A fully connected layer: x·Wᵀ + b.
 *
 * @example
 * const { parameters, apply } = linear({ in: 64, out: 10 })
 * show(parameters.weight) // 10×64
 * const p = program({ x: f32(5, 64), params: parameters }, ({ x, params }) => ({ y: apply(params)(x) }))
 * p.outputs.y.shape // [5, 10]
 */
export const linear = <const I extends Extent, const O extends Extent>({
  in: inputs,
  out,
}: LinearOptions<I, O>): Layer<LinearParameters<I, O>, Rows<I, O>> =>
  layer(
    { weight: f32(out, inputs), bias: f32(out) },
    stated(({ weight, bias }: Given) => row(weight, bias)),
  )

interface Given {
  readonly weight: AnyTensor
  readonly bias: AnyTensor
}

const row: (weight: AnyTensor, bias: AnyTensor) => (x: AnyTensor) => AnyTensor = stated(rows)

export interface MaxoutOptions<I extends Extent, O extends Extent, P extends Extent> extends LinearOptions<
  I,
  O
> {
  /** How many numbers the maximum is taken of. */
  readonly pieces: P
}

/** As many weights and biases as there are pieces. */
export type MaxoutParameters<I extends Extent, O extends Extent, P extends Extent> = {
  readonly weight: Spec<readonly [O, P, I], 'f32'>
  readonly bias: Spec<readonly [O, P], 'f32'>
}

/**
 * A maxout layer: each output is the largest of several linear functions of the input.
 *
 * @example
 * show(maxout({ in: 64, out: 10, pieces: 3 }).parameters.weight) // 10×3×64
 */
export const maxout = <const I extends Extent, const O extends Extent, const P extends Extent>({
  in: inputs,
  out,
  pieces,
}: MaxoutOptions<I, O, P>): Layer<MaxoutParameters<I, O, P>, Rows<I, O>> =>
  layer(
    { weight: f32(out, pieces, inputs), bias: f32(out, pieces) },
    stated(({ weight, bias }: Given) => (x: AnyTensor) => {
      const all = extent.mul(out, pieces)
      const rule = (w: Shape, b: Shape): Ruled<true> =>
        same(w, [out, pieces, inputs]) && same(b, [out, pieces])
          ? E.right(true)
          : refuse(
              'LBZ1016',
              `maxout: ${show(w)} and ${show(b)} are not the weight and the bias of the layer`,
            )
      return ruled('maxout', [weight, bias, x], rule, () => {
        const y = row(reshaped(weight, [all, inputs]), reshaped(bias, [all]))(x)
        if (y.form.tag === 'invalid') return y
        const axis = y.shape.length - 1
        return reduced(maxMonoid, reshaped(y, [...y.shape.slice(0, axis), out, pieces]), [axis + 1])
      })
    }),
  )

/**
 * Multi-head attention with its projections.
 * Before it: `ops/attention.ts`, `dense.ts`. After it: the namespace `nn`.
 * Invariant: each head attends with its own part of the features, the parts one after the other, as in PyTorch.
 */
import { either as E } from 'fp-ts'
import { moved, reshaped, ruled } from '../construct.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import * as moves from '../moves.ts'
import { attention as attend } from '../ops/attention.ts'
import { linear as rows } from '../ops/contraction.ts'
import { stated } from '../ops/operation.ts'
import { refuse, show } from '../Shape.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { linear } from './dense.ts'
import type { LinearParameters } from './dense.ts'
import type { Layer } from './Layer.ts'
import { layer } from './Layer.ts'

export interface SelfAttentionOptions<F extends Extent> {
  /** The extent of the data's last axis. */
  readonly features: F
  readonly heads: number
  /** Whether positions after a position are hidden from it. */
  readonly causal?: boolean
}

/** A projection for queries, keys and values each, and one of what the heads give. */
export type AttentionParameters<F extends Extent> = {
  readonly [K in 'query' | 'key' | 'value' | 'out']: LinearParameters<F, F>
}

interface Weighted {
  readonly weight: AnyTensor
  readonly bias: AnyTensor
}

const projected: (weight: AnyTensor, bias: AnyTensor) => (x: AnyTensor) => AnyTensor = stated(rows)

const swapped = (x: AnyTensor): AnyTensor => {
  const rank = x.shape.length
  const order = [...x.shape.keys()].with(rank - 3, rank - 2).with(rank - 2, rank - 3)
  return moved(x, moves.transpose(x.shape, order))
}

/** [.., time, features] as [.., heads, time, features / heads]. */
const inHeads = (x: AnyTensor, heads: number, each: Extent): AnyTensor =>
  x.form.tag === 'invalid' ? x : swapped(reshaped(x, [...x.shape.slice(0, -1), heads, each]))

/** The extent of each head's features. */
const headsOf = (features: Extent, heads: number, shape: Shape): Ruled<Extent> => {
  const each = extent.divide(features, heads)
  if (each === undefined)
    return refuse(
      'LBZ1033',
      `selfAttention: ${extent.show(features)} features do not fall into ${heads} heads`,
    )
  return shape.length < 2
    ? refuse('LBZ1033', `selfAttention: takes data of 2 axes or more, not ${show(shape)}`)
    : E.right(each)
}

/**
 * Self-attention of data [.., time, features]: queries, keys and values are projections of the same positions.
 *
 * @example
 * const { parameters, apply } = selfAttention({ features: 8, heads: 2, causal: true })
 * const p = program({ x: f32(5, 7, 8), params: parameters }, ({ x, params }) => ({ y: apply(params)(x) }))
 * p.outputs.y.shape // [5, 7, 8]
 */
export const selfAttention = <const F extends Extent>({
  features,
  heads,
  causal = false,
}: SelfAttentionOptions<F>): Layer<AttentionParameters<F>, <S extends Shape>(x: Tensor<S>) => Tensor<S>> => {
  const projection = linear({ in: features, out: features }).parameters
  return layer(
    { query: projection, key: projection, value: projection, out: projection },
    stated((given: Readonly<Record<keyof AttentionParameters<F>, Weighted>>) => (x: AnyTensor) => {
      const attended: (...operands: readonly AnyTensor[]) => AnyTensor = stated(attend({ causal }))
      return ruled(
        'selfAttention',
        [x],
        (shape) => headsOf(features, heads, shape),
        (each) => {
          const projections = [given.query, given.key, given.value]
          const all = attended(
            ...projections.map(({ weight, bias }) => inHeads(projected(weight, bias)(x), heads, each)),
          )
          return all.form.tag === 'invalid'
            ? all
            : projected(given.out.weight, given.out.bias)(reshaped(swapped(all), x.shape))
        },
      )
    }),
  )
}

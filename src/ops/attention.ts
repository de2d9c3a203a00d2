/**
 * Attention: each query's mean of the values, weighed by how its product with the keys compares.
 * Before it: `activation.ts`, `contraction.ts`, `shape/attention.ts`. After it: `src/index.ts`.
 * Invariant: what is hidden has the weight 0 exactly; a query from which everything is hidden gets zeros, and no
 * derivative passes there.
 */
import { at } from '../Bug.ts'
import {
  extentValue,
  floats,
  index,
  moved,
  reduced,
  repeatedAlong,
  ruled,
  wrongDTypes,
} from '../construct.ts'
import type { DType } from '../DType.ts'
import * as moves from '../moves.ts'
import { scores as scoring } from '../shape/attention.ts'
import type { AreKeys, AreValues, Attended, HasRows, IsMask } from '../shape/attention.ts'
import type { Given, Takes } from '../shape/verdict.ts'
import type { Ruled, Shape } from '../Shape.ts'
import { typed } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { softmax } from './activation.ts'
import { add, div, mul, sqrt } from './arithmetic.ts'
import { le, lt, where } from './comparison.ts'
import { matmul } from './contraction.ts'
import { withOptions } from './given.ts'
import { maxMonoid } from './monoids.ts'

export interface AttentionOptions {
  /** Whether keys after a query are hidden from it. */
  readonly causal?: boolean
  /** What products of queries and keys are multiplied by: 1 / √(their extent) where nothing is said. */
  readonly scale?: number
}

const name = 'attention'

type Operands = readonly [q: AnyTensor, k: AnyTensor, v: AnyTensor, mask?: AnyTensor | undefined]

interface Attend {
  <
    Q extends Shape,
    K extends Shape,
    V extends Shape,
    DQ extends DType,
    DK extends DType,
    DV extends DType,
    M extends Shape = Shape,
    DM extends DType = 'f32',
  >(
    q: Given<HasRows<'attention', Q>, Tensor<Q, DQ>>,
    k: Given<AreKeys<'attention', Q, K>, Tensor<K, DK>>,
    v: Given<
      AreValues<'attention', Q, K, V>,
      Given<Takes<'attention', readonly [DQ, DK, DV]>, Tensor<V, DV>>
    >,
    mask?: Given<
      IsMask<'attention', Q, K, M>,
      Given<Takes<'attention', readonly [DM], 'f32' | 'bool'>, Tensor<M, DM>>
    >,
  ): Tensor<Attended<Q, K, V>>
}

interface Attention extends Attend {
  (options: AttentionOptions): Attend
}

/** The product of each query with each key, scaled. */
const compared = (q: AnyTensor, k: AnyTensor, scale: number | undefined): AnyTensor => {
  const rank = k.shape.length
  const order = [...Array(rank - 2).keys(), rank - 1, rank - 2]
  const products = matmul(floating(q), floating(moved(k, moves.transpose(k.shape, order))))
  return scale === undefined
    ? div(products, sqrt(floating(extentValue(at(q.shape, q.shape.length - 1)))))
    : mul(products, scale)
}

const floating = (tensor: AnyTensor): Tensor<Shape> => typed(tensor)

/** Whether a key does not come after the query. */
const isPast = (shape: Shape): AnyTensor => {
  const coefficients = shape.map((_, k) => (k === shape.length - 1 ? 1 : k === shape.length - 2 ? -1 : 0))
  return le(index(shape, coefficients, 0, 'i32'), 0)
}

const hidden = (scores: AnyTensor, mask: AnyTensor): AnyTensor =>
  mask.dtype === 'bool' ? where(typed<Shape, 'bool'>(mask), scores, -Infinity) : add(scores, mask)

/** The weights of the keys for each query: softmax, or zeros where every key is hidden. */
const weighed = (scores: AnyTensor, isMasked: boolean): AnyTensor => {
  if (!isMasked) return softmax(floating(scores))
  const axes = [scores.shape.length - 1]
  const largest = repeatedAlong(reduced(maxMonoid, scores, axes), axes, scores.shape)
  const sees = lt(-Infinity, largest)
  return where(sees, softmax(floating(where(sees, scores, 0))), 0)
}

const attended = ({ causal = false, scale }: AttentionOptions, [q, k, v, mask]: Operands): AnyTensor => {
  const operands = mask === undefined ? [q, k, v] : [q, k, v, mask]
  const rule = (a: Shape, b: Shape, c: Shape, m?: Shape): Ruled => scoring(name, a, b, c, m)
  return ruled(name, operands, rule, () =>
    floats(name, [q, k, v], () => {
      if (mask !== undefined && mask.dtype !== 'f32' && mask.dtype !== 'bool')
        return wrongDTypes(name, [mask])
      const all = compared(q, k, scale)
      const past = causal ? where(typed<Shape, 'bool'>(isPast(all.shape)), all, -Infinity) : all
      const seen = mask === undefined ? past : hidden(past, mask)
      return matmul(floating(weighed(seen, mask !== undefined)), floating(v))
    }),
  )
}

/**
 * softmax(q·kᵀ / √d + mask)·v over the last two axes; those before broadcast. A mask of numbers is added, one of truth
 * values hides the keys where it does not hold; a query from which every key is hidden gets zeros.
 *
 * @example
 * const [q, k, v] = [constant([[0], [0]]), constant([[1], [2]]), constant([[3], [5]])]
 * run(attention(q, k, v)) // [[4], [4]]
 * run(attention({ causal: true })(q, k, v)) // [[3], [4]]
 */
export const attention: Attention = withOptions(name, (options: AttentionOptions, ...operands: Operands) =>
  attended(options, operands),
)

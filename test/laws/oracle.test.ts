/**
 * Values and gradients against numbers that PyTorch computed: `test/oracle/README.md` says where they come from.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { data, input as declared } from '../../src/construct.ts'
import { pullback } from '../../src/differentiate.ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import * as leibniz from '../../src/index.ts'
import type { Shape } from '../../src/Shape.ts'
import type { AnyTensor, Tensor } from '../../src/Tensor.ts'
import { typed } from '../../src/Tensor.ts'
import { valueOf } from './slopes.ts'

type Stored = number | 'NaN' | 'Infinity' | '-Infinity'

interface Flat {
  readonly dtype: 'float32' | 'int32' | 'bool'
  readonly shape: readonly number[]
  readonly data: readonly Stored[]
}

interface Attributes {
  readonly axis?: number | readonly number[] | null
  readonly keepdims?: boolean
  readonly shape?: readonly number[]
  readonly perm?: readonly number[]
  readonly reduction?: 'mean' | 'sum' | 'none'
  readonly equation?: string
}

interface Case {
  readonly id: string
  readonly op: string
  readonly attrs: Attributes
  readonly tol: { readonly rtol: number; readonly atol: number }
  readonly inputs: readonly (Flat & { readonly name: string })[]
  readonly output: Flat
  readonly upstream?: Flat
  readonly grads?: Readonly<Record<string, Flat>>
  readonly gradientConvention?: string
}

type Any = Tensor<Shape>

/** An operation of the oracle in ours. */
type Adapter = (attributes: Attributes, ...operands: readonly Any[]) => AnyTensor

const one =
  (build: (x: Any, attributes: Attributes) => AnyTensor): Adapter =>
  (attributes, ...operands) =>
    build(at(operands, 0), attributes)

const two =
  (build: (a: Any, b: Any, attributes: Attributes) => AnyTensor): Adapter =>
  (attributes, ...operands) =>
    build(at(operands, 0), at(operands, 1), attributes)

const folding = ({ axis, keepdims = false }: Attributes) => ({
  keepdims,
  ...(axis === null || axis === undefined ? {} : { axis }),
})

const along = ({ axis }: Attributes): { readonly axis: number } => ({
  axis: typeof axis === 'number' ? axis : -1,
})

/** The shape with −1 replaced by what is left. */
const filledIn = ({ shape = [] }: Attributes, x: Any): readonly number[] => {
  const product = (sizes: readonly unknown[]): number =>
    sizes.reduce<number>((so, size) => so * Number(size), 1)
  return shape.map((size) => (size === -1 ? product(x.shape) / -product(shape) : size))
}

const adapters: Readonly<Record<string, Adapter>> = {
  add: two((a, b) => leibniz.add(a, b)),
  sub: two((a, b) => leibniz.sub(a, b)),
  mul: two((a, b) => leibniz.mul(a, b)),
  div: two((a, b) => leibniz.div(a, b)),
  pow: two((a, b) => leibniz.pow(a, b)),
  minimum: two((a, b) => leibniz.minimum(a, b)),
  maximum: two((a, b) => leibniz.maximum(a, b)),
  neg: one((x) => leibniz.neg(x)),
  exp: one((x) => leibniz.exp(x)),
  log: one((x) => leibniz.log(x)),
  sqrt: one((x) => leibniz.sqrt(x)),
  square: one((x) => leibniz.square(x)),
  tanh: one((x) => leibniz.tanh(x)),
  sigmoid: one((x) => leibniz.sigmoid(x)),
  relu: one((x) => leibniz.relu(x)),
  where: (_, ...operands) => leibniz.where(typed(at(operands, 0)), at(operands, 1), at(operands, 2)),
  reduce_sum: one((x, attributes) => leibniz.sum(folding(attributes))(x)),
  reduce_mean: one((x, attributes) => leibniz.mean(folding(attributes))(x)),
  reduce_max: one((x, attributes) => leibniz.max(folding(attributes))(x)),
  reduce_min: one((x, attributes) => leibniz.min(folding(attributes))(x)),
  logsumexp: one((x, attributes) => leibniz.logSumExp(folding(attributes))(x)),
  matmul: two((a, b) => leibniz.matmul(a, b)),
  transpose: one((x, { perm = [] }) => leibniz.transpose({ axes: perm })(x)),
  reshape: one((x, attributes) => leibniz.reshape(filledIn(attributes, x))(x)),
  broadcast_to: one((x, { shape = [] }) => leibniz.broadcastTo(shape)(x)),
  softmax: one((x, attributes) => leibniz.softmax(along(attributes))(x)),
  log_softmax: one((x, attributes) => leibniz.logSoftmax(along(attributes))(x)),
  cross_entropy: two((logits, labels, attributes) =>
    leibniz.crossEntropy({ ...along(attributes), reduction: attributes.reduction ?? 'mean' })(
      logits,
      typed(labels),
    ),
  ),
  einsum: ({ equation = '' }, ...operands) => leibniz.einsum(equation, ...operands),
}

const dtypes = { float32: 'f32', int32: 'i32', bool: 'bool' } as const satisfies Record<Flat['dtype'], DType>

const arrayOf = ({ dtype, data }: Flat): TypedArray => {
  const numbers = data.map(Number)
  switch (dtype) {
    case 'float32':
      return Float32Array.from(numbers)
    case 'int32':
      return Int32Array.from(numbers)
    case 'bool':
      return Uint8Array.from(numbers)
  }
}

const folder = new URL('../oracle/ops/', import.meta.url)
const cases = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case)

const expectNear = (found: Float64Array, { data: wanted }: Flat, { rtol, atol }: Case['tol']): void => {
  expect(found).toHaveLength(wanted.length)
  found.forEach((got, i) => {
    const want = Number(at(wanted, i))
    const near = Object.is(got, want) || Math.abs(got - want) <= atol + rtol * Math.abs(want)
    expect(near, `element ${i}: ${got} for ${want}`).toBe(true)
  })
}

describe('the oracle', () => {
  it('has cases of every operation that is adapted, and of no other', () => {
    expect([...new Set(cases.map(({ op }) => op))].sort()).toEqual(Object.keys(adapters).sort())
  })

  it.each(cases)('$id', ({ op, attrs, tol, inputs, output, upstream, grads, gradientConvention }) => {
    const tensors = inputs.map(({ name, shape, dtype }) => declared(name, shape, dtypes[dtype]))
    const arrays = new Map(inputs.map((given) => [given.name, arrayOf(given)]))
    const y = adapters[op]?.(attrs, ...tensors.map((tensor): Any => typed(tensor)))
    if (y === undefined) throw new Error(`no adapter for ${op}`)
    expect(y.shape).toEqual(output.shape)
    expectNear(valueOf(y, arrays), output, tol)

    if (upstream === undefined || grads === undefined || gradientConvention !== undefined) return
    const wrt = Object.entries(grads)
    const seeds = [{ of: y, cotangent: data(arrayOf(upstream), upstream.shape) }]
    const named = wrt.map(([name]) =>
      at(
        tensors,
        inputs.findIndex((given) => given.name === name),
      ),
    )
    const { cotangents } = pullback(seeds, named)
    wrt.forEach(([, want], k) => expectNear(valueOf(at(cotangents, k), arrays), want, tol))
  })
})

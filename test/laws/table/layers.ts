/** Layers, noise, penalties, metrics, and random numbers inside programs. */
import { nn, random } from 'leibniz'
import type { AnyTensor, Shape, Tensor } from 'leibniz'
import { stated } from '../../../src/ops/operation.ts'
import { typed } from '../../../src/Tensor.ts'
import type { Drawn, Entry } from './Entry.ts'

/** Types are erased: parameters and data as they come. */
interface Erased {
  readonly apply: (parameters: object, ...more: readonly AnyTensor[]) => (x: AnyTensor) => AnyTensor
}

const erased = (layer: { readonly apply: (...given: never[]) => unknown }): Erased => ({
  apply: stated(layer.apply),
})

/** Tensors of which the test knows what they are. */
const real = (tensor: AnyTensor): Tensor<Shape> => typed(tensor)
const keyOf = (tensor: AnyTensor): random.KeyTensor => typed(tensor)
const wholes = (tensor: AnyTensor): Tensor<readonly [number], 'i32'> => typed(tensor)
const square = (tensor: AnyTensor): Tensor<readonly [number, number], 'i32'> => typed(tensor)

const of = (...shape: readonly number[]): Drawn => ({ shape })
const key: Drawn = { shape: [2], dtype: 'u32', from: 0, to: 1000 }
const labels = (...shape: readonly number[]): Drawn => ({ shape, dtype: 'i32', from: 0, to: 3 })

interface Gates {
  readonly rows: number
  readonly layer: Erased
}

/** The last state of a recurrent layer of 2 units over 2 turns of 2 numbers. */
const recurrent = (name: string, { rows, layer }: Gates): Entry => ({
  name,
  inputs: [of(2, 1, 2), of(rows, 2), of(rows, 2), of(rows)],
  build: (x, forData, forState, bias) => {
    const parameters = { input: { weight: forData, bias }, hidden: { weight: forState, bias } }
    return stated<(given: AnyTensor) => { readonly out: AnyTensor }>(layer.apply(parameters))(x).out
  },
})

const two = { in: 2, out: 2 } as const

export const entries: readonly Entry[] = [
  recurrent('nn.rnn', { rows: 2, layer: erased(nn.rnn(two)) }),
  recurrent('nn.gru', { rows: 6, layer: erased(nn.gru(two)) }),
  recurrent('nn.lstm', { rows: 8, layer: erased(nn.lstm(two)) }),
  {
    name: 'nn.linear',
    inputs: [of(3, 2), of(2, 2), of(2)],
    build: (x, weight, bias) => erased(nn.linear(two)).apply({ weight, bias })(x),
  },
  {
    name: 'nn.maxout',
    inputs: [of(3, 2), of(2, 2, 2), of(2, 2)],
    build: (x, weight, bias) => erased(nn.maxout({ ...two, pieces: 2 })).apply({ weight, bias })(x),
  },
  {
    name: 'nn.conv2d',
    inputs: [of(1, 2, 3, 3), of(2, 2, 2, 2), of(2)],
    build: (x, weight, bias) => erased(nn.conv2d({ ...two, size: [2, 2] })).apply({ weight, bias })(x),
  },
  {
    name: 'nn.batchNorm',
    inputs: [of(4, 2), of(2), of(2), of(2), { shape: [2], from: 0.5, to: 2 }],
    build: (x, weight, bias, mean, variance) =>
      nn
        .batchNorm({ channels: 2 })
        .train(
          { weight: typed(weight), bias: typed(bias) },
          { mean: typed(mean), variance: typed(variance) },
        )(typed<readonly [4, 2], 'f32'>(x)).y,
  },
  {
    name: 'nn.selfAttention',
    inputs: [of(2, 2), of(2, 2), of(2, 2), of(2)],
    build: (x, weight, other, bias) => {
      const [a, b] = [
        { weight, bias },
        { weight: other, bias },
      ]
      const layer = erased(nn.selfAttention({ features: 2, heads: 2, causal: true }))
      return layer.apply({ query: a, key: b, value: a, out: b })(x)
    },
  },
  {
    name: 'nn.residual',
    inputs: [of(3, 2), of(2, 2), of(2)],
    build: (x, weight, bias) => erased(nn.residual(nn.linear(two))).apply({ weight, bias })(x),
  },
  {
    name: 'nn.l1',
    inputs: [
      { shape: [3], from: 0.5, to: 2 },
      { shape: [2], from: -2, to: -0.5 },
    ],
    build: (a, b) => nn.l1(0.3)({ a, b }),
  },
  { name: 'nn.l2', inputs: [of(3), of(2)], build: (a, b) => nn.l2(0.3)({ a, b }) },
  {
    name: 'nn.dropout',
    inputs: [key, of(5)],
    build: (k, x) => nn.dropout({ rate: 0.4 })(keyOf(k))(real(x)),
  },
  {
    name: 'nn.noise',
    inputs: [key, of(5)],
    build: (k, x) => nn.noise({ deviation: 0.4 })(keyOf(k))(real(x)),
  },
  { name: 'random.bits', inputs: [key], build: (k) => random.bits(keyOf(k), [2, 3]) },
  { name: 'random.foldIn', inputs: [key], build: (k) => random.foldIn(keyOf(k), 5) },
  { name: 'random.uniform', inputs: [key], build: (k) => random.uniform(keyOf(k), [2, 3]) },
  { name: 'random.normal', inputs: [key], build: (k) => random.normal(keyOf(k), [2, 3]) },
  { name: 'random.bernoulli', inputs: [key], build: (k) => random.bernoulli(keyOf(k), [2, 3], 0.5) },
  {
    name: 'nn.confusionMatrix',
    inputs: [labels(5), labels(5)],
    build: (p, y) => nn.confusionMatrix({ classes: 3 })(wholes(p), wholes(y)),
  },
  { name: 'nn.precision', inputs: [labels(3, 3)], build: (matrix) => nn.precision(square(matrix)) },
  { name: 'nn.recall', inputs: [labels(3, 3)], build: (matrix) => nn.recall(square(matrix)) },
]

/**
 * Networks of dense layers, and units of other kinds.
 * Before it: `Counted.ts`. After it: `../network.test.ts`.
 * Invariant: the sum is part of each title.
 */
import {
  add,
  affine,
  bceWithLogits,
  crossEntropy,
  dim,
  embedding,
  f32,
  flatten,
  grad,
  i32,
  linear,
  matmul,
  maximum,
  mean,
  mse,
  mul,
  nn,
  pipe,
  prelu,
  program,
  relu,
  sigmoid,
  sign,
  square,
  sub,
  sum,
  tanh,
  transpose,
} from 'leibniz'
import * as extent from '../../../src/Extent.ts'
import type { Counted } from './Counted.ts'

const n = dim('n')

/** 5·h weights and h + 2 biases of a network of h hidden units. */
const mul5 = extent.mul(5, dim('h'))
const hAnd2 = extent.add(dim('h'), 2)

const two = { W1: f32(4, 3), b1: f32(4), W2: f32(2, 4), b2: f32(2) }
const twoColumns = { W1: f32(4, 3), b1: f32(4, 1), W2: f32(2, 4), b2: f32(2, 1) }
const ofTwo = { layers: 2, neurons: 6, weights: 20, biases: 6, parameters: 26, connections: 20 }

const three = {
  W1: f32(4, 3),
  b1: f32(4, 1),
  W2: f32(4, 4),
  b2: f32(4, 1),
  W3: f32(1, 4),
  b3: f32(1, 1),
}

export const fullyConnected: Readonly<Record<string, Counted>> = {
  '3-4-2 in rows of a batch: 4·3 + 2·4 weights, 4 + 2 biases': {
    program: program({ x: f32(n, 3), ...two }, ({ x, W1, b1, W2, b2 }) => ({
      s: pipe(x, linear(W1, b1), relu, linear(W2, b2)),
    })),
    counts: ofTwo,
  },
  '3-4-2 in rows, a batch of 8': {
    program: program({ x: f32(8, 3), ...two }, ({ x, W1, b1, W2, b2 }) => ({
      s: pipe(x, linear(W1, b1), relu, linear(W2, b2)),
    })),
    counts: ofTwo,
  },
  '3-4-2 of one example, the data last': {
    program: program({ ...two, x: f32(3) }, ({ x, W1, b1, W2, b2 }) => ({
      s: pipe(x, affine(W1, b1), sigmoid, affine(W2, b2)),
    })),
    counts: ofTwo,
  },
  '3-4-2 of one column': {
    program: program({ x: f32(3, 1), ...twoColumns }, ({ x, W1, b1, W2, b2 }) => ({
      s: add(matmul(W2, sigmoid(add(matmul(W1, x), b1))), b2),
    })),
    counts: ofTwo,
  },
  '3-4-2 of columns of a batch': {
    program: program({ x: f32(3, n), ...twoColumns }, ({ x, W1, b1, W2, b2 }) => ({
      s: add(matmul(W2, maximum(0, add(matmul(W1, x), b1))), b2),
    })),
    counts: ofTwo,
  },
  '3-4-4-1: 4·3 + 4·4 + 1·4 weights, 4 + 4 + 1 biases': {
    program: program({ x: f32(3, 1), ...three }, ({ x, W1, b1, W2, b2, W3, b3 }) => {
      const h1 = sigmoid(add(matmul(W1, x), b1))
      const h2 = sigmoid(add(matmul(W2, h1), b2))
      return { s: add(matmul(W3, h2), b3) }
    }),
    counts: { layers: 3, neurons: 9, weights: 32, biases: 9, parameters: 41, connections: 32 },
  },
  'logistic regression: 4 weights, 1 bias, one layer': {
    program: program({ x: f32(n, 4), y: f32(n), w: f32(4), b: f32() }, ({ x, y, w, b }) => {
      const z = add(matmul(x, w), b)
      return { p: sigmoid(z), loss: bceWithLogits(z, y) }
    }),
    counts: { layers: 1, neurons: 1, weights: 4, biases: 1, parameters: 5, connections: 4 },
  },
  'linear regression of 20 examples, no size varies: 3 weights, 1 bias': {
    program: program({ X: f32(20, 3), t: f32(20), w: f32(3), b: f32() }, ({ X, t, w, b }) => ({
      loss: mean(square(sub(add(matmul(X, w), b), t))),
    })),
    counts: { layers: 1, neurons: 1, weights: 3, biases: 1, others: 0, parameters: 4, connections: 3 },
  },
  'a perceptron as a sum of products, with a threshold: 3 weights, 1 bias': {
    program: program({ x: f32(3), w: f32(3), theta: f32() }, ({ x, w, theta }) => ({
      y: sign(sub(sum(mul(w, x)), theta)),
    })),
    said: { parameters: ['w', 'theta'] },
    counts: { layers: 1, neurons: 1, weights: 3, biases: 1, parameters: 4, connections: 3 },
  },
  'scores of 3072 pixels for 10 classes: 30,720 weights, 10 biases': {
    program: program({ x: f32(n, 3072), y: i32(n), W: f32(10, 3072), b: f32(10) }, ({ x, y, W, b }) => ({
      loss: crossEntropy(linear(W, b)(x), y),
    })),
    counts: { layers: 1, neurons: 10, weights: 30_720, biases: 10, parameters: 30_730, connections: 30_720 },
  },
  'hidden units as many as there are: 3·h + 2·h weights, h + 2 biases': {
    program: program(
      {
        x: f32(n, 3),
        params: { W1: f32(dim('h'), 3), b1: f32(dim('h')), W2: f32(2, dim('h')), b2: f32(2) },
      },
      ({ x, params: { W1, b1, W2, b2 } }) => ({ s: pipe(x, linear(W1, b1), relu, linear(W2, b2)) }),
    ),
    counts: {
      layers: 2,
      weights: mul5,
      biases: hAnd2,
      parameters: extent.add(mul5, hAnd2),
      connections: mul5,
    },
  },
}

const plain = { W: f32(3, 4), b: f32(3) }
const pieces = nn.maxout({ in: 4, out: 3, pieces: 2 })

export const units: Readonly<Record<string, Counted>> = {
  'three units of four inputs: 12 weights, 3 biases': {
    program: program({ x: f32(n, 4), ...plain }, ({ x, W, b }) => ({ y: relu(linear(W, b)(x)) })),
    counts: { layers: 1, neurons: 3, weights: 12, biases: 3, parameters: 15, connections: 12 },
  },
  'three maxout units of two pieces: twice as many, 24 weights, 6 biases': {
    program: program({ x: f32(n, 4), params: pieces.parameters }, ({ x, params }) => ({
      y: pieces.apply(params)(x),
    })),
    counts: { layers: 1, neurons: 6, weights: 24, biases: 6, parameters: 30, connections: 24 },
  },
  'three maxout units as the larger of two layers: the same': {
    program: program({ x: f32(n, 4), params: { a: plain, b: plain } }, ({ x, params: { a, b } }) => ({
      y: maximum(linear(a.W, a.b)(x), linear(b.W, b.b)(x)),
    })),
    counts: { layers: 1, neurons: 6, weights: 24, biases: 6, parameters: 30, connections: 24 },
  },
  'an autoencoder of one matrix, used twice: 18 weights, 36 connections': {
    program: program({ x: f32(n, 6), W: f32(3, 6) }, ({ x, W }) => ({
      y: matmul(tanh(matmul(x, transpose(W))), W),
    })),
    counts: { layers: 2, neurons: 9, weights: 18, biases: 0, parameters: 18, connections: 36 },
  },
  'a parameter that is a shift and a bias is a bias: 3·3 weights, 3 biases': {
    program: program({ x: f32(n, 3), W: f32(3, 3), b: f32(3) }, ({ x, W, b }) => ({
      y: linear(W, b)(relu(add(x, b))),
    })),
    counts: { layers: 1, neurons: 3, weights: 9, biases: 3, others: 0, parameters: 12, connections: 9 },
  },
  'a weight that is a product of two: 2·(4 + 3) weights of one layer': {
    program: program({ x: f32(n, 4), params: { A: f32(3, 2), B: f32(2, 4) } }, ({ x, params: { A, B } }) => ({
      y: matmul(x, transpose(matmul(A, B))),
    })),
    counts: { layers: 1, neurons: 3, weights: 14, parameters: 14, connections: 12 },
  },
  'slopes that are learnt: 2·4 + 2 and one slope': {
    program: program({ x: f32(n, 4), W: f32(2, 4), b: f32(2), slope: f32(1) }, ({ x, W, b, slope }) => ({
      y: prelu(slope)(linear(W, b)(x)),
    })),
    counts: { layers: 1, neurons: 2, weights: 8, biases: 2, others: 1, parameters: 11 },
  },
}

const norm = nn.batchNorm({ channels: 4 })
const normed = program(
  {
    x: f32(n, 3),
    t: f32(n, 2),
    params: {
      first: nn.linear({ in: 3, out: 4 }).parameters,
      norm: norm.parameters,
      W: f32(2, 4),
      b: f32(2),
    },
    running: norm.running,
  },
  ({ x, t, params: { first, norm: scale, W, b }, running }) => {
    const { y, running: after } = norm.train(scale, running)(linear(first.weight, first.bias)(x))
    return { loss: mse(linear(W, b)(relu(y)), t), running: after }
  },
)

const words = nn.embedding({ count: 100, out: 8 })

export const otherParameters: Readonly<Record<string, Counted>> = {
  'a batch that is normalised: 4 scales and 4 shifts besides 3·4 + 4·2 weights, 4 + 2 biases': {
    program: grad({ of: 'loss', wrt: 'params' })(normed),
    counts: { layers: 2, neurons: 6, weights: 20, biases: 6, others: 8, parameters: 34, connections: 20 },
  },
  'words looked up, with positions: 100·8 and 5·8 besides 40·3 weights, 3 biases': {
    program: program(
      {
        words: i32(n, 5),
        params: { table: words.parameters, positions: f32(5, 8), W: f32(3, 40), b: f32(3) },
      },
      ({ words: w, params: { table, positions, W, b } }) => ({
        s: pipe(add(words.apply(table)(w), positions), flatten({ from: 1 }), linear(W, b)),
      }),
    ),
    counts: {
      layers: 1,
      neurons: 3,
      weights: 120,
      biases: 3,
      others: 840,
      parameters: 963,
      connections: 120,
    },
  },
  'words scored by the table they are looked up in: 100·8 parameters, each a weight': {
    program: program({ word: i32(n), table: f32(100, 8) }, ({ word, table }) => ({
      s: matmul(embedding(table)(word), transpose(table)),
    })),
    counts: { layers: 1, neurons: 100, weights: 800, others: 0, parameters: 800, connections: 800 },
  },
}

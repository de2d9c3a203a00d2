/**
 * Networks with convolutions, and what stands between layers.
 * Before it: `Counted.ts`. After it: `../network.test.ts`.
 * Invariant: the sum is part of each title.
 */
import {
  adaptiveAvgPool,
  add,
  avgPool,
  concat,
  constant,
  conv2d,
  convTranspose2d,
  dim,
  expandDims,
  f32,
  flatten,
  globalAvgPool,
  linear,
  matmul,
  maxPool,
  mean,
  nn,
  pipe,
  program,
  relu,
  tanh,
  u32,
} from 'leibniz'
import type { Counted } from './Counted.ts'

const n = dim('n')

/** LeNet-5, with every picture of a layer connected to all of the next. */
const lenet = nn.sequential(
  nn.conv2d({ in: 1, out: 6, size: [5, 5], padding: 2 }),
  tanh,
  avgPool({ size: 2 }),
  nn.conv2d({ in: 6, out: 16, size: [5, 5] }),
  tanh,
  avgPool({ size: 2 }),
  flatten({ from: 1 }),
  nn.linear({ in: 400, out: 120 }),
  tanh,
  nn.linear({ in: 120, out: 84 }),
  tanh,
  nn.linear({ in: 84, out: 10 }),
)

const ofLenet = {
  layers: 5,
  neurons: 6 + 16 + 120 + 84 + 10,
  weights: 150 + 2400 + 48_000 + 10_080 + 840,
  biases: 236,
  parameters: 61_706,
  connections: 784 * 150 + 100 * 2400 + 48_000 + 10_080 + 840,
}

const unit = { kernel: f32(4, 4, 3, 3), bias: f32(4) }

export const convolutional: Readonly<Record<string, Counted>> = {
  'LeNet-5 of a batch: 61,706 parameters': {
    program: program({ x: f32(n, 1, 28, 28), params: lenet.parameters }, ({ x, params }) => ({
      s: lenet.apply(params)(x),
    })),
    counts: ofLenet,
  },
  'LeNet-5 of 4 pictures: the same': {
    program: program({ x: f32(4, 1, 28, 28), params: lenet.parameters }, ({ x, params }) => ({
      s: lenet.apply(params)(x),
    })),
    counts: ofLenet,
  },
  'the first layer of AlexNet: 96·3·11·11 weights, each at 55·55 places': {
    program: program({ x: f32(n, 3, 227, 227), W: f32(96, 3, 11, 11), b: f32(96) }, ({ x, W, b }) => ({
      y: relu(conv2d({ stride: 4 }, W, b)(x)),
    })),
    counts: {
      layers: 1,
      neurons: 96,
      weights: 34_848,
      biases: 96,
      parameters: 34_944,
      connections: 105_415_200,
    },
  },
  'the second layer of AlexNet, in 2 groups: 256·48·5·5 weights, each at 27·27 places, padding and all': {
    program: program({ x: f32(n, 96, 27, 27), W: f32(256, 48, 5, 5), b: f32(256) }, ({ x, W, b }) => ({
      y: relu(conv2d({ padding: 2, groups: 2 }, W, b)(x)),
    })),
    counts: {
      layers: 1,
      neurons: 256,
      weights: 307_200,
      biases: 256,
      parameters: 307_456,
      connections: 223_948_800,
    },
  },
  'a convolution, the mean of all places, and scores: 27·8·6·6 + 8·10 connections': {
    program: program(
      { x: f32(n, 3, 8, 8), W: f32(8, 3, 3, 3), b: f32(8), V: f32(10, 8), c: f32(10) },
      ({ x, W, b, V, c }) => ({ s: pipe(x, conv2d({}, W, b), relu, globalAvgPool, linear(V, c)) }),
    ),
    counts: { layers: 2, neurons: 18, weights: 296, biases: 18, parameters: 314, connections: 7856 },
  },
  'a residual of two convolutions, then scores of 4·3·3 numbers: the chain is 3 long': {
    program: program(
      { x: f32(n, 4, 6, 6), params: { a: unit, b: unit, W: f32(2, 36), c: f32(2) } },
      ({ x, params: { a, b, W, c } }) => {
        const h = pipe(
          x,
          conv2d({ padding: 1 }, a.kernel, a.bias),
          relu,
          conv2d({ padding: 1 }, b.kernel, b.bias),
        )
        return { s: pipe(relu(add(x, h)), maxPool({ size: 2 }), flatten({ from: 1 }), linear(W, c)) }
      },
    ),
    counts: {
      layers: 3,
      neurons: 4 + 4 + 2,
      weights: 144 + 144 + 72,
      biases: 10,
      parameters: 370,
      connections: 2 * 36 * 144 + 72,
    },
  },
}

export const more: Readonly<Record<string, Counted>> = {
  'a transposed convolution of stride 2, then scores: 3·5·9 weights, each at 4·4 places, and 2·5': {
    program: program(
      { x: f32(n, 3, 4, 4), W: f32(3, 5, 3, 3), b: f32(5), V: f32(2, 5), c: f32(2) },
      ({ x, W, b, V, c }) => ({
        s: pipe(x, convTranspose2d({ stride: 2 }, W, b), relu, globalAvgPool, linear(V, c)),
      }),
    ),
    counts: { layers: 2, neurons: 7, weights: 145, biases: 7, others: 0, parameters: 152, connections: 2170 },
  },
  'a transposed convolution alone, in 2 groups: 4·3·9 weights at 16 places': {
    program: program({ x: f32(n, 4, 4, 4), W: f32(4, 3, 3, 3), b: f32(6) }, ({ x, W, b }) => ({
      y: convTranspose2d({ stride: 2, groups: 2 }, W, b)(x),
    })),
    counts: { layers: 1, neurons: 6, weights: 108, biases: 6, parameters: 114, connections: 1728 },
  },
  'the bias as a column of the weights: 10·3073': {
    program: program({ x: f32(3072), W: f32(10, 3072), b: f32(10) }, ({ x, W, b }) => ({
      s: matmul(
        concat({ axis: 1 })([W, expandDims({ axis: 1 })(b)]),
        concat({ axis: 0 })([x, constant([1])]),
      ),
    })),
    counts: { layers: 1, neurons: 10, weights: 30_730, biases: 0, parameters: 30_730, connections: 30_730 },
  },
  'two layers side by side under one: 2·3 + 4·3 + 1·6 weights': {
    program: program(
      { x: f32(n, 3), A: f32(2, 3), a: f32(2), B: f32(4, 3), b: f32(4), C: f32(1, 6), c: f32(1) },
      ({ x, A, a, B, b, C, c }) => ({
        y: linear(C, c)(concat({ axis: 1 })([linear(A, a)(x), linear(B, b)(x)])),
      }),
    ),
    counts: { layers: 2, neurons: 7, weights: 24, biases: 7, parameters: 31, connections: 24 },
  },
  'two layers with dropout between them: 4·3 + 3·2 weights': {
    program: program(
      { key: u32(2), x: f32(n, 4), W: f32(3, 4), b: f32(3), V: f32(2, 3), c: f32(2) },
      ({ key, x, W, b, V, c }) => ({
        y: pipe(x, linear(W, b), relu, nn.dropout({ rate: 0.5 })(key), linear(V, c)),
      }),
    ),
    counts: { layers: 2, neurons: 5, weights: 18, biases: 5, others: 0, parameters: 23, connections: 18 },
  },
  'windows of uneven sizes have means and no weights: 6·3': {
    program: program({ x: f32(n, 2, 7), W: f32(3, 6), b: f32(3) }, ({ x, W, b }) => ({
      y: pipe(x, adaptiveAvgPool({ size: [3] }), flatten({ from: 1 }), linear(W, b)),
    })),
    counts: { layers: 1, neurons: 3, weights: 18, biases: 3, parameters: 21, connections: 18 },
  },
  'a mean over 5 words, then scores: 3·2 weights, each at 5 places, and 2·1': {
    program: program({ x: f32(n, 5, 3), W: f32(3, 2), V: f32(2, 1) }, ({ x, W, V }) => ({
      y: matmul(mean({ axis: 1 })(relu(matmul(x, W))), V),
    })),
    counts: { layers: 2, neurons: 3, weights: 8, biases: 0, parameters: 8, connections: 32 },
  },
}

/**
 * The workloads as models of ONNX. It has no derivatives: the backward pass of training is written out.
 * Before it: `onnx.ts`. After it: `ort.ts`.
 * Invariant: names are those of the problem; weights are constants where they do not change.
 */
import type { Columns, Convolutions, Mlp, Training } from '../workloads/Problem.ts'
import type { Attribute, Constant, Model, Node, Value } from './onnx.ts'

export const f32 = (...dims: readonly number[]): Value => ({ dims, type: 'f32' })
export const i32 = (...dims: readonly number[]): Value => ({ dims, type: 'i32' })

export const fixed = (numbers: Float32Array | Int32Array, ...dims: readonly number[]): Constant => ({
  dims,
  numbers,
})

const integers = (...values: readonly number[]): Constant => ({
  dims: [values.length],
  numbers: BigInt64Array.from(values, BigInt),
})

export const node = (
  output: string,
  operation: string,
  inputs: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
): Node => ({ output, operation, inputs, attributes })

/** x·Wᵀ + b */
const dense = (output: string, ...inputs: readonly [x: string, W: string, b: string]): Node =>
  node(output, 'Gemm', inputs, { transB: { int: 1 } })

const lastAxis = { axis: { int: -1 } }

export const mlpModel = ({ batch, pixels, hidden, classes, inputs }: Mlp): Model => ({
  inputs: { x: f32(batch, pixels) },
  constants: {
    W1: fixed(inputs.W1, hidden, pixels),
    b1: fixed(inputs.b1, hidden),
    W2: fixed(inputs.W2, classes, hidden),
    b2: fixed(inputs.b2, classes),
  },
  nodes: [
    dense('z1', 'x', 'W1', 'b1'),
    node('h', 'Relu', ['z1']),
    dense('z2', 'h', 'W2', 'b2'),
    node('probabilities', 'Softmax', ['z2'], lastAxis),
  ],
  outputs: { probabilities: f32(batch, classes) },
})

export const columnsModel = ({ batch, pixels, hidden, classes, inputs }: Columns): Model => {
  // One column is one row, which is what its products are fast at.
  const isRow = batch === 1
  const product = (output: string, weight: string, x: string): Node =>
    isRow ? node(output, 'Gemm', [x, weight], { transB: { int: 1 } }) : node(output, 'MatMul', [weight, x])
  return {
    inputs: { x: isRow ? f32(1, pixels) : f32(pixels, batch) },
    constants: { W1: fixed(inputs.W1, hidden, pixels), W2: fixed(inputs.W2, classes, hidden) },
    nodes: [product('z', 'W1', 'x'), node('h', 'Relu', ['z']), product('s', 'W2', 'h')],
    outputs: { s: isRow ? f32(1, classes) : f32(classes, batch) },
  }
}

/** weight − rate·gᵀ·x in one operation. */
const descend = (weight: string, g: string, x: string, rate: number): Node =>
  node(`${weight} next`, 'Gemm', [g, x, weight], { transA: { int: 1 }, alpha: { float: -rate } })

/** bias − rate·Σg over the batch. */
const shift = (bias: string, g: string): readonly Node[] => [
  node(`Σ${g}`, 'ReduceSum', [g, 'batch axis'], { keepdims: { int: 0 } }),
  node(`move of ${bias}`, 'Mul', [`Σ${g}`, 'rate']),
  node(`${bias} next`, 'Sub', [bias, `move of ${bias}`]),
]

export const trainingModel = ({ batch, pixels, hidden, classes, rate }: Training): Model => ({
  inputs: {
    x: f32(batch, pixels),
    y: i32(batch, 1),
    W1: f32(hidden, pixels),
    b1: f32(hidden),
    W2: f32(classes, hidden),
    b2: f32(classes),
  },
  constants: {
    classes: fixed(
      Int32Array.from({ length: classes }, (_, k) => k),
      1,
      classes,
    ),
    'batch axis': integers(0),
    rate: fixed(Float32Array.of(rate)),
    share: fixed(Float32Array.of(1 / batch)),
    '−share': fixed(Float32Array.of(-1 / batch)),
    zero: fixed(Float32Array.of(0)),
  },
  nodes: [
    dense('z1', 'x', 'W1', 'b1'),
    node('h', 'Relu', ['z1']),
    dense('z2', 'h', 'W2', 'b2'),
    node('logs', 'LogSoftmax', ['z2'], lastAxis),
    node('is class', 'Equal', ['y', 'classes']),
    node('hot', 'Cast', ['is class'], { to: { int: 1 } }),
    node('picked', 'Mul', ['logs', 'hot']),
    node('Σpicked', 'ReduceSum', ['picked'], { keepdims: { int: 0 } }),
    node('loss', 'Mul', ['Σpicked', '−share']),
    node('p', 'Exp', ['logs']),
    node('p − hot', 'Sub', ['p', 'hot']),
    node('dz2', 'Mul', ['p − hot', 'share']),
    node('dh', 'MatMul', ['dz2', 'W2']),
    node('is alive', 'Greater', ['z1', 'zero']),
    node('alive', 'Cast', ['is alive'], { to: { int: 1 } }),
    node('dz1', 'Mul', ['dh', 'alive']),
    descend('W2', 'dz2', 'h', rate),
    ...shift('b2', 'dz2'),
    descend('W1', 'dz1', 'x', rate),
    ...shift('b1', 'dz1'),
  ],
  outputs: {
    loss: f32(),
    'W1 next': f32(hidden, pixels),
    'b1 next': f32(hidden),
    'W2 next': f32(classes, hidden),
    'b2 next': f32(classes),
  },
})

const layer = (output: string, x: string, kernel: string, bias: string): readonly Node[] => [
  node(`${output} c`, 'Conv', [x, kernel, bias], {
    kernel_shape: { ints: [3, 3] },
    pads: { ints: [1, 1, 1, 1] },
  }),
  node(`${output} r`, 'Relu', [`${output} c`]),
  node(output, 'MaxPool', [`${output} r`], { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } }),
]

export const convolutionsModel = ({ batch, side, maps, classes, inputs }: Convolutions): Model => {
  const [few, many] = maps
  return {
    inputs: { x: f32(batch, 1, side, side) },
    constants: {
      K1: fixed(inputs.K1, few, 1, 3, 3),
      b1: fixed(inputs.b1, few),
      K2: fixed(inputs.K2, many, few, 3, 3),
      b2: fixed(inputs.b2, many),
      W: fixed(inputs.W, classes, many * (side / 4) ** 2),
      b: fixed(inputs.b, classes),
    },
    nodes: [
      ...layer('h1', 'x', 'K1', 'b1'),
      ...layer('h2', 'h1', 'K2', 'b2'),
      node('flat', 'Flatten', ['h2']),
      dense('scores', 'flat', 'W', 'b'),
    ],
    outputs: { scores: f32(batch, classes) },
  }
}

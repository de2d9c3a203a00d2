/**
 * The programs whose derivations people read: each of a kind that the others are not.
 */
import {
  add,
  affine,
  attention,
  batchNorm,
  conv2d,
  crossEntropy,
  dim,
  exp,
  f32,
  gelu,
  grad,
  i32,
  layerNorm,
  linear,
  log,
  matmul,
  maximum,
  mean,
  mul,
  program,
  relu,
  sigmoid,
  sin,
  square,
  sub,
  sum,
  tanh,
  transpose,
  valueAndGrad,
} from 'leibniz'
import type { Program } from '../../src/Program.ts'
import type { Tensor } from '../../src/Tensor.ts'

const batch = dim('batch')

/** Columns, as on the board. */
const network = valueAndGrad({ of: 'L', wrt: ['W1', 'W2'] })(
  program(
    { x: f32(3072, batch), y: i32(batch), W1: f32(100, 3072), W2: f32(10, 100) },
    ({ x, y, W1, W2 }) => {
      const s = matmul(W2, maximum(0, matmul(W1, x)))
      return { s, L: crossEntropy({ axis: 0 })(s, y) }
    },
  ),
)

/** So many layers of one kind, and their gradients. */
export const deepNetwork = (layers: number): Program => {
  const params = Object.fromEntries(
    Array.from({ length: layers }, (_, k) => [`l${k}`, { weight: f32(8, 8), bias: f32(8) }]),
  )
  return valueAndGrad({ of: 'loss', wrt: 'params' })(
    program({ x: f32(batch, 8), y: i32(batch), params }, ({ x, y, params }) => ({
      loss: crossEntropy(
        Object.values(params).reduce<Tensor<readonly [typeof batch, 8]>>(
          (h, { weight, bias }) => relu(linear(weight, bias)(h)),
          x,
        ),
        y,
      ),
    })),
  )
}

const layer = (outputs: number, inputs: number) =>
  ({ weight: f32(outputs, inputs), bias: f32(outputs) }) as const

/** Rows, with records of parameters. */
const classifier = valueAndGrad({ of: 'loss', wrt: 'params' })(
  program(
    { x: f32(batch, 64), y: i32(batch), params: { fc1: layer(32, 64), fc2: layer(10, 32) } },
    ({ x, y, params: { fc1, fc2 } }) => ({
      loss: crossEntropy(linear(fc2.weight, fc2.bias)(relu(linear(fc1.weight, fc1.bias)(x))), y),
    }),
  ),
)

const logistic = valueAndGrad({ of: 'L', wrt: 'w' })(
  program({ X: f32(batch, 4), t: f32(batch), w: f32(4) }, ({ X, t, w }) => {
    const p = sigmoid(matmul(X, w))
    return { L: mean(sub(mul(sub(0, t), log(p)), mul(sub(1, t), log(sub(1, p))))) }
  }),
)

const leastSquares = valueAndGrad({ of: 'L', wrt: ['w', 'b'] })(
  program({ X: f32(20, 3), t: f32(20), w: f32(3), b: f32() }, ({ X, t, w, b }) => ({
    L: mean(square(sub(add(matmul(X, w), b), t))),
  })),
)

/** The bias of a column that became a row. */
const crossed = valueAndGrad({ of: 'L', wrt: ['h', 'b'] })(
  program({ h: f32(4, 1), b: f32(4) }, ({ h, b }) => ({ L: sum(square(add(h, b))) })),
)

const chain = grad({ of: 'y', wrt: 'x' })(program({ x: f32() }, ({ x }) => ({ y: exp(tanh(square(x))) })))

const turned = valueAndGrad({ of: 'L', wrt: ['A', 'W', 'b'] })(
  program({ A: f32(3, 4), W: f32(2, 3), b: f32(2), x: f32(3) }, ({ A, W, b, x }) => ({
    L: add(sum(tanh(affine(W, b)(x))), sum(mul(transpose(A), 2))),
  })),
)

const second = grad({ of: 'grad', wrt: 'x' })(chain)

const sine = valueAndGrad({ of: 'y', wrt: 'x' })(program({ x: f32() }, ({ x }) => ({ y: sin(square(x)) })))

const product = valueAndGrad({ of: 'y', wrt: ['a', 'b'] })(
  program({ a: f32(), b: f32() }, ({ a, b }) => ({ y: mul(a, b) })),
)

/** Three paths from x to y. */
const fanOut = valueAndGrad({ of: 'y', wrt: 'x' })(
  program({ x: f32() }, ({ x }) => {
    const u = square(x)
    return { y: add(mul(u, sin(x)), exp(u)) }
  }),
)

/** Rows, with labels. */
const classifierOfRows = valueAndGrad({ of: 'L', wrt: 'z' })(
  program({ z: f32(2, 3), y: i32(2) }, ({ z, y }) => ({ L: crossEntropy(z, y) })),
)

/** A column's bias with an axis of its own. */
const column = valueAndGrad({ of: 'L', wrt: ['W', 'b'] })(
  program({ W: f32(4, 3), x: f32(3, 2), b: f32(4, 1) }, ({ W, x, b }) => ({
    L: sum(square(add(matmul(W, x), b))),
  })),
)

const normalised = valueAndGrad({ of: 'L', wrt: ['x', 'scale', 'shift'] })(
  program({ x: f32(4, 2), scale: f32(2), shift: f32(2), t: f32(4, 2) }, ({ x, scale, shift, t }) => ({
    L: mean(square(sub(batchNorm(scale, shift)(x), t))),
  })),
)

const convolved = valueAndGrad({ of: 'L', wrt: ['x', 'kernel', 'bias'] })(
  program({ x: f32(1, 1, 4, 4), kernel: f32(2, 1, 3, 3), bias: f32(2) }, ({ x, kernel, bias }) => ({
    L: sum(relu(conv2d({ padding: 1 }, kernel, bias)(x))),
  })),
)

const attending = valueAndGrad({ of: 'L', wrt: ['q', 'k', 'v'] })(
  program({ q: f32(3, 2), k: f32(4, 2), v: f32(4, 2) }, ({ q, k, v }) => ({
    L: sum(square(attention(q, k, v))),
  })),
)

const block = {
  q: f32(8, 8),
  k: f32(8, 8),
  v: f32(8, 8),
  o: f32(8, 8),
  g1: f32(8),
  b1: f32(8),
  g2: f32(8),
  b2: f32(8),
  up: { weight: f32(32, 8), bias: f32(32) },
  down: { weight: f32(8, 32), bias: f32(8) },
}

/** So many blocks of a transformer, each of which looks back only. */
export const transformer = (count: number): Program =>
  valueAndGrad({ of: 'loss', wrt: 'blocks' })(
    program(
      {
        x: f32(6, 8),
        y: i32(6),
        blocks: Object.fromEntries(Array.from({ length: count }, (_, k) => [`block${k}`, block])),
      },
      ({ x, y, blocks }) => {
        let h: Tensor<readonly [6, 8]> = x
        for (const { q, k, v, o, g1, b1, g2, b2, up, down } of Object.values(blocks)) {
          const n = layerNorm(g1, b1)(h)
          const z = attention({ causal: true })(matmul(n, q), matmul(n, k), matmul(n, v))
          const seen = add(h, matmul(z, o))
          const inner = gelu(linear(up.weight, up.bias)(layerNorm(g2, b2)(seen)))
          h = add(seen, linear(down.weight, down.bias)(inner))
        }
        return { loss: crossEntropy(h, y) }
      },
    ),
  )

/** Two matrices and nothing between them. */
const collapsed = valueAndGrad({ of: 'L', wrt: 'x' })(
  program(
    { x: f32(3072, batch), t: f32(10, batch), W1: f32(100, 3072), W2: f32(10, 100) },
    ({ x, t, W1, W2 }) => ({
      L: mean(square(sub(matmul(W2, matmul(W1, x)), t))),
    }),
  ),
)

const hyperbolic = valueAndGrad({ of: 'y', wrt: 'x' })(
  program({ x: f32() }, ({ x }) => ({ y: sub(mul(2, sigmoid(mul(2, x))), 1) })),
)

/** What is shown in every format, by name; sizes are small, so that numbers stand beside the formulas. */
export const lessons: Readonly<Record<string, Program>> = {
  sine,
  product,
  'fan-out': fanOut,
  network,
  'softmax-cross-entropy': classifierOfRows,
  hyperbolic,
  collapsed,
  'batch-norm': normalised,
  convolution: convolved,
  attention: attending,
  'column-bias': column,
  'crossed-bias': crossed,
}

export const programs: Readonly<Record<string, Program>> = {
  network,
  classifier,
  logistic,
  'least-squares': leastSquares,
  'crossed-bias': crossed,
  chain,
  turned,
  second,
}

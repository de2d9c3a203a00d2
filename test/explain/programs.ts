/**
 * The programs whose derivations people read: each of a kind that the others are not.
 */
import {
  add,
  affine,
  crossEntropy,
  dim,
  exp,
  f32,
  grad,
  i32,
  linear,
  log,
  matmul,
  maximum,
  mean,
  mul,
  program,
  relu,
  sigmoid,
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

/**
 * Networks inside gradients and steps of training; and programs that are none.
 * Before it: `Counted.ts`. After it: `../network.test.ts`.
 * Invariant: the sum is part of each title.
 */
import {
  apply,
  bceWithLogits,
  bind,
  crossEntropy,
  dim,
  f32,
  grad,
  hvp,
  i32,
  linear,
  matmul,
  mean,
  optim,
  pipe,
  program,
  sigmoid,
  square,
  sub,
  tanh,
  training,
  valueAndGrad,
  vmap,
} from 'leibniz'
import type { Counted } from './Counted.ts'

const n = dim('n')

const two = { W1: f32(4, 3), b1: f32(4), W2: f32(2, 4), b2: f32(2) }
const ofTwo = { layers: 2, neurons: 6, weights: 20, biases: 6, parameters: 26, connections: 20 }

const lossOfTwo = program(
  { x: f32(n, 3), y: i32(n), params: two },
  ({ x, y, params: { W1, b1, W2, b2 } }) => {
    const s = pipe(x, linear(W1, b1), tanh, linear(W2, b2))
    return { s, loss: crossEntropy(s, y) }
  },
)

const { init, step } = training({ loss: lossOfTwo, wrt: 'params', optimiser: optim.adam({ rate: 0.1 }) })

const generator = { A: f32(4, 2), a: f32(4) }
const critic = { B: f32(1, 4), b: f32(1) }
const rivals = program({ z: f32(n, 2), real: f32(n, 4), generator, critic }, (given) => {
  const fake = tanh(linear(given.generator.A, given.generator.a)(given.z))
  const judge = linear(given.critic.B, given.critic.b)
  return {
    critic: mean(bceWithLogits(sub(judge(fake), judge(given.real)), sigmoid(judge(fake)))),
    generator: mean(square(judge(fake))),
  }
})

export const derived: Readonly<Record<string, Counted>> = {
  'two networks with a loss each: 4·2 + 4 weights; the second sees the first, and data': {
    program: program({ z: f32(n, 2), real: f32(n, 4), generator, critic }, (given) => ({
      critic: apply(grad({ of: 'critic', wrt: 'critic' })(rivals))(given).grad,
      generator: apply(grad({ of: 'generator', wrt: 'generator' })(rivals))(given).grad,
    })),
    counts: { layers: 2, weights: 12, biases: 5, parameters: 17, connections: 8 + 2 * 4 },
  },
  'five networks 3-4-2 at once: five times as many': {
    program: vmap({ in: 'params', size: 5 })(lossOfTwo),
    counts: { layers: 2, neurons: 30, weights: 100, biases: 30, parameters: 130, connections: 100 },
  },
  'the loss of 3-4-2 with its gradient': {
    program: valueAndGrad({ of: 'loss', wrt: 'params' })(lossOfTwo),
    counts: ofTwo,
  },
  'the gradient of 3-4-2 alone': { program: grad({ of: 'loss', wrt: 'params' })(lossOfTwo), counts: ofTwo },
  'the gradient of one matrix of 3-4-2: the others are fixed weights and biases': {
    program: grad({ of: 'loss', wrt: 'params.W2' })(lossOfTwo),
    counts: ofTwo,
  },
  'the gradient of 3-4-2 by its data': { program: grad({ of: 'loss', wrt: 'x' })(lossOfTwo), counts: ofTwo },
  'a product with the Hessian of 3-4-2': {
    program: hvp({ of: 'loss', wrt: 'params' })(lossOfTwo),
    counts: ofTwo,
  },
  'a step of training 3-4-2': { program: step, counts: ofTwo },
  '3-4-2 with its parameters bound': {
    program: bind({
      params: {
        W1: Float32Array.from({ length: 12 }, (_, k) => k),
        b1: Float32Array.of(1, 2, 3, 4),
        W2: Float32Array.from({ length: 8 }, (_, k) => -k),
        b2: Float32Array.of(5, 6),
      },
    })(lossOfTwo),
    counts: ofTwo,
  },
}

const none = { layers: 0, neurons: 0, weights: 0, biases: 0, parameters: 0, connections: 0 }

export const noNetworks: Readonly<Record<string, Counted>> = {
  'the state of an optimiser is no network': { program: init, counts: none },
  'a function of a number is no network': {
    program: program({ x: f32() }, ({ x }) => ({ y: square(x) })),
    counts: none,
  },
  'a product of data is no network': {
    program: program({ a: f32(n, 3), b: f32(3, n) }, ({ a, b }) => ({ y: matmul(a, b) })),
    counts: { ...none },
  },
}

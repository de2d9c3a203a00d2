/**
 * Networks with attention, and networks along time.
 * Before it: `Counted.ts`. After it: `../network.test.ts`.
 * Invariant: the sum is part of each title.
 */
import {
  add,
  apply,
  dim,
  f32,
  full,
  gelu,
  grad,
  linear,
  matmul,
  mean,
  mse,
  nn,
  program,
  scan,
  square,
  sum,
  tanh,
} from 'leibniz'
import type { Tensor } from 'leibniz'
import * as extent from '../../../src/Extent.ts'
import type { Counted } from './Counted.ts'

const n = dim('n')

const attends = nn.selfAttention({ features: 8, heads: 2 })
const normal = nn.layerNorm({ shape: [8] })
const [up, down] = [nn.linear({ in: 8, out: 32 }), nn.linear({ in: 32, out: 8 })]
const block = {
  before: normal.parameters,
  attention: attends.parameters,
  between: normal.parameters,
  up: up.parameters,
  down: down.parameters,
}

export const attention: Readonly<Record<string, Counted>> = {
  'a transformer block of 6 positions: 4·64 + 2·256 weights; QKᵀ and its product with V, 2·(2·6·6·4)': {
    program: program({ x: f32(n, 6, 8), params: block }, ({ x, params }) => {
      const attended = add(x, attends.apply(params.attention)(normal.apply(params.before)(x)))
      const h = gelu(up.apply(params.up)(normal.apply(params.between)(attended)))
      return { y: add(attended, down.apply(params.down)(h)) }
    }),
    counts: {
      layers: 4,
      neurons: 4 * 8 + 32 + 8,
      weights: 768,
      biases: 72,
      others: 32,
      parameters: 872,
      connections: 6 * 768,
      dataMultiplications: 576,
    },
  },
}

const elman = nn.rnn({ in: 3, out: 5 })
const lstm = nn.lstm({ in: 3, out: 5 })
const second = nn.lstm({ in: 5, out: 2 })
const overTime = program({ x: f32(7, n, 3), t: f32(n, 5), params: elman.parameters }, ({ x, t, params }) => ({
  loss: mse(elman.apply(params)(x).carry, t),
}))
const ofElman = { layers: 1, neurons: 5, weights: 40, biases: 10, parameters: 50, connections: 280 }

const gru = nn.gru({ in: 3, out: 5 })
const slopeOfGru = grad({ of: 'loss', wrt: 'params' })(
  program({ x: f32(7, n, 3), params: gru.parameters }, ({ x, params }) => ({
    loss: mean(square(gru.apply(params)(x).out)),
  })),
)
const ofGru = { layers: 1, neurons: 15, weights: 120, biases: 30, parameters: 150, connections: 840 }

export const recurrent: Readonly<Record<string, Counted>> = {
  'Elman, 7 turns: 5·3 + 5·5 weights, 5 + 5 biases, 7·40 connections': { program: overTime, counts: ofElman },
  'the gradient of Elman: the same': {
    program: grad({ of: 'loss', wrt: 'params' })(overTime),
    counts: ofElman,
  },
  'the gradient of a GRU, 7 turns: 15·3 + 15·5 weights, 15 + 15 biases': {
    program: slopeOfGru,
    counts: ofGru,
  },
  'the gradient of the gradient of a GRU: the same': {
    program: grad({ of: 's', wrt: 'params' })(
      program({ x: f32(7, n, 3), params: gru.parameters }, (given) => ({
        s: sum(square(apply(slopeOfGru)(given).grad.input.bias)),
      })),
    ),
    counts: ofGru,
  },
  'a loop of 3 turns in a loop of n: 4·4 weights 3·n times, 4·4 n times': {
    program: program(
      { xs: f32(n, 4), params: { W: f32(4, 4), V: f32(4, 4) } },
      ({ xs, params: { W, V } }) => {
        const inner = (state: Tensor<readonly [4]>) =>
          scan({ carry: state, steps: 3 }, (now) => ({ carry: tanh(matmul(W, now)) })).carry
        const { carry } = scan({ carry: full([4], 0), xs }, (state, x) => ({
          carry: add(inner(state), matmul(V, x)),
        }))
        return { y: carry }
      },
    ),
    counts: { layers: 1, neurons: 8, weights: 32, parameters: 32, connections: extent.mul(64, n) },
  },
  'an LSTM of which both states are shown, 7 turns: 20·3 + 20·5 weights, once': {
    program: program(
      { x: f32(7, n, 3), params: lstm.parameters },
      ({ x, params }) => lstm.apply(params)(x).carry,
    ),
    counts: { layers: 1, neurons: 20, weights: 160, biases: 40, parameters: 200, connections: 1120 },
  },
  'two LSTMs and a score: 4·5·8 + 4·2·7 + 2 weights, those of a turn at every time': {
    program: program(
      {
        x: f32(dim('time'), n, 3),
        params: { a: lstm.parameters, b: second.parameters, W: f32(1, 2), c: f32(1) },
      },
      ({ x, params: { a, b, W, c } }) => ({
        y: linear(W, c)(second.apply(b)(lstm.apply(a)(x).out).carry.hidden),
      }),
    ),
    counts: {
      layers: 3,
      neurons: 20 + 8 + 1,
      weights: 218,
      biases: 40 + 16 + 1,
      parameters: 275,
      connections: extent.add(extent.mul(216, dim('time')), 2),
    },
  },
}

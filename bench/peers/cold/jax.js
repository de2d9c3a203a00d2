/**
 * Cold start of jax-js: load it, make the weights, predict once.
 * Before it: `../../cold/numbers.js`. After it: `../../cold/race.ts`.
 * Invariant: one jitted function, as in `../jax.ts`.
 */
import { defaultDevice, init, jit, nn, numpy as np } from '@jax-js/jax'
import { classes, given, hidden, pixels, told } from '../../cold/numbers.js'

await init('wasm')
defaultDevice('wasm')
const { x, W1, b1, W2, b2 } = given()
const dense = (x, W, b) => np.add(np.matmul(x, np.transpose(W)), b)
const f = jit((x, W1, b1, W2, b2) => nn.softmax(dense(nn.relu(dense(x, W1, b1)), W2, b2), -1))
const array = (numbers, ...shape) => np.array(numbers, { shape })
told(
  f(
    array(x, 1, pixels),
    array(W1, hidden, pixels),
    array(b1, hidden),
    array(W2, classes, hidden),
    array(b2, classes),
  ).dataSync(),
)

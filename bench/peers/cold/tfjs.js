/**
 * Cold start of TensorFlow.js: load it with a backend, make the weights, predict once.
 * Before it: `../../cold/numbers.js`. After it: `../../cold/race.ts`.
 * Invariant: the same operations as in `../tfjs.ts`.
 */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import process from 'node:process'
import * as tf from '@tensorflow/tfjs-core'
import { classes, given, hidden, pixels, told } from '../../cold/numbers.js'

const backend = process.argv[4]
if (backend === 'cpu') await import('@tensorflow/tfjs-backend-cpu')
else {
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
  const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${dirname(main)}/`)
}
await tf.setBackend(backend)

const { x, W1, b1, W2, b2 } = given()
const dense = (a, weight, bias, shape, activation) =>
  tf.fused.matMul({
    a,
    b: tf.transpose(tf.tensor(weight, shape)),
    bias: tf.tensor(bias, [shape[0]]),
    activation,
  })
const h = dense(tf.tensor(x, [1, pixels]), W1, b1, [hidden, pixels], 'relu')
told(tf.softmax(dense(h, W2, b2, [classes, hidden], 'linear')).dataSync())

/**
 * TensorFlow.js, on its JavaScript and on its WebAssembly.
 * Before it: `Recipes.ts`. After it: `../entries.ts`.
 * Invariant: weights are tensors made beforehand, as its layers keep them ([in, out], channels last); its fused
 * operations are used where there are some; nothing but weights outlives a call.
 */
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
// The derivatives are a part of their own: they register with the engine that all share, and use this copy's operations.
import '@tensorflow/tfjs-core/dist/index.js'
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
import * as tf from '@tensorflow/tfjs-core'
import type { Tensor } from '@tensorflow/tfjs-core'
import { calling } from '../Engine.ts'
import type { Engine, Work } from '../Engine.ts'
import type { Outputs, Workload } from '../workloads/Workload.ts'
import { follow } from './Recipes.ts'
import type { Recipes } from './Recipes.ts'

/** The numbers of a tensor that is then gone. */
const taken = (tensor: Tensor): Float32Array => {
  const numbers = tensor.dataSync()
  tensor.dispose()
  return numbers
}

/** A call that makes one tensor. */
const making = (workload: Workload, call: () => Tensor): Work => {
  const name = Object.keys(workload.program.outputs)[0] ?? ''
  return calling(workload, (): Outputs => ({ [name]: taken(tf.tidy(call)) }))
}

/** The axes of a kernel, [out, in, height, width] with us: height, width, in, out. */
const kernelAxes = [2, 3, 1, 0]

const recipes: Recipes = {
  mlp: ({ batch, pixels, hidden, classes, inputs }, workload) => {
    const W1 = tf.transpose(tf.tensor(inputs.W1, [hidden, pixels]))
    const W2 = tf.transpose(tf.tensor(inputs.W2, [classes, hidden]))
    const [b1, b2] = [tf.tensor(inputs.b1, [hidden]), tf.tensor(inputs.b2, [classes])]
    return making(workload, () => {
      const x = tf.tensor(inputs.x, [batch, pixels])
      const h = tf.fused.matMul({ a: x, b: W1, bias: b1, activation: 'relu' })
      return tf.softmax(tf.fused.matMul({ a: h, b: W2, bias: b2 }))
    })
  },
  columns: ({ batch, pixels, hidden, classes, inputs }, workload) => {
    const W1 = tf.tensor(inputs.W1, [hidden, pixels])
    const W2 = tf.tensor(inputs.W2, [classes, hidden])
    if (batch === 1) {
      // One column is one row, which is what its products are fast at.
      const [first, second] = [tf.transpose(W1), tf.transpose(W2)]
      return making(workload, () => {
        const x = tf.tensor(inputs.x, [1, pixels])
        return tf.matMul(tf.fused.matMul({ a: x, b: first, activation: 'relu' }), second)
      })
    }
    return making(workload, () => {
      const x = tf.tensor(inputs.x, [pixels, batch])
      return tf.matMul(W2, tf.fused.matMul({ a: W1, b: x, activation: 'relu' }))
    })
  },
  training: ({ batch, pixels, hidden, classes, inputs, labels, rate }) => {
    const W1 = tf.variable(tf.transpose(tf.tensor(inputs.W1, [hidden, pixels])))
    const W2 = tf.variable(tf.transpose(tf.tensor(inputs.W2, [classes, hidden])))
    const b1 = tf.variable(tf.tensor(inputs.b1, [hidden]))
    const b2 = tf.variable(tf.tensor(inputs.b2, [classes]))
    const optimiser = tf.train.sgd(rate)
    const call = (): Float32Array => {
      const loss = tf.tidy(() => {
        const x = tf.tensor(inputs.x, [batch, pixels])
        const y = tf.oneHot(tf.tensor1d(labels, 'int32'), classes)
        const lost = (): Tensor => {
          const h = tf.relu(tf.add(tf.matMul(x, W1), b1))
          return tf.losses.softmaxCrossEntropy(y, tf.add(tf.matMul(h, W2), b2))
        }
        return optimiser.minimize(lost, true, [W1, b1, W2, b2])
      })
      return taken(loss)
    }
    return {
      answers: () => ({
        loss: call(),
        W1: taken(tf.transpose(W1)),
        b1: b1.dataSync(),
        W2: taken(tf.transpose(W2)),
        b2: b2.dataSync(),
      }),
      run: () => call()[0] ?? Number.NaN,
    }
  },
  product: ({ n, inputs }, workload) =>
    making(workload, () => tf.matMul(tf.tensor(inputs.a, [n, n]), tf.tensor(inputs.b, [n, n]))),
  chain: ({ n, inputs }, workload) =>
    making(workload, () => {
      const [a, b, c] = [tf.tensor(inputs.a, [n]), tf.tensor(inputs.b, [n]), tf.tensor(inputs.c, [n])]
      return tf.sub(tf.mul(tf.sigmoid(tf.add(tf.mul(a, b), c)), tf.tanh(a)), tf.relu(b))
    }),
  rows: ({ rows, columns, inputs }, workload) =>
    making(workload, () => tf.softmax(tf.tensor(inputs.x, [rows, columns]))),
  convolutions: ({ batch, side, maps: [few, many], classes, inputs }, workload) => {
    const K1 = tf.transpose(tf.tensor(inputs.K1, [few, 1, 3, 3]), kernelAxes)
    const K2 = tf.transpose(tf.tensor(inputs.K2, [many, few, 3, 3]), kernelAxes)
    const [b1, b2, b] = [
      tf.tensor(inputs.b1, [few]),
      tf.tensor(inputs.b2, [many]),
      tf.tensor(inputs.b, [classes]),
    ]
    const quarter = side / 4
    const dense = tf.tensor(inputs.W, [classes, many, quarter, quarter])
    const W = tf.reshape(tf.transpose(dense, [2, 3, 1, 0]), [quarter * quarter * many, classes])
    const layer = (x: Tensor, filter: Tensor, bias: Tensor): Tensor =>
      tf.maxPool(
        tf.fused.conv2d({ x, filter, strides: 1, pad: 'same', bias, activation: 'relu' }),
        2,
        2,
        'valid',
      )
    return making(workload, () => {
      const x = tf.tensor(inputs.x, [batch, side, side, 1])
      const h = layer(layer(x, K1, b1), K2, b2)
      return tf.fused.matMul({ a: tf.reshape(h, [batch, quarter * quarter * many]), b: W, bias: b })
    })
  },
  tiny: ({ inputs }, workload) => {
    const W1 = tf.transpose(tf.tensor(inputs.W1, [3, 2]))
    const W2 = tf.transpose(tf.tensor(inputs.W2, [1, 3]))
    const [b1, b2] = [tf.tensor(inputs.b1, [3]), tf.tensor(inputs.b2, [1])]
    return making(workload, () => {
      const h = tf.tanh(tf.fused.matMul({ a: tf.tensor(inputs.x, [1, 2]), b: W1, bias: b1 }))
      return tf.sigmoid(tf.fused.matMul({ a: h, b: W2, bias: b2 }))
    })
  },
}

const ready = async (backend: 'cpu' | 'wasm'): Promise<void> => {
  if (backend === 'cpu') await import('@tensorflow/tfjs-backend-cpu')
  else {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm')
    const main = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
    setWasmPaths(`${dirname(main)}/`)
  }
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs has no ${backend} here`)
}

export const tfjs = async (backend: 'cpu' | 'wasm'): Promise<Engine> => {
  await ready(backend)
  return { name: `tfjs ${backend}`, prepare: (workload) => follow(recipes, workload) }
}

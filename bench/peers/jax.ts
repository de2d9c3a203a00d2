/**
 * jax-js, on its WebAssembly.
 * Before it: `Recipes.ts`. After it: `../entries.ts`.
 * Invariant: every workload is one jitted function; an array is gone with its last use, `ref` is one use more.
 */
import { defaultDevice, init, jit, lax, nn, numpy as np, valueAndGrad } from '@jax-js/jax'
import type { Jax } from '@jax-js/jax'
import { calling } from '../Engine.ts'
import type { Engine, Work } from '../Engine.ts'
import type { Workload } from '../workloads/Workload.ts'
import { follow } from './Recipes.ts'
import type { Recipes } from './Recipes.ts'

const array = (values: Float32Array | Int32Array, ...shape: readonly number[]): Jax =>
  np.array(values, { shape })

/** A call that makes one array. */
const making = (workload: Workload, call: () => Jax): Work => {
  const name = Object.keys(workload.program.outputs)[0] ?? ''
  return calling(workload, () => ({ [name]: call().dataSync() }))
}

const dense = (x: Jax, W: Jax, b: Jax): Jax => np.add(np.matmul(x, np.transpose(W)), b)

/** The largest of each 2×2. */
const pool = (x: Jax, batch: number, maps: number, side: number): Jax =>
  np.max(x.reshape([batch, maps, side / 2, 2, side / 2, 2]), [3, 5])

const recipes: Recipes = {
  mlp: ({ batch, pixels, hidden, classes, inputs }, workload) => {
    const [W1, b1] = [array(inputs.W1, hidden, pixels), array(inputs.b1, hidden)]
    const [W2, b2] = [array(inputs.W2, classes, hidden), array(inputs.b2, classes)]
    const f = jit((x: Jax, W1: Jax, b1: Jax, W2: Jax, b2: Jax) =>
      nn.softmax(dense(nn.relu(dense(x, W1, b1)), W2, b2), -1),
    )
    return making(workload, () => f(array(inputs.x, batch, pixels), W1.ref, b1.ref, W2.ref, b2.ref))
  },
  columns: ({ batch, pixels, hidden, classes, inputs }, workload) => {
    const [W1, W2] = [array(inputs.W1, hidden, pixels), array(inputs.W2, classes, hidden)]
    const f = jit((x: Jax, W1: Jax, W2: Jax) => np.matmul(W2, np.maximum(0, np.matmul(W1, x))))
    return making(workload, () => f(array(inputs.x, pixels, batch), W1.ref, W2.ref))
  },
  training: ({ batch, pixels, hidden, classes, inputs, labels, rate }) => {
    const lossOf = (x: Jax, y: Jax, W1: Jax, b1: Jax, W2: Jax, b2: Jax): Jax => {
      const logs = nn.logSoftmax(dense(nn.relu(dense(x, W1, b1)), W2, b2), -1)
      return np.multiply(np.sum(np.multiply(logs, nn.oneHot(y, classes))), -1 / batch)
    }
    const step = jit((x: Jax, y: Jax, W1: Jax, b1: Jax, W2: Jax, b2: Jax) => {
      const weights = [W1, b1, W2, b2]
      const [loss, gradients] = valueAndGrad(lossOf, { argnums: [2, 3, 4, 5] })(
        x,
        y,
        W1.ref,
        b1.ref,
        W2.ref,
        b2.ref,
      )
      const moved = weights.map((weight, k) => np.subtract(weight, np.multiply(rate, gradients[k] ?? 0)))
      return { loss, W1: moved[0] ?? W1, b1: moved[1] ?? b1, W2: moved[2] ?? W2, b2: moved[3] ?? b2 }
    })
    let now = {
      W1: array(inputs.W1, hidden, pixels),
      b1: array(inputs.b1, hidden),
      W2: array(inputs.W2, classes, hidden),
      b2: array(inputs.b2, classes),
    }
    const call = (): Float32Array => {
      const x = array(inputs.x, batch, pixels)
      const { loss, ...next } = step(x, array(labels, batch), now.W1, now.b1, now.W2, now.b2)
      now = next
      return loss.dataSync()
    }
    return {
      answers: () => ({
        loss: call(),
        W1: now.W1.ref.dataSync(),
        b1: now.b1.ref.dataSync(),
        W2: now.W2.ref.dataSync(),
        b2: now.b2.ref.dataSync(),
      }),
      run: () => call()[0] ?? Number.NaN,
    }
  },
  product: ({ n, inputs }, workload) => {
    const f = jit((a: Jax, b: Jax) => np.matmul(a, b))
    return making(workload, () => f(array(inputs.a, n, n), array(inputs.b, n, n)))
  },
  chain: ({ n, inputs }, workload) => {
    const f = jit((a: Jax, b: Jax, c: Jax) => {
      const gate = nn.sigmoid(np.add(np.multiply(a.ref, b.ref), c))
      return np.subtract(np.multiply(gate, np.tanh(a)), nn.relu(b))
    })
    return making(workload, () => f(array(inputs.a, n), array(inputs.b, n), array(inputs.c, n)))
  },
  rows: ({ rows, columns, inputs }, workload) => {
    const f = jit((x: Jax) => nn.softmax(x, -1))
    return making(workload, () => f(array(inputs.x, rows, columns)))
  },
  convolutions: ({ batch, side, maps: [few, many], classes, inputs }, workload) => {
    const [K1, b1] = [array(inputs.K1, few, 1, 3, 3), array(inputs.b1, few, 1, 1)]
    const [K2, b2] = [array(inputs.K2, many, few, 3, 3), array(inputs.b2, many, 1, 1)]
    const flat = many * (side / 4) ** 2
    const [W, b] = [array(inputs.W, classes, flat), array(inputs.b, classes)]
    const f = jit((x: Jax, K1: Jax, b1: Jax, K2: Jax, b2: Jax, W: Jax, b: Jax) => {
      const h1 = nn.relu(np.add(lax.conv(x, K1, [1, 1], 'SAME'), b1))
      const h2 = nn.relu(np.add(lax.conv(pool(h1, batch, few, side), K2, [1, 1], 'SAME'), b2))
      return dense(pool(h2, batch, many, side / 2).reshape([batch, flat]), W, b)
    })
    return making(workload, () =>
      f(array(inputs.x, batch, 1, side, side), K1.ref, b1.ref, K2.ref, b2.ref, W.ref, b.ref),
    )
  },
  tiny: ({ inputs }, workload) => {
    const [W1, b1] = [array(inputs.W1, 3, 2), array(inputs.b1, 3)]
    const [W2, b2] = [array(inputs.W2, 1, 3), array(inputs.b2, 1)]
    const f = jit((x: Jax, W1: Jax, b1: Jax, W2: Jax, b2: Jax) =>
      nn.sigmoid(dense(np.tanh(dense(x, W1, b1)), W2, b2)),
    )
    return making(workload, () => f(array(inputs.x, 1, 2), W1.ref, b1.ref, W2.ref, b2.ref))
  },
}

export const jax = async (): Promise<Engine> => {
  await init('wasm')
  defaultDevice('wasm')
  return { name: 'jax-js', prepare: (workload) => follow(recipes, workload) }
}

/**
 * Two layers in rows: inference with softmax, and one step of training.
 * Before it: `Workload.ts`, `loops.js`. After it: `index.ts`.
 * Invariant: both are the same network; the step changes the weights that it is given, in place.
 */
import {
  bind,
  crossEntropy,
  f32,
  i32,
  linear,
  optim,
  pipe,
  program,
  relu,
  softmax,
  training as trainingOf,
} from 'leibniz'
import { drawing, fan } from './draw.ts'
import * as loops from './loops.js'
import type { Layers } from './Problem.ts'
import type { Memory, Workload } from './Workload.ts'

export interface Sizes {
  readonly batch: number
  readonly pixels: number
  readonly hidden: number
  readonly classes: number
}

const specs = ({ batch, pixels, hidden, classes }: Sizes) => ({
  x: f32(batch, pixels),
  W1: f32(hidden, pixels),
  b1: f32(hidden),
  W2: f32(classes, hidden),
  b2: f32(classes),
})

const layersOf = (sizes: Sizes, seed: number): Layers => {
  const { batch, pixels, hidden, classes } = sizes
  const draw = drawing(seed)
  const x = draw(batch * pixels)
  const W1 = draw(hidden * pixels, fan(pixels))
  const b1 = draw(hidden, 0.1)
  const W2 = draw(classes * hidden, fan(hidden))
  return { ...sizes, inputs: { x, W1, b1, W2, b2: draw(classes, 0.1) } }
}

/** How many multiplications and additions one image takes. */
const flopsOf = ({ pixels, hidden, classes }: Sizes): number => 2 * hidden * (pixels + classes)

const numbersOf = ({ inputs }: Layers): number =>
  Object.values(inputs).reduce((sum, { length }) => sum + length, 0)

/** The forward pass in memory of its own. */
const forwardOf = ({ batch, pixels, hidden, classes, inputs }: Layers, { zeros, copy }: Memory) => {
  const weights = { W1: copy(inputs.W1), b1: copy(inputs.b1), W2: copy(inputs.W2), b2: copy(inputs.b2) }
  const { W1, b1, W2, b2 } = weights
  const x = copy(inputs.x)
  const h = zeros(batch * hidden)
  const z = zeros(batch * classes)
  const run = (): void => {
    loops.dense(x, W1, b1, h, batch, pixels, hidden)
    loops.relu(h)
    loops.dense(h, W2, b2, z, batch, hidden, classes)
  }
  return { run, x, h, z, weights }
}

export const mlp = (sizes: Sizes): Workload => {
  const layers = layersOf(sizes, 1)
  const { batch, pixels, hidden, classes } = sizes
  const { x, ...weights } = layers.inputs
  const network = program(specs(sizes), ({ x, W1, b1, W2, b2 }) => ({
    probabilities: pipe(x, linear(W1, b1), relu, linear(W2, b2), softmax({ axis: -1 })),
  }))
  return {
    problem: { kind: 'mlp', ...layers },
    program: bind(weights)(network),
    given: { x },
    donate: [],
    byHand: (memory) => {
      const { run, z } = forwardOf(layers, memory)
      const probabilities = memory.zeros(z.length)
      return () => {
        run()
        loops.softmax(z, probabilities, batch, classes)
        return { probabilities }
      }
    },
    flops: batch * flopsOf(sizes),
    bytes: 4 * (numbersOf(layers) + batch * classes),
    terms: pixels + hidden + classes,
  }
}

export const training = (sizes: Sizes): Workload => {
  const layers = layersOf(sizes, 2)
  const { batch, pixels, hidden, classes } = sizes
  const rate = 0.1
  const labels = Int32Array.from({ length: batch }, (_, row) => (7 * row + 3) % classes)
  const loss = program({ ...specs(sizes), y: i32(batch) }, ({ x, y, W1, b1, W2, b2 }) => ({
    loss: crossEntropy(pipe(x, linear(W1, b1), relu, linear(W2, b2)), y),
  }))
  const donate = ['W1', 'b1', 'W2', 'b2'] as const
  return {
    problem: { kind: 'training', ...layers, labels, rate },
    program: trainingOf({ loss, wrt: donate, optimiser: optim.sgd({ rate }) }).step,
    given: { ...layers.inputs, y: labels, state: {} },
    donate,
    byHand: (memory) => {
      const { run, x, h, z, weights } = forwardOf(layers, memory)
      const { W1, b1, W2, b2 } = weights
      const dz = memory.zeros(z.length)
      const dh = memory.zeros(h.length)
      return () => {
        run()
        const loss = loops.crossEntropy(z, labels, dz, batch, classes)
        loops.product(dz, W2, dh, batch, classes, hidden)
        loops.mask(dh, h)
        loops.descend(dz, h, W2, b2, rate, batch, hidden, classes)
        loops.descend(dh, x, W1, b1, rate, batch, pixels, hidden)
        return { loss: [loss], ...weights }
      }
    },
    flops: batch * (2 * flopsOf(sizes) + 2 * hidden * classes),
    bytes: 4 * (2 * numbersOf(layers) - batch * pixels + batch),
    terms: pixels + hidden + 2 * classes + batch,
  }
}

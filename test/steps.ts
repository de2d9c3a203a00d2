/**
 * A training step of the digits' network with arrays to call it with: what the laws of memory run.
 * Invariant: the arrays are new at every call, with the same numbers.
 */
import { loss } from '../examples/digits/model.ts'
import { momentum } from '../src/nn/descent.ts'
import { training } from '../src/nn/training.ts'
import { foldIn, key, uniform } from '../src/random/index.ts'

const { step } = training({ loss, wrt: 'params', optimiser: momentum({ rate: 0.05, momentum: 0.9 }) })

const drawn = (place: number, length: number, reach: number): Float32Array =>
  uniform(foldIn(key(7), place), length, { low: -reach, high: reach })

const batch = 16

interface Layers {
  readonly fc1: { readonly weight: Float32Array; readonly bias: Float32Array }
  readonly fc2: { readonly weight: Float32Array; readonly bias: Float32Array }
}

const layers = (reach: number): Layers => ({
  fc1: { weight: drawn(1, 32 * 64, reach), bias: drawn(2, 32, reach) },
  fc2: { weight: drawn(3, 10 * 32, reach), bias: drawn(4, 10, reach) },
})

export const digitsStep = (): {
  readonly program: typeof step
  readonly inputs: {
    readonly x: Float32Array
    readonly y: Int32Array
    readonly params: Layers
    readonly state: { readonly velocity: Layers }
  }
  readonly into: { readonly loss: Float32Array }
} => ({
  program: step,
  inputs: {
    x: drawn(5, batch * 64, 1),
    y: Int32Array.from({ length: batch }, (_, k) => k % 10),
    params: layers(0.2),
    state: { velocity: layers(0) },
  },
  into: { loss: new Float32Array(1) },
})

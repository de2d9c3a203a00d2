/**
 * brain.js: its export of a small network as a function.
 * Before it: `Recipes.ts`. After it: `../entries.ts`.
 * Invariant: it has one activation for all layers, so σ is said by tanh: σ(z) = (1 + tanh(z / 2)) / 2.
 */
import brain from 'brain.js'
import type { Engine } from '../Engine.ts'
import { follow } from './Recipes.ts'
import type { Recipes } from './Recipes.ts'

const rowsOf = (numbers: Float32Array, length: number): readonly (readonly number[])[] =>
  Array.from({ length: numbers.length / length }, (_, k) =>
    Array.from(numbers.subarray(k * length, (k + 1) * length)),
  )

const recipes: Recipes = {
  tiny: ({ inputs }) => {
    const options = { inputSize: 2, outputSize: 1, hiddenLayers: [3], activation: 'tanh' } as const
    const network = new brain.NeuralNetwork(options)
    network.initialize()
    const half = (numbers: Float32Array): Float32Array => numbers.map((x) => x / 2)
    const layers = [
      { weights: [], biases: [] },
      { weights: rowsOf(inputs.W1, 2), biases: [...inputs.b1] },
      { weights: rowsOf(half(inputs.W2), 3), biases: [...half(inputs.b2)] },
    ]
    const f = network.fromJSON({ ...network.toJSON(), layers }).toFunction()
    const run = (): number => (1 + (f(inputs.x)[0] ?? Number.NaN)) / 2
    return { answers: () => ({ y: [run()] }), run }
  },
}

export const brainJs: Engine = { name: 'brain.js', prepare: (workload) => follow(recipes, workload) }

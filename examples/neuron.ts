/**
 * What does a single neuron compute, and what is a layer?
 *
 * A neuron weighs its inputs, adds a bias, and passes the sum through a function that squashes it. A layer is several
 * neurons that see the same inputs: stacked, their weights are the rows of a matrix.
 */
import { add, dot, f32, matmul, program, sigmoid, vmap } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const neuron = program({ w: f32(3), b: f32(), x: f32(3) }, ({ w, b, x }) => ({
  a: sigmoid(add(dot(w, x), b)),
}))

// Four neurons, each with weights and a bias of its own, and one input for all.
const neurons = vmap({ in: ['w', 'b'], size: 4 })(neuron)

const layer = program({ W: f32(4, 3), b: f32(4), x: f32(3) }, ({ W, b, x }) => ({
  a: sigmoid(add(matmul(W, x), b)),
}))

const x = Float32Array.of(1, 0.5, -1)
const one = { w: Float32Array.of(2, -1, 0.5), b: Float32Array.of(-1) }
const four = {
  w: Float32Array.of(2, -1, 0.5, 0, 1, 1, -3, 0, 2, 1, 1, 1),
  b: Float32Array.of(-1, 0, 1, 0.5),
}

console.log('a neuron', neuron)
const { a } = orThrow(compile(neuron))({ ...one, x })
console.log(`  2·1 − 1·0.5 + 0.5·(−1) − 1 = 0, and σ(0) = ${a[0]}`)

console.log('four of them', neurons)
const { a: ofNeurons } = orThrow(compile(neurons))({ ...four, x })
console.log(`  ${Array.from(ofNeurons, (each) => each.toFixed(3)).join('  ')}`)

console.log('a layer', layer)
const { a: ofLayer } = orThrow(compile(layer))({ W: four.w, b: four.b, x })
console.log(`  ${Array.from(ofLayer, (each) => each.toFixed(3)).join('  ')}`)

const difference = Math.max(...ofLayer.map((each, i) => Math.abs(each - (ofNeurons[i] ?? NaN))))
console.log(`a layer is its neurons, stacked: the largest difference is ${difference}`)

/**
 * What is a maxout unit, and which rectifiers is it?
 *
 * It is the larger of two neurons without a function of their own: max(w1·x + b1, w2·x + b2). Whoever chooses the two
 * lines chooses the function: with one of them flat it is ReLU, with one of them gentle it is leaky ReLU.
 */
import { add, f32, leakyRelu, maximum, mul, nn, program, relu } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const unit = program({ x: f32(7), w1: f32(), b1: f32(), w2: f32(), b2: f32() }, ({ x, w1, b1, w2, b2 }) => ({
  y: maximum(add(mul(w1, x), b1), add(mul(w2, x), b2)),
}))
console.log(unit)

const scalar = (value: number): Float32Array => Float32Array.of(value)
const x = Float32Array.of(-3, -2, -1, 0, 1, 2, 3)
const row = (name: string, y: Float32Array): void =>
  console.log(name.padEnd(18) + Array.from(y, (each) => each.toFixed(2).padStart(6)).join(''))

const run = orThrow(compile(unit))
const lines = (w1: number, b1: number, w2: number, b2: number): Float32Array =>
  run({ x, w1: scalar(w1), b1: scalar(b1), w2: scalar(w2), b2: scalar(b2) }).y
row('x', x)
row('max(0, x)', lines(0, 0, 1, 0))
row('max(x/4, x)', lines(1 / 4, 0, 1, 0))
row('max(−x, x)', lines(-1, 0, 1, 0))
row('max(−x − 1, x/2)', lines(-1, -1, 0.5, 0))

// The laws, for a layer of one unit with two pieces, and 601 numbers from −3 to 3.
const { parameters, apply } = nn.maxout({ in: 1, out: 1, pieces: 2 })
const layer = program({ z: f32(601, 1), pieces: parameters }, ({ z, pieces }) => ({
  y: apply(pieces)(z),
  flat: relu(z),
  gentle: leakyRelu({ slope: 1 / 4 })(z),
}))
const all = orThrow(compile(layer))
const z = Float32Array.from({ length: 601 }, (_, i) => (i - 300) / 100)
const largest = (a: Float32Array, b: Float32Array): number =>
  Math.max(...a.map((each, i) => Math.abs(each - (b[i] ?? NaN))))

const bias = new Float32Array(2)
const ofFlat = all({ z, pieces: { weight: Float32Array.of(0, 1), bias } })
const ofGentle = all({ z, pieces: { weight: Float32Array.of(1 / 4, 1), bias } })
console.log(`maxout of 0 and x is ReLU: the largest difference is ${largest(ofFlat.y, ofFlat.flat)}`)
console.log(
  `maxout of x/4 and x is leaky ReLU: the largest difference is ${largest(ofGentle.y, ofGentle.gentle)}`,
)

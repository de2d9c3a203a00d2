/**
 * What does a recurrent network remember?
 *
 * An Elman network carries a state along time: h becomes tanh(W·x + b + U·h + c), with the same weights at every turn.
 * This one is shown five bits, one after the other, and asked at the end which came first: it has to learn to keep what
 * it saw while other bits go by.
 */
import { add, bceWithLogits, f32, linear, nn, optim, program, random, tanh, training } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'

const cell = nn.rnn({ in: 1, out: 4 })
const read = nn.linear({ in: 4, out: 1 })
const inputs = { x: f32(5, 32, 1), y: f32(32, 1), params: { cell: cell.parameters, read: read.parameters } }
const network = program(inputs, ({ x, y, params }) => {
  const { carry: h } = cell.apply(params.cell)(x)
  const z = read.apply(params.read)(h)
  return { h, z, loss: bceWithLogits(z, y) }
})

// One turn, as a program of its own.
const turn = program({ x: f32(32, 1), h: f32(32, 4), cell: cell.parameters }, ({ x, h, cell }) => ({
  h: tanh(
    add(linear(cell.input.weight, cell.input.bias)(x), linear(cell.hidden.weight, cell.hidden.bias)(h)),
  ),
}))
console.log(turn)

// All 32 sequences: of number s, bit t is shown at time t, as −1 or 1. Asked for is bit 0.
const x = Float32Array.from({ length: 5 * 32 }, (_, i) => 2 * (((i % 32) >> Math.floor(i / 32)) & 1) - 1)
const y = Float32Array.from({ length: 32 }, (_, s) => s & 1)

const { init, step } = training({ loss: network, wrt: 'params', optimiser: optim.adam({ rate: 0.02 }) })
const learn = orThrow(compile(step))
let params = nn.initialise(random.key(3), inputs.params, nn.xavierUniform)
let { state } = orThrow(compile(init))({ params })
for (let k = 0; k <= 100; k++) {
  const { z, loss, ...next } = learn({ x, y, params, state })
  const right = z.filter((score, s) => Number(score > 0) === y[s]).length
  if (k % 25 === 0) console.log(`step ${k}: loss ${loss[0]?.toFixed(4)}, ${right} of 32 right`)
  ;({ params, state } = next)
}

// The law: the loop is five turns, one after the other.
const { h } = orThrow(compile(network))({ x, y, params })
const once = orThrow(compile(turn))
const unrolled = [0, 1, 2, 3, 4].reduce(
  (before, t) => once({ x: x.subarray(32 * t, 32 * t + 32), h: before, cell: params.cell }).h,
  new Float32Array(32 * 4),
)
const difference = Math.max(...h.map((each, i) => Math.abs(each - (unrolled[i] ?? NaN))))
console.log(
  `between the loop and five turns the largest difference is ${difference.toExponential(0)}: one rounding`,
)

/**
 * Cold start of leibniz for the target that it is given: load it, write the network, compile it, predict once.
 * Before it: `numbers.js`, the build in `dist`. After it: `race.ts`.
 * Invariant: the network is that of `../workloads/layers.ts`, batch 1.
 */
import process from 'node:process'
import { bind, f32, linear, pipe, program, relu, softmax } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'
import { classes, given, hidden, pixels, told } from './numbers.js'

const { x, ...weights } = given()
const specs = {
  x: f32(1, pixels),
  W1: f32(hidden, pixels),
  b1: f32(hidden),
  W2: f32(classes, hidden),
  b2: f32(classes),
}
const network = program(specs, ({ x, W1, b1, W2, b2 }) => ({
  probabilities: pipe(x, linear(W1, b1), relu, linear(W2, b2), softmax({ axis: -1 })),
}))
const predict = orThrow(compile(bind(weights)(network), { target: process.argv[3] }))
told(predict({ x }).probabilities)

/**
 * What reads memory more than it computes: a chain of functions, softmax of rows; and a network of four neurons.
 * Before it: `Workload.ts`, `loops.js`. After it: `index.ts`.
 * Invariant: a transcendental function counts as one operation.
 */
import { add, bind, f32, matmul, mul, program, relu, sigmoid, softmax, sub, tanh } from 'leibniz'
import { drawing } from './draw.ts'
import * as loops from './loops.js'
import type { Workload } from './Workload.ts'

/** Roundings of one function after the other, where no sum is long. */
const steps = 32

export const chain = (n: number): Workload => {
  const draw = drawing(5)
  const inputs = { a: draw(n, 4), b: draw(n, 4), c: draw(n, 4) }
  return {
    problem: { kind: 'chain', n, inputs },
    program: program({ a: f32(n), b: f32(n), c: f32(n) }, ({ a, b, c }) => ({
      y: sub(mul(sigmoid(add(mul(a, b), c)), tanh(a)), relu(b)),
    })),
    given: inputs,
    donate: [],
    byHand: ({ zeros, copy }) => {
      const [a, b, c, y] = [copy(inputs.a), copy(inputs.b), copy(inputs.c), zeros(n)]
      return () => {
        loops.chain(a, b, c, y)
        return { y }
      }
    },
    flops: 7 * n,
    bytes: 4 * 4 * n,
    terms: steps,
  }
}

export const rows = (count: number, columns: number): Workload => {
  const x = drawing(6)(count * columns, 4)
  return {
    problem: { kind: 'rows', rows: count, columns, inputs: { x } },
    program: program({ x: f32(count, columns) }, ({ x }) => ({ y: softmax({ axis: -1 })(x) })),
    given: { x },
    donate: [],
    byHand: ({ zeros, copy }) => {
      const [scores, y] = [copy(x), zeros(x.length)]
      return () => {
        loops.softmax(scores, y, count, columns)
        return { y }
      }
    },
    flops: 5 * count * columns,
    bytes: 2 * 4 * count * columns,
    terms: columns,
  }
}

export const tiny = (): Workload => {
  const draw = drawing(7)
  const x = draw(2)
  const weights = { W1: draw(6), b1: draw(3), W2: draw(3), b2: draw(1) }
  const specs = { x: f32(2), W1: f32(3, 2), b1: f32(3), W2: f32(1, 3), b2: f32(1) }
  const network = program(specs, ({ x, W1, b1, W2, b2 }) => ({
    y: sigmoid(add(matmul(W2, tanh(add(matmul(W1, x), b1))), b2)),
  }))
  return {
    problem: { kind: 'tiny', inputs: { x, ...weights } },
    program: bind(weights)(network),
    given: { x },
    donate: [],
    byHand: ({ zeros, copy }) => {
      const [W1, b1, W2, b2] = [copy(weights.W1), copy(weights.b1), copy(weights.W2), copy(weights.b2)]
      const [point, y] = [copy(x), zeros(1)]
      return () => {
        loops.tiny(point, W1, b1, W2, b2, y)
        return { y }
      }
    },
    flops: 22,
    bytes: 4 * 16,
    terms: steps,
  }
}

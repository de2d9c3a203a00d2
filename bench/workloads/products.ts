/**
 * Matrix products: scores in columns, and a square product.
 * Before it: `Workload.ts`, `loops.js`. After it: `index.ts`.
 * Invariant: a batch stands in the columns of x.
 */
import { bind, f32, matmul, maximum, program } from 'leibniz'
import { drawing, fan } from './draw.ts'
import type { Sizes } from './layers.ts'
import * as loops from './loops.js'
import type { Workload } from './Workload.ts'

export const columns = ({ batch, pixels, hidden, classes }: Sizes): Workload => {
  const draw = drawing(3)
  const x = draw(pixels * batch)
  const W1 = draw(hidden * pixels, fan(pixels))
  const W2 = draw(classes * hidden, fan(hidden))
  const specs = { x: f32(pixels, batch), W1: f32(hidden, pixels), W2: f32(classes, hidden) }
  const scores = program(specs, ({ x, W1, W2 }) => ({ s: matmul(W2, maximum(0, matmul(W1, x))) }))
  return {
    problem: { kind: 'columns', batch, pixels, hidden, classes, inputs: { x, W1, W2 } },
    program: bind({ W1, W2 })(scores),
    given: { x },
    donate: [],
    byHand: ({ zeros, copy }) => {
      const [images, first, second] = [copy(x), copy(W1), copy(W2)]
      const h = zeros(hidden * batch)
      const s = zeros(classes * batch)
      return () => {
        loops.product(first, images, h, hidden, pixels, batch)
        loops.relu(h)
        loops.product(second, h, s, classes, hidden, batch)
        return { s }
      }
    },
    flops: 2 * batch * hidden * (pixels + classes),
    bytes: 4 * (x.length + W1.length + W2.length + classes * batch),
    terms: pixels + hidden,
  }
}

export const product = (n: number): Workload => {
  const draw = drawing(4)
  const inputs = { a: draw(n * n), b: draw(n * n) }
  return {
    problem: { kind: 'product', n, inputs },
    program: program({ a: f32(n, n), b: f32(n, n) }, ({ a, b }) => ({ c: matmul(a, b) })),
    given: inputs,
    donate: [],
    byHand: ({ zeros, copy }) => {
      const [a, b, c] = [copy(inputs.a), copy(inputs.b), zeros(n * n)]
      return () => {
        loops.product(a, b, c, n, n, n)
        return { c }
      }
    },
    flops: 2 * n ** 3,
    bytes: 3 * 4 * n ** 2,
    terms: n,
  }
}

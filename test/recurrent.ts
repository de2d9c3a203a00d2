/**
 * Programs with loops: recurrent networks and smaller ones, with what is differentiated in them.
 * Invariant: they are programs and sizes alone; `corpus.ts` makes cases of them.
 */
import { dim } from '../src/Extent.ts'
import { add, mul, square, sub } from '../src/ops/arithmetic.ts'
import { relu } from '../src/ops/comparison.ts'
import { constant, zeros } from '../src/ops/constants.ts'
import { matmul } from '../src/ops/contraction.ts'
import { sigmoid, tanh } from '../src/ops/exponential.ts'
import { logSumExp, mean, sum } from '../src/ops/reduction.ts'
import { reshape } from '../src/ops/movement.ts'
import { program } from '../src/Program.ts'
import type { Program } from '../src/Program.ts'
import { valueAndGrad } from '../src/program/gradient.ts'
import { scan } from '../src/scan.ts'
import { f32 } from '../src/Spec.ts'

const T = dim('T')
const batch = dim('batch')

/** h ← tanh(x·W + h·U) over batches of sequences, and the mean square of all states. */
export const elman = program(
  { x: f32(T, batch, 3), h: f32(batch, 4), W: f32(3, 4), U: f32(4, 4) },
  ({ x, h, W, U }) => {
    const { carry, out } = scan({ carry: h, xs: x }, (state, now) => {
      const next = tanh(add(matmul(now, W), matmul(state, U)))
      return { carry: next, out: next }
    })
    return { loss: add(mean(square(out)), mean(carry)), last: carry }
  },
)

/** The four gates of an LSTM, each with weights of its own, and a forget gate that starts open. */
export const lstm = program(
  {
    x: f32(T, batch, 3),
    W: { i: f32(3, 4), f: f32(3, 4), g: f32(3, 4), o: f32(3, 4) },
    U: { i: f32(4, 4), f: f32(4, 4), g: f32(4, 4), o: f32(4, 4) },
  },
  ({ x, W, U }) => {
    const start = { h: zeros([batch, 4]), c: zeros([batch, 4]) }
    const { carry, out } = scan({ carry: start, xs: x }, ({ h, c }, now) => {
      const gate = (which: 'i' | 'f' | 'g' | 'o') => add(matmul(now, W[which]), matmul(h, U[which]))
      const kept = mul(sigmoid(add(gate('f'), 1)), c)
      const cell = add(kept, mul(sigmoid(gate('i')), tanh(gate('g'))))
      const state = mul(sigmoid(gate('o')), tanh(cell))
      return { carry: { h: state, c: cell }, out: state }
    })
    return { loss: add(mean(square(out)), sum(carry.c)) }
  },
)

const decay = program({ x: f32(6), rate: f32() }, ({ x, rate }) => {
  const { carry, out } = scan({ carry: constant(0), xs: x, reverse: true }, (total, now) => {
    const next = add(mul(rate, total), now)
    return { carry: next, out: mul(next, next) }
  })
  return { carry, out }
})

/** Rows of a matrix, each run through its own elements: a loop in a loop. */
const nested = program({ x: f32(3, 4), a: f32() }, ({ x, a }) => {
  const { carry } = scan({ carry: constant(1), xs: x }, (total, row) => {
    const inner = scan({ carry: total, xs: row }, (sum_, e) => ({ carry: add(mul(sum_, a), e) }))
    return { carry: tanh(inner.carry) }
  })
  return { y: carry }
})

const iterated = program({ z: f32(2, 3), A: f32(3, 3) }, ({ z, A }) => {
  const { carry } = scan({ carry: z, steps: 5 }, (now) => ({
    carry: relu(sub(matmul(now, A), mul(logSumExp(now), 0.1))),
  }))
  return { y: sum(square(carry)), last: carry }
})

/** States that swap, stand still, and are seen under another shape. */
const swapped = program({ a: f32(2, 3), b: f32(6), k: f32(2, 3) }, ({ a, b, k }) => {
  const { carry } = scan({ carry: { a, b, k }, steps: 3 }, (now) => ({
    carry: { a: add(reshape([2, 3])(now.b), k), b: reshape([6])(now.a), k: now.k },
  }))
  return carry
})

/** Each with its name and its sizes. */
export const recurrent: readonly (readonly [
  name: string,
  program: Program,
  sizes: Readonly<Record<string, number>>,
])[] = [
  ['elman', elman, { T: 5, batch: 2 }],
  ['elman, no turns', elman, { T: 0, batch: 2 }],
  ['gradient of elman', valueAndGrad({ of: 'loss', wrt: ['x', 'h', 'W', 'U'] })(elman), { T: 4, batch: 2 }],
  ['lstm', lstm, { T: 4, batch: 2 }],
  ['gradient of lstm', valueAndGrad({ of: 'loss', wrt: ['W', 'U'] })(lstm), { T: 3, batch: 2 }],
  ['from last to first', decay, {}],
  ['loops in loops', nested, {}],
  ['gradient of loops in loops', valueAndGrad({ of: 'y', wrt: ['x', 'a'] })(nested), {}],
  ['fixed steps', iterated, {}],
  ['gradient of fixed steps', valueAndGrad({ of: 'y', wrt: ['z', 'A'] })(iterated), {}],
  ['swapped carries', swapped, {}],
]

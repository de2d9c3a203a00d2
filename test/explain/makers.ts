/**
 * Programs on inputs that make NaN or infinities, each in a way of its own.
 */
import {
  acosh,
  add,
  bool,
  crossEntropy,
  dim,
  div,
  exp,
  f32,
  i32,
  linear,
  log,
  logSumExp,
  matmul,
  mean,
  mul,
  neg,
  pow,
  prod,
  program,
  reciprocal,
  relu,
  rsqrt,
  scan,
  scatterAdd,
  softmax,
  sqrt,
  square,
  sum,
  transpose,
  valueAndGrad,
  where,
} from 'leibniz'
import type { Tensor } from 'leibniz'
import type { TypedArray } from '../../src/DType.ts'
import type { Program } from '../../src/Program.ts'
import type { Tree } from '../../src/Tree.ts'

export interface Maker {
  readonly name: string
  readonly program: Program
  readonly inputs: Tree<TypedArray>
  /** The formula of the first node that is not finite, where it is, and why. */
  readonly formula: string
  readonly position: readonly number[]
  readonly why: string
  /** The formula of the node where an infinity became NaN. */
  readonly nan?: string
}

const numbers = (...values: readonly number[]): Float32Array => Float32Array.from(values)

const batch = dim('batch')

const one = (f: (x: Tensor<readonly [2]>) => Tensor<readonly [2]>): Program =>
  program({ x: f32(2) }, ({ x }) => ({ y: f(x) }))

const two = (f: (a: Tensor<readonly [2]>, b: Tensor<readonly [2]>) => Tensor<readonly [2]>): Program =>
  program({ a: f32(2), b: f32(2) }, ({ a, b }) => ({ y: f(a, b) }))

const shares = valueAndGrad({ of: 'L', wrt: 'W' })(
  program({ x: f32(batch, 3), t: f32(batch, 2), W: f32(2, 3) }, ({ x, t, W }) => {
    const p = softmax(matmul(x, transpose(W)))
    return { L: neg(mean(sum({ axis: 1 })(mul(t, log(p))))) }
  }),
)

const length = valueAndGrad({ of: 'L', wrt: 'x' })(
  program({ x: f32(2) }, ({ x }) => ({ L: sqrt(sum(square(x))) })),
)

const remembering = program({ h: f32(2), xs: f32(dim('T'), 2), k: f32(2) }, ({ h, xs, k }) => {
  const turn = (carry: Tensor<readonly [2]>, x: Tensor<[2]>) => ({ carry: mul(add(carry, x), k) })
  return { y: sum(scan({ carry: h, xs }, turn).carry) }
})

const backInTime = valueAndGrad({ of: 'y', wrt: 'k' })(remembering)

export const makers: readonly Maker[] = [
  {
    name: 'a logarithm of 0',
    program: one(log),
    inputs: { x: numbers(1, 0) },
    formula: 'log(x)',
    position: [1],
    why: 'log(0) is −∞: its operand must lie in (0, ∞)',
  },
  {
    name: 'a logarithm of a negative number',
    program: one(log),
    inputs: { x: numbers(-1, 2) },
    formula: 'log(x)',
    position: [0],
    why: 'log(−1) is NaN: its operand must lie in (0, ∞)',
  },
  {
    name: 'a division by 0',
    program: two(div),
    inputs: { a: numbers(1, -2), b: numbers(3, 0) },
    formula: 'a / b',
    position: [1],
    why: '(−2) / 0 is −∞: its second operand must not be 0',
  },
  {
    name: '0 divided by 0',
    program: two(div),
    inputs: { a: numbers(1, 0), b: numbers(3, 0) },
    formula: 'a / b',
    position: [1],
    why: '0 / 0 is NaN: its second operand must not be 0',
  },
  {
    name: 'a division that overflows',
    program: two(div),
    inputs: { a: numbers(1, 1e30), b: numbers(3, 1e-30) },
    formula: 'a / b',
    position: [1],
    why: '1e30 / 1e−30 is 1e60, and float32 ends at 3.403e38',
  },
  {
    name: 'exp just beyond float32',
    program: one(exp),
    inputs: { x: numbers(88.7, 88.8) },
    formula: 'exp(x)',
    position: [1],
    why: 'exp(88.8) is 3.676e38, and float32 ends at 3.403e38',
  },
  {
    name: 'exp beyond a double',
    program: one(exp),
    inputs: { x: numbers(-800, 800) },
    formula: 'exp(x)',
    position: [1],
    why: 'exp(800) is larger than any number',
  },
  {
    name: 'a root of a negative number',
    program: one(sqrt),
    inputs: { x: numbers(0, -4) },
    formula: '√(x)',
    position: [1],
    why: '√(−4) is NaN: its operand must lie in (0, ∞)',
  },
  {
    name: 'a reciprocal of −0',
    program: one(reciprocal),
    inputs: { x: numbers(1, -0) },
    formula: '1 / x',
    position: [1],
    why: '1 / (−0) is −∞: its operand must not be 0',
  },
  {
    name: 'a reciprocal root of 0',
    program: one(rsqrt),
    inputs: { x: numbers(1, 0) },
    formula: '1 / √(x)',
    position: [1],
    why: '1 / √(0) is ∞: its operand must lie in (0, ∞)',
  },
  {
    name: 'a broken power of a negative number',
    program: two(pow),
    inputs: { a: numbers(4, -8), b: numbers(0.5, 0.5) },
    formula: 'a^b',
    position: [1],
    why: '(−8)^0.5 is NaN: its first operand must lie in (0, ∞)',
  },
  {
    name: '0 to a negative power',
    program: two(pow),
    inputs: { a: numbers(4, 0), b: numbers(0.5, -1) },
    formula: 'a^b',
    position: [1],
    why: '0^(−1) is ∞: its first operand must lie in (0, ∞)',
  },
  {
    name: 'a power that overflows',
    program: two(pow),
    inputs: { a: numbers(4, 10), b: numbers(0.5, 39) },
    formula: 'a^b',
    position: [1],
    why: '10^39 is 1e39, and float32 ends at 3.403e38',
  },
  {
    name: 'a function outside its domain',
    program: one(acosh),
    inputs: { x: numbers(2, 0.5) },
    formula: 'arcosh(x)',
    position: [1],
    why: 'arcosh(0.5) is NaN: its operand must lie in (1, ∞)',
  },
  {
    name: 'a product that overflows',
    program: two(mul),
    inputs: { a: numbers(1, -2e19), b: numbers(3, 2e19) },
    formula: 'a ∘ b',
    position: [1],
    why: '(−2e19)·2e19 is −4e38, and float32 ends at 3.403e38',
  },
  {
    name: 'a square that overflows',
    program: one(square),
    inputs: { x: numbers(1e19, -1e20) },
    formula: 'x²',
    position: [1],
    why: '(−1e20)² is 1e40, and float32 ends at 3.403e38',
  },
  {
    name: 'a sum of two that overflows',
    program: two(add),
    inputs: { a: numbers(1, 3e38), b: numbers(3, 1e38) },
    formula: 'a + b',
    position: [1],
    why: '3e38 + 1e38 is 4e38, and float32 ends at 3.403e38',
  },
  {
    name: 'a long sum that overflows',
    program: program({ x: f32(2, 3) }, ({ x }) => ({ y: sum({ axis: 1 })(x) })),
    inputs: { x: numbers(1, 2, 3, 3e38, 1, 2e38) },
    formula: 'Σ₁ x',
    position: [1],
    why: '3 terms come to 5e38, and float32 ends at 3.403e38',
  },
  {
    name: 'a product of many that overflows',
    program: program({ x: f32(2, 3) }, ({ x }) => ({ y: prod({ axis: 1 })(x) })),
    inputs: { x: numbers(1, 2, 3, 1e30, 1, 1e30) },
    formula: 'Π₁ x',
    position: [1],
    why: '3 terms come to 1e60, and float32 ends at 3.403e38',
  },
  {
    name: 'a matrix product that overflows',
    program: program({ W: f32(2, 3), x: f32(3) }, ({ W, x }) => ({ y: matmul(W, x) })),
    inputs: { W: numbers(1, 2, 3, 1e30, 1e30, 2), x: numbers(1, 1e20, 3) },
    formula: 'W·x',
    position: [1],
    why: '3 products come to 1e50, and float32 ends at 3.403e38',
  },
  {
    name: 'updates that overflow where they meet',
    program: program({ x: f32(2), i: i32(3), u: f32(3) }, ({ x, i, u }) => ({
      y: scatterAdd({ axis: 0 })(x, i, u),
    })),
    inputs: { x: numbers(0, 0), i: Int32Array.of(0, 1, 1), u: numbers(1, 3e38, 3e38) },
    formula: 'scatter(u, where(i < 0, i + 2, i), 2)',
    position: [1],
    why: '2 terms come to 6e38, and float32 ends at 3.403e38',
  },
  {
    name: 'exp that overflows before it is divided by its sum',
    program: program({ x: f32(2) }, ({ x }) => ({ h: exp(x), y: div(exp(x), sum(exp(x))) })),
    inputs: { x: numbers(1, 89) },
    formula: 'exp(x)',
    position: [1],
    why: 'exp(89) is 4.49e38, and float32 ends at 3.403e38',
    nan: 'h / Σ h',
  },
  {
    name: 'a logarithm of a share that is 0',
    program: shares,
    inputs: { x: numbers(1, 2, 3, 4, 5, 6), t: numbers(1, 0, 0, 1), W: numbers(1, 1, 1, 60, 60, 60) },
    formula: 'log(p)',
    position: [1, 0],
    why: 'log(0) is −∞: its operand must lie in (0, ∞)',
    nan: 't ∘ log(p)',
  },
  {
    name: 'a slope that is infinite where the value is not',
    program: length,
    inputs: { x: numbers(0, 0) },
    formula: '1 / (2·L)',
    position: [],
    why: '1 / 0 is ∞: its second operand must not be 0',
    nan: '2·(1 / (2·L))·x',
  },
  {
    name: 'a row that is masked all over',
    program: program({ x: f32(2, 3), m: bool(2, 3) }, ({ x, m }) => ({ y: softmax(where(m, x, -Infinity)) })),
    inputs: { x: numbers(1, 2, 3, 4, 5, 6), m: Uint8Array.of(1, 0, 1, 0, 0, 0) },
    formula: '−∞',
    position: [],
    why: 'the number −∞ stands in the formula',
    nan: 't1 − stop(max₁ t1)',
  },
  {
    name: 'NaN among the data',
    program: shares,
    inputs: { x: numbers(1, 2, 3, 4, NaN, 6), t: numbers(1, 0, 0, 1), W: numbers(1, 1, 1, 2, 2, 2) },
    formula: 'x',
    position: [1, 1],
    why: 'it came with the data',
  },
  {
    name: 'a state that grows, in a loop',
    program: remembering,
    inputs: { h: numbers(1, 1), xs: new Float32Array(12), k: numbers(1, 1e15) },
    formula: '(carry + xs[2]) ∘ k',
    position: [1],
    why: '1e30·1e15 is 1e45, and float32 ends at 3.403e38',
  },
  {
    name: 'a cotangent that grows, in a loop back in time',
    program: backInTime,
    inputs: { h: numbers(0, 0), xs: new Float32Array(12), k: numbers(1, 1e10) },
    formula: 'carry ∘ k',
    position: [1],
    why: '1e30·1e10 is 1e40, and float32 ends at 3.403e38',
    nan: 't2[::−1, :] ∘ (t1 + xs)',
  },
  {
    name: 'a network whose weights have grown',
    program: valueAndGrad({ of: 'loss', wrt: 'params' })(
      program(
        {
          x: f32(batch, 3),
          y: i32(batch),
          params: { fc1: { weight: f32(4, 3), bias: f32(4) }, fc2: { weight: f32(2, 4), bias: f32(2) } },
        },
        ({ x, y, params: { fc1, fc2 } }) => ({
          loss: crossEntropy(linear(fc2.weight, fc2.bias)(relu(linear(fc1.weight, fc1.bias)(x))), y),
        }),
      ),
    ),
    inputs: {
      x: numbers(1, 2, 3, 4, 5, 6),
      y: Int32Array.of(0, 1),
      params: {
        fc1: { weight: new Float32Array(12).fill(1e20), bias: new Float32Array(4) },
        fc2: { weight: new Float32Array(8).fill(1e20), bias: new Float32Array(2) },
      },
    },
    formula: 'h·W2ᵀ',
    position: [0, 0],
    why: '4 products come to 2.4e41, and float32 ends at 3.403e38',
    nan: 'z2 − stop(max₁ z2)',
  },
  {
    name: 'a logarithm of a sum of exponentials, beyond',
    program: program({ x: f32(2) }, ({ x }) => ({ y: logSumExp(mul(x, 1e30)) })),
    inputs: { x: numbers(1e10, 1) },
    formula: '1e+30·x',
    position: [0],
    why: '1e10·1e30 is 1e40, and float32 ends at 3.403e38',
  },
]

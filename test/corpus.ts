/**
 * Programs that the laws iterate over: each pass, each target and each view is judged on every one of them.
 * Invariant: a case gives the same arrays at every run; sizes are small enough for the interpreter.
 */
import type { TypedArray } from '../src/DType.ts'
import * as extent from '../src/Extent.ts'
import { dim } from '../src/Extent.ts'
import type { Sizes } from '../src/Extent.ts'
import { derivative } from '../src/differentiate.ts'
import { softmax } from '../src/ops/activation.ts'
import { add, div, mul, neg, pow, sqrt, square, sub } from '../src/ops/arithmetic.ts'
import { crossEntropy } from '../src/ops/classLoss.ts'
import { eq, lt, maximum, minimum, relu, where } from '../src/ops/comparison.ts'
import { constant } from '../src/ops/constants.ts'
import { einsum, linear, matmul } from '../src/ops/contraction.ts'
import { exp, log, sigmoid, tanh } from '../src/ops/exponential.ts'
import { broadcastTo, reshape, transpose } from '../src/ops/movement.ts'
import { logSumExp, max, mean, min, sum } from '../src/ops/reduction.ts'
import { momentum, sgd } from '../src/nn/descent.ts'
import { training } from '../src/nn/training.ts'
import { bind } from '../src/program/bind.ts'
import { grad, valueAndGrad } from '../src/program/gradient.ts'
import { program } from '../src/Program.ts'
import type { Program } from '../src/Program.ts'
import { foldIn, key, uniform } from '../src/random/index.ts'
import * as shapes from '../src/Shape.ts'
import { f32, i32 } from '../src/Spec.ts'
import { isTensor } from '../src/Tensor.ts'
import type { AnyTensor } from '../src/Tensor.ts'
import * as tree from '../src/Tree.ts'
import { recurrent } from './recurrent.ts'
import { movingPrograms } from './movingPrograms.ts'

export interface Case {
  readonly name: string
  readonly program: Program
  /** What the symbolic sizes are in a run. */
  readonly sizes: Sizes
  /** Arrays by path, the same for the same seed. */
  readonly inputs: (seed?: number) => ReadonlyMap<string, TypedArray>
}

interface Details {
  readonly sizes?: Readonly<Record<string, number>>
  /** Whole numbers instead of fractions, so that values tie. */
  readonly ties?: boolean
  /** Integers are below this: labels of so many classes. */
  readonly below?: number
}

const arrayFor = ({ shape, dtype }: AnyTensor, sizes: Sizes, seed: number, details: Details): TypedArray => {
  const length = extent.resolve(shapes.sizeOf(shape), sizes) ?? 0
  const values = uniform(key(seed), length, { low: -1.5, high: 1.5 })
  const whole = values.map((value) => Math.floor(((value + 1.5) / 3) * (details.below ?? 2)))
  switch (dtype) {
    case 'f32':
      return details.ties === true ? values.map(Math.round) : values
    case 'i32':
      return Int32Array.from(whole)
    case 'u32':
      return Uint32Array.from(whole)
    case 'bool':
      return Uint8Array.from(whole)
  }
}

const wordOf = (path: string): number =>
  [...path].reduce((word, letter) => Math.imul(word, 31) + (letter.codePointAt(0) ?? 0), 7) >>> 0

/** A program with a way to make its inputs. */
export const caseOf = (name: string, given: Program, details: Details = {}): Case => {
  const sizes: Sizes = new Map(Object.entries(details.sizes ?? {}))
  return {
    name,
    program: given,
    sizes,
    inputs: (seed = 1) =>
      new Map(
        tree
          .entries(given.inputs, isTensor)
          .map(([path, tensor]) => [
            path,
            arrayFor(tensor, sizes, foldIn(key(seed), wordOf(path))[1], details),
          ]),
      ),
  }
}

const n = dim('n')
const batch = dim('batch')

/** A step applied so many times. */
const chain = (length: number, step: (x: AnyTensor, k: number) => AnyTensor, x: AnyTensor): AnyTensor => {
  let y = x
  for (let k = 0; k < length; k++) y = step(y, k)
  return y
}

const scores = program({ x: f32(5, batch), W1: f32(4, 5), W2: f32(3, 4) }, ({ x, W1, W2 }) => ({
  s: matmul(W2, maximum(0, matmul(W1, x))),
}))

const rows = program(
  {
    x: f32(batch, 6),
    labels: i32(batch),
    params: { fc1: { weight: f32(5, 6), bias: f32(5) }, fc2: { weight: f32(3, 5), bias: f32(3) } },
  },
  ({ x, labels, params: { fc1, fc2 } }) => ({
    loss: crossEntropy(linear(fc2.weight, fc2.bias)(relu(linear(fc1.weight, fc1.bias)(x))), labels),
  }),
)

const columnLoss = program(
  { x: f32(5, 7), t: f32(3, 7), W1: f32(4, 5), b1: f32(4, 1), W2: f32(3, 4) },
  ({ x, t, W1, b1, W2 }) => ({
    loss: mean(square(sub(matmul(W2, tanh(add(matmul(W1, x), b1))), t))),
  }),
)

const diagonal = program({ a: f32(4, 4) }, ({ a }) => ({ y: sum(square(einsum('ii->i', a))) }))

const ties = program({ x: f32(3, 5), y: f32(3, 5) }, ({ x, y }) => ({
  loss: sum(add(mul(maximum(x, y), 2), minimum(x, mul(y, y)))),
  rows: sum(mul(max({ axis: 1 })(x), min({ axis: 1 })(y))),
}))

const softmaxLoss = program({ z: f32(n, 4), t: f32(n, 4) }, ({ z, t }) => ({
  loss: sum(mul(softmax({ axis: -1 })(z), t)),
}))

const bilinear = program({ a: f32(3, 4), b: f32(4, 5), c: f32(5) }, ({ a, b, c }) => ({
  y: sum(square(einsum('ij,jk,k->i', a, b, c))),
}))

const reshaped = program({ x: f32(2, 3, 4), w: f32(12) }, ({ x, w }) => ({
  y: sum(square(mul(reshape([2, 12])(transpose({ axes: [0, 2, 1] })(x)), w))),
}))

/** The corpus; names are unique. */
export const corpus: readonly Case[] = [
  caseOf(
    'scalars',
    program({ a: f32(), b: f32() }, ({ a, b }) => ({
      c: div(add(mul(a, a), b), sub(3, tanh(b))),
      d: neg(neg(a)),
    })),
  ),
  caseOf('columns', scores, { sizes: { batch: 7 } }),
  caseOf('columns, batch of one', scores, { sizes: { batch: 1 } }),
  caseOf('rows', rows, { sizes: { batch: 4 }, below: 3 }),
  caseOf('gradient of rows', valueAndGrad({ of: 'loss', wrt: 'params' })(rows), {
    sizes: { batch: 4 },
    below: 3,
  }),
  caseOf('gradient of columns', valueAndGrad({ of: 'loss', wrt: ['W1', 'b1', 'W2'] })(columnLoss)),
  caseOf('gradient of softmax', grad({ of: 'loss', wrt: 'z' })(softmaxLoss), { sizes: { n: 3 } }),
  caseOf('einsum with three operands', grad({ of: 'y', wrt: ['a', 'b', 'c'] })(bilinear)),
  caseOf(
    'einsum, batched and transposed',
    program({ a: f32(2, 3, 4), b: f32(2, 5, 4) }, ({ a, b }) => ({
      p: einsum('bij,bkj->bik', a, b),
      q: einsum('bij,bkj->kib', a, b),
      r: einsum('bij->jb', a),
    })),
  ),
  caseOf(
    'outer product and dot',
    program({ u: f32(4), v: f32(4) }, ({ u, v }) => ({
      o: einsum('i,j->ij', u, v),
      d: einsum('i,i->', u, v),
      t: transpose(einsum('i,j->ij', u, v)),
    })),
  ),
  caseOf('diagonal', diagonal),
  caseOf('gradient of the diagonal', grad({ of: 'y', wrt: 'a' })(diagonal)),
  caseOf(
    'transposes',
    program({ x: f32(3, 4), y: f32(4, 3) }, ({ x, y }) => ({
      a: matmul(transpose(x), transpose(y)),
      b: transpose(matmul(x, y)),
      c: transpose(transpose(x)),
      d: sum({ axis: 0 })(transpose(x)),
    })),
  ),
  caseOf(
    'broadcast reshapes',
    program({ x: f32(2, 3), s: f32(3), k: f32() }, ({ x, s, k }) => ({
      a: add(x, reshape([1, 3])(s)),
      b: mul(broadcastTo([4, 2, 3])(x), k),
      c: reshape([3, 2])(broadcastTo([2, 3])(s)),
      d: matmul(reshape([3, 2])(x), x),
    })),
  ),
  caseOf('gradient of reshapes', grad({ of: 'y', wrt: ['x', 'w'] })(reshaped)),
  caseOf(
    'symbolic sizes',
    program({ x: f32(n, 3), y: f32(3, n) }, ({ x, y }) => ({
      gram: matmul(x, y),
      mean: mean({ axis: 0 })(x),
      flat: reshape([extent.mul(3, n)])(mul(x, 2)),
    })),
    { sizes: { n: 5 } },
  ),
  caseOf(
    'no rows at all',
    program({ x: f32(n, 3) }, ({ x }) => ({ s: sum({ axis: 0 })(x), y: mul(x, 2) })),
    { sizes: { n: 0 } },
  ),
  caseOf(
    'reductions over several axes',
    program({ x: f32(2, 3, 4) }, ({ x }) => ({
      a: sum({ axis: [0, 2] })(x),
      b: max({ axis: [0, 1] })(x),
      c: sum({ axis: 0 })(sum({ axis: 2 })(x)),
      d: mean({ axis: [1, 2], keepdims: true })(x),
      e: logSumExp({ axis: 1 })(x),
    })),
  ),
  caseOf(
    'gradient of reductions',
    grad({ of: 'y', wrt: 'x' })(
      program({ x: f32(2, 3, 4) }, ({ x }) => ({
        y: sum(mul(logSumExp({ axis: [0, 2] })(x), max({ axis: [0, 2] })(x))),
      })),
    ),
  ),
  caseOf('ties', ties, { ties: true }),
  caseOf('gradient of ties', grad({ of: 'loss', wrt: ['x', 'y'] })(ties), { ties: true }),
  caseOf('gradient of row ties', grad({ of: 'rows', wrt: ['x', 'y'] })(ties), { ties: true }),
  caseOf(
    'choices',
    program({ x: f32(6), y: f32(6) }, ({ x, y }) => ({
      a: where(lt(x, y), neg(x), neg(y)),
      b: where(eq(x, y), 1, div(x, add(square(y), 1))),
    })),
    { ties: true },
  ),
  caseOf(
    'signs',
    program({ x: f32(3, 4), y: f32(3, 4), w: f32(4, 2) }, ({ x, y, w }) => ({
      a: add(x, neg(y)),
      b: sub(neg(x), neg(mul(neg(x), y))),
      c: sum({ axis: 0 })(neg(x)),
      d: matmul(neg(x), neg(w)),
      e: div(x, neg(add(square(y), 1))),
    })),
  ),
  caseOf(
    'elementary functions',
    program({ x: f32(9) }, ({ x }) => ({
      a: log(add(exp(x), 1)),
      b: sigmoid(mul(3, x)),
      c: sqrt(add(square(x), 0.5)),
      d: pow(add(square(x), 1), -1.5),
    })),
  ),
  caseOf(
    'sharing',
    program({ x: f32(3) }, ({ x }) => ({ y: chain(60, (y) => mul(0.5, add(y, square(y))), x) })),
  ),
  caseOf(
    'deep chain',
    program({ x: f32(2) }, ({ x }) => ({ y: chain(2000, (y, k) => add(mul(y, 0.5), 1 / (k + 1)), x) })),
  ),
  caseOf(
    'constants',
    program({ x: f32(3, 2) }, ({ x }) => ({
      a: add(
        x,
        constant([
          [1, 2],
          [-0, 4],
          [5, 0.1],
        ]),
      ),
      b: matmul(constant([[1, 2, 3]]), x),
      c: constant([7, 8]),
      d: mul(mul(constant([1, 2]), constant([1, 2])), 1),
    })),
  ),
  caseOf('bound', bind({ W1: Float32Array.from({ length: 20 }, (_, k) => k / 10 - 1) })(scores), {
    sizes: { batch: 3 },
  }),
  caseOf(
    'unused inputs',
    program({ x: f32(2), unused: f32(n, 3), params: { idle: f32() } }, ({ x }) => ({ y: square(x), x })),
    { sizes: { n: 2 } },
  ),
  caseOf(
    'second order',
    grad({ of: 'g', wrt: 'x' })(
      program({ x: f32(3) }, ({ x }) => {
        const y = sum(mul(tanh(x), square(x)))
        return { g: sum(square(derivative(y, x))) }
      }),
    ),
  ),
  caseOf(
    'a step of momentum',
    training({ loss: rows, wrt: 'params', optimiser: momentum({ rate: 0.1, momentum: 0.9 }) }).step,
    { sizes: { batch: 4 }, below: 3 },
  ),
  caseOf(
    'a step down the gradient',
    training({ loss: columnLoss, wrt: ['W1', 'b1', 'W2'], optimiser: sgd({ rate: f32() }) }).step,
  ),
  ...movingPrograms.map(({ name, program: moving, ...details }) => caseOf(name, moving, details)),
  ...recurrent.map(([name, given, sizes]) => caseOf(name, given, { sizes })),
]

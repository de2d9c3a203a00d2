/**
 * The laws of gradients beyond single operations: every monoid, and the compositions, to second order.
 */
import { describe, expect, it } from 'vitest'
import { double } from '../../src/basis.ts'
import { at } from '../../src/Bug.ts'
import { contracted, data, input as declared, reduced } from '../../src/construct.ts'
import { pullback } from '../../src/differentiate.ts'
import {
  add,
  affine,
  argmax,
  broadcastTo,
  constant,
  crossEntropy,
  div,
  dot,
  einsum,
  exp,
  f32,
  input,
  linear,
  log,
  logSoftmax,
  logSumExp,
  matmul,
  max,
  maximum,
  mean,
  min,
  mul,
  outer,
  pow,
  relu,
  reshape,
  sigmoid,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  transpose,
} from '../../src/index.ts'
import { monoids } from '../../src/ops/index.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { children } from '../../src/operands.ts'
import { postorder } from '../../src/traverse.ts'
import type { Inputs } from './slopes.ts'
import { drawn, expectClose, slope, valueOf } from './slopes.ts'

/** The inputs of an expression, each once. */
const inputsOf = (tensor: AnyTensor): readonly AnyTensor[] =>
  postorder([tensor], children).filter(({ form }) => form.tag === 'input')

const nameOf = ({ form }: AnyTensor): string => (form.tag === 'input' ? form.name : '')

const size = ({ shape }: AnyTensor): number =>
  shape.reduce<number>((product, extent) => product * (typeof extent === 'number' ? extent : NaN), 1)

const weights = (tensor: AnyTensor, seed: number): AnyTensor =>
  data(drawn(seed, size(tensor), -1, 1), tensor.shape)

const directionsFor = (tensors: readonly AnyTensor[], seed: number): ReadonlyMap<string, Float32Array> =>
  new Map(tensors.map((tensor, k) => [nameOf(tensor), drawn(seed + k, size(tensor), -1, 1).map(Math.sign)]))

/** Σ over the inputs of ⟨cotangent, direction⟩, as one tensor. */
const along = (
  cotangents: readonly AnyTensor[],
  directions: readonly (Float32Array | undefined)[],
): readonly AnyTensor[] =>
  cotangents.map((cotangent, k) =>
    inner(cotangent, data(directions[k] ?? new Float32Array(), cotangent.shape)),
  )

const letters = 'abcdefgh'

const inner = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const axes = letters.slice(0, a.shape.length)
  return contracted(a, b, { left: axes, right: axes, out: '' })
}

const total = (values: readonly Float64Array[]): Float64Array =>
  Float64Array.of(values.reduce((so, value) => so + at(value, 0), 0))

/** ⟨ū, f⟩ has the gradient that its slope along a random direction confirms; so has that gradient along another. */
const expectDerivatives = (y: AnyTensor, from = -4, to = 4): void => {
  const wrt = inputsOf(y).filter(({ dtype }) => dtype === 'f32')
  const inputs: Inputs = new Map(wrt.map((x, k) => [nameOf(x), drawn(17 + k, size(x), from, to)]))
  const directions = directionsFor(wrt, 23)
  const pulled = inner(y, weights(y, 5))
  const { cotangents } = pullback([{ of: y, cotangent: weights(y, 5) }], wrt)
  const firsts = along(
    cotangents,
    wrt.map((x) => directions.get(nameOf(x))),
  )
  expectClose(total(firsts.map((first) => valueOf(first, inputs))), slope(pulled, inputs, directions))

  const others = directionsFor(wrt, 71)
  const seeds = firsts.map((of) => ({ of, cotangent: constant(1) }))
  const seconds = along(
    pullback(seeds, wrt).cotangents,
    wrt.map((x) => others.get(nameOf(x))),
  )
  const slopes = firsts.map((first) => slope(first, inputs, others))
  expectClose(total(seconds.map((second) => valueOf(second, inputs))), total(slopes), 1e-6)
}

const cubeOfX = declared('x', [3, 4, 2], 'f32')
const axesOfCube = [[0], [1], [0, 2], [0, 1, 2]]

const foldable = monoids.filter(({ result }) => result('f32') !== undefined)

describe.each(foldable)('the monoid $name', (monoid) => {
  const samples = [...drawn(3, 12)]
  const combine = (a: number, b: number): number => monoid.combine(double, a, b)

  it('has a neutral identity', () => {
    for (const x of [...samples, Infinity, -Infinity]) {
      expect(combine(monoid.identity, x)).toBe(x)
      expect(combine(x, monoid.identity)).toBe(x)
    }
  })

  it('is associative', () => {
    for (const a of samples)
      for (const b of samples)
        for (const c of samples) expect(combine(combine(a, b), c)).toBe(combine(a, combine(b, c)))
  })

  it('propagates NaN', () => {
    expect(combine(NaN, 1)).toBeNaN()
    expect(combine(1, NaN)).toBeNaN()
  })

  it('adds its terms, multiplies them, or chooses one of them: the interpreter’s bounds rely on it', () => {
    expect([2, 3, 5, 6]).toContain(combine(2, 3))
  })

  it.each(axesOfCube)('folds the axes %j', (...axes) => {
    const y = reduced(monoid, cubeOfX, axes)
    expect(y.dtype).toBe(monoid.result('f32'))
    expect(y.shape).toEqual([3, 4, 2].filter((_, k) => !axes.includes(k)))
  })

  it('gives the identity of no element, and one element itself', () => {
    const none = at(
      valueOf(reduced(monoid, declared('x', [0], 'f32'), [0]), new Map([['x', new Float32Array()]])),
      0,
    )
    const one = at(
      valueOf(reduced(monoid, declared('x', [1], 'f32'), [0]), new Map([['x', Float32Array.of(3)]])),
      0,
    )
    const expected = {
      total: [monoid.identity, 3],
      logarithm: [Math.log(monoid.identity), 3],
      position: [0, 0],
    }
    expect([none, one]).toEqual(expected[monoid.keeps])
  })
})

describe.each(monoids.filter(({ tangent }) => tangent !== null))('the monoid $name', (monoid) => {
  it.each(axesOfCube)('has derivatives over the axes %j', (...axes) => {
    expectDerivatives(reduced(monoid, cubeOfX, axes))
  })
})

describe.each(monoids.filter(({ tangent }) => tangent === null))('the monoid $name', (monoid) => {
  it('carries no derivative and gives no f32', () => {
    expect(monoid.result('f32')).not.toBe('f32')
  })
})

const a = input('a', f32(3, 4))
const b = input('b', f32(4, 2))
const u = input('u', f32(4))
const v = input('v', f32(4))
const w = input('w', f32(2))
const cube = input('cube', f32(2, 3, 4))
const labels = constant(Int32Array.of(2, 0, 3))
const columns = constant(Int32Array.of(2, 0, 1, 1))

const compositions: readonly (readonly [string, AnyTensor])[] = [
  ['softmax', softmax(a)],
  ['softmax over columns', softmax({ axis: 0 })(a)],
  ['softmax of three axes', softmax({ axis: 1 })(cube)],
  ['logSoftmax', logSoftmax(a)],
  ['crossEntropy', crossEntropy(a, labels)],
  ['crossEntropy of columns, summed', crossEntropy({ axis: 0, reduction: 'sum' })(a, columns)],
  ['crossEntropy, one loss an example', crossEntropy({ reduction: 'none' })(a, labels)],
  ['mean', mean(a)],
  ['mean over an axis', mean({ axis: 0 })(cube)],
  ['sum, axes kept', sum({ axis: [0, 2], keepdims: true })(square(cube))],
  ['max', max({ axis: 1 })(a)],
  ['min', min({ axis: [0, 1] })(cube)],
  ['logSumExp', logSumExp(a)],
  ['logSumExp over two axes', logSumExp({ axis: [0, 2] })(cube)],
  ['linear', linear(a, input('bias', f32(3)))(input('rows', f32(5, 4)))],
  ['affine', affine(a, input('bias', f32(3)))(b)],
  ['matmul', matmul(a, b)],
  ['matmul of a matrix with itself', matmul(a, transpose(a))],
  ['matmul with a batch', matmul(cube, b)],
  ['matmul with a batch on the right', matmul(u, input('batch', f32(2, 4, 3)))],
  ['dot', dot(u, v)],
  ['outer', outer(u, w)],
  ['einsum, a chain of three', einsum('ij,jk,k->i', a, b, w)],
  ['einsum, a trace', einsum('ii->', matmul(a, transpose(a)))],
  ['einsum, a diagonal', einsum('ii->i', matmul(b, transpose(b)))],
  ['einsum, a lone letter', einsum('ij,k->k', a, w)],
  ['transpose', square(transpose({ axes: [2, 0, 1] })(cube))],
  ['reshape', matmul(reshape([6, 4])(cube), b)],
  ['broadcastTo', mul(broadcastTo([3, 4])(u), a)],
  ['broadcasting both ways', mul(reshape([4, 1])(u), reshape([1, 4])(v))],
  ['a use beside itself', mul(add(u, v), sub(u, v))],
  ['a quotient of sums', div(sum(u), add(1, sum(square(v))))],
  ['sigmoid, tanh and exp in a row', sigmoid(tanh(exp(div(a, 4))))],
  ['a logarithm of a root', log(sqrt(add(1, square(a))))],
  ['a power of a sum of squares', pow(add(1, sum(square(u))), 1.5)],
  [
    'a network',
    crossEntropy(
      linear(input('W', f32(2, 3)), w)(tanh(linear(a, input('bias', f32(3)))(input('rows', f32(5, 4))))),
      constant(Int32Array.of(1, 0, 1, 1, 0)),
    ),
  ],
]

describe('the gradients of compositions', () => {
  it.each(compositions)('%s', (_, y) => {
    expectDerivatives(y)
  })
})

describe('what is not smooth', () => {
  it('passes the cotangent to the first of equal elements', () => {
    const x = input('x', f32(4))
    const inputs = new Map([['x', Float32Array.of(1, 3, 3, 1)]])
    const gradient = (y: AnyTensor): number[] => [
      ...valueOf(at(pullback([{ of: y, cotangent: constant(1) }], [x]).cotangents, 0), inputs),
    ]
    expect(gradient(max(x))).toEqual([0, 1, 0, 0])
    expect(gradient(min(x))).toEqual([1, 0, 0, 0])
    expect(gradient(sum(maximum(x, 3)))).toEqual([0, 1, 1, 0])
    expect(gradient(sum(relu(sub(x, 3))))).toEqual([0, 0, 0, 0])
  })

  it('carries nothing through positions', () => {
    const y = argmax(a)
    expect(at(pullback([{ of: y, cotangent: constant(1) }], [a]).cotangents, 0).form).toMatchObject({
      tag: 'invalid',
      mistake: { code: 'LBZ2003' },
    })
  })
})

describe('logits of ±1000', () => {
  const x = input('x', f32(2, 3))
  const logits = new Map([['x', Float32Array.of(1000, -1000, 0, -1000, -1000, 1000)]])
  const gradient = (y: AnyTensor, cotangent: AnyTensor): number[] => [
    ...valueOf(at(pullback([{ of: y, cotangent }], [x]).cotangents, 0), logits),
  ]
  const one = constant(1)

  it('give probabilities and their gradient', () => {
    expect([...valueOf(softmax(x), logits)]).toEqual([1, 0, 0, 0, 0, 1])
    expect(gradient(softmax(x), weights(x, 9)).map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0])
  })

  it('give logarithms of probabilities and their gradient, ū − p·Σū', () => {
    expect([...valueOf(logSoftmax(x), logits)].map((value) => value + 0)).toEqual([
      0, -2000, -1000, -2000, -2000, 0,
    ])
    const seed = constant([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(gradient(logSoftmax(x), seed)).toEqual([-5, 2, 3, 4, 5, -9])
  })

  it('give the loss of a wrong label and its gradient, p − y', () => {
    const loss = crossEntropy({ reduction: 'sum' })(x, constant(Int32Array.of(1, 2)))
    expect([...valueOf(loss, logits)]).toEqual([2000])
    expect(gradient(loss, one)).toEqual([1, -1, 0, 0, 0, 0])
  })

  it('give logarithms of sums and their gradient, p', () => {
    expect([...valueOf(logSumExp({ axis: 1 })(x), logits)]).toEqual([1000, 1000])
    expect(gradient(sum(logSumExp({ axis: 1 })(x)), one)).toEqual([1, 0, 0, 0, 0, 1])
  })
})

import { describe, expect, it } from 'vitest'
import {
  add,
  apply,
  argmax,
  crossEntropy,
  dim,
  dot,
  exp,
  f32,
  grad,
  i32,
  linear,
  matmul,
  mul,
  pipe,
  program,
  relu,
  reshape,
  softmax,
  square,
  sub,
  sum,
  tanh,
  transpose,
  valueAndGrad,
  vmap,
} from '../../src/index.ts'
import type { Program } from '../../src/index.ts'
import { drawn } from '../laws/slopes.ts'
import { distance, sentencesOf, tiny, valueAt, valuesOf } from './values.ts'

const n = dim('n')

/** A size that the type checker does not know. */
const size = (value: number): number => value

const net = program({ x: f32(4), y: i32(), params: { w: f32(3, 4), b: f32(3) } }, ({ x, y, params }) => {
  const logits = relu(linear(params.w, params.b)(x))
  return { loss: crossEntropy(logits, y), best: argmax(logits) }
})

const params = { 'params.w': drawn(3, 12, -2, 2), 'params.b': drawn(4, 3, -2, 2) }
const examples = { x: drawn(5, 20, -2, 2), y: Int32Array.of(0, 2, 1, 1, 0) }

const example = (k: number): { readonly x: Float32Array; readonly y: Int32Array } => ({
  x: examples.x.slice(4 * k, 4 * k + 4),
  y: examples.y.slice(k, k + 1),
})

/** Each output of a program for each example, one after the other. */
const loop = (p: Program): Readonly<Record<string, readonly number[]>> => {
  const all = [0, 1, 2, 3, 4].map((k) => valuesOf(p, { ...params, ...example(k) }))
  return Object.fromEntries(
    Object.keys(all[0] ?? {}).map((path) => [path, all.flatMap((values) => values[path] ?? [])]),
  )
}

describe('vmap', () => {
  it('is a loop over the examples', () => {
    const batch = vmap({ in: ['x', 'y'], size: n })(net)
    expect(batch.inputs.x.shape).toEqual([n, 4])
    expect(batch.inputs.params.w).toBe(net.inputs.params.w)
    expect(batch.outputs.best.shape).toEqual([n])
    const found = valuesOf(batch, { ...params, ...examples })
    for (const [path, values] of Object.entries(loop(net)))
      expect(distance(found[path] ?? [], values), path).toBeLessThan(tiny)
  })

  it('of a gradient is the gradient of each example', () => {
    const each = valueAndGrad({ of: 'loss', wrt: ['params', 'x'] })(net)
    const found = valuesOf(vmap({ in: ['x', 'y'], size: 5 })(each), { ...params, ...examples })
    for (const [path, values] of Object.entries(loop(each)))
      expect(distance(found[path] ?? [], values), path).toBeLessThan(tiny)
  })

  it('has a gradient, the sum of those of the examples', () => {
    const batch = vmap({ in: ['x', 'y'], size: n })(net)
    const total = program({ x: f32(n, 4), y: i32(n), params: { w: f32(3, 4), b: f32(3) } }, (inputs) => ({
      loss: sum(apply(batch)(inputs).loss),
    }))
    const together = valueAt(grad({ of: 'loss', wrt: 'params.b' })(total), 'grad', { ...params, ...examples })
    const each = loop(grad({ of: 'loss', wrt: 'params.b' })(net))['grad'] ?? []
    const added = [0, 1, 2].map((j) => each.reduce((so, value, k) => (k % 3 === j ? so + value : so), 0))
    expect(distance(together, added)).toBeLessThan(tiny)
  })

  it('of a neuron is a layer', () => {
    const neuron = program({ w: f32(4), b: f32(), x: f32(4) }, ({ w, b, x }) => ({
      h: tanh(add(dot(w, x), b)),
    }))
    const layer = program({ w: f32(3, 4), b: f32(3), x: f32(4) }, ({ w, b, x }) => ({
      h: tanh(linear(w, b)(x)),
    }))
    const given = { w: params['params.w'], b: params['params.b'], x: example(0).x }
    const stacked = valueAt(vmap({ in: ['w', 'b'], size: 3 })(neuron), 'h', given)
    expect(distance(stacked, valueAt(layer, 'h', given))).toBeLessThan(tiny)
  })

  it('of a vmap has two axes in front, the outer one first', () => {
    const p = program({ a: f32(2), b: f32(2) }, ({ a, b }) => ({ y: sub(mul(2, dot(a, b)), sum(square(a))) }))
    const table = pipe(p, vmap({ in: 'b', size: 3 }), vmap({ in: 'a', size: 4 }))
    expect(table.outputs.y.shape).toEqual([4, 3])
    const [a, b] = [drawn(8, 8, -2, 2), drawn(9, 6, -2, 2)]
    const wanted = Array.from({ length: 12 }, (_, k) => {
      const [i, j] = [Math.floor(k / 3), k % 3]
      return valueAt(p, 'y', { a: a.slice(2 * i, 2 * i + 2), b: b.slice(2 * j, 2 * j + 2) })
    }).flat()
    expect(distance(valueAt(table, 'y', { a, b }), wanted)).toBeLessThan(tiny)
  })

  it('repeats what is the same for every example', () => {
    const p = program({ x: f32(2), c: f32(2) }, ({ x, c }) => ({ y: exp(x), z: square(c) }))
    const batch = vmap({ in: 'x', size: 2 })(p)
    const found = valuesOf(batch, { x: Float32Array.of(0, 0, 0, 0), c: Float32Array.of(2, 3) })
    expect(found).toEqual({ y: [1, 1, 1, 1], z: [4, 9, 4, 9] })
    const none = valuesOf(vmap({ in: [], size: 2 })(p), {
      x: Float32Array.of(0, 0),
      c: Float32Array.of(2, 3),
    })
    expect(none).toEqual({ y: [1, 1, 1, 1], z: [4, 9, 4, 9] })
  })

  it('takes sizes of a program that are symbolic themselves', () => {
    const m = dim('m')
    const p = program({ x: f32(m, 2), w: f32(2, 2) }, ({ x, w }) => ({
      y: softmax(matmul(x, w)),
      t: reshape([2, m])(transpose(x)),
    }))
    const batch = vmap({ in: 'x', size: n })(p)
    expect(batch.outputs.y.shape).toEqual([n, m, 2])
    expect(sentencesOf(batch)).toEqual([])
    const given = { x: drawn(11, 12, -2, 2), w: drawn(12, 4, -2, 2) }
    const wanted = [0, 6].map((from) => ({ x: given.x.slice(from, from + 6), w: given.w }))
    const sizes = new Map([['n', 2]])
    expect(
      distance(
        valueAt(batch, 'y', given, sizes),
        wanted.flatMap((each) => valueAt(p, 'y', each)),
      ),
    ).toBeLessThan(tiny)
  })

  it('brings the derivation along, of tensors in the batch', () => {
    const batch = vmap({ in: ['x', 'y'], size: n })(valueAndGrad({ of: 'loss', wrt: 'params' })(net))
    expect(batch.derivation.length).toBeGreaterThan(0)
    const before = new Set(batch.derivation.flatMap(({ cotangent }) => cotangent.shape[0] ?? []))
    expect([...before]).toContain(n)
  })

  it.each([
    [vmap({ in: 'z', size: 2 })(net as Program), 'vmap: there is no input z'],
    [vmap({ size: size(1.5) })(net as Program), 'vmap: 1.5 is not an extent'],
    [vmap({ size: size(-1) })(net as Program), 'vmap: -1 is not an extent'],
  ])('is refused in a sentence: %#', (wrong, sentence) => {
    expect(sentencesOf(wrong)).toEqual([sentence])
  })
})

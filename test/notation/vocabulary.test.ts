/**
 * Functions in formulas: every one that is exported can be called, and means what it means in code.
 */
import * as L from 'leibniz'
import { describe, expect, it } from 'vitest'
import { readdirSync } from 'node:fs'
import { f32, i32, input, parse, show } from 'leibniz'
import { elementwise } from '../../src/construct.ts'
import { entriesOf, spoken, unspoken } from '../../src/notation/vocabulary.ts'
import { monoids, operations } from '../../src/ops/index.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { orFail } from '../graphs.ts'

const specs = {
  x: f32(2, 4),
  b: f32(4),
  image: f32(1, 2, 4, 4),
  kernel: f32(2, 2, 2, 2),
  two: f32(2),
  labels: i32(2),
  W: f32(3, 4),
  c: f32(3),
  table: f32(5, 3),
  p: f32(2, 4),
}

const [x, b, image, kernel, two, labels, W, c, table, p] = [
  input('x', specs.x),
  input('b', specs.b),
  input('image', specs.image),
  input('kernel', specs.kernel),
  input('two', specs.two),
  input('labels', specs.labels),
  input('W', specs.W),
  input('c', specs.c),
  input('table', specs.table),
  input('p', specs.p),
]

/** A formula and what it means in code. */
const calls: readonly (readonly [string, AnyTensor])[] = [
  ['softmax(x)', L.softmax(x)],
  ['softmax(x, axis=0)', L.softmax({ axis: 0 })(x)],
  ['gelu(x, approximate=tanh)', L.gelu({ approximate: 'tanh' })(x)],
  ['gelu(x, approximate="tanh")', L.gelu({ approximate: 'tanh' })(x)],
  ['crossEntropy(x, labels)', L.crossEntropy(x, labels)],
  [
    'crossEntropy(x, labels, reduction=none, labelSmoothing=0.1)',
    L.crossEntropy({ reduction: 'none', labelSmoothing: 0.1 })(x, labels),
  ],
  ['mse(x, p)', L.mse(x, p)],
  ['huber(x, p, delta=2, reduction=sum)', L.huber({ delta: 2, reduction: 'sum' })(x, p)],
  ['logSumExp(x, axis=-1, keepdims=true)', L.logSumExp({ axis: -1, keepdims: true })(x)],
  ['mean₀ x', L.mean({ axis: 0 })(x)],
  ['mean_01 x', L.mean({ axis: [0, 1] })(x)],
  ['variance(x, axis=1, ddof=1)', L.variance({ axis: 1, ddof: 1 })(x)],
  ['linear(x, W, c)', L.linear(W, c)(x)],
  ['layerNorm(x, b, b)', L.layerNorm(b, b)(x)],
  ['layerNorm(x, b, b, epsilon=0.1)', L.layerNorm({ epsilon: 0.1 }, b, b)(x)],
  ['rmsNorm(x, b)', L.rmsNorm(b)(x)],
  ['batchNorm(image, two, two)', L.batchNorm(two, two)(image)],
  ['groupNorm(image, two, two, groups=1)', L.groupNorm({ groups: 1 }, two, two)(image)],
  ['conv2d(image, kernel)', L.conv2d(kernel)(image)],
  [
    'conv2d(image, kernel, two, padding=1, stride=[2, 2])',
    L.conv2d({ padding: 1, stride: [2, 2] }, kernel, two)(image),
  ],
  ['conv2d(image, kernel, padding=same)', L.conv2d({ padding: 'same' }, kernel)(image)],
  ['maxPool(image, size=2)', L.maxPool({ size: 2 })(image)],
  [
    'avgPool(image, size=[2, 2], padding=1, countIncludePad=false)',
    L.avgPool({ size: [2, 2], padding: 1, countIncludePad: false })(image),
  ],
  ['globalAvgPool(image)', L.globalAvgPool(image)],
  ['embedding(labels, table)', L.embedding(table)(labels)],
  ['oneHot(labels, depth=3)', L.oneHot({ depth: 3 })(labels)],
  ['attention(x, x, x, causal=true)', L.attention({ causal: true })(x, x, x)],
  ['prelu(x, b)', L.prelu(b)(x)],
  ['clip(x, min=0, max=1)', L.clip({ min: 0, max: 1 })(x)],
  ['cumsum(x, axis=1)', L.cumsum({ axis: 1 })(x)],
  [
    'pad(x, pads=[[1, 1], [0, 2]], value=-1)',
    L.pad({
      pads: [
        [1, 1],
        [0, 2],
      ],
      value: -1,
    })(x),
  ],
  ['tile(x, repeats=[2, 1])', L.tile({ repeats: [2, 1] })(x)],
  ['roll(x, axis=0, shift=1)', L.roll({ axis: 0, shift: 1 })(x)],
  ['flatten(image, from=1)', L.flatten({ from: 1 })(image)],
  ['concat(x, p, axis=1)', L.concat({ axis: 1 })([x, p])],
  ['linspace(start=0, stop=1, count=5)', L.linspace({ start: 0, stop: 1, count: 5 })],
  ['arange(stop=4)', L.arange({ stop: 4 })],
  ['eye(3)', L.eye(3)],
  ['zeros(2×4)', L.zeros([2, 4])],
  ['full(2×4, 7)', L.full([2, 4], 7)],
  ['tril(x, diagonal=1)', L.tril({ diagonal: 1 })(x)],
  ['hypot(x, b)', L.hypot(x, b)],
  ['bitAnd(labels, 3)', L.bitAnd(labels, 3)],
  ['labels & 3', L.bitAnd(labels, 3)],
  ['labels << 2', L.shiftLeft(labels, 2)],
  ['stop(x)', L.stopGradient(x)],
  ['i32(x)', L.cast('i32')(x)],
]

describe('a call', () => {
  it.each(calls)('%s means what it means in code', (text, tensor) => {
    expect(show(orFail(parse(text, specs)))).toBe(show(tensor))
  })
})

describe('the vocabulary', () => {
  it('has every operation of the chapters that a user can call', async () => {
    const home = new URL('../../src/ops/', import.meta.url)
    const exported: object[] = await Promise.all(
      readdirSync(home)
        .filter((file) => file.endsWith('.ts'))
        .map((file) => import(new URL(file, home).href)),
    )
    const made = new Set<unknown>(exported.flatMap((chapter): unknown[] => Object.values(chapter)))
    const names = Object.entries(L).flatMap(([name, value]) =>
      typeof value === 'function' && made.has(value) ? [name] : [],
    )
    expect(names.length).toBeGreaterThan(100)
    const known = new Set([...spoken, ...unspoken, 'constant', 'input'])
    expect(names.filter((name) => entriesOf(name).length === 0 && !known.has(name))).toEqual([])
  })

  it.each([...operations.values()].map((op) => [op.name, op] as const))('reads what %s prints', (_, op) => {
    const dtypes = (['f32', 'i32', 'u32', 'bool'] as const).flatMap((first) =>
      (['f32', 'i32', 'u32', 'bool'] as const).map((other) => [first, other, other].slice(0, op.arity)),
    )
    const operands = dtypes
      .find((given) => op.result(given) !== undefined)
      ?.map((dtype, k) => input(`x${k}`, { shape: [], dtype }))
    if (operands === undefined) throw new Error(`${op.name} takes nothing`)
    if (op.notation.algebra === 'itself') return
    const text = op.notation.text(...operands.map((_, k) => `x${k}`))
    const read = orFail(parse(`(${text})`, Object.fromEntries(operands.map((one, k) => [`x${k}`, one]))))
    expect(show(read)).toBe(show(elementwise(op, ...operands)))
    expect(read.dtype).toBe(op.result(operands.map(({ dtype }) => dtype)))
  })

  it.each(monoids.map((monoid) => [monoid.name, monoid] as const))(
    'reads what a fold by %s prints',
    (_, monoid) => {
      const dtype = (['f32', 'i32', 'bool'] as const).find((one) => monoid.result(one) !== undefined) ?? 'f32'
      const operand = input('a', { shape: [2, 3], dtype })
      for (const text of [
        `${monoid.notation.text} a`,
        `${monoid.notation.text}₁ a`,
        `${monoid.notation.text}₁(a)`,
      ]) {
        const { form } = orFail(parse(text, { a: operand }))
        expect(form.tag === 'reduce' ? form.monoid.name : form.tag).toBe(monoid.name)
      }
    },
  )
})

/** Losses where naive formulas overflow, and targets that are none. */
import * as L from 'leibniz'
import { describe, expect, it } from 'vitest'
import { at, known } from '../../src/Bug.ts'
import { pullback } from '../../src/differentiate.ts'
import { evaluate } from '../../src/evaluate.ts'
import { valueOf } from '../laws/slopes.ts'

const extremes = [-10_000, -100, -1, 0, 1, 100, 10_000]
const z = L.constant(Float32Array.from(extremes), [extremes.length])
const scores = L.constant(Float32Array.from(extremes.flatMap((a) => [a, -a, 0])), [extremes.length, 3])
const labels = L.constant(
  Int32Array.from(extremes, (_, k) => k % 3),
  [extremes.length],
)
const ones = L.full([extremes.length], 1)

describe('extreme predictions', () => {
  it.each([
    ['mse', L.mse(z, ones), z],
    ['mae', L.mae(z, ones), z],
    ['huber', L.huber(z, ones), z],
    ['hinge', L.hinge(z, ones), z],
    ['bceWithLogits', L.bceWithLogits(z, ones), z],
    ['bce', L.bce(L.sigmoid(z), ones), z],
    ['kl', L.kl(z, L.zeros([extremes.length])), z],
    ['crossEntropy', L.crossEntropy(scores, labels), scores],
    ['crossEntropy, smoothed', L.crossEntropy({ labelSmoothing: 0.1 })(scores, labels), scores],
    ['crossEntropy of shares', L.crossEntropy(scores, L.softmax(scores)), scores],
    ['nll', L.nll(L.logSoftmax(scores), labels), scores],
    ['multiclassHinge', L.multiclassHinge(scores, labels), scores],
  ] as const)('have a finite %s with finite derivatives', (_, loss, prediction) => {
    const { cotangents } = pullback([{ of: loss, cotangent: L.constant(1) }], [prediction])
    expect(valueOf(loss).every(Number.isFinite)).toBe(true)
    expect(valueOf(at(cotangents, 0)).every(Number.isFinite)).toBe(true)
  })
})

describe('a loss of elements', () => {
  const predictions = [-2.5, -1.25, -0.5, 0.125, 0.5, 0.75, 1.5, 3]
  const targets = [1, 0.25, 0.5, 0, 0.5, 1, 0.125, -1]
  const [s, t] = [predictions, targets].map((values) => L.constant(Float32Array.from(values)))
  const each = { reduction: 'none' } as const
  const sigma = (x: number): number => 1 / (1 + Math.exp(-x))
  const entropy = (p: number, y: number): number => -(y * Math.log(p) + (1 - y) * Math.log(1 - p))
  const bent =
    (delta: number) =>
    (x: number, y: number): number =>
      Math.abs(x - y) <= delta ? (x - y) ** 2 / 2 : delta * (Math.abs(x - y) - delta / 2)

  it.each([
    ['mse', L.mse(each), (x: number, y: number) => (x - y) ** 2],
    ['mae', L.mae(each), (x: number, y: number) => Math.abs(x - y)],
    ['huber', L.huber(each), bent(1)],
    ['huber, bent at 2', L.huber({ ...each, delta: 2 }), bent(2)],
    ['hinge', L.hinge(each), (x: number, y: number) => Math.max(0, 1 - x * y)],
    ['hinge by 0.5', L.hinge({ ...each, margin: 0.5 }), (x: number, y: number) => Math.max(0, 0.5 - x * y)],
    ['bceWithLogits', L.bceWithLogits(each), (x: number, y: number) => entropy(sigma(x), y)],
    ['kl', L.kl(each), (x: number, y: number) => (y > 0 ? y * (Math.log(y) - x) : 0)],
  ] as const)('%s is its formula', (name, loss, formula) => {
    const wanted = predictions.map((x, k) => formula(x, at(targets, k)))
    expect(wanted.length).toBeGreaterThan(0)
    valueOf(loss(known(s, 's'), known(t, 't'))).forEach((value, k) => {
      if (!(name === 'kl' && at(targets, k) < 0)) expect(value).toBeCloseTo(at(wanted, k), 9)
    })
  })

  it('bce has the gradients of bceWithLogits, through sigmoid and without', () => {
    const z = L.input('z', L.f32(8))
    const probability = L.input('p', L.f32(8))
    const inputs = new Map([
      ['z', Float32Array.from(predictions)],
      ['p', Float32Array.from(predictions, sigma)],
    ])
    const wanted = valueOf(L.derivative(L.bceWithLogits(z, known(t, 't')), z), inputs)
    const through = valueOf(L.derivative(L.bce(L.sigmoid(z), known(t, 't')), z), inputs)
    const alone = valueOf(L.derivative(L.bce(probability, known(t, 't')), probability), inputs)
    wanted.forEach((slope, k) => {
      const p = sigma(at(predictions, k))
      expect(at(through, k)).toBeCloseTo(slope, 9)
      expect(at(alone, k) * p * (1 - p)).toBeCloseTo(slope, 6)
    })
  })
})

describe('a cross-entropy', () => {
  const hot = L.constant(
    Float32Array.from(extremes.flatMap((_, k) => [0, 1, 2].map((j) => Number(j === k % 3)))),
    [extremes.length, 3],
  )
  it.each([0, 0.25])(
    'of shares that are all one class is that of its label, smoothed by %f',
    (labelSmoothing) => {
      const options = { labelSmoothing, reduction: 'none' } as const
      const [wanted, found] = [L.crossEntropy(options)(scores, labels), L.crossEntropy(options)(scores, hot)]
      valueOf(found).forEach((value, k) => expect(value).toBeCloseTo(at(valueOf(wanted), k), 9))
    },
  )
})

describe('a target that is none', () => {
  it('is named with its place', () => {
    const sentences = (loss: L.AnyTensor, y: Int32Array | Float32Array): readonly string[] => {
      const result = evaluate([loss], new Map([['y', y]]))
      return result._tag === 'Left' ? result.left.map(({ sentence }) => sentence) : []
    }
    const y = L.input('y', L.i32(2))
    const loss = L.crossEntropy(L.zeros([2, 3]), y)
    expect(sentences(loss, Int32Array.of(0, 2))).toEqual([])
    for (const wrong of [-1, 3]) expect(sentences(loss, Int32Array.of(0, wrong)).join()).toMatch(/label.*1/)
    const t = L.input('y', L.f32(2))
    expect(sentences(L.mse(L.zeros([2]), t), Float32Array.of(1, NaN)).join()).toMatch(/target.*1/)
  })
})

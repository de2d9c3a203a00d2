/** Initial values, schedules, penalties and metrics, each against its definition. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/index.ts'
import { at } from '../../src/Bug.ts'
import { constant, f32, i32, grad, nn, optim, program, random, training } from '../../src/index.ts'
import type { AnyTensor } from '../../src/index.ts'
import { mistakesOf } from '../../src/mistakes.ts'
import { run } from '../run.ts'

const key = random.key(5)

const moments = (values: Float32Array): { readonly mean: number; readonly variance: number } => {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  return { mean, variance: values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length }
}

describe('an initialiser', () => {
  // Fans of 60·6 in and 50·6 out, by PyTorch's convention.
  const shape = [50, 60, 2, 3]

  it.each([
    ['xavierUniform', nn.xavierUniform, 2 / 660, true],
    ['xavierNormal', nn.xavierNormal, 2 / 660, false],
    ['heUniform', nn.heUniform, 2 / 360, true],
    ['heNormal', nn.heNormal, 2 / 360, false],
    ['uniform', nn.uniform({ low: -3, high: 3 }), 3, true],
    ['normal', nn.normal({ deviation: 2 }), 4, false],
  ] as const)('%s has its variance, and its bound', (_, initialiser, variance, isBounded) => {
    const values = initialiser(key, shape)
    const found = moments(values)
    expect(values).toHaveLength(18_000)
    expect(Math.abs(found.mean)).toBeLessThan(3 * Math.sqrt(variance / 18_000))
    expect(Math.abs(found.variance / variance - 1)).toBeLessThan(3 * Math.sqrt(2 / 18_000))
    const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
    const bound = Math.sqrt(3 * variance)
    expect(largest <= bound).toBe(isBounded)
    expect(largest).toBeGreaterThan(0.99 * bound)
  })

  it('gives scales ones and shifts zeros, which have no fans', () => {
    const { parameters } = nn.sequential(nn.linear({ in: 2, out: 2 }), nn.layerNorm({ shape: [2] }))
    const values = nn.initialise(key, parameters, nn.heNormal)
    expect(values[1]).toEqual({ weight: Float32Array.of(1, 1), bias: Float32Array.of(0, 0) })
    expect(values[0].bias).toEqual(Float32Array.of(0, 0))
    expect(values[0].weight.every((value) => value !== 0)).toBe(true)
  })

  it('gives each tensor its own values, whatever stands beside it', () => {
    const [a, b] = [f32(3, 4), f32(3, 4)]
    const small = nn.initialise(key, { inner: { a } }, nn.heNormal)
    const large = nn.initialise(key, { b, inner: { b, a }, n: i32(2) }, nn.heNormal)
    expect(large.inner.a).toEqual(small.inner.a)
    expect(large.inner.b).not.toEqual(large.inner.a)
    expect(large.b).not.toEqual(large.inner.b)
    expect(large.n).toEqual(Int32Array.of(0, 0))
    expect(nn.initialise(random.key(6), { inner: { a } }, nn.heNormal)).not.toEqual(small)
  })

  it('takes the inputs of a program as they are, and what it gives is what they take', () => {
    const net = nn.linear({ in: 3, out: 2 })
    const p = program({ x: f32(1, 3), params: net.parameters }, ({ x, params }) => ({
      y: net.apply(params)(x),
    }))
    const params = nn.initialise(key, p.inputs.params, nn.xavierUniform)
    expect(orThrow(compile(p))({ x: new Float32Array(3), params }).y).toEqual(params.bias)
  })
})

describe('a schedule', () => {
  const step = fc.nat(1000)
  const cases: readonly (readonly [string, optim.Schedule, (t: number) => number])[] = [
    ['constant', optim.constant(0.3), () => 0.3],
    ['stepDecay', optim.stepDecay({ rate: 2, every: 7, by: 0.9 }), (t) => 2 * 0.9 ** Math.floor(t / 7)],
    ['exponential', optim.exponential({ rate: 2, by: 0.99 }), (t) => 2 * 0.99 ** t],
    ['line', optim.line({ from: 1, to: 3, steps: 50 }), (t) => 1 + 2 * Math.min(1, t / 50)],
    [
      'annealing',
      optim.annealing({ from: 1, to: 0.1, steps: 300 }),
      (t) => 0.1 + (0.9 * (1 + Math.cos(Math.PI * Math.min(1, t / 300)))) / 2,
    ],
    [
      'warmUp',
      optim.warmUp({ steps: 10 })(optim.exponential({ rate: 2, by: 0.9 })),
      (t) => (t < 10 ? (2 * (t + 1)) / 11 : 2 * 0.9 ** (t - 10)),
    ],
  ]

  it.each(cases)('%s is its formula', (_, schedule, formula) => {
    fc.assert(
      fc.property(step, (t) => {
        expect(Math.abs(schedule(t) - formula(t))).toBeLessThan(1e-13)
      }),
      { seed: 77, numRuns: 200 },
    )
  })

  it('of one cycle rises once, falls once, and ends almost at 0', () => {
    const rates = Array.from({ length: 100 }, (_, t) => optim.oneCycle({ rate: 1, steps: 100 })(t))
    const top = rates.indexOf(Math.max(...rates))
    expect([top, at(rates, top)]).toEqual([29, 1])
    expect(at(rates, 0)).toBeCloseTo(1 / 25, 12)
    expect(at(rates, 99)).toBeCloseTo(1 / 250_000, 12)
    rates.slice(1).forEach((rate, t) => {
      expect(Math.sign(rate - at(rates, t))).toBe(t < top ? 1 : -1)
    })
  })
})

describe('a penalty', () => {
  const p = program({ a: f32(2), b: { c: f32(1, 2) } }, (params) => ({
    l1: nn.l1(0.5)(params),
    l2: nn.l2(0.5)(params),
  }))
  const given = { a: Float32Array.of(1, -2), 'b.c': Float32Array.of(0, 4) }

  it('is the sum over every parameter', () => {
    expect(run(p.outputs.l1, given)).toBe(3.5)
    expect(run(p.outputs.l2, given)).toBe(5.25)
  })

  it('has the gradient that it says', () => {
    const [first, second] = (['l1', 'l2'] as const).map((of) => grad({ of, wrt: ['a', 'b'] })(p).outputs.grad)
    expect([run(first?.a as AnyTensor, given), run(first?.b.c as AnyTensor, given)]).toEqual([
      [0.5, -0.5],
      [[0, 0.5]],
    ])
    expect([run(second?.a as AnyTensor, given), run(second?.b.c as AnyTensor, given)]).toEqual([
      [0.5, -1],
      [[0, 2]],
    ])
  })

  it('of squares is a weight decay', () => {
    const { step } = training({ loss: p, of: 'l2', wrt: 'a', optimiser: optim.sgd({ rate: 0.5 }) })
    expect(run(step.outputs.a, given)).toEqual([0.75, -1.5])
  })
})

describe('a metric', () => {
  const predictions = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 12 })
  const classes = [0, 1, 2, 3]

  it('counts as a loop would', () => {
    fc.assert(
      fc.property(predictions, (pairs) => {
        const of = (k: 0 | 1): AnyTensor & ReturnType<typeof vector> => vector(pairs.map((pair) => pair[k]))
        const matrix = nn.confusionMatrix({ classes: 4 })(of(0), of(1))
        const count = (keep: (predicted: number, label: number) => boolean): number =>
          pairs.filter(([predicted, label]) => keep(predicted, label)).length
        const share = (part: number, whole: number): number => Math.fround(part / Math.max(1, whole))
        expect(run(matrix)).toEqual(
          classes.map((row) => classes.map((column) => count((p, y) => y === row && p === column))),
        )
        const found = (values: AnyTensor): readonly number[] =>
          (run(values) as readonly number[]).map(Math.fround)
        expect(found(nn.precision(matrix))).toEqual(
          classes.map((c) =>
            share(
              count((p, y) => p === c && y === c),
              count((p) => p === c),
            ),
          ),
        )
        expect(found(nn.recall(matrix))).toEqual(
          classes.map((c) =>
            share(
              count((p, y) => p === c && y === c),
              count((_, y) => y === c),
            ),
          ),
        )
      }),
      { seed: 13, numRuns: 60 },
    )
  })

  const vector = (values: readonly number[]) => constant(Int32Array.from(values), [values.length])

  it('of accuracy takes the first of equal scores, in any number of axes', () => {
    const logits = constant([
      [
        [1, 1],
        [0, 2],
      ],
      [
        [3, 1],
        [5, 5],
      ],
    ])
    const labels = constant(Int32Array.of(0, 1, 1, 1), [2, 2])
    expect(run(nn.accuracy(logits, labels))).toBe(0.5)
  })

  it('compiles', () => {
    const p = program(
      { logits: f32(4, 3), labels: i32(4), predicted: i32(4) },
      ({ logits, labels, predicted }) => ({
        accuracy: nn.accuracy(logits, labels),
        matrix: nn.confusionMatrix({ classes: 3 })(predicted, labels),
      }),
    )
    const labels = Int32Array.of(0, 1, 2, 9)
    const { accuracy, matrix } = orThrow(compile(p))({
      logits: Float32Array.of(1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1),
      labels,
      predicted: Int32Array.of(0, 2, 2, 2),
    })
    expect(accuracy).toEqual(Float32Array.of(0.5))
    expect(matrix).toEqual(Int32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 1))
  })

  it('says what does not fit', () => {
    const wrong = [
      nn.accuracy(constant([[1, 2]]), vector([1, 2]) as never),
      nn.confusionMatrix({ classes: 2 })(vector([1, 2]), vector([1]) as never),
    ]
    expect(wrong.flatMap((tensor) => mistakesOf([tensor]).map(({ mistake }) => mistake.sentence))).toEqual([
      expect.stringMatching(/^accuracy: labels of 2 /),
      'confusionMatrix: predictions of 2 for labels of 1',
    ])
  })
})

/**
 * Every optimiser with every option against the formulas of `torch.optim`, written once more on plain numbers.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { evaluate } from '../../src/evaluate.ts'
import { f32, mul, optim, program, sum, training } from '../../src/index.ts'
import type { Program } from '../../src/index.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'

/** The gradient of w is c, whatever w is: each step's is chosen. */
const slope = program({ c: f32(2), w: f32(2) }, ({ c, w }) => ({ loss: sum(mul(c, w)) }))

const doubles = (p: Program, inputs: ReadonlyMap<string, TypedArray>): ReadonlyMap<string, number[]> => {
  const outputs = tree.entries(p.outputs, isTensor)
  const result = evaluate(
    outputs.map(([, tensor]) => tensor),
    inputs,
  )
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return new Map(outputs.map(([path], k) => [path, Array.from(at(result.right, k).data)]))
}

/** The parameters after each step from a start, along the gradients; rounded to float32 between steps. */
const walk = (
  optimiser: optim.Optimiser,
  start: readonly number[],
  gradients: readonly (readonly number[])[],
  changes: readonly optim.GradientChange[] = [],
): readonly (readonly number[])[] => {
  const { init, step } = training({ loss: slope, wrt: 'w', optimiser, gradients: changes })
  const arrays = new Map<string, TypedArray>([['w', Float32Array.from(start)]])
  const keep = (outputs: ReadonlyMap<string, number[]>): void => {
    for (const [path, values] of outputs) if (path !== 'loss') arrays.set(path, Float32Array.from(values))
  }
  keep(doubles(init, arrays))
  return gradients.map((c) => {
    arrays.set('c', Float32Array.from(c))
    keep(doubles(step, arrays))
    return Array.from(known(arrays.get('w'), 'w'))
  })
}

interface Options {
  readonly rate: number
  readonly weightDecay: number
  readonly momentum: number
  readonly dampening: number
  readonly alpha: number
  readonly lrDecay: number
  readonly initialAccumulator: number
  readonly betas: readonly [number, number]
  readonly epsilon: number
}

/** One element's walk: a function of what it was, of the gradient and of the number of the step, with a memory. */
type Reference = (o: Options) => (w: number, gradient: number, t: number) => number

const adamReference =
  (decoupled: boolean, amsgrad: boolean): Reference =>
  ({ rate, weightDecay, betas: [b1, b2], epsilon }) => {
    let [m, v, largest] = [0, 0, 0]
    return (before, gradient, t) => {
      const w = decoupled ? before * (1 - rate * weightDecay) : before
      const g = decoupled ? gradient : gradient + weightDecay * before
      m = b1 * m + (1 - b1) * g
      v = b2 * v + (1 - b2) * g * g
      largest = Math.max(largest, v)
      const size = Math.sqrt(amsgrad ? largest : v) / Math.sqrt(1 - b2 ** t)
      return w - ((rate / (1 - b1 ** t)) * m) / (size + epsilon)
    }
  }

const rmspropReference =
  (centered: boolean, withMomentum: boolean): Reference =>
  ({ rate, weightDecay, alpha, momentum, epsilon }) => {
    let [v, mean, buffer] = [0, 0, 0]
    return (w, gradient) => {
      const g = gradient + weightDecay * w
      v = alpha * v + (1 - alpha) * g * g
      mean = alpha * mean + (1 - alpha) * g
      const scaled = g / (Math.sqrt(centered ? v - mean * mean : v) + epsilon)
      buffer = momentum * buffer + scaled
      return w - rate * (withMomentum ? buffer : scaled)
    }
  }

const sgdReference =
  (kind: 'plain' | 'momentum' | 'dampened' | 'nesterov'): Reference =>
  ({ rate, weightDecay, momentum, dampening }) => {
    let buffer = 0
    return (w, gradient, t) => {
      const g = gradient + weightDecay * w
      buffer = t === 1 ? g : momentum * buffer + (kind === 'dampened' ? 1 - dampening : 1) * g
      return w - rate * (kind === 'plain' ? g : kind === 'nesterov' ? g + momentum * buffer : buffer)
    }
  }

const adagradReference =
  (decays: boolean): Reference =>
  ({ rate, weightDecay, lrDecay, initialAccumulator, epsilon }) => {
    let v = Math.fround(initialAccumulator)
    return (w, gradient, t) => {
      const g = gradient + weightDecay * w
      v += g * g
      return w - ((rate / (1 + (t - 1) * (decays ? lrDecay : 0))) * g) / (Math.sqrt(v) + epsilon)
    }
  }

const cases: readonly (readonly [string, (o: Options) => optim.Optimiser, Reference])[] = [
  ['sgd', ({ rate, weightDecay }) => optim.sgd({ rate, weightDecay }), sgdReference('plain')],
  [
    'momentum',
    ({ rate, weightDecay, momentum }) => optim.momentum({ rate, weightDecay, momentum }),
    sgdReference('momentum'),
  ],
  [
    'momentum with dampening',
    ({ rate, weightDecay, momentum, dampening }) =>
      optim.momentum({ rate, weightDecay, momentum, dampening }),
    sgdReference('dampened'),
  ],
  [
    'nesterov',
    ({ rate, weightDecay, momentum }) => optim.nesterov({ rate, weightDecay, momentum }),
    sgdReference('nesterov'),
  ],
  [
    'rmsprop',
    ({ rate, weightDecay, alpha, epsilon }) => optim.rmsprop({ rate, weightDecay, alpha, epsilon }),
    rmspropReference(false, false),
  ],
  [
    'rmsprop, centered, with momentum',
    ({ rate, weightDecay, alpha, momentum, epsilon }) =>
      optim.rmsprop({ rate, weightDecay, alpha, momentum, epsilon, centered: true }),
    rmspropReference(true, true),
  ],
  [
    'adagrad',
    ({ rate, weightDecay, initialAccumulator, epsilon }) =>
      optim.adagrad({ rate, weightDecay, initialAccumulator, epsilon }),
    adagradReference(false),
  ],
  [
    'adagrad with decay',
    ({ rate, weightDecay, initialAccumulator, lrDecay, epsilon }) =>
      optim.adagrad({ rate, weightDecay, initialAccumulator, lrDecay, epsilon }),
    adagradReference(true),
  ],
  [
    'adam',
    ({ rate, weightDecay, betas, epsilon }) => optim.adam({ rate, weightDecay, betas, epsilon }),
    adamReference(false, false),
  ],
  [
    'adam, amsgrad',
    ({ rate, weightDecay, betas, epsilon }) =>
      optim.adam({ rate, weightDecay, betas, epsilon, amsgrad: true }),
    adamReference(false, true),
  ],
  [
    'adamw',
    ({ rate, weightDecay, betas, epsilon }) => optim.adamw({ rate, weightDecay, betas, epsilon }),
    adamReference(true, false),
  ],
  [
    'adamw, amsgrad',
    ({ rate, weightDecay, betas, epsilon }) =>
      optim.adamw({ rate, weightDecay, betas, epsilon, amsgrad: true }),
    adamReference(true, true),
  ],
]

const within = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true })

const gradient = fc.oneof(within(0.1, 2), within(-2, -0.1))

describe.each(cases)('%s', (_, ours, reference) => {
  it('takes the steps of torch.optim, whatever its options', () => {
    const options = fc.record({
      rate: within(0.001, 0.2),
      weightDecay: fc.oneof(fc.constant(0), within(0, 0.5)),
      momentum: within(0, 0.95),
      dampening: within(0, 0.9),
      alpha: within(0.5, 0.99),
      lrDecay: within(0, 0.5),
      initialAccumulator: within(0, 1),
      betas: fc.tuple(within(0, 0.95), within(0.5, 0.999)),
      epsilon: fc.oneof(fc.constant(1e-8), within(0.001, 0.1)),
    })
    const gradients = fc.array(fc.tuple(gradient, gradient), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(options, fc.tuple(gradient, gradient), gradients, (o, start, all) => {
        const rounded = all.map((pair) => pair.map(Math.fround))
        const found = walk(ours(o), start, rounded)
        start.forEach((first, element) => {
          const move = reference(o)
          let w = Math.fround(first)
          rounded.forEach((pair, step) => {
            w = move(w, at(pair, element), step + 1)
            expect(Math.abs(at(at(found, step), element) - w)).toBeLessThan(1e-5)
          })
        })
      }),
      { seed: 20260, numRuns: 30 },
    )
  })
})

describe('changes of gradients', () => {
  const descent = optim.sgd({ rate: 1 })

  it('by norm scale all down together, and leave small ones alone', () => {
    const [far, near] = [
      [3, -4],
      [0.3, -0.4],
    ].map((g) => at(walk(descent, [0, 0], [g], [optim.clipByNorm(1)]), 0))
    expect(far?.map((w) => w.toFixed(5))).toEqual(['-0.60000', '0.80000'])
    expect(near).toEqual([-0.3, 0.4].map(Math.fround))
  })

  it('by norm count all parameters', () => {
    const two = program({ a: f32(), b: f32() }, ({ a, b }) => ({ loss: sum(mul(a, b)) }))
    const { step } = training({
      loss: two,
      wrt: ['a', 'b'],
      optimiser: descent,
      gradients: [optim.clipByNorm(1)],
    })
    const after = doubles(
      step,
      new Map([
        ['a', Float32Array.of(4)],
        ['b', Float32Array.of(3)],
      ]),
    )
    expect(after.get('a')?.[0]).toBeCloseTo(4 - 0.6, 5)
    expect(after.get('b')?.[0]).toBeCloseTo(3 - 0.8, 5)
  })

  it('by value hold each element, and come one after the other', () => {
    const both = [optim.clipByValue(2), optim.clipByNorm(1)]
    expect(walk(descent, [0, 0], [[3, -5]], [optim.clipByValue(2)])).toEqual([[-2, 2]])
    const [after] = walk(descent, [0, 0], [[3, -5]], both)
    expect(after?.map((w) => w.toFixed(4))).toEqual([(-1 / 2 ** 0.5).toFixed(4), (1 / 2 ** 0.5).toFixed(4)])
  })
})

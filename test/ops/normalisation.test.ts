/** Normalisations: what they make of data far from 0, and of one another. */
import * as L from 'leibniz'
import { describe, expect, it } from 'vitest'
import { drawn, valueOf } from '../laws/slopes.ts'

const [batch, channels, length] = [3, 4, 5]
const values = drawn(1, batch * channels * length)
const x = L.constant(values, [batch, channels, length])
const [one, zero] = [L.full([channels], 1), L.zeros([channels])]
const exact = { epsilon: 0 }

const expectNear = (found: Float64Array, wanted: ArrayLike<number>): void => {
  expect(found).toHaveLength(wanted.length)
  found.forEach((value, k) => expect(value).toBeCloseTo(Number(wanted[k]), 9))
}

describe('normalised data', () => {
  it.each([
    ['batchNorm', L.batchNorm(exact, one, zero)(x), [0, 2]],
    ['instanceNorm', L.instanceNorm(exact, one, zero)(x), [2]],
    ['layerNorm', L.layerNorm(exact, L.full([length], 1), L.zeros([length]))(x), [2]],
    ['groupNorm', L.groupNorm({ ...exact, groups: 1 }, one, zero)(x), [1, 2]],
  ] as const)('of %s have mean 0 and variance 1', (_, y, axis) => {
    const mean = valueOf(L.mean({ axis })(y))
    const variance = valueOf(L.mean({ axis })(L.square(y)))
    expectNear(mean, new Float64Array(mean.length))
    expectNear(variance, new Float64Array(variance.length).fill(1))
  })

  it('do not depend on where the data lie', () => {
    const moved = L.batchNorm(exact, one, zero)(L.add(x, 2 ** 20))
    expectNear(valueOf(moved), valueOf(L.batchNorm(exact, one, zero)(x)))
  })

  it('are after training what they were in it, with the statistics of the batch', () => {
    const { mean, variance } = L.batchStatistics({})(x)
    const after = L.batchNormInference({}, { gamma: one, beta: zero, mean, variance })(x)
    expectNear(valueOf(after), valueOf(L.batchNorm(one, zero)(x)))
  })

  it('have as many groups as channels where each channel stands alone', () => {
    const alone = L.groupNorm({ groups: channels }, one, zero)(x)
    expectNear(valueOf(alone), valueOf(L.instanceNorm(one, zero)(x)))
  })
})

it('an unbiased variance is n/(n−1) times the biased one', () => {
  const { variance, unbiased } = L.batchStatistics({})(x)
  const n = batch * length
  expectNear(
    valueOf(unbiased),
    valueOf(variance).map((value) => (value * n) / (n - 1)),
  )
})

it.each([1e-5, 0.5])('a root of mean squares has its epsilon %f inside of the root', (epsilon) => {
  const found = valueOf(L.rmsNorm({ epsilon }, L.full([length], 2))(x))
  values.forEach((value, k) => {
    const row = values.slice(k - (k % length), k - (k % length) + length)
    const squares = row.reduce((sum, each) => sum + each * each, 0) / length
    expect(found[k]).toBeCloseTo((2 * value) / Math.sqrt(squares + epsilon), 9)
  })
})

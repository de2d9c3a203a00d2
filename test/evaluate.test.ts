/**
 * The interpreter: what each form means, the sizes and refusals of a run, and the bounds beside the values.
 */
import { describe, expect, it } from 'vitest'
import { at, known } from '../src/Bug.ts'
import { index, moved, reduced } from '../src/construct.ts'
import type { TypedArray } from '../src/DType.ts'
import { evaluate, evaluateWithBounds } from '../src/evaluate.ts'
import { dim } from '../src/Extent.ts'
import {
  add,
  argmax,
  constant,
  div,
  einsum,
  exp,
  f32,
  input,
  log,
  logSumExp,
  lt,
  matmul,
  max,
  maximum,
  mean,
  mul,
  neg,
  relu,
  reshape,
  sigmoid,
  softmax,
  sqrt,
  sub,
  sum,
  tanh,
  transpose,
  where,
} from '../src/index.ts'
import { mistakesOf } from '../src/mistakes.ts'
import { monoids } from '../src/ops/index.ts'
import type { AnyTensor } from '../src/Tensor.ts'
import { typed } from '../src/Tensor.ts'
import { run } from './run.ts'

const n = dim('n')

const arrays = (record: Readonly<Record<string, TypedArray>>): ReadonlyMap<string, TypedArray> =>
  new Map(Object.entries(record))

const bounded = (tensor: AnyTensor, inputs: Readonly<Record<string, TypedArray>> = {}) => {
  const result = evaluateWithBounds([tensor], arrays(inputs))
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return at(result.right, 0)
}

const floats = (...values: number[]): Float32Array => Float32Array.from(values)

describe('the meaning of each form', () => {
  const a = constant([
    [1, 2, 3],
    [4, 5, 6],
  ])

  it('gives rows in rows', () => {
    expect(run(a)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(run(constant(7))).toBe(7)
  })

  it('folds over any axes, in row-major order', () => {
    expect(run(sum(a))).toBe(21)
    expect(run(sum({ axis: 0 })(a))).toEqual([5, 7, 9])
    expect(run(sum({ axis: 1 })(a))).toEqual([6, 15])
    const huge = constant([1e8, 1, -1e8, 1])
    expect(run(sum(huge))).toBe(2)
  })

  it('gives the first of several positions, row-major over the folded axes, also of NaN', () => {
    expect(run(argmax(constant([1, 3, 3])))).toBe(1)
    expect(
      run(
        argmax(
          constant([
            [1, 2],
            [5, 5],
          ]),
        ),
      ),
    ).toBe(2)
    expect(
      run(
        argmax({ axis: 0 })(
          constant([
            [1, 9],
            [5, 5],
          ]),
        ),
      ),
    ).toEqual([1, 0])
    const x = input('x', f32(3))
    expect(run(argmax(x), { x: floats(1, NaN, 2) })).toBe(1)
    expect(run(argmax(x), { x: floats(-Infinity, -Infinity, -Infinity) })).toBe(0)
  })

  it('takes the logarithm of a sum of exponentials', () => {
    expect(run(logSumExp(constant([0, 0, 0, 0])))).toBeCloseTo(Math.log(4), 7)
    expect(run(logSumExp(constant([-1000, -1000])))).toBeCloseTo(-1000 + Math.log(2), 3)
  })

  it('contracts over shared letters', () => {
    expect(run(matmul(a, constant([1, 10, 100])))).toEqual([321, 654])
    expect(run(einsum('ij,ij->', a, a))).toBe(91)
    expect(run(einsum('ij,kj->ik', a, a))).toEqual([
      [14, 32],
      [32, 77],
    ])
  })

  it('moves with guards and a fill, strides and divisors', () => {
    const x = constant([1, 2, 3])
    const row = { coefficients: [1], offset: -1, divisor: 1, extent: 3 }
    expect(run(moved(x, { shape: [5], rows: [row], guards: [] }, 9))).toEqual([9, 1, 2, 3, 9])
    expect(run(moved(x, { shape: [5], rows: [{ ...row, offset: 0, divisor: 2 }], guards: [] }))).toEqual([
      1, 0, 2, 0, 3,
    ])
    expect(
      run(moved(x, { shape: [3], rows: [{ ...row, coefficients: [-1], offset: 2 }], guards: [] })),
    ).toEqual([3, 2, 1])
    expect(
      run(
        moved(x, {
          shape: [3, 3],
          rows: [{ ...row, coefficients: [1, 0], offset: 0 }],
          guards: [{ coefficients: [1, -1], offset: 0, divisor: 1, extent: 1 }],
        }),
      ),
    ).toEqual([
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 3],
    ])
  })

  it('reads indices, shapes and transposes', () => {
    expect(run(index([2, 3], [10, 1], 5, 'i32'))).toEqual([
      [5, 6, 7],
      [15, 16, 17],
    ])
    expect(run(transpose(a))).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ])
    expect(run(reshape([3, 2])(a))).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ])
  })

  it('keeps constants in double precision', () => {
    const result = evaluate([add(constant(0.1), input('x', f32()))], arrays({ x: floats(0) }))
    expect(result).toMatchObject({ right: [{ data: Float64Array.of(0.1) }] })
  })

  it('takes symbolic sizes from the lengths of the inputs', () => {
    const x = input('x', f32(n, 2))
    expect(run(mean({ axis: 0 })(x), { x: floats(1, 2, 3, 4, 5, 9) })).toEqual([3, 5])
  })
})

describe('refusals', () => {
  const x = input('x', f32(3))

  it('names every missing and every wrong input', () => {
    const result = evaluate([add(x, input('y', f32(3)))], arrays({ y: Int32Array.of(1, 2, 3) }))
    expect(result).toMatchObject({
      left: [
        { code: 'LBZ6001', sentence: 'the input x is missing' },
        { code: 'LBZ6003', sentence: 'y: f32 takes a Float32Array, not a Int32Array' },
      ],
    })
  })

  it('reports all mistakes of an expression, each once', () => {
    const unknown = typed<readonly [number], 'f32'>(x)
    const one = matmul(constant([[1, 2]]), unknown)
    const other = add(constant([1, 2]), unknown)
    const roots = [add(one, other), mul(one, one)]
    expect(mistakesOf(roots).map(({ mistake }) => mistake.operation)).toEqual(['matmul', 'add'])
    expect(mistakesOf(roots).map(({ operands }) => operands.length)).toEqual([2, 2])
    expect(evaluate(roots)).toMatchObject({ left: [{ code: 'LBZ1002' }, { code: 'LBZ1001' }] })
  })
})

describe('the bound beside each value', () => {
  const x = input('x', f32(4))
  const y = input('y', f32(4))

  it('is zero where nothing rounds', () => {
    for (const tensor of [x, reshape([2, 2])(x), maximum(0, x), max(x), where(lt(x, 2), x, 0), argmax(x)])
      expect(Math.max(...bounded(tensor, { x: floats(1, -2, 3, 0.1) }).bound)).toBe(0)
  })

  it('covers arithmetic in single precision', () => {
    const [a, b] = [floats(1 / 3, 1e-3, 12345.678, -7), floats(3e5, 0.7, 1e-7, 1.1)]
    const cases: readonly (readonly [AnyTensor, (p: number, q: number) => number])[] = [
      [add(x, y), (p, q) => p + q],
      [sub(mul(x, y), y), (p, q) => Math.fround(p * q) - q],
      [div(add(x, 0.1), y), (p, q) => Math.fround(p + Math.fround(0.1)) / q],
      [mul(sub(x, y), add(x, y)), (p, q) => Math.fround(p - q) * Math.fround(p + q)],
      [
        sqrt(add(mul(x, x), mul(y, y))),
        (p, q) => Math.sqrt(Math.fround(Math.fround(p * p) + Math.fround(q * q))),
      ],
    ]
    for (const [tensor, single] of cases) {
      const { data, bound } = bounded(tensor, { x: a, y: b })
      data.forEach((value, i) => {
        const error = Math.abs(Math.fround(single(at(a, i), at(b, i))) - value)
        expect(error).toBeLessThanOrEqual(at(bound, i))
        expect(at(bound, i)).toBeLessThan(1e-5 * (Math.abs(value) + Math.abs(at(b, i)) + Math.abs(at(a, i))))
      })
    }
  })

  it('covers sums in any order, cancelling ones too', () => {
    const length = 1000
    const data = Float32Array.from({ length }, (_, i) => Math.sin(i * i) * 10 ** (i % 7))
    const { data: total, bound } = bounded(sum(input('v', f32(length))), { v: data })
    const orders = [[...data], [...data].reverse(), [...data].sort((p, q) => p - q)]
    for (const order of orders) {
      const single = order.reduce((so, next) => Math.fround(so + next), 0)
      expect(single).not.toBe(at(total, 0))
      expect(Math.abs(single - at(total, 0))).toBeLessThanOrEqual(at(bound, 0))
    }
  })

  it('covers a product of matrices', () => {
    const [W, v] = [input('W', f32(3, 50)), input('v', f32(50))]
    const weights = Float32Array.from({ length: 150 }, (_, i) => Math.sin(i * 7.1))
    const column = Float32Array.from({ length: 50 }, (_, i) => Math.cos(i * 3.3))
    const { data, bound } = bounded(matmul(tanh(W), v), { W: weights, v: column })
    data.forEach((value, i) => {
      let single = 0
      for (let j = 0; j < 50; j++)
        single = Math.fround(
          single + Math.fround(Math.fround(Math.tanh(at(weights, 50 * i + j))) * at(column, j)),
        )
      expect(Math.abs(single - value)).toBeLessThanOrEqual(at(bound, i))
      expect(at(bound, i)).toBeLessThan(1e-3)
    })
  })

  it('carries what is uncertain through the logarithm of a sum, weighted', () => {
    const coarse = sub(add(x, 1e4), 1e4)
    const inputs = { x: floats(3.1, 3.1, 3.1, -20) }
    const logarithm = known(
      [...monoids].find(({ keeps }) => keeps === 'logarithm'),
      'logarithm',
    )
    const [one] = bounded(coarse, inputs).bound
    const [all] = bounded(reduced(logarithm, coarse, [0]), inputs).bound
    expect(one).toBeGreaterThan(1e-4)
    expect(all).toBeGreaterThanOrEqual(one ?? Infinity)
    expect(all).toBeLessThan(4 * (one ?? 0))
  })

  it('stays small through softmax of logits of ±1000', () => {
    for (const logits of [floats(1000, -1000, 999, 0), floats(1, 2, 3, 4)]) {
      const { data, bound } = bounded(softmax(x), { x: logits })
      expect(data.reduce((so, next) => so + next, 0)).toBeCloseTo(1, 12)
      for (const one of bound) expect(one).toBeLessThan(1e-5)
    }
  })

  it('is undecided where a comparison or a choice lies within its operands’ bounds', () => {
    const close = lt(sub(add(x, 0.1), 0.1), x)
    expect([...bounded(close, { x: floats(1, 2, 3, 4) }).bound]).toEqual([
      Infinity,
      Infinity,
      Infinity,
      Infinity,
    ])
    expect([...bounded(lt(add(x, 0.1), x), { x: floats(1, 2, 3, 4) }).bound]).toEqual([0, 0, 0, 0])
    const chosen = bounded(where(close, x, y), { x: floats(1, 2, 3, 4), y: floats(5, 6, 7, 8) }).bound
    expect([...chosen]).toEqual([Infinity, Infinity, Infinity, Infinity])
    const tie = add(constant([0.1, 0.2]), 0.1)
    expect([...bounded(argmax(sub(tie, constant([0, 0.1])))).bound]).toEqual([Infinity])
    expect([...bounded(argmax(tie)).bound]).toEqual([0])
  })

  it('does not hear of the branch that is not taken', () => {
    const z = floats(-1, -2, -3, -4)
    const undecided = where(lt(sub(add(x, 0.1), 0.1), x), x, y)
    expect([...bounded(where(lt(x, 0), 1, undecided), { x: z, y: z }).bound]).toEqual([0, 0, 0, 0])
  })

  it('is infinite next to a pole, past the greatest float, and not before', () => {
    const tiny = sub(add(x, 0.1), 0.1)
    const input = { x: floats(0, 1, 1e-9, 3) }
    const undecided = [Infinity, expect.closeTo(0, 5), Infinity, expect.closeTo(0, 5)]
    expect([...bounded(div(1, tiny), input).bound]).toEqual(undecided)
    expect([...bounded(log(tiny), input).bound]).toEqual(undecided)
    expect([...bounded(exp(x), { x: floats(88, 89, -200, 0) }).bound].map(Number.isFinite)).toEqual([
      true,
      false,
      true,
      true,
    ])
  })

  it('passes through the kink of relu by the larger slope', () => {
    const near = sub(add(x, 0.1), 0.1)
    const input = { x: floats(0, 1e-9, -1, 1) }
    const [through, before] = [bounded(relu(near), input).bound, bounded(near, input).bound]
    expect(at(through, 0)).toBe(at(before, 0))
    expect(at(through, 1)).toBe(at(before, 1))
    expect(at(through, 2)).toBe(0)
    expect(at(through, 3)).toBe(at(before, 3))
  })

  it('covers tiny results that a target may flush', () => {
    const { data, bound } = bounded(exp(neg(x)), { x: floats(90, 100, 120, 1) })
    for (const i of [0, 1, 2]) expect(at(bound, i)).toBeGreaterThanOrEqual(at(data, i))
    expect(at(bound, 3)).toBeLessThan(2e-7)
    expect(Math.max(...bounded(sigmoid(x), { x: floats(90, -100, 120, 1) }).bound)).toBeLessThan(1e-6)
  })
})

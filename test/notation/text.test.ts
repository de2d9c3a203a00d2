/**
 * Formulas as text: what people read, and that it means what the expression means.
 */
import fc from 'fast-check'
import {
  add,
  constant,
  derivative,
  diag,
  dim,
  div,
  eq,
  exp,
  f32,
  i32,
  input,
  lt,
  matmul,
  max,
  maximum,
  mul,
  neg,
  scan,
  square,
  sub,
  sum,
  where,
} from 'leibniz'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import {
  data,
  elementwise,
  gathered,
  index,
  invalid,
  moved,
  number,
  reshaped,
  scattered,
} from '../../src/construct.ts'
import * as move from '../../src/Move.ts'
import { latex } from '../../src/notation/latex.ts'
import { mathml } from '../../src/notation/mathml.ts'
import { show } from '../../src/notation/show.ts'
import { inspectTensor, textStyle } from '../../src/notation/text.ts'
import { write } from '../../src/notation/write.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { field, valueOf } from './grammar.ts'

const batch = dim('batch')
const x = input('x', f32(3072, batch))
const W1 = input('W1', f32(100, 3072))
const W2 = input('W2', f32(10, 100))
const A = input('A', f32(5, 5))
const B = input('B', f32(2, 3, 4))
const u = input('u', f32(5))
const v = input('v', f32(5))
const s = input('s', f32())

const running = scan({ carry: u, xs: input('w', f32(2)) }, (now, e) => ({ carry: add(now, e) })).carry
const both = scan({ carry: { s, u }, xs: A }, (now, row) => ({
  carry: { s: now.s, u: mul(now.s, add(now.u, row)) },
})).carry.u

describe('a formula', () => {
  const cases: readonly (readonly [AnyTensor, string])[] = [
    [matmul(W2, maximum(0, matmul(W1, x))), 'W2·max(0, W1·x)   10×batch'],
    [matmul(A, matmul(A, v)), 'A·(A·v)   5'],
    [matmul(matmul(A, A), v), 'A·A·v   5'],
    [mul(mul(2, v), exp(square(u))), '2·v ∘ exp(u²)   5'],
    [mul(matmul(A, v), u), '(A·v) ∘ u   5'],
    [mul(v, s), 's·v   5'],
    [where(lt(0, v), mul(s, v), 0), 's·v ∘ [0 < v]   5'],
    [where(lt(0, v), 0, v), 'v ∘ [¬(0 < v)]   5'],
    [where(lt(0, v), u, v), 'where(0 < v, u, v)   5'],
    [sub(v, neg(mul(u, v))), 'v + u ∘ v   5'],
    [sub(u, sub(v, u)), 'u − (v − u)   5'],
    [add(v, -2), 'v − 2   5'],
    [div(sub(v, u), mul(s, s)), '(v − u) / (s·s)   5'],
    [div(sum(A), 25), 'Σ A / 25'],
    [mul(sum(v), s), '(Σ v)·s'],
    [sum({ axis: 0 })(A), 'Σ₀ A   5'],
    [reshaped(A, [25]), 'reshape(A, 25)   25'],
    [index([3, 4], [1, 2], 3, 'i32'), 'index(i₀ + 2·i₁ + 3 over 3×4)   3×4'],
    [gathered(A, input('y', i32(7)), 0), 'A[y]   7×5'],
    [gathered(B, input('y', i32(2, 7)), 1), 'gather(B, y, batch=1)   2×7×4'],
    [gathered(matmul(A, A), input('y', i32()), 0), '(A·A)[y]   5'],
    [scattered(A, input('y', i32(5)), 9, 0), 'scatter(A, y, 9)   9×5'],
    [running, 'scan(u, w)[2, :]   5'],
    [both, 'scan(s, u, A)₁[5, :]   5'],
    [data(Float32Array.of(0, 1, 2, -3, 0.1, Infinity), [2, 3]), '[[0, 1, 2], [−3, 0.1, ∞]]   2×3'],
    [data(Int32Array.of(1, 2), [2]), 'i32([1, 2])   2'],
    [data(new Float32Array(0), [0, 3]), 'reshape([], 0×3)   0×3'],
    [data(new Float32Array(65), [65]), '⟨65 data⟩   65'],
    [number(7, 'i32'), 'i32(7)'],
    [elementwise(eq.op, u, v), '(u = v)   5'],
    [input('a b', f32(2)), '`a b`   2'],
    [input('where', f32(2)), '`where`   2'],
    [number(-0), '−0'],
    [number(-1e-7), '−1e−7'],
    [number(-Infinity), '−∞'],
    [invalid('LBZ1001', 'add', 'add: no', [u, s]), '⟨LBZ1001 add⟩(u, s)'],
  ]
  it.each(cases)('reads %#: %s', (tensor, text) => {
    expect(inspectTensor(tensor)).toBe(text)
  })

  it('is the derivative in one line', () => {
    expect(show(derivative(exp(square(s)), s))).toBe('2·exp(s²)·s')
  })
})

describe('a move', () => {
  const row = (
    coefficients: readonly number[],
    offset: number,
    extent: number,
  ): move.Move['rows'][number] => ({
    coefficients,
    offset,
    divisor: 1,
    extent,
  })
  const cases: readonly (readonly [string, AnyTensor, move.Move])[] = [
    ['v[1:4]', v, { shape: [3], rows: [row([1], 1, 5)], guards: [] }],
    ['v[::−1]', v, { shape: [5], rows: [row([-1], 4, 5)], guards: [] }],
    ['v[0:5:2]', v, { shape: [3], rows: [row([2], 0, 5)], guards: [] }],
    ['A[3, :]', A, { shape: [5], rows: [row([0], 3, 5), row([1], 0, 5)], guards: [] }],
    ['A[i₀, i₀ over 5]', A, { shape: [5], rows: [row([1], 0, 5), row([1], 0, 5)], guards: [] }],
    ['v[i₀ − 1 over 7; else 0]', v, { shape: [7], rows: [row([1], -1, 5)], guards: [] }],
    [
      'v[i₀ over 5×5; i₀ − i₁ = 0; else 0]',
      v,
      { shape: [5, 5], rows: [row([1, 0], 0, 5)], guards: [row([1, -1], 0, 1)] },
    ],
    ['v[:, new]', v, { shape: [5, 1], rows: [row([1, 0], 0, 5)], guards: [] }],
    ['A[2:3, :]', A, { shape: [1, 5], rows: [row([0, 0], 2, 5), row([0, 1], 0, 5)], guards: [] }],
    ['Aᵀ', A, { shape: [5, 5], rows: [row([0, 1], 0, 5), row([1, 0], 0, 5)], guards: [] }],
    [
      'transpose(B, [2, 0, 1])',
      B,
      {
        shape: [4, 2, 3],
        rows: [row([0, 1, 0], 0, 2), row([0, 0, 1], 0, 3), row([1, 0, 0], 0, 4)],
        guards: [],
      },
    ],
    ['broadcastTo(v, 2×5)', v, { shape: [2, 5], rows: [row([0, 1], 0, 5)], guards: [] }],
  ]
  it.each(cases)('is written %s', (text, operand, map) => {
    expect(show(moved(operand, map))).toBe(text)
  })
})

describe('on the board', () => {
  const row = move.unit
  const cases: readonly (readonly [string, AnyTensor])[] = [
    ['u − v', sub(u, v)],
    ['[y = i₀]', where(elementwise(eq.op, input('y', i32(5)), index([5], [1], 0, 'i32')), 1, 0)],
    ['v', moved(v, { shape: [5, 2], rows: [row(2, 0, 5)], guards: [] })],
    ['v[i₀; i₀ − i₁ = 0; else 0]', diag(v)],
    ['max₀ A', max({ axis: 0 })(A)],
    ['⟨2 data⟩', constant([1, 2])],
  ]
  it.each(cases)('%s stands without what people know', (text, tensor) => {
    expect(write([tensor], { style: textStyle }).roots).toEqual([text])
  })
})

describe('parentheses', () => {
  const names = ['a', 'b', 'c']
  const values = new Map(names.map((name, k) => [name, BigInt(3 + 7 * k)]))
  const made = [add, sub, mul, div, neg, square]
  /** Steps on what came before: graphs with sharing, not only trees. */
  const steps = fc.array(fc.tuple(fc.nat(5), fc.nat(), fc.nat()), { minLength: 1, maxLength: 14 })
  const isNumber = (tensor: AnyTensor): boolean => tensor.form.tag === 'constant'

  it('stand where the meaning needs them: a reader gets the value', () => {
    fc.assert(
      fc.property(steps, (program) => {
        const tensors: AnyTensor[] = [...names.map((name) => input(name, f32())), number(2), number(-5)]
        const meanings: bigint[] = [...values.values(), 2n, -5n]
        for (const [operation, i, j] of program) {
          const { op } = at(made, operation)
          const places = [i % tensors.length, j % tensors.length].slice(0, op.arity)
          const operands = places.map((place) => at(tensors, place))
          if (operands.every(isNumber)) continue
          const [p = 0n, q = 0n] = places.map((place) => at(meanings, place))
          tensors.push(elementwise(op, ...operands))
          meanings.push(field[op.name as keyof typeof field](p, q))
        }
        const last = tensors.length - 1
        expect(valueOf(show(at(tensors, last)), values)).toBe(field.add(at(meanings, last), 0n))
      }),
      { seed: 7, numRuns: 2000 },
    )
  })
})

describe('what is no tensor', () => {
  it.each([undefined, null, 3, 'x', {}, [], () => 0])('%s is a remark', (value) => {
    for (const [name, write] of Object.entries({ show, latex, mathml }))
      // What has no types gets the same answer.
      expect(Reflect.apply(write, undefined, [value]), name).toContain('LBZ1014')
  })
})

describe('large graphs', () => {
  it('a diamond of 60 levels takes 60 lines', () => {
    let t: AnyTensor = s
    for (let level = 0; level < 60; level++) t = elementwise(mul.op, t, t)
    expect(inspectTensor(t).split('\n')).toHaveLength(60)
  })

  it('a chain of 1,000,000 operations is cut sensibly', () => {
    let t: AnyTensor = s
    for (let k = 0; k < 1_000_000; k++) t = elementwise(exp.op, t)
    expect(inspectTensor(t).length).toBeLessThan(3000)
    expect(show(t).length).toBeLessThanOrEqual(2000)
  })
})

import { describe, expect, it } from 'vitest'
import * as L from '../../src/index.ts'
import { mistakesOf } from '../../src/mistakes.ts'
import { monoids, operations } from '../../src/ops/index.ts'
import { children } from '../../src/operands.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'
import { double as numbers } from '../../src/basis.ts'
import { dtypes } from '../../src/DType.ts'
import { run } from '../run.ts'

const x = L.input('x', L.f32(2, 3))

/** A function as somebody calls it who has no type checker. */
const untyped = (f: unknown): ((...operands: readonly unknown[]) => AnyTensor) =>
  f as (...operands: readonly unknown[]) => AnyTensor

const codesOf = (tensor: AnyTensor): readonly string[] =>
  mistakesOf([tensor]).map(({ mistake }) => mistake.code)

describe('every operation', () => {
  it('is in the dictionary under its own name, with one entry an operand', () => {
    expect(operations.size).toBeGreaterThan(20)
    for (const [name, op] of operations) {
      expect(op.name).toBe(name)
      expect(op.domain.length).toBe(op.arity)
      expect(op.tangents.length).toBe(op.arity)
      expect(op.ulp).toBeGreaterThanOrEqual(0)
    }
    for (const exported of Object.values(L))
      if (typeof exported === 'function' && 'op' in exported)
        expect(operations.get(exported.op.name)).toBe(exported.op)
  })

  it('makes a mistake of what is no tensor, and never throws', () => {
    for (const { op, apply } of Object.values(L).flatMap((f: unknown) =>
      typeof f === 'function' && 'op' in f ? [{ op: f.op as { arity: number }, apply: untyped(f) }] : [],
    ))
      expect(codesOf(apply(...Array.from({ length: op.arity }, () => 'x')))).toEqual(['LBZ1014'])
    for (const wrong of [
      untyped(L.matmul)(x, 2),
      untyped(L.dot)(undefined, x),
      untyped(L.outer)(x, null),
      untyped(L.linear)(x, x),
      untyped(L.affine)(x, x),
      untyped(L.einsum)('ij->i', [1]),
      untyped(L.softmax)({ axis: 0 }),
      untyped(L.sum)({ axis: 0 }),
      untyped(L.crossEntropy)(x),
      untyped(L.reshape)([6]),
      untyped(L.transpose)({ axes: [0] }),
      untyped(L.broadcastTo)([6]),
    ])
      expect(codesOf(typeof wrong === 'function' ? untyped(wrong)({}) : wrong)).toEqual(['LBZ1014'])
  })

  it('passes a mistake on without a second one', () => {
    const wrong = untyped(L.matmul)(x, x)
    const after = L.sum(L.softmax(L.add(L.exp(wrong), L.reshape([7])(wrong))))
    expect(codesOf(after)).toEqual(['LBZ1002'])
  })
})

describe('constructors', () => {
  const { add, constant, div, mul, pow, sub } = L

  it('fold numbers, ones and twice the same', () => {
    for (const [folded, same] of [
      [mul(1, x), x],
      [mul(x, 1), x],
      [div(x, 1), x],
      [add(0, x), x],
      [add(x, 0), x],
      [pow(x, 1), x],
    ] as const)
      expect(folded).toBe(same)
    expect(add(x, x).form).toMatchObject({ tag: 'elementwise', op: { name: 'mul' } })
    expect(pow(x, 2).form).toMatchObject({ tag: 'elementwise', op: { name: 'square' } })
    expect(add(constant(2), mul(3, 4)).form).toEqual({ tag: 'constant', value: 14 })
  })

  it('leave alone what only an engine could fold, and what would be no number', () => {
    expect(L.exp(constant(1)).form).toMatchObject({ tag: 'elementwise' })
    expect(sub(constant(Infinity), Infinity).form).toMatchObject({ tag: 'elementwise' })
  })

  it('move nothing where nothing moves', () => {
    expect(L.reshape([2, 3])(x)).toBe(x)
    expect(L.broadcastTo([2, 3])(x)).toBe(x)
    expect(L.transpose({ axes: [0, 1] })(x)).toBe(x)
    expect(L.einsum('ij->ij', x)).toBe(x)
    expect(L.sum({ axis: [] })(x)).toBe(x)
    const forms = postorder([L.reshape([6])(L.reshape([3, 2])(x))], children).map(({ form }) => form.tag)
    expect(forms).toEqual(['input', 'reshape'])
  })
})

describe('constants', () => {
  it('are copied, and refuse what is no number or does not fill the shape', () => {
    const values = new Float32Array([1, 2])
    const tensor = L.constant(values)
    values[0] = 9
    expect(run(tensor)).toEqual([1, 2])
    expect(codesOf(L.constant(NaN))).toEqual(['LBZ1011'])
    expect(codesOf(L.constant([1, NaN]))).toEqual(['LBZ1011'])
    expect(codesOf(L.constant(new Float32Array(3), [2, 2]))).toEqual(['LBZ1012'])
    expect(codesOf(L.full([-1], 0))).toEqual(['LBZ1010'])
    expect(codesOf(L.full([2], NaN))).toEqual(['LBZ1011'])
    expect(codesOf(L.input('x', L.f32(2 ** 31)))).toEqual(['LBZ1010'])
    expect(codesOf(L.input('x', L.f32(L.dim('no name'))))).toEqual(['LBZ1010'])
    for (const wrong of [[[1], [2, 3]], [1, [2]], 'text', ['text'], null, {}, new Float64Array(2)])
      expect(codesOf(untyped(L.constant)(wrong))).toEqual(['LBZ1012'])
  })
})

describe('monoids', () => {
  it('have an identity', () => {
    expect(new Set(monoids.map(({ name }) => name)).size).toBe(monoids.length)
    const values = {
      f32: [-3.5, 0, 2, Infinity, -Infinity],
      i32: [-3, 0, 2, 2 ** 31 - 1, -(2 ** 31)],
      bool: [0, 1],
      u32: [],
    }
    for (const { combine, identity, result } of monoids) {
      const taken = dtypes.filter((dtype) => result(dtype) !== undefined)
      expect(taken.length).toBe(1)
      for (const value of taken.flatMap((dtype) => values[dtype]))
        expect(combine(numbers, identity, value)).toBe(value)
    }
  })
})

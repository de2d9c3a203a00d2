import { describe, expect, it } from 'vitest'
import {
  add,
  crossEntropy,
  dim,
  exp,
  f32,
  hessian,
  hvp,
  i32,
  jacobian,
  jvp,
  linear,
  matmul,
  mul,
  outer,
  pipe,
  program,
  softmax,
  square,
  sum,
  tanh,
  vjp,
  vmap,
} from '../../src/index.ts'
import type { Program } from '../../src/index.ts'
import { distance, givenFor, sentencesOf, tiny, valueAt, valuesOf } from './values.ts'

const map = program({ x: f32(3), m: f32(2, 3), s: f32() }, ({ x, m, s }) => ({
  y: outer(tanh(matmul(m, x)), exp(mul(s, x))),
  l: sum(square(matmul(m, exp(x)))),
  t: mul(s, sum(x)),
}))

/** The unit vectors of a length. */
const units = (length: number): readonly Float32Array[] =>
  Array.from({ length }, (_, k) => Float32Array.from({ length }, (_, j) => Number(j === k)))

describe('jacobian', () => {
  const given = givenFor(map, 1)
  const modes = ['forward', 'reverse'] as const

  it('is the same in both modes, with the axes of the output before those of the input', () => {
    for (const of of ['y', 'l', 't'] as const) {
      const [forward, reverse] = modes.map((mode) => jacobian({ of, wrt: ['x', 'm', 's'], mode })(map))
      for (const path of ['jacobian.x', 'jacobian.m', 'jacobian.s'])
        expect(
          distance(valueAt(forward ?? map, path, given), valueAt(reverse ?? map, path, given)),
        ).toBeLessThan(tiny)
      expect(forward?.outputs.jacobian.m.shape).toEqual([...map.outputs[of].shape, 2, 3])
      expect(reverse?.outputs.jacobian.s.shape).toEqual(map.outputs[of].shape)
    }
  })

  it('has the tangents along unit vectors for columns, and the cotangents of unit seeds for rows', () => {
    const flat = valueAt(jacobian({ of: 'y', wrt: 'x' })(map), 'jacobian', given)
    const columns = units(3).map((tangent) =>
      valueAt(jvp({ of: 'y', wrt: 'x' })(map), 'tangent', { ...given, tangent }),
    )
    const rows = units(6).map((cotangent) =>
      valueAt(vjp({ of: 'y', wrt: 'x' })(map), 'grad', { ...given, cotangent }),
    )
    expect(distance(rows.flat(), flat)).toBeLessThan(tiny)
    expect(
      distance(
        Array.from({ length: 18 }, (_, k) => columns[k % 3]?.[Math.floor(k / 3)] ?? NaN),
        flat,
      ),
    ).toBeLessThan(tiny)
  })

  it('has a jacobian, which is the hessian where the first is a gradient', () => {
    for (const mode of modes) {
      const twice = pipe(map, jacobian({ of: 'l', wrt: 'x' }), jacobian({ of: 'jacobian', wrt: 'x', mode }))
      const whole = hessian({ of: 'l', wrt: 'x' })(map)
      expect(distance(valueAt(twice, 'jacobian', given), valueAt(whole, 'hessian', given))).toBeLessThan(tiny)
    }
  })

  it('is of symbolic sizes too', () => {
    const n = dim('n')
    const p = program({ x: f32(n, 2) }, ({ x }) => ({ y: softmax(x), l: sum(mul(x, square(x))) }))
    const x = Float32Array.of(0.5, 1, -1, 2, 0, 0.25)
    const [forward, reverse] = modes.map((mode) => jacobian({ of: 'y', wrt: 'x', mode })(p))
    expect(reverse?.outputs.jacobian.shape).toEqual([n, 2, n, 2])
    expect(
      distance(valueAt(forward ?? p, 'jacobian', { x }), valueAt(reverse ?? p, 'jacobian', { x })),
    ).toBeLessThan(tiny)
    const curvature = valueAt(hessian({ of: 'l', wrt: 'x' })(p), 'hessian', { x })
    const diagonal = [...x].flatMap((value, k) => [...x].map((_, j) => (j === k ? 6 * value : 0)))
    expect(distance(curvature, diagonal)).toBeLessThan(tiny)
  })
})

describe('hessian', () => {
  const given = givenFor(map, 2)
  const wrt = ['x', 'm'] as const

  it('is symmetric, block by block', () => {
    const found = valuesOf(hessian({ of: 'l', wrt })(map), given)
    const [x, m] = [3, 6]
    const across = (values: readonly number[], rows: number, columns: number): readonly number[] =>
      Array.from(
        { length: rows * columns },
        (_, k) => values[(k % rows) * columns + Math.floor(k / rows)] ?? NaN,
      )
    expect(distance(across(found['hessian.x.x'] ?? [], x, x), found['hessian.x.x'] ?? [])).toBeLessThan(tiny)
    expect(distance(across(found['hessian.m.m'] ?? [], m, m), found['hessian.m.m'] ?? [])).toBeLessThan(tiny)
    expect(distance(across(found['hessian.x.m'] ?? [], x, m), found['hessian.m.x'] ?? [])).toBeLessThan(tiny)
  })

  it('has the products with unit vectors for columns: it is a vmap of hvp', () => {
    const columns = vmap({ in: 'tangent', size: 3 })(hvp({ of: 'l', wrt: 'x' })(map))
    const identity = Float32Array.from(units(3).flatMap((unit) => [...unit]))
    expect(
      distance(
        valueAt(columns, 'hvp', { ...given, tangent: identity }),
        valueAt(hessian({ of: 'l', wrt: 'x' })(map), 'hessian', given),
      ),
    ).toBeLessThan(tiny)
  })

  it('is of a network with its labels, over records of parameters', () => {
    const net = program(
      { x: f32(4, 3), y: i32(4), params: { w: f32(2, 3), b: f32(2) } },
      ({ x, y, params }) => ({ loss: crossEntropy(linear(params.w, params.b)(x), y) }),
    )
    const whole = hessian({ of: 'loss', wrt: 'params' })(net)
    const arrays = { ...givenFor(net, 3), y: Int32Array.of(0, 1, 1, 0) }
    const found = valuesOf(whole, arrays)
    expect(whole.outputs.hessian.w.b.shape).toEqual([2, 3, 2])
    // The softmax of a shift is the softmax: rows and columns of the bias add up to nothing.
    const bias = found['hessian.b.b'] ?? []
    expect(Math.abs((bias[0] ?? NaN) + (bias[1] ?? NaN))).toBeLessThan(tiny)
    expect(bias[0]).toBeGreaterThan(0)
  })
})

describe('what is refused', () => {
  const p: Program = program({ x: f32(2) }, ({ x }) => ({ y: add(x, 1), r: { z: x } }))
  it.each([
    [jacobian({ of: 'z', wrt: 'x' })(p), 'jacobian: there is no output z'],
    [jacobian({ of: 'r', wrt: 'x' })(p), 'jacobian: r is a record, not a tensor'],
    [jacobian({ of: 'y', wrt: 'z' })(p), 'jacobian: there is no input z'],
    [hessian({ of: 'y', wrt: 'x' })(p), 'hessian: y is 2, not a scalar'],
  ])('is said in a sentence: %#', (wrong, sentence) => {
    expect(sentencesOf(wrong)).toEqual([sentence])
  })
})

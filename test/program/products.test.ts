import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import {
  add,
  apply,
  bind,
  exp,
  f32,
  grad,
  hvp,
  jvp,
  linearize,
  matmul,
  mul,
  pipe,
  program,
  sin,
  square,
  sub,
  sum,
  tanh,
  valueAndGrad,
  vjp,
} from '../../src/index.ts'
import type { Program, Tensor } from '../../src/index.ts'
import { distance, givenFor, sentencesOf, tiny, valueAt, valuesOf } from './values.ts'

const map = program({ x: f32(3), a: { w: f32(2, 3), b: f32(2) } }, ({ x, a }) => {
  const y = tanh(add(matmul(a.w, x), a.b))
  return { y, out: { z: exp(y), l: sum(mul(y, square(y))) } }
})

/** Σ aᵢ·bᵢ. */
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, value, k) => total + value * at(b, k), 0)

const paths = (values: object, name: string): readonly string[] =>
  Object.keys(values).filter((path) => path === name || path.startsWith(`${name}.`))

describe('vjp and jvp', () => {
  const wrt = ['x', 'a.w'] as const
  const of = ['y', 'out'] as const
  const back = vjp({ of, wrt })(map)
  const forth = jvp({ of, wrt })(map)

  it('are each other’s transpose: ⟨ū, J·ẋ⟩ = ⟨Jᵀ·ū, ẋ⟩', () => {
    const given = { ...givenFor(back, 1), ...givenFor(forth, 1) }
    const [pulled, pushed] = [valuesOf(back, given), valuesOf(forth, given)]
    const left = ['y', 'out.z', 'out.l'].map((path) =>
      dot(pushed[`tangent.${path}`] ?? [], [...(given[`cotangent.${path}`] ?? [])]),
    )
    const right = wrt.map((path) => dot(pulled[`grad.${path}`] ?? [], [...(given[`tangent.${path}`] ?? [])]))
    const [l, r] = [left, right].map((terms) => terms.reduce((total, value) => total + value, 0))
    expect(distance([l ?? NaN], [r ?? NaN])).toBeLessThan(tiny)
  })

  it('keep the outputs, and take vectors shaped like what they speak of', () => {
    expect(Object.keys(back.inputs)).toEqual(['x', 'a', 'cotangent'])
    expect(Object.keys(forth.inputs)).toEqual(['x', 'a', 'tangent'])
    const given = givenFor(forth, 2)
    const [before, after] = [valuesOf(map, given), valuesOf(forth, given)]
    for (const [path, value] of Object.entries(before)) expect(after[path]).toEqual(value)
    expect(paths(after, 'tangent')).toEqual(['tangent.y', 'tangent.out.z', 'tangent.out.l'])
    expect(forth.inputs.tangent.a.w.shape).toEqual([2, 3])
    expect(back.inputs.cotangent.out.z.shape).toEqual([2])
  })

  it('speak of every output where nothing is said', () => {
    expect(Object.keys(vjp({ wrt: 'x' })(map).inputs.cotangent)).toEqual(['y', 'out'])
    const given = givenFor(forth, 3)
    const all = valuesOf(jvp({ wrt })(map), given)
    for (const path of paths(all, 'tangent')) expect(all[path]).toEqual(valuesOf(forth, given)[path])
  })

  it('add up the cotangents of one tensor that stands at two paths', () => {
    const twice = program({ x: f32(2) }, ({ x }) => {
      const y = square(x)
      return { a: y, b: y }
    })
    const given = {
      x: Float32Array.of(1, 2),
      'cotangent.a': Float32Array.of(1, 0),
      'cotangent.b': Float32Array.of(10, 1),
    }
    expect(valueAt(vjp({ wrt: 'x' })(twice), 'grad', given)).toEqual([22, 4])
  })

  it('for a cotangent of one, is the gradient', () => {
    const given = { ...givenFor(map, 4), cotangent: Float32Array.of(1) }
    const [one, other] = [vjp({ of: 'out.l', wrt: 'a' })(map), valueAndGrad({ of: 'out.l', wrt: 'a' })(map)]
    for (const path of ['grad.w', 'grad.b'])
      expect(valueAt(one, path, given)).toEqual(valueAt(other, path, given))
  })

  it('give zeros for what does not depend', () => {
    const p = program({ x: f32(2), y: f32(3) }, ({ x, y }) => ({ u: square(x), v: square(y) }))
    const given = { ...givenFor(p, 5), tangent: Float32Array.of(1, 2), cotangent: Float32Array.of(1, 2) }
    expect(valueAt(jvp({ of: 'v', wrt: 'x' })(p), 'tangent', given)).toEqual([0, 0, 0])
    expect(valueAt(vjp({ of: 'u', wrt: 'y' })(p), 'grad', given)).toEqual([0, 0, 0])
  })
})

describe('linearize', () => {
  const p = program({ x: f32(2), y: f32(2) }, ({ x, y }) => ({ z: mul(sin(x), y) }))
  const given = { x: Float32Array.of(1, 2), y: Float32Array.of(3, -1), tangent: Float32Array.of(0.5, 0.25) }

  it('is what jvp gives beside the outputs', () => {
    const linear = linearize({ of: 'z', wrt: 'x' })(p)
    expect(Object.keys(linear.outputs)).toEqual(['tangent'])
    const whole = jvp({ of: 'z', wrt: 'x' })(p)
    expect(valueAt(linear, 'tangent', given)).toEqual(valueAt(whole, 'tangent', given))
  })

  it('at a fixed point is a function of the tangent alone, and linear', () => {
    const at1 = bind({ x: given.x, y: given.y })(linearize({ of: 'z', wrt: 'x' })(p))
    expect(Object.keys(at1.inputs)).toEqual(['tangent'])
    const of = (...tangent: number[]): readonly number[] =>
      valueAt(at1, 'tangent', { tangent: Float32Array.from(tangent) })
    const [u, v, both] = [of(1, 2), of(-3, 0.5), of(2 * 1 - 3, 2 * 2 + 0.5)]
    expect(
      distance(
        both,
        u.map((value, k) => 2 * value + at(v, k)),
      ),
    ).toBeLessThan(tiny)
  })
})

describe('hvp', () => {
  const p = program({ x: f32(3), m: f32(3, 3) }, ({ x, m }) => ({ l: sum(exp(matmul(m, tanh(x)))) }))
  const given = givenFor(hvp({ of: 'l', wrt: 'x' })(p), 7)

  it('is the tangent of the gradient, and the gradient of the tangent', () => {
    const forwardOverReverse = valueAt(hvp({ of: 'l', wrt: 'x' })(p), 'hvp', given)
    const reverseOverForward = grad({ of: 'tangent', wrt: 'x' })(jvp({ of: 'l', wrt: 'x' })(p))
    expect(distance(valueAt(reverseOverForward, 'grad', given), forwardOverReverse)).toBeLessThan(tiny)
    const tangentOfGradient = pipe(p, grad({ of: 'l', wrt: 'x' }), jvp({ of: 'grad', wrt: 'x' }))
    expect(valueAt(tangentOfGradient, 'tangent', given)).toEqual(forwardOverReverse)
  })

  it('has a gradient, by the point and by the vector', () => {
    const curved = program({ x: f32(3), m: f32(3, 3), v: f32(3) }, ({ x, m, v }) => ({
      s: sum(mul(v, apply(hvp({ of: 'l', wrt: 'x' })(p))({ x, m, tangent: v }).hvp)),
    }))
    const point = { ...givenFor(p, 8), v: Float32Array.of(1, -2, 0.5) }
    // vᵀ·H·v is quadratic in v: its gradient is 2·H·v.
    const twice = valueAt(hvp({ of: 'l', wrt: 'x' })(p), 'hvp', { ...point, tangent: point.v })
    const found = valueAt(grad({ of: 's', wrt: 'v' })(curved), 'grad', point)
    expect(
      distance(
        found,
        twice.map((value) => 2 * value),
      ),
    ).toBeLessThan(tiny)
    expect(sentencesOf(grad({ of: 's', wrt: 'x' })(curved))).toEqual([])
  })
})

describe('a product of a product', () => {
  it('is the second derivative along both vectors', () => {
    const p = program({ x: f32(3) }, ({ x }) => ({ s: sum(mul(x, square(x))) }))
    const second = pipe(p, jvp({ of: 's', wrt: 'x' }), jvp({ of: 'tangent', wrt: 'x', as: 'other' }))
    const [x, tangent, other] = [
      Float32Array.of(1, -2, 3),
      Float32Array.of(1, 2, -1),
      Float32Array.of(0.5, 1, 2),
    ]
    const wanted = [...x].reduce((total, v, k) => total + 6 * v * (tangent[k] ?? 0) * (other[k] ?? 0), 0)
    expect(valueAt(second, 'other', { x, tangent, other })).toEqual([wanted])
  })
})

describe('what is refused', () => {
  const p: Program = program({ x: f32(2) }, ({ x }) => ({ y: square(x), s: sum(sub(x, 1)) }))

  it.each([
    [vjp({ of: 'z', wrt: 'x' })(p), 'vjp: there is no output z'],
    [jvp({ wrt: 'w' })(p), 'jvp: there is no input w'],
    [linearize({ of: 'z', wrt: 'x' })(p), 'linearize: there is no output z'],
    [hvp({ of: 'y', wrt: 'x' })(p), 'hvp: y is 2, not a scalar'],
    [
      pipe(p, jvp({ of: 'y', wrt: 'x' }), jvp({ of: 'y', wrt: 'x' })),
      'jvp: there is an input tangent already',
    ],
    [Reflect.apply(jvp({ wrt: 'x' }), undefined, ['nothing']) as Program, 'jvp: there is no input x'],
  ])('is said in a sentence: %#', (wrong, sentence) => {
    expect(sentencesOf(wrong)).toContain(sentence)
  })

  it('passes a mistake on without a second one', () => {
    const wrong: Program = program({ x: f32(2), m: f32(3, 3) }, ({ x, m }) => ({
      l: sum(Reflect.apply(matmul, undefined, [m, x]) as Tensor<readonly [3]>),
    }))
    for (const made of [
      vjp({ of: 'l', wrt: 'x' })(wrong),
      jvp({ of: 'l', wrt: 'x' })(wrong),
      hvp({ of: 'l', wrt: 'x' })(wrong),
    ])
      expect(sentencesOf(made)).toEqual(['matmul: inner dimensions 3 and 2 differ (3×3 · 2)'])
  })
})

import { filled } from '../src/construct.ts'
import { describe, expect, it } from 'vitest'
import { at } from '../src/Bug.ts'
import { pullback } from '../src/differentiate.ts'
import {
  add,
  argmax,
  checkpoint,
  constant,
  customDerivative,
  div,
  exp,
  f32,
  input,
  log,
  lt,
  max,
  mul,
  sin,
  sqrt,
  square,
  stopGradient,
  sub,
  sum,
  tanh,
  where,
} from '../src/index.ts'
import type { Tensor } from '../src/index.ts'
import { mistakesOf } from '../src/mistakes.ts'
import { children } from '../src/operands.ts'
import { pushforward } from '../src/pushforward.ts'
import type { AnyTensor } from '../src/Tensor.ts'
import { postorder } from '../src/traverse.ts'
import { valueOf } from './laws/slopes.ts'

const x = input('x', f32(3))
const one = constant([1, 1, 1])
const inputs = new Map([['x', Float32Array.of(0, 1, 4)]])

/** The tangent of y where x moves. */
const tangent = (y: AnyTensor, along: AnyTensor = one): AnyTensor =>
  at(pushforward([y], [{ of: x, tangent: along }]), 0)

const values = (y: AnyTensor): number[] => [...valueOf(y, inputs)]

const size = (root: AnyTensor): number => postorder([root], children).length

describe('forward mode', () => {
  it('makes no term of what does not move', () => {
    const y = input('y', f32(3))
    expect(tangent(mul(x, y)).form).toMatchObject({ tag: 'elementwise', op: { name: 'mul' } })
    expect(size(tangent(mul(y, exp(y))))).toBe(size(filled(0, [3])))
    expect(size(tangent(stopGradient(square(x))))).toBe(size(filled(0, [3])))
    expect(tangent(add(x, y))).toBe(one)
  })

  it('takes what moves for a variable, whatever it is made of', () => {
    const inner = square(x)
    const [found] = pushforward([mul(3, inner)], [{ of: inner, tangent: one }])
    expect(values(found ?? x)).toEqual([3, 3, 3])
  })

  it('leaves masked what is masked, in both orders', () => {
    const safe = where(lt(0, x), sqrt(x), 0)
    expect(values(tangent(safe))).toEqual([0, 0.5, 0.25])
    expect(values(tangent(tangent(safe)))).toEqual([0, -0.25, -1 / 32])
    const pole = where(lt(0, x), log(x), mul(2, x))
    expect(values(tangent(pole))).toEqual([2, 1, 0.25])
    const gradient = at(pullback([{ of: tangent(pole), cotangent: one }], [x]).cotangents, 0)
    expect(values(gradient)).toEqual([0, -1, -1 / 16])
    // A tangent that is masked stays so through what has a pole there.
    const masked = where(lt(0, x), x, 0)
    expect(values(tangent(div(sub(masked, masked), sqrt(masked)))).slice(1)).toEqual([0, 0])
    expect(values(tangent(sqrt(masked)))).toEqual([0, 0.5, 0.25])
  })

  it('chooses as the value does where elements are equal', () => {
    const tie = new Map([['x', Float32Array.of(2, 2, 1)]])
    const found = tangent(max(x), constant([3, 5, 7]))
    expect([...valueOf(found, tie)]).toEqual([3])
  })

  it('says what carries no tangent', () => {
    expect(mistakesOf([tangent(argmax(x))]).map(({ mistake }) => mistake.code)).toEqual(['LBZ2003'])
  })

  it('follows a derivative of one’s own', () => {
    // A derivative that is not the function's: it is followed, not checked.
    const own = customDerivative(
      (u: Tensor<readonly [3]>, v: Tensor<readonly [3]>) => mul(u, v),
      (g, [, v]) => [mul(10, mul(g, v)), mul(g, sin(v))],
    )
    const y = own(x, constant([1, 2, 3]))
    expect(values(tangent(y))).toEqual([10, 20, 30])
    const both = own(x, square(x))
    const back = at(pullback([{ of: both, cotangent: one }], [x]).cotangents, 0)
    expect(values(tangent(both))).toEqual(values(back))
    const twice = tangent(tangent(both))
    const other = tangent(back)
    values(twice).forEach((value, k) => expect(value).toBeCloseTo(at(values(other), k), 12))
  })

  it('passes through a checkpoint as through what is in it', () => {
    const f = (u: Tensor<readonly [3]>): Tensor<readonly [3]> => exp(sin(square(u)))
    const kept = f(x)
    const again = checkpoint(f)(x)
    expect(values(tangent(again))).toEqual(values(tangent(kept)))
    values(tangent(tangent(again))).forEach((value, k) =>
      expect(value).toBeCloseTo(at(values(tangent(tangent(kept))), k), 10),
    )
  })

  it('does not recurse', () => {
    let y = input('z', f32())
    const z = y
    for (let k = 0; k < 20_000; k++) y = tanh(y)
    const [found] = pushforward([y], [{ of: z, tangent: constant(1) }])
    expect(size(found ?? z)).toBeGreaterThan(20_000)
    expect([...valueOf(sum(found ?? z), new Map([['z', Float32Array.of(0)]]))]).toEqual([1])
  })
})

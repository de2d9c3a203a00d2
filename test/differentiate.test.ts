/**
 * Reverse mode: what it gives in value, what it builds, and what it says of it.
 */
import { describe, expect, it } from 'vitest'
import { at } from '../src/Bug.ts'
import { contracted, data, elementwise, filled, number } from '../src/construct.ts'
import { derivationOf } from '../src/Derivation.ts'
import { pullback } from '../src/differentiate.ts'
import { evaluate } from '../src/evaluate.ts'
import {
  add,
  constant,
  crossEntropy,
  derivative,
  div,
  exp,
  f32,
  i32,
  input,
  log,
  lt,
  matmul,
  maximum,
  mul,
  relu,
  softmax,
  sqrt,
  square,
  sub,
  sum,
  tanh,
  where,
} from '../src/index.ts'
import { mistakesOf } from '../src/mistakes.ts'
import type { AnyTensor, Tensor } from '../src/Tensor.ts'
import { children } from '../src/operands.ts'
import { typed } from '../src/Tensor.ts'
import { postorder } from '../src/traverse.ts'
import type { Inputs } from './laws/slopes.ts'
import { drawn, expectClose, valueOf } from './laws/slopes.ts'

const scalar = (tensor: AnyTensor, inputs: Inputs = new Map()): number => at(valueOf(tensor, inputs), 0)

const nodes = (...roots: readonly AnyTensor[]): readonly AnyTensor[] => postorder(roots, children)

/** Σ a·b over everything. */
const inner = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const axes = 'abcd'.slice(0, a.shape.length)
  return contracted(a, b, { left: axes, right: axes, out: '' })
}

const cotangents = (y: AnyTensor, seed: AnyTensor, wrt: readonly AnyTensor[]): readonly AnyTensor[] =>
  pullback([{ of: y, cotangent: seed }], wrt).cotangents

const x = input('x', f32())
const v = input('v', f32(3))

describe('the gradient of softmax and cross-entropy', () => {
  const z = input('z', f32(4, 3))
  const labels = Int32Array.of(2, 0, 1, 1)
  const inputs = new Map([['z', drawn(1, 12)]])

  it('is (p − y) / n', () => {
    const y = constant(labels, [4])
    const found = valueOf(derivative(crossEntropy(z, y), z), inputs)
    const p = valueOf(softmax({ axis: 1 })(z), inputs)
    const expected = p.map((q, i) => (q - Number(at(labels, Math.floor(i / 3)) === i % 3)) / 4)
    expectClose(found, expected, 1e-15)
  })
})

describe('a contraction', () => {
  const W = input('W', f32(2, 3))
  const X = input('X', f32(3, 5))
  const Z = input('Z̄', f32(2, 5))

  it('hands on z̄·xᵀ and Wᵀ·z̄, the factors in this order', () => {
    const [left, right] = cotangents(matmul(W, X), Z, [W, X])
    expect(left?.form).toMatchObject({ tag: 'contract', left: Z, right: X })
    expect(right?.form).toMatchObject({ tag: 'contract', left: W, right: Z })
    expect([left?.shape, right?.shape]).toEqual([W.shape, X.shape])
  })

  it('says which axis it sums over', () => {
    const { steps } = pullback([{ of: matmul(W, X), cotangent: Z }], [W, X])
    expect(steps.flatMap(({ contributions }) => contributions.map(({ reason }) => reason))).toEqual([
      { rule: 'contract', side: 'right', summed: [2] },
      { rule: 'contract', side: 'left', summed: [5] },
    ])
  })
})

describe('what has no derivative', () => {
  it('makes no term: what does not depend on the tensor asked for gets no cotangent', () => {
    const free = tanh(exp(v))
    const { steps } = pullback([{ of: sum(mul(free, x)), cotangent: number(1) }], [x])
    const reached = new Set(steps.map(({ of }) => of))
    expect(nodes(free).some((tensor) => reached.has(tensor))).toBe(false)
  })

  it('gives zeros of its shape where nothing leads to it', () => {
    expect(valueOf(derivative(square(x), v))).toEqual(new Float64Array(3))
    expect(derivative(square(x), v).shape).toEqual([3])
  })

  it('gives a seed of ones for the tensor itself', () => {
    expect(valueOf(derivative(v, v))).toEqual(Float64Array.of(1, 1, 1))
  })

  it('is a mistake for integers, on either side', () => {
    const k = input('k', i32(3))
    for (const refused of [
      pullback([{ of: v, cotangent: v }], [k]),
      pullback([{ of: k, cotangent: v }], [v]),
    ])
      expect(mistakesOf(refused.cotangents).map(({ mistake }) => mistake.code)).toEqual(['LBZ2003'])
  })

  it('keeps the mistakes of what is differentiated, each once', () => {
    const broken = typed<readonly [], 'f32'>(elementwise(add.op, v, input('w', f32(4))))
    const [found] = cotangents(sum(broken), number(1), [v])
    expect(mistakesOf(found === undefined ? [] : [found]).map(({ mistake }) => mistake.code)).toEqual([
      'LBZ1001',
    ])
  })
})

describe('several seeds', () => {
  it('add up, also where one is of a tensor that leads to another', () => {
    const h = square(x)
    const seeds = [
      { of: square(h), cotangent: number(1) },
      { of: h, cotangent: number(10) },
      { of: h, cotangent: number(100) },
    ]
    const [found] = pullback(seeds, [x]).cotangents
    expect(scalar(found ?? x, new Map([['x', Float32Array.of(3)]]))).toBe(4 * 27 + 110 * 6)
  })
})

describe('a tensor between', () => {
  it('has a cotangent like an input', () => {
    const h = tanh(v)
    const [found] = cotangents(sum(square(h)), number(1), [h])
    expectClose(
      valueOf(at([found ?? v], 0), new Map([['v', Float32Array.of(1, 2, -3)]])),
      Float64Array.of(1, 2, -3).map((a) => 2 * Math.tanh(a)),
      1e-15,
    )
  })
})

describe('what is masked', () => {
  const at0 = new Map([['v', Float32Array.of(0, -1, 4)]])
  const poles = [
    ['log', (u: Tensor<readonly [3]>) => log(u), (a: number) => 1 / a],
    ['sqrt', (u: Tensor<readonly [3]>) => sqrt(u), (a: number) => 0.5 / Math.sqrt(a)],
    ['1/u', (u: Tensor<readonly [3]>) => div(1, u), (a: number) => -1 / a ** 2],
    ['log √u', (u: Tensor<readonly [3]>) => log(sqrt(u)), (a: number) => 0.5 / a],
  ] as const

  it.each(poles)('stays masked: a pole of %s in the branch not taken gives 0', (_, f, slope) => {
    const y = sum(where(lt(0, v), f(v), 7))
    expectClose(valueOf(derivative(y, v), at0), Float64Array.of(0, 0, slope(4)), 1e-14)
    const second = derivative(sum(derivative(y, v)), v)
    expect([...valueOf(second, at0)].slice(0, 2)).toEqual([0, 0])
  })

  it('stays masked in the other branch, and under two masks', () => {
    const outer = where(lt(v, 1), 0, where(lt(0, v), log(v), sqrt(v)))
    expectClose(valueOf(derivative(sum(outer), v), at0), Float64Array.of(0, 0, 0.25), 1e-15)
  })

  it('is added under the mask, and joined to one choice where the masks are opposite', () => {
    const c = lt(0, v)
    const both = sum(where(c, mul(log(v), sqrt(v)), 0))
    expect(valueOf(derivative(both, v), at0)[0]).toBe(0)
    const choice = derivative(sum(where(c, exp(v), square(v))), v)
    expect(choice.form).toMatchObject({ tag: 'elementwise', op: { name: 'where' } })
    expect(
      nodes(choice).filter(({ form }) => form.tag === 'elementwise' && form.op.name === 'where'),
    ).toHaveLength(1)
  })

  it('has the values of the branches that are taken', () => {
    const c = lt(0, v)
    const inputs = new Map([['v', Float32Array.of(-3, 2, 0)]])
    const slopes = (y: Tensor<readonly [3]>): Float64Array => valueOf(derivative(sum(y), v), inputs)
    expectClose(slopes(where(c, exp(v), square(v))), Float64Array.of(-6, Math.exp(2), 0), 1e-15)
    expectClose(slopes(where(c, square(v), exp(v))), Float64Array.of(Math.exp(-3), 4, 1), 1e-15)
    expectClose(slopes(where(c, where(c, 1, log(v)), v)), Float64Array.of(1, 0, 1), 1e-15)
    expectClose(slopes(where(c, where(c, square(v), 1), 0)), Float64Array.of(0, 4, 0), 1e-15)
  })

  it('grows with the number of masks and not with its square', () => {
    const chain = (length: number): AnyTensor => {
      let y: AnyTensor = v
      for (let k = 0; k < length; k++) y = elementwise(relu.op, elementwise(sub.op, y, 0.25))
      return y
    }
    const size = (length: number): number => nodes(...cotangents(chain(length), filled(1, [3]), [v])).length
    expect(size(200) - size(100)).toBe(size(300) - size(200))
    expect(
      scalar(at(cotangents(chain(2), filled(1, [3]), [v]), 0), new Map([['v', Float32Array.of(1, 0.3, 0)]])),
    ).toBe(1)
  })
})

describe('ties of maximum', () => {
  it('go to the first operand', () => {
    const [a, b] = [input('a', f32()), input('b', f32())]
    const inputs = new Map([
      ['a', Float32Array.of(2)],
      ['b', Float32Array.of(2)],
    ])
    const [first, second] = cotangents(maximum(a, b), number(1), [a, b])
    expect([first, second].map((found) => scalar(found ?? a, inputs))).toEqual([1, 0])
  })
})

describe('second order', () => {
  const inputs = new Map([['v', Float32Array.of(0.5, -1.25, 2)]])
  const f = sum(mul(exp(mul(v, tanh(v))), sum(square(v))))
  const gradient = derivative(f, v)

  it('is symmetric', () => {
    const hessian = [0, 1, 2].map((k) => {
      const unit = data(
        Float32Array.from([0, 1, 2], (j) => Number(j === k)),
        [3],
      )
      return valueOf(at(cotangents(gradient, unit, [v]), 0), inputs)
    })
    hessian.forEach((row, i) =>
      row.forEach((entry, j) => expect(entry).toBeCloseTo(at(at(hessian, j), i), 10)),
    )
    expect(hessian.flatMap((row) => [...row]).every((entry) => entry !== 0)).toBe(true)
  })

  it('agrees with forward mode, by way of two reverse passes: ⟨u, Jw⟩ = ⟨Jᵀu, w⟩', () => {
    const u = input('u', f32(3))
    const [u0, w0] = [drawn(3, 3), drawn(4, 3)]
    const y = mul(softmax({ axis: 0 })(v), square(v))
    const back = at(cotangents(y, u, [v]), 0)
    const [forward] = cotangents(back, data(w0, [3]), [u])
    const all = new Map([...inputs, ['u', u0] as const])
    const left = scalar(inner(data(u0, [3]), forward ?? u), all)
    expect(left).toBeCloseTo(scalar(inner(back, data(w0, [3])), all), 12)
    expect(nodes(forward ?? u)).not.toContain(u)
  })
})

describe('depth', () => {
  const chain = (length: number): AnyTensor => {
    let y: AnyTensor = x
    for (let k = 0; k < length; k++) y = elementwise(tanh.op, y)
    return y
  }

  it('a chain of 30,000 operations has a derivative, and that another', () => {
    const first = at(cotangents(chain(30_000), number(1), [x]), 0)
    expect(scalar(first, new Map([['x', Float32Array.of(0)]]))).toBe(1)
    expect(at(cotangents(first, number(1), [x]), 0).shape).toEqual([])
  })

  it('a chain of 300,000 operations has a derivative', () => {
    expect(pullback([{ of: chain(300_000), cotangent: number(1) }], [x]).steps).toHaveLength(300_001)
  })
})

describe('the derivation', () => {
  const W = input('W', f32(2, 3))
  const y = sum(square(maximum(0, matmul(W, exp(v)))))
  const { steps, cotangents: results } = pullback([{ of: y, cotangent: number(1) }], [W, v])
  const inputs = new Map([
    ['W', drawn(9, 6)],
    ['v', drawn(10, 3, -1, 1)],
  ])

  it('has a step for each cotangent, in the order of the chain rule', () => {
    const places = new Map(steps.map(({ of }, place) => [of, place]))
    for (const { of, contributions } of steps)
      for (const { user, operand } of contributions) {
        expect(at(children(user), operand)).toBe(of)
        expect(places.get(user)).toBeLessThan(places.get(of) ?? -1)
      }
    const reached = new Map(steps.map(({ of, cotangent }) => [of, cotangent]))
    expect([W, v].map((tensor) => reached.get(tensor))).toEqual(results)
  })

  it('adds up: a cotangent is the sum of its contributions', () => {
    for (const { cotangent, contributions } of steps.slice(1)) {
      const evaluated = evaluate([cotangent, ...contributions.map(({ value }) => value)], inputs)
      if (evaluated._tag === 'Left') throw new Error('mistakes')
      const [total, ...parts] = evaluated.right
      at([total?.data ?? new Float64Array()], 0).forEach((value, i) =>
        expect(value).toBeCloseTo(
          parts.reduce((so, part) => so + at(part.data, i), 0),
          12,
        ),
      )
    }
  })

  it('is known of what derivative gives', () => {
    expect(derivationOf([derivative(square(x), x)]).map(({ of }) => of)).toContain(x)
    expect(derivationOf([square(x)])).toEqual([])
  })
})

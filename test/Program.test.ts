import { describe, expect, it } from 'vitest'
import { at } from '../src/Bug.ts'
import type { TypedArray } from '../src/DType.ts'
import { evaluate } from '../src/evaluate.ts'
import {
  add,
  apply,
  bind,
  derivative,
  dim,
  exp,
  f32,
  grad,
  i32,
  input,
  isProgram,
  linear,
  matmul,
  mean,
  mul,
  program,
  square,
  sub,
  sum,
  tanh,
  valueAndGrad,
} from '../src/index.ts'
import type { Program } from '../src/index.ts'
import { mistakesOf } from '../src/mistakes.ts'
import { leaves } from '../src/Program.ts'
import { children } from '../src/operands.ts'
import { isTensor } from '../src/Tensor.ts'
import type { AnyTensor } from '../src/Tensor.ts'
import * as tree from '../src/Tree.ts'

type Given = Readonly<Record<string, TypedArray | number>>

/** The outputs of a program by path. */
const run = (p: Program, given: Given): Readonly<Record<string, number[]>> => {
  const arrays = Object.entries(given).map(
    ([path, value]) => [path, typeof value === 'number' ? Float32Array.of(value) : value] as const,
  )
  const outputs = tree.entries(p.outputs, isTensor)
  const result = evaluate(
    outputs.map(([, tensor]) => tensor),
    new Map(arrays),
  )
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return Object.fromEntries(outputs.map(([path], k) => [path, [...at(result.right, k).data]]))
}

const codes = (p: Program): readonly string[] =>
  mistakesOf([...leaves(p.inputs), ...leaves(p.outputs)]).map(({ mistake }) => mistake.code)

const paths = (tensors: Program['inputs']): readonly string[] =>
  tree.entries(tensors, isTensor).map(([path]) => path)

const batch = dim('batch')

const net = program(
  {
    x: f32(batch, 2),
    t: f32(batch, 1),
    params: { fc1: { weight: f32(3, 2), bias: f32(3) }, fc2: { weight: f32(3, 1) } },
  },
  ({ x, t, params: { fc1, fc2 } }) => {
    const scores = matmul(tanh(linear(fc1.weight, fc1.bias)(x)), fc2.weight)
    return { loss: mean(square(sub(scores, t))), out: { scores } }
  },
)

const cubic = program({ x: f32() }, ({ x }) => ({ y: mul(x, square(x)) }))

describe('a program', () => {
  it('names its inputs and outputs by path', () => {
    expect(paths(net.inputs)).toEqual(['x', 't', 'params.fc1.weight', 'params.fc1.bias', 'params.fc2.weight'])
    expect(paths(net.outputs)).toEqual(['loss', 'out.scores'])
    expect(tree.entries(net.inputs, isTensor).map(([, { form }]) => form)).toEqual(
      paths(net.inputs).map((name) => ({ tag: 'input', name })),
    )
  })

  it('is recognised by its brand, from whichever copy of the library', () => {
    expect(isProgram(cubic)).toBe(true)
    expect(isProgram({ [Symbol.for('leibniz.program')]: 1 })).toBe(true)
    expect(
      [{ ...cubic }, { [Symbol.for('leibniz.program')]: 2 }, null, 'p', () => cubic].some(isProgram),
    ).toBe(false)
  })

  it('prints its inputs and its formulas', () => {
    expect(String(cubic)).toContain('x')
    expect(String(cubic)).toContain('y')
  })

  it('takes any name as data', () => {
    const names = JSON.parse('{"__proto__": 1, "constructor": 2, "toString": 3, "7": 4}') as Record<
      string,
      number
    >
    const specs = Object.fromEntries(Object.keys(names).map((name) => [name, f32()]))
    const p = program(specs, (inputs) => Object.fromEntries(Object.entries(inputs)))
    expect(codes(p)).toEqual([])
    expect(paths(p.inputs)).toEqual(['7', '__proto__', 'constructor', 'toString'])
    expect(Object.getPrototypeOf(p.outputs)).toBe(Object.prototype)
  })
})

describe('mistakes stay inside', () => {
  const rubbish = (outputs: unknown): Program =>
    // What plain JavaScript can do.
    Reflect.apply(program, undefined, [{ x: f32() }, () => outputs]) as Program

  it('a name that is empty or holds a dot', () => {
    expect(codes(program({ '': f32() }, () => ({})))).toEqual(['LBZ1013'])
    expect(codes(program({ 'a.b': f32() }, () => ({})))).toEqual(['LBZ1013'])
    expect(codes(program({ x: f32() }, ({ x }) => ({ a: { 'b.c': x, '': x } })))).toEqual([
      'LBZ1013',
      'LBZ1013',
    ])
  })

  it('what is not a tensor', () => {
    expect(codes(rubbish({ a: 1, b: { c: null, d: [1] } }))).toEqual(['LBZ1014', 'LBZ1014', 'LBZ1014'])
    for (const outputs of [undefined, null, 3, input('x', f32()), []])
      expect(codes(rubbish(outputs))).toEqual(['LBZ1014'])
  })

  it('an input that is no spec', () => {
    const p = Reflect.apply(program, undefined, [{ x: 3, y: [1] }, () => ({})]) as Program
    expect(codes(p)).toEqual(['LBZ1014', 'LBZ1014'])
  })

  it('a tensor from outside', () => {
    const stranger = input('w', f32())
    const p = program({ x: f32() }, ({ x }) => ({ a: mul(x, x), b: { c: add(x, exp(stranger)) } }))
    expect(mistakesOf(leaves(p.outputs)).map(({ mistake }) => mistake.sentence)).toEqual([
      'program: output b.c depends on w, which is no input of it',
    ])
    const outer = program(
      { x: f32() },
      ({ x }) => program({ y: f32() }, ({ y }) => ({ z: mul(x, y) })).outputs,
    )
    expect(codes(outer)).toContain('LBZ1015')
  })

  it('a path that leads nowhere, an output that is no scalar, an integer', () => {
    const p = program({ x: f32(2), k: i32(2) }, ({ x }) => ({ y: square(x), s: sum(x) }))
    const wrong: readonly (readonly [string, string | readonly string[], string])[] = [
      ['z', 'x', 'LBZ2002'],
      ['s', 'w', 'LBZ2002'],
      ['s', ['x', 'x.y'], 'LBZ2002'],
      ['y', 'x', 'LBZ2001'],
      ['s', 'k', 'LBZ2003'],
    ]
    const untyped: Program = p
    for (const [of, wrt, code] of wrong) {
      expect(codes(valueAndGrad({ of, wrt })(untyped)), `${of} by ${String(wrt)}`).toEqual([code])
      expect(codes(grad({ of, wrt })(untyped))).toEqual([code])
    }
  })
})

describe('the gradient of a program', () => {
  const given = {
    x: Float32Array.of(1, 2, -1, 0.5),
    t: Float32Array.of(1, -1),
    'params.fc1.weight': Float32Array.of(0.5, -0.25, 1, 0.75, -0.5, 0.125),
    'params.fc1.bias': Float32Array.of(0.1, -0.2, 0.3),
    'params.fc2.weight': Float32Array.of(1, -0.5, 0.25),
  }

  it('is shaped like what it is taken by', () => {
    const by = (wrt: string | readonly string[]): readonly string[] =>
      paths(grad({ of: 'loss', wrt })(net as Program).outputs)
    expect(by('params.fc1')).toEqual(['grad.weight', 'grad.bias'])
    expect(by('params.fc2.weight')).toEqual(['grad'])
    expect(by(['x', 'params.fc1.bias'])).toEqual(['grad.x', 'grad.params.fc1.bias'])
    const both = valueAndGrad({ of: 'loss', wrt: 'params' })(net)
    expect(paths(both.outputs)).toEqual([
      'loss',
      'out.scores',
      'grad.fc1.weight',
      'grad.fc1.bias',
      'grad.fc2.weight',
    ])
    expect(both.inputs).toBe(net.inputs)
  })

  it('is the slope of the loss', () => {
    const both = valueAndGrad({ of: 'loss', wrt: 'params' })(net)
    const found = run(both, given)
    for (const path of ['fc1.weight', 'fc1.bias', 'fc2.weight'] as const) {
      const name = `params.${path}` as const
      given[name].forEach((_, i) => {
        const moved = (by: number): number =>
          at(
            run(net, { ...given, [name]: given[name].map((value, j) => (i === j ? value + by : value)) })[
              'loss'
            ] ?? [],
            0,
          )
        const slope = (moved(2 ** -8) - moved(-(2 ** -8))) / 2 ** -7
        expect(at(found[`grad.${path}`] ?? [], i)).toBeCloseTo(slope, 4)
      })
    }
  })

  it('nests: x³ to third order', () => {
    const first = valueAndGrad({ of: 'y', wrt: 'x' })(cubic)
    const second = grad({ of: 'grad', wrt: 'x' })(first)
    const third = grad({ of: 'grad', wrt: 'x' })(second)
    expect(run(first, { x: 5 })).toEqual({ y: [125], grad: [75] })
    expect(run(second, { x: 5 })).toEqual({ grad: [30] })
    expect(run(third, { x: 5 })).toEqual({ grad: [6] })
  })

  it('keeps the derivations of every order', () => {
    const first = grad({ of: 'y', wrt: 'x' })(cubic)
    const second = grad({ of: 'grad', wrt: 'x' })(first)
    expect(first.derivation.length).toBeGreaterThan(0)
    expect(second.derivation.slice(0, first.derivation.length)).toEqual(first.derivation)
    expect(second.derivation.length).toBeGreaterThan(first.derivation.length)
  })
})

describe('bind', () => {
  it('fixes some inputs and leaves the rest', () => {
    const line = program({ x: f32(2), p: { slope: f32(), offset: f32(2) } }, ({ x, p }) => ({
      y: add(mul(p.slope, x), p.offset),
    }))
    const slope = Float32Array.of(3)
    const bound = bind({ p: { slope } })(line)
    slope[0] = 7
    expect(paths(bound.inputs)).toEqual(['x', 'p.offset'])
    expect(run(bound, { x: Float32Array.of(1, 2), 'p.offset': Float32Array.of(10, 20) })).toEqual({
      y: [13, 26],
    })
    const all = bind({ p: { slope, offset: Float32Array.of(0, 1) } })(line)
    expect(Object.keys(all.inputs)).toEqual(['x'])
    expect(run(all, { x: Float32Array.of(1, 2) })).toEqual({ y: [7, 15] })
  })

  it('binds what has a gradient, derivation included', () => {
    const bound = bind({ params: { fc2: { weight: Float32Array.of(1, 2, 3) } } })(
      valueAndGrad({ of: 'loss', wrt: 'params.fc1' })(net),
    )
    const stranger = at(leaves(net.inputs), 4)
    for (const { of, cotangent } of bound.derivation) expect([of, cotangent]).not.toContain(stranger)
    expect(codes(bound)).toEqual([])
  })

  it('says what does not fit', () => {
    const p: Program = program({ x: f32(2), k: i32(2) }, ({ x }) => ({ y: x }))
    expect(codes(bind({ z: Float32Array.of(1) })(p))).toEqual(['LBZ2002'])
    expect(codes(bind({ x: Float32Array.of(1) })(p))).toEqual(['LBZ1012'])
    expect(codes(bind({ x: Int32Array.of(1, 2) })(p))).toEqual(['LBZ1016'])
    expect(codes(bind({ x: Float32Array.of(1, NaN) })(p))).toEqual(['LBZ1011'])
    expect(codes(Reflect.apply(bind({}), undefined, ['nothing']) as Program)).toEqual(['LBZ1014'])
  })
})

describe('apply', () => {
  it('puts tensors in the place of inputs', () => {
    const p = program({ z: f32() }, ({ z }) => ({
      w: apply(cubic)({ x: add(z, 1) }).y,
      v: apply(cubic)({ x: z }).y,
    }))
    expect(run(p, { z: 2 })).toEqual({ w: [27], v: [8] })
  })

  it('shares what stays shared', () => {
    const twice = program({ x: f32() }, ({ x }) => ({ a: exp(x), b: square(exp(x)) }))
    const shared = program({ x: f32() }, ({ x }) => {
      const e = exp(x)
      return { a: e, b: square(e) }
    })
    const { a, b } = apply(shared)({ x: input('t', f32()) })
    expect(b.form.tag === 'elementwise' && b.form.operands[0]).toBe(a)
    expect(paths(twice.outputs)).toEqual(['a', 'b'])
  })

  it('brings the derivation along', () => {
    const slope = grad({ of: 'y', wrt: 'x' })(cubic)
    const p = program({ z: f32() }, ({ z }) => ({ s: apply(slope)({ x: exp(z) }).grad }))
    const inside = new Set(leaves(slope.inputs))
    expect(p.derivation).toHaveLength(slope.derivation.length)
    for (const { of, contributions } of p.derivation)
      for (const tensor of [of, ...contributions.flatMap(({ user, value }) => [value, ...children(user)])])
        expect(inside.has(tensor)).toBe(false)
    const bare = program({ x: f32() }, ({ x }) => ({ d: derivative(square(x), x) }))
    expect(bare.derivation.length).toBeGreaterThan(0)
  })

  it('says which tensor does not fit', () => {
    const use = (tensors: unknown): readonly string[] => {
      const outputs = Reflect.apply(apply(cubic), undefined, [tensors]) as { readonly y: AnyTensor }
      return mistakesOf([outputs.y]).map(({ mistake }) => mistake.code)
    }
    expect(use({})).toEqual(['LBZ1014'])
    expect(use({ x: 3 })).toEqual(['LBZ1014'])
    expect(use({ x: input('v', f32(2)) })).toEqual(['LBZ1016'])
    expect(use({ x: input('k', i32()) })).toEqual(['LBZ1016'])
  })

  it('does not recurse', () => {
    const deep = program({ x: f32() }, ({ x }) => {
      let y = x
      for (let k = 0; k < 50_000; k++) y = tanh(y)
      return { y }
    })
    expect(
      run(
        program({ z: f32() }, ({ z }) => apply(deep)({ x: z })),
        { z: 0 },
      ),
    ).toEqual({ y: [0] })
  })
})

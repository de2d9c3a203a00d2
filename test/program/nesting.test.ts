/** Functions on programs one after the other: what they make is a program like any other, and compiles. */
import { explain, orThrow } from 'leibniz/compiler'
import { describe, expect, it } from 'vitest'
import {
  add,
  apply,
  crossEntropy,
  dim,
  f32,
  grad,
  hessian,
  hvp,
  i32,
  jacobian,
  jvp,
  linear,
  linearize,
  pipe,
  program,
  relu,
  softmax,
  square,
  sub,
  sum,
  tanh,
  valueAndGrad,
  vjp,
  vmap,
} from '../../src/index.ts'
import type { Program } from '../../src/index.ts'
import { expectCompiled } from '../laws/compiled.ts'
import { givenFor, sentencesOf } from './values.ts'

const n = dim('n')

const net = program(
  { x: f32(4), y: i32(), params: { w: f32(3, 4), b: f32(3) } },
  ({ x, y, params: { w, b } }) => {
    const h = linear(w, b)(x)
    return { loss: crossEntropy(add(relu(h), tanh(h)), y), p: softmax(h) }
  },
)

const curve = program({ x: f32(3) }, ({ x }) => ({ l: sum(square(sub(tanh(x), 0.5))) }))

const along = program({ x: f32(3), v: f32(3) }, ({ x, v }) => ({
  s: sum(square(apply(hvp({ of: 'l', wrt: 'x' })(curve))({ x, tangent: v }).hvp)),
}))

const made: readonly (readonly [string, Program])[] = [
  ['vjp', vjp({ of: 'p', wrt: 'params' })(net)],
  ['jvp of a jvp', pipe(curve, jvp({ wrt: 'x' }), jvp({ of: 'tangent', wrt: 'x', as: 'second' }))],
  ['hvp of an hvp', pipe(along, hvp({ of: 's', wrt: 'x' }), hvp({ of: 's', wrt: 'v', as: 'other' }))],
  ['vjp of a vjp', pipe(net, vjp({ of: 'p', wrt: 'x' }), vjp({ of: 'grad', wrt: 'x', as: 'again' }))],
  ['jvp', jvp({ of: ['p', 'loss'], wrt: ['params.w', 'x'] })(net)],
  ['linearize', linearize({ wrt: 'x' })(net)],
  ['hvp', hvp({ of: 'loss', wrt: 'params' })(net)],
  ['jacobian forward', jacobian({ of: 'p', wrt: 'params', mode: 'forward' })(net)],
  ['jacobian in reverse', jacobian({ of: 'p', wrt: 'params' })(net)],
  ['hessian', hessian({ of: 'loss', wrt: 'params' })(net)],
  ['vmap', vmap({ in: ['x', 'y'], size: 3 })(net)],
  [
    'vmap of a gradient',
    pipe(net, valueAndGrad({ of: 'loss', wrt: 'params' }), vmap({ in: ['x', 'y'], size: 3 })),
  ],
  ['vmap of a hessian', pipe(curve, hessian({ of: 'l', wrt: 'x' }), vmap({ size: n }))],
  ['vmap of a vmap', pipe(net, vmap({ in: ['x', 'y'], size: 3 }), vmap({ in: 'params', size: 2 }))],
  ['jacobian of a vmap', pipe(curve, vmap({ size: 2 }), jacobian({ of: 'l', wrt: 'x' }))],
  [
    'jacobian of a jacobian',
    pipe(net, jacobian({ of: 'p', wrt: 'x' }), jacobian({ of: 'jacobian', wrt: 'x' })),
  ],
  ['gradient of a tangent', pipe(net, jvp({ of: 'loss', wrt: 'x' }), grad({ of: 'tangent', wrt: 'params' }))],
  ['gradient of a product', pipe(along, valueAndGrad({ of: 's', wrt: ['x', 'v'] }))],
  ['third order', pipe(along, hessian({ of: 's', wrt: 'x' }))],
]

describe.each(made)('%s', (_, p) => {
  it('has no mistakes, and compiles to what it says', () => {
    expect(sentencesOf(p)).toEqual([])
    const { elements, undecided } = expectCompiled(p, new Map(Object.entries(givenFor(p, 5))))
    expect(elements).toBeGreaterThan(0)
    expect(undecided).toBe(0)
  })

  it('is shown and explained', () => {
    expect(String(p)).toContain('→')
    expect(orThrow(explain(p))).not.toBe('')
  })
})

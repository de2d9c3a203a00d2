/**
 * Tangents, products with Hessians and whole Hessians against numbers that PyTorch computed.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import {
  add,
  crossEntropy,
  f32,
  hessian,
  hvp,
  i32,
  jacobian,
  jvp,
  log,
  matmul,
  mean,
  mul,
  pipe,
  program,
  relu,
  sigmoid,
  sub,
  tanh,
  valueAndGrad,
} from '../../src/index.ts'
import { valuesOf } from '../program/values.ts'
import type { Given } from '../program/values.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

interface Case {
  readonly tol: { readonly rtol: number; readonly atol: number }
  readonly inputs: readonly (Stored & {
    readonly name: string
    readonly role: string
    readonly dtype: string
  })[]
  readonly loss: number
}

interface Second extends Case {
  readonly gradient: Stored
  readonly hessian: Stored
  readonly hvp: readonly { readonly v: Stored; readonly hv: Stored }[]
}

interface Along extends Case {
  readonly tangents: Readonly<Record<string, Stored>>
  readonly scoresJvp: Stored
  readonly lossJvp: number
  readonly hvp: Readonly<Record<string, Stored>>
}

const read = <A>(name: string): A =>
  JSON.parse(readFileSync(new URL(`../oracle/nets/${name}.json`, import.meta.url), 'utf8')) as A

const floats = ({ data }: Stored): Float32Array => Float32Array.from(data)

const arraysOf = ({ inputs }: Case): Given =>
  Object.fromEntries(
    inputs.map(({ name, role, dtype, data }) => [
      role === 'param' ? `params.${name}` : name,
      dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data),
    ]),
  )

const expectNear = (found: readonly number[] | undefined, wanted: readonly number[], { tol }: Case): void => {
  expect(found?.length).toBe(wanted.length)
  wanted.forEach((value, k) =>
    expect(Math.abs((found?.[k] ?? NaN) - value), `${found?.[k]} for ${value}`).toBeLessThanOrEqual(
      tol.atol + tol.rtol * Math.abs(value),
    ),
  )
}

describe('a logistic classifier', () => {
  const given = read<Second>('second_order_logistic')
  const arrays = arraysOf(given)
  const loss = program({ x: f32(7, 4), t: f32(7), params: { w: f32(4), b: f32() } }, ({ x, t, params }) => {
    const p = sigmoid(add(matmul(x, params.w), params.b))
    return { loss: mean(sub(mul(sub(t, 1), log(sub(1, p))), mul(t, log(p)))) }
  })

  it('has its loss, its gradient and its Hessian', () => {
    const found = valuesOf(
      pipe(loss, valueAndGrad({ of: 'loss', wrt: 'params' }), hessian({ of: 'loss', wrt: 'params' })),
      arrays,
    )
    expectNear(found['loss'], [given.loss], given)
    expectNear([...(found['grad.w'] ?? []), ...(found['grad.b'] ?? [])], given.gradient.data, given)
    const [ww = [], wb = [], bw = [], bb = []] = ['w.w', 'w.b', 'b.w', 'b.b'].map(
      (path) => found[`hessian.${path}`],
    )
    const rows = [0, 1, 2, 3].flatMap((k) => [...ww.slice(4 * k, 4 * k + 4), at(wb, k)])
    expectNear([...rows, ...bw, ...bb], given.hessian.data, given)
  })

  it('has the products of its Hessian with vectors', () => {
    for (const { v, hv } of given.hvp) {
      const vector = floats(v)
      const found = valuesOf(hvp({ of: 'loss', wrt: 'params' })(loss), {
        ...arrays,
        'tangent.w': vector.slice(0, 4),
        'tangent.b': vector.slice(4),
      })
      expectNear([...(found['hvp.w'] ?? []), ...(found['hvp.b'] ?? [])], hv.data, given)
    }
  })

  it('has the Hessian for the jacobian of its gradient, in both modes', () => {
    for (const mode of ['forward', 'reverse'] as const) {
      const twice = pipe(
        loss,
        jacobian({ of: 'loss', wrt: 'params.w', mode }),
        jacobian({ of: 'jacobian', wrt: 'params.w', mode }),
      )
      const wanted = [0, 1, 2, 3].flatMap((k) => given.hessian.data.slice(5 * k, 5 * k + 4))
      expectNear(valuesOf(twice, arrays)['jacobian'], wanted, given)
    }
  })
})

describe.each([
  ['jvp_hvp_two_layer_relu', relu],
  ['jvp_hvp_two_layer_tanh', tanh],
] as const)('%s', (name, activation) => {
  const given = read<Along>(name)
  const net = program(
    { x: f32(8, 4), y: i32(8), params: { W1: f32(4, 6), b1: f32(6), W2: f32(6, 3), b2: f32(3) } },
    ({ x, y, params: { W1, b1, W2, b2 } }) => {
      const scores = add(matmul(activation(add(matmul(x, W1), b1)), W2), b2)
      return { scores, loss: crossEntropy(scores, y) }
    },
  )
  const arrays: Given = {
    ...arraysOf(given),
    ...Object.fromEntries(
      Object.entries(given.tangents).map(([path, stored]) => [`tangent.${path}`, floats(stored)]),
    ),
  }

  it('has its tangents', () => {
    const found = valuesOf(jvp({ wrt: 'params' })(net), arrays)
    expectNear(found['loss'], [given.loss], given)
    expectNear(found['tangent.scores'], given.scoresJvp.data, given)
    expectNear(found['tangent.loss'], [given.lossJvp], given)
  })

  it('has its product with the Hessian', () => {
    const found = valuesOf(hvp({ of: 'loss', wrt: 'params' })(net), arrays)
    for (const [path, stored] of Object.entries(given.hvp))
      expectNear(found[`hvp.${path}`], stored.data, given)
  })
})

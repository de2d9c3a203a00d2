/**
 * Whole networks against numbers that PyTorch computed: values, loss, gradients, and twenty steps of an optimiser.
 * The interpreter computes in double; parameters are rounded to float32 between steps, as a user's arrays are.
 */
import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { at, known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { evaluate } from '../../src/evaluate.ts'
import type { Optimiser, Program, Spec } from '../../src/index.ts'
import {
  add,
  crossEntropy,
  f32,
  i32,
  matmul,
  mean,
  momentum,
  mul,
  program,
  relu,
  sgd,
  sigmoid,
  square,
  sub,
  sum,
  training,
  valueAndGrad,
} from '../../src/index.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

interface Node {
  readonly id: string
  readonly op: string
  readonly inputs: readonly string[]
  readonly attrs: { readonly axis?: number | null }
}

interface Tolerance {
  readonly rtol: number
  readonly atol: number
}

interface Net {
  readonly id: string
  readonly tol: Tolerance
  readonly trainTol: Tolerance
  readonly inputs: readonly (Stored & {
    readonly name: string
    readonly role: 'param' | 'data'
    readonly dtype: string
  })[]
  readonly graph: { readonly nodes: readonly Node[]; readonly loss: string }
  readonly values: Readonly<Record<string, Stored>>
  readonly loss: number
  readonly grads: Readonly<Record<string, Stored>>
  readonly training: {
    readonly options: { readonly lr: number; readonly momentum?: number; readonly nesterov?: boolean }
    readonly losses: readonly number[]
    readonly finalParams: Readonly<Record<string, Stored>>
  }
}

const folder = new URL('../oracle/nets/', import.meta.url)

const nets: readonly Net[] = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Net)

/** The operations of these networks, by the names that the files use. */
const operations: Readonly<
  Record<string, (operands: readonly AnyTensor[], attrs: Node['attrs']) => AnyTensor>
> = {
  matmul: ([a, b]) => call(matmul, a, b),
  add: ([a, b]) => call(add, a, b),
  mul: ([a, b]) => call(mul, a, b),
  relu: ([x]) => call(relu, x),
  sigmoid: ([x]) => call(sigmoid, x),
  square: ([x]) => call(square, x),
  reduce_sum: ([x], { axis }) => (axis === null ? call(sum, x) : call(sum({ axis: axis ?? 0 }), x)),
  mse: ([x, target]) => call(mean, call(square, call(sub, x, target))),
  cross_entropy: ([x, labels], { axis }) => call(crossEntropy({ axis: axis ?? 1 }), x, labels),
}

/** Shapes come from a file: they are checked when the network is built, not by the compiler of this test. */
const call = (operation: unknown, ...operands: readonly (AnyTensor | undefined)[]): AnyTensor => {
  if (typeof operation !== 'function') throw new Error('no operation')
  const result: unknown = Reflect.apply(operation, undefined, operands)
  if (!isTensor(result)) throw new Error('no tensor')
  return result
}

const specs = (net: Net, role: 'param' | 'data'): Readonly<Record<string, Spec>> =>
  Object.fromEntries(
    net.inputs
      .filter((input) => input.role === role)
      .map(({ name, dtype, shape }) => [name, dtype === 'int32' ? i32(...shape) : f32(...shape)]),
  )

const lossOf = (net: Net): Program =>
  program({ params: specs(net, 'param'), data: specs(net, 'data') }, ({ params, data }) => {
    const tensors = new Map<string, AnyTensor>([...Object.entries(params), ...Object.entries(data)])
    const named = (id: string): AnyTensor => known(tensors.get(id), id)
    for (const { id, op, inputs, attrs } of net.graph.nodes)
      tensors.set(id, known(operations[op], op)(inputs.map(named), attrs))
    const values = Object.fromEntries(Object.keys(net.values).map((id) => [id, named(id)]))
    return { loss: named(net.graph.loss), values }
  })

type Arrays = ReadonlyMap<string, TypedArray>

/** The outputs of a program, rounded to float32. */
const run = (p: Program, inputs: Arrays): ReadonlyMap<string, Float32Array> => {
  const outputs = tree.entries(p.outputs, isTensor)
  const result = evaluate(
    outputs.map(([, tensor]) => tensor),
    inputs,
  )
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return new Map(outputs.map(([path], k) => [path, Float32Array.from(at(result.right, k).data)]))
}

const given = (net: Net): Arrays =>
  new Map(
    net.inputs.map(({ name, role, dtype, data }) => [
      `${role === 'param' ? 'params' : 'data'}.${name}`,
      dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data),
    ]),
  )

const expectNear = (
  found: ArrayLike<number> | undefined,
  wanted: readonly number[],
  { rtol, atol }: Tolerance,
  what: string,
): void => {
  expect(found?.length, what).toBe(wanted.length)
  wanted.forEach((value, i) => {
    const distance = Math.abs((found?.[i] ?? NaN) - value)
    expect(distance, `${what}[${i}]: ${found?.[i]} for ${value}`).toBeLessThanOrEqual(
      atol + rtol * Math.abs(value),
    )
  })
}

const optimiserOf = ({ training: { options } }: Net): Optimiser =>
  options.momentum === undefined
    ? sgd({ rate: options.lr })
    : momentum({ rate: options.lr, momentum: options.momentum, nesterov: options.nesterov ?? false })

describe.each(nets)('$id', (net) => {
  const loss = lossOf(net)

  it('has its values, its loss and its gradients', () => {
    const found = run(valueAndGrad({ of: 'loss', wrt: 'params' })(loss), given(net))
    expectNear(found.get('loss'), [net.loss], net.tol, 'loss')
    for (const [id, { data }] of Object.entries(net.values))
      expectNear(found.get(`values.${id}`), data, net.tol, id)
    expect(Object.keys(net.grads)).toEqual(Object.keys(specs(net, 'param')))
    for (const [name, { data }] of Object.entries(net.grads))
      expectNear(found.get(`grad.${name}`), data, net.tol, `the gradient of ${name}`)
  })

  it('trains as it should', () => {
    const { init, step } = training({ loss, wrt: 'params', optimiser: optimiserOf(net) })
    let arrays = given(net)
    const continued = (outputs: ReadonlyMap<string, Float32Array>): Arrays =>
      new Map([...arrays, ...[...outputs].filter(([path]) => /^(params|state)\./.test(path))])
    arrays = continued(run(init, arrays))
    const losses = net.training.losses.map(() => {
      const outputs = run(step, arrays)
      const before = arrays
      arrays = continued(outputs)
      return { loss: at(known(outputs.get('loss'), 'loss'), 0), before }
    })
    expectNear(
      losses.map((each) => each.loss),
      net.training.losses,
      net.trainTol,
      'losses',
    )
    for (const [name, { data }] of Object.entries(net.training.finalParams))
      expectNear(losses.at(-1)?.before.get(`params.${name}`), data, net.trainTol, `the final ${name}`)
  })
})

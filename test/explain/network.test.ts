/**
 * A network as a textbook counts it.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  add,
  dim,
  elu,
  f32,
  gelu,
  grad,
  leakyRelu,
  linear,
  logSoftmax,
  matmul,
  mse,
  optim,
  program,
  relu,
  selu,
  sigmoid,
  silu,
  softmax,
  softplus,
  tanh,
  training,
  valueAndGrad,
} from 'leibniz'
import type { Tensor } from 'leibniz'
import { networkOf, orThrow } from 'leibniz/compiler'
import type { Network, Said } from 'leibniz/compiler'
import { describe, expect, it } from 'vitest'
import { networkJSON } from '../../compiler/explain/network/json.ts'
import { showNetwork } from '../../compiler/explain/network/text.ts'
import type { Place } from '../../compiler/explain/network/laidOut.ts'
import type { Authority } from '../../compiler/explain/network/roles.ts'
import { bodyOf } from '../../compiler/ir/body.ts'
import type { Graph, GraphNode } from '../../compiler/ir/Graph.ts'
import { linearise } from '../../compiler/passes/linearise.ts'
import { at } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import type { Program } from '../../src/Program.ts'
import * as shapes from '../../src/Shape.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { chain } from '../deep.ts'
import { passed } from '../graphs.ts'
import { read } from '../judge/Case.ts'
import { casesBelow } from '../judge/files.ts'
import { programOf } from '../judge/programs.ts'
import { convolutional, more } from './networks/convolutional.ts'
import { fullyConnected, otherParameters, units } from './networks/dense.ts'
import { derived, noNetworks } from './networks/derived.ts'
import type { Counted } from './networks/Counted.ts'
import { attention, recurrent } from './networks/sequences.ts'

const networks = {
  ...fullyConnected,
  ...units,
  ...convolutional,
  ...more,
  ...otherParameters,
  ...attention,
  ...recurrent,
  ...derived,
  ...noNetworks,
}

const cases = Object.entries<Counted>(networks).map(([name, counted]) => ({ name, ...counted }))

const found = (program: Program, said = {}): Network => orThrow(networkOf(program, said))

/** The node at a place, in the body of whichever loop it stands. */
const nodeAt = (graph: Graph, { node, within }: Place): GraphNode => {
  let inner = graph
  for (const scan of within) {
    const { form } = at(inner.nodes, scan)
    if (form.tag !== 'scan') throw new Error('a place is in no loop')
    inner = bodyOf(form.loop)
  }
  return at(inner.nodes, node)
}

describe('a network', () => {
  it.each(cases)('$name', ({ program, said = {}, counts }) => {
    const { counts: all } = found(program, said)
    expect(all).toMatchObject(counts)
  })

  it.each(cases)('$name: its parameters add up', ({ program, said = {} }) => {
    const { parameters, counts } = found(program, said)
    const sum = parameters.reduce<typeof counts.parameters>(
      (all, { elements }) => extent.add(all, elements),
      0,
    )
    expect(extent.show(counts.parameters)).toBe(extent.show(sum))
    const kinds = extent.add(extent.add(counts.weights, counts.biases), counts.others)
    expect(extent.show(counts.parameters)).toBe(extent.show(kinds))
  })

  it.each(cases)('$name: its places are nodes of the graph', ({ program, said = {} }) => {
    const graph = passed(linearise, program).value
    for (const { products, sums, activation, counts } of found(program, said).layers) {
      for (const { weight, product, data } of products) {
        expect(shapes.same(nodeAt(graph, weight).shape, weight.shape)).toBe(true)
        expect([...weight.neurons, ...weight.inputs].toSorted((a, b) => a - b)).toEqual([
          ...weight.shape.keys(),
        ])
        expect(['contract', 'reduce']).toContain(nodeAt(graph, product).form.tag)
        expect(nodeAt(graph, data).dtype).toBe('f32')
        const neurons = extent.product(weight.neurons.map((axis) => at(weight.shape, axis)))
        expect(extent.show(neurons)).toBe(extent.show(counts.neurons))
      }
      expect(sums.length).toBeGreaterThan(0)
      for (const place of sums) nodeAt(graph, place)
      if (activation !== undefined) nodeAt(graph, activation)
    }
  })

  it.each(cases)('$name: as JSON it is the same', ({ program, said = {} }) => {
    const network = found(program, said)
    const json = networkJSON(network)
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
    expect(json).toMatchObject({ counts: { layers: network.counts.layers }, data: network.data })
  })

  it('reads as a table', async () => {
    const text = cases.map(
      ({ name, program, said = {} }) => `${name}\n\n${showNetwork(found(program, said))}`,
    )
    await expect(text.join('\n')).toMatchFileSnapshot('../golden/networks.txt')
  })
})

/** The networks of PyTorch: what it calls a parameter has the role of one. */
const oracle = casesBelow(fileURLToPath(new URL('../oracle/nets/', import.meta.url))).flatMap((path) => {
  const judged = read(readFileSync(path, 'utf8'))
  if (judged._tag === 'Left') throw new Error(judged.left)
  const { kind, is } = judged.right
  if (kind !== 'net' && kind !== 'jvp') return []
  const params = is.inputs.filter(({ role }) => role === 'param')
  const source = { inputs: is.inputs, params: new Set(params.map(({ name }) => name)), nodes: is.graph.nodes }
  const loss: Program = programOf(source, (named) => ({ loss: named(is.graph.loss) }))
  const elements = params.reduce((sum, { shape }) => sum + Number(shapes.sizeOf(shape)), 0)
  return [{ name: basename(path, '.json'), loss, params, elements }]
})

describe('a network of PyTorch', () => {
  it('is there, of many kinds', () => {
    expect(oracle.length).toBeGreaterThan(20)
  })

  it.each(oracle)('$name has its parameters, whoever says which they are', ({ loss, params, elements }) => {
    const gradient = valueAndGrad({ of: 'loss', wrt: 'params' })(loss)
    const { step } = training({ loss, wrt: 'params', optimiser: optim.adam({ rate: 0.1 }) })
    const networksOf = [
      found(loss, { parameters: ['params'] }),
      found(gradient),
      found(grad({ of: 'loss', wrt: 'params' })(loss)),
      found(step),
    ]
    for (const { counts, parameters, layers } of networksOf) {
      expect(counts.parameters).toBe(elements)
      expect(new Set(parameters.map(({ path }) => path))).toEqual(
        new Set(params.map(({ name }) => `params.${name}`)),
      )
      expect(layers.length).toBeGreaterThan(0)
    }
    const [first, ...others] = networksOf.map(({ counts }) => counts)
    for (const counts of others) expect(counts).toEqual(first)
  })
})

describe('who says what is data', () => {
  const inputs = { x: f32(5, 3), w: f32(3), y: f32(5) }
  const line = program(inputs, ({ x, w, y }) => ({ loss: mse(matmul(x, w), y) }))

  it.each<{
    readonly authority: Authority
    readonly of: Program
    readonly said?: Said
    readonly data: readonly string[]
  }>([
    { authority: 'said', of: line, said: { data: ['w', 'y'] }, data: ['w', 'y'] },
    { authority: 'said', of: line, said: { parameters: ['x'] }, data: ['w', 'y'] },
    { authority: 'gradients', of: grad({ of: 'loss', wrt: 'x' })(line), data: ['w', 'y'] },
    { authority: 'gradients', of: grad({ of: 'loss', wrt: 'w' })(line), data: ['x', 'y'] },
    {
      authority: 'records',
      of: program({ w: f32(3), params: { x: f32(5, 3) } }, ({ w, params: { x } }) => ({ s: matmul(x, w) })),
      data: ['w'],
    },
    {
      authority: 'sizes',
      of: program({ x: f32(5, 3), w: f32(3, dim('n')) }, ({ x, w }) => ({ s: matmul(x, w) })),
      data: ['w'],
    },
    { authority: 'products', of: line, data: ['x', 'y'] },
    {
      authority: 'products',
      of: program({ a: f32(3, 3), b: f32(3, 3) }, ({ a, b }) => ({ s: matmul(a, b) })),
      data: ['a'],
    },
    {
      authority: 'products',
      of: program({ a: f32(3, 3), b: f32(3, 3), c: f32(3, 1) }, ({ a, b, c }) => ({
        s: add(matmul(a, b), c),
      })),
      data: ['b'],
    },
    {
      authority: 'products',
      of: program({ a: f32(3, 3), b: f32(3, 3), c: f32(3, 3) }, ({ a, b, c }) => ({
        s: matmul(c, matmul(a, b)),
      })),
      data: ['b'],
    },
  ])('$authority: $data', ({ authority, of, said = {}, data }) => {
    const network = found(of, said)
    expect(network).toMatchObject({ authority, data })
    expect(network.counts.layers).toBeGreaterThan(0)
  })
})

describe('the function after a layer', () => {
  const after = (f: (z: Tensor<readonly [5, 2]>) => AnyTensor): string | undefined =>
    found(program({ x: f32(5, 3), W: f32(2, 3), b: f32(2) }, ({ x, W, b }) => ({ y: f(linear(W, b)(x)) })))
      .layers[0]?.activation?.name

  it.each(
    Object.entries({ relu, sigmoid, tanh, gelu, silu, elu, selu, softplus, leakyRelu, softmax, logSoftmax }),
  )('%s has its name', (name, f: (z: Tensor<readonly [5, 2]>) => AnyTensor) => {
    expect(after(f)).toBe(name)
  })
})

describe('size', () => {
  it('a chain of 300,000 operations is looked through', { timeout: 240_000 }, () => {
    expect(found(chain(300_000)).layers).toEqual([])
  })

  it('a network of 1,000 layers with residuals is counted', { timeout: 120_000 }, () => {
    const deep = program({ x: f32(dim('n'), 4), W: f32(4, 4), b: f32(4) }, ({ x, W, b }) => {
      let h = x
      for (let k = 0; k < 1000; k++) h = add(h, tanh(linear(W, b)(h)))
      return { h }
    })
    expect(found(deep).counts).toMatchObject({
      layers: 1000,
      neurons: 4000,
      weights: 16,
      connections: 16_000,
    })
  })
})

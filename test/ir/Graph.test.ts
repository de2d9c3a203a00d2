import { describe, expect, it } from 'vitest'
import type { Graph, GraphNode } from '../../compiler/ir/Graph.ts'
import { needed, run, runWithBounds, usesOf } from '../../compiler/ir/Graph.ts'
import { graphBuilder, sameNode } from '../../compiler/ir/GraphBuilder.ts'
import { show } from '../../compiler/ir/showGraph.ts'
import { renumbered } from '../../compiler/ir/steps.ts'
import { validate } from '../../compiler/ir/validateGraph.ts'
import { at } from '../../src/Bug.ts'
import { data } from '../../src/construct.ts'
import { dim } from '../../src/Extent.ts'
import * as move from '../../src/Move.ts'
import { add, square } from '../../src/ops/arithmetic.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import { operandsOf } from '../../src/operands.ts'
import { corpus } from '../corpus.ts'
import { closed } from '../../src/Program.ts'
import { graphOf, linearised, orFail } from '../graphs.ts'

const x: GraphNode = { form: { tag: 'input', name: 'x' }, shape: [2, 3], dtype: 'f32' }
const one = (node: GraphNode): Graph => ({
  nodes: [x, node],
  inputs: [{ path: 'x', node: 0 }],
  outputs: [{ path: 'y', node: 1 }],
  derivation: [],
  assumed: [],
})

it('knows the properties of a form and of its rows', () => {
  const { rows, guards } = { rows: [move.unit(2, 0, 2), move.unit(2, 1, 3)], guards: [] }
  const read = (more: object, row: object = {}): Graph =>
    one({
      form: {
        tag: 'move',
        operand: 0,
        rows: rows.map((given) => ({ ...given, ...row })),
        guards,
        fill: 0,
        ...more,
      },
      shape: [2, 3],
      dtype: 'f32',
    })
  expect(validate(read({}))).toEqual([])
  expect(validate(read({ shape: [2, 3] }))).toEqual(['%1 has shape, which no move has'])
  expect(validate(read({}, { step: 1 }))).toEqual(['%1 has step, which no move has'])
})

describe('the builder of graphs', () => {
  it.each(corpus)('finds every node again: $name', ({ program }) => {
    const { nodes } = linearised(program)
    const builder = graphBuilder()
    nodes.forEach((node) => builder.add(node))
    const copies = nodes.map((node) =>
      builder.add({ ...node, form: { ...node.form }, shape: [...node.shape] }),
    )
    expect(copies).toEqual([...nodes.keys()])
  })

  it('takes no two different nodes for one', () => {
    const nodes = corpus.flatMap(({ program }) => linearised(program).nodes.slice(0, 40))
    const { add: name, nodes: distinct } = graphBuilder()
    const names = nodes.map(name)
    names.forEach((id, k) => expect(sameNode(at(distinct, id), at(nodes, k))).toBe(true))
    distinct.forEach((node, k) => distinct.forEach((other, j) => expect(sameNode(node, other)).toBe(j === k)))
  })

  it('compares data by contents', () => {
    const { add: name } = graphBuilder()
    const vector = (...values: number[]): GraphNode => ({
      form: { tag: 'constant', value: Float32Array.from(values) },
      shape: [2],
      dtype: 'f32',
    })
    expect([vector(1, 0), vector(1, 0), vector(1, -0), vector(0, 1)].map(name)).toEqual([0, 0, 1, 2])
  })
})

describe('a graph', () => {
  it('is shown with what its moves read', () => {
    const n = dim('n')
    const graph: Graph = {
      nodes: [
        { form: { tag: 'input', name: 'an input' }, shape: [n], dtype: 'f32' },
        {
          form: {
            tag: 'move',
            operand: 0,
            rows: [{ coefficients: [-2, 1], offset: 3, divisor: 2, extent: n }],
            guards: [{ ...move.unit(2, 0, 4) }],
            fill: -0,
          },
          shape: [5, 2],
          dtype: 'f32',
        },
        { form: { tag: 'constant', value: Float32Array.of(1, -0, 2, 3, 4) }, shape: [5], dtype: 'f32' },
        { form: { tag: 'index', coefficients: [n, 2], offset: 1 }, shape: [5, 2], dtype: 'i32' },
        { form: { tag: 'reduce', monoid: totalMonoid, operand: 1, axes: [0, 1] }, shape: [], dtype: 'f32' },
      ],
      inputs: [{ path: 'an input', node: 0 }],
      outputs: [{ path: 's', node: 4 }],
      derivation: [],
      assumed: [],
    }
    expect(show(graph).split('\n')).toEqual([
      '%0 = input "an input"   n f32',
      '%1 = move [(-2·o0 + o1 + 3)/2] if 0 ≤ o0 < 4 else -0 %0   5×2 f32',
      '%2 = constant [1, -0, 2, 3, …]   5 f32',
      '%3 = index n·o0 + 2·o1 + 1   5×2 i32',
      '%4 = reduce sum [0, 1] %1   scalar f32',
      'output s %4',
    ])
    expect(validate(graph)).toEqual([])
  })

  it('runs, with bounds', () => {
    const graph = graphOf(square(data(Float32Array.of(3), [1])))
    expect(orFail(run(graph, new Map())).get('y')?.data).toEqual(Float64Array.of(9))
    expect(at(orFail(runWithBounds(graph, new Map())).get('y')?.bound ?? [], 0)).toBeLessThan(1e-5)
  })

  it('refuses to run without its inputs', () => {
    expect(
      run(
        one({ form: { tag: 'elementwise', op: square.op, operands: [0] }, shape: [2, 3], dtype: 'f32' }),
        new Map(),
      ),
    ).toMatchObject({
      left: [{ code: 'LBZ6001' }],
    })
  })

  it.each(corpus)('knows who uses what: $name', ({ program }) => {
    const graph = linearised(closed(program.inputs, program.outputs, []))
    const uses = usesOf(graph)
    const counted = graph.nodes
      .flatMap(({ form }) => operandsOf(form))
      .concat(graph.outputs.map(({ node }) => node))
    expect([...uses]).toEqual(
      graph.nodes.map((_, id) => counted.reduce((sum, used) => sum + (used === id ? 1 : 0), 0)),
    )
    expect([...needed(graph)].every((live) => live === 1)).toBe(true)
  })
})

describe('validate', () => {
  const elementwise: GraphNode = {
    form: { tag: 'elementwise', op: add.op, operands: [0, 0] },
    shape: [2, 3],
    dtype: 'f32',
  }
  const row = move.unit(2, 0, 2)
  const reads = { tag: 'move', operand: 0, rows: [row, move.unit(2, 1, 3)], guards: [], fill: 0 } as const
  const letters = { left: 'ij', right: 'kj', out: 'ik' }
  const product: GraphNode = {
    form: { tag: 'contract', left: 0, right: 0, letters },
    shape: [2, 2],
    dtype: 'f32',
  }

  it.each([elementwise, product, { ...elementwise, form: { ...reads, fill: 1 } }])(
    'accepts what is a graph',
    (node) => {
      expect(validate(one(node))).toEqual([])
    },
  )

  it.each<readonly [what: string, node: GraphNode]>([
    ['a forward reference', { ...elementwise, form: { tag: 'elementwise', op: add.op, operands: [0, 1] } }],
    ['no operand', { ...elementwise, form: { tag: 'reshape', operand: -1 } }],
    ['half an operand', { ...elementwise, form: { tag: 'reshape', operand: 0.5 } }],
    ['too few operands', { ...elementwise, form: { tag: 'elementwise', op: add.op, operands: [0] } }],
    ['another shape', { ...elementwise, shape: [3, 2] }],
    ['another dtype', { ...elementwise, dtype: 'bool' }],
    ['a copy', x],
    ['a nameless input', { ...x, form: { tag: 'input', name: 'z' } }],
    ['an extent below zero', { form: { tag: 'input', name: 'z' }, shape: [-1], dtype: 'f32' }],
    ['NaN', { form: { tag: 'constant', value: NaN }, shape: [], dtype: 'f32' }],
    ['a number with axes', { form: { tag: 'constant', value: 1 }, shape: [2], dtype: 'f32' }],
    ['a fraction as an integer', { form: { tag: 'constant', value: 0.5 }, shape: [], dtype: 'i32' }],
    [
      'data of another dtype',
      { form: { tag: 'constant', value: Int32Array.of(1, 2) }, shape: [2], dtype: 'f32' },
    ],
    ['too few data', { form: { tag: 'constant', value: Float32Array.of(1, 2) }, shape: [3], dtype: 'f32' }],
    [
      'NaN among data',
      { form: { tag: 'constant', value: Float32Array.of(1, NaN) }, shape: [2], dtype: 'f32' },
    ],
    [
      'an index with too few axes',
      { form: { tag: 'index', coefficients: [1], offset: 0 }, shape: [2, 3], dtype: 'i32' },
    ],
    [
      'a fold of no axis',
      { form: { tag: 'reduce', monoid: totalMonoid, operand: 0, axes: [2] }, shape: [2, 3], dtype: 'f32' },
    ],
    [
      'folds out of order',
      { form: { tag: 'reduce', monoid: totalMonoid, operand: 0, axes: [1, 0] }, shape: [], dtype: 'f32' },
    ],
    [
      'a fold that keeps its axis',
      { form: { tag: 'reduce', monoid: totalMonoid, operand: 0, axes: [1] }, shape: [2, 3], dtype: 'f32' },
    ],
    [
      'a letter twice',
      { ...product, form: { tag: 'contract', left: 0, right: 0, letters: { ...letters, left: 'ii' } } },
    ],
    [
      'a lone letter',
      {
        ...product,
        form: { tag: 'contract', left: 0, right: 0, letters: { left: 'ij', right: 'kl', out: 'ik' } },
      },
    ],
    [
      'a letter of two extents',
      {
        ...product,
        form: { tag: 'contract', left: 0, right: 0, letters: { left: 'ij', right: 'jk', out: 'ik' } },
      },
    ],
    ['a contraction of another shape', { ...product, shape: [2, 3] }],
    ['too few rows', { ...elementwise, form: { ...reads, rows: [row] } }],
    ['a row for another extent', { ...elementwise, form: { ...reads, rows: [row, move.unit(2, 1, 4)] } }],
    ['a row for other axes', { ...elementwise, form: { ...reads, guards: [move.unit(3, 0, 2)] } }],
    ['a row divided by zero', { ...elementwise, form: { ...reads, guards: [{ ...row, divisor: 0 }] } }],
    ['a fill that is NaN', { ...elementwise, form: { ...reads, fill: NaN } }],
    ['a reshape of another size', { form: { tag: 'reshape', operand: 0 }, shape: [5], dtype: 'f32' }],
  ])('refuses %s', (_, node) => {
    expect(validate(one(node))).not.toEqual([])
  })

  it('refuses ports and steps that lead nowhere', () => {
    const graph = one(elementwise)
    const nowhere = { path: 'z', node: 7 }
    expect(validate({ ...graph, outputs: [nowhere] })).toHaveLength(1)
    expect(validate({ ...graph, inputs: [...graph.inputs, nowhere] })).toHaveLength(1)
    expect(validate({ ...graph, inputs: [] })).toHaveLength(1)
    expect(validate({ ...graph, outputs: [...graph.outputs, ...graph.outputs] })).toHaveLength(1)
    expect(validate({ ...graph, derivation: [{ of: 0, cotangent: 9, contributions: [] }] })).toHaveLength(1)
  })
})

describe('the steps of a derivation', () => {
  const reason = { rule: 'reshape' } as const
  const contribution = { user: 'u', operand: 0, reason, value: 'v' }
  const steps = [
    { of: 'u', cotangent: 'ū', contributions: [{ ...contribution, user: 'z', value: 'w' }] },
    { of: 'x', cotangent: 'x̄', contributions: [contribution] },
  ]
  const naming = (names: Readonly<Record<string, number>>) => (name: string) => names[name]

  it('are renamed', () => {
    expect(renumbered(steps, naming({ u: 1, ū: 2, x: 3, x̄: 4, v: 5, z: 6, w: 7 }))).toEqual([
      { of: 1, cotangent: 2, contributions: [{ user: 6, operand: 0, reason, value: 7 }] },
      { of: 3, cotangent: 4, contributions: [{ user: 1, operand: 0, reason, value: 5 }] },
    ])
  })

  it('hand their reasons on where they die', () => {
    expect(renumbered(steps, naming({ x: 3, x̄: 4, v: 5, z: 6 }))).toEqual([
      { of: 3, cotangent: 4, contributions: [{ user: 6, operand: 0, reason, value: 4 }] },
    ])
  })

  it('are one where their nodes became one', () => {
    const both = naming({ u: 1, ū: 2, x: 1, x̄: 2, v: 5, z: 6, w: 7 })
    expect(renumbered(steps, both).map(({ contributions }) => contributions.length)).toEqual([2])
  })
})

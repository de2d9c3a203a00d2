import { describe, expect, it } from 'vitest'
import { run } from '../../compiler/ir/Graph.ts'
import { show } from '../../compiler/ir/showGraph.ts'
import { validate } from '../../compiler/ir/validateGraph.ts'
import { linearise } from '../../compiler/passes/linearise.ts'
import { at } from '../../src/Bug.ts'
import { elementwise, input, number } from '../../src/construct.ts'
import { custom, required } from '../../src/custom.ts'
import { evaluate } from '../../src/evaluate.ts'
import { dim } from '../../src/Extent.ts'
import { add, mul, square } from '../../src/ops/arithmetic.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { tanh } from '../../src/ops/exponential.ts'
import { grad } from '../../src/program/gradient.ts'
import { closed, program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import { corpus } from '../corpus.ts'
import { graphOf, linearised, orFail } from '../graphs.ts'

describe('linearise', () => {
  it.each(corpus)('keeps every bit: $name', ({ program, inputs, sizes }) => {
    const graph = linearised(program)
    expect(validate(graph)).toEqual([])
    const outputs = tree.entries(program.outputs, isTensor)
    const roots = outputs.map(([, tensor]) => tensor)
    const used = new Set(graph.inputs.map(({ path }) => path))
    const arrays = new Map([...inputs()].filter(([path]) => used.has(path)))
    const expected = orFail(
      evaluate([...roots, ...tree.entries(program.inputs, isTensor).map(([, x]) => x)], arrays, { sizes }),
    )
    const found = orFail(run(graph, arrays, { sizes }))
    expect([...found.keys()]).toEqual(outputs.map(([path]) => path))
    ;[...found.values()].forEach((value, k) => expect(value).toEqual(at(expected, k)))
  })

  it.each(corpus)('numbers steps by living nodes: $name', ({ program }) => {
    const { derivation, nodes } = linearised(program)
    const ids = derivation.flatMap(({ of, cotangent, contributions }) => [
      of,
      cotangent,
      ...contributions.flatMap(({ user, value }) => [user, value]),
    ])
    expect(ids.filter((id) => nodes[id] === undefined)).toEqual([])
    expect(derivation.length > 0).toBe(program.derivation.length > 0)
  })

  it.each(corpus)(
    'lays out what only steps speak of behind all else, and no step is lost: $name',
    ({ program }) => {
      const whole = linearised(program)
      const needed = linearised(closed(program.inputs, program.outputs, []))
      expect(whole.nodes.slice(0, needed.nodes.length)).toEqual(needed.nodes)
      const steps = new Set(whole.derivation.map(({ of, cotangent }) => `${of} ${cotangent}`))
      expect(steps.size).toBe(whole.derivation.length)
      const seeds = whole.derivation.filter(({ contributions }) => contributions.length === 0)
      expect(seeds.length > 0).toBe(program.derivation.length > 0)
    },
  )

  it('makes equal subexpressions one node', () => {
    const x = input('x', [3], 'f32')
    expect(
      graphOf(elementwise(add.op, square(x), elementwise(mul.op, square(x), square(x)))).nodes,
    ).toHaveLength(4)
  })

  it('keeps 0 and −0 apart', () => {
    const x = input('x', [], 'f32')
    expect(
      graphOf(elementwise(add.op, elementwise(mul.op, x, 0), elementwise(mul.op, x, -0))).nodes,
    ).toHaveLength(6)
  })

  it('has a node for an input that nothing uses', () => {
    const graph = linearised(program({ x: f32(2), idle: f32(3) }, ({ x }) => ({ y: x })))
    expect(graph.inputs.map(({ path }) => path)).toEqual(['x', 'idle'])
    expect(graph.nodes).toHaveLength(2)
  })

  it('reports every mistake with its place', () => {
    const a: AnyTensor = input('a', [2, 3], 'f32')
    const wrong = closed(
      { a },
      { p: elementwise(add.op, a, input('b', [4], 'f32')), q: number(NaN), r: a },
      [],
    )
    const result = linearise.run(wrong)
    expect(
      result._tag === 'Left'
        ? result.left.map(({ code, sentence, place }) => ({ code, sentence, place }))
        : [],
    ).toEqual([
      {
        code: 'LBZ1001',
        sentence: 'add: extents 3 and 4 do not broadcast (2×3 and 4)',
        place: {
          operation: 'add',
          operands: [
            { formula: 'a', shape: '2×3' },
            { formula: 'b', shape: '4' },
          ],
        },
      },
      {
        code: 'LBZ1011',
        sentence: 'constant: NaN is not a number',
        place: { operation: 'constant', operands: [] },
      },
    ])
  })

  it('lays out a chain of a million nodes', () => {
    let y: AnyTensor = input('x', [2], 'f32')
    for (let k = 0; k < 1_000_000; k++) y = square(y)
    expect(graphOf(y).nodes).toHaveLength(1_000_001)
  }, 120_000)

  it('is shown a node a line', () => {
    const scores = program({ x: f32(3, dim('batch')), W: f32(2, 3) }, ({ x, W }) => ({
      s: square(matmul(W, x)),
    }))
    expect(show(linearised(scores))).toBe(
      [
        '%0 = input x   3×batch f32',
        '%1 = input W   2×3 f32',
        '%2 = contract ij,jk->ik %1 %0   2×batch f32',
        '%3 = square %2   2×batch f32',
        'output s %3',
      ].join('\n'),
    )
  })

  it('numbers the steps of a gradient', () => {
    const loss = program({ a: f32() }, ({ a }) => ({ y: square(mul(a, tanh(a))) }))
    const graph = linearised(grad({ of: 'y', wrt: 'a' })(loss))
    const [input] = graph.inputs
    const [output] = graph.outputs
    const last = graph.derivation.find(({ of }) => of === input?.node)
    expect(last?.cotangent).toBe(output?.node)
    expect(last?.contributions.map(({ reason }) => reason)).toEqual([
      { rule: 'elementwise', op: 'mul' },
      { rule: 'elementwise', op: 'tanh' },
    ])
  })

  it('holds what is required to lie within a range', () => {
    const x = input('x', [2], 'i32')
    const held = required(x, { operation: 'pick', subject: 'index', range: { from: 0, below: 3 } })
    const { nodes, outputs } = linearised(closed({ x }, { y: held }, []))
    const { form } = at(nodes, at(outputs, 0).node)
    expect(form.tag === 'elementwise' && form.op.name).toBe('within')
  })

  it('takes a custom tensor for its value', () => {
    const x = input('x', [2], 'f32')
    const other = square(input('other', [2], 'f32'))
    const pullback = (cotangent: AnyTensor): readonly AnyTensor[] => [cotangent, cotangent]
    const y = custom({ kind: 'derivative', pullback }, square(x), x, other)
    const held = required(y, { operation: 'square', subject: 'a value' })
    const outputs = { y: held, z: elementwise(add.op, y, held) }
    const { nodes, outputs: ports } = linearised(closed({ x }, outputs, []))
    expect(nodes.map(({ form }) => (form.tag === 'elementwise' ? form.op.name : form.tag))).toEqual([
      'input',
      'square',
      'add',
    ])
    expect(ports.map(({ node }) => node)).toEqual([1, 2])
    expect(at(nodes, 2).form).toMatchObject({ operands: [1, 1] })
  })
})

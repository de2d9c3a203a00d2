import { describe, expect, it } from 'vitest'
import { bodyOf, loopOf, loopsAmong } from '../../compiler/ir/body.ts'
import type { Graph, GraphNode } from '../../compiler/ir/Graph.ts'
import { show } from '../../compiler/ir/showGraph.ts'
import { validate } from '../../compiler/ir/validateGraph.ts'
import { at, known } from '../../src/Bug.ts'
import { dim } from '../../src/Extent.ts'
import { add, mul, sub } from '../../src/ops/arithmetic.ts'
import { constant } from '../../src/ops/constants.ts'
import { program } from '../../src/Program.ts'
import { scan } from '../../src/scan.ts'
import { f32 } from '../../src/Spec.ts'
import { input } from '../../src/construct.ts'
import type { AnyTensor, Loop } from '../../src/Tensor.ts'
import { corpus } from '../corpus.ts'
import { linearised } from '../graphs.ts'

const T = dim('T')

const decayed = program({ x: f32(T), rate: f32() }, ({ x, rate }) => {
  const once = scan({ carry: constant(0), xs: x }, (sum, now) => ({ carry: add(mul(rate, sum), now) }))
  const again = scan({ carry: constant(0), xs: x }, (sum, now) => ({ carry: add(mul(rate, sum), now) }))
  const other = scan({ carry: constant(0), xs: x }, (sum, now) => ({ carry: sub(mul(rate, sum), now) }))
  return { once: once.carry, again: again.carry, other: other.carry }
})

const scans = ({ nodes }: Graph): readonly GraphNode[] => nodes.filter(({ form }) => form.tag === 'scan')

const loops = corpus.flatMap(({ name, program }) =>
  loopsAmong(linearised(program).nodes).map((loop, k) => ({ name: `${name} ${k}`, loop })),
)

describe('a loop', () => {
  it('is one with every equal loop', () => {
    expect(scans(linearised(decayed))).toHaveLength(2)
  })

  it.each(loops)('is its body: $name', ({ loop }) => {
    const body = bodyOf(loop)
    expect(validate(body)).toEqual([])
    expect(bodyOf(loopOf(body, loop.elements.length))).toEqual(body)
  })

  it('is shown before the graph that runs it', () => {
    expect(show(linearised(decayed)).split('\n').slice(0, 8)).toEqual([
      'loop 0:',
      '  %0 = input c0   scalar f32',
      '  %1 = input e0   scalar f32',
      '  %2 = input k0   scalar f32',
      '  %3 = mul %2 %0   scalar f32',
      '  %4 = add %3 %1   scalar f32',
      '  output c0 %4',
      'loop 1:',
    ])
    expect(show(linearised(decayed))).toContain('scan loop 0 c0 T times %2 %0 %1   T + 1 f32')
  })

  it('stands in a graph in order: inner before outer', () => {
    const nested = known(
      corpus.find(({ name }) => name === 'loops in loops'),
      'nested loops',
    )
    const [inner, outer, ...others] = loopsAmong(linearised(nested.program).nodes)
    expect(others).toEqual([])
    expect(scans(bodyOf(known(outer, 'outer')))).toHaveLength(1)
    expect(scans(bodyOf(known(inner, 'inner')))).toHaveLength(0)
  })
})

describe('what is wrong with a loop', () => {
  const graph = linearised(decayed)
  const place = graph.nodes.findIndex(({ form }) => form.tag === 'scan')
  const node = at(graph.nodes, place)
  const { form } = node
  if (form.tag !== 'scan') throw new Error('no scan')

  const complaints = (changed: Partial<typeof form>, shape = node.shape): readonly string[] =>
    validate({
      ...graph,
      nodes: graph.nodes.with(place, { ...node, form: { ...form, ...changed }, shape }),
    })

  const looped = (changed: Partial<Loop>): readonly string[] =>
    complaints({ loop: { ...form.loop, ...changed } })

  const [carry] = form.loop.carries
  const stranger: AnyTensor = input('stranger', [], 'f32')

  it.each([
    ['a result that it has not', complaints({ result: 1 })],
    ['half a step', complaints({ steps: 2.5 })],
    ['another number of steps than elements', complaints({ steps: 7 }, [8])],
    ['a history as long as its steps', complaints({}, [T])],
    ['an operand too few', complaints({ operands: form.operands.slice(1) })],
    [
      'operands in another order',
      complaints({ operands: [...form.operands.slice(1), at(form.operands, 0)] }),
    ],
    ['no carry', looped({ carries: [], next: [] })],
    ['a next value too many', looped({ next: [...form.loop.next, ...form.loop.next] })],
    ['a carry that changes its shape', looped({ next: [input('c0', [2], 'f32')] })],
    ['what is given to nobody', looped({ next: [stranger] })],
    ['a carry of another dtype', looped({ carries: [{ ...known(carry, 'carry'), dtype: 'i32' }] })],
  ])('is said: %s', (_, found) => {
    expect(found.length).toBeGreaterThan(0)
  })
})

describe('gathers and scatters', () => {
  const x: GraphNode = { form: { tag: 'input', name: 'x' }, shape: [2, 5, 3], dtype: 'f32' }
  const index: GraphNode = { form: { tag: 'input', name: 'i' }, shape: [2, 4], dtype: 'i32' }
  const of = (node: GraphNode, ...given: readonly GraphNode[]): readonly string[] => {
    const inputs = given.length === 0 ? [x, index] : given
    return validate({
      nodes: [...inputs, node],
      inputs: inputs.map(({ form }, k) => ({ path: form.tag === 'input' ? form.name : '', node: k })),
      outputs: [{ path: 'y', node: inputs.length }],
      derivation: [],
      assumed: [],
    })
  }
  const gather = (batch: number, shape: GraphNode['shape']): GraphNode => ({
    form: { tag: 'gather', operand: 0, index: 1, batch },
    shape,
    dtype: 'f32',
  })

  it('are right where the shapes say so', () => {
    expect(of(gather(1, [2, 4, 3]))).toEqual([])
    expect(of(gather(0, [2, 4, 5, 3]))).toEqual([])
    const scatter: GraphNode = {
      form: { tag: 'scatter', operand: 0, index: 1, batch: 1 },
      shape: [2, 7, 3],
      dtype: 'f32',
    }
    expect(of(scatter, { ...x, shape: [2, 4, 3] }, index)).toEqual([])
    expect(of({ ...scatter, shape: [3, 7, 3] }, { ...x, shape: [2, 4, 3] }, index)).not.toEqual([])
    expect(of({ ...scatter, shape: [2, 7, 4] }, { ...x, shape: [2, 4, 3] }, index)).not.toEqual([])
  })

  it.each([
    ['another shape', of(gather(1, [2, 4, 5]))],
    ['more batch axes than the index has', of(gather(3, [2, 4]))],
    ['half a batch axis', of(gather(0.5, [2, 4, 3]))],
    ['a batch of another size', of(gather(1, [3, 4, 3]), x, { ...index, shape: [3, 4] })],
    ['an index of reals', of(gather(1, [2, 4, 3]), x, { ...index, dtype: 'f32' })],
  ])('are wrong: %s', (_, found) => {
    expect(found.length).toBeGreaterThan(0)
  })
})

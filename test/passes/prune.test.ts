import { describe, expect, it } from 'vitest'
import { usesOf } from '../../compiler/ir/Graph.ts'
import type { Graph } from '../../compiler/ir/Graph.ts'
import { prune } from '../../compiler/passes/prune.ts'
import { loopsAmong } from '../../compiler/ir/body.ts'
import { validate } from '../../compiler/ir/validateGraph.ts'
import { at } from '../../src/Bug.ts'
import { add, mul } from '../../src/ops/arithmetic.ts'
import { constant } from '../../src/ops/constants.ts'
import { closed, program } from '../../src/Program.ts'
import { scan } from '../../src/scan.ts'
import { f32 } from '../../src/Spec.ts'
import { operandsOf } from '../../src/operands.ts'
import { corpus } from '../corpus.ts'
import { disagreements, linearised, passed } from '../graphs.ts'

/** The graph with its first output only: the rest is dead. */
const lessened = (graph: Graph): Graph => ({ ...graph, outputs: graph.outputs.slice(0, 1) })

/** Programs without loops: of a gradient's loop not everything is needed. */
const straight = corpus.filter((one) =>
  linearised(one.program).nodes.every(({ form }) => form.tag !== 'scan'),
)

describe('prune', () => {
  it.each(corpus)('leaves what the outputs need: $name', ({ program, inputs, sizes }) => {
    const before = lessened(linearised(program))
    const { value: after, renaming = [] } = passed(prune, before)
    expect(disagreements(before, after, inputs(), { exact: true, sizes })).toEqual([])
    const used = new Set([...after.outputs, ...after.inputs].map(({ node }) => node))
    for (const { form } of after.nodes) operandsOf(form).forEach((operand) => used.add(operand))
    expect(used.size).toBe(after.nodes.length)
    expect(after.inputs.map(({ path }) => path)).toEqual(before.inputs.map(({ path }) => path))
    renaming.forEach((to, from) => {
      if (to !== undefined) expect(at(after.nodes, to).shape).toBe(at(before.nodes, from).shape)
    })
  })

  it.each(corpus)('comes to rest: $name', ({ program }) => {
    const graph = passed(prune, linearised(program)).value
    expect(passed(prune, graph).value).toEqual(graph)
  })

  it.each(straight)('changes nothing where everything is needed: $name', ({ program }) => {
    const graph = linearised(closed(program.inputs, program.outputs, []))
    expect(passed(prune, graph).value).toEqual(graph)
    expect(
      [...usesOf(graph)].filter((uses, id) => uses === 0 && at(graph.nodes, id).form.tag !== 'input'),
    ).toEqual([])
  })

  it('leaves out of a loop what no wanted result depends on', () => {
    const wasteful = program({ x: f32(5), y: f32(5), a: f32(), b: f32() }, ({ x, y, a, b }) => {
      const start = { kept: constant(0), seen: constant(0), unseen: constant(0) }
      const { carry } = scan({ carry: start, xs: { x, y } }, (now, element) => ({
        carry: {
          kept: add(now.kept, now.seen),
          seen: mul(a, element.x),
          unseen: add(now.unseen, mul(element.y, b)),
        },
      }))
      return { y: carry.kept }
    })
    const { value } = passed(prune, linearised(wasteful))
    const loops = loopsAmong(value.nodes)
    expect(loops).toHaveLength(1)
    const [loop] = loops
    expect([loop?.carries.length, loop?.elements.length, loop?.constants.length]).toEqual([2, 1, 1])
    expect(validate(value)).toEqual([])
  })
})

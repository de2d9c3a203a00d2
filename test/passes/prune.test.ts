import { describe, expect, it } from 'vitest'
import { usesOf } from '../../compiler/ir/Graph.ts'
import type { Graph } from '../../compiler/ir/Graph.ts'
import { prune } from '../../compiler/passes/prune.ts'
import { at } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import { corpus } from '../corpus.ts'
import { disagreements, linearised, passed } from '../graphs.ts'

/** The graph with its first output only: the rest is dead. */
const lessened = (graph: Graph): Graph => ({ ...graph, outputs: graph.outputs.slice(0, 1) })

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

  it.each(corpus)('changes nothing where everything is needed: $name', ({ program }) => {
    const graph = linearised(program)
    expect(passed(prune, graph).value).toEqual(graph)
    expect(
      [...usesOf(graph)].filter((uses, id) => uses === 0 && at(graph.nodes, id).form.tag !== 'input'),
    ).toEqual([])
  })
})

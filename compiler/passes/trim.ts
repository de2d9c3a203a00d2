/**
 * Leaves out of loops what none of their wanted results depends on: carries, elements and constants.
 * Before it: `ir/body.ts`. After it: `prune.ts`.
 * Invariant: the results that are left are the same; those of one loop still share it and its operands.
 */
import { at, known } from '../../src/Bug.ts'
import { parametersOf } from '../../src/loops.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import type { Form, Loop } from '../../src/Tensor.ts'
import { bodyOf } from '../ir/body.ts'
import { needed, renamedGraph } from '../ir/Graph.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import { graphBuilder } from '../ir/GraphBuilder.ts'

type Scan = Extract<Form<NodeId>, { readonly tag: 'scan' }>

/** Which parameters of a loop the results asked for need, turn after turn. */
const parametersFor = (loop: Loop, results: ReadonlySet<number>): readonly boolean[] => {
  const { nodes, inputs, outputs } = bodyOf(loop)
  const live = new Uint8Array(nodes.length)
  const carries = new Set<number>()
  const pending = [...results]
  for (let k = pending.pop(); k !== undefined; k = pending.pop()) {
    if (carries.has(k)) continue
    carries.add(k)
    live[at(outputs, k).node] = 1
    for (let id = nodes.length - 1; id >= 0; id--)
      if (live[id] === 1) for (const operand of operandsOf(at(nodes, id).form)) live[operand] = 1
    outputs.forEach((_, other) => {
      if (live[at(inputs, other).node] === 1) pending.push(other)
    })
  }
  return inputs.map(({ node }, k) => (k < outputs.length ? carries.has(k) : live[node] === 1))
}

/** A loop of the parameters that are kept. */
const partOf = (loop: Loop, kept: readonly boolean[]): Loop => {
  const first = loop.carries.length
  const second = first + loop.elements.length
  return {
    carries: loop.carries.filter((_, k) => kept[k]),
    elements: loop.elements.filter((_, k) => kept[first + k]),
    constants: loop.constants.filter((_, k) => kept[second + k]),
    next: loop.next.filter((_, k) => kept[k]),
  }
}

interface Trimmed {
  readonly loop: Loop
  readonly kept: readonly boolean[]
}

/** What becomes of each loop on its operands, for the results that the graph needs. */
const trimmedLoops = (graph: Graph): ((form: Scan) => Trimmed) => {
  const live = needed(graph)
  const groups = new Map<Loop, Map<string, Set<number>>>()
  graph.nodes.forEach(({ form }, id) => {
    if (form.tag !== 'scan' || live[id] !== 1) return
    const byOperands = groups.get(form.loop) ?? new Map<string, Set<number>>()
    const key = form.operands.join()
    byOperands.set(key, (byOperands.get(key) ?? new Set()).add(form.result))
    groups.set(form.loop, byOperands)
  })
  const made = new Map<Loop, Map<string, Trimmed>>()
  return ({ loop, operands }) => {
    const results = known(groups.get(loop)?.get(operands.join()), 'results of a loop')
    const kept = parametersFor(loop, results)
    if (kept.every((one) => one)) return { loop, kept }
    const parts = made.get(loop) ?? new Map<string, Trimmed>()
    const part = parts.get(kept.join()) ?? { loop: partOf(loop, kept), kept }
    made.set(loop, parts.set(kept.join(), part))
    return part
  }
}

/** The graph whose loops carry and are given what they need; nodes that no output needs are gone. */
export const trim = (
  graph: Graph,
): { readonly graph: Graph; readonly renaming: readonly (NodeId | undefined)[] } => {
  const live = needed(graph)
  const trimmed = trimmedLoops(graph)
  const { add, nodes } = graphBuilder()
  const renaming: (NodeId | undefined)[] = []
  graph.nodes.forEach((node, id) => {
    if (live[id] !== 1) return renaming.push(undefined)
    const { form } = node
    const operands = operandsOf(form).map((operand) => known(renaming[operand], 'operand'))
    if (form.tag !== 'scan') return renaming.push(add({ ...node, form: withOperands(form, operands) }))
    const { loop, kept } = trimmed(form)
    return renaming.push(
      add({
        ...node,
        form: {
          ...form,
          loop,
          operands: operands.filter((_, k) => kept[k]),
          result: parametersOf(form.loop).filter((_, k) => k < form.result && kept[k]).length,
        },
      }),
    )
  })
  return { graph: renamedGraph(graph, nodes, renaming), renaming }
}

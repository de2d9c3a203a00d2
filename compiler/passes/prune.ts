/**
 * Leaves out what no output depends on, in loops too; inputs stay, because they are the program's signature.
 * Before it: `simplify.ts`, `trim.ts`. After it: fusion.
 * Invariant: every node is an input or reachable from an output; the order is kept.
 */
import { known } from '../../src/Bug.ts'
import { right } from '../../src/Either.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'
import { needed, renamedGraph } from '../ir/Graph.ts'
import type { Pass } from '../Pass.ts'
import { trim } from './trim.ts'

export const prune: Pass<Graph, Graph> = {
  name: 'prune',
  purpose: 'leaves out what no output depends on',
  run: (given) => {
    const trimmed = given.nodes.some(({ form }) => form.tag === 'scan') ? trim(given) : undefined
    const graph = trimmed?.graph ?? given
    const live = needed(graph)
    const nodes: GraphNode[] = []
    const renaming: (NodeId | undefined)[] = []
    graph.nodes.forEach((node, id) => {
      if (live[id] !== 1) return renaming.push(undefined)
      const operands = operandsOf(node.form).map((operand) => known(renaming[operand], 'operand'))
      return renaming.push(nodes.push({ ...node, form: withOperands(node.form, operands) }) - 1)
    })
    const value = renamedGraph(graph, nodes, renaming)
    const whole = trimmed?.renaming.map((to) => (to === undefined ? undefined : renaming[to]))
    return right({ value, renaming: whole ?? renaming })
  },
}

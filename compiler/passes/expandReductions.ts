/**
 * Spells out the logarithm of a sum of exponentials, which no loop folds by itself: log Σ exp.
 * Before it: `simplify.ts`. After it: fusion.
 * Invariant: no reduction keeps a logarithm. What is folded was centred by the composition that made it.
 */
import { known } from '../../src/Bug.ts'
import { right } from '../../src/Either.ts'
import { exp, log } from '../../src/ops/exponential.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'
import { renamedGraph } from '../ir/Graph.ts'
import { graphBuilder } from '../ir/GraphBuilder.ts'
import type { Pass } from '../Pass.ts'

export const expandReductions: Pass<Graph, Graph> = {
  name: 'expandReductions',
  purpose: 'spells out log Σ exp as a logarithm, a sum and exponentials',
  run: (graph) => {
    const { add, nodes } = graphBuilder()
    const expanded = (node: GraphNode): NodeId => {
      const { form, shape, dtype } = node
      if (form.tag !== 'reduce' || form.monoid.keeps !== 'logarithm') return add(node)
      const operand = known(nodes[form.operand], 'operand')
      const exponentials = add({
        ...operand,
        form: { tag: 'elementwise', op: exp.op, operands: [form.operand] },
      })
      const total = add({ shape, dtype, form: { ...form, monoid: totalMonoid, operand: exponentials } })
      return add({ shape, dtype, form: { tag: 'elementwise', op: log.op, operands: [total] } })
    }
    const renaming: NodeId[] = []
    for (const node of graph.nodes) {
      const operands = operandsOf(node.form).map((operand) => known(renaming[operand], 'operand'))
      renaming.push(expanded({ ...node, form: withOperands(node.form, operands) }))
    }
    return right({ value: renamedGraph(graph, nodes, renaming), renaming })
  },
}

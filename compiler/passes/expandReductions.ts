/**
 * Spells out the logarithm of a sum of exponentials, which no loop folds by itself: log Σ exp. What is a share of that sum,
 * exp (a − log Σ exp a), becomes the quotient that it is, which needs each exponential once.
 * Before it: `simplify.ts`. After it: fusion.
 * Invariant: no reduction keeps a logarithm. What is folded was centred by the composition that made it.
 */
import { known } from '../../src/Bug.ts'
import { right } from '../../src/Either.ts'
import { isTotal } from '../../src/Move.ts'
import { div, mul } from '../../src/ops/arithmetic.ts'
import { exp, log } from '../../src/ops/exponential.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import type { Op } from '../../src/Op.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import type { Graph, GraphNode, NodeId } from '../ir/Graph.ts'
import { renamedGraph } from '../ir/Graph.ts'
import { graphBuilder } from '../ir/GraphBuilder.ts'
import type { GraphBuilder } from '../ir/GraphBuilder.ts'
import type { Pass } from '../Pass.ts'

/** The operands of a node that applies an operation. */
const operandsAs = (node: GraphNode | undefined, name: string): readonly NodeId[] | undefined =>
  node?.form.tag === 'elementwise' && node.form.op.name === name ? node.form.operands : undefined

const elementwise = (like: Pick<GraphNode, 'shape' | 'dtype'>, op: Op, ...operands: NodeId[]): GraphNode => ({
  shape: like.shape,
  dtype: like.dtype,
  form: { tag: 'elementwise', op, operands },
})

/** exp a · (1 / Σ exp a), repeated as log Σ exp a is, for exp (a − log Σ exp a). */
const share = ({ add, nodes }: GraphBuilder, node: GraphNode): NodeId | undefined => {
  const [difference = -1] = operandsAs(node, exp.op.name) ?? []
  const [a = -1, repeated = -1] = operandsAs(nodes[difference], 'sub') ?? []
  const move = nodes[repeated]
  if (move?.form.tag !== 'move' || !isTotal({ ...move.form, shape: move.shape })) return undefined
  const [total = -1] = operandsAs(nodes[move.form.operand], log.op.name) ?? []
  const sum = nodes[total]
  if (sum?.form.tag !== 'reduce' || sum.form.monoid !== totalMonoid) return undefined
  const [folded] = operandsAs(nodes[sum.form.operand], exp.op.name) ?? []
  if (folded !== a) return undefined
  const one = add({ ...sum, shape: [], form: { tag: 'constant', value: 1 } })
  const ones = add({ ...sum, form: { tag: 'move', operand: one, rows: [], guards: [], fill: 0 } })
  const inverse = add(elementwise(sum, div.op, ones, total))
  return add(
    elementwise(node, mul.op, sum.form.operand, add({ ...move, form: { ...move.form, operand: inverse } })),
  )
}

export const expandReductions: Pass<Graph, Graph> = {
  name: 'expandReductions',
  purpose: 'spells out log Σ exp as a logarithm, a sum and exponentials, and shares of it as quotients',
  run: (graph) => {
    const builder = graphBuilder()
    const { add, nodes } = builder
    const expanded = (node: GraphNode): NodeId => {
      const { form } = node
      if (form.tag !== 'reduce' || form.monoid.keeps !== 'logarithm') return share(builder, node) ?? add(node)
      const operand = known(nodes[form.operand], 'operand')
      const exponentials = add(elementwise(operand, exp.op, form.operand))
      const total = add({ ...node, form: { ...form, monoid: totalMonoid, operand: exponentials } })
      return add(elementwise(node, log.op, total))
    }
    const renaming: NodeId[] = []
    for (const node of graph.nodes) {
      const operands = operandsOf(node.form).map((operand) => known(renaming[operand], 'operand'))
      renaming.push(expanded({ ...node, form: withOperands(node.form, operands) }))
    }
    return right({ value: renamedGraph(graph, nodes, renaming), renaming })
  },
}

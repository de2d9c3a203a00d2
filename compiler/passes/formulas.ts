/**
 * What a cluster computes, written as formulas for people.
 * Before it: `fuse.ts`. After it: `lower.ts`, whose kernels carry them into generated code.
 * Invariant: a formula speaks of what the cluster reads and stores, by the names that the comments of a module use.
 */
import { at } from '../../src/Bug.ts'
import { textStyle } from '../../src/notation/text.ts'
import { write } from '../../src/notation/write.ts'
import { operandsOf, withOperands } from '../../src/operands.ts'
import { node } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'
import type { Cluster } from '../ir/Clusters.ts'
import { isFree } from '../ir/free.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'

/** Clusters with more members than this get no formula: nobody would read it. */
const longestFormula = 24

/** What a cluster computes, as formulas over the names of what it reads. */
export const formulasOf = (
  graph: Graph,
  cluster: Cluster,
  nameOf: (node: NodeId) => string,
): readonly string[] => {
  if (cluster.members.length > longestFormula) return []
  const members = new Set(cluster.members)
  const names = new Map<AnyTensor, string>()
  const tensors = new Map<NodeId, AnyTensor>()
  const inner = postorder(cluster.stored, (id) => {
    const node = at(graph.nodes, id)
    return members.has(id) || isFree(node) ? operandsOf(node.form) : []
  })
  for (const id of inner) {
    const { form, shape, dtype } = at(graph.nodes, id)
    const known = operandsOf(form).flatMap((operand) => tensors.get(operand) ?? [])
    const whole = known.length === operandsOf(form).length
    const tensor = node(whole ? withOperands(form, known) : { tag: 'input', name: '' }, shape, dtype)
    tensors.set(id, tensor)
    const data = form.tag === 'constant' && typeof form.value !== 'number'
    if (!whole || data || form.tag === 'input' || cluster.stored.includes(id)) names.set(tensor, nameOf(id))
  }
  const roots = cluster.stored.flatMap((id) => tensors.get(id) ?? [])
  return write(roots, { style: textStyle, names })
    .definitions.filter(({ tensor }) => tensor.form.tag !== 'input' && tensor.form.tag !== 'constant')
    .map(({ name, formula }) => `${name} = ${formula}`)
}

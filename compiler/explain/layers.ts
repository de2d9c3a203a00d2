/**
 * The layers of a graph: what is linear in a parameter, with the parameters that go in there.
 * Before it: `ir/Graph.ts`. After it: `health.ts`.
 * Invariant: each parameter belongs to one layer, the first that it meets; a bias belongs to what it is added to. A
 * parameter that nothing is linear in, as a scale or what a loop is given, has a layer of its own.
 */
import { at } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'

export interface Layer {
  /** What the layer gives: with its bias, where it has one. */
  readonly node: NodeId
  readonly parameters: readonly NodeId[]
}

/** The layers among the forward nodes, in order. */
export const layersIn = (
  { nodes }: Graph,
  parameters: ReadonlySet<NodeId>,
  isForward: Uint8Array,
): readonly Layer[] => {
  /** Which parameter a node is, moved or not; which layer gave a node. */
  const parameterOf = new Map<NodeId, NodeId>([...parameters].map((id) => [id, id]))
  const layerOf = new Map<NodeId, number>()
  const layers: { node: NodeId; readonly parameters: NodeId[] }[] = []
  const placed = new Set<NodeId>()
  nodes.forEach(({ form }, id) => {
    if (isForward[id] !== 1 || parameters.has(id)) return
    const operands = operandsOf(form)
    if (form.tag === 'move' || form.tag === 'reshape') {
      const parameter = parameterOf.get(form.operand)
      const layer = layerOf.get(form.operand)
      if (parameter !== undefined) parameterOf.set(id, parameter)
      if (layer !== undefined) layerOf.set(id, layer)
      return
    }
    const own = operands.flatMap((operand) => {
      const parameter = parameterOf.get(operand)
      return parameter === undefined || placed.has(parameter) ? [] : [parameter]
    })
    if (own.length === 0) return
    for (const parameter of own) placed.add(parameter)
    const isSum = form.tag === 'elementwise' && form.op.notation.algebra === 'sum'
    const before = isSum
      ? operands.map((operand) => layerOf.get(operand)).find((layer) => layer !== undefined)
      : undefined
    if (before === undefined) {
      layerOf.set(id, layers.length)
      layers.push({ node: id, parameters: [...new Set(own)] })
    } else {
      const layer = at(layers, before)
      layer.node = id
      layer.parameters.push(...own)
      layerOf.set(id, before)
    }
  })
  return layers
}

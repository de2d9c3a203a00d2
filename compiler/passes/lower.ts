/**
 * Turns clusters into loop nests, and the graph into a module.
 * Before it: `fuse.ts`; `Lowering.ts` makes one nest. After it: `expand.ts`, `plan.ts`.
 * Invariant: every stored node has one buffer; views share the memory of what they view.
 */
import { either as E } from 'fp-ts'
import { at, known } from '../../src/Bug.ts'
import * as shapes from '../../src/Shape.ts'
import type { Clusters } from '../ir/Clusters.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import type { BufferId } from '../ir/Kernel.ts'
import { labelOf } from '../ir/Module.ts'
import type { Buffer, Module } from '../ir/Module.ts'
import type { Pass } from '../Pass.ts'
import { formulasOf } from './formulas.ts'
import { viewed } from '../ir/free.ts'
import { Lowering } from './Lowering.ts'
import type { BufferOf } from './Lowering.ts'
import { copyKernel } from './Nest.ts'

/** Gives every stored node its buffer: inputs, constants, outputs, and scratch for the rest; views are aliases. */
const lowerAll = ({ graph, clusters }: Clusters): Module => {
  const buffers: Buffer[] = []
  const ids = new Map<NodeId, BufferId>()
  const add = (node: NodeId, place: Buffer['place']): BufferId => {
    const { dtype, shape } = at(graph.nodes, node)
    buffers.push({ dtype, shape, place })
    return buffers.length - 1
  }
  const claimed = new Map<NodeId, string>()
  const stored = new Set(clusters.flatMap((cluster) => cluster.stored))
  const copied = graph.outputs.filter(({ node, path }) => {
    const base = viewed(graph, node)
    if (!stored.has(base) || claimed.has(base)) return true
    claimed.set(base, path)
    return false
  })
  graph.inputs.forEach(({ node, path }) => ids.set(node, add(node, { tag: 'input', path })))
  graph.nodes.forEach(({ form }, node) => {
    if (form.tag === 'constant' && typeof form.value !== 'number')
      ids.set(node, add(node, { tag: 'constant', value: form.value }))
    else if (stored.has(node)) {
      const path = claimed.get(node)
      ids.set(
        node,
        add(node, path === undefined ? { tag: 'scratch', slot: undefined } : { tag: 'output', path }),
      )
    } else if (form.tag === 'reshape')
      ids.set(node, add(node, { tag: 'alias', of: known(ids.get(form.operand), 'buffer of a reshape') }))
  })
  const bufferOf: BufferOf = (node) => known(ids.get(node), `buffer of node ${node}`)
  const nameOf = (node: NodeId): string => labelOf(at(buffers, bufferOf(node)), bufferOf(node))
  const kernels = clusters.map((cluster, k) => ({
    ...new Lowering(graph, cluster, bufferOf).kernel(`k${k}`),
    formulas: formulasOf(graph, cluster, nameOf),
  }))
  const copies = copied.map(({ node, path }, k) => {
    const to = add(node, { tag: 'output', path })
    return copyKernel(
      `k${kernels.length + k}`,
      node,
      shapes.sizeOf(at(graph.nodes, node).shape),
      bufferOf(node),
      to,
    )
  })
  const signature = ({ node, path }: Graph['outputs'][number]): Module['inputs'][number] => {
    const { dtype, shape } = at(graph.nodes, node)
    return { path, dtype, shape }
  }
  return {
    inputs: graph.inputs.map(signature),
    outputs: graph.outputs.map(signature),
    buffers,
    slots: [],
    kernels: [...kernels, ...copies],
  }
}

export const lower: Pass<Clusters, Module> = {
  name: 'lower',
  purpose: 'turns each cluster into a loop nest over buffers; moves become addresses',
  run: (clusters) => E.right({ value: lowerAll(clusters), renaming: undefined }),
}

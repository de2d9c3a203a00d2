/**
 * Turns clusters into loop nests, and the graph into a module.
 * Before it: `fuse.ts`; `Lowering.ts` makes one nest. After it: `expand.ts`, `plan.ts`.
 * Invariant: every stored node has one buffer; views share the memory of what they view.
 */
import { either as E } from 'fp-ts'
import { at, known } from '../../src/Bug.ts'
import * as shapes from '../../src/Shape.ts'
import * as affine from '../ir/Affine.ts'
import type { Cluster, Clusters } from '../ir/Clusters.ts'
import type { Graph, NodeId } from '../ir/Graph.ts'
import type { BufferId } from '../ir/Kernel.ts'
import { labelOf } from '../ir/Module.ts'
import type { Buffer, Module } from '../ir/Module.ts'
import type { Pass } from '../Pass.ts'
import { formulasOf } from './formulas.ts'
import { viewed } from '../ir/free.ts'
import { lowerCluster } from './lowerLoop.ts'
import type { Surroundings } from './lowerLoop.ts'
import { memoryOf, outermost, viewsOf } from './Memory.ts'
import type { Memory } from './Memory.ts'
import { copyKernel, finished } from './Nest.ts'

/** What a cluster computes but for sums that are stored in parts. */
const spoken = (cluster: Cluster, isSum: Memory['isSum']): Cluster => ({
  ...cluster,
  members: cluster.members.filter((id) => !isSum(id)),
  stored: cluster.stored.filter((id) => !isSum(id)),
})

/** Gives every stored node its buffer: inputs, constants, outputs, and scratch for the rest; views are aliases. */
const lowerAll = (all: Clusters): Module => {
  const { graph, clusters, assemblies } = all
  const buffers: Buffer[] = []
  const ids = new Map<NodeId, BufferId>()
  const views = viewsOf(graph)
  const add = (node: NodeId, place: Buffer['place']): BufferId => {
    const { dtype, shape } = at(graph.nodes, node)
    buffers.push({ dtype, shape, place, of: [node, ...(views.get(node) ?? [])] })
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
  const parts = new Set(assemblies.flatMap((assembly) => assembly.parts))
  graph.inputs.forEach(({ node, path }) => ids.set(node, add(node, { tag: 'input', path })))
  graph.nodes.forEach(({ form }, node) => {
    if (form.tag === 'constant' && typeof form.value !== 'number')
      ids.set(node, add(node, { tag: 'constant', value: form.value }))
    else if (stored.has(node) && !parts.has(node)) {
      const path = claimed.get(node)
      ids.set(
        node,
        add(node, path === undefined ? { tag: 'scratch', slot: undefined } : { tag: 'output', path }),
      )
    } else if (form.tag === 'reshape')
      ids.set(node, add(node, { tag: 'alias', of: known(ids.get(form.operand), 'buffer of a reshape') }))
  })
  const memory = memoryOf(
    all,
    new Map([...ids].map(([node, buffer]) => [node, { buffer, from: affine.constant(0) }] as const)),
    outermost,
  )
  const bufferOf = (node: NodeId): BufferId => memory.placeOf(node).buffer
  const surroundings: Surroundings = {
    all,
    bodies: all.bodies,
    loops: new Map([...all.bodies.keys()].map((loop, k) => [loop, k] as const)),
    memory,
    add: (buffer) => buffers.push(buffer) - 1,
    depth: 0,
  }
  const nameOf = (node: NodeId): string => labelOf(at(buffers, bufferOf(node)), bufferOf(node))
  const kernels = clusters.map((cluster, k) => ({
    ...finished(`k${k}`, lowerCluster(cluster, surroundings)),
    formulas: formulasOf(graph, spoken(cluster, memory.isSum), nameOf),
  }))
  const copies = copied.map(({ node, path }, k) => {
    const to = add(node, { tag: 'output', path })
    return copyKernel(
      `k${kernels.length + k}`,
      [node],
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
    assumed: graph.assumed,
  }
}

export const lower: Pass<Clusters, Module> = {
  name: 'lower',
  purpose: 'turns each cluster into a loop nest over buffers; moves become addresses',
  run: (clusters) => E.right({ value: lowerAll(clusters), renaming: undefined }),
}

/**
 * What a nest stores, and where: as it is, into the place that a pad gives it, or added where an index says.
 * Before it: `Nest.ts`, `ir/placement.ts`. After it: `Lowering.ts`, which stands where an element is computed.
 * Invariant: what is filled is filled before any element is stored into it.
 */
import { at } from '../../src/Bug.ts'
import { add } from '../../src/ops/arithmetic.ts'
import * as shapes from '../../src/Shape.ts'
import type { Form } from '../../src/Tensor.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import { indexRead } from '../ir/free.ts'
import type { NodeId } from '../ir/Graph.ts'
import type { Atom } from '../ir/Kernel.ts'
import { valueOf, within } from '../ir/Provenance.ts'
import type { Provenance } from '../ir/Provenance.ts'
import { isPlaced, placements } from '../ir/placement.ts'
import type { Lowering } from './Lowering.ts'
import { address } from './Memory.ts'

const write = (
  lowering: Lowering,
  node: NodeId,
  position: readonly Affine[],
  value: Atom,
  of: Provenance,
): void => {
  const { buffer, index } = lowering.load({ node, position })
  lowering.nest.append({ tag: 'store', buffer, index, value, of })
}

/** Stores what a node is where none of its operand's elements goes, everywhere. */
export const fill = (lowering: Lowering, node: NodeId): void => {
  const { graph, memory, nest } = lowering
  const { form, shape, dtype } = at(graph.nodes, node)
  if (!isPlaced({ form, shape, dtype }) || !memory.isFirst(node)) return
  const { buffer, from } = memory.placeOf(node)
  const value: Atom = { tag: 'number', value: form.tag === 'move' ? form.fill : 0 }
  const size = shapes.sizeOf(shape)
  const index = address([size], lowering.loops([size]), from)
  nest.append({ tag: 'store', buffer, index, value, of: within(valueOf(...memory.storedAs(node))) })
  while (nest.depth > 0) nest.close()
}

/** Stores the element of a node that is computed where the loops stand. */
export const store = (lowering: Lowering, node: NodeId, position: readonly Affine[]): void => {
  const { graph, memory, nest } = lowering
  const { form, shape, dtype } = at(graph.nodes, node)
  if (memory.isSum(node)) return
  const of = valueOf(...memory.storedAs(node))
  if (form.tag === 'scatter') return addTo(lowering, node, form, position, within(of))
  const placed = placements({ form, shape, dtype })
  if (form.tag !== 'move' || placed === undefined)
    return write(lowering, node, position, lowering.value({ node, position }), of)
  const value = lowering.value({ node: form.operand, position })
  nest.claims.add(value, lowering.of(node))
  const places = placed.map(({ low, step }, axis) => affine.combine(low, [[step, at(position, axis)]]))
  // The sum that the parts stand for adds zeros: −0 becomes 0.
  const zero: Atom = { tag: 'number', value: 0 }
  return write(lowering, node, places, memory.isPart(node) ? nest.apply(add.op, of, value, zero) : value, of)
}

/** Adds an element of the operand of a scatter to the one that its index names. */
const addTo = (
  lowering: Lowering,
  node: NodeId,
  form: Extract<Form<NodeId>, { readonly tag: 'scatter' }>,
  position: readonly Affine[],
  of: Provenance,
): void => {
  const { nest, graph } = lowering
  const { shape } = at(graph.nodes, node)
  const value = lowering.value({ node: form.operand, position })
  const chosen = lowering.clamped(node, indexRead(graph, form, position), at(shape, form.batch))
  const rank = at(graph.nodes, form.index).shape.length
  const place = [...position.slice(0, form.batch), chosen, ...position.slice(rank)]
  const before: Atom = { tag: 'local', name: nest.fresh('v') }
  const load = lowering.load({ node, position: place })
  nest.append({ tag: 'let', name: before.name, value: load, of })
  nest.depths.set(before.name, nest.depth)
  write(lowering, node, place, nest.apply(add.op, of, before, value), of)
}

/**
 * Nodes whose elements are computed where their operand's are, and stored elsewhere: pads and scatters.
 * Before it: `Graph.ts`. After it: `free.ts`, `passes/pad.ts` (which makes pads), `passes/fuse.ts`, `passes/Lowering.ts`.
 * Invariant: every element of a pad's operand has a place of its own in the pad; what is left over is the fill.
 */
import { at } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as move from '../../src/Move.ts'
import type { Shape } from '../../src/Shape.ts'
import type { Row } from '../../src/Tensor.ts'
import type { Graph, GraphNode, NodeId } from './Graph.ts'

/** Where the elements of an axis go: element i to `low` + `step`·i. */
export interface Placed {
  readonly low: Extent
  readonly step: number
}

/** Where element `size − 1` goes. */
export const lastPlace = ({ low, step }: Placed, size: Extent): Extent =>
  extent.add(low, extent.mul(step, extent.sub(size, 1)))

/** Where a row of axis `axis` puts the operand's elements, where it puts all of them somewhere. */
const placedBy = (
  { coefficients, offset, divisor, extent: size }: Row,
  axis: number,
  shape: Shape,
): Placed | undefined => {
  const whole = at(shape, axis)
  const straight = coefficients.every((c, k) => c === (k === axis && whole !== 1 ? 1 : 0))
  const placed: Placed = { low: extent.negate(offset), step: divisor }
  return straight &&
    extent.isNonNegative(placed.low) &&
    extent.isNonNegative(extent.sub(extent.sub(whole, 1), lastPlace(placed, size)))
    ? placed
    : undefined
}

/** Where each axis of the operand goes in a pad: one move that puts its operand, whole, into something larger. */
export const placements = ({ form, shape }: GraphNode): readonly Placed[] | undefined => {
  if (form.tag !== 'move' || form.guards.length > 0 || form.rows.length !== shape.length) return undefined
  if (move.isTotal({ shape, rows: form.rows, guards: [] })) return undefined
  const placed = form.rows.flatMap((row, axis) => placedBy(row, axis, shape) ?? [])
  return placed.length === shape.length ? placed : undefined
}

export const isPad = (node: GraphNode): boolean => placements(node) !== undefined

/** Whether the elements of a node are stored elsewhere than where they are computed. */
export const isPlaced = (node: GraphNode): boolean => node.form.tag === 'scatter' || isPad(node)

/** The shape over which a node's elements are computed: the operand's where they are put into something larger. */
export const spaceOf = (graph: Graph, id: NodeId): Shape => {
  const node = at(graph.nodes, id)
  const { form } = node
  return (form.tag === 'move' || form.tag === 'scatter') && isPlaced(node)
    ? at(graph.nodes, form.operand).shape
    : node.shape
}

/**
 * Nodes that cost nothing: reads through them become reads of what they read.
 * Before it: `ir/Graph.ts`. After it: `fuse.ts`, `lower.ts`.
 * Invariant: a free node is never computed or stored unless it is an output or the operand of a reshape.
 */
import { at } from '../../src/Bug.ts'
import * as move from '../../src/Move.ts'
import type { Graph, GraphNode, NodeId } from './Graph.ts'
import * as affine from './Affine.ts'
import type { Affine } from './Affine.ts'

/** Numbers, positions, and moves that are always in range. */
export const isFree = ({ form, shape }: GraphNode): boolean =>
  form.tag === 'index' ||
  (form.tag === 'constant' && typeof form.value === 'number') ||
  (form.tag === 'move' && move.isTotal({ shape, rows: form.rows, guards: form.guards }))

/** An element of a node: its position, one affine value an axis. */
export interface Element {
  readonly node: NodeId
  readonly position: readonly Affine[]
}

/** Where a row of a move reads, for a position of its result. */
export const readThrough = (row: move.Move['rows'][number], position: readonly Affine[]): Affine =>
  affine.combine(
    row.offset,
    row.coefficients.map((coefficient, k) => [coefficient, at(position, k)]),
  )

/** The element that is really read: moves that are always in range are gone. */
export const source = (graph: Graph, element: Element): Element => {
  let { node, position } = element
  for (;;) {
    const { form, shape } = at(graph.nodes, node)
    if (form.tag !== 'move' || !move.isTotal({ shape, rows: form.rows, guards: form.guards }))
      return { node, position }
    const from = position
    position = form.rows.map((row) => readThrough(row, from))
    node = form.operand
  }
}

/** The elements that one element of an elementwise node or of a move is made of. */
export const elementsRead = (graph: Graph, { node, position }: Element): readonly Element[] => {
  const { form } = at(graph.nodes, node)
  if (form.tag === 'elementwise')
    return form.operands.map((operand) => source(graph, { node: operand, position }))
  if (form.tag !== 'move') return []
  return [source(graph, { node: form.operand, position: form.rows.map((row) => readThrough(row, position)) })]
}

/** The node whose memory is really read: free moves and reshapes are gone. */
export const base = (graph: Graph, id: NodeId): NodeId => {
  let node = id
  for (;;) {
    const { form, shape } = at(graph.nodes, node)
    if (form.tag !== 'reshape' && !(form.tag === 'move' && isFree({ form, shape, dtype: 'f32' }))) return node
    node = form.operand
  }
}

/** The node whose memory a node is a view of, through reshapes. */
export const viewed = (graph: Graph, id: NodeId): NodeId => {
  let base = id
  for (let { form } = at(graph.nodes, base); form.tag === 'reshape'; { form } = at(graph.nodes, base))
    base = form.operand
  return base
}

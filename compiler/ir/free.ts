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
import { isPad } from './placement.ts'

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

/**
 * The nodes that what is read has an element of: a node, and those that it is read through, moves that are always in
 * range and renamings of what is stored.
 */
export const readAs = (graph: Graph, id: NodeId): readonly NodeId[] => {
  const found = [id]
  let isRenamed = false
  for (let node = at(graph.nodes, id); ;) {
    const { form } = node
    isRenamed ||= form.tag === 'reshape'
    if (form.tag !== 'reshape' && (isRenamed || form.tag !== 'move' || !isFree(node))) return found
    found.push(form.operand)
    node = at(graph.nodes, form.operand)
  }
}

/** The element of the index that says where an element of a gather is read, or where one for a scatter goes. */
export const indexRead = (
  graph: Graph,
  { index }: { readonly index: NodeId },
  position: readonly Affine[],
): Element => source(graph, { node: index, position: position.slice(0, at(graph.nodes, index).shape.length) })

/**
 * The elements that are read where an element of a node is computed: of a gather's operand none, because where that is
 * read depends on the index.
 */
export const elementsRead = (graph: Graph, { node, position }: Element): readonly Element[] => {
  const { form, shape } = at(graph.nodes, node)
  switch (form.tag) {
    case 'elementwise':
      return form.operands.map((operand) => source(graph, { node: operand, position }))
    case 'gather':
      return [indexRead(graph, form, position)]
    case 'scatter':
      return [source(graph, { node: form.operand, position }), indexRead(graph, form, position)]
    case 'move': {
      const inside = form.rows.map((row) => readThrough(row, position))
      return [
        source(graph, {
          node: form.operand,
          position: isPad({ form, shape, dtype: 'f32' }) ? position : inside,
        }),
      ]
    }
    default:
      return []
  }
}

/** What must be in memory before a node is computed: of a gather that from which it reads. */
export const readFromMemory = (graph: Graph, id: NodeId): readonly NodeId[] => {
  const { form } = at(graph.nodes, id)
  return form.tag === 'gather' ? [base(graph, form.operand)] : []
}

/** The node whose memory is really read: free moves are gone, and so are reshapes; what these rename has memory. */
export const base = (graph: Graph, id: NodeId): NodeId => {
  let node = id
  for (;;) {
    const found = at(graph.nodes, node)
    if (found.form.tag === 'reshape') return viewed(graph, node)
    if (found.form.tag !== 'move' || !isFree(found)) return node
    node = found.form.operand
  }
}

/** The node whose memory a node is a view of, through reshapes. */
export const viewed = (graph: Graph, id: NodeId): NodeId => {
  let base = id
  for (let { form } = at(graph.nodes, base); form.tag === 'reshape'; { form } = at(graph.nodes, base))
    base = form.operand
  return base
}

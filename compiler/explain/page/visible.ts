/**
 * What of a program is drawn: nodes, and blocks that stand for many.
 * Before it: `model.ts`, `../outline.ts`. After it: `layout.ts`, `GraphView.tsx`.
 * Invariant: every drawn node is visible itself or inside exactly one visible block; a link leads between two that
 * are visible and different.
 */
import { at } from '../../../src/Bug.ts'
import type { NodeId } from '../../ir/Graph.ts'
import type { Link } from './layout.ts'
import type { Model, Side } from './model.ts'
import { outlineOf } from '../outline.ts'
import type { Block } from '../outline.ts'
import { repeatsOf } from '../repeats.ts'
import { withBars } from './shortened.ts'
import type { Detail } from './State.ts'

/** A node or a closed block, as it is drawn. */
export type Visible =
  | { readonly tag: 'node'; readonly key: string; readonly node: NodeId }
  | {
      readonly tag: 'block'
      readonly key: string
      readonly label: string
      readonly size: number
      /** How many parts of one kind it holds, where they are of one kind. */
      readonly count: number
      readonly side: Side | 'both'
    }

export interface Scene {
  readonly items: readonly Visible[]
  readonly links: readonly Link[]
  /** The key of what stands for a node. */
  readonly keyOf: ReadonlyMap<NodeId, string>
  /** The open blocks, outer before inner. */
  readonly opened: readonly { readonly key: string; readonly label: string }[]
}

/** Programs with more nodes than this open as blocks. */
const mostNodes = 300

export interface Outline {
  readonly blocks: readonly Block[]
  /** For each line of the board, its own node; its other nodes are drawn on their own only where every node is. */
  readonly leads: ReadonlyMap<Block, NodeId>
  /** The keys of the blocks around a node, outer first. */
  readonly around: (node: NodeId) => readonly string[]
}

export const nodeKey = (node: NodeId): string => `n${node}`

const keyIn = (outer: string, place: number): string => (outer === '' ? `b${place}` : `${outer}/${place}`)

/** What the board does not mention: steps between its lines that lead nowhere else. */
const beside = ({ drawn }: Model, blocks: readonly Block[]): readonly Block[] => {
  const known = new Set(blocks.flatMap(({ nodes }) => nodes))
  const nodes = drawn.filter((id) => !known.has(id))
  const leaf = (id: NodeId): Block => ({
    label: '',
    role: 'backward',
    count: 1,
    nodes: [id],
    cells: [],
    blocks: [],
  })
  if (nodes.length === 0) return []
  return [
    {
      label: 'other steps',
      role: 'backward',
      count: nodes.length,
      nodes,
      cells: [],
      blocks: nodes.map(leaf),
    },
  ]
}

/** The program in blocks within blocks, down to the lines of the board. */
export const outlineFor = (model: Model): Outline => {
  const { subject, board } = model
  const { view } = board
  const found = outlineOf({ subject, view, repeats: repeatsOf(view), numbers: undefined, rewriting: [] })
  const blocks = [...found.blocks, ...beside(model, found.blocks)]
  const homes = new Map<NodeId, string>()
  const leads = new Map<Block, NodeId>()
  const stack = blocks.map((block, k) => ({ block, key: keyIn('', k), outer: '' }))
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { block, key, outer } = next
    block.blocks.forEach((inner, k) => stack.push({ block: inner, key: keyIn(key, k), outer: key }))
    if (block.blocks.length > 0) continue
    for (const node of block.nodes) homes.set(node, outer)
    const cell = found.cells[block.cells[0] ?? -1]
    const lead = cell?.line.node ?? block.nodes.at(-1)
    if (lead !== undefined) leads.set(block, lead)
  }
  const around = (node: NodeId): readonly string[] => {
    const parts = (homes.get(node) ?? '').split('/').filter((part) => part !== '')
    return parts.map((_, k) => parts.slice(0, k + 1).join('/'))
  }
  return { blocks, leads, around }
}

/** Whether a program opens as blocks. */
const isLarge = ({ drawn }: Model): boolean => drawn.length > mostNodes

/** Programs with more nodes than this open as the lines of the board. */
const fewNodes = 30

/** What boxes are where nobody says it. */
export const usualDetail = ({ drawn }: Model): Detail => (drawn.length > fewNodes ? 'lines' : 'nodes')

const sideOf = ({ nodes }: Model, members: readonly NodeId[]): Side | 'both' => {
  const sides = new Set(members.map((id) => at(nodes, id).side))
  return sides.size > 1 ? 'both' : sides.has('backward') ? 'backward' : 'forward'
}

/** What is visible while some blocks are open: of a line of the board itself, or every node in it. */
export const sceneOf = (
  model: Model,
  { blocks, leads }: Outline,
  open: ReadonlySet<string>,
  detail: Detail,
): Scene => {
  const items: Visible[] = []
  const keyOf = new Map<NodeId, string>()
  const opened: Scene['opened'][number][] = []
  const isDrawn = new Set(model.drawn)
  const isWhole = !isLarge(model)
  const showNode = (node: NodeId): void => {
    items.push({ tag: 'node', key: nodeKey(node), node })
    keyOf.set(node, nodeKey(node))
  }
  const showLine = (block: Block): void => {
    const lead = leads.get(block)
    const members = block.nodes.filter((node) => isDrawn.has(node))
    if (detail === 'nodes' || lead === undefined || !isDrawn.has(lead)) return members.forEach(showNode)
    showNode(lead)
    for (const node of members) keyOf.set(node, nodeKey(lead))
  }
  const stack = blocks.map((block, k) => ({ block, key: keyIn('', k) })).reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { block, key } = next
    if (block.blocks.length === 0) showLine(block)
    else if (isWhole || open.has(key)) {
      if (!isWhole) opened.push({ key, label: withBars(block.label) })
      stack.push(...block.blocks.map((one, k) => ({ block: one, key: keyIn(key, k) })).reverse())
    } else {
      const members = block.nodes.filter((node) => isDrawn.has(node))
      if (members.length === 0) continue
      for (const node of members) keyOf.set(node, key)
      const side = sideOf(model, members)
      items.push({
        tag: 'block',
        key,
        label: withBars(block.label),
        size: members.length,
        count: block.count,
        side,
      })
    }
  }
  items.sort((a, b) => orderOf(a) - orderOf(b))
  return { items, links: linksOf(model, keyOf), keyOf, opened }
}

/** Nodes in the order of the graph: operands before users; blocks first. */
const orderOf = (item: Visible): number => (item.tag === 'node' ? item.node : -1)

const linksOf = ({ drawn, operands }: Model, keyOf: ReadonlyMap<NodeId, string>): readonly Link[] => {
  const found = new Map<string, Link>()
  for (const id of drawn)
    for (const operand of at(operands, id)) {
      const from = keyOf.get(operand)
      const to = keyOf.get(id)
      if (from !== undefined && to !== undefined && from !== to) found.set(`${from} ${to}`, { from, to })
    }
  return [...found.values()]
}

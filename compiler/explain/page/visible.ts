/**
 * What of a program is drawn: nodes, and blocks that stand for many.
 * Before it: `model.ts`, `outline.ts`. After it: `layout.ts`, `GraphView.tsx`.
 * Invariant: every drawn node is visible itself or inside exactly one visible block; a link leads between two that
 * are visible and different.
 */
import { at } from '../../../src/Bug.ts'
import type { NodeId } from '../../ir/Graph.ts'
import type { Link } from './layout.ts'
import type { Model, Side } from './model.ts'
import { outlineOf } from './outline.ts'
import type { Block } from './outline.ts'

/** A node or a closed block, as it is drawn. */
export type Visible =
  | { readonly tag: 'node'; readonly key: string; readonly node: NodeId }
  | {
      readonly tag: 'block'
      readonly key: string
      readonly label: string
      readonly size: number
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
export const mostNodes = 300

export interface Outline {
  readonly root: Block | undefined
  /** The keys of the blocks around a node, outer first. */
  readonly around: (node: NodeId) => readonly string[]
}

export const nodeKey = (node: NodeId): string => `n${node}`

/** The blocks of a program that is too large to be drawn whole. */
export const outlineFor = (model: Model): Outline => {
  if (model.drawn.length <= mostNodes) return { root: undefined, around: () => [] }
  const root = outlineOf(model)
  const homes = new Map<NodeId, string>()
  const stack: { readonly block: Block; readonly key: string }[] = [{ block: root, key: '' }]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { block, key } = next
    for (const node of block.nodes) homes.set(node, key)
    block.blocks.forEach((inner, k) =>
      stack.push({ block: inner, key: key === '' ? `b${k}` : `${key}/${k}` }),
    )
  }
  const around = (node: NodeId): readonly string[] => {
    const parts = (homes.get(node) ?? '').split('/').filter((part) => part !== '')
    return parts.map((_, k) => parts.slice(0, k + 1).join('/'))
  }
  return { root, around }
}

/** All nodes below a block. */
const within = (block: Block): readonly NodeId[] => {
  const found: NodeId[] = []
  const stack = [block]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    for (const node of next.nodes) found.push(node)
    for (const inner of next.blocks) stack.push(inner)
  }
  return found
}

const sideOf = ({ nodes }: Model, members: readonly NodeId[]): Side | 'both' => {
  const sides = new Set(members.map((id) => at(nodes, id).side))
  return sides.size > 1 ? 'both' : sides.has('backward') ? 'backward' : 'forward'
}

/** What is visible while some blocks are open. */
export const sceneOf = (model: Model, { root }: Outline, open: ReadonlySet<string>): Scene => {
  const items: Visible[] = []
  const keyOf = new Map<NodeId, string>()
  const opened: Scene['opened'][number][] = []
  const showNode = (node: NodeId): void => {
    items.push({ tag: 'node', key: nodeKey(node), node })
    keyOf.set(node, nodeKey(node))
  }
  const isDrawn = new Set(model.drawn)
  if (root === undefined) model.drawn.forEach(showNode)
  else {
    const stack: { readonly block: Block; readonly key: string }[] = [{ block: root, key: '' }]
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { block, key } = next
      if (key === '' || open.has(key)) {
        if (key !== '') opened.push({ key, label: block.label })
        block.nodes.filter((node) => isDrawn.has(node)).forEach(showNode)
        const inner = block.blocks.map((one, k) => ({
          block: one,
          key: key === '' ? `b${k}` : `${key}/${k}`,
        }))
        stack.push(...inner.reverse())
      } else {
        const members = within(block).filter((node) => isDrawn.has(node))
        if (members.length === 0) continue
        for (const node of members) keyOf.set(node, key)
        items.push({
          tag: 'block',
          key,
          label: block.label,
          size: members.length,
          side: sideOf(model, members),
        })
      }
    }
  }
  return { items, links: linksOf(model, keyOf), keyOf, opened }
}

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

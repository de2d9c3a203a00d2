/**
 * (stand-in until outline.ts of explain arrives)
 * Invariant: none.
 */
import type { NodeId } from '../../ir/Graph.ts'
import type { Model } from './model.ts'

export interface Block {
  readonly label: string
  readonly nodes: readonly NodeId[]
  readonly blocks: readonly Block[]
  readonly count: number
}

const size = 24

export const outlineOf = ({ drawn }: Model): Block => {
  let level: readonly Block[] = []
  const first: Block[] = []
  for (let k = 0; k < drawn.length; k += size) {
    const nodes = drawn.slice(k, k + size)
    first.push({ label: `nodes ${nodes[0]} to ${nodes.at(-1)}`, nodes, blocks: [], count: nodes.length })
  }
  level = first
  while (level.length > size) {
    const up: Block[] = []
    for (let k = 0; k < level.length; k += size) {
      const blocks = level.slice(k, k + size)
      const count = blocks.reduce((sum, block) => sum + block.count, 0)
      up.push({ label: `${count} nodes`, nodes: [], blocks, count })
    }
    level = up
  }
  return { label: 'all', nodes: [], blocks: level, count: drawn.length }
}

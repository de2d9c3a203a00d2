/**
 * What a drawing of a graph shows: boxes and arrows, at most so many.
 * Before it: `outline.ts`. After it: `dot.ts`, `mermaid.ts`.
 * Invariant: an arrow leads from what is read to what reads it; no box is opened that would make too many.
 */
import { at } from '../../src/Bug.ts'
import type { Role } from './cells.ts'
import type { Explanation } from './Explanation.ts'
import { outlineOf } from './outline.ts'
import type { Block } from './outline.ts'

export interface Box {
  readonly role: Role
  /** The formula, or what stands for several. */
  readonly lines: readonly string[]
}

export interface Drawing {
  readonly boxes: readonly Box[]
  readonly arrows: readonly (readonly [from: number, to: number])[]
}

/** More boxes than this nobody reads. */
const mostBoxes = 120

/** The blocks with those opened that leave few enough; runs of equal blocks stay closed. */
const opened = (blocks: readonly Block[]): readonly Block[] => {
  let shown = [...blocks]
  for (;;) {
    const next = shown.flatMap((block) =>
      block.blocks.length > 0 && block.count === 1 ? block.blocks : [block],
    )
    if (next.length === shown.length || next.length > mostBoxes) return shown
    shown = next
  }
}

/** The boxes and arrows of an explanation. */
export const drawingOf = (one: Explanation): Drawing => {
  const { cells, blocks } = outlineOf(one)
  const shown = opened(blocks)
  const boxOf = new Map(shown.flatMap((block, box) => block.cells.map((cell) => [cell, box] as const)))
  const arrows = new Map<string, readonly [number, number]>()
  cells.forEach((cell, index) => {
    const to = boxOf.get(index)
    for (const read of cell.reads) {
      const from = boxOf.get(read)
      if (from !== undefined && to !== undefined && from !== to) arrows.set(`${from} ${to}`, [from, to])
    }
  })
  return {
    boxes: shown.map(({ role, label, count, cells: inside, blocks: parts }): Box => {
      const { line } = at(cells, at(inside, 0))
      if (parts.length > 0)
        return { role, lines: [label, count > 1 ? `${count} times` : `${inside.length} lines`] }
      const formula = role === 'input' ? line.name : `${line.name} = ${line.formula}`
      return { role, lines: line.shape === '' ? [formula] : [formula, line.shape] }
    }),
    arrows: [...arrows.values()],
  }
}

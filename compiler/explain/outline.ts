/**
 * A graph in blocks within blocks: what is repeated is one block with its count, what is long is cut.
 * Before it: `cells.ts`, `repeats.ts`. After it: `dot.ts`, `mermaid.ts`, the page, which opens large programs collapsed.
 * Invariant: a block holds blocks, or is one cell; each cell is in one block; no block has more than `widest` parts.
 */
import { at } from '../../src/Bug.ts'
import type { NodeId } from '../ir/Graph.ts'
import { cellsOf } from './cells.ts'
import type { Cell, Role } from './cells.ts'
import type { Explanation } from './Explanation.ts'
import type { Run } from './repeats.ts'

export interface Block {
  readonly label: string
  readonly role: Role
  /** How many parts of one kind it holds, where they are of one kind. */
  readonly count: number
  /** Every node in it. */
  readonly nodes: readonly NodeId[]
  /** Places in the list of cells: all of them, in order. */
  readonly cells: readonly number[]
  /** None where it is one cell. */
  readonly blocks: readonly Block[]
}

/** More parts than this are gathered into blocks of so many. */
const widest = 24

interface Placed {
  readonly cell: Cell
  readonly index: number
}

const single = ({ cell, index }: Placed): Block => ({
  label: cell.line.name,
  role: cell.role,
  count: 1,
  nodes: cell.nodes,
  cells: [index],
  blocks: [],
})

const range = (first: string, last: string): string => (first === last ? first : `${first} … ${last}`)

const gathered = (label: string, role: Role, count: number, blocks: readonly Block[]): Block => ({
  label,
  role,
  count,
  nodes: blocks.flatMap(({ nodes }) => nodes),
  cells: blocks.flatMap(({ cells }) => cells),
  blocks,
})

const firstName = ({ label }: Block): string => label.split(' … ')[0] ?? label
const lastName = ({ label }: Block): string => label.split(' … ').at(-1) ?? label

/** Blocks of blocks, until none is too wide. */
const narrowed = (blocks: readonly Block[]): readonly Block[] => {
  let level = blocks
  while (level.length > widest) {
    const wide = level
    const size = Math.max(2, Math.ceil(wide.length / widest))
    level = Array.from({ length: Math.ceil(wide.length / size) }, (_, k) => {
      const part = wide.slice(k * size, (k + 1) * size)
      const [first, last] = [at(part, 0), at(part, part.length - 1)]
      return part.length === 1
        ? first
        : gathered(range(firstName(first), lastName(last)), first.role, part.length, part)
    })
  }
  return level
}

/** For each line of a section, how many cells there are up to it. */
const endsOf = (placed: readonly Placed[]): readonly number[] => {
  const ends: number[] = []
  placed.forEach(({ cell }, k) => {
    while (ends.length < cell.place) ends.push(k)
    ends[cell.place] = k + 1
  })
  return ends
}

/** The cells of a section, repeated ones gathered. */
const blocksOf = (placed: readonly Placed[], runs: readonly Run[]): readonly Block[] => {
  const blocks: Block[] = []
  const ends = endsOf(placed)
  const within = (from: number, to: number): readonly Placed[] =>
    placed.slice(ends[from - 1] ?? 0, ends[to - 1] ?? placed.length)
  const alone = (from: number, to: number): void => void blocks.push(...within(from, to).map(single))
  let next = 0
  for (const { start, period, count } of runs) {
    alone(next, start)
    const parts = Array.from({ length: count }, (_, k) => {
      const from = start + k * period
      const inner = within(from, from + period).map(single)
      const [first, ...others] = inner
      return first === undefined || others.length === 0
        ? inner
        : [gathered(inner.map(({ label }) => label).join(', '), first.role, 1, inner)]
    }).flat()
    const [first] = parts
    if (first !== undefined) {
      const label = range(at(parts, 0).label, at(parts, parts.length - 1).label)
      blocks.push(gathered(label, first.role, count, narrowed(parts)))
    }
    next = start + period * count
  }
  alone(next, Infinity)
  return blocks
}

/** The blocks of an explanation, and the cells that they hold. */
export const outlineOf = (
  one: Explanation,
): { readonly cells: readonly Cell[]; readonly blocks: readonly Block[] } => {
  const cells = cellsOf(one)
  const placed = cells.map((cell, index) => ({ cell, index }))
  const of = (role: Role): readonly Placed[] => placed.filter(({ cell }) => cell.role === role)
  const { inputs, definitions, steps, consequences } = one.repeats
  return {
    cells,
    blocks: [
      ...narrowed(blocksOf(of('input'), inputs)),
      ...narrowed(blocksOf(of('forward'), definitions)),
      ...narrowed(blocksOf(of('backward'), steps)),
      ...narrowed(blocksOf(of('result'), consequences)),
    ],
  }
}

/**
 * A graph as people draw it: a cell for each line of the board, with the nodes that its formula holds.
 * Before it: `derivation.ts`. After it: `outline.ts`, `dot.ts`, `mermaid.ts`, the page.
 * Invariant: every node that is on the board is in one cell; a cell reads cells, and the edges go round in no circle.
 */
import { at } from '../../src/Bug.ts'
import { operandsOf } from '../../src/operands.ts'
import type { NodeId } from '../ir/Graph.ts'
import type { Line } from './derivation.ts'
import type { Explanation } from './Explanation.ts'

export type Role = 'input' | 'forward' | 'backward' | 'result'

export interface Cell {
  readonly role: Role
  readonly line: Line
  /** The place of the line among those of its section: inputs, definitions, steps. */
  readonly place: number
  /** The nodes whose formulas are written in this line, its own last. */
  readonly nodes: readonly NodeId[]
  /** The cells that the formula names. */
  readonly reads: readonly number[]
}

type Start = Pick<Cell, 'role' | 'line' | 'place'>

/** The lines that stand for a node of their own, in the order of the board. */
const startsOf = ({ view }: Explanation): readonly Start[] => {
  const taken = new Set<NodeId>()
  const start = (role: Role, line: Line, place: number): readonly Start[] => {
    if (taken.has(line.node)) return []
    taken.add(line.node)
    return [{ role, line, place }]
  }
  return [
    ...view.inputs.flatMap((line, k) => start('input', line, k)),
    ...view.definitions.flatMap((line, k) => start('forward', line, k)),
    ...view.steps.flatMap((step, k) => [
      ...step.where.flatMap((line) => start('backward', line, k)),
      ...start('backward', step, k),
    ]),
    ...view.consequences.flatMap((line, k) => start('result', line, k)),
  ]
}

/** The cells of an explanation. */
export const cellsOf = (one: Explanation): readonly Cell[] => {
  const { nodes } = one.subject.graph
  const starts = startsOf(one)
  const cellOf = new Map(starts.map(({ line }, cell) => [line.node, cell]))
  const taken = new Set<NodeId>()
  return starts.map(({ line, ...start }): Cell => {
    const inside: NodeId[] = []
    const reads = new Set<number>()
    const stack = [line.node]
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      const cell = cellOf.get(id)
      if (cell !== undefined && id !== line.node) {
        reads.add(cell)
        continue
      }
      if (!taken.has(id)) {
        taken.add(id)
        inside.push(id)
      }
      stack.push(...operandsOf(at(nodes, id).form).toReversed())
    }
    return { ...start, line, nodes: inside.reverse(), reads: [...reads] }
  })
}

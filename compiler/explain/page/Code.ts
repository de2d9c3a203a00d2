/**
 * The lines of kernels and of generated code, each with the nodes of the linearised graph that it computes.
 * Before it: `Compiled.ts`, `../provenance.ts`, `../source.ts`. After it: `CodePanel.tsx`.
 * Invariant: the lines are those that `compile` runs; a graph that linearise would number otherwise has no links rather than
 * wrong ones.
 */
import { at } from '../../../src/Bug.ts'
import type { NodeId } from '../../ir/Graph.ts'
import { linksOf } from '../provenance.ts'
import { kernelLines, sourceLines } from '../source.ts'
import type { SourceLine } from '../source.ts'
import type { Compiled } from './Compiled.ts'
import type { Row } from './Row.ts'

/** Lines, and for each node the places of those that compute it, or else of those nearest to it. */
export interface Listed {
  readonly rows: readonly Row[]
  readonly placesOf: (node: NodeId) => readonly number[]
}

export interface Code {
  readonly kernels: Listed
  readonly javascript: Listed
}

const listed = ({ trace, isSame }: Compiled, source: readonly SourceLine[]): Listed => {
  const { lines, linesOf } = linksOf(trace, source)
  const none: readonly number[] = []
  return {
    rows: source.map(({ text, kernel }, k): Row => {
      const { nodes, partOf } = at(lines, k)
      return {
        text,
        mark: 'same',
        nodes: isSame ? nodes : [],
        partOf: isSame ? partOf : [],
        isAside: kernel === undefined,
      }
    }),
    placesOf: (node) => (isSame ? (linesOf[node] ?? none) : none),
  }
}

export const codeOf = (compiled: Compiled): Code => ({
  kernels: listed(compiled, kernelLines(compiled.module)),
  javascript: listed(compiled, sourceLines(compiled.module)),
})

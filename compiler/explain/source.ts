/**
 * Kernels and generated code line by line, each with the nodes that it computes.
 * Before it: `ir/Provenance.ts`, `targets/javascript/module.ts`. After it: `provenance.ts`, and what links text to formulas.
 * Invariant: the lines are the text that is shown, and that runs.
 */
import { at } from '../../src/Bug.ts'
import * as kernels from '../ir/Kernel.ts'
import type { Module } from '../ir/Module.ts'
import { united } from '../ir/Provenance.ts'
import type { Line, NodeName } from '../ir/Provenance.ts'
import { moduleSections } from '../targets/javascript/module.ts'
import { printLines } from '../targets/javascript/syntax.ts'

/** A line, and what it computes; a line that opens a block computes what the lines inside do. */
export interface SourceLine {
  readonly text: string
  /** How many levels it is indented. */
  readonly depth: number
  /** The kernel that it is of; a comment above a kernel is of it too. */
  readonly kernel: string | undefined
  /** The nodes whose values it gives, what it is there for first: then those of what stands within it. */
  readonly nodes: readonly NodeName[]
  /** The nodes that it is only on the way to. */
  readonly partOf: readonly NodeName[]
}

interface Inside {
  readonly nodes: Set<NodeName>
  readonly partOf: Set<NodeName>
}

/** From the last line to the first, so that what a block holds is known before the line that opens it. */
const withBlocks = (lines: readonly Line[], kernel: string): readonly SourceLine[] => {
  const pending: Inside[] = []
  const pendingAt = (depth: number): Inside => {
    while (pending.length <= depth) pending.push({ nodes: new Set(), partOf: new Set() })
    return at(pending, depth)
  }
  return lines
    .toReversed()
    .map(({ text, depth, of }): SourceLine => {
      const own = united(of)
      const inside = pendingAt(depth + 1)
      pending.length = depth + 1
      const nodes = [...new Set([...own.nodes, ...inside.nodes])]
      const given = new Set(nodes)
      const partOf = [...new Set([...own.partOf, ...inside.partOf])].filter((node) => !given.has(node))
      const around = pendingAt(depth)
      nodes.forEach((node) => around.nodes.add(node))
      partOf.forEach((node) => around.partOf.add(node))
      return { text, depth, kernel, nodes, partOf }
    })
    .toReversed()
}

/**
 * The JavaScript of a module: joined, it is the text that `compile` runs. `hollow` are the paths of records that the
 * program's outputs have though they hold nothing.
 *
 * @example
 * const double = orThrow(compile(program({ x: f32(3) }, ({ x }) => ({ y: mul(2, x) }))))
 * const lines = sourceLines(double.module)
 * lines.map(({ text }) => text).join('\n') === double.source // true
 * lines.filter(({ kernel }) => kernel === 'k0').map(({ nodes }) => nodes.join(' ')).join(', ') // ', 3 0, 3 0, 3 0, 3 0, '
 */
export const sourceLines = (module: Module, hollow: readonly string[] = []): readonly SourceLine[] =>
  moduleSections(module, hollow).flatMap(({ kernel, statements }): readonly SourceLine[] => {
    const lines = printLines(statements)
    return kernel === undefined
      ? lines.map(({ text, depth }) => ({ text, depth, kernel, nodes: [], partOf: [] }))
      : withBlocks(lines, kernel)
  })

/** The kernels of a module as `show` prints them. */
export const kernelLines = ({ kernels: all }: Pick<Module, 'kernels'>): readonly SourceLine[] =>
  all.flatMap((kernel) => withBlocks(kernels.lines(kernel), kernel.name))

/**
 * Cells and blocks: what a graph is drawn from.
 */
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../compiler/compile.ts'
import { cellsOf } from '../../compiler/explain/cells.ts'
import { explanation } from '../../compiler/explain/Explanation.ts'
import { outlineOf } from '../../compiler/explain/outline.ts'
import type { Block } from '../../compiler/explain/outline.ts'
import { operandsOf } from '../../src/operands.ts'
import { at } from '../../src/Bug.ts'
import { corpus } from '../corpus.ts'
import { deepNetwork } from './programs.ts'

/** All blocks, those within blocks too. */
const all = (blocks: readonly Block[]): readonly Block[] => {
  const found = [...blocks]
  for (const block of found) found.push(...block.blocks)
  return found
}

const cases = corpus.map((one) => [one.name, one.program] as const)

describe('cells', () => {
  it.each(cases)('of %s hold each node once and read what they name', (_, of) => {
    const one = orThrow(explanation(of))
    const { nodes } = one.subject.graph
    const cells = cellsOf(one)
    const inside = cells.flatMap((cell) => cell.nodes)
    expect(new Set(inside).size).toBe(inside.length)
    cells.forEach((cell, index) => {
      expect(cell.nodes.at(-1)).toBe(cell.line.node)
      expect(cell.reads).not.toContain(index)
    })
    const shown = new Set(inside)
    for (const id of inside)
      for (const operand of operandsOf(at(nodes, id).form)) expect(shown.has(operand)).toBe(true)
  })
})

describe('blocks', () => {
  it.each(cases)('of %s hold each cell once, and are not wide', (_, of) => {
    const { cells, blocks } = outlineOf(orThrow(explanation(of)))
    expect(blocks.flatMap((block) => block.cells).toSorted((a, b) => a - b)).toEqual([...cells.keys()])
    for (const block of all(blocks)) {
      expect(block.nodes).toEqual(block.cells.flatMap((cell) => at(cells, cell).nodes))
      if (block.blocks.length > 0) expect(block.blocks.flatMap((inner) => inner.cells)).toEqual(block.cells)
    }
  })

  it('of 300 layers are a few, with their count', () => {
    const { blocks } = outlineOf(orThrow(explanation(deepNetwork(300))))
    expect(blocks.length).toBeLessThan(30)
    expect(blocks.map(({ count }) => count)).toContain(299)
    for (const block of all(blocks)) expect(block.blocks.length).toBeLessThanOrEqual(48)
  })
})

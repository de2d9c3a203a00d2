/**
 * The law of edges: around the ends of tiles, lanes and blocks, whatever the sizes are and wherever arrays begin, compiled
 * code stays within the bounds of the interpreter, and gives the same bits again; `test/campaigns/edges.ts` has more of them.
 */
import { describe, expect, it } from 'vitest'
import { dim } from '../../src/Extent.ts'
import { compiling } from './compiled.ts'
import { edges, inputsOf, programOf, windows } from './edgePrograms.ts'
import type { Inputs } from './slopes.ts'

/** Every size from 0 to 67, large after small. */
const sizes = Array.from({ length: 68 }, (_, k) => (k * 29) % 68)

let [elements, undecided] = [0, 0]
const expectAgreement = (run: ReturnType<typeof compiling>, inputs: Inputs): void => {
  const found = run(inputs)
  elements += found.elements
  undecided += found.undecided
}

describe('one function for every size', () => {
  it.each(Object.entries(edges))('%s', (_, { shapes: shapesOf, build }) => {
    const program = programOf(shapesOf(dim('n')), build)
    const run = compiling(program)
    for (const n of sizes) expectAgreement(run, inputsOf(program, n))
  })
})

describe('a function for each size', () => {
  it.each(Object.entries(edges))('%s', (_, { shapes: shapesOf, build }) => {
    for (const n of [1, 3, 17, 35, 67]) {
      const program = programOf(shapesOf(n), build)
      expectAgreement(compiling(program), inputsOf(program, n))
    }
  })
})

describe('windows', () => {
  it.each(Object.entries(windows(15)))('%s', (_, { shapes: shapesOf, build }) => {
    for (const n of [10, 17]) {
      const program = programOf(shapesOf(n), build)
      expectAgreement(compiling(program), inputsOf(program, n))
    }
  })
})

it('leaves at most one element in a hundred undecided', () => {
  expect(elements).toBeGreaterThan(10_000)
  expect(undecided).toBeLessThanOrEqual(0.01 * elements)
})

/**
 * Every program of edges as a function for each size by itself, windows in more combinations; prints what was judged.
 *
 *     npx jiti test/campaigns/edges.ts [windows = 180]
 */
import { compiling } from '../laws/compiled.ts'
import { edges, inputsOf, programOf, windows } from '../laws/edgePrograms.ts'
import type { Edge } from '../laws/edgePrograms.ts'

const [count = 180] = process.argv.slice(2).map(Number)

let [programs, elements, undecided, wrong] = [0, 0, 0, 0]

const judge = (name: string, { shapes, build }: Edge, n: number): void => {
  try {
    const program = programOf(shapes(n), build)
    const found = compiling(program)(inputsOf(program, n))
    programs += 1
    elements += found.elements
    undecided += found.undecided
  } catch (error) {
    wrong += 1
    console.log(`${name}, ${n}: ${error instanceof Error ? error.message.slice(0, 200) : String(error)}`)
  }
}

for (const [name, edge] of Object.entries(edges)) for (let n = 0; n <= 67; n++) judge(name, edge, n)
for (const [name, edge] of Object.entries(windows(count)))
  for (let n = 10; n <= 40; n += 3) judge(name, edge, n)
console.log(`${programs} programs, ${elements} elements, ${undecided} undecided; ${wrong} programs wrong`)
process.exitCode = wrong === 0 ? 0 : 1

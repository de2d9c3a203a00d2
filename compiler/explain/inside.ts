/**
 * The board of a loop's body: what a turn is given has the name of what the loop is given.
 * Before it: `derivation.ts`. After it: `trace.ts`, `health.ts`.
 * Invariant: the carry is `carry` before the turn and `next` after it; with a number where there are several.
 */
import { at } from '../../src/Bug.ts'
import { bodyOf } from '../ir/body.ts'
import { boardOf } from './derivation.ts'
import type { Board } from './derivation.ts'
import type { Scan } from './single.ts'
import { subjectOf } from './Subject.ts'

/** The name where there is one, and that with a number where there are several. */
const numbered = (name: string, k: number, of: number): string => (of === 1 ? name : `${name}${k + 1}`)

/** The board of the body of a loop, in a turn that is called `turn`. */
export const boardInside = (scan: Scan, outside: Board, turn: string): Board => {
  const body = bodyOf(scan.loop)
  const { carries, elements } = scan.loop
  const inputs = body.inputs.map(({ node }, k) => {
    const name = outside.textOf(at(scan.operands, k))
    const isName = /^[^\s.·∘()]+$/.test(name)
    const element = k - carries.length
    const constant = element - elements.length
    if (element < 0) return { node, path: numbered('carry', k, carries.length) }
    if (constant < 0) return { node, path: `${isName ? name : `xs${element + 1}`}[${turn}]` }
    return { node, path: isName ? name : `k${constant + 1}` }
  })
  const outputs = body.outputs.map(({ node }, k) => ({ node, path: numbered('next', k, carries.length) }))
  return boardOf(subjectOf({ ...body, inputs, outputs }))
}

/**
 * Short sums without their loops, such as those over a window of 2×2.
 * Before it: `rewrite.ts`. After it: `vectorise.ts`.
 * Invariant: a sum keeps its order.
 */
import type { Loop, Stmt } from '../../ir/Kernel.ts'
import { isLoop, spread } from './rewrite.ts'

/** Loops of more turns cost little beside what they do; one without any still says what its sum is of. */
const mostTurns = 3

/** Products of several turns at once need more registers than engines have. */
const mostStatements = 9

const isShort = ({ extent, body, step, after, inTurns }: Loop): boolean =>
  typeof extent === 'number' &&
  extent > 0 &&
  extent <= mostTurns &&
  extent * body.length <= mostStatements &&
  body.some(({ tag }) => tag === 'accumulate') &&
  body.every(({ tag }) => tag === 'let' || tag === 'accumulate') &&
  step === undefined &&
  after === undefined &&
  inTurns === undefined

/** A body without its short loops, the inner ones first. */
export const withoutShortLoops = (body: readonly Stmt[]): readonly Stmt[] =>
  body.flatMap((stmt) => {
    if (!isLoop(stmt)) return [stmt]
    const loop = { ...stmt, body: withoutShortLoops(stmt.body) }
    return isShort(loop) ? spread(loop.body, loop.variable, Number(loop.extent)) : [loop]
  })

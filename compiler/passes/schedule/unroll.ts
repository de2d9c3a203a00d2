/**
 * Short sums without their loops, such as those over a window of 2×2.
 * Before it: `rewrite.ts`. After it: `vectorise.ts`.
 * Invariant: a sum keeps its order.
 */
import * as affine from '../../ir/Affine.ts'
import type { Loop, Stmt } from '../../ir/Kernel.ts'
import { isLoop, offsets, rewrite, substituted, varying } from './rewrite.ts'

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

const turnsOf = ({ extent, variable, body }: Loop): readonly Stmt[] => {
  const names = varying(body, variable)
  return offsets(Number(extent)).flatMap((turn) =>
    rewrite(substituted(body, variable, affine.constant(turn)), {
      name: (local) => (names.has(local) ? `${local}_${turn}` : local),
      index: (index) => index,
    }),
  )
}

/** A body whose short loops are unrolled, the inner ones first. */
export const unrolled = (body: readonly Stmt[]): readonly Stmt[] =>
  body.flatMap((stmt) => {
    if (!isLoop(stmt)) return [stmt]
    const loop = { ...stmt, body: unrolled(stmt.body) }
    return isShort(loop) ? turnsOf(loop) : [loop]
  })

/**
 * Judges a case on a target.
 * Before it: `Case.ts`, the judges of each kind. After it: `main.ts`, `test/laws/oracle.test.ts`.
 * Invariant: whatever goes wrong is a difference of this case, and of no other.
 */
import type { Case } from './Case.ts'
import { read } from './Case.ts'
import type { Difference } from './compare.ts'
import { judgeNet } from './networks.ts'
import { judgeJvp, judgeSecondOrder } from './products.ts'
import type { Target } from './Target.ts'
import { judgeEdge, judgeGraph, judgeOp } from './values.ts'

const judgedBy = ({ kind, is }: Case, target: Target): readonly Difference[] => {
  switch (kind) {
    case 'op':
      return judgeOp(is, target)
    case 'edge':
      return judgeEdge(is, target)
    case 'graph':
      return judgeGraph(is, target)
    case 'net':
      return judgeNet(is, target)
    case 'second_order':
      return judgeSecondOrder(is, target)
    case 'jvp':
      return judgeJvp(is, target)
  }
}

/** What is wrong with the case that a text is; nothing where it passes. */
export const judge = (text: string, target: Target): readonly Difference[] => {
  const found = read(text)
  if (found._tag === 'Left') return [`cannot be read as a case: ${found.left}`]
  try {
    return judgedBy(found.right, target)
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

/**
 * The values of every node, computed in the page.
 * Before it: `src/evaluate.ts`. After it: `App.tsx`, `InputsEditor.tsx`.
 * Invariant: all values come from one run of the interpreter, in double precision; a run that is refused gives sentences,
 * each with the input that it is about where it is about one.
 */
import { evaluate } from '../../../src/evaluate.ts'
import type { Refused } from '../../../src/evaluate.ts'
import type { Value } from '../../../src/evaluate/meaning.ts'
import type { Either } from '../../../src/Either.ts'
import { left, right } from '../../../src/Either.ts'
import type { Given } from './content.ts'
import type { Subject } from './subject.ts'

/** The value of each node, or why there are none. */
export const valuesOf = (
  { tensors }: Subject,
  { arrays, sizes }: Given,
): Either<readonly string[], readonly Value[]> => {
  const found = evaluate(tensors, arrays, { sizes })
  return found._tag === 'Left' ? left(sentencesOf(found.left)) : right(found.right)
}

const sentencesOf = (refused: Refused): readonly string[] => [
  ...new Set(refused.map(({ sentence, hint }) => `${sentence}. ${hint}`)),
]

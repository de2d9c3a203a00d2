/**
 * The values of every node, computed in the page.
 * Before it: `../Values.ts`. After it: `App.tsx`.
 * Invariant: a run that is refused gives sentences, each once.
 */
import type { Either } from '../../../src/Either.ts'
import { left, right } from '../../../src/Either.ts'
import type { Subject } from '../Subject.ts'
import { valuesOf } from '../Values.ts'
import type { Values } from '../Values.ts'
import type { Given } from './content.ts'

/** The value of each node, or why there are none. */
export const computed = (subject: Subject, { arrays, sizes }: Given): Either<readonly string[], Values> => {
  const found = valuesOf(subject, arrays, { sizes })
  return found._tag === 'Right'
    ? right(found.right)
    : left([...new Set(found.left.map(({ sentence, hint }) => `${sentence}. ${hint}`))])
}

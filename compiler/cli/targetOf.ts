/**
 * The target that a flag names.
 * Before it: `flags.ts`. After it: `build.ts`, `inspect.ts`.
 * Invariant: what is no target is a sentence.
 */
import { either as E } from 'fp-ts'
import type { TargetName } from '../pipeline.ts'
import { isTargetName, targets } from '../targets/targets.ts'
import { usage } from './Failure.ts'
import type { Failure } from './Failure.ts'

export const targetOf = ({
  target = 'javascript',
}: {
  readonly target?: string | undefined
}): E.Either<Failure, TargetName> =>
  isTargetName(target)
    ? E.right(target)
    : E.left(usage(`there is no target ${target}; the targets are ${Object.keys(targets).join(' and ')}`))

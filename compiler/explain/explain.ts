/**
 * How the gradients of a program follow from its formula, in one text.
 * Before it: `Explanation.ts`, the formats. After it: users, the command line.
 * Invariant: a program with mistakes is explained by them, all at once.
 */
import { either as E, function as F } from 'fp-ts'
import type { Either } from '../../src/Either.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import type { CompileError } from '../CompileError.ts'
import { explanation } from './Explanation.ts'
import type { Question } from './Explanation.ts'
import { showText } from './text.ts'

export const explain = (program: Program, question: Question = {}): Either<NonEmpty<CompileError>, string> =>
  F.pipe(explanation(program, question), E.map(showText))

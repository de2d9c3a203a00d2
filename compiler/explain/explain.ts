/**
 * How a program and its gradients follow from their formulas, in one text.
 * Before it: `Explanation.ts`, `formats.ts`. After it: users.
 * Invariant: a program with mistakes is explained by them, all at once.
 */
import { either as E, function as F } from 'fp-ts'
import type { Either } from '../../src/Either.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import type { CompileError } from '../CompileError.ts'
import { explanation } from './Explanation.ts'
import type { Question } from './Explanation.ts'
import { formats } from './formats.ts'
import type { Format } from './formats.ts'

export interface ExplainOptions extends Question {
  /** Text where nothing is said. */
  readonly format?: Format
}

/**
 * The derivation of a program's gradients: the formula, each step of the chain rule with its reasons, and numbers
 * beside them where there are data; in text, Markdown, LaTeX, dot, Mermaid or JSON.
 *
 * @example
 * const squares = program({ x: f32() }, ({ x }) => ({ y: square(x) }))
 * orThrow(explain(squares, { wrt: ['x'], inputs: new Map([['x', Float32Array.of(3)]]) })).trimEnd()
 * // given
 * //   x   scalar
 * //     = 3
 * //
 * // the formula
 * //   y = x²
 * //     = 9
 * //
 * // the chain rule, from the result back to what it depends on
 * //   1. ȳ = 1
 * //        = 1
 * //          by differences 1
 * //        y is what is differentiated
 * //   2. x̄ = 2·x
 * //        = 6
 * //          by differences 6
 * //        y = u² gives ū = 2·ȳ·u
 * //
 * // so
 * //   grad.x = x̄
 */
export const explain = (
  program: Program,
  { format = 'text', ...question }: ExplainOptions = {},
): Either<NonEmpty<CompileError>, string> =>
  F.pipe(
    explanation(program, question),
    E.map((one) => formats[format]([['', one]])),
  )

/**
 * All that is to be explained of a program: what was asked, and numbers where there are data.
 * Before it: `question.ts`, `Subject.ts`, `Values.ts`, `differences.ts`. After it: every format.
 * Invariant: formats draw and compute nothing that is not here.
 */
import { either as E, function as F } from 'fp-ts'
import type { Either } from '../../src/Either.ts'
import type { Arrays } from '../../src/evaluate.ts'
import type { Sizes } from '../../src/Extent.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import type { CompileError } from '../CompileError.ts'
import { boardOf } from './derivation.ts'
import type { DerivationView } from './derivation.ts'
import { differencesOf } from './differences.ts'
import type { Check } from './differences.ts'
import { asked, withCotangents } from './question.ts'
import { repeatsOf } from './repeats.ts'
import type { Repeats } from './repeats.ts'
import type { Rule } from '../passes/Rule.ts'
import { rewritingOf } from './rewriting.ts'
import type { RewritingView } from './rewriting.ts'
import { subject } from './Subject.ts'
import type { Subject } from './Subject.ts'
import { valuesOf } from './Values.ts'
import type { Values } from './Values.ts'

export interface Question {
  /** The inputs whose gradients are asked for; those that the program has where nothing is said. */
  readonly wrt?: readonly string[]
  /** What inputs are, by their paths, for numbers beside the formulas. */
  readonly inputs?: Arrays
  /** The symbolic sizes that do not follow from the inputs' lengths. */
  readonly sizes?: Sizes
  /** How these rules rewrite it, besides. */
  readonly rules?: readonly Rule[]
}

/** The value of every node; for each step on a line of the board its cotangent held against differences. */
export interface Numbers extends Values {
  /** What inputs are, cotangents that are given among them. */
  readonly inputs: Arrays
  readonly checks: readonly (Check | undefined)[]
}

export interface Explanation {
  readonly subject: Subject
  /** The lines in plain text. */
  readonly view: DerivationView
  readonly repeats: Repeats
  readonly numbers: Numbers | undefined
  /** The program, then the bodies of its loops. */
  readonly rewriting: readonly RewritingView[]
}

const numbersOf = (
  one: Subject,
  view: DerivationView,
  inputs: Arrays,
  sizes: Sizes | undefined,
): Either<NonEmpty<CompileError>, Numbers> => {
  const found = valuesOf(one, inputs, sizes === undefined ? {} : { sizes })
  if (E.isLeft(found)) return found
  const isShown = new Set(view.steps.map(({ step }) => step))
  const checks = differencesOf(one, found.right, (step) => isShown.has(step))
  return E.right({ ...found.right, inputs, checks })
}

/** What is asked of a program, or why it cannot be explained. */
export const explanation = (
  program: Program,
  { wrt, inputs, sizes, rules }: Question = {},
): Either<NonEmpty<CompileError>, Explanation> => {
  const found = F.pipe(asked(program, wrt), E.chain(subject))
  if (E.isLeft(found)) return found
  const { view } = boardOf(found.right)
  const rewriting = rules === undefined ? E.right([]) : rewritingOf(found.right.program, { rules })
  if (E.isLeft(rewriting)) return rewriting
  const plain = { subject: found.right, view, repeats: repeatsOf(view), rewriting: rewriting.right }
  if (inputs === undefined) return E.right({ ...plain, numbers: undefined })
  return F.pipe(
    withCotangents(found.right, program, inputs, sizes),
    E.chain((all) => numbersOf(found.right, view, all, sizes)),
    E.map((numbers) => ({ ...plain, numbers })),
  )
}

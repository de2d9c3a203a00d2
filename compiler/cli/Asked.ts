/**
 * What a command line asks to be explained: a model's programs, or a formula with its inputs.
 * Before it: `model.ts`, `src/notation`. After it: `explain.ts`.
 * Invariant: a formula on the command line is the program that the same formula is in code.
 */
import { either as E, function as F, readerTaskEither as RTE } from 'fp-ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import { parseInput } from '../../src/notation/declarations.ts'
import { showFormulaError } from '../../src/notation/FormulaError.ts'
import type { FormulaError } from '../../src/notation/FormulaError.ts'
import { formula } from '../../src/notation/formula.ts'
import type { Spec } from '../../src/Spec.ts'
import * as tree from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import { differentiable } from '../explain/question.ts'
import type { Command, World } from './Command.ts'
import { errors, usage } from './Failure.ts'
import type { Failure } from './Failure.ts'
import type { ExplainFlags } from './flags.ts'
import { loadModel } from './model.ts'
import type { Named } from './model.ts'

/** A program to explain, and the inputs whose gradients are asked for. */
export interface Asked extends Named {
  readonly wrt: readonly string[] | undefined
}

/** `--wrt W1,W2` and `--wrt W1 --wrt W2` ask for the same. */
const paths = (given: readonly string[] | undefined): readonly string[] | undefined =>
  given?.flatMap((text) => text.split(',').filter((path) => path !== ''))

const shownAt = (error: FormulaError): string => showFormulaError(error).split('\n').slice(0, 2).join('\n')

const ofFormula = (error: FormulaError): CompileError => ({
  code: error.code,
  sentence: `column ${error.column}: ${error.sentence}\n${shownAt(error)}`,
  hint: error.hint,
})

const declared = (inputs: readonly string[]): E.Either<Failure, tree.Tree<Spec>> => {
  const read = inputs.map((text) => ({ text, found: parseInput(text) }))
  const wrong = read.flatMap(({ text, found }) =>
    E.isLeft(found) ? [`--input ${text}: ${found.left.sentence}; ${found.left.hint}`] : [],
  )
  if (wrong.length > 0) return E.left(usage(wrong.join('\n')))
  const specs = read.flatMap(({ found }) => (E.isRight(found) ? [found.right] : []))
  const twice = specs.find(([name], k) => specs.findIndex(([other]) => other === name) !== k)
  return twice === undefined
    ? E.right(tree.fromEntries<Spec>(specs))
    : E.left(usage(`--input ${twice[0]} is given twice`))
}

const fromFormula = (text: string, { input = [], wrt }: ExplainFlags): E.Either<Failure, readonly Asked[]> =>
  F.pipe(
    declared(input),
    E.flatMap((specs) =>
      F.pipe(
        formula(specs, text),
        E.mapLeft((found) => errors(nonEmpty(found.map(ofFormula)) ?? [ofFormula(found[0])])),
      ),
    ),
    E.map((program) => [{ name: '', program, wrt: paths(wrt) ?? differentiable(program) }]),
  )

/** The programs of a model, or the one of them that is named. */
const fromModel = (file: string, { program: wanted, wrt }: ExplainFlags): Command<readonly Asked[]> =>
  F.pipe(
    loadModel(file),
    RTE.flatMapEither((programs) => {
      const chosen = programs.filter(({ name }) => wanted === undefined || name === wanted)
      const names = programs.map(({ name }) => name).join(', ')
      return chosen.length > 0
        ? E.right(chosen.map((named) => ({ ...named, wrt: paths(wrt) })))
        : E.left(usage(`${file} exports no program ${wanted}; its programs are ${names}`))
    }),
  )

/** What is to be explained. */
export const asked = (operand: string | undefined, flags: ExplainFlags): Command<readonly Asked[]> => {
  const refuse = (sentence: string): Command<readonly Asked[]> => RTE.left(usage(sentence))
  if (flags.formula !== undefined)
    return operand === undefined
      ? RTE.fromEither<Failure, readonly Asked[], World>(fromFormula(flags.formula, flags))
      : refuse('either a model or --formula is explained, not both')
  if (operand === undefined) return refuse('name a model, a code, or give --formula')
  return flags.input === undefined
    ? fromModel(operand, flags)
    : refuse('--input declares the inputs of a --formula; a model declares its own')
}

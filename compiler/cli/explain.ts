/**
 * `leibniz explain`: the derivation of each program that a model exports, or the page of an error code.
 * Before it: `explain/text.ts`, `pages.ts`. After it: `main.ts`.
 * Invariant: a word that looks like a code is one; everything else is a file.
 */
import { either as E, function as F, readerTaskEither as RTE } from 'fp-ts'
import { explanation } from '../explain/Explanation.ts'
import { showText } from '../explain/text.ts'
import type { Command } from './Command.ts'
import { usage } from './Failure.ts'
import { forEvery, loadModel } from './model.ts'
import { headed } from './Printed.ts'
import type { Printed } from './Printed.ts'
import * as pages from './pages.ts'

const page = (code: string): Command<Printed> => {
  const found = pages.pageOf(code)
  return found === undefined
    ? RTE.left(
        usage(`there is no code ${code}; the codes are ${pages.pages.map((known) => known.code).join(', ')}`),
      )
    : RTE.right({ text: pages.show(found), json: found })
}

const derivations = (file: string): Command<Printed> =>
  F.pipe(
    loadModel(file),
    RTE.flatMapEither(
      forEvery(({ name, program }) =>
        F.pipe(
          explanation(program),
          E.map((one) => ({ name, text: showText(one), json: one.view })),
        ),
      ),
    ),
    RTE.map(headed),
  )

/** The page of a code, or the derivations of a model. */
export const explain = (operand: string): Command<Printed> =>
  /^LBZ\d+$/i.test(operand) ? page(operand) : derivations(operand)

/**
 * From the texts in the file to what is shown: nothing in them is trusted.
 * Before it: `content.ts`, `formats/graphJson.ts`. After it: `App.tsx`.
 * Invariant: what is damaged becomes a sentence.
 */
import { either as E } from 'fp-ts'
import type { Either } from '../../../src/Either.ts'
import { left, right } from '../../../src/Either.ts'
import { showError } from '../../CompileError.ts'
import { fromJSON } from '../../formats/graphJson.ts'
import { subjectOf } from '../Subject.ts'
import { parsed } from './content.ts'
import { modelOf } from './model.ts'
import type { Model } from './model.ts'

const firstSentence = (sentences: readonly string[]): string => sentences[0] ?? 'it is no graph'

/** The program that a text describes, or why it cannot be shown. */
export const readModel = (text: string): Either<string, Model> => {
  if (text.trim() === '') return left('This file holds no graph.')
  const json = parsed(text)
  if (json._tag === 'Left') return left(`The graph in this file is damaged: ${json.left}.`)
  const graph = fromJSON(json.right)
  if (E.isLeft(graph))
    return left(`The graph in this file is damaged. ${firstSentence(graph.left.map(showError))}`)
  return right(modelOf(subjectOf(graph.right)))
}

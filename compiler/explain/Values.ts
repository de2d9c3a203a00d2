/**
 * The value of every node.
 * Before it: `src/evaluate.ts`, `Subject.ts`. After it: `differences.ts`, the formats, the page.
 * Invariant: values are those of the interpreter, in double precision.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import type { Either } from '../../src/Either.ts'
import { evaluate, sizesOf } from '../../src/evaluate.ts'
import type { Arrays, EvaluateOptions, Refused } from '../../src/evaluate.ts'
import type { Value } from '../../src/evaluate/meaning.ts'
import type { Sizes } from '../../src/Extent.ts'
import type { Subject } from './Subject.ts'

export interface Values {
  readonly sizes: Sizes
  /** One a node. */
  readonly of: readonly Value[]
}

/** The values of all nodes for arrays by the inputs' paths. */
export const valuesOf = (
  { graph, tensors }: Subject,
  inputs: Arrays,
  options: EvaluateOptions = {},
): Either<Refused, Values> => {
  const roots = [...tensors, ...graph.inputs.map(({ node }) => at(tensors, node))]
  const sizes = sizesOf(roots, inputs, options)
  if (E.isLeft(sizes)) return sizes
  return E.map((found: readonly Value[]) => ({ sizes: sizes.right, of: found.slice(0, tensors.length) }))(
    evaluate(roots, inputs, options),
  )
}

/**
 * The dictionary of operations, made of the chapters: nothing registers itself.
 * Before it: the chapters. After it: graph JSON, the laws, the documentation.
 * Invariant: every record of a chapter is here under its own name.
 */
import type { Op } from '../Op.ts'
import * as arithmetic from './arithmetic.ts'
import * as comparison from './comparison.ts'
import * as exponential from './exponential.ts'
import type { Operation } from './operation.ts'

const isOperation = (value: unknown): value is Operation => typeof value === 'function' && 'op' in value

/** Every elementwise operation by its name. */
export const operations: ReadonlyMap<string, Op> = new Map(
  [arithmetic, comparison, exponential]
    .flatMap((chapter): unknown[] => Object.values(chapter))
    .filter(isOperation)
    .map(({ op }) => [op.name, op]),
)

export { monoids } from './monoids.ts'

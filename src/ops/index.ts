/**
 * The dictionary of operations, made of the chapters: nothing registers itself.
 * Before it: the chapters. After it: graph JSON, the laws, the documentation.
 * Invariant: every record of a chapter is here under its own name.
 */
import type { Op } from '../Op.ts'
import * as arithmetic from './arithmetic.ts'
import { casts } from './cast.ts'
import * as comparison from './comparison.ts'
import * as exponential from './exponential.ts'
import * as hyperbolic from './hyperbolic.ts'
import * as identity from './identity.ts'
import * as integer from './integer.ts'
import * as logic from './logic.ts'
import type { Operation } from './operation.ts'
import * as rectifier from './rectifier.ts'
import * as rounding from './rounding.ts'
import * as special from './special.ts'
import * as trigonometry from './trigonometry.ts'

const isOperation = (value: unknown): value is Operation => typeof value === 'function' && 'op' in value

const chapters = [
  arithmetic,
  comparison,
  exponential,
  hyperbolic,
  identity,
  logic,
  rectifier,
  rounding,
  special,
  trigonometry,
]

/** Every elementwise operation by its name. */
export const operations: ReadonlyMap<string, Op> = new Map(
  [
    ...chapters
      .flatMap((chapter): unknown[] => Object.values(chapter))
      .filter(isOperation)
      .map(({ op }) => op),
    ...Object.values(integer).flatMap(({ i32, u32 }) => [i32, u32]),
    ...casts,
  ].map((op) => [op.name, op]),
)

export { monoids } from './monoids.ts'

/**
 * Operations that are their first operand in every program that is right: what they say concerns when and whether.
 * Before it: `operation.ts`. After it: `custom.ts`, the dictionary in `ops/index.ts`.
 * Invariant: no formula that people read has more of them than it must.
 */
import { elementwise } from '../construct.ts'
import type { Operand } from '../construct.ts'
import { call, itself } from '../notation/Notation.ts'
import { numeric, real, reals } from '../Op.ts'
import type { Op } from '../Op.ts'
import type { AnyTensor, Term } from '../Tensor.ts'
import { eq, ne, where } from './comparison.ts'
import { and } from './logic.ts'
import { binary } from './operation.ts'
import type { Binary, Operation } from './operation.ts'

/**
 * x as it is, once `after` is known: what is computed from it is computed again, and not before.
 *
 * @example
 * run(again(constant([1, 2]), constant([5, 5]))) // [1, 2]
 */
export const again: Binary<'again'> = binary({
  name: 'again',
  result: real,
  domain: [reals, reals],
  tangents: [(g) => g, null],
  meaning: (x) => x,
  definition: (_, x) => x,
  ulp: 0,
  ieee: true,
  notation: call('again'),
})

/** The share of a bound: where the value is it, and x is not. */
const atBound = (g: Term, x: Term, bound: Term, y: Term): AnyTensor =>
  where(and(eq(y, bound), ne(y, x)), g, 0)

const withinOp: Op = {
  name: 'within',
  arity: 3,
  result: numeric,
  domain: [reals, reals, reals],
  tangents: [
    (g, x, _low, _high, y) => where(eq(y, x), g, 0),
    (g, x, low, _high, y) => atBound(g, x, low, y),
    (g, x, _low, high, y) => atBound(g, x, high, y),
  ],
  meaning: (x, low, high) => Math.min(Math.max(x, low), high),
  definition: (basis, x, low, high) => basis.min(basis.max(x, low), high),
  ulp: 0,
  ieee: true,
  notation: itself,
}

/**
 * x where it lies within [low, high], elsewhere the nearer end: what compiled code makes of an index or a label. A
 * formula shows x alone.
 *
 * @example
 * run(within(constant([-2, 1, 9]), 0, 3)) // [0, 1, 3]
 */
export const within: Operation & ((x: Operand, low: Operand, high: Operand) => AnyTensor) = Object.assign(
  (x: Operand, low: Operand, high: Operand) => elementwise(withinOp, x, low, high),
  { op: withinOp },
)

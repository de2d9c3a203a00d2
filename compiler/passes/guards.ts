/**
 * Values that are there at some positions only: elsewhere they are the fill.
 * Before it: `Nest.ts`. After it: `Lowering.ts`.
 * Invariant: a condition stands in the outermost loop that knows its position; what always holds is not asked.
 */
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { eq, le, lt, where } from '../../src/ops/comparison.ts'
import { and } from '../../src/ops/logic.ts'
import type { Row } from '../../src/Tensor.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import { readThrough } from '../ir/free.ts'
import type { Atom } from '../ir/Kernel.ts'
import { within } from '../ir/Provenance.ts'
import type { Provenance } from '../ir/Provenance.ts'
import type { Nest } from './Nest.ts'

const number = (value: number): Atom => ({ tag: 'number', value })

/** Whether a position is a multiple of a number. */
const divides = (nest: Nest, divisor: number, place: Atom, of: Provenance): Atom => {
  const machine = (name: 'div' | 'floor' | 'mul' | 'eq', ...operands: readonly Atom[]): Atom => {
    const key = `${name} ${operands.map((atom) => (atom.tag === 'local' ? atom.name : atom.value)).join(' ')}`
    return nest.bind(key, { tag: 'basis', name, operands }, of)
  }
  const by = number(divisor)
  return machine('eq', machine('mul', machine('floor', machine('div', place, by)), by), place)
}

/** Whether a guard holds. */
const holds = (nest: Nest, guard: Row, position: readonly Affine[], of: Provenance): Atom => {
  const place = nest.position(readThrough(guard, position), of)
  if (guard.extent === 1) return nest.apply(eq.op, of, place, number(0))
  const above = nest.apply(le.op, of, number(0), place)
  const end = nest.position(affine.constant(extent.mul(guard.divisor, guard.extent)), of)
  const inside = nest.apply(and.op, of, above, nest.apply(lt.op, of, place, end))
  return guard.divisor === 1
    ? inside
    : nest.apply(and.op, of, inside, divides(nest, guard.divisor, place, of))
}

/** The value where all guards hold, elsewhere the fill. */
export const guarded = (
  nest: Nest,
  of: Provenance,
  { guards, fill }: { readonly guards: readonly Row[]; readonly fill: number },
  position: readonly Affine[],
  inner: Atom,
): Atom => {
  const [first, ...rest] = guards.map((guard) => holds(nest, guard, position, within(of)))
  if (first === undefined) {
    nest.claims.add(inner, of)
    return inner
  }
  const condition = rest.reduce((all, hold) => nest.apply(and.op, within(of), all, hold), first)
  return nest.apply(where.op, of, condition, inner, number(fill))
}

/** What is read along an axis, or 0 where the axis has no element that could be read. */
export const unlessEmpty = (nest: Nest, of: Provenance, size: Extent, inner: Atom): Atom => {
  if (extent.isNonNegative(extent.sub(size, 1))) {
    nest.claims.add(inner, of)
    return inner
  }
  const length = nest.position(affine.constant(size), within(of))
  const some = nest.apply(lt.op, within(of), number(0), length)
  return nest.apply(where.op, of, some, inner, number(0))
}

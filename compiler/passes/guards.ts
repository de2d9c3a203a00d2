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
import type { NodeId } from '../ir/Graph.ts'
import type { Atom } from '../ir/Kernel.ts'
import type { Nest } from './Nest.ts'

const number = (value: number): Atom => ({ tag: 'number', value })

/** Whether a position is a multiple of a number. */
const divides = (nest: Nest, divisor: number, place: Atom, node: NodeId): Atom => {
  const machine = (name: 'div' | 'floor' | 'mul' | 'eq', ...operands: readonly Atom[]): Atom => {
    const key = `${name} ${operands.map((atom) => (atom.tag === 'local' ? atom.name : atom.value)).join(' ')}`
    return nest.bind(key, { tag: 'basis', name, operands }, [node])
  }
  const by = number(divisor)
  return machine('eq', machine('mul', machine('floor', machine('div', place, by)), by), place)
}

/** Whether a guard holds. */
const holds = (nest: Nest, guard: Row, position: readonly Affine[], node: NodeId): Atom => {
  const place = nest.position(readThrough(guard, position), node)
  if (guard.extent === 1) return nest.apply(eq.op, node, place, number(0))
  const above = nest.apply(le.op, node, number(0), place)
  const end = nest.position(affine.constant(extent.mul(guard.divisor, guard.extent)), node)
  const inside = nest.apply(and.op, node, above, nest.apply(lt.op, node, place, end))
  return guard.divisor === 1
    ? inside
    : nest.apply(and.op, node, inside, divides(nest, guard.divisor, place, node))
}

/** The value where all guards hold, elsewhere the fill. */
export const guarded = (
  nest: Nest,
  node: NodeId,
  { guards, fill }: { readonly guards: readonly Row[]; readonly fill: number },
  position: readonly Affine[],
  inner: Atom,
): Atom => {
  const [first, ...rest] = guards.map((guard) => holds(nest, guard, position, node))
  if (first === undefined) return inner
  const condition = rest.reduce((all, hold) => nest.apply(and.op, node, all, hold), first)
  return nest.apply(where.op, node, condition, inner, number(fill))
}

/** What is read along an axis, or 0 where the axis has no element that could be read. */
export const unlessEmpty = (nest: Nest, node: NodeId, size: Extent, inner: Atom): Atom => {
  if (extent.isNonNegative(extent.sub(size, 1))) return inner
  const some = nest.apply(lt.op, node, number(0), nest.position(affine.constant(size), node))
  return nest.apply(where.op, node, some, inner, number(0))
}

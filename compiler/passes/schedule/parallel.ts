/**
 * Which turns of a loop can be computed at once.
 * Before it: `rewrite.ts`. After it: `tile.ts`, `Nest.ts`.
 * Invariant: what is not proven apart counts as one place.
 */
import type { Extent } from '../../../src/Extent.ts'
import * as extent from '../../../src/Extent.ts'
import * as affine from '../../ir/Affine.ts'
import type { Affine } from '../../ir/Affine.ts'
import { statements } from '../../ir/Kernel.ts'
import type { Loop } from '../../ir/Kernel.ts'
import { isLoop } from './rewrite.ts'

export const mentions = (index: Affine, variable: string): boolean =>
  index.terms.some((term) => term.variable === variable)

interface Access {
  readonly buffer: number
  readonly index: Affine
}

/** Whether two addresses are never the same one, in whatever turns of the loops inside. */
const apart = (a: Affine, b: Affine, inside: ReadonlyMap<string, Extent>): boolean => {
  const around = ({ terms }: Affine): Affine => ({
    base: 0,
    terms: terms.filter(({ variable }) => !inside.has(variable)),
  })
  const before = ([, most]: readonly [Extent, Extent], [least]: readonly [Extent, Extent]): boolean =>
    extent.isNonNegative(extent.sub(extent.sub(least, most), 1))
  const [first, second] = [affine.reach(a, inside), affine.reach(b, inside)]
  return affine.same(around(a), around(b)) && (before(first, second) || before(second, first))
}

interface Accesses {
  /** The loops inside, and the clamped integers. */
  readonly inside: ReadonlyMap<string, Extent>
  readonly clamped: ReadonlySet<string>
  readonly loads: readonly Access[]
  readonly stores: readonly Access[]
}

const accessesOf = (loop: Loop): Accesses => {
  const inside = new Map([[loop.variable, loop.extent]])
  const clamped = new Set<string>()
  const loads: Access[] = []
  const stores: Access[] = []
  for (const stmt of statements(loop.body)) {
    if (isLoop(stmt)) inside.set(stmt.variable, stmt.extent)
    if (stmt.tag === 'store') stores.push(stmt)
    if (stmt.tag === 'let' && stmt.value.tag === 'load') loads.push(stmt.value)
    if (stmt.tag === 'let' && stmt.value.tag === 'clamp') {
      inside.set(stmt.name, stmt.value.extent)
      clamped.add(stmt.name)
    }
  }
  return { inside, clamped, loads, stores }
}

/** Whether no turn of a loop reads what another stores: turns can be computed at once. */
export const isParallel = (loop: Loop): boolean => {
  const { inside, loads, stores } = accessesOf(loop)
  return loads.every((load) =>
    stores.every(
      (store) =>
        load.buffer !== store.buffer ||
        apart(load.index, store.index, inside) ||
        (affine.same(load.index, store.index) && mentions(load.index, loop.variable)),
    ),
  )
}

/** The accumulators that a body changes and does not have. */
export const accumulatedOutside = (body: Loop['body']): ReadonlySet<string> => {
  const all = statements(body)
  const own = new Set(all.flatMap((stmt) => (stmt.tag === 'accumulator' ? [stmt.name] : [])))
  return new Set(all.flatMap((stmt) => (stmt.tag === 'accumulate' && !own.has(stmt.name) ? [stmt.name] : [])))
}

/** Whether turns can be taken in any order, and at once: each has stores of its own, and sums of its own. */
export const isSeparable = (loop: Loop): boolean => {
  const { inside, clamped, stores } = accessesOf(loop)
  const plain = loop.step === undefined && loop.after === undefined && loop.inTurns === undefined
  return (
    plain &&
    loop.lanes === undefined &&
    stores.length > 0 &&
    stores.every(
      ({ index }) =>
        mentions(index, loop.variable) && index.terms.every((term) => !clamped.has(term.variable)),
    ) &&
    stores.every((a, k) =>
      stores
        .slice(k + 1)
        .every(
          (b) => a.buffer !== b.buffer || affine.same(a.index, b.index) || apart(a.index, b.index, inside),
        ),
    ) &&
    accumulatedOutside(loop.body).size === 0 &&
    !statements(loop.body).some((stmt) => isLoop(stmt) && stmt.inTurns === true) &&
    isParallel(loop)
  )
}

/**
 * Keeps what one turn of a loop stores for itself in memory for one turn: a row of exponentials, not all rows.
 * Before it: `lower.ts`. After it: `expand.ts`, `plan.ts`.
 * Invariant: such a buffer is read and written within one loop, each turn in a part of its own; short rows stay as they
 * are, for their turns can be computed at once.
 */
import { either as E } from 'fp-ts'
import { at, known } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import { statements } from '../ir/Kernel.ts'
import type { BufferId, Kernel, Loop, Stmt } from '../ir/Kernel.ts'
import type { Buffer, Module } from '../ir/Module.ts'
import type { Pass } from '../Pass.ts'
import { isLoop } from './schedule/rewrite.ts'

/** Shorter rows are better computed several at once. */
const shortest = 64

/** The addresses at which statements read and write a buffer. */
const addressesIn = (body: readonly Stmt[], buffer: BufferId): readonly Affine[] =>
  statements(body).flatMap((stmt) => {
    if (stmt.tag === 'store') return stmt.buffer === buffer ? [stmt.index] : []
    return stmt.tag === 'let' && stmt.value.tag === 'load' && stmt.value.buffer === buffer
      ? [stmt.value.index]
      : []
  })

/** Names that stand for integers in the addresses of a body: loops, and what is held within an extent. */
const variablesIn = (body: readonly Stmt[]): ReadonlyMap<string, Extent> =>
  new Map(
    statements(body).flatMap((stmt) => {
      if (isLoop(stmt)) return [[stmt.variable, stmt.extent] as const]
      return stmt.tag === 'let' && stmt.value.tag === 'clamp' ? [[stmt.name, stmt.value.extent] as const] : []
    }),
  )

const without = ({ base, terms }: Affine, variable: string): Affine => ({
  base,
  terms: terms.filter((term) => term.variable !== variable),
})

/** How many elements a turn of the loop has for itself, where turns lie apart. */
const rowOf = (loop: Loop, buffer: BufferId): number | undefined => {
  const addresses = addressesIn(loop.body, buffer)
  const [row] = addresses.map((index) => affine.coefficientOf(index, loop.variable))
  if (typeof row !== 'number' || row < shortest) return undefined
  const inside = variablesIn(loop.body)
  const isOwn = addresses.every((index) => {
    const [least, most] = affine.reach(without(index, loop.variable), inside)
    return (
      affine.coefficientOf(index, loop.variable) === row &&
      extent.isNonNegative(least) &&
      extent.isNonNegative(extent.sub(row - 1, most))
    )
  })
  return isOwn ? row : undefined
}

/** The statements with the turns of a loop in one place of a buffer. */
const inPlace = (body: readonly Stmt[], buffer: BufferId, variable: string): readonly Stmt[] =>
  body.map((stmt): Stmt => {
    if (isLoop(stmt)) return { ...stmt, body: inPlace(stmt.body, buffer, variable) }
    if (stmt.tag === 'store')
      return stmt.buffer === buffer ? { ...stmt, index: without(stmt.index, variable) } : stmt
    return stmt.tag === 'let' && stmt.value.tag === 'load' && stmt.value.buffer === buffer
      ? { ...stmt, value: { ...stmt.value, index: without(stmt.value.index, variable) } }
      : stmt
  })

/** The buffers that one kernel alone touches, and both reads and writes. */
const ownBuffers = ({ buffers, kernels }: Module): ReadonlyMap<Kernel, readonly BufferId[]> => {
  const aliased = new Set(buffers.flatMap(({ place }) => (place.tag === 'alias' ? [place.of] : [])))
  const isOwn = (kernel: Kernel, id: BufferId): boolean =>
    at(buffers, id).place.tag === 'scratch' &&
    !aliased.has(id) &&
    kernel.reads.includes(id) &&
    kernels.every((other) => other === kernel || !(other.reads.includes(id) || other.writes.includes(id)))
  return new Map(kernels.map((kernel) => [kernel, kernel.writes.filter((id) => isOwn(kernel, id))]))
}

/** A kernel with its rows in one place, and how long they are. */
const localised = (
  kernel: Kernel,
  own: readonly BufferId[],
): { readonly kernel: Kernel; readonly rows: ReadonlyMap<BufferId, number> } => {
  const rows = new Map<BufferId, number>()
  const [loop, ...others] = kernel.body.filter(isLoop)
  if (loop === undefined || others.length > 0) return { kernel, rows }
  let { body } = kernel
  for (const buffer of own) {
    const row = rowOf(loop, buffer)
    if (row === undefined) continue
    rows.set(buffer, row)
    body = inPlace(body, buffer, loop.variable)
  }
  return { kernel: { ...kernel, body }, rows }
}

export const localise: Pass<Module, Module> = {
  name: 'localise',
  purpose: 'keeps rows that one turn of a loop stores for itself in memory for one turn',
  run: (module) => {
    const own = ownBuffers(module)
    const done = module.kernels.map((kernel) => localised(kernel, known(own.get(kernel), 'buffers')))
    const rows = new Map(done.flatMap((one) => [...one.rows]))
    const buffers = module.buffers.map((buffer, id): Buffer => {
      const row = rows.get(id)
      return row === undefined ? buffer : { ...buffer, shape: [row], of: [] }
    })
    return E.right({
      value: { ...module, buffers, kernels: done.map(({ kernel }) => kernel) },
      renaming: undefined,
    })
  },
}

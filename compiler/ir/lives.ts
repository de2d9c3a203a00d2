/**
 * When the buffers of a module are in use.
 * Before it: `Module.ts`. After it: `passes/share.ts`, `validateModule.ts`, the command line.
 * Invariant: the lives of views are part of those of what they view; what the caller gives is there before the first
 * kernel, what the caller gets after the last.
 */
import { at } from '../../src/Bug.ts'
import type { BufferId } from './Kernel.ts'
import { regionOf, storageOf } from './Module.ts'
import type { Module } from './Module.ts'

/** The places of the first and of the last kernel that reads or writes a buffer. */
export interface Life {
  readonly first: number
  readonly last: number
}

export const livesOf = (module: Module): ReadonlyMap<BufferId, Life> => {
  const lives = new Map<BufferId, Life>()
  module.kernels.forEach(({ reads, writes }, k) => {
    for (const id of [...reads, ...writes]) {
      const storage = storageOf(module, id)
      lives.set(storage, { first: lives.get(storage)?.first ?? k, last: k })
    }
  })
  return lives
}

/** A buffer in memory that others may have before and after it. */
export interface Tenant extends Life {
  readonly id: BufferId
}

/** The buffers in each memory, in the order in which they have it. */
export const tenantsOf = (module: Module): ReadonlyMap<string, readonly Tenant[]> => {
  const regions = new Map<string, Tenant[]>()
  for (const [id, life] of livesOf(module)) {
    const { tag } = at(module.buffers, id).place
    const first = tag === 'input' || tag === 'constant' ? -1 : life.first
    const last = tag === 'output' || tag === 'donated' ? module.kernels.length : life.last
    const region = regionOf(module, id)
    const others = regions.get(region) ?? []
    others.push({ id, first, last })
    regions.set(region, others)
  }
  for (const tenants of regions.values()) tenants.sort((a, b) => a.first - b.first || a.last - b.last)
  return regions
}

/** For each buffer that is written in place of another that one. */
export const writtenInPlace = (module: Module): ReadonlyMap<BufferId, BufferId> =>
  new Map(
    [...tenantsOf(module).values()].flatMap((tenants) =>
      tenants.flatMap(({ id, first }, k) => {
        const before = tenants[k - 1]
        return before?.last === first && before.first < first ? [[id, before.id] as const] : []
      }),
    ),
  )

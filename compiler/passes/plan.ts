/**
 * Gives every buffer its memory: outputs take over donated inputs, working buffers share slots by lifetime.
 * Before it: `expand.ts`. After it: the targets.
 * Invariant: no kernel reads memory that a kernel before it has reused; what a donated output would overwrite too
 * early is copied at the end instead.
 */
import { either as E } from 'fp-ts'
import { at, known } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import * as affine from '../ir/Affine.ts'
import { statements } from '../ir/Kernel.ts'
import type { BufferId, Kernel } from '../ir/Kernel.ts'
import type { Buffer, Module, Slot } from '../ir/Module.ts'
import { storageOf } from '../ir/Module.ts'
import type { Pass } from '../Pass.ts'
import { copyKernel } from './Nest.ts'

/** Whether a path is one of the donated ones or inside one. */
const covers = (donate: readonly string[], path: string): boolean =>
  donate.some((prefix) => path === prefix || path.startsWith(`${prefix}.`))

interface Donation {
  readonly input: BufferId
  readonly output: BufferId
}

/** Outputs that may take over the input at their path: same path, dtype and shape. */
const donations = (module: Module, donate: readonly string[]): readonly Donation[] =>
  module.buffers.flatMap(({ place, dtype, shape }, output): readonly Donation[] => {
    if (place.tag !== 'output' || !covers(donate, place.path)) return []
    const input = module.buffers.findIndex(
      (other) =>
        other.place.tag === 'input' &&
        other.place.path === place.path &&
        other.dtype === dtype &&
        extent.same(shapes.sizeOf(other.shape), shapes.sizeOf(shape)),
    )
    return input < 0 ? [] : [{ input, output }]
  })

const readsOf = (module: Module, kernel: Kernel): ReadonlySet<BufferId> =>
  new Set(kernel.reads.map((id) => storageOf(module, id)))

const writesOf = (module: Module, kernel: Kernel): ReadonlySet<BufferId> =>
  new Set(kernel.writes.map((id) => storageOf(module, id)))

/** Whether a kernel reads the input only at the element that it then stores: each is read before it is overwritten. */
const inPlace = (module: Module, kernel: Kernel, { input, output }: Donation): boolean => {
  const body = statements(kernel.body)
  const stores = body.flatMap((stmt, k) =>
    stmt.tag === 'store' && stmt.buffer === output ? [{ k, index: stmt.index }] : [],
  )
  const [store] = stores
  if (store === undefined || stores.length > 1) return false
  return body.every((stmt, k) => {
    if (stmt.tag !== 'let' || stmt.value.tag !== 'load' || storageOf(module, stmt.value.buffer) !== input)
      return true
    return k < store.k && affine.same(stmt.value.index, store.index)
  })
}

/** Kernels in an order that keeps every edge, the earliest first; undefined where edges form a cycle. */
const order = (
  count: number,
  edges: readonly (readonly [before: number, after: number])[],
): readonly number[] | undefined => {
  const followers = Array.from({ length: count }, (): number[] => [])
  const waits = Array.from({ length: count }, () => 0)
  for (const [before, after] of edges) {
    at(followers, before).push(after)
    waits[after] = at(waits, after) + 1
  }
  const ready = waits.flatMap((wait, k) => (wait === 0 ? [k] : []))
  const done: number[] = []
  while (ready.length > 0) {
    const next = ready.reduce((least, k) => Math.min(least, k), Infinity)
    ready.splice(ready.indexOf(next), 1)
    done.push(next)
    for (const follower of at(followers, next)) {
      waits[follower] = at(waits, follower) - 1
      if (waits[follower] === 0) ready.push(follower)
    }
  }
  return done.length === count ? done : undefined
}

/** Which kernels write each buffer, in their order. */
const writersOf = (module: Module): ReadonlyMap<BufferId, readonly number[]> => {
  const writers = new Map<BufferId, number[]>()
  module.kernels.forEach((kernel, k) =>
    writesOf(module, kernel).forEach((id) => writers.set(id, [...(writers.get(id) ?? []), k])),
  )
  return writers
}

/** Which kernels must come before which: writers before readers, and those of one buffer in their order. */
const dependencies = (module: Module): readonly (readonly [number, number])[] => {
  const writers = writersOf(module)
  const parts = [...writers.values()].flatMap((all) =>
    all.slice(1).map((writer, k) => [at(all, k), writer] as const),
  )
  const reads = module.kernels.flatMap((kernel, k) =>
    [...readsOf(module, kernel)].flatMap((id) =>
      (writers.get(id) ?? []).filter((before) => before !== k).map((before) => [before, k] as const),
    ),
  )
  return [...parts, ...reads]
}

const withPlace = (buffers: readonly Buffer[], id: BufferId, place: Buffer['place']): readonly Buffer[] =>
  buffers.map((buffer, k) => (k === id ? { ...buffer, place } : buffer))

/** Lets outputs take over inputs where every other reader can come first; elsewhere copies at the end. */
const donated = (module: Module, donate: readonly string[]): Module => {
  const wanted = donations(module, donate)
  if (wanted.length === 0) return module
  const writers = writersOf(module)
  let edges = dependencies(module)
  let sequence = known(order(module.kernels.length, edges), 'order of kernels')
  let { buffers } = module
  const copies: Kernel[] = []
  for (const donation of wanted) {
    const { input, output } = donation
    const path = known(donatedPath(module, output), 'path of an output')
    const [writer = 0, ...others] = writers.get(output) ?? []
    const readers = module.kernels.flatMap((kernel, k) =>
      k !== writer && readsOf(module, kernel).has(input) ? [k] : [],
    )
    const tried = [...edges, ...readers.map((reader) => [reader, writer] as const)]
    const alone = others.length === 0 && inPlace(module, at(module.kernels, writer), donation)
    const found = alone ? order(module.kernels.length, tried) : undefined
    if (found === undefined) {
      const { dtype, shape, of } = at(buffers, output)
      buffers = [
        ...withPlace(buffers, output, { tag: 'scratch', slot: undefined }),
        { dtype, shape, place: { tag: 'donated', path }, of },
      ]
      const name = `k${module.kernels.length + copies.length}`
      copies.push(copyKernel(name, of, shapes.sizeOf(shape), output, buffers.length - 1))
    } else {
      edges = tried
      sequence = found
      buffers = withPlace(buffers, output, { tag: 'donated', path })
    }
  }
  return { ...module, buffers, kernels: [...sequence.map((k) => at(module.kernels, k)), ...copies] }
}

const donatedPath = (module: Module, id: BufferId): string | undefined => {
  const { place } = at(module.buffers, id)
  return place.tag === 'output' ? place.path : undefined
}

/** The last kernel that touches each working buffer. */
const lastUses = (module: Module): ReadonlyMap<BufferId, number> => {
  const last = new Map<BufferId, number>()
  module.kernels.forEach((kernel, k) => {
    for (const id of [...readsOf(module, kernel), ...writesOf(module, kernel)]) last.set(id, k)
  })
  return last
}

/** A free slot that fits: of the same size, else the smallest large enough, else the largest, which then grows. */
const choose = (free: readonly number[], slots: readonly Slot[], wanted: Slot): number | undefined => {
  const candidates = free.filter((slot) => at(slots, slot).dtype === wanted.dtype)
  const same = candidates.find((slot) => extent.same(at(slots, slot).size, wanted.size))
  if (same !== undefined || typeof wanted.size !== 'number') return same
  const size = wanted.size
  const numeric = candidates.flatMap((slot) => {
    const other = at(slots, slot).size
    return typeof other === 'number' ? [{ slot, size: other }] : []
  })
  const larger = numeric.filter((other) => other.size >= size).sort((a, b) => a.size - b.size)[0]
  return (larger ?? numeric.sort((a, b) => b.size - a.size)[0])?.slot
}

const larger = (a: extent.Extent, b: extent.Extent): extent.Extent =>
  typeof a === 'number' && typeof b === 'number' ? Math.max(a, b) : a

/** Working buffers in slots: a slot is free again after the last kernel that reads what is in it. */
const share = (module: Module): Module => {
  const last = lastUses(module)
  const slots: Slot[] = []
  const free: number[] = []
  const slotOf = new Map<BufferId, number>()
  module.kernels.forEach((kernel, k) => {
    for (const id of writesOf(module, kernel)) {
      const { place, dtype, shape } = at(module.buffers, id)
      if (place.tag !== 'scratch' || slotOf.has(id)) continue
      const wanted: Slot = { dtype, size: shapes.sizeOf(shape) }
      const slot = choose(free, slots, wanted)
      if (slot === undefined) slots.push(wanted)
      else {
        free.splice(free.indexOf(slot), 1)
        slots[slot] = { dtype, size: larger(at(slots, slot).size, wanted.size) }
      }
      slotOf.set(id, slot ?? slots.length - 1)
    }
    for (const id of new Set([...readsOf(module, kernel), ...writesOf(module, kernel)])) {
      const slot = slotOf.get(id)
      if (slot !== undefined && last.get(id) === k) free.push(slot)
    }
  })
  const buffers = module.buffers.map((buffer, id): Buffer => {
    const slot = slotOf.get(id)
    return slot === undefined ? buffer : { ...buffer, place: { tag: 'scratch', slot } }
  })
  return { ...module, buffers, slots }
}

export const plan = (donate: readonly string[]): Pass<Module, Module> => ({
  name: 'plan',
  purpose: 'gives buffers their memory: donated inputs are reused, working buffers share slots by lifetime',
  run: (module) => E.right({ value: share(donated(module, donate)), renaming: undefined }),
})

/**
 * Gives working buffers their memory: that of outputs which are not written yet, slots that are free, slots whose last
 * reader can write in place, or new slots.
 * Before it: `ir/lives.ts`, `ir/inPlace.ts`. After it: `plan.ts`.
 * Invariant: of two buffers in one memory the one is read for the last time before the other is written, by an earlier
 * kernel or in place by the same one.
 */
import { at, known } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import { inPlace } from '../ir/inPlace.ts'
import type { BufferId } from '../ir/Kernel.ts'
import { livesOf } from '../ir/lives.ts'
import type { Life } from '../ir/lives.ts'
import { isWorking, storageOf } from '../ir/Module.ts'
import type { Buffer, Module, Slot } from '../ir/Module.ts'

/** The memory of an output until that is written, and the buffer that had it last. */
interface Lender {
  readonly output: BufferId
  readonly slot: Slot
  readonly until: number
  tenant: BufferId | undefined
}

class Sharing {
  readonly module: Module
  readonly lives: ReadonlyMap<BufferId, Life>
  readonly slots: Slot[] = []
  readonly places = new Map<BufferId, Buffer['place']>()
  /** Slots that nobody is in. */
  readonly free: number[] = []
  /** Outputs whose memory is there to be used, the smallest first. */
  readonly lenders: readonly Lender[]
  /** What each kernel may write in place. */
  readonly conditions = new Map<number, ReturnType<typeof inPlace>>()

  constructor(module: Module) {
    this.module = module
    this.lives = livesOf(module)
    this.lenders = module.buffers
      .flatMap(({ place }, output): readonly Lender[] => {
        const until = this.lives.get(output)?.first ?? 0
        return place.tag === 'output' && until > 0
          ? [{ output, slot: this.needOf(output), until, tenant: undefined }]
          : []
      })
      .sort((a, b) => order(a.slot) - order(b.slot))
  }

  /** What a buffer needs. */
  needOf(id: BufferId): Slot {
    const { dtype, shape } = at(this.module.buffers, id)
    return { dtype, size: shapes.sizeOf(shape) }
  }

  lifeOf(id: BufferId): Life {
    return known(this.lives.get(id), `life of b${id}`)
  }

  /** Whether one buffer can be written where another was: by a later kernel, or in place. */
  follows(before: BufferId, id: BufferId): boolean {
    const [{ last }, { first }] = [this.lifeOf(before), this.lifeOf(id)]
    return last < first || (last === first && this.inPlace(first)(before, id))
  }

  inPlace(kernel: number): ReturnType<typeof inPlace> {
    const found = this.conditions.get(kernel) ?? inPlace(this.module, at(this.module.kernels, kernel))
    this.conditions.set(kernel, found)
    return found
  }

  /** The smallest memory of an output that is large enough, and free until the output is written. */
  lenderFor(id: BufferId): Lender | undefined {
    const wanted = this.needOf(id)
    return this.lenders.find(
      ({ output, slot, until, tenant }) =>
        until >= this.lifeOf(id).last &&
        fits(wanted, slot) &&
        (tenant === undefined || this.follows(tenant, id)) &&
        this.follows(id, output),
    )
  }

  /** A buffer in a slot that is read for the last time where this one is written, and can be written in its place. */
  dyingFor(id: BufferId, touched: readonly BufferId[], taken: ReadonlySet<BufferId>): readonly BufferId[] {
    return touched.filter(
      (other) =>
        this.places.get(other)?.tag === 'scratch' &&
        !taken.has(other) &&
        this.lifeOf(other).last === this.lifeOf(id).first &&
        this.follows(other, id),
    )
  }

  /** The slot of a buffer; it grows where the largest is too small. */
  slotFor(id: BufferId, touched: readonly BufferId[], taken: Set<BufferId>): number {
    const wanted = this.needOf(id)
    const dying = this.dyingFor(id, touched, taken)
    const slots = dying.map((other) => this.slotIn(other))
    const slot = choose([...slots.filter((one) => one !== undefined), ...this.free], this.slots, wanted)
    if (slot === undefined) return this.slots.push(wanted) - 1
    const from = dying[slots.indexOf(slot)]
    if (from === undefined) this.free.splice(this.free.indexOf(slot), 1)
    else taken.add(from)
    const { size } = at(this.slots, slot)
    this.slots[slot] = { dtype: wanted.dtype, size: larger(size, wanted.size) }
    return slot
  }

  slotIn(id: BufferId): number | undefined {
    const place = this.places.get(id)
    return place?.tag === 'scratch' ? place.slot : undefined
  }

  /** Gives the buffers that a kernel writes their memory, and takes it from those that nobody reads after it. */
  kernel(k: number): void {
    const { buffers, kernels } = this.module
    const { reads, writes } = at(kernels, k)
    const storages = (ids: readonly BufferId[]): readonly BufferId[] => [
      ...new Set(ids.map((id) => storageOf(this.module, id))),
    ]
    const touched = storages([...reads, ...writes])
    const taken = new Set<BufferId>()
    for (const id of storages(writes)) {
      if (at(buffers, id).place.tag !== 'scratch' || this.places.has(id)) continue
      const lender = this.lenderFor(id)
      if (lender !== undefined) lender.tenant = id
      this.places.set(
        id,
        lender === undefined
          ? { tag: 'scratch', slot: this.slotFor(id, touched, taken) }
          : { tag: 'lent', by: lender.output },
      )
    }
    for (const id of touched) {
      const slot = this.slotIn(id)
      if (slot !== undefined && this.lifeOf(id).last === k && !taken.has(id)) this.free.push(slot)
    }
  }
}

/** By size; what has no number comes last. */
const order = ({ size }: Slot): number => (typeof size === 'number' ? size : Number.MAX_SAFE_INTEGER)

/** Whether what needs one slot fits into another. */
const fits = (wanted: Slot, slot: Slot): boolean =>
  wanted.dtype === slot.dtype && extent.isNonNegative(extent.sub(slot.size, wanted.size))

/** A slot that fits: of the same size, else the smallest large enough, else the largest, which then grows. */
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

/** Working buffers in memory that they share. */
export const share = (module: Module): Module => {
  const sharing = new Sharing(module)
  module.kernels.forEach((_, k) => sharing.kernel(k))
  const buffers = module.buffers.map((buffer, id): Buffer => {
    const place = sharing.places.get(id)
    return place === undefined ? buffer : { ...buffer, place }
  })
  return { ...module, buffers, slots: sharing.slots }
}

/** Each working buffer in a slot of its own. */
export const apart = (module: Module): Module => {
  const slots: Slot[] = []
  const buffers = module.buffers.map((buffer): Buffer => {
    const { place, dtype, shape } = buffer
    if (!isWorking(place)) return buffer
    return {
      ...buffer,
      place: { tag: 'scratch', slot: slots.push({ dtype, size: shapes.sizeOf(shape) }) - 1 },
    }
  })
  return { ...module, buffers, slots }
}

/**
 * Memory that kernels use for a while: panels, and sums of lanes.
 * Before it: `ir/Module.ts`. After it: `pack.ts`, `along.ts`, `vectorise.ts`.
 * Invariant: memory in use at one time has slots of its own; a slot is as large as the largest that it holds.
 */
import { at } from '../../../src/Bug.ts'
import type { DType } from '../../../src/DType.ts'
import type { Extent } from '../../../src/Extent.ts'
import type { BufferId } from '../../ir/Kernel.ts'
import type { Buffer, Module, Slot } from '../../ir/Module.ts'

export class Scratch {
  readonly buffers: Buffer[]
  readonly slots: Slot[]
  /** Slots of known sizes by what they are for. */
  readonly shared = new Map<string, number>()

  constructor({ buffers, slots }: Module) {
    this.buffers = [...buffers]
    this.slots = [...slots]
  }

  dtypeOf(buffer: BufferId): DType {
    return at(this.buffers, buffer).dtype
  }

  /** A buffer of so many numbers; those that are for one thing are never in use at one time. */
  add(purpose: string, dtype: DType, size: Extent): BufferId {
    return this.addIn(this.slotFor(`${purpose} ${dtype}`, { dtype, size }), dtype, size)
  }

  /** The same of floats that are kept as they are computed, where a target computes in double precision. */
  addWide(purpose: string, size: Extent): BufferId {
    return this.addIn(this.slotFor(`${purpose} wide`, { dtype: 'f32', size, isWide: true }), 'f32', size)
  }

  addIn(slot: number, dtype: DType, size: Extent): BufferId {
    this.buffers.push({ dtype, shape: [size], place: { tag: 'scratch', slot }, of: [] })
    return this.buffers.length - 1
  }

  slotFor(purpose: string, wanted: Slot): number {
    const slot = typeof wanted.size === 'number' ? this.shared.get(purpose) : undefined
    if (slot === undefined) {
      this.slots.push(wanted)
      if (typeof wanted.size === 'number') this.shared.set(purpose, this.slots.length - 1)
      return this.slots.length - 1
    }
    const { size } = at(this.slots, slot)
    if (typeof size === 'number' && typeof wanted.size === 'number')
      this.slots[slot] = { ...wanted, size: Math.max(size, wanted.size) }
    return slot
  }
}

/**
 * Writes a small program as one kernel without loops, whose numbers stand in the text and not in memory.
 * Before it: `plan.ts`, whose sharing of memory it undoes; `straighten.ts`, `inLocals.ts`. After it: the JavaScript target.
 * Invariant: every sum runs in the order it had and starts where it did; what a kernel would have stored is kept as its
 * memory would have kept it: the same bits.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import type { BufferId, Kernel } from '../ir/Kernel.ts'
import { sizesOf } from '../ir/Kernel.ts'
import type { Buffer, Module } from '../ir/Module.ts'
import type { Pass } from '../Pass.ts'
import { canGo, inLocals } from './inLocals.ts'
import { finished } from './Nest.ts'
import { apart } from './share.ts'
import { needed, straightened, turnsIn } from './straighten.ts'
import { withoutStarts } from './withoutStarts.ts'

/**
 * Up to so many statements with all loops written out, some hundred products: measured on Node 20, a quarter less time
 * for half as many, and none from twice as many on.
 */
export const mostUnrolled = 500

/** Slots without those that no kernel uses any more. */
const withoutSlots = (module: Module, used: ReadonlySet<BufferId>): Pick<Module, 'buffers' | 'slots'> => {
  const slots = module.slots.flatMap((slot, k) =>
    module.buffers.some(({ place }, id) => place.tag === 'scratch' && place.slot === k && used.has(id))
      ? [{ slot, k }]
      : [],
  )
  const numbers = new Map(slots.map(({ k }, n) => [k, n]))
  const buffers = module.buffers.map((buffer): Buffer =>
    buffer.place.tag === 'scratch' && buffer.place.slot !== undefined
      ? { ...buffer, place: { tag: 'scratch', slot: numbers.get(buffer.place.slot) } }
      : buffer,
  )
  return { buffers, slots: slots.map(({ slot }) => slot) }
}

/** The kernels as one, without loops. */
const asOne = (module: Module): Module => {
  const body = needed(withoutStarts(inLocals(module, straightened(module.kernels))))
  const { reads, writes, ...rest } = finished(at(module.kernels, 0).name, body)
  // An output without elements is stored by no statement.
  const seen = module.kernels.flatMap((kernel) => kernel.writes.filter((id) => !canGo(module, id)))
  const kernel: Kernel = {
    ...rest,
    reads,
    writes: [...new Set([...writes, ...seen])],
    formulas: module.kernels.flatMap(({ formulas }) => formulas),
  }
  const used = new Set([...kernel.reads, ...kernel.writes])
  return { ...module, ...withoutSlots(module, used), kernels: [kernel] }
}

/** How many statements a module runs; infinitely many, where that follows from sizes. */
const runsOf = ({ kernels }: Module): number =>
  kernels.reduce((sum, { body }) => sum + (sizesOf(body).length === 0 ? turnsIn(body) : Infinity), 0)

export const unroll = (most: number): Pass<Module, Module> => ({
  name: 'unroll',
  purpose: 'writes a small program as one kernel without loops, its numbers in the text',
  run: (module) => {
    const isSmall = module.kernels.length > 0 && runsOf(module) <= most
    // Buffers that share memory from kernel to kernel may meet in one.
    return E.right({ value: isSmall ? asOne(apart(module)) : module, renaming: undefined })
  },
})

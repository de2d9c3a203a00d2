/**
 * Whether a kernel may write a buffer where another lies that it reads: the one condition for outputs that take over
 * inputs and for working buffers that take over what nobody reads any more.
 * Before it: `Kernel.ts`. After it: `passes/plan.ts`, `passes/share.ts`, `validateModule.ts`.
 * Invariant: what is not proven is refused. Every element is read before its place is written, whatever order the turns
 * of a loop are taken in: each turn writes only what it alone reads, and reads that before, in the same innermost turn at
 * the same address or in a loop that is over.
 */
import type { Extent } from '../../src/Extent.ts'
import * as extent from '../../src/Extent.ts'
import * as affine from './Affine.ts'
import type { Affine } from './Affine.ts'
import type { BufferId, Kernel, Loop, Stmt } from './Kernel.ts'
import { storageOf } from './Module.ts'
import type { Module } from './Module.ts'

/** A load or a store, the loops around it, outer before inner, and how many statements come before it. */
interface Access {
  readonly index: Affine
  readonly loops: readonly Loop[]
  readonly order: number
}

interface Accesses {
  readonly loads: ReadonlyMap<BufferId, readonly Access[]>
  readonly stores: ReadonlyMap<BufferId, readonly Access[]>
  /** The extents of loops and of integers that are held within one. */
  readonly variables: ReadonlyMap<string, Extent>
}

const accessesOf = (module: Module, { body }: Kernel): Accesses => {
  const loads = new Map<BufferId, Access[]>()
  const stores = new Map<BufferId, Access[]>()
  const variables = new Map<string, Extent>()
  let order = 0
  const add = (to: typeof loads, buffer: BufferId, index: Affine, loops: readonly Loop[]): void => {
    const storage = storageOf(module, buffer)
    const others = to.get(storage) ?? []
    others.push({ index, loops, order: order++ })
    to.set(storage, others)
  }
  /** The depth of the recursion is that of the loops. */
  const walk = (block: readonly Stmt[], loops: readonly Loop[]): void => {
    for (const stmt of block) {
      if (stmt.tag === 'for') {
        variables.set(stmt.variable, stmt.extent)
        walk(stmt.body, [...loops, stmt])
      } else if (stmt.tag === 'store') add(stores, stmt.buffer, stmt.index, loops)
      else if (stmt.tag === 'let' && stmt.value.tag === 'load')
        add(loads, stmt.value.buffer, stmt.value.index, loops)
      else if (stmt.tag === 'let' && stmt.value.tag === 'clamp') variables.set(stmt.name, stmt.value.extent)
    }
  }
  walk(body, [])
  return { loads, stores, variables }
}

const isAtLeast = (a: Extent, b: Extent): boolean => extent.isNonNegative(extent.sub(a, b))

/** How far apart an address is in turns that follow each other; undefined where the direction is not known. */
const stepOf = (coefficient: Extent): Extent | undefined => {
  if (extent.isNonNegative(coefficient)) return coefficient
  const backwards = extent.negate(coefficient)
  return extent.isNonNegative(backwards) ? backwards : undefined
}

/** Whether loops with these steps reach no address twice where each turn of all of them has `width` addresses in a row. */
const areApart = (
  steps: readonly { readonly step: Extent; readonly turns: Extent }[],
  width: readonly Extent[],
): boolean => {
  const waiting = [...steps].sort((a, b) => (isAtLeast(a.step, b.step) ? 1 : -1))
  let widths = width
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ step }) => widths.every((each) => isAtLeast(step, each)))
    const [taken] = next < 0 ? [] : waiting.splice(next, 1)
    if (taken === undefined) return false
    const { step, turns } = taken
    widths = widths.map((each) => extent.add(extent.mul(step, extent.sub(turns, 1)), each))
  }
  return true
}

/** Whether no turn of the loops around both touches an address that another one does. */
const areOwn = (
  loops: readonly Loop[],
  [a, b]: readonly [Affine, Affine],
  variables: Accesses['variables'],
): boolean => {
  const around = new Set(loops.map(({ variable }) => variable))
  const inner = (index: Affine): Affine => ({
    base: index.base,
    terms: index.terms.filter(({ variable }) => !around.has(variable)),
  })
  const steps = loops
    .filter((loop) => loop.extent !== 1)
    .flatMap(({ variable, extent: turns }) => {
      const coefficient = affine.coefficientOf(a, variable)
      const isOne = extent.same(coefficient, affine.coefficientOf(b, variable))
      const step = isOne ? stepOf(coefficient) : undefined
      return step === undefined ? [] : [{ step, turns }]
    })
  const areKnown = [inner(a), inner(b)].every(({ terms }) =>
    terms.every(({ coefficient }) => stepOf(coefficient) !== undefined),
  )
  if (!areKnown || steps.length < loops.filter((loop) => loop.extent !== 1).length) return false
  const reaches = [affine.reach(inner(a), variables), affine.reach(inner(b), variables)]
  const widths = reaches.flatMap(([least]) =>
    reaches.map(([, most]) => extent.add(extent.sub(most, least), 1)),
  )
  return areApart(steps, widths)
}

/** Whether every element that is loaded is loaded before it is overwritten. */
const comesBefore = (load: Access, store: Access, variables: Accesses['variables']): boolean => {
  if (load.order >= store.order) return false
  const both = load.loops.filter((loop, k) => loop === store.loops[k])
  const isInTurn =
    both.length === load.loops.length &&
    both.length === store.loops.length &&
    affine.same(load.index, store.index)
  const isOver = both.length < load.loops.length
  return (isInTurn || isOver) && areOwn(both, [load.index, store.index], variables)
}

/** For a kernel, whether it may write one buffer into the memory of another, which nothing reads after it. */
export const inPlace = (module: Module, kernel: Kernel): ((from: BufferId, to: BufferId) => boolean) => {
  const { loads, stores, variables } = accessesOf(module, kernel)
  return (from, to) =>
    !stores.has(from) &&
    (loads.get(from) ?? []).every((load) =>
      (stores.get(to) ?? []).every((store) => comesBefore(load, store, variables)),
    )
}

/**
 * Gives every buffer its memory: outputs take over donated inputs, working buffers share memory by lifetime.
 * Before it: `expand.ts`, `share.ts`. After it: the targets.
 * Invariant: no kernel reads memory that a kernel before it has reused; what a donated output would overwrite too
 * early is copied at the end instead.
 */
import { either as E } from 'fp-ts'
import { at, known } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import { inPlace } from '../ir/inPlace.ts'
import type { BufferId, Kernel } from '../ir/Kernel.ts'
import type { Buffer, Module } from '../ir/Module.ts'
import { storageOf } from '../ir/Module.ts'
import type { Pass } from '../Pass.ts'
import { copyKernel } from './Nest.ts'
import { apart, share } from './share.ts'

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
    const alone = others.length === 0 && inPlace(module, at(module.kernels, writer))(input, output)
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

export const plan = (donate: readonly string[], reuse: boolean): Pass<Module, Module> => ({
  name: 'plan',
  purpose: 'gives buffers their memory: donated inputs are reused, working buffers share it by lifetime',
  run: (module) => {
    const placed = donated(module, donate)
    return E.right({ value: reuse ? share(placed) : apart(placed), renaming: undefined })
  },
})

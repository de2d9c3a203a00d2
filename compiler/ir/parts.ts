/**
 * What stands in the way of running a kernel in parts: nothing, where parts can run in any order and at once.
 * Before it: `Kernel.ts`, `Module.ts`. After it: `validateModule.ts`, `passes/divide.ts`.
 * Invariant: what is not proven apart counts as one place; what is read of memory that a part has for itself, that part
 * has stored.
 */
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as affine from './Affine.ts'
import type { Affine } from './Affine.ts'
import { statements } from './Kernel.ts'
import type { BufferId, Kernel, Loop, Stmt } from './Kernel.ts'
import { regionOf } from './Module.ts'
import type { Module } from './Module.ts'

export interface Access {
  readonly buffer: BufferId
  readonly index: Affine
  readonly isStore: boolean
}

/** What statements read and write, in the order in which they stand. */
export const accessesOf = (body: readonly Stmt[]): readonly Access[] =>
  statements(body).flatMap((stmt): readonly Access[] => {
    if (stmt.tag === 'store') return [{ buffer: stmt.buffer, index: stmt.index, isStore: true }]
    if (stmt.tag !== 'let' || stmt.value.tag !== 'load') return []
    return [{ buffer: stmt.value.buffer, index: stmt.value.index, isStore: false }]
  })

/** The largest value of each loop's variable, and of each integer that is held within an extent. */
const largestOf = (body: readonly Stmt[]): ReadonlyMap<string, Extent> =>
  new Map(
    statements(body).flatMap((stmt): readonly (readonly [string, Extent])[] => {
      if (stmt.tag === 'for') return [[stmt.variable, extent.sub(stmt.extent, stmt.step ?? 1)]]
      return stmt.tag === 'let' && stmt.value.tag === 'clamp'
        ? [[stmt.name, extent.sub(stmt.value.extent, 1)]]
        : []
    }),
  )

type Range = readonly [least: Extent, most: Extent]

const rangeOf = ({ base, terms }: Affine, largest: ReadonlyMap<string, Extent>): Range | undefined => {
  let [least, most] = [base, base]
  for (const { variable, coefficient } of terms) {
    const last = largest.get(variable)
    if (last === undefined) return undefined
    const far = extent.mul(coefficient, last)
    if (extent.isNonNegative(coefficient)) most = extent.add(most, far)
    else least = extent.add(least, far)
  }
  return [least, most]
}

const isAtMost = (a: Extent, b: Extent): boolean => extent.isNonNegative(extent.sub(b, a))

/** What is left of an address where multiples of a number do not count. */
const modulo = ({ base, terms }: Affine, whole: Extent): Affine => {
  const rest =
    typeof base === 'number'
      ? [base]
      : base.terms.map(({ coefficient, factors }) =>
          extent.product([coefficient, ...factors.map(extent.dim)]),
        )
  const kept = rest
    .map((term) =>
      typeof term === 'number' && typeof whole === 'number' ? term - whole * Math.floor(term / whole) : term,
    )
    .filter((term) => extent.divide(term, whole) === undefined)
  return {
    base: kept.reduce<Extent>(extent.add, 0),
    terms: terms.filter(({ coefficient }) => extent.divide(coefficient, whole) === undefined),
  }
}

/**
 * Whether two addresses never meet in different turns of a loop, in whatever turns all others are. A turn is to move
 * the address by more than all else does; what moves it further must do so by multiples of what all turns cover.
 */
const apart = (a: Affine, b: Affine, loop: Loop, largest: ReadonlyMap<string, Extent>): boolean => {
  const { variable, step = 1 } = loop
  const stride = affine.coefficientOf(a, variable)
  if (
    stride === 0 ||
    !extent.isNonNegative(stride) ||
    !extent.same(stride, affine.coefficientOf(b, variable))
  )
    return false
  const [turn, all] = [extent.mul(stride, step), extent.mul(stride, loop.extent)]
  const others = ({ base, terms }: Affine): Affine => ({
    base,
    terms: terms.filter((term) => term.variable !== variable),
  })
  const within = (first: Affine, second: Affine): boolean => {
    const [one, two] = [rangeOf(first, largest), rangeOf(second, largest)]
    if (one === undefined || two === undefined) return false
    const reach = (from: Range, to: Range): Extent => extent.add(extent.sub(to[1], from[0]), 1)
    return isAtMost(reach(one, two), turn) && isAtMost(reach(two, one), turn)
  }
  const [first, second] = [others(a), others(b)]
  const wholes = [...first.terms, ...second.terms].map(({ coefficient }) => coefficient)
  return (
    within(first, second) ||
    wholes.some((whole) => isAtMost(all, whole) && within(modulo(first, whole), modulo(second, whole)))
  )
}

const complaintsOfOwn = (
  module: Module,
  kernel: Kernel,
  inside: readonly Access[],
  outside: readonly Access[],
): readonly string[] =>
  (kernel.parts?.own ?? []).flatMap((id): readonly string[] => {
    const { place, of } = module.buffers[id] ?? { place: undefined, of: [] }
    if (place?.tag !== 'scratch' || of.length > 0) return [`b${id} is more than memory of a part`]
    if (
      module.kernels.some(
        (other) => other.name !== kernel.name && [...other.reads, ...other.writes].includes(id),
      )
    )
      return [`b${id} is touched by other kernels`]
    const isIt = ({ buffer }: Access): boolean => buffer === id
    const [first] = inside.filter(isIt)
    if (!inside.some((access) => isIt(access) && access.isStore)) return []
    if (outside.some(isIt)) return [`b${id} is stored in turns and touched outside them`]
    return first?.isStore === true ? [] : [`a turn reads b${id} before it has stored it`]
  })

/** Complaints about a kernel whose loop is in parts; none where there is no such loop. */
export const complainOfParts = (module: Module, kernel: Kernel): readonly string[] => {
  const all = statements(kernel.body)
  const [loop, ...others] = all.flatMap((stmt) => (stmt.tag === 'for' && stmt.inParts === true ? [stmt] : []))
  if (loop === undefined) return kernel.parts === undefined ? [] : ['no loop is in parts']
  if (kernel.parts === undefined || others.length > 0) return ['loops are in parts without being divided']
  const { own } = kernel.parts
  const sums = new Set(
    statements(loop.body).flatMap((stmt) => (stmt.tag === 'accumulator' ? [stmt.name] : [])),
  )
  const inside = accessesOf(loop.body)
  const within = new Set<Stmt>(statements(loop.body))
  const outside = accessesOf(all.filter((stmt) => stmt.tag !== 'for' && !within.has(stmt)))
  const isCommon = ({ buffer }: Access): boolean => !own.includes(buffer)
  const memory = ({ buffer }: Access): string => regionOf(module, buffer)
  const stores = inside.filter((access) => access.isStore && isCommon(access))
  const stored = new Set(stores.map(memory))
  const largest = largestOf(kernel.body)
  const meeting = inside
    .filter(isCommon)
    .flatMap((access) =>
      stores.flatMap((store) =>
        memory(access) === memory(store) && !apart(access.index, store.index, loop, largest)
          ? [`turns of ${loop.variable} meet in b${store.buffer}[${affine.show(store.index)}]`]
          : [],
      ),
    )
  return [
    ...(loop.lanes === undefined && loop.inTurns === undefined ? [] : [`${loop.variable} has no parts`]),
    ...statements(loop.body).flatMap((stmt) =>
      stmt.tag === 'accumulate' && !sums.has(stmt.name) ? [`${stmt.name} accumulates over parts`] : [],
    ),
    ...outside.flatMap((access) => {
      if (!isCommon(access)) return []
      if (access.isStore) return [`each part stores b${access.buffer}`]
      return stored.has(memory(access)) ? [`b${access.buffer} is read while parts store it`] : []
    }),
    ...meeting,
    ...complaintsOfOwn(module, kernel, inside, outside),
  ]
}

/**
 * Divides large kernels into parts that threads take.
 * Before it: `tile.ts`, `vectorise.ts`. After it: the target with threads.
 * Invariant: what a part computes does not depend on who computes it, nor on when: the bits are those of one thread.
 * What a kernel does besides the loop in parts, each part does for itself.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { affinesOf, atomsOf, statements } from '../ir/Kernel.ts'
import type { BufferId, Kernel, Loop, Parts, Stmt } from '../ir/Kernel.ts'
import type { Module } from '../ir/Module.ts'
import { accessesOf, complainOfParts } from '../ir/parts.ts'
import type { Pass } from '../Pass.ts'
import { finished } from './Nest.ts'
import { typically } from './schedule/parts.ts'
import { isLoop } from './schedule/rewrite.ts'

export interface Threads {
  readonly threads: number
  /** From how many statements on, less those that every part repeats, a kernel is large. */
  readonly grain?: number | undefined
}

/** Waking a thread takes as long as some hundred thousand statements. */
export const usualGrain = 2 ** 18

/** So many parts a thread, where that costs little: who is late takes fewer. */
const spare = 4

/** Statements that run, as products of extents over what a turn takes of them. */
type Count = readonly { readonly size: Extent; readonly by: number }[]

const countOf = (body: readonly Stmt[]): Count => {
  const single = body.filter((stmt) => !isLoop(stmt)).length
  const loops = body.filter(isLoop).flatMap((loop): Count => {
    const inside = countOf(loop.body)
    if (loop.lanes === true) return inside
    // What tiles leave is between nothing and a tile.
    const [turns, by] =
      loop.after === undefined ? [loop.extent, loop.step ?? 1] : [loop.after, 2 * (loop.step ?? 1)]
    return inside.map((one) => ({ size: extent.mul(one.size, turns), by: one.by * by }))
  })
  return single === 0 ? loops : [{ size: single, by: 1 }, ...loops]
}

const typical = (count: Count): number => count.reduce((sum, { size, by }) => sum + typically(size) / by, 0)

/** The count as an extent, rounded up. */
const whole = (count: Count): Extent =>
  count
    .map(({ size, by }) =>
      typeof size === 'number'
        ? Math.ceil(size / by)
        : size.terms
            .map(({ coefficient, factors }) =>
              extent.product([Math.ceil(coefficient / by), ...factors.map(extent.dim)]),
            )
            .reduce<Extent>(extent.add, 0),
    )
    .reduce<Extent>(extent.add, 0)

/** Buffers that this kernel alone touches, and that hold nothing afterwards. */
const ownOf = ({ buffers, kernels }: Module, kernel: Kernel): ReadonlySet<BufferId> => {
  const touched = new Set([...kernel.reads, ...kernel.writes])
  for (const other of kernels)
    if (other !== kernel) for (const id of [...other.reads, ...other.writes]) touched.delete(id)
  return new Set(
    [...touched].filter((id) => {
      const { place, of } = at(buffers, id)
      return place.tag === 'scratch' && of.length === 0
    }),
  )
}

/** What later statements may need of a statement: names, and memory of the kernel's own. */
const boundBy = (stmt: Stmt, own: ReadonlySet<BufferId>): readonly string[] =>
  statements([stmt]).flatMap((one) => {
    if (one.tag === 'let' || one.tag === 'accumulator') return [one.name]
    return one.tag === 'store' && own.has(one.buffer) ? [`b${one.buffer}`] : []
  })

const usedBy = (stmt: Stmt): readonly string[] =>
  statements([stmt]).flatMap((one) => [
    ...atomsOf(one).flatMap((atom) => (atom.tag === 'local' ? [atom.name] : [])),
    ...affinesOf(one).flatMap(({ terms }) => terms.map(({ variable }) => variable)),
    ...(one.tag === 'accumulate' ? [one.name, one.witness?.name ?? one.name] : []),
    ...(one.tag === 'let' && one.value.tag === 'load' ? [`b${one.value.buffer}`] : []),
    ...(one.tag === 'store' ? [`b${one.buffer}`] : []),
  ])

/** Statements in groups, in order, so that none needs a name or memory of a part from another group. */
const groupsOf = (body: readonly Stmt[], own: ReadonlySet<BufferId>): readonly (readonly Stmt[])[] => {
  const last = new Map<string, number>()
  body.forEach((stmt, k) => usedBy(stmt).forEach((name) => last.set(name, k)))
  const groups: Stmt[][] = []
  let until = -1
  body.forEach((stmt, k) => {
    const group = groups.at(-1)
    if (group === undefined || k > until) groups.push([stmt])
    else group.push(stmt)
    for (const name of boundBy(stmt, own)) until = Math.max(until, last.get(name) ?? k)
  })
  return groups
}

/** The loops of which each contains all stores that others see, outer before inner. */
const loopsAround = (body: readonly Stmt[], own: ReadonlySet<BufferId>): readonly Loop[] => {
  const isSeen = (stmt: Stmt): boolean =>
    accessesOf([stmt]).some(({ isStore, buffer }) => isStore && !own.has(buffer))
  const found: Loop[] = []
  for (let inside = body; ;) {
    const [loop, ...others] = inside.filter(isSeen)
    if (loop === undefined || others.length > 0 || !isLoop(loop) || loop.lanes === true) return found
    found.push(loop)
    inside = loop.body
  }
}

const marked = (body: readonly Stmt[], loop: Loop): readonly Stmt[] =>
  body.map((stmt): Stmt => {
    if (stmt === loop) return { ...loop, inParts: true }
    return isLoop(stmt) ? { ...stmt, body: marked(stmt.body, loop) } : stmt
  })

/** The statements without a loop. */
const without = (body: readonly Stmt[], loop: Loop): readonly Stmt[] =>
  body.flatMap((stmt) =>
    stmt === loop ? [] : [isLoop(stmt) ? { ...stmt, body: without(stmt.body, loop) } : stmt],
  )

/** A loop to be in parts, with about how many statements run one after the other then. */
interface Division {
  readonly loop: Loop
  readonly parts: Parts
  readonly span: number
}

const divisionsOf = (
  body: readonly Stmt[],
  own: ReadonlySet<BufferId>,
  { threads, grain = usualGrain }: Threads,
): readonly Division[] => {
  const all = countOf(body)
  return loopsAround(body, own).flatMap((loop): readonly Division[] => {
    const turns = Math.floor(typically(loop.extent) / (loop.step ?? 1))
    if (turns < 2 || loop.after !== undefined) return []
    const outside = countOf(without(body, loop))
    const [repeated, divided] = [typical(outside), typical(all) - typical(outside)]
    return [1, 2, spare].map((each): Division => {
      const part = (divided * Math.ceil(turns / (each * threads))) / turns
      const again = extent.mul(2 * each - 1, whole(outside))
      return {
        loop,
        parts: {
          count: each * threads,
          own: [...own],
          worth: extent.sub(extent.sub(whole(all), again), grain),
        },
        // Who waits for the last part waits for half of it.
        span: each * (part + repeated) + part / 2,
      }
    })
  })
}

/** Statements as a kernel in parts, where it can be divided and that is worth it. */
const inParts = (
  module: Module,
  kernel: Kernel,
  body: readonly Stmt[],
  options: Threads,
): Kernel | undefined => {
  const touched = new Set(accessesOf(body).map(({ buffer }) => buffer))
  const own = new Set([...ownOf(module, kernel)].filter((id) => touched.has(id)))
  const others = module.kernels.filter((other) => other !== kernel)
  return divisionsOf(body, own, options)
    .filter(({ parts: { worth } }) => !(typeof worth === 'number' && worth < 0))
    .sort((a, b) => a.span - b.span)
    .map(({ loop, parts }): Kernel => ({ ...finished(kernel.name, marked(body, loop)), parts }))
    .find((one) => complainOfParts({ ...module, kernels: [...others, one] }, one).length === 0)
}

/** The kernels of a kernel: one for each group in parts, one for those between them. */
const divided = (module: Module, kernel: Kernel, options: Threads): readonly Kernel[] => {
  const own = ownOf(module, kernel)
  const found: Kernel[] = []
  let rest: Stmt[] = []
  const close = (): void => {
    if (rest.length > 0) found.push(finished(kernel.name, rest))
    rest = []
  }
  for (const group of groupsOf(kernel.body, own)) {
    const one = inParts(module, kernel, group, options)
    if (one === undefined) {
      rest.push(...group)
      continue
    }
    close()
    found.push(one)
  }
  close()
  if (found.every(({ parts }) => parts === undefined)) return [kernel]
  const { formulas } = kernel
  return found.map((one) => ({ ...one, formulas }))
}

/** Each kernel under a name of its own: the first of several has the one that all had. */
const named = (module: Module, kernels: readonly (readonly Kernel[])[]): readonly Kernel[] => {
  let next = module.kernels.length
  return kernels.flatMap(([first, ...others]) =>
    first === undefined ? [] : [first, ...others.map((one) => ({ ...one, name: `k${next++}` }))],
  )
}

export const divide = (options: Threads): Pass<Module, Module> => ({
  name: 'divide',
  purpose: 'divides large kernels into parts that threads take',
  run: (module) =>
    E.right({
      value: {
        ...module,
        threads: options.threads,
        kernels: named(
          module,
          module.kernels.map((kernel) => divided(module, kernel, options)),
        ),
      },
      renaming: undefined,
    }),
})

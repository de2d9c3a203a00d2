/**
 * Adds to many sums in the order in which their terms lie in memory: for a matrix that is read once.
 * Before it: `along.ts`, `pack.ts`. After it: `choose.ts`, `vectorise.ts`.
 * Invariant: each sum runs in the order it had, one that is long in runs; between its parts it waits in memory.
 */
import { at } from '../../../src/Bug.ts'
import type { Extent } from '../../../src/Extent.ts'
import { totalMonoid } from '../../../src/ops/monoids.ts'
import { longestRun } from '../../../src/summation.ts'
import * as affine from '../../ir/Affine.ts'
import type { Affine } from '../../ir/Affine.ts'
import type { Atom, BufferId, Loop, Stmt } from '../../ir/Kernel.ts'
import { within } from '../../ir/Provenance.ts'
import { addition } from '../rounding.ts'
import { asParts, canShare, sumsOf } from './along.ts'
import { around } from './Nest.ts'
import type { Axis, Nest } from './Nest.ts'
import { needed } from './pack.ts'
import { coefficientOf } from '../../ir/Affine.ts'
import { inRows, turnsOf } from './parts.ts'
import { isLoop, jam, offsets, substituted } from './rewrite.ts'
import type { Scratch } from './Scratch.ts'

type Sum = ReturnType<typeof sumsOf>[number]

/** How many terms of each sum are added in one go. */
export const terms = 8

/** The one loop of a core that only adds, to sums of the core. */
export const streamed = ({ core }: Nest): Loop | undefined => {
  const [loop, ...others] = core.filter(isLoop)
  if (loop === undefined || others.length > 0 || !canShare(loop)) return undefined
  const names = new Set(core.flatMap((stmt) => (stmt.tag === 'accumulator' ? [stmt.name] : [])))
  const isSimple = loop.body.every(({ tag }) => tag === 'let' || tag === 'accumulate')
  const sums = sumsOf(loop)
  const isAlike = new Set(sums.map(({ monoid }) => monoid === totalMonoid)).size === 1
  return isSimple && isAlike && sums.every(({ name }) => names.has(name)) ? loop : undefined
}

/** Axes along which what a sum reads lies together. */
export const streamAxes = ({ axes }: Nest, loop: Loop): readonly Axis[] =>
  axes.filter(({ variable }) => {
    const strides = loop.body.flatMap((stmt): readonly Extent[] =>
      stmt.tag === 'let' && stmt.value.tag === 'load' ? [coefficientOf(stmt.value.index, variable)] : [],
    )
    return strides.includes(1) && strides.every((stride) => stride === 0 || stride === 1)
  })

const isLong = (loop: Loop): boolean =>
  sumsOf(loop).every(({ monoid }) => monoid === totalMonoid) &&
  (typeof loop.extent !== 'number' || loop.extent > longestRun)

/** What a loop does so many turns further on. */
const fromOn = ({ variable, body }: Loop, start: Affine): readonly Stmt[] =>
  substituted(
    body,
    variable,
    affine.combine(0, [
      [1, start],
      [1, affine.variable(variable)],
    ]),
  )

/** The turns that whole runs leave. */
const behindRuns = (loop: Loop): Loop => {
  if (typeof loop.extent !== 'number') return { ...loop, after: longestRun }
  const rest = loop.extent % longestRun
  return { ...loop, extent: rest, body: fromOn(loop, affine.constant(loop.extent - rest)) }
}

const local = (name: string): Atom => ({ tag: 'local', name })

/** A nest whose loop adds a few terms in each turn, to sums that wait in memory; long sums in runs. */
export const stream = (nest: Nest, loop: Loop, axis: Axis, scratch: Scratch): readonly Stmt[] => {
  const sums = sumsOf(loop)
  const index = affine.variable(axis.variable)
  const memory = (purpose: string): readonly BufferId[] =>
    sums.map((_, k) => scratch.add(`${purpose} ${k}`, 'f32', axis.extent))
  const load = ({ of }: Sum, buffer: BufferId, name: string): Stmt => ({
    tag: 'let',
    name,
    value: { tag: 'load', buffer, index },
    of: within(of),
  })
  const store = ({ of }: Sum, buffer: BufferId, value: Atom): Stmt => ({
    tag: 'store',
    buffer,
    index,
    value,
    of: within(of),
  })
  const each = (
    buffers: readonly BufferId[],
    make: (sum: Sum, buffer: BufferId) => readonly Stmt[],
  ): readonly Stmt[] => sums.flatMap((sum, k) => make(sum, at(buffers, k)))
  const resumed = (buffers: readonly BufferId[]): readonly Stmt[] =>
    each(buffers, (sum, buffer) => [
      load(sum, buffer, `${sum.name}w`),
      { tag: 'accumulate', name: sum.name, monoid: sum.monoid, value: local(`${sum.name}w`), of: sum.of },
    ])
  const place = nest.core.indexOf(loop)
  const before = nest.core.slice(0, place)
  const over = (body: readonly Stmt[]): readonly Stmt[] => around([axis], needed(body))
  const begin = (buffers: readonly BufferId[]): readonly Stmt[] =>
    over(each(buffers, (sum, buffer) => [store(sum, buffer, { tag: 'number', value: sum.monoid.identity })]))
  /** The turns of a loop, a few at a time. */
  const added = (turns: Loop, buffers: readonly BufferId[]): readonly Stmt[] =>
    inRows(turns.extent, terms).flatMap((rows, k) => {
      const part = k > 0 || turns.after === undefined ? rows : { ...rows, after: turns.after }
      const side = jam(turns.body, turns.variable, offsets(part.width))
      const here =
        part.from === undefined ? side : substituted(side, turns.variable, affine.constant(part.from))
      const wait = each(buffers, (sum, buffer) => [store(sum, buffer, local(sum.name))])
      return turnsOf(part, turns, over([...before, ...asParts([...resumed(buffers), ...here]), ...wait]))
    })
  const others = nest.axes.filter((other) => other !== axis)
  const end = (...buffers: readonly (readonly BufferId[])[]): readonly Stmt[] =>
    over([...before, ...buffers.flatMap(resumed), ...nest.core.slice(place + 1)])
  const totals = memory('waiting')
  if (!isLong(loop)) return around(others, [...begin(totals), ...added(loop, totals), ...end(totals)])

  const subtotals = memory('subtotal')
  const losses = memory('lost')
  const joined = sums.flatMap((sum, k): readonly Stmt[] => {
    const [total, subtotal, loss] = [at(totals, k), at(subtotals, k), at(losses, k)]
    const names = [`${sum.name}t`, `${sum.name}s`, `${sum.name}l`] as const
    const sides = addition(names[0], names[1], within(sum.of))
    const all = addition(names[2], sides.lost, within(sum.of))
    return [
      load(sum, total, names[0]),
      load(sum, subtotal, names[1]),
      load(sum, loss, names[2]),
      ...sides.body,
      ...all.body,
      store(sum, total, local(sides.sum)),
      store(sum, loss, local(all.sum)),
    ]
  })
  const run: Loop = { ...loop, variable: `${loop.variable}run`, step: longestRun, body: [] }
  const inRun: Loop = { ...loop, extent: longestRun, body: fromOn(loop, affine.variable(run.variable)) }
  return around(others, [
    ...begin(totals),
    ...added(behindRuns(loop), totals),
    ...begin(losses),
    { ...run, body: [...begin(subtotals), ...added(inRun, subtotals), ...over(joined)] },
    ...end(totals, losses),
  ])
}

/**
 * Adds to many sums in the order in which their terms lie in memory: for a matrix that is read once.
 * Before it: `along.ts`, `pack.ts`. After it: `choose.ts`, `vectorise.ts`.
 * Invariant: each sum runs in the order it had; between its parts it waits in memory.
 */
import type { Extent } from '../../../src/Extent.ts'
import * as affine from '../../ir/Affine.ts'
import type { BufferId, Loop, Stmt } from '../../ir/Kernel.ts'
import { within } from '../../ir/Provenance.ts'
import { asParts, canShare, sumsOf } from './along.ts'
import { around } from './Nest.ts'
import type { Axis, Nest } from './Nest.ts'
import { needed } from './pack.ts'
import { coefficientOf } from './parallel.ts'
import { inRows, turnsOf } from './parts.ts'
import { isLoop, jam, offsets, substituted } from './rewrite.ts'
import type { Scratch } from './Scratch.ts'

/** How many terms of each sum are added in one go. */
export const terms = 8

/** The one loop of a core that only adds, to sums of the core. */
export const streamed = ({ core }: Nest): Loop | undefined => {
  const [loop, ...others] = core.filter(isLoop)
  if (loop === undefined || others.length > 0 || !canShare(loop)) return undefined
  const names = new Set(core.flatMap((stmt) => (stmt.tag === 'accumulator' ? [stmt.name] : [])))
  const isSimple = loop.body.every(({ tag }) => tag === 'let' || tag === 'accumulate')
  return isSimple && sumsOf(loop).every(({ name }) => names.has(name)) ? loop : undefined
}

/** Axes along which what a sum reads lies together. */
export const streamAxes = ({ axes }: Nest, loop: Loop): readonly Axis[] =>
  axes.filter(({ variable }) => {
    const strides = loop.body.flatMap((stmt): readonly Extent[] =>
      stmt.tag === 'let' && stmt.value.tag === 'load' ? [coefficientOf(stmt.value.index, variable)] : [],
    )
    return strides.includes(1) && strides.every((stride) => stride === 0 || stride === 1)
  })

/** A nest whose loop adds a few terms in each turn, to sums that wait in memory. */
export const stream = (nest: Nest, loop: Loop, axis: Axis, scratch: Scratch): readonly Stmt[] => {
  const sums = sumsOf(loop)
  const index = affine.variable(axis.variable)
  const waiting = new Map(
    sums.map(({ name }, k) => [name, scratch.add(`waiting ${k}`, 'f32', axis.extent)] as const),
  )
  const each = (make: (sum: (typeof sums)[number], buffer: BufferId) => readonly Stmt[]): readonly Stmt[] =>
    sums.flatMap((sum) => {
      const buffer = waiting.get(sum.name)
      return buffer === undefined ? [] : make(sum, buffer)
    })
  const resumed = each(({ name, monoid, of }, buffer) => [
    { tag: 'let', name: `${name}w`, value: { tag: 'load', buffer, index }, of: within(of) },
    { tag: 'accumulate', name, monoid, value: { tag: 'local', name: `${name}w` }, of },
  ])
  const place = nest.core.indexOf(loop)
  const before = nest.core.slice(0, place)
  const begin = each(({ monoid, of }, buffer) => [
    { tag: 'store', buffer, index, value: { tag: 'number', value: monoid.identity }, of: within(of) },
  ])
  const wait = each(({ name, of }, buffer) => [
    { tag: 'store', buffer, index, value: { tag: 'local', name }, of: within(of) },
  ])
  const over = (body: readonly Stmt[]): readonly Stmt[] => around([axis], needed(body))
  const parts = inRows(loop.extent, terms).flatMap((part) => {
    const side = jam(loop.body, loop.variable, offsets(part.width))
    const at = part.from === undefined ? side : substituted(side, loop.variable, affine.constant(part.from))
    return turnsOf(part, loop, over([...before, ...asParts([...resumed, ...at]), ...wait]))
  })
  const end = over([...before, ...resumed, ...nest.core.slice(place + 1)])
  const others = nest.axes.filter((other) => other !== axis)
  return around(others, [...over(begin), ...parts, ...end])
}

/**
 * Computes a sum in lanes: each lane has a sum of its own, and those are added in the end.
 * Before it: `parts.ts`, `Scratch.ts`. After it: `choose.ts`, `vectorise.ts`.
 * Invariant: only the order of a sum changes, and that of no monoid that also says where its total was.
 */
import * as affine from '../../ir/Affine.ts'
import { statements } from '../../ir/Kernel.ts'
import type { BufferId, Loop, Stmt } from '../../ir/Kernel.ts'
import { within } from '../../ir/Provenance.ts'
import { accumulatedOutside, isParallel, mentions } from './parallel.ts'
import { inLanes, inVectors, lanes, startOf, turnsOf, typically, vectorsIn } from './parts.ts'
import type { Part } from './parts.ts'
import { isLoop, jam, offsets, substituted } from './rewrite.ts'
import type { Scratch } from './Scratch.ts'

type Accumulate = Extract<Stmt, { readonly tag: 'accumulate' }>

/** Fewer elements than this are added one by one. */
const fewest = 8

/** The innermost loop of those right inside each other. */
export const innermostOf = (loop: Loop): Loop | undefined => {
  let inner = loop
  for (let loops = inner.body.filter(isLoop); loops.length > 0; loops = inner.body.filter(isLoop)) {
    const [next, ...others] = loops
    if (next === undefined || others.length > 0) return undefined
    inner = next
  }
  return inner
}

/** The sums that a loop adds to, one accumulation of each. */
export const sumsOf = (loop: Loop): readonly Accumulate[] => {
  const outside = accumulatedOutside(loop.body)
  return statements(loop.body).filter(
    (stmt): stmt is Accumulate => stmt.tag === 'accumulate' && outside.has(stmt.name),
  )
}

const isPlain = (loop: Loop): boolean =>
  loop.step === undefined &&
  loop.after === undefined &&
  loop.inTurns === undefined &&
  loop.lanes === undefined

/** Whether lanes can share the sums of a loop. */
export const canShare = (loop: Loop): boolean => {
  const inner = innermostOf(loop)
  const sums = sumsOf(loop)
  if (inner === undefined || sums.length === 0 || typically(inner.extent) < fewest) return false
  const all = [loop, ...statements(loop.body)]
  const stores = all.flatMap((stmt) => (stmt.tag === 'store' ? [stmt] : []))
  return (
    all.filter(isLoop).every(isPlain) &&
    !all.some((stmt) => stmt.tag === 'accumulator' || (stmt.tag === 'let' && stmt.value.tag === 'clamp')) &&
    new Set(sums.map(({ name }) => name)).size === sums.length &&
    sums.every(({ monoid, witness }) => witness === undefined && monoid.result('f32') === 'f32') &&
    stores.every(({ index }) => mentions(index, inner.variable)) &&
    (stores.length === 0 || (inner === loop && isParallel(loop)))
  )
}

/** How many vectors at once: several sums hide how long one takes. */
export const vectorsFor = (loop: Loop): number => {
  const sums = sumsOf(loop).length
  return sums === 1 ? 4 : sums <= 2 ? 2 : 1
}

/** The nest with the turns of a part in the place of its innermost loop. */
const withPart = (loop: Loop, inner: Loop, part: Part, column: string): readonly Stmt[] => {
  if (loop === inner) {
    const element = affine.combine(0, [
      [1, startOf(part, loop.variable)],
      [1, affine.variable(column)],
    ])
    return turnsOf(part, loop, substituted(loop.body, loop.variable, element))
  }
  const body = loop.body.flatMap((stmt) => (isLoop(stmt) ? withPart(stmt, inner, part, column) : [stmt]))
  return [{ ...loop, body }]
}

/** The nest with the last turns of its innermost loop alone. */
const withTurns = (loop: Loop, inner: Loop, part: Part): readonly Stmt[] =>
  loop === inner
    ? turnsOf(part, loop, loop.body)
    : [{ ...loop, body: loop.body.flatMap((stmt) => (isLoop(stmt) ? withTurns(stmt, inner, part) : [stmt])) }]

/** Sums without what they are for: parts of the sum. */
export const asParts = (body: readonly Stmt[]): readonly Stmt[] =>
  body.map((stmt) => {
    if (isLoop(stmt)) return { ...stmt, body: asParts(stmt.body) }
    return stmt.tag === 'accumulate' ? { ...stmt, of: within(stmt.of) } : stmt
  })

/** Sums of some lanes, stored one behind the other from a place on. */
const inOwnLanes = (
  loop: Loop,
  parts: readonly Part[],
  buffer: BufferId,
  each: number,
  from: number,
): Stmt | undefined => {
  const inner = innermostOf(loop)
  const sums = sumsOf(loop)
  if (inner === undefined || parts.length === 0) return undefined
  const width = Math.min(lanes, ...parts.map((part) => part.width))
  const column = `${inner.variable}c`
  const most = Math.max(...parts.map(vectorsIn))
  const start = sums.map(({ name, monoid, of }): Stmt => ({
    tag: 'accumulator',
    name,
    start: monoid.identity,
    of: within(of),
  }))
  const nests = parts.flatMap((part) => {
    const nest = [...start, ...asParts(withPart(loop, inner, part, column))]
    return jam(nest, column, offsets(vectorsIn(part), lanes)).filter(({ tag }) => tag !== 'accumulator')
  })
  const declared = jam(start, column, offsets(most, lanes))
  const folds = sums.flatMap(({ name, monoid, of }) =>
    offsets(most - 1, lanes).map((by): Stmt => ({
      tag: 'accumulate',
      name: `${name}_0`,
      monoid,
      value: { tag: 'local', name: `${name}_${by + lanes}` },
      of: within(of),
    })),
  )
  const stores = sums.map(({ name, of }, k): Stmt => ({
    tag: 'store',
    buffer,
    index: affine.combine(k * each + from, [[1, affine.variable(column)]]),
    value: { tag: 'local', name: `${name}_0` },
    of: within(of),
  }))
  return inLanes(column, width, [...declared, ...nests, ...folds, ...stores])
}

/** The loop with its sums in lanes. */
export const along = (loop: Loop, vectors: number, scratch: Scratch): readonly Stmt[] => {
  const inner = innermostOf(loop)
  const sums = sumsOf(loop)
  if (inner === undefined) return [loop]
  const isKnown = typeof inner.extent === 'number'
  const parts = inVectors(inner.extent, vectors)
  const wide = parts.filter((part) => part.width >= lanes)
  const narrow = parts.filter((part) => part.width < lanes && isKnown)
  const single = parts.filter((part) => part.width < lanes && !isKnown)
  const each = lanes + narrow.reduce((sum, part) => sum + part.width, 0)
  const buffer = scratch.add('sums', 'f32', each * sums.length)
  const blocks = [
    inOwnLanes(loop, wide, buffer, each, 0),
    inOwnLanes(loop, narrow, buffer, each, lanes),
  ].filter((stmt) => stmt !== undefined)
  const rest = single.flatMap((part) => withTurns(loop, inner, part))
  const totals = sums.flatMap(({ name, monoid, of }, k): readonly Stmt[] => {
    const variable = `${inner.variable}t`
    const value = `${name}t`
    return [
      {
        tag: 'for',
        variable,
        extent: each,
        body: [
          {
            tag: 'let',
            name: value,
            value: { tag: 'load', buffer, index: affine.combine(k * each, [[1, affine.variable(variable)]]) },
            of: within(of),
          },
          { tag: 'accumulate', name, monoid, value: { tag: 'local', name: value }, of },
        ],
      },
    ]
  })
  return [...blocks, ...totals, ...rest]
}

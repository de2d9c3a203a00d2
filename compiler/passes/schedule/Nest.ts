/**
 * A nest of loops whose turns can be taken in any order, apart from what its innermost turn does.
 * Before it: `parallel.ts`. After it: `choose.ts`, `across.ts`, `along.ts`.
 * Invariant: the loops around can be interchanged freely; what stood between them stands at the head of the core, and
 * `hoisted` brings it back to where its variables allow.
 */
import { at } from '../../../src/Bug.ts'
import * as extent from '../../../src/Extent.ts'
import * as affine from '../../ir/Affine.ts'
import type { Affine } from '../../ir/Affine.ts'
import { affinesOf, atomsOf, statements } from '../../ir/Kernel.ts'
import type { BufferId, Loop, Stmt } from '../../ir/Kernel.ts'
import { coefficientOf } from '../../ir/Affine.ts'
import { isSeparable } from './parallel.ts'
import { isLoop, substituted } from './rewrite.ts'

export type Let = Extract<Stmt, { readonly tag: 'let' }>

/** A loop without what it does. */
export type Axis = Pick<Loop, 'variable' | 'extent' | 'after'>

export interface Nest {
  /** Outer before inner. */
  readonly axes: readonly Axis[]
  readonly core: readonly Stmt[]
  /** The locals of the core that stood outside it. */
  readonly sunk: ReadonlySet<string>
}

export const writtenBy = (body: readonly Stmt[]): ReadonlySet<BufferId> =>
  new Set(statements(body).flatMap((stmt) => (stmt.tag === 'store' ? [stmt.buffer] : [])))

const loadsOneOf = ({ value }: Let, buffers: ReadonlySet<BufferId>): boolean =>
  value.tag === 'load' && buffers.has(value.buffer)

/** The one loop of a body that only binds values beside it. */
const onlyLoop = (body: readonly Stmt[]): Loop | undefined => {
  const [inner, ...others] = body.filter(isLoop)
  if (inner === undefined || others.length > 0 || !isSeparable(inner)) return undefined
  const written = writtenBy(inner.body)
  const isPlain = body.every((stmt) => stmt === inner || (stmt.tag === 'let' && !loadsOneOf(stmt, written)))
  return isPlain ? inner : undefined
}

/** Two loops that every address takes in one stride. */
const isOne = (outer: Axis, inner: Axis, indices: readonly Affine[]): boolean =>
  indices.every((index) =>
    extent.same(
      coefficientOf(index, outer.variable),
      extent.mul(coefficientOf(index, inner.variable), inner.extent),
    ),
  )

const isIndexed = (stmt: Stmt): boolean => !isLoop(stmt) && affinesOf(stmt).length > 0

const indicesOf = (body: readonly Stmt[]): readonly Affine[] =>
  statements(body).filter(isIndexed).flatMap(affinesOf)

/** Axes that are one are one. */
const merged = (nest: Nest): Nest => {
  const indices = indicesOf(nest.core)
  for (const outer of nest.axes)
    for (const inner of nest.axes) {
      if (outer === inner || !isOne(outer, inner, indices)) continue
      const axes = nest.axes
        .filter((axis) => axis !== outer)
        .map((axis) => (axis === inner ? { ...axis, extent: extent.mul(outer.extent, axis.extent) } : axis))
      return merged({ ...nest, axes, core: substituted(nest.core, outer.variable, affine.constant(0)) })
    }
  return nest
}

/** The nest that a separable loop is, its axes merged, those of one turn gone. */
export const nestOf = (loop: Loop): Nest => {
  const axes: Axis[] = [loop]
  const sunk = new Set<string>()
  let core = loop.body
  for (let inner = onlyLoop(core); inner !== undefined; inner = onlyLoop(core)) {
    const before = core.flatMap((stmt): readonly Let[] => (stmt.tag === 'let' ? [stmt] : []))
    before.forEach(({ name }) => sunk.add(name))
    axes.push(inner)
    core = [...before, ...inner.body]
  }
  const single = axes.filter((axis) => axis.extent === 1)
  for (const { variable } of single) core = substituted(core, variable, affine.constant(0))
  return merged({ axes: axes.filter((axis) => axis.extent !== 1), core, sunk })
}

/** Loops right inside each other, of which every address takes two in one stride, are one: sums keep their order. */
export const withMergedLoops = (body: readonly Stmt[]): readonly Stmt[] =>
  body.flatMap((stmt): readonly Stmt[] => {
    if (!isLoop(stmt)) return [stmt]
    const inside = withMergedLoops(stmt.body)
    const [inner, ...others] = inside
    const plain = (loop: Loop): boolean =>
      loop.step === undefined && loop.after === undefined && loop.inTurns === undefined
    if (stmt.extent === 1 && plain(stmt)) return substituted(inside, stmt.variable, affine.constant(0))
    return inner !== undefined &&
      isLoop(inner) &&
      others.length === 0 &&
      plain(stmt) &&
      plain(inner) &&
      isOne(stmt, inner, indicesOf(inner.body))
      ? [
          {
            ...inner,
            extent: extent.mul(stmt.extent, inner.extent),
            body: substituted(inner.body, stmt.variable, affine.constant(0)),
          },
        ]
      : [{ ...stmt, body: inside }]
  })

/** Loops around a body, outer before inner. */
export const around = (axes: readonly Axis[], body: readonly Stmt[]): readonly Stmt[] =>
  axes.reduceRight<readonly Stmt[]>(
    (inner, { variable, extent: size, after }) => [
      { tag: 'for', variable, extent: size, ...(after === undefined ? {} : { after }), body: inner },
    ],
    body,
  )

/** How often each name is bound. */
const boundIn = (body: readonly Stmt[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const stmt of statements(body))
    if (stmt.tag === 'let' || stmt.tag === 'accumulator')
      counts.set(stmt.name, (counts.get(stmt.name) ?? 0) + 1)
  return counts
}

/** Values of a loop that are the same in all of its turns, before it. */
const outOf = (loop: Loop, canMove: (stmt: Let) => boolean): readonly Stmt[] => {
  const bound = boundIn(loop.body)
  const before: Let[] = []
  const body = loop.body.filter((stmt) => {
    if (stmt.tag !== 'let' || !canMove(stmt) || bound.get(stmt.name) !== 1) return true
    const depends =
      affinesOf(stmt).some((index) =>
        index.terms.some(({ variable }) => variable === loop.variable || bound.has(variable)),
      ) || atomsOf(stmt).some((atom) => atom.tag === 'local' && bound.has(atom.name))
    if (depends) return true
    bound.delete(stmt.name)
    before.push(stmt)
    return false
  })
  return [...before, { ...loop, body }]
}

/** Which values are there already, by what they are made of; each that is new has a number. */
class Bound {
  readonly values = new Map<string, { readonly number: number; readonly text: string }>()
  count = 0

  /** Whether a local has this value; from now on it has. */
  has(stmt: Let): boolean {
    const made = [
      ...atomsOf(stmt).flatMap((atom) => (atom.tag === 'local' ? [atom.name] : [])),
      ...affinesOf(stmt).flatMap(({ terms }) => terms.map(({ variable }) => variable)),
    ]
    const numbers = made.map((name) => this.values.get(name)?.number ?? name)
    const text = `${JSON.stringify(stmt.value)} ${numbers.join(' ')}`
    if (this.values.get(stmt.name)?.text === text) return true
    this.values.set(stmt.name, { number: this.count++, text })
    return false
  }

  /** A loop gives names to values of its own. */
  forget(loop: Loop): void {
    boundIn(loop.body).forEach((_, name) => this.values.delete(name))
  }
}

/** Values that do not change in a loop, before it; one that several loops have is there once. */
const hoisted = (body: readonly Stmt[], canMove: (stmt: Let) => boolean): readonly Stmt[] => {
  const there = new Bound()
  return body
    .flatMap((stmt): readonly Stmt[] =>
      isLoop(stmt) ? outOf({ ...stmt, body: hoisted(stmt.body, canMove) }, canMove) : [stmt],
    )
    .filter((stmt) => {
      if (isLoop(stmt)) there.forget(stmt)
      return stmt.tag !== 'let' || !canMove(stmt) || !there.has(stmt)
    })
}

/** The name that a local had before it was there several times. */
const originOf = (name: string): string => at(name.split('_'), 0)

/**
 * What a nest has become, with values in the outermost loops that they can be in: of one that sums, those that were. Sums
 * have one name in several places: what is made of them is not one value.
 */
export const settled = (nest: Nest, body: readonly Stmt[]): readonly Stmt[] => {
  const written = writtenBy(nest.core)
  const isMap = !nest.core.some((stmt) => isLoop(stmt) || stmt.tag === 'accumulator')
  return hoisted(body, (stmt) => (isMap || nest.sunk.has(originOf(stmt.name))) && !loadsOneOf(stmt, written))
}

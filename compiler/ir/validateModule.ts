/**
 * What is wrong with a module: nothing, unless there is a bug.
 * Before it: `Module.ts`. After it: the laws, `pipeline.ts`.
 * Invariant: a module without complaints reads and writes inside its buffers, and nothing before it is there or after
 * another buffer has its memory; each of its statements names the nodes that it computes.
 */
import { at } from '../../src/Bug.ts'
import type { Extent } from '../../src/Extent.ts'
import * as extent from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import * as affine from './Affine.ts'
import type { Affine } from './Affine.ts'
import { inPlace } from './inPlace.ts'
import { affinesOf, atomsOf, statements } from './Kernel.ts'
import type { BufferId, Kernel, Loop, Stmt } from './Kernel.ts'
import { tenantsOf } from './lives.ts'
import { storageOf } from './Module.ts'
import type { Module } from './Module.ts'
import { complainOfParts } from './parts.ts'

/** What is bound around a statement; variables, with their extents, are those of loops and clamped integers. */
interface Bound {
  readonly locals: ReadonlySet<string>
  readonly variables: ReadonlyMap<string, Extent>
  readonly least: Least
}

/** The least that each size is, where it is more than 0. */
type Least = ReadonlyMap<string, number>

/** Up to here the least of a size is looked for. */
const farthest = 4096

/** The size with another number for one of its names. */
const replaced = (size: Extent, name: string, by: (from: Extent) => Extent): Extent =>
  typeof size === 'number'
    ? size
    : size.terms
        .map(({ coefficient, factors }) =>
          extent.product([
            coefficient,
            ...factors.map((f) => (f === name ? by(extent.dim(f)) : extent.dim(f))),
          ]),
        )
        .reduce(extent.add)

/** A loop that runs has a turn: no size is so small that its extent would be 0 or less whatever the others are. */
const leastIn = (loop: Extent, name: string): number => {
  let least = 0
  while (least < farthest && extent.isNonNegative(extent.negate(replaced(loop, name, () => least))))
    least += 1
  return least
}

/** What a turn of a loop says about sizes, beside what loops around it do. */
const leastWithin = (loop: Extent, around: Least): Least => {
  const least = new Map(around)
  for (const name of extent.names(loop)) least.set(name, Math.max(least.get(name) ?? 0, leastIn(loop, name)))
  return least
}

/** Whether a size is proven to be 0 or more in a turn: its terms are, counted from the least that its names are. */
const isNonNegative = (size: Extent, least: Least): boolean =>
  extent.isNonNegative(
    [...least].reduce((rest, [name, from]) => replaced(rest, name, (whole) => extent.add(whole, from)), size),
  )

/** Whether an address lies within `size` elements for every value of its variables. */
const within = ({ base, terms }: Affine, { variables, least: sizes }: Bound, size: Extent): boolean => {
  let least: Extent = base
  let most: Extent = base
  for (const { variable, coefficient } of terms) {
    const reach = extent.mul(coefficient, extent.sub(variables.get(variable) ?? 1, 1))
    if (isNonNegative(coefficient, sizes)) most = extent.add(most, reach)
    else if (isNonNegative(extent.negate(coefficient), sizes)) least = extent.add(least, reach)
    else return false
  }
  return isNonNegative(least, sizes) && isNonNegative(extent.sub(extent.sub(size, 1), most), sizes)
}

const complainOfStatement = (
  module: Module,
  stmt: Exclude<Stmt, { tag: 'for' }>,
  bound: Bound,
): readonly string[] => {
  const unbound = atomsOf(stmt).flatMap((atom) =>
    atom.tag === 'local' && !bound.locals.has(atom.name) ? [`${atom.name} is not bound`] : [],
  )
  const loose = affinesOf(stmt).flatMap(({ terms }) =>
    terms.flatMap(({ variable }) =>
      bound.variables.has(variable) ? [] : [`${variable} is neither a loop nor clamped here`],
    ),
  )
  const rebound =
    (stmt.tag === 'let' || stmt.tag === 'accumulator') && bound.locals.has(stmt.name)
      ? [`${stmt.name} is bound twice`]
      : []
  const access =
    stmt.tag === 'store' ? stmt : stmt.tag === 'let' && stmt.value.tag === 'load' ? stmt.value : undefined
  const outside =
    access !== undefined &&
    !within(access.index, bound, shapes.sizeOf(at(module.buffers, access.buffer).shape))
      ? [`b${access.buffer}[${affine.show(access.index)}] may lie outside`]
      : []
  const unnamed = stmt.of.nodes.length + stmt.of.partOf.length === 0 ? [`${stmt.tag} names no node`] : []
  return [...unbound, ...loose, ...rebound, ...outside, ...unnamed]
}

/** What does not fit into lanes: more than four turns, lanes in lanes, sums over lanes, stores in one place. */
const complainOfLanes = ({ variable, extent: size, step, after, inTurns, body }: Loop): readonly string[] => {
  const inside = statements(body)
  const own = new Set(inside.flatMap((stmt) => (stmt.tag === 'accumulator' ? [stmt.name] : [])))
  const isAlone = step === undefined && after === undefined && inTurns === undefined
  return [
    ...(typeof size === 'number' && size >= 1 && size <= 4 && isAlone ? [] : [`${variable} has no lanes`]),
    ...inside.flatMap((stmt): readonly string[] => {
      switch (stmt.tag) {
        case 'for':
          return stmt.lanes === true ? [`${stmt.variable} has lanes inside those of ${variable}`] : []
        case 'accumulate':
          return own.has(stmt.name) ? [] : [`${stmt.name} accumulates over the lanes of ${variable}`]
        case 'store':
          return stmt.index.terms.some((term) => term.variable === variable)
            ? []
            : [`the lanes of ${variable} store b${stmt.buffer} in one place`]
        case 'let':
          return stmt.value.tag === 'clamp' ? [`${stmt.name} is an address in the lanes of ${variable}`] : []
        case 'accumulator':
          return []
      }
    }),
  ]
}

/** Complaints about a body; the depth of the recursion is that of the loops. */
const complainOfBody = (module: Module, body: readonly Stmt[], outer: Bound): readonly string[] => {
  const locals = new Set(outer.locals)
  const variables = new Map(outer.variables)
  return body.flatMap((stmt) => {
    if (stmt.tag === 'for') {
      if (stmt.extent === 0) return []
      const turns = extent.sub(stmt.extent, (stmt.step ?? 1) - 1)
      const inner = new Map(variables).set(stmt.variable, turns)
      const least = leastWithin(turns, outer.least)
      return [
        ...(stmt.lanes === true ? complainOfLanes(stmt) : []),
        ...complainOfBody(module, stmt.body, { locals, variables: inner, least }),
      ]
    }
    const complaints = complainOfStatement(module, stmt, { locals, variables, least: outer.least })
    if (stmt.tag === 'let' || stmt.tag === 'accumulator') locals.add(stmt.name)
    if (stmt.tag === 'let' && stmt.value.tag === 'clamp') variables.set(stmt.name, stmt.value.extent)
    return complaints
  })
}

const complainOfOrder = (module: Module, kernel: Kernel, ready: ReadonlySet<BufferId>): readonly string[] =>
  kernel.reads.flatMap((id) =>
    ready.has(storageOf(module, id)) || kernel.writes.includes(id)
      ? []
      : [`b${id} is read before it is written`],
  )

/** Whether a schedule has taken turns of a kernel together: what shares memory there is judged by running it. */
const isScheduled = ({ body }: Kernel): boolean =>
  statements(body).some(
    (stmt) =>
      stmt.tag === 'for' && (stmt.lanes !== undefined || stmt.step !== undefined || stmt.after !== undefined),
  )

/** Of buffers in one memory, each is written when the one before is read no more: by a later kernel, or in place. */
const complainOfMemory = (module: Module): readonly string[] => {
  // What one kernel does in place several do once it is divided: their turns are still apart.
  const isDivided = module.kernels.some(({ parts }) => parts !== undefined)
  return isDivided
    ? []
    : [...tenantsOf(module).values()].flatMap((tenants) =>
        tenants.slice(1).flatMap(({ id, first }, k) => {
          const before = at(tenants, k)
          const kernel = module.kernels[first]
          const isAfter = before.last < first
          const isInPlace =
            before.last === first &&
            kernel !== undefined &&
            (isScheduled(kernel) || inPlace(module, kernel)(before.id, id))
          return isAfter || isInPlace ? [] : [`b${id} is written where b${before.id} is still to be read`]
        }),
      )
}

export const validate = (module: Module): readonly string[] => {
  const ready = new Set(
    module.buffers.flatMap(({ place }, id) =>
      place.tag === 'input' || place.tag === 'constant' ? [id] : [],
    ),
  )
  const kernels = module.kernels.flatMap((kernel) => {
    const complaints = [
      ...complainOfOrder(module, kernel, ready),
      ...complainOfParts(module, kernel),
      ...complainOfBody(module, kernel.body, { locals: new Set(), variables: new Map(), least: new Map() }),
    ]
    kernel.writes.forEach((id) => ready.add(storageOf(module, id)))
    return complaints.map((complaint) => `${kernel.name}: ${complaint}`)
  })
  const missing = module.outputs.flatMap(({ path }) => {
    const id = module.buffers.findIndex(
      ({ place }) => (place.tag === 'output' || place.tag === 'donated') && place.path === path,
    )
    return id >= 0 && ready.has(id) ? [] : [`output ${path} is never written`]
  })
  return [...kernels, ...missing, ...complainOfMemory(module)]
}

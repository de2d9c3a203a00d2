/**
 * What is wrong with a module: nothing, unless there is a bug.
 * Before it: `Module.ts`. After it: the laws, `pipeline.ts`.
 * Invariant: a module without complaints reads and writes inside its buffers, and nothing before it is there.
 */
import { at } from '../../src/Bug.ts'
import type { Extent } from '../../src/Extent.ts'
import * as extent from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import * as affine from './Affine.ts'
import type { Affine } from './Affine.ts'
import { affinesOf, atomsOf } from './Kernel.ts'
import type { BufferId, Kernel, Stmt } from './Kernel.ts'
import { storageOf } from './Module.ts'
import type { Module } from './Module.ts'

/** What is bound around a statement; variables, with their extents, are those of loops and clamped integers. */
interface Bound {
  readonly locals: ReadonlySet<string>
  readonly variables: ReadonlyMap<string, Extent>
}

const sign = (size: Extent): number => (extent.isNonNegative(size) ? 1 : -1)

/** Whether an address lies within `size` elements for every value of its variables. */
const within = ({ base, terms }: Affine, variables: Bound['variables'], size: Extent): boolean => {
  let least: Extent = base
  let most: Extent = base
  for (const { variable, coefficient } of terms) {
    const reach = extent.mul(coefficient, extent.sub(variables.get(variable) ?? 1, 1))
    if (sign(coefficient) > 0) most = extent.add(most, reach)
    else least = extent.add(least, reach)
  }
  return extent.isNonNegative(least) && extent.isNonNegative(extent.sub(extent.sub(size, 1), most))
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
    !within(access.index, bound.variables, shapes.sizeOf(at(module.buffers, access.buffer).shape))
      ? [`b${access.buffer}[${affine.show(access.index)}] may lie outside`]
      : []
  return [...unbound, ...loose, ...rebound, ...outside]
}

/** Complaints about a body; the depth of the recursion is that of the loops. */
const complainOfBody = (module: Module, body: readonly Stmt[], outer: Bound): readonly string[] => {
  const locals = new Set(outer.locals)
  const variables = new Map(outer.variables)
  return body.flatMap((stmt) => {
    if (stmt.tag === 'for') {
      if (stmt.extent === 0) return []
      const inner = new Map(variables).set(stmt.variable, extent.sub(stmt.extent, (stmt.step ?? 1) - 1))
      return complainOfBody(module, stmt.body, { locals, variables: inner })
    }
    const complaints = complainOfStatement(module, stmt, { locals, variables })
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

export const validate = (module: Module): readonly string[] => {
  const ready = new Set(
    module.buffers.flatMap(({ place }, id) =>
      place.tag === 'input' || place.tag === 'constant' ? [id] : [],
    ),
  )
  const kernels = module.kernels.flatMap((kernel) => {
    const complaints = [
      ...complainOfOrder(module, kernel, ready),
      ...complainOfBody(module, kernel.body, { locals: new Set(), variables: new Map() }),
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
  return [...kernels, ...missing]
}

/**
 * Computes several outputs of a sum at once, so that what is loaded is used more than once.
 * Before it: `plan.ts`: whatever shares memory is settled. After it: the JavaScript target.
 * Invariant: each sum runs in the order it had, so that a tiled kernel gives the same bits; what a tile does not
 * cover, loops after it do, one element at a time.
 */
import { either as E } from 'fp-ts'
import type { Extent } from '../../src/Extent.ts'
import * as extent from '../../src/Extent.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import { affinesOf, atomsOf, statements } from '../ir/Kernel.ts'
import type { Atom, Expr, Kernel, Loop, Stmt } from '../ir/Kernel.ts'
import type { Module } from '../ir/Module.ts'
import type { Pass } from '../Pass.ts'
import { renumbered } from './renumber.ts'

/** Engines stop optimising functions of some 1,500 statements; all tiles of a kernel stay well below. */
const mostStatements = 800

/** Rows and columns of a tile, where there are that many: measured best on Node 20. */
const rows = 2
const columns = [4, 5] as const

const isLoop = (stmt: Stmt): stmt is Loop => stmt.tag === 'for'

const mentions = (index: Affine, variable: string): boolean =>
  index.terms.some((term) => term.variable === variable)

/** The address for the element `by` further along the variable, with what clamped integers are called there. */
const moved = (index: Affine, variable: string, by: number, rename: (name: string) => string): Affine => {
  const term = index.terms.find((one) => one.variable === variable)
  return {
    base: term === undefined ? index.base : extent.add(index.base, extent.mul(by, term.coefficient)),
    terms: index.terms.map((one) => ({ ...one, variable: rename(one.variable) })),
  }
}

/** The locals of a body whose value depends on a variable. */
const varying = (body: readonly Stmt[], variable: string): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const stmt of statements(body)) {
    const depends =
      affinesOf(stmt).some((index) =>
        index.terms.some((term) => term.variable === variable || names.has(term.variable)),
      ) || atomsOf(stmt).some((atom) => atom.tag === 'local' && names.has(atom.name))
    if (stmt.tag === 'accumulator' || (stmt.tag === 'let' && depends)) names.add(stmt.name)
  }
  return names
}

const expressionAt = (value: Expr, variable: string, by: number, rename: (name: string) => string): Expr => {
  const renamed = (atom: Atom): Atom => renamedAtom(atom, rename)
  switch (value.tag) {
    case 'number':
    case 'local':
      return renamed(value)
    case 'load':
    case 'position':
      return { ...value, index: moved(value.index, variable, by, rename) }
    case 'clamp':
      return { ...value, value: renamed(value.value) }
    case 'apply':
    case 'basis':
      return { ...value, operands: value.operands.map(renamed) }
  }
}

const renamedAtom = (atom: Atom, rename: (name: string) => string): Atom =>
  atom.tag === 'local' ? { tag: 'local', name: rename(atom.name) } : atom

/** The statement for the element `by` further along the variable. */
const statementAt = (
  stmt: Exclude<Stmt, Loop>,
  variable: string,
  by: number,
  names: ReadonlySet<string>,
): Stmt => {
  const rename = (name: string): string => (names.has(name) ? `${name}_${by}` : name)
  const renamed = (atom: Atom): Atom => renamedAtom(atom, rename)
  switch (stmt.tag) {
    case 'let':
      return { ...stmt, name: rename(stmt.name), value: expressionAt(stmt.value, variable, by, rename) }
    case 'accumulator':
      return { ...stmt, name: rename(stmt.name) }
    case 'accumulate':
      return {
        ...stmt,
        name: rename(stmt.name),
        value: renamed(stmt.value),
        ...(stmt.witness === undefined
          ? {}
          : { witness: { name: rename(stmt.witness.name), value: renamed(stmt.witness.value) } }),
      }
    case 'store':
      return { ...stmt, index: moved(stmt.index, variable, by, rename), value: renamed(stmt.value) }
  }
}

/** A body for `width` elements at once: loops inside are shared, what varies is there once for each. */
const jam = (body: readonly Stmt[], variable: string, width: number): readonly Stmt[] => {
  const names = varying(body, variable)
  const inside = (block: readonly Stmt[]): readonly Stmt[] =>
    block.flatMap((stmt): readonly Stmt[] => {
      if (isLoop(stmt)) return [{ ...stmt, body: inside(stmt.body) }]
      if (stmt.tag === 'let' && !names.has(stmt.name)) return [stmt]
      return Array.from({ length: width }, (_, by) => statementAt(stmt, variable, by, names))
    })
  return inside(body)
}

/** A loop in tiles of `width`, and a loop over what they leave. */
const tiled = (loop: Loop, width: number): readonly Stmt[] => {
  if (width <= 1) return [loop]
  const whole: Loop = { ...loop, step: width, body: jam(loop.body, loop.variable, width) }
  const exact = typeof loop.extent === 'number' && loop.extent % width === 0
  const behind = `${loop.variable}r`
  return exact
    ? [whole]
    : [
        whole,
        { ...loop, variable: behind, after: width, body: withVariable(loop.body, loop.variable, behind) },
      ]
}

/** The same body under another loop variable. */
const withVariable = (body: readonly Stmt[], from: string, to: string): readonly Stmt[] => {
  const index = ({ base, terms }: Affine): Affine => ({
    base,
    terms: terms
      .map((term) => (term.variable === from ? { ...term, variable: to } : term))
      .sort((a, b) => (a.variable < b.variable ? -1 : 1)),
  })
  return body.map((stmt): Stmt => {
    if (isLoop(stmt)) return { ...stmt, body: withVariable(stmt.body, from, to) }
    if (stmt.tag === 'store') return { ...stmt, index: index(stmt.index) }
    return stmt.tag === 'let' && (stmt.value.tag === 'load' || stmt.value.tag === 'position')
      ? { ...stmt, value: { ...stmt.value, index: index(stmt.value.index) } }
      : stmt
  })
}

const fits = (size: Extent, width: number): boolean => typeof size !== 'number' || size >= width

/** How many columns: a width that divides the extent, the first one elsewhere, or all of a narrow one. */
const columnsOf = (size: Extent): number => {
  if (typeof size !== 'number') return columns[0]
  return size < columns[0] ? size : (columns.find((width) => size % width === 0) ?? columns[0])
}

/** Whether a sum inside the loop loads something that is the same for every turn of it. */
const reuses = (loop: Loop, variable: string): boolean =>
  loop.body.some(
    (stmt) =>
      isLoop(stmt) &&
      statements(stmt.body).some(
        (inner) =>
          inner.tag === 'let' && inner.value.tag === 'load' && !mentions(inner.value.index, variable),
      ),
  )

/** Whether a loop holds a sum for each of its turns, and no loop of outputs. */
const isInnermost = ({ body }: Loop): boolean =>
  body.some((stmt) => stmt.tag === 'accumulator') && body.filter(isLoop).length === 1

/** Tiles the columns of a loop that holds a sum. */
const tileColumns = (loop: Loop): readonly Stmt[] => {
  const width = columnsOf(loop.extent)
  const size = statements(loop.body).length * (width + 1)
  return reuses(loop, loop.variable) && size <= mostStatements ? tiled(loop, width) : [loop]
}

interface Access {
  readonly buffer: number
  readonly index: Affine
}

/** The least and the most of an address over all turns of the loops inside, for each turn of those around. */
const reach = (
  index: Affine,
  inside: ReadonlyMap<string, Extent>,
): readonly [least: Extent, most: Extent] => {
  let [least, most] = [index.base, index.base]
  for (const { variable, coefficient } of index.terms) {
    const turns = extent.sub(inside.get(variable) ?? 1, 1)
    if (extent.isNonNegative(coefficient)) most = extent.add(most, extent.mul(coefficient, turns))
    else least = extent.add(least, extent.mul(coefficient, turns))
  }
  return [least, most]
}

/** Whether two addresses are never the same one, in whatever turns of the loops inside. */
const apart = (a: Affine, b: Affine, inside: ReadonlyMap<string, Extent>): boolean => {
  const around = ({ terms }: Affine): Affine => ({
    base: 0,
    terms: terms.filter(({ variable }) => !inside.has(variable)),
  })
  const before = ([, most]: readonly [Extent, Extent], [least]: readonly [Extent, Extent]): boolean =>
    extent.isNonNegative(extent.sub(extent.sub(least, most), 1))
  const [first, second] = [reach(a, inside), reach(b, inside)]
  return affine.same(around(a), around(b)) && (before(first, second) || before(second, first))
}

/** Whether no turn of a loop reads what another stores: turns can be computed at once. */
const isParallel = (loop: Loop): boolean => {
  const inside = new Map([[loop.variable, loop.extent]])
  const loads: Access[] = []
  const stores: Access[] = []
  for (const stmt of statements(loop.body)) {
    if (isLoop(stmt)) inside.set(stmt.variable, stmt.extent)
    if (stmt.tag === 'store') stores.push(stmt)
    if (stmt.tag === 'let' && stmt.value.tag === 'load') loads.push(stmt.value)
    if (stmt.tag === 'let' && stmt.value.tag === 'clamp') inside.set(stmt.name, stmt.value.extent)
  }
  return loads.every((load) =>
    stores.every(
      (store) =>
        load.buffer !== store.buffer ||
        apart(load.index, store.index, inside) ||
        (affine.same(load.index, store.index) && mentions(load.index, loop.variable)),
    ),
  )
}

/** A loop, the only one in its body, and so on down to one that holds a sum. */
const nestOf = (loop: Loop): readonly Loop[] | undefined => {
  const nest = [loop]
  for (let inner = loop; !isInnermost(inner);) {
    const [next, ...others] = inner.body.filter(isLoop)
    const only = inner.body.every((stmt) => isLoop(stmt) || stmt.tag === 'let')
    if (next === undefined || others.length > 0 || !only) return undefined
    nest.push(next)
    inner = next
  }
  return nest
}

/** How often a tile of rows along a variable loads in each turn of its sum. */
const loadsOf = (column: Loop, row: string): number =>
  statements(column.body.filter(isLoop)).reduce((sum, stmt) => {
    if (stmt.tag !== 'let' || stmt.value.tag !== 'load') return sum
    const { index } = stmt.value
    const along = (variable: string, width: number): number => (mentions(index, variable) ? width : 1)
    return sum + along(row, rows) * along(column.variable, columnsOf(column.extent))
  }, 0)

/** The loop whose turns share the most of what a sum loads, the innermost of equals. */
const rowOf = (nest: readonly Loop[], column: Loop): Loop | undefined =>
  nest
    .filter((loop) => fits(loop.extent, rows) && reuses(column, loop.variable) && isParallel(loop))
    .reduceRight<Loop | undefined>(
      (best, loop) =>
        best === undefined || loadsOf(column, loop.variable) < loadsOf(column, best.variable) ? loop : best,
      undefined,
    )

/** Tiles a nest: its innermost loop, and one around that. */
const tileNest = (nest: readonly Loop[], column: Loop): readonly Stmt[] => {
  const around = nest.slice(0, -1)
  const row = rowOf(around, column)
  return around.reduceRight<readonly Stmt[]>(
    (inner, loop) => {
      const inside: Loop = { ...loop, body: loop.body.flatMap((stmt) => (isLoop(stmt) ? inner : [stmt])) }
      const small = statements(inside.body).length * (rows + 1) <= mostStatements
      return loop === row && small ? tiled(inside, rows) : [inside]
    },
    isParallel(column) ? tileColumns(column) : [column],
  )
}

/** Tiles the loops of a body: those that hold a sum, and of those around them one. */
const tileBody = (body: readonly Stmt[]): readonly Stmt[] =>
  body.flatMap((stmt): readonly Stmt[] => {
    if (!isLoop(stmt)) return [stmt]
    const nest = nestOf(stmt)
    const column = nest?.at(-1)
    return nest === undefined || column === undefined
      ? [{ ...stmt, body: tileBody(stmt.body) }]
      : tileNest(nest, column)
  })

const tileKernel = (kernel: Kernel): Kernel => ({ ...kernel, body: renumbered(tileBody(kernel.body)) })

export const tile: Pass<Module, Module> = {
  name: 'tile',
  purpose: 'computes several outputs of a sum at once, so that each load is used more than once',
  run: (module) =>
    E.right({ value: { ...module, kernels: module.kernels.map(tileKernel) }, renaming: undefined }),
}

/**
 * Computes several outputs of a sum at once, so that what is loaded is used more than once.
 * Before it: `plan.ts`: whatever shares memory is settled. After it: the JavaScript target.
 * Invariant: each sum runs in the order it had, so that a tiled kernel gives the same bits; what a tile does not
 * cover, loops after it do, one element at a time.
 */
import { either as E } from 'fp-ts'
import type { Extent } from '../../src/Extent.ts'
import * as extent from '../../src/Extent.ts'
import type { Affine } from '../ir/Affine.ts'
import { affinesOf, atomsOf, statements } from '../ir/Kernel.ts'
import type { Atom, Expr, Kernel, Stmt } from '../ir/Kernel.ts'
import type { Module } from '../ir/Module.ts'
import type { Pass } from '../Pass.ts'
import { renumbered } from './renumber.ts'

type Loop = Extract<Stmt, { tag: 'for' }>

/** Engines stop optimising functions of some 1,500 statements; all tiles of a kernel stay well below. */
const mostStatements = 800

/** Rows and columns of a tile, where there are that many: measured best on Node 20. */
const rows = 2
const columns = [4, 5] as const

const isLoop = (stmt: Stmt): stmt is Loop => stmt.tag === 'for'

const mentions = (index: Affine, variable: string): boolean =>
  index.terms.some((term) => term.variable === variable)

const moved = (index: Affine, variable: string, by: number): Affine => {
  const term = index.terms.find((one) => one.variable === variable)
  return term === undefined
    ? index
    : { ...index, base: extent.add(index.base, extent.mul(by, term.coefficient)) }
}

/** The locals of a body whose value depends on a variable. */
const varying = (body: readonly Stmt[], variable: string): ReadonlySet<string> => {
  const names = new Set<string>()
  for (const stmt of statements(body)) {
    const depends =
      affinesOf(stmt).some((index) => mentions(index, variable)) ||
      atomsOf(stmt).some((atom) => atom.tag === 'local' && names.has(atom.name))
    if (stmt.tag === 'accumulator' || (stmt.tag === 'let' && depends)) names.add(stmt.name)
  }
  return names
}

const expressionAt = (value: Expr, variable: string, by: number, name: (atom: Atom) => Atom): Expr => {
  switch (value.tag) {
    case 'number':
    case 'local':
      return name(value)
    case 'load':
    case 'position':
      return { ...value, index: moved(value.index, variable, by) }
    case 'apply':
    case 'basis':
      return { ...value, operands: value.operands.map(name) }
  }
}

/** The statement for the element `by` further along the variable. */
const statementAt = (
  stmt: Exclude<Stmt, Loop>,
  variable: string,
  by: number,
  names: ReadonlySet<string>,
): Stmt => {
  const rename = (name: string): string => (names.has(name) ? `${name}_${by}` : name)
  const renamed = (atom: Atom): Atom =>
    atom.tag === 'local' ? { tag: 'local', name: rename(atom.name) } : atom
  switch (stmt.tag) {
    case 'let':
      return { ...stmt, name: rename(stmt.name), value: expressionAt(stmt.value, variable, by, renamed) }
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
      return { ...stmt, index: moved(stmt.index, variable, by), value: renamed(stmt.value) }
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

/** Tiles the loops of a body: the innermost one that holds a sum, and the one around it. */
const tileBody = (body: readonly Stmt[]): readonly Stmt[] =>
  body.flatMap((stmt): readonly Stmt[] => {
    if (!isLoop(stmt)) return [stmt]
    if (isInnermost(stmt)) return tileColumns(stmt)
    const [column, ...others] = stmt.body.filter(isLoop)
    const only = stmt.body.every((inner) => isLoop(inner) || inner.tag === 'let')
    const inside: Loop = { ...stmt, body: tileBody(stmt.body) }
    if (column === undefined || others.length > 0 || !only || !isInnermost(column)) return [inside]
    const small = statements(inside.body).length * (rows + 1) <= mostStatements
    return small && fits(stmt.extent, rows) && reuses(column, stmt.variable) ? tiled(inside, rows) : [inside]
  })

const tileKernel = (kernel: Kernel): Kernel => ({ ...kernel, body: renumbered(tileBody(kernel.body)) })

export const tile: Pass<Module, Module> = {
  name: 'tile',
  purpose: 'computes several outputs of a sum at once, so that each load is used more than once',
  run: (module) =>
    E.right({ value: { ...module, kernels: module.kernels.map(tileKernel) }, renaming: undefined }),
}

/**
 * The same statements for other elements: a loop's variable replaced, or several turns side by side.
 * Before it: `ir/Kernel.ts`. After it: `tile.ts`, `apply.ts`, `along.ts`.
 * Invariant: what a statement says of its nodes stays; copies have names of their own, in the order of the turns.
 */
import * as extent from '../../../src/Extent.ts'
import * as affine from '../../ir/Affine.ts'
import type { Affine } from '../../ir/Affine.ts'
import { affinesOf, atomsOf, mapExpr, statements } from '../../ir/Kernel.ts'
import type { Atom, Expr, Loop, Stmt } from '../../ir/Kernel.ts'

export const isLoop = (stmt: Stmt): stmt is Loop => stmt.tag === 'for'

/** What replaces names of locals, and addresses. */
interface Rewriting {
  readonly name: (local: string) => string
  readonly index: (index: Affine) => Affine
}

const atomBy = (atom: Atom, { name }: Rewriting): Atom =>
  atom.tag === 'local' ? { tag: 'local', name: name(atom.name) } : atom

const expressionBy = (value: Expr, by: Rewriting): Expr =>
  mapExpr(value, (atom) => atomBy(atom, by), by.index)

const statementBy = (stmt: Exclude<Stmt, Loop>, by: Rewriting): Stmt => {
  switch (stmt.tag) {
    case 'let':
      return { ...stmt, name: by.name(stmt.name), value: expressionBy(stmt.value, by) }
    case 'accumulator':
      return { ...stmt, name: by.name(stmt.name) }
    case 'accumulate':
      return {
        ...stmt,
        name: by.name(stmt.name),
        value: atomBy(stmt.value, by),
        ...(stmt.witness === undefined
          ? {}
          : { witness: { name: by.name(stmt.witness.name), value: atomBy(stmt.witness.value, by) } }),
      }
    case 'store':
      return { ...stmt, index: by.index(stmt.index), value: atomBy(stmt.value, by) }
  }
}

/** The locals of a body whose value depends on a variable. */
export const varying = (body: readonly Stmt[], variable: string): ReadonlySet<string> => {
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

/** The address for the element `by` further along the variable, with what clamped integers are called there. */
const moved = (index: Affine, variable: string, by: number, rename: (name: string) => string): Affine => {
  const term = index.terms.find((one) => one.variable === variable)
  return {
    base: term === undefined ? index.base : extent.add(index.base, extent.mul(by, term.coefficient)),
    terms: index.terms.map((one) => ({ ...one, variable: rename(one.variable) })),
  }
}

/** A body for several elements at once: loops inside are shared, what varies is there once for each. */
export const jam = (body: readonly Stmt[], variable: string, offsets: readonly number[]): readonly Stmt[] => {
  const names = varying(body, variable)
  const copies = offsets.map((by): Rewriting => {
    const name = (local: string): string => (names.has(local) ? `${local}_${by}` : local)
    return { name, index: (index) => moved(index, variable, by, name) }
  })
  const inside = (block: readonly Stmt[]): readonly Stmt[] =>
    block.flatMap((stmt): readonly Stmt[] => {
      if (isLoop(stmt)) return [{ ...stmt, body: inside(stmt.body) }]
      if (stmt.tag === 'let' && !names.has(stmt.name)) return [stmt]
      return copies.map((by) => statementBy(stmt, by))
    })
  return inside(body)
}

/** So many offsets, `step` apart. */
export const offsets = (count: number, step = 1): readonly number[] =>
  Array.from({ length: count }, (_, k) => k * step)

/** The same statements with other names and addresses. */
export const rewrite = (body: readonly Stmt[], by: Rewriting): readonly Stmt[] =>
  body.map((stmt) => (isLoop(stmt) ? { ...stmt, body: rewrite(stmt.body, by) } : statementBy(stmt, by)))

/** The same body with a value in the place of a variable. */
export const substituted = (body: readonly Stmt[], variable: string, value: Affine): readonly Stmt[] =>
  rewrite(body, {
    name: (local) => local,
    index: (index) => {
      const term = index.terms.find((one) => one.variable === variable)
      if (term === undefined) return index
      const rest = { ...index, terms: index.terms.filter((one) => one !== term) }
      return affine.combine(0, [
        [1, rest],
        [term.coefficient, value],
      ])
    },
  })

/** All turns of a variable side by side, so many from 0 on: sums keep their order. */
export const spread = (body: readonly Stmt[], variable: string, count: number): readonly Stmt[] =>
  substituted(jam(body, variable, offsets(count)), variable, affine.constant(0))

/** The same body under another loop variable. */
export const withVariable = (body: readonly Stmt[], from: string, to: string): readonly Stmt[] =>
  substituted(body, from, affine.variable(to))

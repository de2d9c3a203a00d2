/**
 * Names for what a pass has written anew.
 * Before it: `ir/Kernel.ts`. After it: `expand.ts`, `tile.ts`.
 * Invariant: names of locals count up in the order of their statements, names of loops in the order of the loops.
 */
import { known } from '../../src/Bug.ts'
import type { Affine } from '../ir/Affine.ts'
import { mapExpr } from '../ir/Kernel.ts'
import type { Atom, Expr, Stmt } from '../ir/Kernel.ts'

interface Names {
  readonly locals: Map<string, string>
  readonly variables: Map<string, string>
  localCount: number
  variableCount: number
}

const atomIn = ({ locals }: Names, atom: Atom): Atom =>
  atom.tag === 'local' ? { tag: 'local', name: known(locals.get(atom.name), `name of ${atom.name}`) } : atom

const affineIn = ({ variables, locals }: Names, { base, terms }: Affine): Affine => ({
  base,
  terms: terms
    .map(({ variable, coefficient }) => ({
      variable: known(variables.get(variable) ?? locals.get(variable), variable),
      coefficient,
    }))
    .sort((a, b) => (a.variable < b.variable ? -1 : 1)),
})

const exprIn = (names: Names, value: Expr): Expr =>
  mapExpr(
    value,
    (atom) => atomIn(names, atom),
    (index) => affineIn(names, index),
  )

const declareLocal = (names: Names, letter: 's' | 'v', old: string): string => {
  const name = `${letter}${names.localCount++}`
  names.locals.set(old, name)
  return name
}

const declareVariable = (names: Names, old: string): string => {
  const name = `i${names.variableCount++}`
  names.variables.set(old, name)
  return name
}

/** The depth of the recursion is that of the loops. */
const bodyIn = (names: Names, body: readonly Stmt[]): readonly Stmt[] =>
  body.map((stmt): Stmt => {
    switch (stmt.tag) {
      case 'for': {
        const variable = declareVariable(names, stmt.variable)
        return { ...stmt, variable, body: bodyIn(names, stmt.body) }
      }
      case 'let': {
        const value = exprIn(names, stmt.value)
        return { ...stmt, value, name: declareLocal(names, 'v', stmt.name) }
      }
      case 'accumulator':
        return { ...stmt, name: declareLocal(names, 's', stmt.name) }
      case 'accumulate':
        return {
          ...stmt,
          name: known(names.locals.get(stmt.name), `name of ${stmt.name}`),
          value: atomIn(names, stmt.value),
          ...(stmt.witness === undefined
            ? {}
            : {
                witness: {
                  name: known(names.locals.get(stmt.witness.name), 'name of a witness'),
                  value: atomIn(names, stmt.witness.value),
                },
              }),
        }
      case 'store':
        return { ...stmt, index: affineIn(names, stmt.index), value: atomIn(names, stmt.value) }
    }
  })

/** The same statements with names that count up. */
export const renumbered = (body: readonly Stmt[]): readonly Stmt[] =>
  bodyIn({ locals: new Map(), variables: new Map(), localCount: 0, variableCount: 0 }, body)

/**
 * Sums without the zero that they start from, where nothing can tell.
 * Before it: `straighten.ts`, `inLocals.ts`. After it: `unroll.ts`.
 * Invariant: 0 + x is x but for x = −0, and only the sign of a zero is lost: of what is added to a number that is
 * itself no −0, nobody can tell it.
 */
import type { Atom, Expr } from '../ir/Kernel.ts'
import { atomsOf } from '../ir/Kernel.ts'
import { Claims } from './Claims.ts'
import { isStraight } from './straighten.ts'
import type { Straight } from './straighten.ts'
import { rewrite } from './schedule/rewrite.ts'

/** The numbers that locals are. */
const numbersIn = (body: readonly Straight[]): ReadonlyMap<string, number> =>
  new Map(
    body.flatMap((stmt) =>
      stmt.tag === 'let' && stmt.value.tag === 'number' ? [[stmt.name, stmt.value.value] as const] : [],
    ),
  )

/** The operands of a sum of two. */
const operandsOf = (value: Expr): readonly [Atom, Atom] | undefined => {
  if (value.tag !== 'basis' || value.name !== 'add') return undefined
  const [a, b] = value.operands
  return a === undefined || b === undefined ? undefined : [a, b]
}

/** The statements with x in the place of 0 + x. */
export const withoutStarts = (body: readonly Straight[]): readonly Straight[] => {
  const numbers = numbersIn(body)
  const numberOf = (atom: Atom): number | undefined =>
    atom.tag === 'number' ? atom.value : numbers.get(atom.name)
  /** Locals of which it can be told whether a zero has a sign, from the last user to the first. */
  const told = new Set<string>()
  const tell = (atom: Atom): void => void (atom.tag === 'local' && told.add(atom.name))
  for (const stmt of body.toReversed()) {
    const sum = stmt.tag === 'let' ? operandsOf(stmt.value) : undefined
    if (stmt.tag === 'store' || sum === undefined) atomsOf(stmt).forEach(tell)
    else if (told.has(stmt.name))
      for (const [atom, other] of [sum, [sum[1], sum[0]] as const])
        if (Object.is(numberOf(other) ?? -0, -0)) tell(atom)
  }
  const same = new Map<string, string>()
  const claims = new Claims()
  const left = body.filter((stmt) => {
    const [start, term] = (stmt.tag === 'let' ? operandsOf(stmt.value) : undefined) ?? []
    if (stmt.tag !== 'let' || start === undefined || term?.tag !== 'local') return true
    if (!Object.is(numberOf(start), 0) || told.has(stmt.name)) return true
    const name = same.get(term.name) ?? term.name
    same.set(stmt.name, name)
    claims.add({ tag: 'local', name }, stmt.of)
    return false
  })
  const renamed = rewrite(left, { name: (local) => same.get(local) ?? local, index: (index) => index })
  return claims.settled(renamed).filter(isStraight)
}

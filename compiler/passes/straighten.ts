/**
 * Statements without loops and without anything that changes: each turn has its own, a total is a chain of names.
 * Before it: `ir/Kernel.ts`, `expand.ts`. After it: `unroll.ts`.
 * Invariant: the statements run in the order they had; each gives what it gave; every name is bound once.
 */
import { known } from '../../src/Bug.ts'
import * as affine from '../ir/Affine.ts'
import type { Affine } from '../ir/Affine.ts'
import { affinesOf, atomsOf, mapExpr, statements, totalOf } from '../ir/Kernel.ts'
import type { Atom, Expr, Kernel, Loop, Stmt } from '../ir/Kernel.ts'
import { within } from '../ir/Provenance.ts'
import type { Provenance } from '../ir/Provenance.ts'
import { Claims } from './Claims.ts'
import { binding } from './expand.ts'
import { isLoop } from './schedule/rewrite.ts'

export type Let = Extract<Stmt, { readonly tag: 'let' }>
export type Store = Extract<Stmt, { readonly tag: 'store' }>

/** A statement where nothing loops and nothing changes. */
export type Straight = Let | Store

/** The first value of a loop's variable, and how many there are; the extent is a number. */
const rangeOf = ({ extent, step = 1, after }: Loop): readonly [first: number, turns: number] => {
  const count = typeof extent === 'number' ? extent : Number.NaN
  const first = after === undefined ? 0 : count - (count % after)
  return [first, Math.floor((count - first) / step)]
}

/** The values of a loop's variable, in order. */
const turnsOf = (loop: Loop): readonly number[] => {
  const [first, turns] = rangeOf(loop)
  return Array.from({ length: turns }, (_, k) => first + k * (loop.step ?? 1))
}

/** How many statements a body runs. */
export const turnsIn = (body: readonly Stmt[]): number =>
  body.reduce((sum, stmt) => sum + (isLoop(stmt) ? rangeOf(stmt)[1] * turnsIn(stmt.body) : 1), 0)

/** The statements of one kernel, one after the other. */
class Straightener {
  readonly body: Straight[] = []
  readonly fresh: () => string
  /** What the names of the kernel stand for here: of a total, what it is so far. */
  readonly atoms = new Map<string, Atom>()
  /** What is known of the names of the kernel, and of those here: loops, and integers that are the same in every run. */
  readonly numbers = new Map<string, number>()
  /** What totals are for. */
  readonly totals: ReadonlyMap<string, Provenance>
  readonly claims = new Claims()

  constructor(body: readonly Stmt[], fresh: () => string) {
    this.fresh = fresh
    this.totals = new Map(
      statements(body).flatMap((stmt) =>
        stmt.tag === 'accumulate' ? [[totalOf(stmt), stmt.of] as const] : [],
      ),
    )
  }

  readonly atom = (atom: Atom): Atom =>
    atom.tag === 'local' ? known(this.atoms.get(atom.name), `what ${atom.name} is`) : atom

  index({ base, terms }: Affine): Affine {
    const partOf = (variable: string): Affine => {
      const number = this.numbers.get(variable)
      if (number !== undefined) return affine.constant(number)
      const atom = this.atom({ tag: 'local', name: variable })
      return atom.tag === 'local' ? affine.variable(atom.name) : affine.constant(atom.value)
    }
    return affine.combine(
      base,
      terms.map(({ variable, coefficient }) => [coefficient, partOf(variable)] as const),
    )
  }

  expression(value: Expr): Expr {
    const here = mapExpr(value, this.atom, (index) => this.index(index))
    if (here.tag === 'position' && here.index.terms.length === 0 && typeof here.index.base === 'number')
      return { tag: 'number', value: here.index.base }
    if (here.tag !== 'clamp' || typeof here.extent !== 'number') return here
    const number = here.value.tag === 'number' ? here.value.value : this.numbers.get(here.value.name)
    return number === undefined
      ? here
      : { tag: 'number', value: Math.max(Math.min(number, here.extent - 1), 0) }
  }

  bind(name: string, value: Expr, of: Provenance): void {
    const fresh = this.fresh()
    this.body.push({ tag: 'let', name: fresh, value, of })
    this.atoms.set(name, { tag: 'local', name: fresh })
    this.numbers.delete(name)
    if (value.tag === 'number') for (const one of [name, fresh]) this.numbers.set(one, value.value)
  }

  /** What a total is in the end is what it is there for. */
  close(name: string): void {
    const [atom, of] = [this.atoms.get(name), this.totals.get(name)]
    if (atom !== undefined && of !== undefined) this.claims.add(atom, of)
  }

  accumulate(stmt: Extract<Stmt, { readonly tag: 'accumulate' }>): void {
    const { name, monoid, witness } = stmt
    const basis = binding(this.fresh, within(stmt.of), this.body)
    const before = this.atom({ tag: 'local', name })
    const after = monoid.combine(basis, before, this.atom(stmt.value))
    this.atoms.set(name, after)
    if (witness === undefined) return
    // The first NaN stays the total: a total that is NaN already has its position.
    const isNew = basis.and(basis.not(basis.eq(after, before)), basis.eq(before, before))
    const place = this.atom({ tag: 'local', name: witness.name })
    this.atoms.set(witness.name, basis.select(isNew, this.atom(witness.value), place))
  }

  /** The depth of the recursion is that of the loops. */
  run(body: readonly Stmt[]): void {
    for (const stmt of body)
      switch (stmt.tag) {
        case 'for':
          for (const turn of turnsOf(stmt)) {
            this.numbers.set(stmt.variable, turn)
            this.run(stmt.body)
          }
          break
        case 'let':
          this.bind(stmt.name, this.expression(stmt.value), stmt.of)
          break
        case 'accumulator':
          this.close(stmt.name)
          this.bind(stmt.name, { tag: 'number', value: stmt.start }, within(stmt.of))
          break
        case 'accumulate':
          this.accumulate(stmt)
          break
        case 'store':
          this.body.push({ ...stmt, index: this.index(stmt.index), value: this.atom(stmt.value) })
      }
  }

  whole(body: readonly Stmt[]): readonly Stmt[] {
    this.run(body)
    for (const total of this.totals.keys()) this.close(total)
    return this.claims.settled(this.body)
  }
}

export const isStraight = (stmt: Stmt): stmt is Straight => stmt.tag === 'let' || stmt.tag === 'store'

/** The kernels' statements, all loops written out; extents are numbers. */
export const straightened = (kernels: readonly Kernel[]): readonly Straight[] => {
  let counter = 0
  const fresh = (): string => `v${counter++}`
  return kernels.flatMap(({ body }) => new Straightener(body, fresh).whole(body).filter(isStraight))
}

/** The statements without those that nothing uses and that give no node. */
export const needed = (body: readonly Straight[]): readonly Straight[] => {
  const names = new Set<string>()
  const isNeeded = (stmt: Straight): boolean => {
    if (stmt.tag === 'let' && !names.has(stmt.name) && stmt.of.nodes.length === 0) return false
    for (const atom of atomsOf(stmt)) if (atom.tag === 'local') names.add(atom.name)
    for (const { terms } of affinesOf(stmt)) for (const { variable } of terms) names.add(variable)
    return true
  }
  return body.toReversed().filter(isNeeded).toReversed()
}

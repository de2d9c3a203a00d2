/**
 * What only one side of a `select` needs, gathered on that side.
 * Before it: `ir/Kernel.ts`. After it: `kernel.ts`.
 * Invariant: only `let`s move, each into the one side that all its uses are on, in their order, and none over a loop, an
 * accumulation or a store; nothing else changes.
 */
import { at } from '../../../src/Bug.ts'
import { atomsOf } from '../../ir/Kernel.ts'
import type { Atom, Stmt } from '../../ir/Kernel.ts'
import type { Provenance } from '../../ir/Provenance.ts'

/** One side of a choice: its own statements, then its value. */
export interface Arm {
  readonly body: readonly Step[]
  readonly value: Atom
}

/** A `select` of which only one side is computed. */
export interface Choice {
  readonly tag: 'choice'
  readonly name: string
  readonly of: Provenance
  readonly test: Atom
  readonly then: Arm
  readonly otherwise: Arm
}

export type Step = Stmt | Choice

/** A side is worth a branch if more operations than this are on it alone; one exponential or logarithm is not. */
const light = 30

/** Choices within choices: more are not made, so that no text is nested deeper. */
const deepest = 4

/** One side of one `select`, within the side that the `select` itself is on. */
interface Side {
  readonly within: Side | undefined
  readonly depth: number
  /** Between which of the statements that nothing moves over. */
  readonly stretch: number
  readonly sides: { isWorth: boolean }
  readonly body: Step[]
  weight: number
}

const common = (a: Side | undefined, b: Side | undefined): Side | undefined => {
  while (a !== b)
    if ((a?.depth ?? 0) >= (b?.depth ?? 0)) a = a?.within
    else b = b?.within
  return a
}

const sideIn = (within: Side | undefined, stretch: number, sides: Side['sides']): Side => ({
  within,
  depth: (within?.depth ?? 0) + 1,
  stretch,
  sides,
  body: [],
  weight: 0,
})

type Select = readonly [test: Atom, then: Atom, otherwise: Atom]

const selectOf = (stmt: Stmt): Select | undefined => {
  if (stmt.tag !== 'let' || stmt.value.tag !== 'basis' || stmt.value.name !== 'select') return undefined
  const { operands } = stmt.value
  return [at(operands, 0), at(operands, 1), at(operands, 2)]
}

/** Where a statement belongs, and the sides that it has if it is a `select`. */
interface Belonging {
  readonly side: Side | undefined
  readonly sides?: readonly [then: Side, otherwise: Side]
}

/** From the last statement to the first, so that users are known before what they use. */
const belongings = (body: readonly Stmt[], uses: ReadonlyMap<string, number>): readonly Belonging[] => {
  const met = new Map<string, { count: number; side: Side | undefined }>()
  const use = (atom: Atom, side: Side | undefined): void => {
    if (atom.tag !== 'local') return
    const before = met.get(atom.name)
    if (before === undefined) met.set(atom.name, { count: 1, side })
    else met.set(atom.name, { count: before.count + 1, side: common(before.side, side) })
  }
  let stretch = 0
  return body
    .toReversed()
    .map((stmt): Belonging => {
      if (stmt.tag !== 'let') stretch += 1
      // Addresses may use what is clamped, and are no uses that are counted.
      const moves = stmt.tag === 'let' && stmt.value.tag !== 'clamp'
      const found = moves ? met.get(stmt.name) : undefined
      const isWhole = moves && found?.count === uses.get(stmt.name) && found?.side?.stretch === stretch
      const side = isWhole ? found?.side : undefined
      if (stmt.tag === 'let' && (stmt.value.tag === 'basis' || stmt.value.tag === 'load'))
        for (let outer = side; outer !== undefined; outer = outer.within) outer.weight += 1
      const select = selectOf(stmt)
      if (select === undefined || side?.depth === deepest) {
        atomsOf(stmt).forEach((atom) => use(atom, side))
        return { side }
      }
      const both = { isWorth: false }
      const [then, otherwise] = [sideIn(side, stretch, both), sideIn(side, stretch, both)]
      use(select[0], side)
      use(select[1], then)
      use(select[2], otherwise)
      return { side, sides: [then, otherwise] }
    })
    .toReversed()
}

/** A body with choices in place of those `select`s that have a costly side; `uses` counts the uses of each local. */
export const gathered = (body: readonly Stmt[], uses: ReadonlyMap<string, number>): readonly Step[] => {
  const places = belongings(body, uses)
  for (const { sides } of places)
    if (sides?.some(({ weight }) => weight > light) === true) sides[0].sides.isWorth = true
  const steps: Step[] = []
  body.forEach((stmt, position) => {
    const { side, sides } = at(places, position)
    let own = side
    while (own?.sides.isWorth === false) own = own.within
    const into = own?.body ?? steps
    const select = selectOf(stmt)
    if (stmt.tag !== 'let' || select === undefined || sides?.[0].sides.isWorth !== true)
      return void into.push(stmt)
    const [test, a, b] = select
    const [then, otherwise] = [
      { body: sides[0].body, value: a },
      { body: sides[1].body, value: b },
    ]
    into.push({ tag: 'choice', name: stmt.name, of: stmt.of, test, then, otherwise })
  })
  return steps
}

/**
 * How a nest is computed: a value, chosen by `choose.ts` and carried out by `across.ts` and `along.ts`.
 * Before it: `pack.ts`. After it: those three.
 * Invariant: it names axes and locals of its nest, and says nothing else of it.
 */
import type { Operand } from './pack.ts'

/** Several turns of an axis in one. */
export interface Rows {
  readonly variable: string
  readonly count: number
}

export type Schedule =
  /** Turns of an axis in lanes, so many vectors of them, for several rows at once; a sum keeps its order. */
  | {
      readonly tag: 'across'
      readonly lane: string
      readonly vectors: number
      readonly rows: Rows | undefined
      readonly packs: readonly Operand[]
    }
  /** Turns one by one, or several rows at once; what loops inside do is in lanes: sums in so many parts. */
  | { readonly tag: 'along'; readonly rows: Rows | undefined }
  /** All turns of an axis for a few terms of their sums, then for the next ones; a sum keeps its order. */
  | { readonly tag: 'stream'; readonly lane: string }

export interface Chosen {
  readonly schedule: Schedule
  /** About how many cycles it takes. */
  readonly cycles: number
}

const showRows = (rows: Rows | undefined): string =>
  rows === undefined ? '' : `, ${rows.count} of ${rows.variable} at once`

/** One line. */
export const show = ({ schedule, cycles }: Chosen): string => {
  const estimate = `about ${Math.round(cycles)} cycles`
  if (schedule.tag === 'along') return `lanes inside${showRows(schedule.rows)}; ${estimate}`
  if (schedule.tag === 'stream') return `all of ${schedule.lane} in lanes, term by term; ${estimate}`
  const { lane, vectors, rows, packs } = schedule
  const packing = packs.length === 0 ? '' : `, packs ${packs.map(({ name }) => name).join(', ')}`
  return `${vectors}·4 of ${lane} in lanes${showRows(rows)}${packing}; ${estimate}`
}

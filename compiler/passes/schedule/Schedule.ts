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
  /** Turns of an axis of unknown size in blocks, and those behind them in another way. */
  | {
      readonly tag: 'split'
      readonly variable: string
      readonly block: number
      readonly many: Schedule
      readonly few: Schedule
    }

export interface Chosen {
  readonly schedule: Schedule
  /** About how many cycles it takes; of a nest of unknown sizes, for a turn of these. */
  readonly cycles: number
}

const showRows = (rows: Rows | undefined): string =>
  rows === undefined ? '' : `, ${rows.count} of ${rows.variable} at once`

const showSchedule = (schedule: Schedule): string => {
  switch (schedule.tag) {
    case 'across': {
      const { lane, vectors, rows, packs } = schedule
      const packing = packs.length === 0 ? '' : `, packs ${packs.map(({ name }) => name).join(', ')}`
      return `${vectors}·4 of ${lane} in lanes${showRows(rows)}${packing}`
    }
    case 'along':
      return `lanes inside${showRows(schedule.rows)}`
    case 'stream':
      return `all of ${schedule.lane} in lanes, term by term`
    case 'split': {
      const { variable, block, many, few } = schedule
      return `by ${block} of ${variable} ${showSchedule(many)}; behind them ${showSchedule(few)}`
    }
  }
}

/** One line. */
export const show = ({ schedule, cycles }: Chosen): string =>
  `${showSchedule(schedule)}; about ${Math.round(cycles)} cycles`

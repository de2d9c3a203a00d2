/**
 * What came of one engine on one workload.
 * Before it: `measure.ts`. After it: `one.ts`, which says it, and `apart.ts`, which hears it.
 * Invariant: there is a time only where the answers were right.
 */
import { deserialize, serialize } from 'node:v8'
import { median } from './measure.ts'
import type { Outputs } from './workloads/Workload.ts'

export type Outcome =
  | { readonly tag: 'timed'; readonly micros: number }
  /** It cannot compute such a workload at all. */
  | { readonly tag: 'absent' }
  /** It failed, or its answers are wrong. */
  | { readonly tag: 'refused'; readonly why: string }

/** The answers that were packed. */
export const unpacked = (bytes: Uint8Array): Outputs => {
  const found: unknown = deserialize(bytes)
  return Object.fromEntries(
    Object.entries(found ?? {}).flatMap(([name, numbers]: [string, unknown]) =>
      numbers instanceof Float64Array ? [[name, numbers]] : [],
    ),
  )
}

/** Answers as bytes, in double precision. */
export const packed = (outputs: Outputs): Uint8Array =>
  serialize(
    Object.fromEntries(
      Object.entries(outputs).map(([name, numbers]) => [name, Float64Array.from(numbers)] as const),
    ),
  )

const isOutcome = (value: unknown): value is Outcome =>
  typeof value === 'object' && value !== null && 'tag' in value

/** What the last line of a process says. */
export const outcomeOf = (stdout: string, stderr: string): Outcome => {
  const last = stdout.trimEnd().split('\n').at(-1) ?? ''
  if (last.startsWith('{')) {
    const said: unknown = JSON.parse(last)
    if (isOutcome(said)) return said
  }
  return { tag: 'refused', why: stderr.trim().split('\n').at(-1) ?? 'ended without a word' }
}

/** The median of the rounds, where all were timed; otherwise the first that says why not. */
export const together = (outcomes: readonly Outcome[]): Outcome => {
  const times = outcomes.flatMap((outcome) => (outcome.tag === 'timed' ? [outcome.micros] : []))
  return (
    outcomes.find(({ tag }) => tag !== 'timed') ??
    (times.length === 0 ? { tag: 'absent' } : { tag: 'timed', micros: median(times) })
  )
}

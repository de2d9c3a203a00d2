/**
 * What one core can do, as far as a table of workloads asks.
 * Before it: `leibniz/compiler`. After it: `workloadTable.ts`, `peers/`.
 * Invariant: measured in the run whose figures are held against it.
 */
import { ceiling as measured, orThrow } from 'leibniz/compiler'

export interface Ceiling {
  /** Multiplications and additions, in 10⁹ a second. */
  readonly flops: number
  /** Bytes read again and again from 256 kB, which the second cache holds, in 10⁹ a second. */
  readonly cache: number
  /** Bytes read from 64 MB, which no cache holds. */
  readonly memory: number
}

export const ceiling = (): Ceiling => {
  const { flops, reading } = orThrow(measured())
  return { flops, cache: reading(2 ** 18), memory: reading(2 ** 26) }
}

/**
 * What one core can do, as far as a table of workloads asks.
 * Before it: `leibniz/compiler`. After it: `workloadTable.ts`, `peers/`.
 * Invariant: measured in the run whose figures are held against it.
 */
import { ceiling as measured, orThrow } from 'leibniz/compiler'
import { figures } from './text.ts'

export interface Ceiling {
  /** Multiplications and additions, in 10⁹ a second. */
  readonly flops: number
  /** The same with what a product of matrices loads for them. */
  readonly loading: number
  /** Bytes read again and again from 256 kB, which the second cache holds, in 10⁹ a second. */
  readonly cache: number
  /** Bytes read from 64 MB, which no cache holds. */
  readonly memory: number
}

export const ceiling = (): Ceiling => {
  const { flops, loading, reading } = orThrow(measured())
  return { flops, loading: loading(), cache: reading(2 ** 18), memory: reading(2 ** 26) }
}

export const showCeiling = ({ flops, loading, cache, memory }: Ceiling): string =>
  `one core in lanes of 128 bits: ${figures(flops)} GFLOP/s, ${figures(loading)} with the loads of a product; reads ${figures(cache)} GB/s from its cache, ${figures(memory)} from memory`

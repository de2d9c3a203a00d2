/**
 * The numbers that the workloads are given.
 * Before it: nothing. After it: the workloads.
 * Invariant: the same numbers in every process; no two arrays of a workload are alike.
 */
import { random } from 'leibniz'

/** Draws one array after the other, evenly from −size to size. */
export const drawing = (seed: number): ((length: number, size?: number) => Float32Array) => {
  let key = random.key(seed)
  return (length, size = 1) => {
    const [now, next] = random.split(key)
    key = next
    return random.uniform(now, length, { low: -size, high: size })
  }
}

/** Weights of so many inputs each, of a size that keeps sums about 1. */
export const fan = (inputs: number): number => Math.sqrt(3 / inputs)

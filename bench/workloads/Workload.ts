/**
 * A reference workload: a program, what it is given, and what must come out.
 * Before it: `Problem.ts`. After it: one file a family of workloads, `../engines.ts`.
 * Invariant: a workload is data and the same at every making; what it expects was never computed by leibniz.
 */
import type { Program } from 'leibniz'
import type { Arrays } from 'leibniz/compiler'
import type { Problem } from './Problem.ts'

export type Numbers = Float32Array | Float64Array

/** Arrays of numbers by the names of the outputs. */
export type Outputs = Readonly<Record<string, ArrayLike<number>>>

/** Where the loops by hand keep numbers: in single precision to be timed, in double to be right. */
export interface Memory {
  readonly zeros: (length: number) => Numbers
  readonly copy: (numbers: ArrayLike<number>) => Numbers
}

export const single: Memory = {
  zeros: (length) => new Float32Array(length),
  copy: (numbers) => Float32Array.from(numbers),
}

export const double: Memory = {
  zeros: (length) => new Float64Array(length),
  copy: (numbers) => Float64Array.from(numbers),
}

export interface Workload {
  /** Its sizes and numbers, for whoever says it in words of their own. */
  readonly problem: Problem
  /** The formula, its weights bound where they do not change. */
  readonly program: Program
  /** What each call is given. */
  readonly given: Arrays<Program['inputs']>
  /** What a call changes in place. */
  readonly donate: readonly string[]
  /** Plain loops over arrays made beforehand: each call computes the outputs anew. */
  readonly byHand: (memory: Memory) => () => Outputs
  /** Multiplications and additions of a call, and what else its formula has. */
  readonly flops: number
  /** What a call must read and write at least. */
  readonly bytes: number
  /** The lengths of the sums on the longest way from an input to an output, added up. */
  readonly terms: number
}

/** A workload that is made when it is asked for: some are large. */
export interface Named {
  readonly name: string
  readonly make: () => Workload
}

/**
 * How far an output may be from what is expected, as a part of its largest number. A sum of n products in single
 * precision errs by at most n·2⁻²⁴ of the sum of their sizes: of the sum itself where none is negative. Where signs are
 * mixed the sum is smaller by about √n, and so is the error, since roundings are mixed too.
 */
export const toleranceOf = ({ terms }: Workload): number => terms * 2 ** -24

/** The outputs in double precision. */
export const referenceOf = ({ byHand }: Workload): Outputs => byHand(double)()

/** The largest error of an output against its largest number, over all that is expected. NaN stays NaN. */
export const distance = (expected: Outputs, found: Outputs): number => {
  let farthest = 0
  for (const [name, right] of Object.entries(expected)) {
    const given = found[name] ?? []
    if (given.length !== right.length) return Infinity
    let largest = 0
    let error = 0
    for (let k = 0; k < right.length; k++) {
      const wanted = right[k] ?? Number.NaN
      largest = Math.max(largest, Math.abs(wanted))
      error = Math.max(error, Math.abs(wanted - (given[k] ?? Number.NaN)))
    }
    farthest = Math.max(farthest, error / largest)
  }
  return farthest
}

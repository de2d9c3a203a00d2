/**
 * A pass: a named function from one representation to the next, and what it did with each node.
 * Before it: `CompileError.ts`. After it: `passes/`, `pipeline.ts`.
 * Invariant: a pass is pure; its renaming says where every old node went, or that it died.
 */
import type { Either } from '../src/Either.ts'
import type { NonEmpty } from '../src/NonEmpty.ts'
import type { CompileError } from './CompileError.ts'

/** For each old node its new name, or undefined where it died. `undefined` as a whole: nothing was renamed. */
export type Renaming = readonly (number | undefined)[] | undefined

/** One use of a rewrite rule: which one, at which old node, and the new node that stands for it, unless it died later. */
export interface Firing {
  readonly rule: string
  readonly from: number
  readonly to: number | undefined
}

export interface Passed<B> {
  readonly value: B
  readonly renaming: Renaming
  readonly firings?: readonly Firing[]
  /** What it chose, a line each, for people. */
  readonly remarks?: readonly string[]
}

export interface Pass<A, B> {
  readonly name: string
  /** One sentence: what `--help` prints. */
  readonly purpose: string
  /** All that is wrong, or the next representation. */
  readonly run: (a: A) => Either<NonEmpty<CompileError>, Passed<B>>
}

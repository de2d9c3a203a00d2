/**
 * A compiled program: a function from a record of typed arrays to a record of typed arrays.
 * Before it: `compile.ts`, which makes it. After it: users.
 * Invariant: the types say of each tensor which typed array holds it; nothing has to be disposed of: threads end with
 * the process, or when nobody can call any more.
 */
import type { ArrayOf, FreshArrayOf } from '../src/DType.ts'
import type { AnyTensor } from '../src/Tensor.ts'
import type { Module } from './ir/Module.ts'
import type { TargetName, Trace } from './pipeline.ts'

/** What holds a tensor, or a record of tensors. */
type Holder<X> = X extends AnyTensor ? ArrayOf[X['dtype']] : Arrays<X>

/** The typed arrays for a record of tensors. */
export type Arrays<T> = { readonly [K in keyof T]: Holder<T[K]> }

type FreshHolder<X> = X extends AnyTensor ? FreshArrayOf[X['dtype']] : FreshArrays<X>

/** The typed arrays that a run makes, or takes over. */
export type FreshArrays<T> = { readonly [K in keyof T]: FreshHolder<T[K]> }

type PartialHolder<X> = X extends AnyTensor ? ArrayOf[X['dtype']] : PartialArrays<X>

/** The same with any part left out. */
export type PartialArrays<T> = { readonly [K in keyof T]?: PartialHolder<T[K]> }

export interface RunOptions<O> {
  /** Arrays to write outputs into; those left out are fresh. */
  readonly into?: PartialArrays<O>
  /**
   * Whether outputs that have no array, and donated ones, are views of the memory in which they were computed, where a
   * target has one (a shared one, where there are threads): not copied, and gone with the next call. A donated view that
   * is given to the next call is not copied in either: weights in training stay where they are.
   */
  readonly views?: boolean
  /** Sizes that do not follow from the inputs' lengths. */
  readonly sizes?: { readonly [name: string]: number }
}

export interface Executable<I, O> {
  (inputs: Arrays<I>, options?: RunOptions<O>): FreshArrays<O>
  /** The JavaScript that runs; kernels in WebAssembly are bytes in it. */
  readonly source: string
  /** What the kernels are written in. */
  readonly target: TargetName
  /** Why that is not what was asked for. */
  readonly note: string | undefined
  /** Ends its threads, where it has any: calls after that run on one. */
  readonly close: () => void
  /** The planned module that the source was printed from. */
  readonly module: Module
  /** Every stage on the way, made again when it is first read. */
  readonly trace: Trace
}

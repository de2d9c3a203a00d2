/** One application of an operation, on which the laws judge it: its inputs, where they may lie, and how it is built. */
import type { AnyTensor, DType, Shape, Tensor } from 'leibniz'

/** The inputs' values are drawn evenly from [from, to): [−2, 2) where nothing is said; integers are whole numbers. */
export interface Drawn {
  readonly shape: readonly number[]
  readonly dtype?: DType
  readonly from?: number
  readonly to?: number
}

export interface Entry {
  /** The name under which the operation is exported. */
  readonly name: string
  readonly inputs: readonly Drawn[]
  /** Types are erased: what is judged is the run time. */
  readonly build: (...inputs: readonly Tensor<Shape, never>[]) => AnyTensor
}

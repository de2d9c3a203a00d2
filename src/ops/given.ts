/**
 * Options first, where there are any: before the data of an operation, or before the parameters of a layer.
 * Before it: `Tensor.ts`. After it: the operations of which every option has a default.
 * Invariant: a record that is no tensor is options; anything else is data, of which the rule of the operation speaks.
 */
import type { AnyTensor } from '../Tensor.ts'
import { isRecord } from '../Tree.ts'
import { stated } from './operation.ts'

/** Whether options stand alone. */
const areOptions = <O extends object>(given: readonly unknown[]): given is readonly [O] =>
  given.length === 1 && isRecord(given[0])

/** A function of tensors: with options first, or at once. */
export const withOptions = <F, O extends object, T extends readonly unknown[]>(
  apply: (options: Partial<O>, ...data: T) => AnyTensor,
): F =>
  stated((...given: readonly [O] | T): unknown =>
    areOptions<O>(given) ? (...data: T) => apply(given[0], ...data) : apply({}, ...given),
  )

/** Options or a tensor, then tensors. */
export type OptionsFirst<O extends object> = readonly [O | AnyTensor, ...AnyTensor[]]

const isOptions = <O extends object>(first: O | AnyTensor): first is O => isRecord(first)

/** The options and the tensors. */
export const parametersOf = <O extends object>([first, ...rest]: OptionsFirst<O>): {
  readonly options: Partial<O>
  readonly tensors: readonly AnyTensor[]
} => (isOptions<O>(first) ? { options: first, tensors: rest } : { options: {}, tensors: [first, ...rest] })

/**
 * A program made ready to be looked at in a run: its graph, and the values of its inputs, checked.
 * Before it: `Subject.ts`, `src/evaluate.ts`. After it: `trace.ts`, `health.ts`.
 * Invariant: what does not fit is refused as the interpreter refuses it; what a program requires of its values and did
 * not get is handed on.
 */
import { either as E } from 'fp-ts'
import { at, known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import type { Either } from '../../src/Either.ts'
import { evaluate, sizesOf } from '../../src/evaluate.ts'
import type { Arrays, EvaluateOptions, Refused } from '../../src/evaluate.ts'
import { sizeOf } from '../../src/evaluate/meaning.ts'
import type { Value } from '../../src/evaluate/meaning.ts'
import type { Sizes } from '../../src/Extent.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import { leaves } from '../../src/Program.ts'
import type { RunError } from '../../src/RunError.ts'
import { entries, isRecord } from '../../src/Tree.ts'
import type { Tree } from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import { subject } from './Subject.ts'
import type { Subject } from './Subject.ts'

/** Arrays for a program's inputs: a record nested as they are, or by their paths. */
export type Inputs = Arrays | Tree<TypedArray>

const isArray = (value: TypedArray | Tree<TypedArray>): value is TypedArray => !isRecord(value)

const isMap = (inputs: Inputs): inputs is Arrays => inputs instanceof Map

/** A program's graph with the values of its inputs, checked; and what its outputs are in double precision. */
export interface Prepared {
  readonly subject: Subject
  readonly inputs: readonly Value[]
  readonly sizes: Sizes
  readonly refused: readonly RunError[]
  readonly finiteInDouble: boolean
}

const isRefusal = (error: Refused[number]): error is RunError =>
  error.code === 'LBZ6008' || error.code === 'LBZ6009'

/** The graph and the inputs of a run, or everything that is wrong with them. */
export const prepared = (
  program: Program,
  inputs: Inputs,
  options: EvaluateOptions = {},
): Either<NonEmpty<CompileError>, Prepared> => {
  const laid = subject(program)
  if (E.isLeft(laid)) return laid
  const { graph, tensors } = laid.right
  const arrays = isMap(inputs) ? inputs : new Map(entries(inputs, isArray))
  const sizes = sizesOf(tensors, arrays, options)
  if (E.isLeft(sizes)) return sizes
  const outputs = leaves(program.outputs)
  const found = evaluate(outputs, arrays, { sizes: sizes.right })
  return E.right({
    subject: laid.right,
    sizes: sizes.right,
    inputs: graph.inputs.map(({ path, node }) => ({
      shape: at(graph.nodes, node).shape.map((size) => sizeOf(size, sizes.right)),
      data: Float64Array.from(known(arrays.get(path), path)),
    })),
    refused: E.isLeft(found) ? found.left.filter(isRefusal) : [],
    finiteInDouble: E.isRight(found) && found.right.every(({ data }) => data.every(Number.isFinite)),
  })
}

/**
 * How many threads are asked for, checked.
 * Before it: the options. After it: `compile.ts`, `targets/standalone.ts`.
 * Invariant: what is no number of threads is a sentence.
 */
import { either as E } from 'fp-ts'
import type { Either } from '../src/Either.ts'
import type { NonEmpty } from '../src/NonEmpty.ts'
import { compileError } from './CompileError.ts'
import type { CompileError } from './CompileError.ts'
import type { PipelineOptions } from './pipeline.ts'

/** The most threads that share kernels. */
const most = 32

export const checkThreads = ({
  threads = 1,
  target = 'javascript',
}: PipelineOptions): Either<NonEmpty<CompileError>, number> => {
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= most))
    return E.left([compileError('LBZ4003', `compile: ${threads} is no number of threads`)])
  return threads > 1 && target !== 'wasm'
    ? E.left([compileError('LBZ4003', `compile: ${threads} threads in JavaScript`)])
    : E.right(threads)
}

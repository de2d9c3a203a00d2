/**
 * The program, compiled in the page: every stage on the way to the loops.
 * Before it: `pipeline.ts`. After it: `Code.ts`, `CodePanel.tsx`, `PassesPanel.tsx`.
 * Invariant: what is compiled here is read and never run.
 */
import { either as E } from 'fp-ts'
import type { Either } from '../../../src/Either.ts'
import { left, right } from '../../../src/Either.ts'
import { showError } from '../../CompileError.ts'
import { toJSON } from '../../formats/graphJson.ts'
import type { Module } from '../../ir/Module.ts'
import { pipeline } from '../../pipeline.ts'
import type { Trace, TraceEntry } from '../../pipeline.ts'
import type { Model } from './model.ts'

export interface Compiled {
  readonly trace: Trace
  readonly module: Module
  /** Whether the first stage is the graph that is shown, node by node. */
  readonly isSame: boolean
}

/** Every stage with tiles or without, or why there is none. */
export const compiled = ({ subject }: Model, tile: boolean): Either<string, Compiled> => {
  const trace: TraceEntry[] = []
  const planned = pipeline({ tile }).run(subject.program, trace)
  if (E.isLeft(planned)) return left(planned.left.map(showError).join(' '))
  const first = trace[0]?.stage
  const isSame =
    first?.kind === 'graph' && JSON.stringify(toJSON(first.value)) === JSON.stringify(toJSON(subject.graph))
  return right({ trace, module: planned.right, isSame })
}

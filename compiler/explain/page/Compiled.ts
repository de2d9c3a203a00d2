/**
 * The program, compiled in the page: every stage, the kernels, and the JavaScript as text.
 * Before it: `pipeline.ts`, `targets/javascript`. After it: `CodePanel.tsx`, `PassesPanel.tsx`.
 * Invariant: what is printed here is never run; it is what `leibniz build` writes and `compile` runs.
 */
import { either as E } from 'fp-ts'
import type { Either } from '../../../src/Either.ts'
import { left, right } from '../../../src/Either.ts'
import { showError } from '../../CompileError.ts'
import type { Module } from '../../ir/Module.ts'
import { pipeline } from '../../pipeline.ts'
import type { Trace, TraceEntry } from '../../pipeline.ts'
import { moduleStatements } from '../../targets/javascript/module.ts'
import { printStatements } from '../../targets/javascript/syntax.ts'
import type { Model } from './model.ts'

export interface Compiled {
  readonly trace: Trace
  readonly module: Module
  readonly code: string
}

/** Every stage with tiles or without, or why there is none. */
export const compiled = ({ subject }: Model, tile: boolean): Either<string, Compiled> => {
  const trace: TraceEntry[] = []
  const planned = pipeline({ tile }).run(subject.program, trace)
  if (E.isLeft(planned)) return left(planned.left.map(showError).join(' '))
  const code = printStatements(moduleStatements(planned.right))
  return right({ trace, module: planned.right, code })
}

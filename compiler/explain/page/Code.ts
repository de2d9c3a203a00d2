/**
 * The lines of kernels and of generated code, each with the nodes of the linearised graph that it computes.
 * Before it: `Compiled.ts`. After it: `CodePanel.tsx`, `NodePanel.tsx`.
 * Invariant: the lines are those that `compile` runs.
 */
import * as kernels from '../../ir/Kernel.ts'
import type { Compiled } from './Compiled.ts'
import type { Row } from './Row.ts'

export interface Code {
  readonly kernels: readonly Row[]
  readonly javascript: readonly Row[]
}

const row = (text: string): Row => ({ text, mark: 'same', nodes: [], partOf: [] })

export const codeOf = ({ module, code }: Compiled): Code => ({
  kernels: module.kernels.flatMap((kernel) => kernels.show(kernel).split('\n').map(row)),
  javascript: code.split('\n').map(row),
})

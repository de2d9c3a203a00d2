/**
 * Who runs without anything installed: plain loops by hand, and each target of the compiler.
 * Before it: `Engine.ts`. After it: `entries.ts`.
 * Invariant: an engine keeps copies of what it changes in place, so that each begins with the same numbers.
 */
import { compile, orThrow } from 'leibniz/compiler'
import type { CompileOptions, Executable } from 'leibniz/compiler'
import type { Program } from 'leibniz'
import { calling } from './Engine.ts'
import type { Engine, Work } from './Engine.ts'
import { single } from './workloads/Workload.ts'
import type { Outputs, Workload } from './workloads/Workload.ts'

export const byHand: Engine = {
  name: 'by hand',
  prepare: (workload) => calling(workload, workload.byHand(single)),
}

export type Target = Exclude<CompileOptions['target'], undefined>
type Compiled = Executable<Program['inputs'], Program['outputs']>

/** The outputs that are arrays: a record without any, such as the state of gradient descent, has no numbers. */
const numbersOf = (given: ReturnType<Compiled>): Outputs =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (ArrayBuffer.isView(value) ? [[name, value]] : [])),
  )

/** What is compiled and run: a workload without what must come out. */
export type Case = Pick<Workload, 'program' | 'given' | 'donate'>

export const compiled = ({ program, donate }: Case, target: Target): Compiled =>
  orThrow(compile(program, { donate, target }))

/** The work of a compiled program; nothing, where its target is not to be had. */
export const running = (run: Compiled, { program, given }: Case, target: Target): Work | undefined => {
  if (run.target !== target) return undefined
  const inputs = structuredClone(given)
  const name = Object.keys(program.outputs)[0] ?? ''
  return {
    answers: () => numbersOf(run(inputs)),
    run: () => {
      const output = run(inputs)[name]
      return output instanceof Float32Array ? (output[0] ?? Number.NaN) : Number.NaN
    },
  }
}

export const javascript: Engine = {
  name: 'leibniz JavaScript',
  prepare: (workload) => running(compiled(workload, 'javascript'), workload, 'javascript'),
}

/** Nothing, where WebAssembly is not to be had. */
export const wasm: Engine = {
  name: 'leibniz WebAssembly',
  prepare: (workload) => running(compiled(workload, 'wasm'), workload, 'wasm'),
}

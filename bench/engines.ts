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

type Target = Exclude<CompileOptions['target'], undefined>
type Compiled = Executable<Program['inputs'], Program['outputs']>

/** The outputs that are arrays: a record without any, such as the state of gradient descent, has no numbers. */
const numbersOf = (given: ReturnType<Compiled>): Outputs =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (ArrayBuffer.isView(value) ? [[name, value]] : [])),
  )

const running = ({ program, given, donate }: Workload, target: Target): Work | undefined => {
  const run = orThrow(compile(program, { donate, target }))
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
  prepare: (workload) => running(workload, 'javascript'),
}

/** Nothing, where WebAssembly is not to be had. */
export const wasm: Engine = {
  name: 'leibniz WebAssembly',
  prepare: (workload) => running(workload, 'wasm'),
}

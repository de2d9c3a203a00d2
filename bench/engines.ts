/**
 * Who runs without anything installed: plain loops by hand, and each target of the compiler.
 * Before it: `Engine.ts`. After it: `entries.ts`.
 * Invariant: an engine keeps copies of what it changes in place, so that each begins with the same numbers.
 */
import { compile, orThrow } from 'leibniz/compiler'
import type { CompileOptions, Executable, RunOptions } from 'leibniz/compiler'
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

export const compiled = ({ program, donate }: Case, target: Target, threads = 1): Compiled =>
  orThrow(compile(program, { donate, target, threads }))

/** What is changed in place goes into the next call as it came out of the last one. */
const carried = (
  inputs: Case['given'],
  outputs: ReturnType<Compiled>,
  donate: Case['donate'],
): Case['given'] => {
  const next = { ...inputs }
  for (const name of donate) {
    const output = outputs[name]
    if (output !== undefined) next[name] = output
  }
  return next
}

/** The work of a compiled program; nothing, where its target is not to be had. */
export const running = (
  run: Compiled,
  { program, given, donate }: Case,
  target: Target,
  options: RunOptions<Program['outputs']> = {},
): Work | undefined => {
  if (run.target !== target) return undefined
  let inputs = structuredClone(given)
  const name = Object.keys(program.outputs)[0] ?? ''
  const call = (): ReturnType<Compiled> => {
    const outputs = run(inputs, options)
    if (donate.length > 0) inputs = carried(inputs, outputs, donate)
    return outputs
  }
  return {
    answers: () => numbersOf(call()),
    run: () => {
      const output = call()[name]
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

/** The same, its outputs not copied: they are read where they were computed. */
export const views: Engine = {
  name: 'leibniz views',
  prepare: (workload) => running(compiled(workload, 'wasm'), workload, 'wasm', { views: true }),
}

/** JavaScript whose outputs go into the arrays of the first call: nothing is fresh but the record that holds them. */
export const into: Engine = {
  name: 'leibniz into',
  prepare: (workload) => {
    const run = compiled(workload, 'javascript')
    const outputs = run(structuredClone(workload.given))
    const kept = Object.entries(outputs).filter(([name]) => !workload.donate.includes(name))
    return running(run, workload, 'javascript', { into: Object.fromEntries(kept) })
  },
}

/**
 * Whoever computes workloads: a target of ours, loops by hand, another library.
 * Before it: `workloads/`. After it: `engines.ts`, `peers/`, `apart.ts`.
 * Invariant: numbers are copied in and out at every call, but for weights that do not change; nobody sees the arrays of
 * another.
 */
import type { Outputs, Workload } from './workloads/Workload.ts'

/** A workload, ready to be run. */
export interface Work {
  /** All that one call gives, from the start: asked for once, before anything is timed. */
  readonly answers: () => Outputs | Promise<Outputs>
  /** One call, and one of its numbers. */
  readonly run: () => number | Promise<number>
}

export interface Engine {
  readonly name: string
  /** Nothing, where it cannot compute such a workload at all. */
  readonly prepare: (workload: Workload) => Work | undefined | Promise<Work | undefined>
}

/** An engine that is loaded when it is asked for. */
export interface Entry {
  readonly name: string
  /** What runs in a browser is compared with; what is native shows what the machine could do. */
  readonly kind: 'by hand' | 'ours' | 'web' | 'native'
  readonly load: () => Engine | Promise<Engine>
}

/** The work of a call that gives all outputs; what is looked at is a number of the first. */
export const calling = ({ program }: Workload, call: () => Outputs): Work => {
  const name = Object.keys(program.outputs)[0] ?? ''
  return { answers: call, run: () => call()[name]?.[0] ?? Number.NaN }
}

/** The same of a call that has to be waited for. */
export const awaiting = ({ program }: Workload, call: () => Promise<Outputs>): Work => {
  const name = Object.keys(program.outputs)[0] ?? ''
  return { answers: call, run: async () => (await call())[name]?.[0] ?? Number.NaN }
}

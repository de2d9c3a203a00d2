/**
 * Where the time of a call goes, kernel by kernel, and what the machine would need for the same work.
 * Before it: `clock.ts`, `Work.ts`, `ceiling.ts`. After it: `showProfile.ts`, the command line.
 * Invariant: the lines are all parts of a call, each once; their times add up to `micros`.
 */
import { either as E } from 'fp-ts'
import { at, Bug } from '../../src/Bug.ts'
import type { Either } from '../../src/Either.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import { isTensor } from '../../src/Tensor.ts'
import { fromEntries, hollow } from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import { loaded } from '../compile.ts'
import type { Data } from '../formats/Data.ts'
import type { Kernel } from '../ir/Kernel.ts'
import { regionOf } from '../ir/Module.ts'
import type { Module } from '../ir/Module.ts'
import { checkLimits } from '../Limits.ts'
import { pipeline } from '../pipeline.ts'
import type { TargetName, Trace, TraceEntry } from '../pipeline.ts'
import { targets } from '../targets/targets.ts'
import type { Target } from '../targets/javascript/module.ts'
import type { Ceiling } from './ceiling.ts'
import { clocked, leastTime, leastTimes, parts } from './clock.ts'
import type { Clock, Measuring } from './clock.ts'
import { workOf } from './Work.ts'
import type { Work } from './Work.ts'

/** A kernel beside what the machine can do. */
export interface Reached extends Work {
  readonly formulas: readonly string[]
  /** Operations and bytes, in 10⁹ a second. */
  readonly gflops: number
  readonly gbytes: number
  /** What takes the machine longer: its arithmetic, or reading so many bytes. */
  readonly bound: 'arithmetic' | 'reading'
  /** Microseconds that this takes at least. */
  readonly least: number
  /** That of the time it took. */
  readonly ofCeiling: number
}

/** A part of a call. */
export interface ProfileLine {
  readonly name: string
  readonly micros: number
  /** Of the whole call. */
  readonly share: number
  /** Where it is a kernel. */
  readonly kernel?: Reached
}

export interface Profile {
  readonly target: TargetName
  readonly sizes: Readonly<Record<string, number>>
  readonly lines: readonly ProfileLine[]
  /** Microseconds of all lines. */
  readonly micros: number
  /** Microseconds of a call of what users get, which no clock interrupts. */
  readonly call: number
  /** What one core does at most, in 10⁹ a second: operations on floats, bytes read of 256 kB and of 64 MB. */
  readonly ceiling: { readonly gflops: number; readonly cache: number; readonly memory: number }
}

export const reached = (
  { flops, bytes }: Work,
  micros: number,
  limits: Ceiling,
): Omit<Reached, 'formulas'> => {
  const arithmetic = flops / limits.flops / 1e3
  const reading = bytes === 0 ? 0 : bytes / limits.reading(bytes) / 1e3
  const least = Math.max(arithmetic, reading)
  const rate = (count: number): number => (micros === 0 ? 0 : count / micros / 1e3)
  return {
    flops,
    bytes,
    gflops: rate(flops),
    gbytes: rate(bytes),
    bound: arithmetic > reading ? 'arithmetic' : 'reading',
    least,
    ofCeiling: micros === 0 ? 1 : least / micros,
  }
}

/** The module before it was scheduled, which says what there is to do. */
const plannedIn = (trace: Trace): Module => {
  const stage = trace.findLast(({ pass }) => pass === 'plan' || pass === 'unroll')?.stage
  if (stage?.kind !== 'module') throw new Bug('no plan')
  return stage.value
}

/** Whether a kernel can be called again and does the same: it writes into nothing that it reads. */
export const isRepeatable =
  (module: Module) =>
  ({ reads, writes }: Kernel): boolean => {
    const read = new Set(reads.map((id) => regionOf(module, id)))
    return !writes.some((id) => read.has(regionOf(module, id)))
  }

type Run = (inputs: unknown, options: object) => unknown

const isRun = (value: unknown): value is Run => typeof value === 'function'

/** A module as a function of a clock, on these inputs; one without a clock in it takes no notice of that. */
const runner = (
  program: Program,
  module: Module,
  { arrays, sizes }: Data,
  target: Target,
): Either<NonEmpty<CompileError>, (clock: Clock) => void> => {
  const inputs = fromEntries(arrays)
  const given = Object.fromEntries(sizes)
  return E.map(({ run }: { readonly run: unknown }) => {
    if (!isRun(run)) throw new Bug('a module that is no function')
    // Not spread: the engine is slow to put such an object together.
    return ({ mark, repeats }: Clock): void => void run(inputs, { sizes: given, mark, repeats })
  })(loaded(module, hollow(program.outputs, isTensor), target))
}

export interface ProfileOptions extends Measuring {
  /** JavaScript where nothing is said. */
  readonly target?: TargetName
}

/** The times of a program's kernels on these data, and of what is around them, against a ceiling of the same run. */
export const profile = (
  program: Program,
  data: Data,
  limits: Ceiling,
  { target = 'javascript', ...measuring }: ProfileOptions = {},
): Either<NonEmpty<CompileError>, Profile> => {
  const trace: TraceEntry[] = []
  const compiled = E.chain(checkLimits({}))(pipeline({ target }).run(program, trace))
  if (E.isLeft(compiled)) return compiled
  const timed = runner(program, compiled.right, data, clocked(targets[target]))
  if (E.isLeft(timed)) return timed
  const plain = runner(program, compiled.right, data, targets[target])
  if (E.isLeft(plain)) return plain
  const planned = plannedIn(trace)
  const { kernels } = planned
  const times = leastTimes(timed.right, kernels.map(isRepeatable(planned)), measuring).map(
    (time) => time * 1e3,
  )
  const micros = times.reduce((sum, time) => sum + time, 0)
  const lines = parts(kernels).map(({ name, kernel }, k): ProfileLine => {
    const time = at(times, k)
    const line = { name, micros: time, share: micros === 0 ? 0 : time / micros }
    if (kernel === undefined) return line
    const work = workOf(kernel, planned, data.sizes)
    return { ...line, kernel: { ...reached(work, time, limits), formulas: kernel.formulas } }
  })
  return E.right({
    target,
    sizes: Object.fromEntries(data.sizes),
    lines,
    micros,
    call: leastTime(plain.right, measuring) * 1e3,
    ceiling: { gflops: limits.flops, cache: limits.reading(2 ** 18), memory: limits.reading(2 ** 26) },
  })
}

/**
 * From a program to a function that runs it.
 * Before it: `pipeline.ts`, `targets/`. After it: users.
 * Invariant: all that is wrong with a program is reported at once; what is returned computes the program.
 */
import { either as E } from 'fp-ts'
import type { Either } from '../src/Either.ts'
import type { NonEmpty } from '../src/NonEmpty.ts'
import type { Program, Tensors } from '../src/Program.ts'
import { isTensor } from '../src/Tensor.ts'
import { hollow } from '../src/Tree.ts'
import type { CompileError } from './CompileError.ts'
import { compileError, showError } from './CompileError.ts'
import type { Executable } from './Executable.ts'
import type { Module } from './ir/Module.ts'
import { checkLimits } from './Limits.ts'
import type { Limits } from './Limits.ts'
import { pipeline } from './pipeline.ts'
import type { PipelineOptions, Trace, TraceEntry } from './pipeline.ts'
import { moduleStatements } from './targets/javascript/module.ts'
import type { Target } from './targets/javascript/module.ts'
import { printStatements } from './targets/javascript/syntax.ts'
import { targets } from './targets/targets.ts'
import { missingRelaxed, missingThreads, missingWasm } from './targets/wasm/available.ts'
import { relaxedWasm } from './targets/wasm/module.ts'
import { checkThreads } from './threads.ts'

export interface CompileOptions extends PipelineOptions, Limits {
  /**
   * Whether products in WebAssembly may be added to sums without being rounded first: what is faster, and what comes out,
   * is the engine's choice. False where nothing is said.
   */
  readonly relaxed?: boolean
}

/** Turns text into a function: the one place where code is made from a string. */
const load = (source: string): Either<NonEmpty<CompileError>, unknown> => {
  try {
    const make: unknown = Reflect.construct(Function, [`'use strict'\n${source}\nreturn run`])
    return typeof make === 'function'
      ? E.right(Reflect.apply(make, undefined, []))
      : E.left([compileError('LBZ4002', 'compile: this page does not allow code made from strings')])
  } catch (error) {
    if (error instanceof EvalError)
      return E.left([compileError('LBZ4002', 'compile: this page does not allow code made from strings')])
    if (error instanceof RangeError)
      return E.left([compileError('LBZ5001', `compile: there is no such memory (${error.message})`)])
    throw error
  }
}

/** Ends the threads of executables that nobody can call any more. */
const abandoned = new FinalizationRegistry<() => void>((close) => close())

/** How loaded code ends its threads. */
const closeOf = (run: unknown): (() => void) => {
  const close: unknown = typeof run === 'function' ? Reflect.get(run, 'close') : undefined
  return typeof close === 'function' ? () => void Reflect.apply(close, undefined, []) : () => undefined
}

/** A planned module as a target prints it: its text, and the function that the text is. */
export const loaded = (
  module: Module,
  hollowPaths: readonly string[],
  target: Target,
): Either<NonEmpty<CompileError>, { readonly source: string; readonly run: unknown }> => {
  const source = printStatements(moduleStatements(module, hollowPaths, target))
  return E.map((run: unknown) => ({ source, run }))(load(source))
}

/** A function that makes its value when it is first called. */
const once = <A>(make: () => A): (() => A) => {
  let made: { readonly value: A } | undefined
  return () => (made ??= { value: make() }).value
}

/**
 * States the type of loaded code: the twin of the signature that its module was planned with. Stages are many times as
 * large as what they lead to: who asks for the trace has them made again.
 */
const executable = <I, O>(
  run: unknown,
  of: Omit<Executable<I, O>, 'trace'>,
  trace: () => Trace,
): Executable<I, O> =>
  Object.defineProperty(Object.assign(run as Executable<I, O>, of), 'trace', {
    get: once(trace),
    enumerable: true,
  })

/**
 * Compiles a program to a function. Where WebAssembly is asked for and is not to be had, it is JavaScript, where threads
 * are, it is one, and without relaxed instructions every product is rounded; `note` says why.
 *
 * @example
 * const double = compile(program({ x: f32(3) }, ({ x }) => ({ y: mul(2, x) })))
 * orThrow(double)({ x: Float32Array.of(1, 2, 3) }).y // [2, 4, 6]
 */
export const compile = <I extends Tensors, O extends Tensors>(
  program: Program<I, O>,
  options: CompileOptions = {},
): Either<NonEmpty<CompileError>, Executable<I, O>> => {
  const asked = checkThreads(options)
  if (E.isLeft(asked)) return asked
  const noWasm = options.target === 'wasm' ? missingWasm() : undefined
  const target = noWasm === undefined ? (options.target ?? 'javascript') : 'javascript'
  const noThreads = asked.right > 1 && target === 'wasm' ? missingThreads() : undefined
  const threads = noThreads === undefined && target === 'wasm' ? asked.right : 1
  const wantsRelaxed = options.relaxed === true && target === 'wasm'
  const noRelaxed = wantsRelaxed ? missingRelaxed() : undefined
  const steps = pipeline({ ...options, target, threads })
  const planned = E.chain(checkLimits(options))(steps.run(program))
  if (E.isLeft(planned)) return planned
  const printer = wantsRelaxed && noRelaxed === undefined ? relaxedWasm : targets[target]
  const found = loaded(planned.right, hollow(program.outputs, isTensor), printer)
  if (E.isLeft(found)) return found
  const { source, run } = found.right
  const close = closeOf(run)
  const missing = [noWasm, noThreads, noRelaxed].filter((each) => each !== undefined)
  const note = missing.length === 0 ? undefined : missing.join('; ')
  const made = executable<I, O>(run, { source, target, note, close, module: planned.right }, () => {
    const trace: TraceEntry[] = []
    steps.run(program, trace)
    return trace
  })
  if (threads > 1) abandoned.register(made, close)
  return E.right(made)
}

/** Every error of a compilation in one, with all sentences. */
export class CompileFailure extends Error {
  readonly errors: NonEmpty<CompileError>

  constructor(errors: NonEmpty<CompileError>) {
    super(errors.map(showError).join('\n'))
    this.name = 'CompileFailure'
    this.errors = errors
  }
}

/** The value, or an exception that holds every sentence. */
export const orThrow = <A>(result: Either<NonEmpty<CompileError>, A>): A => {
  if (result._tag === 'Left') throw new CompileFailure(result.left)
  return result.right
}

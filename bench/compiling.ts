/**
 * How long compiling takes: the training step, pass by pass; and a network as deep as one likes.
 * Before it: `digits.ts`. After it: `main.ts`, `curves.ts`.
 * Invariant: what is timed is a whole compilation, from the program to a function that can be called.
 */
import { crossEntropy, dim, f32, i32, linear, program, relu, valueAndGrad } from 'leibniz'
import type { Program } from 'leibniz'
import { pipeline } from 'leibniz/compiler'
import type { TraceEntry } from 'leibniz/compiler'
import { compileStep, donate, stepProgram } from './digits.ts'
import { median } from './measure.ts'
import type { Row, Table } from './Row.ts'

/** Milliseconds of one call. */
export const timed = (call: () => unknown): number => {
  const start = performance.now()
  call()
  return performance.now() - start
}

export const repeated = <A>(times: number, call: () => A): readonly A[] => Array.from({ length: times }, call)

/** A trace that knows when each entry was added. */
class Stopwatch extends Array<TraceEntry> {
  readonly times: number[] = [performance.now()]

  override push(...entries: TraceEntry[]): number {
    this.times.push(performance.now())
    return super.push(...entries)
  }
}

const steps = pipeline({ donate })

/** The time of each pass over the step, in milliseconds, in the order of the pipeline. */
const passTimes = (): readonly number[] => {
  const trace = new Stopwatch()
  steps.run(stepProgram, trace)
  return trace.times.slice(1).map((time, k) => time - (trace.times[k] ?? Number.NaN))
}

const warmUps = 20

/** The first compilation of the run must be this one: cold is only once. */
export const compileTime = (): Table => {
  const cold = timed(compileStep)
  repeated(warmUps, () => compileStep())
  const warm = median(repeated(warmUps, () => timed(compileStep)))
  const rounds = repeated(warmUps, passTimes)
  const each = steps.passes.map(({ name }, k): Row => ({
    name: `  ${name}`,
    value: median(rounds.map((times) => times[k] ?? Number.NaN)),
    unit: 'ms',
  }))
  const inPasses = each.reduce((sum, { value }) => sum + value, 0)
  return {
    title: 'Compiling the training step',
    rows: [
      { name: 'the first time', value: cold, unit: 'ms' },
      { name: `after ${warmUps} times`, value: warm, unit: 'ms', most: 50 },
      ...each,
      { name: '  print and load', value: Math.max(0, warm - inPasses), unit: 'ms' },
    ],
  }
}

/** The gradients of a network of so many layers, all of one width. */
export const deep = (layers: number, width: number): Program => {
  const layer = { weight: f32(width, width), bias: f32(width) }
  const params: Readonly<Record<string, typeof layer>> = Object.fromEntries(
    Array.from({ length: layers }, (_, k) => [`fc${k + 1}`, layer]),
  )
  const loss = program({ x: f32(dim('batch'), width), y: i32(dim('batch')), params }, ({ x, y, params }) => ({
    loss: crossEntropy(
      Object.values(params).reduce((x, { weight, bias }) => relu(linear(weight, bias)(x)), x),
      y,
    ),
  }))
  return valueAndGrad({ of: 'loss', wrt: 'params' })(loss)
}

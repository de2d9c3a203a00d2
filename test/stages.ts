/**
 * What the laws of the compiler share: every stage of a program, run in double precision, and its outputs in single.
 */
import { compile, orThrow } from '../compiler/compile.ts'
import type { CompileOptions } from '../compiler/compile.ts'
import { run as runGraph, runWithBounds } from '../compiler/ir/Graph.ts'
import { run as runModule } from '../compiler/ir/runModule.ts'
import type { Stage, Trace } from '../compiler/pipeline.ts'
import { at, known } from '../src/Bug.ts'
import type { TypedArray } from '../src/DType.ts'
import { dtypeOfArray } from '../src/DType.ts'
import type { Sizes } from '../src/Extent.ts'
import type { Program } from '../src/Program.ts'
import * as tree from '../src/Tree.ts'
import { orFail } from './graphs.ts'

export type Outputs = ReadonlyMap<string, ArrayLike<number>>

const isArray = (value: TypedArray | tree.Tree<TypedArray>): value is TypedArray =>
  dtypeOfArray(value) !== undefined

/** The outputs of a stage, in double precision. */
export const runStage = (stage: Stage, inputs: ReadonlyMap<string, TypedArray>, sizes: Sizes): Outputs => {
  if (stage.kind === 'module') return runModule(stage.value, inputs, sizes)
  const graph = stage.kind === 'graph' ? stage.value : stage.value.graph
  return new Map([...orFail(runGraph(graph, inputs, { sizes }))].map(([path, { data }]) => [path, data]))
}

export const stageAfter = (trace: Trace, pass: string): Stage =>
  known(
    trace.find((entry) => entry.pass === pass),
    `stage after ${pass}`,
  ).stage

/** Calls a compiled program with arrays by path. */
export const call = (
  program: Program,
  inputs: ReadonlyMap<string, TypedArray>,
  sizes: Sizes,
  options: CompileOptions = {},
): { readonly outputs: Outputs; readonly trace: Trace } => {
  const executable = orThrow(compile(program, options))
  const outputs = executable(
    tree.fromEntries([...inputs].map(([path, array]) => [path, array.slice()] as const)),
    {
      sizes: Object.fromEntries(sizes),
    },
  )
  return { outputs: new Map(tree.entries(outputs, isArray)), trace: executable.trace }
}

/** As many differences of one output are told: showing a hundred thousand takes minutes. */
const mostLines = 8

/** Where two runs have other bits; what a NaN holds does not count. */
export const otherBits = (expected: Outputs, found: Outputs): readonly string[] =>
  [...expected].flatMap(([path, data]) => {
    const other = known(found.get(path), path)
    if (other.length !== data.length) return [`${path} has ${other.length} elements, not ${data.length}`]
    const lines = Array.from(data, (value, k) =>
      Object.is(value, other[k]) ? [] : [`${path}[${k}] is ${at(other, k)}, not ${value}`],
    ).flat()
    const rest = lines.length - mostLines
    return rest > 0 ? [...lines.slice(0, mostLines), `${path} is different ${rest} times more`] : lines
  })

export interface Judged {
  readonly wrong: readonly string[]
  readonly undecided: number
  readonly decided: number
}

/** A result in single precision against the double run, within the bound computed beside each value. */
export const judge = (
  stage: Stage,
  inputs: ReadonlyMap<string, TypedArray>,
  sizes: Sizes,
  found: Outputs,
): Judged => {
  if (stage.kind !== 'graph') throw new Error('bounds come from a graph')
  const wrong: string[] = []
  let undecided = 0
  let decided = 0
  for (const [path, { data, bound }] of orFail(runWithBounds(stage.value, inputs, { sizes }))) {
    const other = known(found.get(path), path)
    if (other.length !== data.length) wrong.push(`${path} has ${other.length} elements, not ${data.length}`)
    data.forEach((value, k) => {
      const [limit, got] = [at(bound, k), at(other, k)]
      if (limit === Infinity) undecided += 1
      else decided += 1
      const agrees = Object.is(got, value) || got === value || Math.abs(got - value) <= limit
      if (!agrees) wrong.push(`${path}[${k}] is ${got}, not ${value} within ${limit}`)
    })
  }
  return { wrong, undecided, decided }
}

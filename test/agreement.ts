/**
 * What the tests of passes share: that all stages of a program and the compiled one agree, to the bit.
 */
import { expect } from 'vitest'
import type { Graph } from '../compiler/ir/Graph.ts'
import type { Module } from '../compiler/ir/Module.ts'
import { validate } from '../compiler/pipeline.ts'
import type { PipelineOptions, Stage } from '../compiler/pipeline.ts'
import { at } from '../src/Bug.ts'
import type { TypedArray } from '../src/DType.ts'
import type { Sizes } from '../src/Extent.ts'
import { closed } from '../src/Program.ts'
import type { AnyTensor } from '../src/Tensor.ts'
import * as tree from '../src/Tree.ts'
import { call, otherBits, runStage, stageAfter } from './stages.ts'

/** Whole numbers of both signs. */
export const numbers = (length: number, by: number): Float32Array =>
  Float32Array.from({ length }, (_, k) => ((k * by + 3) % 17) - 8)

const variants: readonly PipelineOptions[] = [{}, { unroll: 0 }, { fuse: false, rules: [], tile: false }]

const graphIn = (stage: Stage): Graph => {
  if (stage.kind !== 'graph') throw new Error('not a graph')
  return stage.value
}

interface Compiled {
  /** What the graph is after the pass. */
  readonly graph: Graph
  readonly module: Module
}

/** That all stages of a program and the compiled one give the same. */
export const expectAgreement = (
  inputs: readonly AnyTensor[],
  outputs: Readonly<Record<string, AnyTensor>>,
  arrays: ReadonlyMap<string, TypedArray>,
  sizes: Sizes = new Map(),
): Compiled => {
  const given = closed(
    tree.fromEntries(inputs.map((x) => [x.form.tag === 'input' ? x.form.name : '', x] as const)),
    outputs,
    [],
  )
  const traces = variants.map((options) => {
    const { trace, outputs: found } = call(given, arrays, sizes, options)
    const meaning = runStage(stageAfter(trace, 'linearise'), arrays, sizes)
    for (const { pass, stage } of trace) {
      expect([pass, ...validate(stage)]).toEqual([pass])
      const other = runStage(stage, arrays, sizes)
      const plain = new Map([...other].map(([path, data]) => [path, Array.from(data, (value) => value + 0)]))
      const wanted = new Map(
        [...meaning].map(([path, data]) => [path, Array.from(data, (value) => value + 0)]),
      )
      expect([pass, ...otherBits(wanted, plain)]).toEqual([pass])
    }
    const before = runStage(stageAfter(trace, 'expandReductions'), arrays, sizes)
    for (const pass of [
      'pad',
      'fuse',
      'lower',
      'expand',
      'plan',
      ...(options.tile === false ? [] : ['tile']),
    ])
      expect([pass, ...otherBits(before, runStage(stageAfter(trace, pass), arrays, sizes))]).toEqual([pass])
    expect(otherBits(before, found)).toEqual([])
    return trace
  })
  const module = stageAfter(at(traces, 0), 'plan')
  if (module.kind !== 'module') throw new Error('not a module')
  return { graph: graphIn(stageAfter(at(traces, 0), 'pad')), module: module.value }
}

/**
 * Every line of every kernel names the nodes that it computes: what it gives is theirs, and what is computed is given
 * by a line that says so, from lowering to tiles; and so does every line of the code that runs.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { kernelLines, sourceLines } from '../../compiler/explain/source.ts'
import type { SourceLine } from '../../compiler/explain/source.ts'
import type { Clusters } from '../../compiler/ir/Clusters.ts'
import { needed } from '../../compiler/ir/Graph.ts'
import { nameIn } from '../../compiler/ir/Provenance.ts'
import type { NodeName } from '../../compiler/ir/Provenance.ts'
import { cheapest } from '../../compiler/passes/schedule/choose.ts'
import type { Chosen } from '../../compiler/passes/schedule/Schedule.ts'
import { scheduledBy } from '../../compiler/passes/vectorise.ts'
import type { PipelineOptions } from '../../compiler/pipeline.ts'
import { at } from '../../src/Bug.ts'
import { add, mul, square, stopGradient } from '../../src/ops/arithmetic.ts'
import { exp } from '../../src/ops/exponential.ts'
import { transpose } from '../../src/ops/movement.ts'
import { program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import { isTensor } from '../../src/Tensor.ts'
import { entries, hollow } from '../../src/Tree.ts'
import { caseOf, corpus } from '../corpus.ts'
import type { Case } from '../corpus.ts'
import { stageAfter } from '../stages.ts'
import { namesIn, testimony, valuesOf } from './witness.ts'

/** Programs in which provenance is easily lost. */
const more: readonly Case[] = [
  caseOf(
    'one value under two names',
    program({ x: f32(3, 4) }, ({ x }) => ({ y: add(transpose(square(x)), square(transpose(x))) })),
  ),
  caseOf(
    'an operation that does nothing',
    program({ x: f32(5) }, ({ x }) => ({ y: mul(exp(x), stopGradient(exp(x))) })),
  ),
  caseOf(
    'outputs that swap their inputs',
    program({ a: f32(4), b: f32(4) }, ({ a, b }) => ({ a: mul(b, 2), b: add(a, 1) })),
  ),
]

const variants: readonly (readonly [name: string, options: PipelineOptions, cases: readonly Case[]])[] = [
  ['fused', {}, [...corpus, ...more]],
  ['with all loops', { unroll: 0 }, [...corpus, ...more]],
  ['unfused', { fuse: false }, [...corpus, ...more]],
  ['without rules', { rules: [] }, more],
]

/** The nodes that an output needs, of the graph and of the bodies. */
const living = ({ bodies, graph }: Clusters): ReadonlySet<NodeName> => {
  const graphs = [
    [undefined, graph] as const,
    ...[...bodies.values()].map((body, k) => [k, body.graph] as const),
  ]
  return new Set(
    graphs.flatMap(([loop, each]) => {
      const live = needed(each)
      return [...each.nodes.keys()].filter((id) => live[id] === 1).map(nameIn(loop))
    }),
  )
}

/** Lines that do something: no comment, and no end of a block. */
const isExecutable = ({ text, kernel }: SourceLine): boolean =>
  kernel !== undefined && !/^\s*(\/\/.*|\}( else \{)?)$/.test(text)

const namesGiven = (lines: readonly { readonly nodes: readonly NodeName[] }[]): ReadonlySet<NodeName> =>
  new Set(lines.flatMap(({ nodes }) => nodes))

/** Executable lines that name nothing, or what is not there. */
const unnamedAmong = (lines: readonly SourceLine[], names: ReadonlySet<NodeName>): readonly string[] =>
  lines
    .filter(isExecutable)
    .filter(({ nodes, partOf }) => {
      const all = [...nodes, ...partOf]
      return all.length === 0 || all.some((node) => !names.has(node))
    })
    .map(({ text }) => text)

let judged = 0

describe.each(variants)('%s', (_, options, all) => {
  const cases = all.map((one) => [one.name, one] as const)

  it.each(cases)('%s', (_name, { program: given, inputs, sizes }) => {
    const arrays = inputs()
    const outputs = new Set(entries(given.outputs, isTensor).map(([path]) => path))
    const donate = [...arrays.keys()].filter((path) => outputs.has(path))
    const { trace, source, module } = orThrow(compile(given, { ...options, donate }))
    const clusters = stageAfter(trace, 'fuse')
    if (clusters.kind !== 'clusters') throw new Error('clusters come from fuse')
    const values = valuesOf(clusters.value, arrays, sizes)
    const names = living(clusters.value)
    for (const { pass, stage } of trace) {
      if (stage.kind !== 'module') continue
      const unnamed = namesIn(stage.value).filter(
        ([, { nodes, partOf }]) =>
          nodes.length + partOf.length === 0 || [...nodes, ...partOf].some((node) => !names.has(node)),
      )
      expect([pass, ...unnamed.map(([line]) => line)]).toEqual([pass])
      const found = testimony(stage.value, clusters.value, values, arrays, sizes, pass === 'lower')
      expect([pass, ...found.wrong, ...found.unseen]).toEqual([pass])
      judged += found.judged
    }
    const lines = sourceLines(module, hollow(given.outputs, isTensor))
    expect(lines.map(({ text }) => text).join('\n')).toBe(source)
    expect(unnamedAmong(lines, names)).toEqual([])
    expect(namesGiven(lines)).toEqual(namesGiven(namesIn(module).map(([, of]) => of)))
    expect(namesGiven(kernelLines(module))).toEqual(namesGiven(lines))
  })

  it.each(cases)('%s, in lanes', (_name, { program: given, inputs, sizes }) => {
    const { trace } = orThrow(compile(given, options))
    const [clusters, planned] = [stageAfter(trace, 'fuse'), stageAfter(trace, 'plan')]
    if (clusters.kind !== 'clusters' || planned.kind !== 'module') throw new Error('clusters come from fuse')
    const values = valuesOf(clusters.value, inputs(), sizes)
    for (const choose of [cheapest, (some: readonly Chosen[]) => at(some, 1 % some.length)]) {
      const { module } = scheduledBy(choose, planned.value)
      const found = testimony(module, clusters.value, values, inputs(), sizes, false)
      expect([...found.wrong, ...found.unseen]).toEqual([])
      judged += found.judged
    }
  })

  it.each(cases)('%s, without tiles', (_name, { program: given }) => {
    const { trace, source, module } = orThrow(compile(given, { ...options, tile: false }))
    const clusters = stageAfter(trace, 'fuse')
    if (clusters.kind !== 'clusters') throw new Error('clusters come from fuse')
    const lines = sourceLines(module, hollow(given.outputs, isTensor))
    expect(lines.map(({ text }) => text).join('\n')).toBe(source)
    expect(unnamedAmong(lines, living(clusters.value))).toEqual([])
  })
})

it('has judged something', () => {
  expect(judged).toBeGreaterThan(100_000)
})

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
import type { PipelineOptions } from '../../compiler/pipeline.ts'
import { isTensor } from '../../src/Tensor.ts'
import { entries, hollow } from '../../src/Tree.ts'
import { corpus } from '../corpus.ts'
import { stageAfter } from '../stages.ts'
import { namesIn, testimony, valuesOf } from './witness.ts'

const variants: readonly (readonly [name: string, options: PipelineOptions])[] = [
  ['fused', {}],
  ['unfused', { fuse: false }],
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

describe.each(variants)('%s', (_, options) => {
  it.each(corpus.map((one) => [one.name, one] as const))('%s', (_name, { program, inputs, sizes }) => {
    const arrays = inputs()
    const outputs = new Set(entries(program.outputs, isTensor).map(([path]) => path))
    const donate = [...arrays.keys()].filter((path) => outputs.has(path))
    const { trace, source, module } = orThrow(compile(program, { ...options, donate }))
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
    const lines = sourceLines(module, hollow(program.outputs, isTensor))
    expect(lines.map(({ text }) => text).join('\n')).toBe(source)
    expect(unnamedAmong(lines, names)).toEqual([])
    expect(namesGiven(lines)).toEqual(namesGiven(namesIn(module).map(([, of]) => of)))
    expect(namesGiven(kernelLines(module))).toEqual(namesGiven(lines))
  })

  it.each(corpus.map((one) => [one.name, one] as const))('%s, without tiles', (_name, { program }) => {
    const { trace, source, module } = orThrow(compile(program, { ...options, tile: false }))
    const clusters = stageAfter(trace, 'fuse')
    if (clusters.kind !== 'clusters') throw new Error('clusters come from fuse')
    const lines = sourceLines(module, hollow(program.outputs, isTensor))
    expect(lines.map(({ text }) => text).join('\n')).toBe(source)
    expect(unnamedAmong(lines, living(clusters.value))).toEqual([])
  })
})

it('has judged something', () => {
  expect(judged).toBeGreaterThan(100_000)
})

/**
 * Depth and sharing in the compiler: no pass, view or target recurses over a graph, and what is shared is done once.
 * A chain of 1,000,000 operations goes the whole way in `test/campaigns/depth.ts`, which takes minutes.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { pipeline, show, validate } from '../../compiler/pipeline.ts'
import type { Stage } from '../../compiler/pipeline.ts'
import { expandReductions } from '../../compiler/passes/expandReductions.ts'
import { fuse } from '../../compiler/passes/fuse.ts'
import { linearise } from '../../compiler/passes/linearise.ts'
import { prune } from '../../compiler/passes/prune.ts'
import { simplify } from '../../compiler/passes/simplify.ts'
import { at } from '../../src/Bug.ts'
import { derivative } from '../../src/differentiate.ts'
import { program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import { apply } from '../../src/program/apply.ts'
import { chain, diamond, throughEverything } from '../deep.ts'
import { passed } from '../graphs.ts'

const names = pipeline({}).passes.map(({ name }) => name)

/** What every stage must be: without complaints, and written in both ways. */
const expectWhole = ({ value, stages, module }: ReturnType<typeof throughEverything>, y: number): void => {
  expect(value).toBe(y)
  expect(stages.map(({ pass }) => pass)).toEqual(names)
  for (const { pass, complaints, text, json } of stages)
    expect([pass, complaints, text > 0, json]).toEqual([pass, 0, true, true])
  expect(module).toContain('export { run as deep }')
}

describe('a chain of 300,000 operations', () => {
  it('goes through every pass over graphs', { timeout: 240_000 }, () => {
    const length = 300_000
    const [first, ...others] = [simplify, prune, expandReductions]
    let graph = passed(linearise, chain(length)).value
    for (const pass of [first, ...others]) graph = passed(pass, graph).value
    const stage: Stage = { kind: 'clusters', value: passed(fuse(true), graph).value }
    expect(graph.nodes.length).toBe(length + 3)
    expect(validate(stage)).toEqual([])
    expect(show(stage).length).toBeGreaterThan(length)
  })
})

describe('a chain of 100,000 operations', () => {
  it('goes through every pass, view and target', { timeout: 240_000 }, () => {
    expectWhole(throughEverything(chain(100_000)), 0.5)
  })

  it('runs in WebAssembly', { timeout: 240_000 }, () => {
    const run = orThrow(compile(chain(100_000), { target: 'wasm' }))
    expect(run({ x: Float32Array.of(1) }).y[0]).toBe(0.5)
  })
})

describe('a diamond of 60 levels', () => {
  it('goes through every pass, view and target', () => {
    const found = throughEverything(diamond(60))
    expectWhole(found, 1)
    expect(Math.max(...found.stages.map(({ text }) => text))).toBeLessThan(60_000)
  })

  it('has a derivative that does, and that another', () => {
    const first = program({ x: f32() }, ({ x }) => ({ y: derivative(apply(diamond(60))({ x }).y, x) }))
    const second = program({ x: f32() }, ({ x }) => ({ y: derivative(apply(first)({ x }).y, x) }))
    expectWhole(throughEverything(first), 0)
    const { value, stages } = throughEverything(second)
    expect(value).toBeCloseTo(0, 30)
    expect(at(stages, 0).complaints).toBe(0)
  })
})

/**
 * The laws of the pipeline: every stage is well-formed and computes what the stage before it does; what a target
 * prints computes it within the bound that the interpreter gives beside each value.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { exactRules } from '../../compiler/passes/simplify.ts'
import { validate } from '../../compiler/pipeline.ts'
import type { PipelineOptions } from '../../compiler/pipeline.ts'
import { corpus } from '../corpus.ts'
import { call, judge, otherBits, runStage, stageAfter } from '../stages.ts'

const variants: readonly (readonly [name: string, options: PipelineOptions])[] = [
  ['as a user gets it', {}],
  ['with all loops', { unroll: 0 }],
  ['without loops', { unroll: 20_000 }],
  ['in WebAssembly', { target: 'wasm' }],
  ['unfused', { fuse: false }],
  ['without rules', { rules: [] }],
  ['with exact rules', { rules: exactRules }],
  ['plain', { fuse: false, rules: [], tile: false }],
]

/** Passes that keep every bit of the double run: those after the rules, up to the polynomials. */
const exactly = ['prune', 'pad', 'fuse', 'lower', 'localise'] as const

const count = { undecided: 0, decided: 0 }

describe.each(variants)('%s', (_, options) => {
  it.each(corpus.map((one) => [one.name, one] as const))('%s', (_name, { program, inputs, sizes }) => {
    const arrays = inputs()
    const { outputs, trace } = call(program, arrays, sizes, options)
    for (const { pass, stage } of trace) expect([pass, ...validate(stage)]).toEqual([pass])

    const folded = stageAfter(trace, 'expandReductions')
    const meaning = runStage(folded, arrays, sizes)
    expect(judge(stageAfter(trace, 'simplify'), arrays, sizes, meaning).wrong).toEqual([])
    for (const pass of exactly) {
      const run = runStage(stageAfter(trace, pass), arrays, sizes)
      expect([pass, ...otherBits(meaning, run)]).toEqual([pass])
    }
    const expanded = runStage(stageAfter(trace, 'expand'), arrays, sizes)
    expect(judge(folded, arrays, sizes, expanded).wrong).toEqual([])
    for (const { pass, stage } of trace.slice(trace.findIndex(({ pass }) => pass === 'plan'))) {
      const run = runStage(stage, arrays, sizes)
      if (pass === 'vectorise' || pass === 'subtotal')
        expect(judge(folded, arrays, sizes, run).wrong).toEqual([])
      else expect([pass, ...otherBits(expanded, run)]).toEqual([pass])
    }

    const judged = judge(folded, arrays, sizes, outputs)
    expect(judged.wrong).toEqual([])
    count.undecided += judged.undecided
    count.decided += judged.decided
  })
})

it('leaves at most one element in a hundred undecided', () => {
  expect(count.decided).toBeGreaterThan(1000)
  expect(count.undecided).toBeLessThanOrEqual(0.01 * count.decided)
})

it('shows the stages of what is run, made again when they are first read', () => {
  for (const { program } of corpus) {
    const run = orThrow(compile(program))
    expect(run.trace).toBe(run.trace)
    expect(run.trace.at(-1)?.stage).toEqual({ kind: 'module', value: run.module })
  }
})

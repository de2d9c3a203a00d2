/**
 * Loops are compiled as loops: one kernel, whose code does not grow with the turns, whatever stands in its body.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { statements } from '../../compiler/ir/Kernel.ts'
import type { Kernel } from '../../compiler/ir/Kernel.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import { validate } from '../../compiler/pipeline.ts'
import { standalone } from '../../compiler/targets/standalone.ts'
import { known } from '../../src/Bug.ts'
import { dim } from '../../src/Extent.ts'
import { add, mul } from '../../src/ops/arithmetic.ts'
import { constant } from '../../src/ops/constants.ts'
import { cumsum } from '../../src/ops/cumulative.ts'
import { valueAndGrad } from '../../src/program/gradient.ts'
import { vjp } from '../../src/program/products.ts'
import { vmap } from '../../src/program/vmap.ts'
import { program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { scan } from '../../src/scan.ts'
import { f32 } from '../../src/Spec.ts'
import { corpus } from '../corpus.ts'
import { elman, lstm } from '../recurrent.ts'
import { call, judge, otherBits, runStage, stageAfter } from '../stages.ts'

const moduleOf = (given: Program): Module => orThrow(compile(given, { unroll: 0 })).module

const turns = ({ body }: Kernel) =>
  statements(body).flatMap((stmt) => (stmt.tag === 'for' && stmt.inTurns === true ? [stmt] : []))

const cases: readonly (readonly [name: string, of: Program, loops: number])[] = [
  ['elman', elman, 1],
  ['gradient of elman', valueAndGrad({ of: 'loss', wrt: ['W', 'U'] })(elman), 2],
  ['lstm', lstm, 1],
  ['gradient of lstm', valueAndGrad({ of: 'loss', wrt: ['W', 'U'] })(lstm), 2],
]

describe('a loop', () => {
  it.each(cases)('is one loop over its turns: %s', (_, of, loops) => {
    const found = moduleOf(of).kernels.flatMap(turns)
    expect(found).toHaveLength(loops)
    for (const { extent, step } of found) expect([extent, step]).toEqual([dim('T'), undefined])
  })

  it('is as long for a thousand turns as for two', () => {
    const sums = (length: number): Program =>
      program({ x: f32(length), a: f32() }, ({ x, a }) => ({
        y: scan({ carry: constant(0), xs: x }, (sum, now) => ({ carry: add(mul(a, sum), now) })).carry,
      }))
    const lengthOf = (length: number): number =>
      orThrow(standalone({ name: 'sums', program: sums(length), unroll: 0 })).js.replaceAll(/\d+/g, '0')
        .length
    expect(lengthOf(1000)).toBe(lengthOf(2))
  })

  it('runs a thousand turns', () => {
    const sums = program({ x: f32(1000), a: f32() }, ({ x, a }) => {
      const { carry, out } = scan({ carry: constant(0), xs: x }, (sum, now) => {
        const next = add(mul(a, sum), now)
        return { carry: next, out: next }
      })
      return { carry, out }
    })
    const arrays = new Map([
      ['x', Float32Array.from({ length: 1000 }, (_, k) => Math.sin(k))],
      ['a', Float32Array.of(0.5)],
    ])
    const { outputs, trace } = call(sums, arrays, new Map())
    const judged = judge(stageAfter(trace, 'expandReductions'), arrays, new Map(), outputs)
    expect([judged.wrong, judged.undecided, judged.decided]).toEqual([[], 0, 1001])
  })

  it('computes all its results at once', () => {
    const [kernel, ...others] = moduleOf(lstm).kernels.filter((each) => turns(each).length > 0)
    expect(others).toEqual([])
    const named = statements(known(kernel, 'kernel').body).flatMap((stmt) =>
      stmt.tag === 'for' ? [] : [new Set([...stmt.of.nodes, ...stmt.of.partOf])],
    )
    const [first, ...rest] = named
    expect([...known(first, 'line')].filter((node) => rest.every((line) => line.has(node)))).toHaveLength(2)
  })

  it('gives its first values where there are no turns', () => {
    const none = known(
      corpus.find(({ name }) => name === 'elman, no turns'),
      'case',
    )
    const { outputs } = call(none.program, none.inputs(), none.sizes)
    expect(outputs.get('last')).toEqual(none.inputs().get('h'))
  })

  it('is gone where nothing of it is needed, as where all results are empty', () => {
    const sums = program({ x: f32(2) }, ({ x }) => ({ y: cumsum({ axis: 0 })(x) }))
    const back = vmap({ in: 'cotangent', size: 0 })(vjp({ of: 'y', wrt: 'x' })(sums))
    const arrays = new Map([
      ['x', Float32Array.of(1, 2)],
      ['cotangent', new Float32Array(0)],
    ])
    for (const options of [{}, { fuse: false, rules: [], tile: false }]) {
      const { outputs, trace } = call(back, arrays, new Map(), options)
      for (const { pass, stage } of trace) expect([pass, ...validate(stage)]).toEqual([pass])
      expect(outputs.get('grad')).toEqual(new Float32Array(0))
    }
  })

  it.each([
    [0, 3],
    [2, 0],
    [0, 0],
  ])('runs %i turns over carries of %i elements', (steps, width) => {
    const sums = program({ x: f32(dim('T'), width), h: f32(width) }, ({ x, h }) => ({
      ...scan({ carry: h, xs: x }, (sum, now) => ({ carry: add(mul(sum, 2), now), out: sum })),
    }))
    const arrays = new Map([
      ['x', new Float32Array(steps * width)],
      ['h', Float32Array.from({ length: width }, (_, k) => k)],
    ])
    const sizes = new Map([['T', steps]])
    for (const given of [sums, vjp({ of: 'carry', wrt: 'x' })(sums)]) {
      const all = new Map([...arrays, ['cotangent', new Float32Array(width)] as const])
      const { outputs, trace } = call(given, given === sums ? arrays : all, sizes)
      const expected = runStage(stageAfter(trace, 'linearise'), given === sums ? arrays : all, sizes)
      expect(otherBits(expected, outputs)).toEqual([])
    }
  })

  it('holds loops of its own', () => {
    const nested = known(
      corpus.find(({ name }) => name === 'loops in loops'),
      'case',
    )
    const [outer, inner] = moduleOf(nested.program).kernels.flatMap(turns)
    expect([outer?.extent, inner?.extent]).toEqual([3, 4])
    expect(statements(outer?.body ?? [])).toContain(inner)
  })
})

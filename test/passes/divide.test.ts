/**
 * Parts of kernels change nothing: in any order, each with nothing in the memory that it has for itself, they compute
 * the same bits.
 */
import { describe, expect, it } from 'vitest'
import type { Kernel, Stmt } from '../../compiler/ir/Kernel.ts'
import { lines, statements, turnsOfPart } from '../../compiler/ir/Kernel.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import { run } from '../../compiler/ir/runModule.ts'
import { validate } from '../../compiler/ir/validateModule.ts'
import { divide, usualGrain } from '../../compiler/passes/divide.ts'
import { pipeline } from '../../compiler/pipeline.ts'
import type { PipelineOptions } from '../../compiler/pipeline.ts'
import { at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { dim } from '../../src/Extent.ts'
import type { Extent, Sizes } from '../../src/Extent.ts'
import * as extents from '../../src/Extent.ts'
import { softmax } from '../../src/ops/activation.ts'
import { add } from '../../src/ops/arithmetic.ts'
import { relu } from '../../src/ops/comparison.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { tanh } from '../../src/ops/exponential.ts'
import { sum } from '../../src/ops/reduction.ts'
import { program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { key, uniform } from '../../src/random/index.ts'
import * as shapes from '../../src/Shape.ts'
import { f32 } from '../../src/Spec.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import { corpus } from '../corpus.ts'
import { orFail, passed } from '../graphs.ts'
import { otherBits } from '../stages.ts'

const always = -(2 ** 40)

const divided = (module: Module, threads: number, grain = always): Module =>
  passed(divide({ threads, grain }), module).value

const moduleOf = (given: Program, options: PipelineOptions = { target: 'wasm' }): Module =>
  orFail(pipeline(options).run(given))

const isInParts = ({ parts }: Kernel): boolean => parts !== undefined

/** Divides a module and holds it against what it was; gives the kernels in parts. */
const expectParts = (
  module: Module,
  inputs: ReadonlyMap<string, TypedArray>,
  sizes: Sizes,
): readonly Kernel[] => {
  const expected = run(module, inputs, sizes)
  return [2, 3].flatMap((threads) => {
    const parts = divided(module, threads)
    expect(validate(parts)).toEqual([])
    expect(new Set(parts.kernels.map(({ name }) => name)).size).toBe(parts.kernels.length)
    expect(otherBits(expected, run(parts, inputs, sizes))).toEqual([])
    return parts.kernels.filter(isInParts)
  })
}

const found: Kernel[] = []

describe.each<readonly [string, PipelineOptions]>([
  ['in lanes', { target: 'wasm' }],
  ['unfused', { target: 'wasm', fuse: false }],
  ['in tiles', {}],
  ['as planned', { tile: false }],
])('%s', (_, options) => {
  it.each(corpus.map((one) => [one.name, one] as const))('%s', (_name, { program: given, inputs, sizes }) => {
    found.push(...expectParts(moduleOf(given, options), inputs(), sizes))
  })
})

it('has divided something, with memory for each part and without', () => {
  const withOwn = found.filter(({ parts }) => (parts?.own ?? []).length > 0)
  expect(withOwn.length).toBeGreaterThan(20)
  expect(found.length - withOwn.length).toBeGreaterThan(200)
})

const arraysFor = (given: Program, sizes: Sizes): ReadonlyMap<string, TypedArray> =>
  new Map(
    tree.entries(given.inputs, isTensor).map(([path, { shape }], k) => {
      const length = extents.resolve(shapes.sizeOf(shape), sizes) ?? 0
      return [path, uniform(key(k), length, { low: -1, high: 1 })]
    }),
  )

const edges = [1, 2, 8, 17, 33]

describe.each(edges)('extents around %i', (size) => {
  const named = new Map([
    ['m', size],
    ['n', size + 1],
  ])
  const some: readonly (readonly [string, (m: Extent, n: Extent) => Program])[] = [
    ['a product', (m, n) => program({ a: f32(m, 19), b: f32(19, n) }, ({ a, b }) => ({ c: matmul(a, b) }))],
    ['a map', (m, n) => program({ a: f32(m, n), b: f32(n) }, ({ a, b }) => ({ c: add(tanh(a), b) }))],
    [
      'rows and columns',
      (m, n) =>
        program({ a: f32(m, n) }, ({ a }) => ({
          r: softmax({ axis: 1 })(a),
          c: softmax({ axis: 0 })(a),
          s: sum({ axis: 0 })(relu(a)),
        })),
    ],
  ]
  it.each(some)('%s', (_, make) => {
    for (const given of [make(size, size + 1), make(dim('m'), size + 1), make(dim('m'), dim('n'))])
      expectParts(moduleOf(given), arraysFor(given, named), named)
  })
})

describe('what is divided', () => {
  const square = (n: Extent): Program =>
    program({ a: f32(n, n), b: f32(n, n) }, ({ a, b }) => ({ c: matmul(a, b) }))
  const usual = (given: Program): readonly Kernel[] =>
    divided(moduleOf(given), 2, usualGrain).kernels.filter(isInParts)

  it('is large', () => {
    expect(usual(square(16))).toEqual([])
    expect(usual(square(256))).toHaveLength(1)
  })

  it('is what may be large', () => {
    const [kernel] = usual(square(dim('n')))
    expect(extents.show(kernel?.parts?.worth ?? 0)).toContain('n·n·n')
  })

  it('is shown', () => {
    const [kernel] = usual(square(256))
    const text = lines(at(kernel === undefined ? [] : [kernel], 0)).map((line) => line.text)
    expect(text[0]).toBe('kernel k0 in 8 parts, each with b3 of its own')
    expect(text).toContain('  for i0 < 256 in parts by 16')
  })
})

describe('a kernel whose parts meet', () => {
  const given = program({ a: f32(256, 256), b: f32(256, 256) }, ({ a, b }) => ({ c: matmul(a, b) }))
  const module = divided(moduleOf(given), 2)
  const changed = (change: (stmt: Stmt) => Stmt): Module => {
    const inside = (body: readonly Stmt[]): readonly Stmt[] =>
      body.map((stmt) => {
        const after = change(stmt)
        return after.tag === 'for' ? { ...after, body: inside(after.body) } : after
      })
    return { ...module, kernels: module.kernels.map((one) => ({ ...one, body: inside(one.body) })) }
  }
  const loop = module.kernels.flatMap(({ body }) =>
    statements(body).flatMap((stmt) => (stmt.tag === 'for' && stmt.inParts === true ? [stmt] : [])),
  )[0]

  it('is wrong', () => {
    expect(validate(module)).toEqual([])
    const together = changed((stmt) =>
      stmt.tag === 'store'
        ? {
            ...stmt,
            index: { ...stmt.index, terms: stmt.index.terms.filter((t) => t.variable !== loop?.variable) },
          }
        : stmt,
    )
    expect(validate(together).join('\n')).toContain(`turns of ${loop?.variable} meet in`)
    const common = {
      ...module,
      kernels: module.kernels.map((one) =>
        one.parts === undefined ? one : { ...one, parts: { ...one.parts, own: [] } },
      ),
    }
    expect(validate(common).join('\n')).toContain('meet in')
    const bare = {
      ...module,
      kernels: module.kernels.map(({ name, formulas, reads, writes, body }) => ({
        name,
        formulas,
        reads,
        writes,
        body,
      })),
    }
    expect(validate(bare).join('\n')).toContain('loops are in parts without being divided')
    const whole = changed((stmt) => {
      if (stmt.tag !== 'for') return stmt
      const { inParts: _, ...rest } = stmt
      return rest
    })
    expect(validate(whole).join('\n')).toContain('no loop is in parts')
    const early = changed((stmt) => {
      const [own] = module.kernels.flatMap(({ parts }) => parts?.own ?? [])
      const reading = statements([stmt]).filter(
        (one) => one.tag === 'let' && one.value.tag === 'load' && one.value.buffer === own,
      )
      return stmt.tag === 'for' && stmt.inParts === true
        ? { ...stmt, body: [...reading.slice(0, 1), ...stmt.body] }
        : stmt
    })
    expect(validate(early).join('\n')).toContain('before it has stored it')
  })
})

it('gives each turn to one part', () => {
  for (let turns = 0; turns < 40; turns++)
    for (let count = 1; count < 12; count++) {
      const taken = Array.from({ length: count }, (_, part) => turnsOfPart(turns, part, count))
      const all = taken.flatMap(([from, to]) => Array.from({ length: to - from }, (_, k) => from + k))
      expect(all).toEqual(Array.from({ length: turns }, (_, k) => k))
    }
})

/**
 * Lanes change nothing but the order of sums whose terms are in them, whatever the extents are and whatever is chosen.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as affine from '../../compiler/ir/Affine.ts'
import { statements } from '../../compiler/ir/Kernel.ts'
import type { Stmt } from '../../compiler/ir/Kernel.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import { valueOf } from '../../compiler/ir/Provenance.ts'
import { validate } from '../../compiler/ir/validateModule.ts'
import { run } from '../../compiler/ir/runModule.ts'
import { pipeline } from '../../compiler/pipeline.ts'
import type { PipelineOptions, TraceEntry } from '../../compiler/pipeline.ts'
import { cheapest } from '../../compiler/passes/schedule/choose.ts'
import type { Chosen } from '../../compiler/passes/schedule/Schedule.ts'
import { scheduledBy } from '../../compiler/passes/vectorise.ts'
import type { Choice } from '../../compiler/passes/vectorise.ts'
import { at, known } from '../../src/Bug.ts'
import { contracted, elementwise, reduced } from '../../src/construct.ts'
import type { TypedArray } from '../../src/DType.ts'
import { dim } from '../../src/Extent.ts'
import * as extents from '../../src/Extent.ts'
import type { Extent, Sizes } from '../../src/Extent.ts'
import { softmax } from '../../src/ops/activation.ts'
import { add } from '../../src/ops/arithmetic.ts'
import { relu } from '../../src/ops/comparison.ts'
import { input } from '../../src/ops/constants.ts'
import { tanh } from '../../src/ops/exponential.ts'
import { argmaxMonoid, maxMonoid, totalMonoid } from '../../src/ops/monoids.ts'
import { closed, program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { key, uniform } from '../../src/random/index.ts'
import * as shapes from '../../src/Shape.ts'
import { f32 } from '../../src/Spec.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import { corpus } from '../corpus.ts'
import { orFail } from '../graphs.ts'
import { otherBits } from '../stages.ts'

const plannedOf = (given: Program, options: PipelineOptions = {}): Module =>
  orFail(pipeline({ ...options, tile: false }).run(given))

/** Where two runs differ by more than sums in another order do. */
const otherValues = (
  expected: ReadonlyMap<string, Float64Array>,
  found: ReadonlyMap<string, Float64Array>,
): readonly string[] =>
  [...expected].flatMap(([path, data]) => {
    const other = found.get(path) ?? new Float64Array()
    const isNear = (a: number, b: number): boolean =>
      Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-11 * Math.max(1, Math.abs(a))
    return Array.from(data, (value, k) =>
      isNear(value, at(other, k)) ? [] : [`${path}[${k}] is ${at(other, k)}, not ${value}`],
    ).flat()
  })

/** Schedules a module and holds it against what it was; gives the schedules. */
const expectAgreement = (
  module: Module,
  choose: Choice,
  inputs: ReadonlyMap<string, TypedArray>,
  sizes: Sizes,
): readonly string[] => {
  const { module: scheduled, schedules } = scheduledBy(choose, module)
  expect(validate(scheduled)).toEqual([])
  const [expected, found] = [run(module, inputs, sizes), run(scheduled, inputs, sizes)]
  const isSame = schedules.every((line) => !line.includes('sums over'))
  expect([schedules, isSame ? otherBits(expected, found) : otherValues(expected, found)]).toEqual([
    schedules,
    [],
  ])
  return schedules
}

const arraysFor = (given: Program, sizes: Sizes): ReadonlyMap<string, TypedArray> =>
  new Map(
    tree.entries(given.inputs, isTensor).map(([path, { shape }], k) => {
      const length = extents.resolve(shapes.sizeOf(shape), sizes) ?? 0
      return [path, uniform(key(k), length, { low: -1, high: 1 })]
    }),
  )

const isInLanes = (stmt: Stmt): boolean => stmt.tag === 'for' && stmt.lanes === true

/** The schedule at a place, where there are so many. */
const nth =
  (place: number): Choice =>
  (all: readonly Chosen[]) =>
    at(all, place % all.length)

let schedules = 0
let lanes = 0

describe.each([
  ['fused', {}],
  ['unfused', { fuse: false }],
] as const)('%s', (_, options) => {
  it.each(corpus.map((one) => [one.name, one] as const))('%s', (_name, { program: given, inputs, sizes }) => {
    const module = plannedOf(given, options)
    for (const choose of [cheapest, ...[1, 6, 10].map(nth)])
      schedules += expectAgreement(module, choose, inputs(), sizes).length
    const { module: scheduled } = scheduledBy(cheapest, module)
    lanes += scheduled.kernels.flatMap(({ body }) => statements(body).filter(isInLanes)).length
  })
})

it.each(corpus.map((one) => [one.name, one.program] as const))(
  'says in the trace what it chose: %s',
  (_, given) => {
    const trace: TraceEntry[] = []
    const { kernels } = orFail(pipeline({ target: 'wasm' }).run(given, trace))
    const entry = known(
      trace.find(({ pass }) => pass === 'vectorise'),
      'vectorise',
    )
    const named = entry.remarks.map((line) => line.slice(0, line.indexOf(':')))
    const inLanes = kernels.filter(({ body }) => statements(body).some(isInLanes)).map(({ name }) => name)
    expect(kernels.map(({ name }) => name)).toEqual(expect.arrayContaining(named))
    expect(named).toEqual(expect.arrayContaining(inLanes))
    for (const { pass, remarks } of trace) if (pass !== 'vectorise') expect(remarks).toEqual([])
  },
)

it('has put something in lanes', () => {
  expect(schedules).toBeGreaterThan(1000)
  expect(lanes).toBeGreaterThan(200)
})

type Letters = readonly [left: string, right: string, out: string]

const contraction = ([left, right, out]: Letters, size: Readonly<Record<string, Extent>>): Program => {
  const shape = (letters: string): readonly Extent[] => [...letters].map((letter) => size[letter] ?? 1)
  const a = input('a', f32(...shape(left)))
  const b = input('b', f32(...shape(right)))
  return closed({ a, b }, { c: elementwise(relu.op, contracted(a, b, { left, right, out })) }, [])
}

const transpositions: readonly Letters[] = [
  ['ik', 'kj', 'ij'],
  ['ik', 'jk', 'ij'],
  ['ki', 'kj', 'ij'],
  ['ki', 'jk', 'ij'],
]

const edges = [0, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 19, 31, 32, 35, 67]

describe.each(transpositions)('a product %s·%s → %s', (...letters) => {
  it.each(edges)('of %i rows', (i) => {
    for (const j of edges.filter((_, place) => (place + i) % 4 === 0)) {
      const sizes = new Map([
        ['i', i],
        ['j', j],
      ])
      const choice = [cheapest, nth(i + j), nth(3 * i + 7 * j + 1)]
      for (const size of [
        { i, j, k: 1 + (i % 3) },
        { i: dim('i'), j, k: 3 },
        { i: dim('i'), j: dim('j'), k: 5 },
      ]) {
        const given = contraction(letters, size)
        const module = plannedOf(given)
        for (const choose of choice) expectAgreement(module, choose, arraysFor(given, sizes), sizes)
      }
    }
  })
})

describe('blocks of an unknown size, and what is behind them', () => {
  const isSplit = ({ schedule }: Chosen): boolean => schedule.tag === 'split'
  const splits: Choice = (all) => cheapest(all.some(isSplit) ? all.filter(isSplit) : all)
  it.each([0, 1, 5, 127, 128, 130, 257])('%i', (n) => {
    const given = contraction(['ik', 'jk', 'ij'], { i: dim('n'), j: 19, k: 12 })
    const sizes = new Map([['n', n]])
    const found = expectAgreement(plannedOf(given), splits, arraysFor(given, sizes), sizes)
    expect(found.some((line) => line.includes('by 128 of'))).toBe(true)
  })
})

describe('every schedule of', () => {
  const some: readonly (readonly [string, Program])[] = [
    ['a product', contraction(['ik', 'kj', 'ij'], { i: 7, j: 21, k: 9 })],
    ['a product with a transpose', contraction(['ik', 'jk', 'ij'], { i: 10, j: 10, k: 17 })],
    ['a product of batches', contraction(['bik', 'bjk', 'bij'], { b: 2, i: 5, j: 18, k: 6 })],
    ['a matrix and a vector', contraction(['ik', 'k', 'i'], { i: 9, k: 37 })],
    ['a vector and a matrix', contraction(['k', 'kj', 'j'], { j: 39, k: 11 })],
    ['a product over two axes', contraction(['ikl', 'lkj', 'ij'], { i: 6, j: 18, k: 3, l: 4 })],
    [
      'softmax of rows',
      program({ x: f32(dim('n'), 21) }, ({ x }) => ({
        y: softmax({ axis: 1 })(x),
        z: softmax({ axis: 0 })(x),
      })),
    ],
    ['a map', program({ x: f32(6, 23), y: f32(23) }, ({ x, y }) => ({ z: add(tanh(x), y) }))],
  ]
  it.each(some)('%s', (_, given) => {
    const sizes = new Map([['n', 9]])
    const module = plannedOf(given)
    const inputs = arraysFor(given, sizes)
    const found = new Set<string>()
    for (let place = 0; place < 40; place++)
      for (const line of expectAgreement(module, nth(place), inputs, sizes)) found.add(line)
    expect(found.size).toBeGreaterThan(3)
  })
})

it('sums with as many numbers as there are, in lanes', () => {
  fc.assert(
    fc.property(fc.nat(67), fc.boolean(), fc.boolean(), (n, isKnown, isMax) => {
      const x = input('x', f32(isKnown ? n : dim('n')))
      const given = closed({ x }, { y: reduced(isMax ? maxMonoid : totalMonoid, x, [0]) }, [])
      const sizes = new Map([['n', n]])
      expectAgreement(plannedOf(given), cheapest, arraysFor(given, sizes), sizes)
    }),
    { seed: 3, numRuns: 200 },
  )
})

describe.each([1, 2, 3, 4, 5])('a sum of %i numbers', (count) => {
  it.each([totalMonoid, maxMonoid, argmaxMonoid])('has a loop only where they are many: $name', (monoid) => {
    const x = input('x', f32(9, count))
    const given = closed({ x }, { y: reduced(monoid, x, [1]) }, [])
    const module = plannedOf(given)
    expectAgreement(module, cheapest, arraysFor(given, new Map()), new Map())
    const sums = scheduledBy(nth(0), module)
      .module.kernels.flatMap(({ body }) => statements(body))
      .filter(
        (stmt) => stmt.tag === 'for' && !isInLanes(stmt) && stmt.body.some(({ tag }) => tag === 'accumulate'),
      )
    expect(sums.length === 0).toBe(count <= 3)
  })
})

it('has no loop for a short sum of what others say the places of', () => {
  const of = valueOf(0)
  const load = (name: string, buffer: number, variable: string): Stmt => ({
    tag: 'let',
    name,
    value: { tag: 'load', buffer, index: affine.variable(variable) },
    of,
  })
  const sum: readonly Stmt[] = [
    load('k', 1, 'i'),
    { tag: 'let', name: 'c', value: { tag: 'clamp', value: { tag: 'local', name: 'k' }, extent: 3 }, of },
    load('v', 0, 'c'),
    { tag: 'accumulate', name: 's', monoid: totalMonoid, value: { tag: 'local', name: 'v' }, of },
  ]
  const body: readonly Stmt[] = [
    { tag: 'accumulator', name: 's', start: 0, of },
    { tag: 'for', variable: 'i', extent: 2, body: sum },
    { tag: 'store', buffer: 2, index: affine.constant(0), value: { tag: 'local', name: 's' }, of },
  ]
  const x = { path: 'x', dtype: 'f32', shape: [3] } as const
  const at = { path: 'at', dtype: 'i32', shape: [2] } as const
  const y = { path: 'y', dtype: 'f32', shape: [] } as const
  const module: Module = {
    inputs: [x, at],
    outputs: [y],
    buffers: [
      { ...x, place: { tag: 'input', path: 'x' }, of: [0] },
      { ...at, place: { tag: 'input', path: 'at' }, of: [0] },
      { ...y, place: { tag: 'output', path: 'y' }, of: [0] },
    ],
    slots: [],
    kernels: [{ name: 'k0', formulas: [], reads: [0, 1], writes: [2], body }],
    assumed: [],
  }
  const inputs = new Map<string, TypedArray>([
    ['x', Float32Array.of(1, 10, 100)],
    ['at', Int32Array.of(2, 0)],
  ])
  expectAgreement(module, cheapest, inputs, new Map())
  const { kernels } = scheduledBy(cheapest, module).module
  expect(kernels.flatMap((kernel) => statements(kernel.body)).some(({ tag }) => tag === 'for')).toBe(false)
})

/**
 * Tiles change no bit, whatever the extents are around their edges.
 */
import { describe, expect, it } from 'vitest'
import { validate } from '../../compiler/pipeline.ts'
import { statements } from '../../compiler/ir/Kernel.ts'
import { scattered } from '../../src/construct.ts'
import type { TypedArray } from '../../src/DType.ts'
import { dim } from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { mul } from '../../src/ops/arithmetic.ts'
import { einsum } from '../../src/ops/contraction.ts'
import { relu } from '../../src/ops/comparison.ts'
import { program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { key, uniform } from '../../src/random/index.ts'
import { f32, i32 } from '../../src/Spec.ts'
import { typed } from '../../src/Tensor.ts'
import type { AnyTensor, Tensor } from '../../src/Tensor.ts'
import { call, otherBits, runStage, stageAfter } from '../stages.ts'

const extents = [0, 1, 2, 3, 4, 5, 7, 8, 9, 10]

const product = (rows: Extent, columns: Extent, inner: Extent): Program =>
  program(
    { a: f32(rows, inner), b: f32(columns, inner) },
    // The letters fit whatever the extents are; literal types of these are not known here.
    ({ a, b }: { a: Tensor<readonly [Extent, Extent]>; b: Tensor<readonly [Extent, Extent]> }) => ({
      c: relu(einsum('ik,jk->ij', a, b)),
    }),
  )

const expectAgreement = (
  given: Program,
  rows: number,
  columns: number,
  inner = 3,
): ReturnType<typeof call> => {
  const inputs = new Map([
    ['a', uniform(key(1), rows * inner, { low: -1, high: 1 })],
    ['b', uniform(key(2), columns * inner, { low: -1, high: 1 })],
  ])
  const sizes = new Map([
    ['m', rows],
    ['n', columns],
  ])
  const tiled = call(given, inputs, sizes, { unroll: 0 })
  const plain = call(given, inputs, sizes, { tile: false })
  const stage = stageAfter(tiled.trace, 'tile')
  expect(validate(stage)).toEqual([])
  expect(otherBits(plain.outputs, tiled.outputs)).toEqual([])
  const planned = runStage(stageAfter(tiled.trace, 'plan'), inputs, sizes)
  expect(otherBits(planned, runStage(stage, inputs, sizes))).toEqual([])
  return tiled
}

describe.each(extents)('a product of %i rows', (rows) => {
  it.each(extents)('and %i columns', (columns) => {
    expectAgreement(product(rows, columns, 3), rows, columns)
    expectAgreement(product(dim('m'), columns, 3), rows, columns)
    expectAgreement(product(rows, dim('n'), 3), rows, columns)
    expectAgreement(product(dim('m'), dim('n'), 3), rows, columns)
  })
})

it('computes two rows and four columns at once where there are that many', () => {
  const inputs = new Map([
    ['a', new Float32Array(12)],
    ['b', new Float32Array(24)],
  ])
  const stage = stageAfter(call(product(4, 8, 3), inputs, new Map(), { unroll: 0 }).trace, 'tile')
  if (stage.kind !== 'module') throw new Error('tiles are in a module')
  const loops = stage.value.kernels.flatMap(({ body }) => statements(body)).filter(({ tag }) => tag === 'for')
  expect(loops).toMatchObject([{ step: 2 }, { step: 4 }, { extent: 3 }])
  const sums = stage.value.kernels
    .flatMap(({ body }) => statements(body))
    .filter(({ tag }) => tag === 'accumulate')
  expect(sums).toHaveLength(8)
})

describe('sums that go where an index says', () => {
  it('are added one after the other, also where they meet', () => {
    const indexed = program(
      { a: f32(6, 3), b: f32(3, 8), index: i32(6) },
      ({ a, b, index }: { a: AnyTensor; b: AnyTensor; index: AnyTensor }) => ({
        c: scattered(
          einsum('ik,kj->ij', typed<readonly [6, 3], 'f32'>(a), typed<readonly [3, 8], 'f32'>(b)),
          index,
          4,
          0,
        ),
      }),
    )
    const inputs = new Map<string, TypedArray>([
      ['a', uniform(key(1), 18, { low: -1, high: 1 })],
      ['b', uniform(key(2), 24, { low: -1, high: 1 })],
      ['index', Int32Array.of(1, 1, 3, 3, 1, 0)],
    ])
    const tiled = call(indexed, inputs, new Map(), { unroll: 0 })
    expect(otherBits(call(indexed, inputs, new Map(), { tile: false }).outputs, tiled.outputs)).toEqual([])
    const stage = stageAfter(tiled.trace, 'tile')
    if (stage.kind !== 'module') throw new Error('tiles are in a module')
    expect(stage.value.kernels).toHaveLength(1)
    const loops = stage.value.kernels
      .flatMap(({ body }) => statements(body))
      .filter(({ tag }) => tag === 'for')
    expect(loops.slice(1)).toMatchObject([{ extent: 6 }, { extent: 8, step: 4 }, { extent: 3 }])
    expect(loops[1]).not.toHaveProperty('step')
  })
})

/** How many panels tiles read. */
const panelsIn = ({ trace }: ReturnType<typeof call>): number => {
  const stage = stageAfter(trace, 'tile')
  return stage.kind === 'module' ? stage.value.slots.filter((slot) => slot.isWide === true).length : 0
}

describe.each([15, 16, 17, 18, 19, 35])('a large product of %i rows', (rows) => {
  it.each([15, 16, 17, 18, 35])('and %i columns reads panels where both are many', (columns) => {
    const isWide = (inner: number): boolean =>
      panelsIn(expectAgreement(product(rows, columns, inner), rows, columns, inner)) > 0
    expect([isWide(15), isWide(16), isWide(17)]).toEqual(
      [15, 16, 17].map((inner) => Math.min(rows, columns, inner) >= 16),
    )
  })
})

it('a product with an axis around it reads panels too', () => {
  const given = program({ a: f32(20, 2, 17), b: f32(18, 17), c: f32(17) }, ({ a, b, c }) => ({
    y: einsum('ink,jk->nij', mul(a, c), relu(b)),
  }))
  const inputs = new Map([
    ['a', uniform(key(1), 20 * 2 * 17, { low: -1, high: 1 })],
    ['b', uniform(key(2), 18 * 17, { low: -1, high: 1 })],
    ['c', uniform(key(3), 17, { low: -1, high: 1 })],
  ])
  const tiled = call(given, inputs, new Map())
  expect(panelsIn(tiled)).toBe(2)
  expect(otherBits(call(given, inputs, new Map(), { tile: false }).outputs, tiled.outputs)).toEqual([])
})

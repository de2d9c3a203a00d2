/**
 * Moves of every kind, compiled: what reads outside of its operand, symbolic sizes, sums of pads, gathers, scatters.
 * Whole numbers make every sum exact, so that every stage agrees to the bit.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statements } from '../../compiler/ir/Kernel.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import { at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { elementwise, gathered, input, moved, reduced, reshaped, scattered } from '../../src/construct.ts'
import { pullback } from '../../src/differentiate.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as moves from '../../src/moves.ts'
import * as move from '../../src/Move.ts'
import type { Move } from '../../src/Move.ts'
import { add, mul } from '../../src/ops/arithmetic.ts'
import { einsum } from '../../src/ops/contraction.ts'
import { maxMonoid, totalMonoid } from '../../src/ops/monoids.ts'
import { closed } from '../../src/Program.ts'
import * as shapes from '../../src/Shape.ts'
import { typed } from '../../src/Tensor.ts'
import type { AnyTensor, Row } from '../../src/Tensor.ts'
import { expectAgreement, numbers } from '../agreement.ts'
import { call } from '../stages.ts'

const extents = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 3 })

const row = (rank: number, extent: number): fc.Arbitrary<Row> =>
  fc.record({
    coefficients: fc.array(fc.constantFrom(0, 0, 1, 1, -1, 2, -2), { minLength: rank, maxLength: rank }),
    offset: fc.integer({ min: -3, max: 4 }),
    divisor: fc.constantFrom(1, 1, 1, 2, 3),
    extent: fc.constant(extent),
  })

/** A map from an operand of the shape to a result of any. */
const from = (operand: readonly number[]): fc.Arbitrary<Move> =>
  extents.chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      rows: fc.tuple(...operand.map((extent) => row(shape.length, extent))),
      guards: fc.array(
        fc.integer({ min: 1, max: 4 }).chain((extent) => row(shape.length, extent)),
        { maxLength: 1 },
      ),
    }),
  )

const one = extents.chain((operand) => fc.tuple(fc.constant(operand), from(operand)))

const count = (shape: Move['shape']): number => Number(shapes.sizeOf(shape))

const adjointOf = (y: AnyTensor, x: AnyTensor, cotangent: AnyTensor): AnyTensor =>
  at(pullback([{ of: y, cotangent }], [x]).cotangents, 0)

describe('random moves', () => {
  it('are computed, alone, inside others, and adjoint', () => {
    fc.assert(
      fc.property(one, fc.constantFrom(0, -1.5, Infinity), ([operand, map], fill) => {
        const x = input('x', operand, 'f32')
        const u = input('u', map.shape, 'f32')
        const y = moved(x, map, fill)
        const squared = moved(elementwise(mul.op, x, x), map, fill)
        const arrays = new Map([
          ['x', numbers(count(operand), 5)],
          ['u', numbers(count(map.shape), 7)],
        ])
        const outputs = {
          y,
          inside: elementwise(add.op, elementwise(mul.op, squared, u), u),
          back: adjointOf(moved(x, map), x, u),
        }
        const { nodes } = expectAgreement([x, u], outputs, arrays).graph
        for (const { form, shape } of nodes)
          if (form.tag === 'move')
            expect(form.rows.length === shape.length || move.isTotal({ ...form, shape, guards: [] })).toBe(
              true,
            )
      }),
      { seed: 5, numRuns: 300 },
    )
  })
})

const n = extent.dim('n')
const m = extent.dim('m')

/** One after the other along an axis: the sum of pads. */
const concatenated = (parts: readonly AnyTensor[], axis: number): AnyTensor => {
  const lengths = parts.map(({ shape }) => at(shape, axis))
  const before = lengths.map((_, k) => lengths.slice(0, k).reduce<Extent>(extent.add, 0))
  const whole = lengths.reduce<Extent>(extent.add, 0)
  return parts
    .map((part, k) =>
      moved(part, {
        shape: part.shape.with(axis, whole),
        rows: part.shape.map((size, j) => ({
          ...move.unit(part.shape.length, j, size),
          offset: j === axis ? extent.negate(at(before, k)) : 0,
        })),
        guards: [],
      }),
    )
    .reduce((a, b) => elementwise(add.op, a, b))
}

const operationsIn = ({ kernels }: Module): readonly string[] =>
  kernels.flatMap(({ body }) =>
    statements(body).flatMap((stmt) => (stmt.tag === 'let' && stmt.value.tag === 'load' ? ['load'] : [])),
  )

describe('sums of pads that do not overlap', () => {
  const x = input('x', [2, 3], 'f32')
  const y = input('y', [2, 4], 'f32')
  const arrays = new Map([
    ['x', numbers(6, 5).map((value, k) => (k === 2 ? -0 : value))],
    ['y', numbers(8, 7)],
  ])
  const square = (a: AnyTensor): AnyTensor => elementwise(mul.op, a, a)

  it('are stored part by part into one buffer', () => {
    const { module } = expectAgreement([x, y], { z: concatenated([square(x), y, x], 1) }, arrays)
    expect(module.buffers.filter(({ place }) => place.tag === 'scratch')).toEqual([])
    expect(operationsIn(module)).toHaveLength(3)
  })

  it('are filled where they leave gaps', () => {
    const gaps = moved(x, moves.pad([2, 3], 1, 1, 0, 1))
    const others = moved(y, moves.pad([2, 4], 1, 0, 2, 0))
    const { module } = expectAgreement(
      [x, y],
      { z: elementwise(add.op, gaps, moved(gaps, moves.flip([2, 6], 1))), others },
      arrays,
    )
    expect(module.kernels.length).toBeGreaterThan(1)
  })

  it('are added where they overlap', () => {
    const left = moved(x, moves.pad([2, 3], 1, 0, 2, 0))
    const right = moved(x, moves.pad([2, 3], 1, 2, 0, 0))
    expectAgreement([x, y], { z: elementwise(add.op, left, right), y }, arrays)
  })

  it('are read by others, reshaped, reduced and differentiated', () => {
    const z = concatenated([square(x), concatenated([y, x], 1)], 1)
    const folded = reduced(totalMonoid, elementwise(mul.op, z, z), [0, 1])
    expectAgreement(
      [x, y],
      {
        z,
        flat: reshaped(z, [20]),
        more: elementwise(add.op, z, z),
        folded,
        x̄: adjointOf(folded, x, elementwise(add.op, folded, 1)),
        ȳ: adjointOf(folded, y, elementwise(add.op, folded, 0)),
      },
      arrays,
    )
  })

  it('have symbolic sizes', () => {
    const a = input('a', [n, 2], 'f32')
    const b = input('b', [m, 2], 'f32')
    for (const [rows, others] of [
      [3, 2],
      [0, 2],
      [1, 0],
    ] as const) {
      const { module } = expectAgreement(
        [a, b],
        { z: concatenated([a, square(b), a], 0), inner: reduced(totalMonoid, concatenated([a, b], 0), [0]) },
        new Map([
          ['a', numbers(rows * 2, 5)],
          ['b', numbers(others * 2, 7)],
        ]),
        new Map([
          ['n', rows],
          ['m', others],
        ]),
      )
      expect(module.kernels).toHaveLength(6)
    }
  })

  it('are many', () => {
    const parts = Array.from({ length: 300 }, (_, k) => moved(x, moves.slice([2, 3], 1, k % 3, 1, 1)))
    const { module } = expectAgreement([x, y], { z: concatenated(parts, 1), y }, arrays)
    expect(module.buffers.filter(({ place }) => place.tag === 'scratch')).toEqual([])
  })
})

describe('windows', () => {
  const windowed = (x: AnyTensor, window: moves.Window, fill = 0): AnyTensor => {
    const count = (size: Extent): Extent => {
      const span = extent.add(size, 2 * window.padding - window.dilation * (window.size - 1) - 1)
      return typeof span === 'number' ? Math.floor(span / window.stride) + 1 : extent.add(span, 1)
    }
    const rows = moved(x, moves.window(x.shape, 2, count(at(x.shape, 2)), window), fill)
    return moved(rows, moves.window(rows.shape, 4, count(at(rows.shape, 4)), window), fill)
  }

  it.each([
    { size: 3, stride: 1, dilation: 1, padding: 1 },
    { size: 3, stride: 2, dilation: 1, padding: 0 },
    { size: 2, stride: 2, dilation: 1, padding: 1 },
    { size: 3, stride: 2, dilation: 2, padding: 2 },
    { size: 1, stride: 1, dilation: 1, padding: 0 },
  ])('are convolved, with their gradients, and pooled: %o', (window) => {
    const x = input('x', [2, 2, 6, 5], 'f32')
    const w = input('w', [3, 2, window.size, window.size], 'f32')
    const wide = typed<readonly [2, 2, number, number, number, number], 'f32'>(windowed(x, window))
    const kernel = typed<readonly [3, 2, number, number], 'f32'>(w)
    const y = einsum('bchkwl,ockl->bohw', wide, kernel)
    const pooled = reduced(maxMonoid, windowed(x, window, -Infinity), [3, 5])
    expectAgreement(
      [x, w],
      {
        y,
        x̄: adjointOf(y, x, y),
        w̄: adjointOf(y, w, y),
        pooled,
        back: adjointOf(pooled, x, elementwise(mul.op, pooled, pooled)),
      },
      new Map([
        ['x', numbers(120, 5)],
        ['w', numbers(6 * window.size ** 2, 7)],
      ]),
    )
  })

  it('have symbolic sizes', () => {
    const x = input('x', [n, 2, m, m], 'f32')
    const wide = windowed(x, { size: 3, stride: 1, dilation: 1, padding: 1 })
    const y = reduced(totalMonoid, wide, [3, 5])
    expectAgreement(
      [x],
      { y, x̄: adjointOf(y, x, elementwise(mul.op, y, y)) },
      new Map([['x', numbers(3 * 2 * 16, 5)]]),
      new Map([
        ['n', 3],
        ['m', 4],
      ]),
    )
  })
})

describe('sizes for which nothing is left', () => {
  const x = input('x', [n], 'f32')
  const shifted = moved(x, moves.pad([n], 0, 7, -7, 0))

  it.each([0, 2, 7, 9])('give what the interpreter gives: n = %i', (size) => {
    const y = elementwise(add.op, elementwise(mul.op, shifted, shifted), moved(x, moves.flip([n], 0)))
    expectAgreement(
      [x],
      { y, shifted, back: adjointOf(y, x, y) },
      new Map([['x', numbers(size, 5)]]),
      new Map([['n', size]]),
    )
  })

  it('are refused where an extent of the program would be less than 0', () => {
    const cut = moved(elementwise(mul.op, x, x), moves.slice([n], 0, 7, 1, extent.sub(n, 7)))
    const given = closed({ x }, { y: moved(cut, moves.pad([extent.sub(n, 7)], 0, 7, 0, 0)) }, [])
    const refusal = (size: number): string => {
      try {
        call(given, new Map([['x', numbers(size, 5)]]), new Map())
      } catch (error) {
        return String(error)
      }
      return 'nothing'
    }
    expect(refusal(7)).toBe('nothing')
    expect(refusal(2)).toBe('Error: LBZ6007  the extent n - 7 is -5')
  })
})

describe('indices', () => {
  it.each([0, 1, 3])('read 0 from an axis without elements: n = %i', (size) => {
    const x = input('x', [n, 2], 'f32')
    const chosen = input('chosen', [3], 'i32')
    const none = input('none', [0], 'f32')
    const y = gathered(x, chosen, 0)
    expectAgreement(
      [x, chosen, none],
      {
        y,
        of: gathered(elementwise(mul.op, x, x), chosen, 0),
        repeated: gathered(moved(reduced(totalMonoid, x, [0]), moves.repeatAlong([0], [n, 2])), chosen, 0),
        none: gathered(none, chosen, 0),
        back: adjointOf(elementwise(mul.op, y, y), x, elementwise(add.op, y, 1)),
      },
      new Map<string, TypedArray>([
        ['x', numbers(size * 2, 5)],
        ['chosen', Int32Array.of(0, 1, -2)],
        ['none', new Float32Array(0)],
      ]),
      new Map([['n', size]]),
    )
  })

  const table = input('table', [3, 4, 2], 'f32')
  const index = input('index', [3, 5], 'i32')
  const arrays = new Map<string, TypedArray>([
    ['table', numbers(24, 5)],
    ['index', Int32Array.from({ length: 15 }, (_, k) => ((k * 7) % 8) - 2)],
  ])

  it.each([0, 1])('gather and scatter behind %i axes', (batch) => {
    const y = gathered(table, index, batch)
    const squared = elementwise(mul.op, y, y)
    expectAgreement(
      [table, index],
      {
        y,
        of: gathered(elementwise(add.op, table, table), index, batch),
        squared,
        total: reduced(totalMonoid, squared, [1]),
        back: adjointOf(squared, table, elementwise(add.op, y, 1)),
        plain: scattered(y, index, at(table.shape, batch), batch),
        transposed: gathered(
          moved(table, moves.transpose(table.shape, [1, 0, 2])),
          moved(index, moves.transpose(index.shape, [1, 0])),
          0,
        ),
        chained: gathered(gathered(table, index, 0), index, 0),
        padded: moved(y, moves.pad(y.shape, 0, 1, 1, 0)),
        windowed: moved(scattered(y, index, at(table.shape, batch), batch), moves.flip(table.shape, 0)),
      },
      arrays,
    )
  })

  it('have symbolic sizes', () => {
    const rows = input('rows', [n, 2], 'f32')
    const chosen = input('chosen', [m], 'i32')
    const y = gathered(rows, chosen, 0)
    expectAgreement(
      [rows, chosen],
      { y, back: scattered(elementwise(mul.op, y, y), chosen, n, 0) },
      new Map<string, TypedArray>([
        ['rows', numbers(10, 5)],
        ['chosen', Int32Array.of(4, 0, 4, -3, 9, 2)],
      ]),
      new Map([
        ['n', 5],
        ['m', 6],
      ]),
    )
  })
})

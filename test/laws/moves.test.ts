/**
 * The laws of moves: random index maps, composed, adjoined and adjoined again, agree with what they do to elements.
 * Whole numbers make every sum exact.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { data, input, moved } from '../../src/construct.ts'
import { pullback } from '../../src/differentiate.ts'
import * as move from '../../src/Move.ts'
import type { Move } from '../../src/Move.ts'
import * as shapes from '../../src/Shape.ts'
import type { AnyTensor, Row } from '../../src/Tensor.ts'
import { valueOf } from './slopes.ts'

const extents = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 })

const row = (rank: number, extent: number): fc.Arbitrary<Row> =>
  fc.record({
    coefficients: fc.array(fc.integer({ min: -2, max: 2 }), { minLength: rank, maxLength: rank }),
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

const two = one.chain(([operand, first]) =>
  fc.tuple(
    fc.constant(operand),
    fc.constant(first),
    from(first.shape.map((size) => (typeof size === 'number' ? size : 0))),
  ),
)

const count = (shape: Move['shape']): number => Number(shapes.sizeOf(shape))

/** Whole numbers that tell most elements apart. */
const numbers = (length: number, by: number): Float32Array =>
  Float32Array.from({ length }, (_, k) => ((k * by + 3) % 17) - 8)

const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, k) => sum + value * at(b, k), 0)

const evaluated = (tensor: AnyTensor, x: Float32Array): readonly number[] =>
  Array.from(valueOf(tensor, new Map([['x', x]])), (value) => value + 0)

const adjointOf = (y: AnyTensor, x: AnyTensor, cotangent: AnyTensor): AnyTensor =>
  at(pullback([{ of: y, cotangent }], [x]).cotangents, 0)

const settings = { seed: 3, numRuns: 1500 }

describe('random moves', () => {
  it('mean the same one after the other and composed', () => {
    fc.assert(
      fc.property(two, ([operand, first, second]) => {
        const x = input('x', operand, 'f32')
        const values = numbers(count(operand), 5)
        const composed = moved(x, move.compose(second, first))
        expect(evaluated(composed, values)).toEqual(evaluated(moved(moved(x, first), second), values))
      }),
      settings,
    )
  })

  it('have adjoints: ⟨u, M·x⟩ = ⟨Mᵀ·u, x⟩', () => {
    fc.assert(
      fc.property(one, ([operand, map]) => {
        const x = input('x', operand, 'f32')
        const [values, weights] = [numbers(count(operand), 5), numbers(count(map.shape), 7)]
        const y = moved(x, map)
        const back = adjointOf(y, x, data(weights, map.shape))
        expect(back.shape).toEqual(operand)
        expect(inner(evaluated(back, values), values) + 0).toBe(inner(weights, evaluated(y, values)) + 0)
      }),
      settings,
    )
  })

  it('are the adjoints of their adjoints', () => {
    fc.assert(
      fc.property(one, ([operand, map]) => {
        const u = input('x', map.shape, 'f32')
        const values = numbers(count(operand), 5)
        const source = data(values, operand)
        const x = input('operand', operand, 'f32')
        const back = adjointOf(moved(x, map), x, u)
        const again = adjointOf(back, u, source)
        expect(evaluated(again, numbers(count(map.shape), 7))).toEqual(evaluated(moved(source, map), values))
      }),
      settings,
    )
  })

  it('in range are not filled anywhere', () => {
    let total = 0
    fc.assert(
      fc.property(one, ([operand, guarded]) => {
        const map = { ...guarded, guards: [] }
        if (!move.isTotal(map)) return
        total += 1
        const filled = moved(input('x', operand, 'f32'), map, 99)
        expect(evaluated(filled, numbers(count(operand), 5))).not.toContain(99)
      }),
      { ...settings, numRuns: 4000 },
    )
    expect(total).toBeGreaterThan(50)
  })

  it('keep their meaning in normal form', () => {
    fc.assert(
      fc.property(one, ([operand, map]) => {
        const again = move.normal(move.normal(map))
        expect(again).toEqual(move.normal(map))
        expect(move.isTotal(again)).toBe(move.isTotal(move.normal(map)))
        expect(operand.length).toBe(again.rows.length)
      }),
      settings,
    )
  })
})

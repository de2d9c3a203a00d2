/** What rewriting leaves alone: expressions beside those that its rules take. */
import { describe, expect, it } from 'vitest'
import { elementwise, input, moved, reduced } from '../../src/construct.ts'
import { add, div, mul } from '../../src/ops/arithmetic.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { tril } from '../../src/ops/matrices.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import * as move from '../../src/Move.ts'
import * as moves from '../../src/moves.ts'
import { closed } from '../../src/Program.ts'
import { typed } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { expectCompiled } from '../laws/compiled.ts'

const [a, b] = [input('a', [3, 3], 'f32'), input('b', [3, 3], 'f32')]
const inputs = new Map([
  ['a', Float32Array.of(1, 2, -3, 4, 5, 0.5, -2, 3, 1)],
  ['b', Float32Array.of(2, 1, 4, -1, 3, 2, 0.5, 8, -4)],
])
const product = matmul(typed<readonly [3, 3], 'f32'>(a), typed<readonly [3, 3], 'f32'>(b))
const total = (x: AnyTensor): AnyTensor => reduced(totalMonoid, x, [0])
const times = (x: AnyTensor, y: AnyTensor | number): AnyTensor => elementwise(mul.op, x, y)
const plus = (x: AnyTensor, y: AnyTensor): AnyTensor => elementwise(add.op, x, y)

/** Rows of b, one before the first, once for each of two. */
const padded = moved(
  b,
  {
    shape: [2, 4, 3],
    rows: [{ ...move.unit(3, 1, 3), offset: -1 }, move.unit(3, 2, 3)],
    guards: [],
  },
  1,
)

describe('a rule that is not meant', () => {
  it.each([
    ['a·g + b/g', plus(times(a, b), elementwise(div.op, a, b))],
    ['a/g + b·g', plus(elementwise(div.op, a, b), times(b, b))],
    ['Σ of a product in a frame of ones', total(moved(product, moves.pad([3, 3], 0, 1, 1, 0), 1))],
    ['Σ of the triangle of a product', total(tril(product))],
    ['a number into a frame of ones', times(padded, 3)],
  ])('leaves %s as it is', (_, y) => {
    expect(expectCompiled(closed({ a, b }, { y }, []), inputs).undecided).toBe(0)
  })
})

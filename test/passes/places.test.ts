/** Where elements are read and stored: indices that are known in advance, sums of pads that others read. */
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { elementwise, gathered, input, moved, number } from '../../src/construct.ts'
import * as moves from '../../src/moves.ts'
import { add, mul } from '../../src/ops/arithmetic.ts'
import { closed } from '../../src/Program.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { expectCompiled } from '../laws/compiled.ts'

const x = input('x', [3, 2], 'f32')
const inputs = new Map([['x', Float32Array.of(1, 2, 3, 4, 5, 6)]])

describe('an index that is known in advance', () => {
  it.each([-7, -1, 0, 2, 3, 100])('is held within its axis: %i', (index) => {
    const y = elementwise(mul.op, gathered(x, number(index, 'i32'), 0), 2)
    expect(expectCompiled(closed({ x }, { y }, []), inputs).undecided).toBe(0)
  })
})

describe('a sum of pads', () => {
  const sum = (...parts: readonly AnyTensor[]): AnyTensor =>
    parts.slice(1).reduce((a, b) => elementwise(add.op, a, b), at(parts, 0))
  const part = (by: number, low: number, high: number): AnyTensor =>
    moved(elementwise(mul.op, x, by), moves.pad([3, 2], 0, low, high, 0))

  it('is read by others, and is a part of a greater one', () => {
    const two = sum(part(2, 0, 6), part(3, 3, 3))
    const outputs = {
      greater: sum(two, part(5, 6, 0)),
      two,
      other: elementwise(mul.op, two, two),
      withGap: sum(part(7, 0, 6), part(11, 6, 0)),
    }
    expectCompiled(closed({ x }, outputs, []), inputs)
    expectCompiled(closed({ x }, { greater: outputs.greater, other: outputs.other }, []), inputs)
  })
})

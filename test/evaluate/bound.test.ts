/** Bounds of what is uncertain before: no form makes it more certain than it is. */
import { describe, expect, it } from 'vitest'
import { at, known } from '../../src/Bug.ts'
import { evaluateWithBounds } from '../../src/evaluate.ts'
import {
  add,
  cast,
  constant,
  div,
  f32,
  gather,
  input,
  matmul,
  mul,
  prod,
  reshape,
  scatterAdd,
  sub,
  sum,
  transpose,
  zeros,
} from '../../src/index.ts'
import type { AnyTensor } from '../../src/index.ts'

const x = input('x', f32(2, 3))
const exact = input('w', f32(3, 2))
const inputs = new Map([
  ['x', Float32Array.of(1.625, 2.375, 2.75, 1.25, 2, 2.5)],
  ['w', Float32Array.of(1, 2, 3, 1, 2, 3)],
])

/** Good to about 2⁻⁴, far more than any rounding behind it. */
const uncertain = sub(add(div(x, 3), 2 ** 20), 2 ** 20)

const boundsOf = (tensor: AnyTensor): Float64Array => {
  const result = evaluateWithBounds([tensor], inputs)
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return at(result.right, 0).bound
}

const first = Math.min(...boundsOf(uncertain))
const index = constant(Int32Array.of(0, 0, 1, 0, 0, 1), [2, 3])

describe('what is uncertain', () => {
  it('is', () => {
    expect(first).toBeGreaterThan(2 ** -5)
  })

  it.each([
    ['a sum', sum({ axis: 1 })(uncertain), 3],
    ['a product of all', prod({ axis: 1 })(uncertain), 1],
    ['a contraction of the left', matmul(uncertain, exact), 5],
    ['a contraction of the right', matmul(exact, uncertain), 3],
    ['a move', transpose(uncertain), 1],
    ['a reshape', reshape([6])(uncertain), 1],
    ['a gather', gather({ axis: 1 })(uncertain, constant(Int32Array.of(2, 0))), 1],
    [
      'a scatter',
      gather({ axis: 1 })(
        scatterAdd({ axis: 1 })(zeros([2, 3]), index, uncertain),
        constant(Int32Array.of(0)),
      ),
      2,
    ],
    ['a multiple', mul(uncertain, 4), 4],
  ] as const)('stays uncertain through %s', (_, tensor, by) => {
    for (const bound of boundsOf(tensor)) {
      expect(bound).toBeGreaterThanOrEqual(0.99 * by * first)
      expect(bound).toBeLessThan(Infinity)
    }
  })

  it('decides no index', () => {
    const picked = gather({ axis: 0 })(known(exact, 'table'), cast('i32')(sub(mul(3, uncertain), 1)))
    expect([...boundsOf(picked)].every((bound) => bound === Infinity)).toBe(true)
  })
})

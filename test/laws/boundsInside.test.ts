/**
 * The bound of one operation: wherever its operands lie within their bounds, ends and inside, the value is within the
 * bound, and so is what the definition gives there in single precision.
 */
import { describe, expect, it } from 'vitest'
import { single } from '../../src/basis.ts'
import { at, known } from '../../src/Bug.ts'
import { formBound } from '../../src/evaluate/bound.ts'
import type { Bounded } from '../../src/evaluate/bound.ts'
import { signatureOf } from '../../src/evaluate/partials.ts'
import type { Op } from '../../src/Op.ts'
import { operations } from '../../src/ops/index.ts'
import { bits, key } from '../../src/random/numbers.ts'
import { largest } from '../ulp.ts'

/** Operands of each operation, and places within their bounds. */
const [tries, places] = [2000, 24]

const real = [...operations.values()].filter((op) => op.result(signatureOf(op)) === 'f32')

/** Numbers from 0 to 1, one after the other. */
const drawer = (seed: number): (() => number) => {
  const drawn = bits(key(seed), 2 ** 20)
  let next = 0
  return () => at(drawn, next++ % drawn.length) / 2 ** 32
}

/** A float32: of everyday size, of any exponent, a whole number, or beside a multiple of π/2. */
const value = (draw: () => number): number => {
  const sign = draw() < 0.5 ? -1 : 1
  const kind = Math.floor(draw() * 5)
  if (kind === 0) return Math.fround(sign * 4 * draw())
  if (kind === 1) return Math.fround(sign * (1 + draw()) * 2 ** Math.floor(draw() * 60 - 30))
  if (kind === 2) return sign * Math.floor(draw() * 6)
  if (kind === 3) return sign * Math.floor(draw() * 34) * 500_009
  return Math.fround((sign * Math.floor(draw() * 12) * Math.PI) / 2)
}

/** Half an ulp, a few, and as wide as the function bends. */
const spread = (draw: () => number, x: number): number => {
  const kind = Math.floor(draw() * 4)
  if (kind === 0) return 0
  if (kind === 1) return Math.abs(x) * 2 ** -24
  return kind === 2
    ? Math.abs(x) * 2 ** -21 * (1 + draw())
    : Math.max(Math.abs(x) * 2 ** -24, 8 * draw() ** 3)
}

const scalar = (x: number, bound: number): Bounded => ({
  shape: [],
  data: Float64Array.of(x),
  bound: Float64Array.of(bound),
})

/** What places and values lose to double precision is this part of a bound, and less. */
const slack = 2 ** -20

const within = (x: number, y: number, bound: number): boolean =>
  Object.is(x, y) || Math.abs(x - y) <= bound * (1 + slack)

describe.each(real)('$name', (op: Op) => {
  it('stays within its bound wherever its operands may lie', () => {
    const draw = drawer(1)
    const dtypes = signatureOf(op)
    let decided = 0
    for (let k = 0; k < tries; k++) {
      const xs = dtypes.map((dtype) => (dtype === 'bool' ? Math.floor(draw() * 2) : value(draw)))
      const whole = xs.map((x, j) => (dtypes[j] === 'f32' || dtypes[j] === 'bool' ? x : Math.trunc(x) | 0))
      const bounds = whole.map((x, j) => (dtypes[j] === 'f32' ? spread(draw, x) : 0))
      const y = op.meaning(...whole)
      const operands = new Map(whole.map((x, j) => [j, scalar(x, at(bounds, j))]))
      const bound = at(
        formBound(
          { tag: 'elementwise', op, operands: [...operands.keys()] },
          [],
          'f32',
          Float64Array.of(y),
          (j: number) => known(operands.get(j), 'operand'),
          new Map(),
        ),
        0,
      )
      if (bound === Infinity) continue
      decided += 1
      for (let p = 0; p < places; p++) {
        const moved = whole.map((x, j) => {
          const part = draw()
          const bound = at(bounds, j)
          return bound === 0 ? x : x + bound * (part < 0.1 ? -1 : part > 0.9 ? 1 : 2 * draw() - 1)
        })
        const found = op.meaning(...moved)
        const report = `${op.name}(${moved.join(', ')}) within ${bounds.join(', ')} of ${whole.join(', ')}: bound ${bound}`
        if (!within(found, y, bound)) expect.fail(`${report}, not ${Math.abs(found - y)}`)
        const floats = moved.map(Math.fround)
        if (floats.some((x, j) => Math.abs(x - at(whole, j)) > at(bounds, j) || Math.abs(x) > largest))
          continue
        const stored = Math.fround(op.definition(single, ...floats))
        if (!within(stored, y, bound))
          expect.fail(`${report}, in single precision not ${Math.abs(stored - y)}`)
      }
    }
    expect(decided).toBeGreaterThan(tries / 100)
  })
})

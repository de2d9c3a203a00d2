/**
 * The elementary functions against what they mean in double precision, over every exponent of float32.
 */
import { describe, expect, it } from 'vitest'
import type { Basis } from '../src/basis.ts'
import { double, single } from '../src/basis.ts'
import { at, known } from '../src/Bug.ts'
import * as elementary from '../src/elementary.ts'
import type { Op } from '../src/Op.ts'
import { pow } from '../src/ops/arithmetic.ts'
import { farthest } from '../src/elementary/angle.ts'
import { operations } from '../src/ops/index.ts'
import { key, uniform } from '../src/random/numbers.ts'
import { beside, edges, patterns } from './floats.ts'
import { distance, largest, smallestNormal } from './ulp.ts'

/** Every operation of one operand that is no machine operation: its meaning is the truth. */
const unaries: readonly Op[] = [...operations.values()].filter(({ arity, ieee }) => arity === 1 && !ieee)

const carriers = { double, single }

/** The single carrier where whatever the basis leaves unspecified comes out as something misleading. */
const hostile: Basis<number> = {
  ...single,
  nearest: (a) => (Math.abs(a) < 2 ** 22 ? single.nearest(a) : 7),
  scale: (a, n) =>
    Number.isInteger(n) && Math.abs(n) <= 252 ? single.scale(a, n) : Number.isNaN(a) ? NaN : 3,
  exponent: (a) => (Math.abs(a) >= smallestNormal && Math.abs(a) <= largest ? single.exponent(a) : 5),
  mantissa: (a) => (Math.abs(a) >= smallestNormal && Math.abs(a) <= largest ? single.mantissa(a) : 1.25),
}

interface Worst {
  readonly error: number
  readonly at: readonly number[]
}

const worst = (errors: Iterable<Worst>): Worst => {
  let found: Worst = { error: 0, at: [] }
  for (const one of errors) if (one.error > found.error) found = one
  return found
}

/** The stated figure holds, and claims no more than one ulp too much. */
const expectStated = (op: Op, found: Record<string, Worst>): void => {
  const report = `${op.name}: ${JSON.stringify(found)}`
  const error = Math.max(...Object.values(found).map((one) => one.error))
  expect(error, report).toBeLessThanOrEqual(op.ulp)
  expect(error, report).toBeGreaterThan(op.ulp - 1)
}

it('are many', () => {
  expect(unaries.length).toBeGreaterThan(20)
})

describe.each(unaries)('$name', (op) => {
  it('errs by no more than its record states, in either precision', () => {
    const inputs = [...patterns(256), ...edges]
    const errors = (carrier: keyof typeof carriers) =>
      worst(
        inputs.map((x) => ({ error: distance(op.definition(carriers[carrier], x), op.meaning(x)), at: [x] })),
      )
    expectStated(op, { double: errors('double'), single: errors('single') })
  })

  it('is exact where the function is, and asks for nothing unspecified', () => {
    for (const x of [0, -0, 1, -1, -(2 ** -149), Infinity, -Infinity, NaN])
      for (const [name, basis] of Object.entries({ ...carriers, hostile })) {
        const [found, truth] = [op.definition(basis, x), op.meaning(x)]
        const label = `${op.name}(${Object.is(x, -0) ? '-0' : x}) in ${name}`
        if (truth === 0 || truth === 1 || truth === -1 || !Number.isFinite(truth))
          expect(Math.fround(found), label).toBe(truth)
        else expect(distance(found, truth), label).toBeLessThanOrEqual(op.ulp)
      }
    const different = [...patterns(64), ...edges].filter(
      (x) => !Object.is(op.definition(hostile, x), op.definition(single, x)),
    )
    expect(different).toEqual([])
  })

  it('keeps its range, in either precision', () => {
    const { from, to } = op.range ?? { from: -Infinity, to: Infinity }
    for (const basis of Object.values(carriers)) {
      const outside = [...patterns(64), ...edges].filter((x) => {
        const y = Math.fround(op.definition(basis, x))
        return y < Math.fround(from) || y > Math.fround(to)
      })
      expect(outside).toEqual([])
    }
  })
})

/** The float32 beyond `farthest` that is nearest to a multiple of π/2 for its size, and its doubles and halves. */
const nearestToTurns = Array.from({ length: 9 }, (_, k) => 16367173 * 2 ** (68 + k))

/** Floats beside whole numbers of quarter turns: the first thousands, and some of each exponent. */
const besideTurns = [
  ...Array.from({ length: 8300 }, (_, k) => k + 1),
  ...Array.from({ length: 24 * 110 }, (_, k) =>
    Math.floor((1 + ((k * 0.618034) % 1)) * 2 ** (13 + (k % 110))),
  ),
].map((n) => Math.fround((n * Math.PI) / 2))

describe.each(['sin', 'cos', 'tan'])('%s', (name) => {
  const op = known(operations.get(name), name)

  it('is right where a whole number of quarter turns is almost all of the angle', () => {
    const angles = [...besideTurns, ...nearestToTurns, farthest]
    const errors = worst(
      angles
        .flatMap((x) => [x, beside(x, 1), beside(x, -1)])
        .flatMap((x) => [double, single].map((basis) => [x, op.definition(basis, x)] as const))
        .map(([x, found]) => ({ error: distance(found, op.meaning(x)), at: [x] })),
    )
    expect(errors.error, JSON.stringify(errors)).toBeLessThanOrEqual(op.ulp)
  })

  it('is right for angles between the floats that a double holds', () => {
    for (let x = 1; x < 2 ** 27; x *= 1.01)
      expect(distance(op.definition(double, x), op.meaning(x)), `${name}(${x})`).toBeLessThanOrEqual(op.ulp)
  })
})

/** Places of the plane: every pair of exponents, and the axes. */
const axis = [0, 2 ** -149, 2 ** -126, 1e-20, 0.3, 1, 1.0000001, 2.5, 1e20, largest, Infinity, NaN]
  .map(Math.fround)
  .flatMap((x) => [x, -x])

describe.each(['atan2', 'hypot'])('%s', (name) => {
  const op = known(operations.get(name), name)

  it('errs by no more than its record states, in either precision', () => {
    const few = [...axis, ...patterns(2)].filter((_, k) => k < axis.length || k % 3 === 0)
    const near = uniform(key(1), 80_000, { low: -4, high: 4 })
    const errors = (basis: Basis<number>): Worst => {
      let found: Worst = { error: 0, at: [] }
      const look = (a: number, b: number): void => {
        const error = distance(op.definition(basis, a, b), op.meaning(a, b))
        if (error > found.error) found = { error, at: [a, b] }
      }
      for (const a of few) for (const b of few) look(a, b)
      for (let k = 0; k < near.length; k += 2) look(at(near, k), at(near, k + 1))
      return found
    }
    expectStated(op, { double: errors(double), single: errors(single) })
  })

  it('has the signs of the zeros that it is given', () => {
    for (const a of [0, -0, 1, -1])
      for (const b of [0, -0, 1, -1])
        for (const basis of Object.values(carriers)) {
          const [found, truth] = [op.definition(basis, a, b), op.meaning(a, b)]
          expect(Object.is(found, -0), `${op.name}(${a}, ${b})`).toBe(Object.is(truth, -0))
        }
  })
})

describe.each(Object.entries(carriers))('in %s precision', (_, basis) => {
  it('exp overflows and underflows where float32 does', () => {
    const top = Math.fround(88.72283)
    expect(Math.fround(elementary.exp(basis, top))).toBeLessThan(Infinity)
    expect(Math.fround(elementary.exp(basis, beside(top, 1)))).toBe(Infinity)
    expect(Math.fround(elementary.exp(basis, -104))).toBe(0)
  })

  it('tanh is odd, the identity near 0 and ±1 far away', () => {
    const wrong = [...patterns(256), ...edges].filter((x) => {
      const y = elementary.tanh(basis, x)
      const far = Math.abs(x) > 9.02
      return !(
        Object.is(elementary.tanh(basis, -x), -y) &&
        (Number.isNaN(x) || Math.abs(y) <= 1) &&
        (Math.abs(x) >= 2 ** -13 || Object.is(y, x)) &&
        (!far || Math.fround(y) === Math.sign(x))
      )
    })
    expect(wrong).toEqual([])
  })
})

/** pow as C has it; JavaScript differs at 1 and at −1 to an infinity. */
const truePower = (x: number, y: number): number =>
  x === 1 || y === 0 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y

/** For every base, exponents of daily use, and those that lead to results all over the range of float32. */
function* powers(): Generator<readonly [number, number]> {
  for (const x of patterns(64)) {
    for (const y of [0.5, -0.5, 2, 3, -1, 1 / 3, 10, 1e-3]) yield [x, Math.fround(y)]
    const scale = Math.log2(Math.abs(x))
    for (const result of [
      -149, -127, -126, -125.5, -100, -31.4, -1, 1e-3, 0.5, 7.3, 64.7, 126.5, 127.49, 128,
    ])
      yield [Math.abs(x), Math.fround(result / scale)]
  }
  for (let i = 1; i < 4096; i++)
    for (const base of [0.5 + i / 2 ** 13, 1 + i / 2 ** 12, 1 + i * 2 ** -23, 1 - i * 2 ** -24])
      for (const result of [-126, -80.3, 50.1, 127.99]) yield [base, Math.fround(result / Math.log2(base))]
}

describe('pow', () => {
  it('errs by no more than its record states, in either precision', () => {
    const errors = (basis: Basis<number>): Worst => {
      let found: Worst = { error: 0, at: [] }
      for (const [x, y] of powers()) {
        const error = distance(elementary.pow(basis, x, y), truePower(x, y))
        if (error > found.error) found = { error, at: [x, y] }
      }
      return found
    }
    expectStated(pow.op, { double: errors(double), single: errors(single) })
  })

  it('has the special values of C', () => {
    const bases = [0, 2 ** -149, 0.5, beside(1, -1), 1, beside(1, 1), 2, 3, largest, Infinity, NaN].flatMap(
      (x) => [x, -x],
    )
    const exponents = [
      0,
      2 ** -149,
      0.5,
      1,
      1.5,
      2,
      3,
      4,
      2 ** 23 - 1,
      2 ** 24,
      largest,
      Infinity,
      NaN,
    ].flatMap((y) => [y, -y])
    for (const x of bases)
      for (const y of exponents)
        for (const [name, basis] of Object.entries({ ...carriers, hostile })) {
          const truth = Math.fround(truePower(x, y))
          const result = Math.fround(elementary.pow(basis, x, y))
          const label = `${Object.is(x, -0) ? '-0' : x} to the ${y} in ${name}`
          if (truth === 0 || truth === 1 || !Number.isFinite(truth)) expect(result, label).toBe(truth)
          else expect(distance(result, truePower(x, y)), label).toBeLessThanOrEqual(pow.op.ulp)
        }
  })
})

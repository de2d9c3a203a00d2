/** Loops against loops over plain numbers: what each turn sees, in either direction. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at } from '../src/Bug.ts'
import { add, apply, constant, f32, input, mul, program, scan, square, sub, tanh } from '../src/index.ts'
import { closed } from '../src/Program.ts'
import { expectCompiled } from './laws/compiled.ts'
import { run } from './run.ts'

const whole = fc.integer({ min: -3, max: 3 })
const turns = fc.array(fc.tuple(whole, whole), { minLength: 1, maxLength: 5 })

interface Shown {
  readonly before: number
  readonly after: number
  readonly element: number
}

/** a ← a + x·b and b ← b − y, with what is seen at each turn in the place of its elements. */
const walked = (
  first: readonly [number, number],
  taken: readonly (readonly [number, number])[],
  reverse: boolean,
) => {
  let [a, b] = first
  const shown = new Map<number, Shown>()
  const places = [...taken.keys()]
  for (const place of reverse ? places.reverse() : places) {
    const [x, y] = at(taken, place)
    const before = a
    ;[a, b] = [a + x * b, b - y]
    shown.set(place, { before, after: a, element: y })
  }
  const all = [...taken.keys()].flatMap((place) => shown.get(place) ?? [])
  return { a, b, all }
}

describe('a loop', () => {
  it('sees the carries before its turn and the elements of it, and shows what it saw in their place', () => {
    fc.assert(
      fc.property(fc.tuple(whole, whole), turns, fc.boolean(), (first, taken, reverse) => {
        const xs = { x: constant(taken.map(([x]) => x)), y: constant(taken.map(([, y]) => y)) }
        const carry = { a: constant(first[0]), b: constant(first[1]) }
        const found = scan({ carry, xs, reverse }, ({ a, b }, { x, y }) => {
          const next = add(a, mul(x, b))
          return { carry: { a: next, b: sub(b, y) }, out: { before: a, after: next, element: y } }
        })
        const wanted = walked(first, taken, reverse)
        expect(run(add(found.carry.a, 0))).toBe(wanted.a + 0)
        expect(run(add(found.carry.b, 0))).toBe(wanted.b + 0)
        for (const name of ['before', 'after', 'element'] as const)
          expect(run(add(found.out[name], 0))).toEqual(wanted.all.map((each) => each[name] + 0))
      }),
      { seed: 47, numRuns: 100 },
    )
  })

  it('runs as often as it is told to, and gives its first carry where that is never', () => {
    const doubled = (steps: number) =>
      scan({ carry: constant(1), steps }, (x) => ({ carry: add(x, x), out: x }))
    expect(run(doubled(4).carry)).toBe(16)
    expect(run(doubled(4).out)).toEqual([1, 2, 4, 8])
    expect(run(doubled(0).carry)).toBe(1)
    expect(run(doubled(0).out)).toEqual([])
  })
})

describe('the results of a loop', () => {
  const x = input('x', f32(3))
  const inputs = new Map([['x', Float32Array.of(0.5, -1, 2)]])
  const three = () =>
    scan({ carry: { a: square(x), b: x, c: mul(2, x) }, steps: 3 }, ({ a, b, c }) => ({
      carry: { a: tanh(add(a, 1)), b: sub(b, a), c: mul(c, 0.5) },
      out: { a, b, c },
    }))

  it.each([
    ['the first', ['a']],
    ['the second, of the first', ['b']],
    ['the last alone', ['c']],
    ['the first and the last', ['a', 'c']],
    ['all', ['a', 'b', 'c']],
  ] as const)('are what they are where only some are needed: %s', (_, names) => {
    const { carry, out } = three()
    expectCompiled(
      closed(
        { x },
        Object.fromEntries(
          names.flatMap((name) => [
            [`last_${name}`, carry[name]],
            [name, out[name]],
          ]),
        ),
        [],
      ),
      inputs,
    )
  })

  it('may be one and the same, and what they were before', () => {
    const { carry, out } = scan({ carry: { a: x, b: square(x), c: x }, steps: 3 }, ({ a, b }) => {
      const next = add(a, b)
      return { carry: { a: next, b: next, c: a }, out: { a, b } }
    })
    expectCompiled(closed({ x }, { ...carry, out: mul(out.a, out.b) }, []), inputs)
  })

  it('are others for other operands of the same loop', () => {
    const steps = program({ x: f32() }, (given) => ({
      y: scan({ carry: given.x, steps: 2 }, (so) => ({ carry: square(so) })).carry,
    }))
    const both = add(apply(steps)({ x: constant(2) }).y, apply(steps)({ x: constant(3) }).y)
    expect(run(both)).toBe(16 + 81)
  })
})

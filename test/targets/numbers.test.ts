/**
 * Numbers inside programs: whatever a constant is, a compiled program computes with its very bits.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { at } from '../../src/Bug.ts'
import { dim } from '../../src/Extent.ts'
import { argmax, argmin } from '../../src/ops/reduction.ts'
import { lt, where } from '../../src/ops/comparison.ts'
import { constant } from '../../src/ops/constants.ts'
import { program } from '../../src/Program.ts'
import { key, uniform } from '../../src/random/index.ts'
import { f32 } from '../../src/Spec.ts'
import { call, otherBits, runStage } from '../stages.ts'
import { ofBits } from '../ulp.ts'

const patterns = uniform(key(5), 300, { low: 0, high: 2 ** 32 }).map(Math.floor)

const special = [
  0,
  -0,
  1,
  -1,
  0.1,
  -0.1,
  1e-45,
  -1e-45,
  2 ** 127,
  -(2 ** 127),
  Infinity,
  -Infinity,
  1e20,
  1e21,
  1e22,
]

const numbers = [...special, ...Array.from(patterns, ofBits).filter((value) => !Number.isNaN(value))].map(
  Math.fround,
)

describe('a position', () => {
  it.each([
    [[NaN, NaN, NaN], 0, 0],
    [[1, NaN, 3], 1, 1],
    [[3, 2, NaN], 2, 2],
    [[2, NaN, NaN, 5], 1, 1],
    [[-Infinity, -Infinity], 0, 0],
    [[Infinity, Infinity], 0, 0],
    [[1, 3, 3, 1], 1, 0],
    [[-0, 0, -0], 0, 0],
    [[-Infinity, NaN], 1, 1],
  ])(
    'of the most and the least in %s is that of the first of them, or of the first NaN',
    (values, most, least) => {
      const both = program({ x: f32(dim('n')) }, ({ x }) => ({ most: argmax(x), least: argmin(x) }))
      const arrays = new Map([['x', Float32Array.from(values)]])
      const sizes = new Map([['n', values.length]])
      const { outputs, trace } = call(both, arrays, sizes)
      const expected = new Map([
        ['most', Int32Array.of(most)],
        ['least', Int32Array.of(least)],
      ])
      for (const { pass, stage } of trace)
        expect([pass, ...otherBits(expected, runStage(stage, arrays, sizes))]).toEqual([pass])
      expect(outputs).toEqual(expected)
    },
  )
})

describe('a number in a program', () => {
  it('is the same alone', () => {
    for (const value of numbers) {
      const chosen = orThrow(
        compile(program({ x: f32() }, ({ x }) => ({ y: where(lt(x, 0), value, where(lt(x, 1), 3, x)) }))),
      )
      expect(at(chosen({ x: Float32Array.of(-1) }).y, 0)).toBe(value)
    }
  })

  it('is the same among data', () => {
    const data = Float32Array.from(numbers)
    const all = orThrow(
      compile(program({ x: f32(data.length) }, ({ x }) => ({ y: where(lt(x, 0), constant(data), x) }))),
    )
    expect([...all({ x: data.map(() => -1) }).y]).toEqual([...data])
  })
})

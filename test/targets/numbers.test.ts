/**
 * Numbers inside programs: whatever a constant is, a compiled program computes with its very bits.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { at } from '../../src/Bug.ts'
import { lt, where } from '../../src/ops/comparison.ts'
import { constant } from '../../src/ops/constants.ts'
import { program } from '../../src/Program.ts'
import { key, uniform } from '../../src/random.ts'
import { f32 } from '../../src/Spec.ts'
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

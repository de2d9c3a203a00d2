/**
 * What is computed on one side of a choice alone.
 */
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../compiler/compile.ts'
import { standalone } from '../../compiler/targets/standalone.ts'
import { at } from '../../src/Bug.ts'
import { add, mul } from '../../src/ops/arithmetic.ts'
import { lt, where } from '../../src/ops/comparison.ts'
import { sin } from '../../src/ops/trigonometry.ts'
import { program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import { call, otherBits, runStage } from '../stages.ts'

const textOf = (one: Program): string => orThrow(standalone({ name: 'run', program: one })).js

const angles = Float32Array.of(0, -0, 1e-5, 1, -2, 3, 12866, 12868, -1e6, 1e23, -3e38, Infinity, NaN)

const arrays = new Map([['x', angles]])

/** One kernel: its bits are those of its machine operations before they are printed, rounded on the store. */
const expectBits = (one: Program): void => {
  const { outputs, trace } = call(one, arrays, new Map())
  const { stage } = at(trace, trace.length - 1)
  const doubles = runStage(stage, arrays, new Map())
  const expected = new Map([...doubles].map(([path, values]) => [path, Float32Array.from(values)]))
  expect(otherBits(expected, outputs)).toEqual([])
}

const x = f32(angles.length)

describe('a choice with a costly side', () => {
  const one = program({ x }, ({ x: angle }) => ({ y: sin(angle) }))

  it('is a branch, which keeps all bits', () => {
    expect(textOf(one)).toContain('} else if (12867 < abs(')
    expectBits(one)
  })

  it('has what both sides or others use before it', () => {
    const shared = program({ x }, ({ x: angle }) => {
      const s = sin(angle)
      return { y: where(lt(angle, 1), mul(s, 2), add(s, 1)), z: where(lt(angle, 2), s, angle) }
    })
    expectBits(shared)
  })
})

describe('a choice without one', () => {
  it('stays an expression', () => {
    const one = program({ x }, ({ x: value }) => ({ y: where(lt(value, 1), mul(value, 2), add(value, 1)) }))
    expect(textOf(one)).toMatch(/b1\[0\] = b0_0 < 1 \? b0_0 \* 2 : b0_0 \+ 1/)
    expectBits(one)
  })
})

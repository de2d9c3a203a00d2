/**
 * What JavaScript says differently from the machine operation it carries out: the same bits for every number.
 */
import { expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { maximum } from '../../src/ops/comparison.ts'
import { program } from '../../src/Program.ts'
import { f32, i32 } from '../../src/Spec.ts'
import { otherBits } from '../stages.ts'
import { patterns } from '../floats.ts'
import { largest } from '../ulp.ts'

const numbers = Float32Array.from([
  ...[0, 2 ** -149, 2 ** -126, 1, largest, Infinity].flatMap((x) => [x, -x]),
  NaN,
  ...patterns(64),
])

it('the larger of a number and 0', () => {
  const given = program({ x: f32(numbers.length) }, ({ x }) => ({ y: maximum(0, x), z: maximum(x, 0) }))
  const run = orThrow(compile(given))
  expect(run.source).toContain('relu(')
  const larger = numbers.map((x) => Math.max(0, x))
  const expected = new Map([
    ['y', larger],
    ['z', larger],
  ])
  expect(otherBits(expected, new Map(Object.entries(run({ x: numbers }))))).toEqual([])
})

it('the larger of a whole number and 0', () => {
  const whole = Int32Array.of(0, 1, -1, 2 ** 31 - 1, -(2 ** 31), 12_345_678)
  const given = program({ x: i32(whole.length) }, ({ x }) => ({ y: maximum(0, x) }))
  expect(orThrow(compile(given))({ x: whole }).y).toEqual(whole.map((x) => Math.max(0, x)))
})

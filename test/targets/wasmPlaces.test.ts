/**
 * Places that are data: what an index out of range reads, and where the first NaN is, alike on both targets.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { gather } from '../../src/ops/indexing.ts'
import { argmax } from '../../src/ops/reduction.ts'
import { program } from '../../src/Program.ts'
import { f32, i32 } from '../../src/Spec.ts'

const targets = ['javascript', 'wasm'] as const

describe.each(targets)('in %s', (target) => {
  it('an index out of range reads the nearest element', () => {
    const picked = program({ x: f32(5), at: i32(6) }, ({ x, at }) => ({ y: gather({ axis: 0 })(x, at) }))
    const x = Float32Array.of(10, 11, 12, 13, 14)
    const { y } = orThrow(compile(picked, { target }))({ x, at: Int32Array.of(0, 4, 5, 99, -1, -99) })
    expect([...y]).toEqual([10, 14, 14, 14, 14, 10])
  })

  it('the first NaN is the largest', () => {
    const largest = program({ x: f32(4, 3) }, ({ x }) => ({ y: argmax({ axis: 1 })(x) }))
    const x = Float32Array.of(1, 5, 2, NaN, 9, 1, 1, NaN, 7, 3, NaN, NaN)
    expect([...orThrow(compile(largest, { target }))({ x }).y]).toEqual([1, 0, 1, 1])
  })
})

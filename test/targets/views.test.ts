/**
 * Outputs as views of the memory in which they were computed: what they share, and how long they hold.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { dim } from '../../src/Extent.ts'
import { add, mul } from '../../src/ops/arithmetic.ts'
import { program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'

const both = program({ x: f32(dim('n')), b: f32() }, ({ x, b }) => ({ twice: mul(x, 2), moved: add(x, b) }))
const inputs = { x: Float32Array.of(1, 2, 3, 4, 5), b: Float32Array.of(10) }
const wasm = orThrow(compile(both, { target: 'wasm' }))

describe('views', () => {
  it('are of one memory, and hold what copies hold', () => {
    const { twice, moved } = wasm(inputs, { views: true })
    expect(twice.buffer).toBe(moved.buffer)
    expect({ twice, moved }).toEqual(wasm(inputs))
  })

  it('are written over by the next call, as copies are not', () => {
    const [view, copy] = [wasm(inputs, { views: true }), wasm(inputs)]
    expect([...view.twice]).toEqual([2, 4, 6, 8, 10])
    wasm({ ...inputs, x: Float32Array.of(7, 7, 7, 7, 7) })
    expect([...view.twice]).toEqual([14, 14, 14, 14, 14])
    expect([...copy.twice]).toEqual([2, 4, 6, 8, 10])
  })

  it('are not of what has an array', () => {
    const twice = new Float32Array(5)
    const found = wasm(inputs, { views: true, into: { twice } })
    expect(found.twice).toBe(twice)
    expect(found.moved.buffer).not.toBe(twice.buffer)
  })

  it('are arrays of their own in JavaScript', () => {
    const { twice, moved } = orThrow(compile(both))(inputs, { views: true })
    expect(twice.buffer).not.toBe(moved.buffer)
    expect([...twice]).toEqual([2, 4, 6, 8, 10])
  })
})

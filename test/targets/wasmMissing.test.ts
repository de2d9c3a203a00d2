/**
 * Hosts without WebAssembly, without vectors in it, and pages that forbid it: the kernels are JavaScript, and a note says why.
 */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { mul } from '../../src/ops/arithmetic.ts'
import { program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'

const twice = program({ x: f32(3) }, ({ x }) => ({ y: mul(2, x) }))

const says = (truth: boolean) => (): boolean => truth

class Forbidden {
  constructor() {
    throw new Error('not allowed here')
  }
}

afterEach(() => vi.unstubAllGlobals())

describe('a host', () => {
  it.each([
    ['has no WebAssembly', undefined],
    ['has no vectors', { validate: says(false) }],
    ['does not allow WebAssembly', { validate: says(true), Module: Forbidden }],
  ])('that %s runs JavaScript', (why, host) => {
    vi.stubGlobal('WebAssembly', host)
    const run = orThrow(compile(twice, { target: 'wasm' }))
    expect(run.target).toBe('javascript')
    expect(run.note).toContain(why)
    expect([...run({ x: Float32Array.of(1, 2, 3) }).y]).toEqual([2, 4, 6])
  })

  it('that has all of it runs WebAssembly, without a note', () => {
    const run = orThrow(compile(twice, { target: 'wasm' }))
    expect([run.target, run.note]).toEqual(['wasm', undefined])
  })
})

/**
 * Outputs as views of the memory in which they were computed: what they share, and how long they hold.
 */
import { afterAll, describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { dim } from '../../src/Extent.ts'
import { add, mul, neg } from '../../src/ops/arithmetic.ts'
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

  it('cannot be written into', () => {
    const { twice } = wasm(inputs, { views: true })
    expect(() => wasm(inputs, { into: { moved: twice } })).toThrow('LBZ6006')
  })
})

const pair = program({ a: f32(dim('n')), b: f32(dim('n')), x: f32(dim('m')) }, ({ a, b, x }) => ({
  a: add(a, 1),
  b: mul(b, 2),
  y: neg(x),
}))

const starting = () => ({ a: Float32Array.of(1, 2, 3), b: Float32Array.of(5, 6, 7), x: Float32Array.of(1) })

describe.each([1, 2])('donated views on %i threads', (threads) => {
  const step = orThrow(compile(pair, { target: 'wasm', donate: ['a', 'b'], threads, grain: 0 }))
  afterAll(() => step.close())

  it('stay where they are from call to call, and their arrays as they were', () => {
    const { a, b, x } = starting()
    const first = step({ a, b, x }, { views: true })
    expect([...first.a, ...first.b]).toEqual([2, 3, 4, 10, 12, 14])
    const second = step({ a: first.a, b: first.b, x }, { views: true })
    expect([...second.a, ...second.b]).toEqual([3, 4, 5, 20, 24, 28])
    expect([second.a.buffer, second.a.byteOffset]).toEqual([first.a.buffer, first.a.byteOffset])
    expect([...a, ...b]).toEqual([1, 2, 3, 5, 6, 7])
  })

  it('are views without being asked for', () => {
    const { a, b } = step(starting(), { views: true })
    const after = step({ a, b, x: Float32Array.of(2) })
    expect([...after.a, ...after.b, ...after.y]).toEqual([3, 4, 5, 20, 24, 28, -2])
    expect(after.a.buffer).toBe(after.b.buffer)
    expect(after.y.buffer).not.toBe(after.a.buffer)
  })

  it('can be given in the place of each other', () => {
    const { a, b, x } = { ...starting(), ...step(starting(), { views: true }) }
    const swapped = step({ a: b, b: a, x }, { views: true })
    expect([...swapped.a, ...swapped.b]).toEqual([11, 13, 15, 4, 6, 8])
  })

  it('outlive a memory that grows', () => {
    const { a, b } = step(starting(), { views: true })
    const grown = step({ a, b, x: new Float32Array(1_000_000).fill(3) }, { views: true })
    expect([...grown.a, ...grown.b]).toEqual([3, 4, 5, 20, 24, 28])
    expect(grown.y.every((each) => each === -3)).toBe(true)
  })

  it('can change places after the memory has grown', () => {
    const { a, b } = step(starting(), { views: true })
    const x = new Float32Array(2_000_000)
    step({ ...starting(), x })
    if (a.length === 0) return
    const swapped = step({ a: b, b: a, x }, { views: true })
    expect([...swapped.a, ...swapped.b]).toEqual([11, 13, 15, 4, 6, 8])
  })
})

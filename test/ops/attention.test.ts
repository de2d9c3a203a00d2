/** Attention: what is hidden does not count, whatever it is. */
import { filled } from '../../src/construct.ts'
import * as L from 'leibniz'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { pullback } from '../../src/differentiate.ts'
import { drawn, valueOf } from '../laws/slopes.ts'

const [length, depth] = [4, 3]
const tensor = (seed: number) => L.constant(drawn(seed, length * depth), [length, depth])
const [q, k, v] = [tensor(1), tensor(2), tensor(3)]

describe('attention', () => {
  it('multiplies its scores by a scale, which is one over the root of the depth where none is said', () => {
    const said = valueOf(L.attention({ scale: 1 / Math.sqrt(depth) })(q, k, v))
    valueOf(L.attention(q, k, v)).forEach((value, i) => expect(said[i]).toBeCloseTo(value, 9))
    const twice = valueOf(L.attention({ scale: 2 })(q, k, v))
    valueOf(L.attention({ scale: 1 })(L.mul(2, q), k, v)).forEach((value, i) =>
      expect(twice[i]).toBeCloseTo(value, 9),
    )
  })

  it('sees no key after the query where it is causal', () => {
    const masked = L.constant(
      Uint8Array.from({ length: length * length }, (_, i) => Number(i % length <= Math.floor(i / length))),
      [length, length],
    )
    expect([...valueOf(L.attention({ causal: true })(q, k, v))]).toEqual([
      ...valueOf(L.attention(q, k, v, masked)),
    ])
    expect([...valueOf(L.attention({ causal: true })(q, k, v))].slice(0, depth)).toEqual(
      Array.from(valueOf(v).slice(0, depth)),
    )
  })

  it('takes −∞ in a mask of numbers for what a truth value hides', () => {
    const truth = Uint8Array.from({ length: length * length }, (_, i) => Number(i % 3 !== 0))
    const numbers = L.where(L.constant(truth, [length, length]), L.zeros([length, length]), -Infinity)
    expect([...valueOf(L.attention(q, k, v, numbers))]).toEqual([
      ...valueOf(L.attention(q, k, v, L.constant(truth, [length, length]))),
    ])
  })

  it('gives zeros and passes no derivative where every key is hidden', () => {
    const rows = L.constant(Uint8Array.of(1, 0, 1, 1), [length, 1])
    const y = L.attention(q, k, v, rows)
    const { cotangents } = pullback([{ of: y, cotangent: filled(1, y.shape) }], [q, k, v])
    expect(Array.from(valueOf(y).slice(depth, 2 * depth))).toEqual([0, 0, 0])
    expect(Array.from(valueOf(at(cotangents, 0)).slice(depth, 2 * depth), Math.abs)).toEqual([0, 0, 0])
    for (const cotangent of cotangents) expect(valueOf(cotangent).every(Number.isFinite)).toBe(true)
  })
})

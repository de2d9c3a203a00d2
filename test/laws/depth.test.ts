/**
 * Depth and sharing: nothing in `src` recurses over an expression, and what is shared is visited once.
 */
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { derivative } from '../../src/differentiate.ts'
import { evaluate, evaluateWithBounds } from '../../src/evaluate.ts'
import { add, constant, f32, input, mul, square, sub } from '../../src/index.ts'
import { mistakesOf } from '../../src/mistakes.ts'
import type { AnyTensor, Tensor } from '../../src/Tensor.ts'
import { children } from '../../src/operands.ts'
import { typed } from '../../src/Tensor.ts'
import { postorder } from '../../src/traverse.ts'

const x = input('x', f32())
const inputs = new Map([['x', Float32Array.of(0.5)]])

/** x ↦ 0.5·x + 0.25, as often as it takes for that many nodes. */
const chain = (nodes: number): Tensor<readonly []> => {
  const [half, quarter] = [constant(0.5), constant(0.25)]
  let y: AnyTensor = x
  for (let k = 0; k < nodes; k += 2) y = add(mul(half, y), quarter)
  return typed(y)
}

/** Each level uses the one below twice, by two different roads: as a tree it has 2ⁿ leaves. */
const diamond = (levels: number): Tensor<readonly []> => {
  let y: AnyTensor = x
  for (let k = 0; k < levels; k++) y = sub(mul(2, y), square(y))
  return typed(y)
}

const scalar = (result: ReturnType<typeof evaluate>): number => {
  if (result._tag === 'Left') throw new Error(at(result.left, 0).sentence)
  return at(at(result.right, 0).data, 0)
}

describe('a chain of 1,000,000 operations', () => {
  const deep = chain(1_000_000)

  it('is walked and has no mistakes', () => {
    expect(postorder([deep], children).length).toBe(1_000_003)
    expect(mistakesOf([deep]).length).toBe(0)
  })

  it('has a value', { timeout: 30_000 }, () => {
    expect(scalar(evaluate([deep], inputs))).toBe(0.5)
  })
})

describe('a chain of 100,000 operations', () => {
  it('has a bound, which the contraction keeps small', { timeout: 30_000 }, () => {
    const result = evaluateWithBounds([chain(100_000)], inputs)
    const value = result._tag === 'Right' ? result.right[0] : undefined
    expect(value?.data).toEqual(Float64Array.of(0.5))
    expect(value?.bound[0]).toBeLessThan(4e-7)
  })

  it('has a derivative', { timeout: 30_000 }, () => {
    expect(scalar(evaluate([derivative(chain(2000), x)], inputs))).toBe(0.5 ** 1000)
    expect(scalar(evaluate([derivative(chain(100_000), x)], inputs))).toBe(0)
  })
})

describe('a diamond of 60 levels', () => {
  it('has a value in as many steps as it has nodes', () => {
    expect(postorder([diamond(60)], children).length).toBeLessThan(250)
    expect(scalar(evaluate([diamond(60)], inputs))).toBe(1)
  })

  it('has a derivative, and that another, of a size that grows with the levels', () => {
    const y = diamond(60)
    const first = derivative(y, x)
    expect(postorder([first], children).length).toBeLessThan(1000)
    expect(postorder([derivative(first, x)], children).length).toBeLessThan(4000)
    expect(scalar(evaluate([first], inputs))).toBe(0)
  })
})

/**
 * Associativity: where products are regrouped, that it comes to an end, and that each time there is less to multiply.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Graph, GraphNode } from '../../compiler/ir/Graph.ts'
import { isCheaper, regroup } from '../../compiler/passes/regroup.ts'
import { simplifyWith } from '../../compiler/passes/simplify.ts'
import { at } from '../../src/Bug.ts'
import { contracted, input } from '../../src/construct.ts'
import * as extent from '../../src/Extent.ts'
import { dim } from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { arraysFor, disagreements, graphOf, linearised, passed } from '../graphs.ts'

const n = dim('n')

/** So many multiplications take the products of a graph. */
const multiplications = ({ nodes }: Graph): Extent =>
  nodes.reduce<Extent>((total, { form }) => {
    if (form.tag !== 'contract') return total
    const sizes = new Map<string, Extent>()
    const read = (letters: string, { shape }: GraphNode): void =>
      shape.forEach((size, axis) => sizes.set(letters.charAt(axis), size))
    read(form.letters.left, at(nodes, form.left))
    read(form.letters.right, at(nodes, form.right))
    return extent.add(total, extent.product([...sizes.values()]))
  }, 0)

/** A product of matrices in a random grouping. */
const chainOf = (g: fc.GeneratorValue, sizes: readonly Extent[]): AnyTensor => {
  const parts: AnyTensor[] = sizes
    .slice(1)
    .map((size, k) => input(`A${String(k)}`, [at(sizes, k), size], 'f32'))
  while (parts.length > 1) {
    const k = g(fc.integer, { min: 0, max: parts.length - 2 })
    const letters = { left: 'ij', right: 'jk', out: 'ik' }
    parts.splice(k, 2, contracted(at(parts, k), at(parts, k + 1), letters))
  }
  return at(parts, 0)
}

describe('regrouping', () => {
  it('comes to rest, with the same values and never more to multiply', () => {
    let fired = 0
    fc.assert(
      fc.property(fc.gen(), fc.integer({ min: 0, max: 2 ** 30 }), (g, seed) => {
        const sizes = Array.from({ length: g(fc.integer, { min: 4, max: 7 }) }, () =>
          at<Extent>([1, 2, 3, 4, n], g(fc.integer, { min: 0, max: 4 })),
        )
        const before = graphOf(chainOf(g, sizes))
        const { value: after, firings = [] } = passed(simplifyWith([regroup]), before)
        fired += firings.length
        const lengths = new Map([['n', 3]])
        const arrays = arraysFor(before, lengths, seed, false)
        expect(disagreements(before, after, arrays, { exact: false, sizes: lengths })).toEqual([])
        expect(firings.length === 0 || isCheaper(multiplications(after), multiplications(before))).toBe(true)
        expect(passed(simplifyWith([regroup]), after).firings).toEqual([])
      }),
      { seed: 7, numRuns: 200 },
    )
    expect(fired).toBeGreaterThan(100)
  })

  it('leaves a product that somebody else uses, and one that costs no less', () => {
    const shared = program({ x: f32(8, n), A: f32(6, 8), B: f32(3, 6) }, ({ x, A, B }) => {
      const h = matmul(A, x)
      return { s: matmul(B, h), h }
    })
    const column = program({ x: f32(8, 1), A: f32(6, 8), B: f32(3, 6) }, ({ x, A, B }) => ({
      s: matmul(B, matmul(A, x)),
    }))
    for (const of of [shared, column])
      expect(passed(simplifyWith([regroup]), linearised(of)).firings).toEqual([])
  })

  it('compares costs as sizes grow', () => {
    expect(isCheaper(extent.add(1000, extent.mul(3, n)), extent.mul(4, n))).toBe(true)
    expect(isCheaper(extent.mul(4, n), extent.add(1000, extent.mul(3, n)))).toBe(false)
    expect(isCheaper(extent.mul(100, n), extent.mul(n, n))).toBe(true)
    expect(isCheaper(5, 5)).toBe(false)
  })
})

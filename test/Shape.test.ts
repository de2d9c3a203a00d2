import { describe, expect, it } from 'vitest'
import { dim } from '../src/Extent.ts'
import * as extent from '../src/Extent.ts'
import * as shapes from '../src/Shape.ts'
import { axesOf, axisOf, permutation } from '../src/shape/axes.ts'
import { broadcast, broadcastTo } from '../src/shape/broadcast.ts'
import { read } from '../src/shape/equation.ts'
import { matmul } from '../src/shape/product.ts'
import { reshape } from '../src/shape/reshape.ts'

const n = dim('n')
const m = dim('m')

/** The shape as text, or the code and the sentence. */
const said = (rule: shapes.Ruled): string =>
  rule._tag === 'Right' ? shapes.show(rule.right) : `${rule.left.code} ${rule.left.sentence}`

describe('a shape', () => {
  it('shows its extents', () => {
    expect(shapes.show([])).toBe('scalar')
    expect(shapes.show([n, 64])).toBe('n×64')
    expect(shapes.show([extent.add(extent.mul(2, n), 1)])).toBe('2·n + 1')
  })

  it('has row-major strides and a size, symbolic ones too', () => {
    expect(shapes.strides([2, 3, 4])).toEqual([12, 4, 1])
    expect(shapes.strides([2, n, 4]).map(extent.show)).toEqual(['4·n', '4', '1'])
    expect(extent.show(shapes.sizeOf([n, 3, m]))).toBe('3·m·n')
    expect(shapes.sizeOf([])).toBe(1)
  })

  it('is the same where every extent is, however it was made', () => {
    expect(shapes.same([extent.mul(2, n)], [extent.add(n, n)])).toBe(true)
    expect(shapes.same([extent.sub(extent.add(n, 3), n)], [3])).toBe(true)
    expect(shapes.same([n], [m])).toBe(false)
    expect(shapes.same([n], [n, 1])).toBe(false)
  })
})

describe('the rules of shapes', () => {
  it('broadcast from the right, in either order', () => {
    for (const [a, b, both] of [
      [[2, 3], [3], '2×3'],
      [[4, 1], [4], '4×4'],
      [[n, 1, 5], [m, 1], 'n×m×5'],
      [[], [n], 'n'],
      [[0], [1], '0'],
      [[2, 3], [4], 'LBZ1001 f: extents 3 and 4 do not broadcast (2×3 and 4)'],
    ] as const) {
      expect(said(broadcast('f', a, b))).toBe(both)
      if (!both.startsWith('LBZ')) expect(said(broadcast('f', b, a))).toBe(both)
    }
  })

  it('repeat in one direction only', () => {
    expect(said(broadcastTo('f', [3], [n, 3]))).toBe('n×3')
    expect(said(broadcastTo('f', [n, 3], [3]))).toBe('LBZ1001 f: n×3 does not broadcast to 3')
    expect(said(broadcastTo('f', [3], [1]))).toBe('LBZ1001 f: 3 does not broadcast to 1')
  })

  it('count axes from either end, sort them, and refuse the rest', () => {
    expect(axisOf('f', -1, [2, 3])).toEqual({ _tag: 'Right', right: 1 })
    expect(axesOf('f', [-1, 0], [2, 3])).toEqual({ _tag: 'Right', right: [0, 1] })
    expect(axesOf('f', [], [2, 3])).toEqual({ _tag: 'Right', right: [] })
    for (const axis of [2, -3, 0.5, NaN]) expect(axisOf('f', axis, [2, 3])).toMatchObject({ _tag: 'Left' })
    expect(axesOf('f', [1, -1], [2, 3])).toMatchObject({ left: { code: 'LBZ1004' } })
    expect(permutation('f', [-1, 0], [2, 3])).toEqual({ _tag: 'Right', right: [1, 0] })
    expect(permutation('f', [1, -1], [2, 3])).toMatchObject({ left: { code: 'LBZ1006' } })
  })

  it('reshape where the products are one polynomial', () => {
    expect(said(reshape('f', [n, 28, 28], [784, n]))).toBe('784×n')
    expect(said(reshape('f', [extent.add(n, 1), 2], [extent.add(extent.mul(2, n), 2)]))).toBe('2·n + 2')
    expect(said(reshape('f', [n, 784], [n, 7]))).toBe(
      'LBZ1005 f: n×784 and n×7 differ in their number of elements',
    )
    expect(said(reshape('f', [n], [m]))).toMatch(/^LBZ1005/)
  })

  it('give the batch of a product', () => {
    expect(said(matmul('f', [2, 3], [3, 4]))).toBe('scalar')
    expect(said(matmul('f', [5, 1, 2, 3], [n, 3, 4]))).toBe('5×n')
    expect(said(matmul('f', [10, 100], [3072, n]))).toBe(
      'LBZ1002 f: inner dimensions 100 and 3072 differ (10×100 · 3072×n)',
    )
  })

  it('read equations', () => {
    expect(
      read('ij, jk -> ik', [
        [2, 3],
        [3, n],
      ]),
    ).toEqual({ _tag: 'Right', right: { terms: ['ij', 'jk'], out: 'ik' } })
    expect(read('ji', [[2, 3]])).toEqual({ _tag: 'Right', right: { terms: ['ji'], out: 'ij' } })
    for (const wrong of ['', '..', 'ij->k', 'i->i', 'ij->ii', 'ij=>i', 'i.j->i', '->ij,'])
      expect(read(wrong, [[2, 3]])).toMatchObject({ left: { code: 'LBZ1007' } })
  })
})

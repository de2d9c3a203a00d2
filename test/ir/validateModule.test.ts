import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Affine } from '../../compiler/ir/Affine.ts'
import { statements } from '../../compiler/ir/Kernel.ts'
import type { Loop, Stmt } from '../../compiler/ir/Kernel.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import { valueOf } from '../../compiler/ir/Provenance.ts'
import { validate } from '../../compiler/ir/validateModule.ts'
import { known } from '../../src/Bug.ts'
import { add, dim, mul, negate, resolve, sub } from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'

const n = dim('n')

/** A store within loops, the first outermost: its address is the base and a product for each loop. */
interface Access {
  readonly size: Extent
  readonly loops: readonly Extent[]
  readonly base: Extent
  readonly coefficients: readonly Extent[]
}

const storing = ({ size, loops, base, coefficients }: Access): Module => {
  const terms = coefficients.flatMap((coefficient, k) =>
    coefficient === 0 ? [] : [{ variable: `i${k}`, coefficient }],
  )
  const index: Affine = { base, terms }
  const store: Stmt = { tag: 'store', buffer: 0, index, value: { tag: 'number', value: 1 }, of: valueOf(0) }
  const body = loops.reduceRight<readonly Stmt[]>(
    (inner, extent, k) => [{ tag: 'for', variable: `i${k}`, extent, body: inner }],
    [store],
  )
  const signature = { path: 'y', dtype: 'f32', shape: [size] } as const
  return {
    inputs: [],
    outputs: [signature],
    buffers: [{ dtype: 'f32', shape: [size], place: { tag: 'output', path: 'y' }, of: [0] }],
    slots: [],
    kernels: [{ name: 'k0', formulas: [], reads: [], writes: [0], body }],
    assumed: [],
  }
}

/** Whether every turn of the loops is inside for an n. */
const isInside = ({ size, loops, base, coefficients }: Access, length: number): boolean => {
  const of = (extent: Extent): number => known(resolve(extent, new Map([['n', length]])), 'size')
  if (loops.some((loop) => of(loop) < 1)) return true
  const reaches = loops.map((loop, k) => of(coefficients[k] ?? 0) * (of(loop) - 1))
  const least = reaches.reduce((sum, reach) => sum + Math.min(0, reach), of(base))
  const most = reaches.reduce((sum, reach) => sum + Math.max(0, reach), of(base))
  return least >= 0 && most < of(size)
}

const square = mul(n, n)
const accepted: readonly (readonly [string, Access])[] = [
  ['a matrix by rows', { size: square, loops: [n, n], base: 0, coefficients: [n, 1] }],
  ['all rows but one', { size: square, loops: [sub(n, 1), n], base: n, coefficients: [n, 1] }],
  [
    'rows that are one shorter',
    {
      size: mul(2, mul(sub(n, 1), sub(n, 1))),
      loops: [sub(n, 1), sub(n, 1), 2],
      base: 0,
      coefficients: [sub(mul(2, n), 2), 2, 1],
    },
  ],
  ['rows backwards', { size: mul(3, n), loops: [n, 3], base: sub(mul(3, n), 3), coefficients: [-3, 1] }],
  [
    'rows that are one shorter, backwards',
    {
      size: sub(square, n),
      loops: [n, sub(n, 1)],
      base: add(sub(square, mul(2, n)), 1),
      coefficients: [add(negate(n), 1), 1],
    },
  ],
  ['every second element of 2·n − 3', { size: n, loops: [sub(mul(2, n), 3)], base: 1, coefficients: [0] }],
]

const small = fc.integer({ min: -3, max: 3 })
const linear = fc.tuple(small, small).map(([a, b]) => add(mul(a, n), b))
const access = fc.record({
  size: fc.oneof(
    linear,
    linear.map((size) => mul(n, size)),
  ),
  loops: fc.tuple(linear, linear),
  base: fc.oneof(
    linear,
    linear.map((size) => mul(n, size)),
  ),
  coefficients: fc.tuple(linear, linear),
})

const lengths = [0, 1, 2, 3, 4, 5, 6, 7, 8]

describe('an address in loops over symbolic sizes', () => {
  it.each(accepted)('is known to be inside: %s', (_, each) => {
    expect(lengths.map((length) => isInside(each, length))).toEqual(lengths.map(() => true))
    expect(validate(storing(each))).toEqual([])
  })

  it.each(accepted)('is not, 2·n further on or back: %s', (_, each) => {
    for (const by of [mul(-2, n), mul(2, n)])
      expect(validate(storing({ ...each, base: add(each.base, by) }))).toHaveLength(1)
  })

  it('is of nodes that its store names', () => {
    const module = storing({ size: 3, loops: [3], base: 0, coefficients: [1] })
    const unnamed = module.kernels.map((kernel) => ({
      ...kernel,
      body: [{ ...known(statements(kernel.body)[1], 'store'), of: valueOf() }],
    }))
    expect(validate({ ...module, kernels: unnamed })).toContain('k0: store names no node')
  })

  it('is inside for every size where there is no complaint', () => {
    let inside = 0
    fc.assert(
      fc.property(access, (each) => {
        if (validate(storing(each)).length > 0) return
        inside += 1
        expect(lengths.filter((length) => !isInside(each, length))).toEqual([])
      }),
      { seed: 3, numRuns: 5000 },
    )
    expect(inside).toBeGreaterThan(50)
  })
})

describe('a loop in lanes', () => {
  const lane = (
    change: Partial<Loop>,
    index: Affine = { base: 0, terms: [{ variable: 'l', coefficient: 1 }] },
  ) => {
    const module = storing({ size: 4, loops: [], base: 0, coefficients: [] })
    const store: Stmt = { tag: 'store', buffer: 0, index, value: { tag: 'number', value: 1 }, of: valueOf(0) }
    const loop: Stmt = { tag: 'for', variable: 'l', extent: 4, lanes: true, body: [store], ...change }
    return validate({ ...module, kernels: module.kernels.map((kernel) => ({ ...kernel, body: [loop] })) })
  }

  it.each([1, 2, 3, 4])('has %i turns', (extent) => expect(lane({ extent })).toEqual([]))

  it.each([
    ['l has no lanes', lane({ extent: 5 })],
    ['l has no lanes', lane({ extent: 4, step: 2 })],
    ['l has no lanes', lane({ extent: n })],
    ['the lanes of l store b0 in one place', lane({}, { base: 3, terms: [] })],
    [
      's accumulates over the lanes of l',
      lane({
        body: [
          {
            tag: 'accumulate',
            name: 's',
            monoid: totalMonoid,
            value: { tag: 'number', value: 1 },
            of: valueOf(0),
          },
        ],
      }),
    ],
    [
      'm has lanes inside those of l',
      lane({ body: [{ tag: 'for', variable: 'm', extent: 2, lanes: true, body: [] }] }),
    ],
    [
      'v is an address in the lanes of l',
      lane({
        body: [
          {
            tag: 'let',
            name: 'v',
            value: { tag: 'clamp', value: { tag: 'number', value: 1 }, extent: 2 },
            of: valueOf(0),
          },
        ],
      }),
    ],
  ])('is refused: %s', (sentence, complaints) => expect(complaints).toContain(`k0: ${sentence}`))
})

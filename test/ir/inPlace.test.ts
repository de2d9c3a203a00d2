import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Affine } from '../../compiler/ir/Affine.ts'
import * as affine from '../../compiler/ir/Affine.ts'
import { inPlace } from '../../compiler/ir/inPlace.ts'
import type { Kernel, Loop, Stmt } from '../../compiler/ir/Kernel.ts'
import type { Buffer, Module } from '../../compiler/ir/Module.ts'
import { valueOf } from '../../compiler/ir/Provenance.ts'
import { run } from '../../compiler/ir/runModule.ts'
import { validate } from '../../compiler/ir/validateModule.ts'
import { copyKernel } from '../../compiler/passes/Nest.ts'
import { substituted } from '../../compiler/passes/schedule/rewrite.ts'

const size = 64
const of = valueOf(0)
const [from, to] = [1, 2]

const indexed = (base: number, terms: Readonly<Record<string, number>>): Affine =>
  affine.combine(
    base,
    Object.entries(terms).map(([variable, coefficient]) => [coefficient, affine.variable(variable)]),
  )

let names = 0
const load = (base: number, terms: Readonly<Record<string, number>>): Stmt => ({
  tag: 'let',
  name: `v${names++}`,
  value: { tag: 'load', buffer: from, index: indexed(base, terms) },
  of,
})
const store = (base: number, terms: Readonly<Record<string, number>>): Stmt => ({
  tag: 'store',
  buffer: to,
  index: indexed(base, terms),
  value: { tag: 'number', value: 1 },
  of,
})
const loop = (variable: string, extent: number, body: readonly Stmt[]): Loop => ({
  tag: 'for',
  variable,
  extent,
  body,
})

const kernel = (body: readonly Stmt[]): Kernel => ({
  name: 'k1',
  formulas: [],
  reads: [from],
  writes: [to],
  body,
})

/** What is in a slot is read by the kernel, which writes into the same slot. */
const module = (body: readonly Stmt[]): Module => {
  const buffer = (place: Buffer['place']): Buffer => ({ dtype: 'f32', shape: [size], place, of: [0] })
  const signature = { dtype: 'f32', shape: [size] } as const
  return {
    inputs: [{ path: 'x', ...signature }],
    outputs: [],
    buffers: [
      buffer({ tag: 'input', path: 'x' }),
      buffer({ tag: 'scratch', slot: 0 }),
      buffer({ tag: 'scratch', slot: 0 }),
    ],
    slots: [{ dtype: 'f32', size }],
    kernels: [copyKernel('k0', [0], size, 0, from), kernel(body)],
    assumed: [],
  }
}

const isAllowed = (body: readonly Stmt[]): boolean => inPlace(module(body), kernel(body))(from, to)

/** Whether each element is still there when it is read. */
const works = (body: readonly Stmt[]): boolean => {
  try {
    run(module(body), new Map([['x', new Float32Array(size)]]), new Map())
    return true
  } catch {
    return false
  }
}

/** The turns of a loop from the last to the first. */
const backwards = (body: readonly Stmt[], variable: string): readonly Stmt[] =>
  body.map((stmt): Stmt => {
    if (stmt.tag !== 'for') return stmt
    const inside = backwards(stmt.body, variable)
    if (stmt.variable !== variable || typeof stmt.extent !== 'number') return { ...stmt, body: inside }
    return { ...stmt, body: substituted(inside, variable, indexed(stmt.extent - 1, { [variable]: -1 })) }
  })

const allowed: readonly (readonly [string, readonly Stmt[]])[] = [
  ['an element and its like', [loop('i', 8, [load(0, { i: 1 }), store(0, { i: 1 })])]],
  [
    'several loads of it',
    [
      loop('i', 8, [
        loop('j', 4, [load(0, { i: 4, j: 1 }), load(0, { i: 4, j: 1 }), store(0, { i: 4, j: 1 })]),
      ]),
    ],
  ],
  [
    'a row that was read before',
    [loop('i', 8, [loop('j', 4, [load(0, { i: 4, j: 1 })]), loop('k', 4, [store(0, { i: 4, k: 1 })])])],
  ],
  ['all that was read before', [loop('i', 8, [load(0, {})]), loop('k', 8, [store(0, { k: 1 })])]],
  ['every second one, from the end', [loop('i', 8, [load(20, { i: -2 }), store(20, { i: -2 })])]],
  [
    'columns before rows',
    [loop('j', 4, [loop('i', 8, [load(0, { i: 4, j: 1 }), store(0, { i: 4, j: 1 })])])],
  ],
]

const refused: readonly (readonly [string, readonly Stmt[]])[] = [
  ['the one before', [loop('i', 8, [load(0, { i: 1 }), store(1, { i: 1 })])]],
  ['one that was stored', [loop('i', 8, [store(0, { i: 1 }), load(0, { i: 1 })])]],
  ['one that each turn reads', [loop('i', 8, [load(0, {}), store(0, { i: 1 })])]],
  ['one that each turn stores', [loop('i', 8, [load(0, { i: 1 }), store(0, {})])]],
  ['one that several turns read', [loop('i', 4, [loop('j', 2, [load(0, { i: 1 }), store(0, { i: 1 })])])]],
  ['rows that overlap', [loop('i', 4, [loop('j', 4, [load(0, { i: 3, j: 1 }), store(0, { i: 3, j: 1 })])])]],
  [
    'other rows',
    [loop('i', 4, [loop('j', 4, [load(0, { j: 4, i: 1 })]), loop('k', 4, [store(0, { i: 4, k: 1 })])])],
  ],
  ['a transpose', [loop('i', 4, [loop('j', 4, [load(0, { i: 4, j: 1 }), store(0, { i: 1, j: 4 })])])]],
  [
    'a first element that a schedule may read again in each turn of a row',
    [loop('i', 4, [load(0, { i: 4 }), loop('j', 4, [store(0, { i: 4, j: 1 })])])],
  ],
]

describe('a kernel may write where it reads', () => {
  it.each(allowed)('%s', (_, body) => {
    expect(isAllowed(body)).toBe(true)
    expect(works(body)).toBe(true)
    expect(validate(module(body))).toEqual([])
  })
})

describe('a kernel must not write where it reads', () => {
  it.each(refused)('%s', (_, body) => {
    expect(isAllowed(body)).toBe(false)
    expect(validate(module(body))).toEqual(['b2 is written where b1 is still to be read'])
  })
})

const step = fc.integer({ min: 0, max: 6 })
const access = fc.record({
  at: fc.nat(4),
  isStore: fc.boolean(),
  base: fc.nat(3),
  i: step,
  j: step,
  k: step,
})

type Drawn = typeof access extends fc.Arbitrary<infer A> ? A : never

/** for i { …; for j { … }; …; for k { … }; … } */
const drawn = (accesses: readonly Drawn[], [i, j, k]: readonly [number, number, number]): readonly Stmt[] => {
  const inside = (place: number): readonly Stmt[] =>
    accesses
      .filter(({ at }) => at === place)
      .map(({ isStore, base, ...steps }) => {
        const terms = { i: steps.i, ...(place === 1 ? { j: steps.j } : place === 3 ? { k: steps.k } : {}) }
        return isStore ? store(base, terms) : load(base, terms)
      })
  return [
    loop('i', i, [
      ...inside(0),
      loop('j', j, inside(1)),
      ...inside(2),
      loop('k', k, inside(3)),
      ...inside(4),
    ]),
  ]
}

describe('where a kernel may write in place', () => {
  it('every element is still there when it is read, in whatever order turns are taken', () => {
    const extent = fc.integer({ min: 1, max: 4 })
    let found = 0
    fc.assert(
      fc.property(
        fc.array(access, { minLength: 2, maxLength: 4 }),
        fc.tuple(extent, extent, extent),
        (accesses, extents) => {
          const body = drawn(accesses, extents)
          const both = accesses.some(({ isStore }) => isStore) && accesses.some(({ isStore }) => !isStore)
          if (!both || !isAllowed(body)) return
          found += 1
          for (const order of ['', 'i', 'j', 'k', 'ij', 'ik', 'jk', 'ijk'])
            expect(works([...order].reduce(backwards, body))).toBe(true)
        },
      ),
      { seed: 5, numRuns: 20_000 },
    )
    expect(found).toBeGreaterThan(200)
  })

  it('is judged by what can be seen to fail', () => {
    const seen = refused.filter(([, body]) => !works(body) || !works(backwards(body, 'i')))
    expect(seen.length).toBeGreaterThan(refused.length / 2)
  })
})

/**
 * Sizes follow from the lengths of arrays; what does not follow is asked for.
 */
import { describe, expect, it } from 'vitest'
import { dim, sub } from '../src/Extent.ts'
import type { Extent } from '../src/Extent.ts'
import type { Declared } from '../src/sizes.ts'
import { inferSizes } from '../src/sizes.ts'

const n = dim('n')
const m = dim('m')

describe('sizes', () => {
  const declared = (path: string, ...shape: Declared['shape']): Declared => ({ path, shape, dtype: 'f32' })
  const infer = (
    inputs: readonly Declared[],
    lengths: Readonly<Record<string, number>>,
    given: Readonly<Record<string, number>> = {},
    needed: readonly Extent[] = [],
  ) => {
    const result = inferSizes(
      inputs,
      new Map(Object.entries(lengths)),
      new Map(Object.entries(given)),
      needed,
    )
    return result._tag === 'Right'
      ? Object.fromEntries(result.right)
      : result.left.map(({ code, sentence }) => `${code} ${sentence}`)
  }
  const twice = { name: '2·n', terms: [{ coefficient: 2, factors: ['n'] }] }
  const oddly = {
    name: '2·n + 1',
    terms: [
      { coefficient: 2, factors: ['n'] },
      { coefficient: 1, factors: [] },
    ],
  }

  it.each([
    [[declared('x', n, 64)], { x: 640 }, {}, { n: 10 }],
    [[declared('x', n, 64)], { x: 0 }, {}, { n: 0 }],
    [[declared('x', n, n)], { x: 16 }, {}, { n: 4 }],
    [[declared('x', oddly)], { x: 7 }, {}, { n: 3 }],
    [[declared('x', n, m), declared('y', m, 2)], { x: 12, y: 6 }, {}, { n: 4, m: 3 }],
    [[declared('x', n, m)], { x: 12 }, { m: 3 }, { n: 4, m: 3 }],
    [[declared('x', n, 1000)], { x: 2 ** 28 * 1000 }, {}, { n: 2 ** 28 }],
  ] as const)('solves %#', (inputs, lengths, given, expected) => {
    expect(infer(inputs, lengths, given)).toEqual(expected)
  })

  it.each([
    [[declared('x', n, 64)], { x: 650 }, {}, ['LBZ6004 x: length 650 fits n×64 for no n']],
    [[declared('x', n, n)], { x: 15 }, {}, ['LBZ6004 x: length 15 fits n×n for no n']],
    [[declared('x', 3)], { x: 1 }, {}, ['LBZ6004 x: length 1, but 3 needs 3']],
    [
      [declared('x', n), declared('y', twice)],
      { x: 3, y: 8 },
      {},
      ['LBZ6004 y: length 8, but 2·n (n = 3) needs 6'],
    ],
    [
      [declared('x', n, m)],
      { x: 12 },
      {},
      [
        'LBZ6005 the size n does not follow from the lengths of the inputs',
        'LBZ6005 the size m does not follow from the lengths of the inputs',
      ],
    ],
    [[declared('x', n)], { x: 3 }, { n: 2.5 }, ['LBZ6007 the size n = 2.5 is not an extent']],
  ] as const)('refuses %#', (inputs, lengths, given, expected) => {
    expect(infer(inputs, lengths, given)).toEqual(expected)
  })

  it('asks for names that only other shapes hold', () => {
    expect(infer([declared('x', 3)], { x: 3 }, {}, [dim('k')])).toEqual([
      'LBZ6005 the size k does not follow from the lengths of the inputs',
    ])
    expect(infer([declared('x', 3)], { x: 3 }, { k: 2 }, [dim('k')])).toEqual({ k: 2 })
  })

  it('refuses extents below 0, wherever they stand', () => {
    const [seven, product] = [sub(n, 7), { name: 'n·m', terms: [{ coefficient: -1, factors: ['n'] }] }]
    expect(infer([declared('x', n)], { x: 2 }, {}, [seven, n, seven, product])).toEqual([
      'LBZ6007 the extent n - 7 is -5',
      'LBZ6007 the extent n·m is -2',
    ])
    expect(infer([declared('x', seven)], { x: 0 }, { n: 2 }, [seven])).toEqual([
      'LBZ6004 x: length 0, but n - 7 (n = 2) needs -5',
      'LBZ6007 x: the extent n - 7 is -5',
    ])
    expect(infer([declared('x', n)], { x: 7 }, {}, [seven])).toEqual({ n: 7 })
  })
})

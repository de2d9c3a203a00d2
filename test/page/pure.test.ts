/** What the page computes without a browser: differences, numbers, entries, places. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { marked } from '../../compiler/explain/page/diff.ts'
import { arrayIn, textOf } from '../../compiler/explain/page/entry.ts'
import { laidOut } from '../../compiler/explain/page/layout.ts'
import type { Item, Link } from '../../compiler/explain/page/layout.ts'
import { tokensOf } from '../../compiler/explain/page/marks.ts'
import { exact, glance, shown } from '../../compiler/explain/page/numbers.ts'
import { centred, fitted, opening, revealing, zoomed } from '../../compiler/explain/page/viewport.ts'
import { dtypes } from '../../src/DType.ts'

describe('a difference', () => {
  const texts = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 })

  it('holds the old lines, and the new ones, in order', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const found = marked(before, after, (line) => line)
        const without = (mark: string) => found.filter((one) => one.mark !== mark).map(({ line }) => line)
        expect(without('removed')).toEqual(after)
        expect(without('added')).toEqual(before)
      }),
      { numRuns: 500 },
    )
  })

  it('is as small as can be', () => {
    const found = marked('abcabba'.split(''), 'cbabac'.split(''), (line) => line)
    expect(found.filter(({ mark }) => mark !== 'same').length).toBe(5)
    expect(marked(['a', 'b'], ['a', 'b'], (line) => line).every(({ mark }) => mark === 'same')).toBe(true)
  })

  it('stays bounded where nothing is shared', () => {
    const lines = (from: number) => Array.from({ length: 5000 }, (_, k) => `${from + k}`)
    expect(marked(lines(0), lines(10_000), (line) => line).length).toBe(10_000)
  })
})

describe('a number', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [1.5, '1.5'],
    [-0.30000001192092896, '−0.3'],
    [123456, '123456'],
    [1.234567e-7, '1.235·10⁻⁷'],
    [-4.5e30, '−4.5·10³⁰'],
    [Number.NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ])('%d is shown as %s', (value, text) => {
    expect(shown(value)).toBe(text)
  })

  it('that is not 0 is never shown as 0', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (x) => {
        expect(shown(x) === '0').toBe(x === 0)
      }),
    )
  })

  it('that is edited reads back with the same bits', () => {
    const float = fc.float().map(Math.fround)
    fc.assert(
      fc.property(float, (x) => {
        expect(Math.fround(Number(exact(x, 'f32')))).toBe(x)
      }),
    )
  })

  it('in a glance: the range, and what is no number', () => {
    const value = (...data: readonly number[]) => ({ shape: [data.length], data: Float64Array.from(data) })
    expect(glance(value(3))).toBe('3')
    expect(glance(value(1, 2, -4))).toBe('−4 … 2')
    expect(glance(value(2, 2))).toBe('all 2')
    expect(glance(value(Number.NaN, 1, Infinity))).toBe('1 NaN, 1 ∞, all 1')
    expect(glance(value())).toBe('empty')
  })
})

describe('an entry', () => {
  it('is read however numbers are set apart', () => {
    const read = arrayIn('[1, 2;\n −3.5e1\tNaN ∞ -Infinity]', 'f32')
    expect(read._tag === 'Right' && [...read.right]).toEqual([1, 2, -35, Number.NaN, Infinity, -Infinity])
  })

  it.each([
    ['1 two 3', 'f32', '“two” (element 1) is not a number'],
    ['1 2.5', 'i32', '2.5 (element 1) is no 32-bit integer'],
    ['-1', 'u32', '-1 (element 0) is no unsigned 32-bit integer'],
    ['0 2', 'bool', '2 (element 1) is neither 0 nor 1'],
    ['1e', 'f32', '“1e” (element 0) is not a number'],
  ] as const)('%s as %s: %s', (text, dtype, sentence) => {
    expect(arrayIn(text, dtype)).toEqual({ _tag: 'Left', left: sentence })
  })

  it('written and read again is the same array', () => {
    const values = { f32: fc.float().map(Math.fround), i32: fc.integer(), bool: fc.nat(1), u32: fc.nat() }
    for (const dtype of dtypes)
      fc.assert(
        fc.property(fc.array<number>(values[dtype]), fc.integer({ min: 0, max: 5 }), (numbers, columns) => {
          const first = arrayIn(numbers.map((value) => exact(value, dtype)).join(' '), dtype)
          if (first._tag === 'Left') throw new Error(first.left)
          expect(arrayIn(textOf(first.right, dtype, columns), dtype)).toEqual(first)
        }),
      )
  })
})

describe('a layout', () => {
  /** Each box may be computed from any before it. */
  const graphs = fc
    .array(fc.record({ operands: fc.array(fc.nat(), { maxLength: 3 }), back: fc.boolean() }), {
      minLength: 1,
      maxLength: 30,
    })
    .map((nodes): readonly [readonly Item[], readonly Link[]] => [
      nodes.map(({ back }, k) => ({
        key: `n${k}`,
        width: 100 + ((k * 37) % 90),
        height: 65,
        side: back ? 'backward' : 'forward',
        beside: back && k > 0 ? `n${k - 1}` : undefined,
      })),
      nodes.flatMap(({ operands }, k) =>
        k === 0
          ? []
          : [...new Set(operands.map((x) => x % k))].map((from) => ({ from: `n${from}`, to: `n${k}` })),
      ),
    ])

  it('has every box once, apart from the others and inside; and every line', () => {
    fc.assert(
      fc.property(graphs, ([items, links]) => {
        const { boxes, lines, width, height } = laidOut(items, links)
        const placed = [...boxes.values()]
        expect(placed.length).toBe(items.length)
        expect(lines.length).toBe(links.length)
        placed.forEach((a, k) => {
          expect(a.x - a.width / 2).toBeGreaterThanOrEqual(0)
          expect(a.y - a.height / 2).toBeGreaterThanOrEqual(0)
          expect(a.x + a.width / 2).toBeLessThanOrEqual(width)
          expect(a.y + a.height / 2).toBeLessThanOrEqual(height)
          for (const b of placed.slice(k + 1)) {
            const apart =
              Math.abs(a.x - b.x) >= (a.width + b.width) / 2 ||
              Math.abs(a.y - b.y) >= (a.height + b.height) / 2
            expect(apart, `${a.key} ${b.key}`).toBe(true)
          }
        })
      }),
      { numRuns: 60 },
    )
  })
})

describe('a viewport', () => {
  const seen = { width: 720, height: 470 }
  const views = fc.record({
    k: fc.double({ min: 0.05, max: 4, noNaN: true }),
    x: fc.integer({ min: -5000, max: 5000 }),
    y: fc.integer({ min: -5000, max: 5000 }),
  })

  it('keeps the point under the pointer where it is', () => {
    fc.assert(
      fc.property(views, fc.nat(700), fc.nat(400), (view, px, py) => {
        const next = zoomed(view, 1.2, px, py)
        expect((px - next.x) / next.k).toBeCloseTo((px - view.x) / view.k, 5)
        expect((py - next.y) / next.k).toBeCloseTo((py - view.y) / view.k, 5)
      }),
    )
  })

  it('brings a box into sight', () => {
    fc.assert(
      fc.property(views, fc.nat(3000), fc.nat(3000), (view, x, y) => {
        const box = { x, y, width: 100, height: 60 }
        const next = revealing({ ...view, k: Math.min(1, view.k) }, box, seen)
        expect(next.k * (x - 50) + next.x).toBeGreaterThan(0)
        expect(next.k * (x + 50) + next.x).toBeLessThan(seen.width)
        const middle = centred(view, box, seen)
        expect(middle.k * x + middle.x).toBeCloseTo(seen.width / 2)
      }),
    )
  })

  it('opens wide where the width can be read, and at the start where not', () => {
    const small = { width: 300, height: 200, start: { x: 100, y: 0 } }
    expect(opening(small, seen)).toEqual(fitted(small, seen))
    const wide = { width: 5000, height: 900, start: { x: 2000, y: 100 } }
    const { k, x } = opening(wide, seen)
    expect(k).toBeGreaterThan(0.6)
    expect(k * wide.start.x + x).toBeCloseTo(seen.width / 2)
  })
})

describe('a formula', () => {
  const written = (formula: string): string =>
    tokensOf(formula)
      .map((token) =>
        token.kind === 'space'
          ? ' '
          : `${token.text}${token.hasBar ? '¯' : ''}${token.index === '' ? '' : `_${token.index}`}${token.power === '' ? '' : `^${token.power}`}`,
      )
      .join('')

  it.each([
    ['z1̄ᵀ·x + b1', 'z¯_1^⊤·x + b_1'],
    ['logΣexp₁ t', 'logΣexp_1 t'],
    ['Σ₀₁ (t ∘ [y = i₁]) / 8', 'Σ_01 (t ∘ [y = i_1]) / 8'],
    ['∂h/∂z1 = 1 − h²', '∂h/∂z_1 = 1 − h^2'],
    ['params.fc1.weight̄', 'params.fc1.weight¯'],
    ['1e−7·x₀,₁⁻¹', '1e−7·x_0,1^−1'],
    ['t′·ln1_gamma', 't′·ln1_gamma'],
  ])('%s has the marks %s', (formula, marks) => {
    expect(written(formula)).toBe(marks)
  })

  it('of any text loses nothing but spaces', () => {
    const letters = (text: string): string => text.normalize('NFD').replaceAll(/[^a-zA-Z0-9]/g, '')
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(letters(written(text))).toBe(letters(text))
      }),
      { numRuns: 300, seed: 7 },
    )
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as tree from '../src/Tree.ts'
import type { Tree } from '../src/Tree.ts'

const isNumber = (value: number | Tree<number>): value is number => typeof value === 'number'

const name = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', '0', '7', 'a', 'b'),
  fc.string({ minLength: 1 }).filter((text) => !text.includes('.')),
)

/** Records of numbers without empty ones, as leaves at paths of which none leads through another. */
const leaves = fc
  .uniqueArray(fc.tuple(fc.array(name, { minLength: 1, maxLength: 4 }), fc.integer()), {
    selector: ([names]) => names.join('.'),
    maxLength: 8,
  })
  .map((all) =>
    all.filter(
      ([names]) =>
        !all.some(([other]) => other !== names && other.join('.').startsWith(`${names.join('.')}.`)),
    ),
  )
  .map((all) => all.map(([names, leaf]) => [names.join('.'), leaf] as const))

const settings = { seed: 20, numRuns: 300 }

const sorted = (entries: Iterable<readonly [string, number]>): readonly (readonly [string, number])[] =>
  [...entries].sort(([a], [b]) => (a < b ? -1 : 1))

describe('a tree', () => {
  it('is made of leaves and their paths, and gives them back', () => {
    fc.assert(
      fc.property(leaves, (all) => {
        expect(sorted(tree.entries(tree.fromEntries(all), isNumber))).toEqual(sorted(all))
      }),
      settings,
    )
  })

  it('has at each path the leaf that is there, and nothing elsewhere', () => {
    fc.assert(
      fc.property(leaves, name, (all, other) => {
        const made = tree.fromEntries(all)
        for (const [path, leaf] of all) {
          expect(tree.get(made, path, isNumber)).toBe(leaf)
          expect(tree.get(made, `${path}.${other}`, isNumber)).toBeUndefined()
        }
        expect(tree.get(made, `${other}!`, isNumber)).toBeUndefined()
      }),
      settings,
    )
  })

  it('keeps names, order and empty records when its leaves change', () => {
    const made = { b: 1, a: { y: 2, none: {}, x: { deep: 3 } }, 2: 4 }
    const changed = tree.map(made, isNumber, (leaf, names) => `${names.join('.')}=${leaf}`)
    expect(changed).toEqual({ b: 'b=1', a: { y: 'a.y=2', none: {}, x: { deep: 'a.x.deep=3' } }, 2: '2=4' })
    expect(JSON.stringify(Object.keys(changed))).toBe(JSON.stringify(Object.keys(made)))
  })

  it('takes any name as data: the prototype stays what it is', () => {
    const made = tree.fromEntries([
      ['__proto__.polluted', 1],
      ['constructor', 2],
    ])
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    const mapped = tree.map(made, isNumber, (leaf) => leaf + 1)
    expect(tree.entries(mapped, isNumber)).toEqual([
      ['__proto__.polluted', 2],
      ['constructor', 3],
    ])
    expect(tree.get(tree.fromEntries<number>([]), 'constructor', isNumber)).toBeUndefined()
  })

  it('may be deep', () => {
    const path = Array.from({ length: 5000 }, () => 'a').join('.')
    const made = tree.fromEntries([[path, 1]])
    expect(
      tree.entries(
        tree.map(made, isNumber, (leaf) => leaf + 1),
        isNumber,
      ),
    ).toEqual([[path, 2]])
    expect(tree.get(made, path, isNumber)).toBe(1)
  })
})

describe('a record', () => {
  it('is what has names of its own', () => {
    const records = [{}, { a: 1 }, Object.create(null)]
    const others = [
      null,
      undefined,
      1,
      'a',
      [],
      new Float32Array(1),
      new Map(),
      () => 1,
      Promise.resolve(),
      new Date(),
    ]
    expect(records.every(tree.isRecord)).toBe(true)
    expect(others.some(tree.isRecord)).toBe(false)
  })
})

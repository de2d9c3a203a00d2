/**
 * Products of matrices mean what their letters mean: every contraction of two operands of rank up to 2.
 */
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { read } from '../../src/notation/contraction.ts'
import type { Side } from '../../src/notation/contraction.ts'

const sizes = new Map([
  ['i', 2],
  ['j', 3],
  ['k', 4],
])

const size = (letter: string): number => sizes.get(letter) ?? 0

type Values = (...position: readonly number[]) => number

/** Two operands whose elements are all different. */
const operands = {
  left: (p = 0, q = 0) => 1 + p + 10 * q,
  right: (p = 0, q = 0) => 7 + 3 * p + 100 * q,
} as const satisfies Record<string, Values>

/** The contraction by its letters, row-major. */
const meant = (left: string, right: string, out: string): readonly number[] => {
  const letters = [...new Set(left + right)]
  const total = Array.from(
    { length: [...out].reduce((product, letter) => product * size(letter), 1) },
    () => 0,
  )
  const walk = (k: number, position: ReadonlyMap<string, number>): void => {
    if (k < letters.length) {
      const letter = at(letters, k)
      for (let p = 0; p < size(letter); p++) walk(k + 1, new Map([...position, [letter, p]]))
      return
    }
    const of = (names: string): readonly number[] => [...names].map((letter) => position.get(letter) ?? 0)
    const place = [...out].reduce((sum, letter) => sum * size(letter) + (position.get(letter) ?? 0), 0)
    total[place] = at(total, place) + operands.left(...of(left)) * operands.right(...of(right))
  }
  walk(0, new Map())
  return total
}

/** An operand as a matrix, a vector being a column; transposed where the side says so. */
const matrix = ({ operand, transposed }: Side, letters: string): readonly (readonly number[])[] => {
  const [rows, columns] = [size(at([...letters], 0)), letters.length === 2 ? size(at([...letters], 1)) : 1]
  const element = (p: number, q: number): number => operands[operand](p, q)
  return transposed
    ? Array.from({ length: columns }, (_, q) => Array.from({ length: rows }, (_, p) => element(p, q)))
    : Array.from({ length: rows }, (_, p) => Array.from({ length: columns }, (_, q) => element(p, q)))
}

const words = ['', 'i', 'j', 'k', 'ij', 'ji', 'ik', 'ki', 'jk', 'kj']

/** Every equation in which each letter stands in at least two of the three places. */
const equations = words.flatMap((left) =>
  words.flatMap((right) =>
    words
      .filter((out) => {
        const places = (letter: string): number =>
          [left, right, out].filter((word) => word.includes(letter)).length
        return [...left, ...right, ...out].every((letter) => places(letter) >= 2)
      })
      .map((out) => ({ left, right, out })),
  ),
)

describe('reading a contraction', () => {
  it('has cases of every kind', () => {
    expect(new Set(equations.map((letters) => read(letters).as))).toEqual(
      new Set(['matrices', 'summed', 'einsum']),
    )
  })

  it.each(equations.filter((letters) => read(letters).as === 'matrices'))(
    '$left,$right->$out is a product of matrices',
    (letters) => {
      const reading = read(letters)
      if (reading.as !== 'matrices') throw new Error('not a product of matrices')
      const a = matrix(reading.first, letters[reading.first.operand])
      const b = matrix(reading.second, letters[reading.second.operand])
      expect(at(a, 0)).toHaveLength(b.length)
      const product = a.map((row) =>
        at(b, 0).map((_, column) => row.reduce((sum, value, k) => sum + value * at(at(b, k), column), 0)),
      )
      expect(product.flat()).toEqual(meant(letters.left, letters.right, letters.out))
    },
  )
})

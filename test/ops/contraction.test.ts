import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { constant, einsum, matmul } from '../../src/index.ts'
import type { AnyTensor } from '../../src/index.ts'
import { run } from '../run.ts'

interface Operand {
  readonly letters: string
  readonly values: Float32Array
}

type Sizes = Readonly<Record<string, number>>

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1)

const sizesOf = (letters: string, sizes: Sizes): readonly number[] =>
  [...letters].map((letter) => sizes[letter] ?? 0)

/** The sum over every assignment of the letters, as the equation reads. */
const naive = (operands: readonly Operand[], out: string, sizes: Sizes): readonly number[] => {
  const letters = [...new Set([...operands.map((operand) => operand.letters).join(''), ...out])]
  const result = Array.from({ length: product(sizesOf(out, sizes)) }, () => 0)
  const place = (names: string, values: ReadonlyMap<string, number>): number =>
    [...names].reduce((step, letter) => step * (sizes[letter] ?? 0) + (values.get(letter) ?? 0), 0)
  const total = product(letters.map((letter) => sizes[letter] ?? 0))
  for (let index = 0; index < total; index++) {
    let rest = index
    const values = new Map<string, number>()
    for (const letter of letters) {
      const size = sizes[letter] ?? 1
      values.set(letter, rest % size)
      rest = Math.floor(rest / size)
    }
    const term = operands.reduce((t, operand) => t * at(operand.values, place(operand.letters, values)), 1)
    const k = place(out, values)
    result[k] = at(result, k) + term
  }
  return result
}

const flat = (value: unknown): readonly number[] =>
  Array.isArray(value) ? value.flatMap(flat) : [Number(value)]

const lettersFrom = (choices: readonly number[]): string => choices.map((k) => 'ijkl'.charAt(k)).join('')

const word = fc.array(fc.nat(3), { maxLength: 3 }).map(lettersFrom)

const cases = fc
  .record({
    words: fc.array(word, { minLength: 1, maxLength: 3 }),
    sizes: fc.record({
      i: fc.integer({ min: 1, max: 3 }),
      j: fc.constant(2),
      k: fc.constant(3),
      l: fc.constant(1),
    }),
    order: fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }),
    kept: fc.nat(4),
    tape: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 7, maxLength: 7 }),
  })
  .map(({ words, sizes, order, kept, tape }) => {
    const letters = [...new Set(words.join(''))]
    const shuffled = letters
      .map((letter, k) => [at(order, k), letter] as const)
      .sort(([a], [b]) => a - b)
      .map(([, letter]) => letter)
    const out = shuffled.slice(0, kept).join('')
    const operands = words.map((names, w) => {
      const length = product(sizesOf(names, sizes))
      return {
        letters: names,
        values: Float32Array.from({ length }, (_, k) => at(tape, (k * (w + 2) + w) % 7)),
      }
    })
    return { operands, out, sizes }
  })

describe('einsum', () => {
  it('is the sum that its equation reads, for any letters in any order', () => {
    fc.assert(
      fc.property(cases, ({ operands, out, sizes }) => {
        const tensors: readonly AnyTensor[] = operands.map(({ letters, values }) =>
          constant(values, sizesOf(letters, sizes)),
        )
        const equation: string = `${operands.map(({ letters }) => letters).join(',')}->${out}`
        const value = einsum(equation, ...tensors)
        expect(value.shape).toEqual(sizesOf(out, sizes))
        expect(flat(run(value))).toEqual(naive(operands, out, sizes).map((x) => x + 0))
      }),
      { seed: 4, numRuns: 1000 },
    )
  })
})

describe('matmul', () => {
  const numbers = (...shape: readonly number[]): AnyTensor =>
    constant(
      Float32Array.from({ length: product(shape) }, (_, k) => ((k * 7) % 5) - 2),
      shape,
    )

  it('broadcasts batches as numbers would', () => {
    for (const [a, b, batch] of [
      [[4, 2, 3], [4, 3, 5], [4]],
      [[4, 2, 3], [3, 5], [4]],
      [[2, 3], [4, 3, 5], [4]],
      [
        [6, 1, 2, 3],
        [4, 3, 5],
        [6, 4],
      ],
      [[1, 2, 3], [1, 3, 5], [1]],
    ] as const) {
      const [x, y] = [numbers(...a), numbers(...b)]
      const value = matmul(x, y)
      expect(value.shape).toEqual([...batch, 2, 5])
      const [p, q] = [flat(run(x)), flat(run(y))]
      const expected: number[] = []
      for (let k = 0; k < product(batch); k++) {
        const place = (shape: readonly number[]): number => {
          let rest = k
          let step = 1
          let found = 0
          for (let axis = 1; axis <= batch.length; axis++) {
            const size = at(batch, batch.length - axis)
            const own = shape[shape.length - 2 - axis] ?? 1
            found += (own === 1 ? 0 : rest % size) * step
            step *= own
            rest = Math.floor(rest / size)
          }
          return found
        }
        for (let i = 0; i < 2; i++)
          for (let j = 0; j < 5; j++) {
            let sum = 0
            for (let r = 0; r < 3; r++)
              sum += at(p, place(a) * 6 + i * 3 + r) * at(q, place(b) * 15 + r * 5 + j)
            expected.push(sum + 0)
          }
      }
      expect(flat(run(value))).toEqual(expected)
    }
  })
})

/**
 * Formulas with a mistake: the sentence, and the place where it is said to be.
 */
import { describe, expect, it } from 'vitest'
import { bool, dim, f32, formula, i32, parse, show, showFormulaError } from 'leibniz'
import { at } from '../../src/Bug.ts'

const n = dim('n')

const inputs = {
  x: f32(3),
  y: f32(3),
  v: f32(2),
  A: f32(2, 2),
  B: f32(2, 2),
  Z: f32(2, 3),
  s: f32(),
  k: i32(2),
  c: bool(3),
  m: f32(n, 2),
  fc1: { weight: f32(2, 3), bias: f32(2) },
  x̄: f32(),
  W1: f32(2, 3),
  W2: f32(1, 2),
} as const

describe('a formula with a mistake', () => {
  /** The caret stands below the place; then the code and the sentence. */
  const cases: readonly string[] = [
    `A·x
      ^
     LBZ1002 matmul: inner dimensions 2 and 3 differ (2×2 · 3)`,
    `A + B·x
          ^
     LBZ1002 matmul: inner dimensions 2 and 3 differ (2×2 · 3)`,
    `s + v - x
       ^
     LBZ1001 sub: extents 2 and 3 do not broadcast (2 and 3)`,
    `2 x
       ^
     LBZ1040 an operator is missing before x`,
    `2x + 1
      ^
     LBZ1040 an operator is missing before x`,
    `s(x + 1)
     ^
     LBZ1041 no function is called s`,
    `x̄ + fc1.wieght
         ^
     LBZ1041 no input is called fc1.wieght; the nearest is fc1.weight`,
    `softmx(x)
     ^
     LBZ1041 no function is called softmx; the nearest is softmax`,
    `softmax(x, axes=0)
                ^
     LBZ1041 softmax has no option axes; the nearest is axis`,
    `softmax(x, y)
     ^
     LBZ1040 softmax takes 1 operand, not 2`,
    `softmax(x, axis=3)
     ^
     LBZ1003 softmax: axis 3 is out of range for 3`,
    `a / b * c
           ^
     LBZ1040 a / b·c can be read in two ways`,
    `0 < s < 1
           ^
     LBZ1040 a < b < c is two comparisons`,
    `(s < 1) and c or c
                   ^
     LBZ1040 ∧ beside ∨ can be read in two ways`,
    `Σ x·y
        ^
     LBZ1040 Σ a·b can be read in two ways`,
    `max x ∘ y
           ^
     LBZ1040 max a∘b can be read in two ways`,
    `√x²
       ^
     LBZ1040 √ before an operand with a power can be read in two ways`,
    `sum (x)²
            ^
     LBZ1040 sum (a) with a power after it can be read in two ways`,
    `A·v ∘ v
         ^
     LBZ1040 a product of matrices beside one element by element can be read in two ways`,
    `[0 < x]·x
            ^
     LBZ1040 a vector times a condition can be read in two ways`,
    `xᵀ + y
      ^
     LBZ1040 a transposed vector stands in a product`,
    `A·vᵀ
      ^
     LBZ1040 only a vector can stand before a transposed vector`,
    `A⁻¹·v
      ^
     LBZ1040 there is no inverse of a matrix`,
    `(x + y
           ^
     LBZ1040 ) is missing before the end of the formula`,
    `x + y)
          ^
     LBZ1040 ) closes nothing`,
    `[1, 2
          ^
     LBZ1040 ] is missing before the end of the formula`,
    `x +
        ^
     LBZ1040 an operand is missing before the end of the formula`,
    `x + * y
         ^
     LBZ1040 an operand is missing before ∘`,
    `x' + y
      ^
     LBZ1040 ' means nothing in a formula`,
    `A × B
       ^
     LBZ1040 × stands between extents`,
    `⟨100×200 data⟩·x
     ^
     LBZ1040 ⟨ means nothing in a formula`,
    `scan(s, x)[3]
     ^
     LBZ1040 a loop cannot be read back`,
    `x + y…
          ^
     LBZ1040 … means nothing in a formula`,
    `x[3]
      ^
     LBZ1017 there is no element 3 along an axis of 3`,
    `x[0, 1]
      ^
     LBZ1003 2 positions for 1 axis`,
    `x[i₀ + 1 over 3]
      ^
     LBZ1040 some positions lie outside of what is read`,
    `i₀ + x
     ^
     LBZ1040 i₀ is a position`,
    `y = W1·x
     ^
     LBZ1040 y is an input`,
    `t + 1 where t = u, u = t
                 ^
     LBZ1040 t is defined by itself`,
    `t + 1 where t = s, t = 2
                        ^
     LBZ1040 t is defined twice`,
    `s + 1; s + 2
            ^
     LBZ1040 this is more than one formula`,
    `reshape(Z, 4×2)
     ^
     LBZ1005 reshape: 2×3 and 4×2 differ in their number of elements`,
    `reshape(m, k×2)
                ^
     LBZ1041 no size is called k`,
    `[x, y]
     ^
     LBZ1040 brackets hold numbers, or one condition`,
    `[x]
      ^
     LBZ1040 brackets hold a condition, or numbers`,
    `where + 1
     ^
     LBZ1040 where is a word of the notation, not an operand`,
    `c + 1
       ^
     LBZ1008 add: does not take bool and bool`,
    `1e999
     ^
     LBZ1040 1e999 is larger than every number`,
    `x + y   4
             ^
     LBZ1040 the formula is 3, and 4 is said of it`,
    `e^s
     ^
     LBZ1041 no input is called e`,
  ]
  it.each(cases.map((text) => [text.split('\n')[0], text.replaceAll(/^ {5}/gm, '')]))(
    '%s',
    (typed = '', said) => {
      const read = parse(typed, inputs)
      if (read._tag === 'Right') throw new Error(`it is read as ${show(read.right)}`)
      const [error] = read.left
      expect(showFormulaError(error).split('\n').slice(0, 3).join('\n')).toBe(said)
      expect(error.hint).not.toBe('')
    },
  )

  it('has all that is wrong with its names and shapes', () => {
    const read = parse('(A·x + p)·(B·x) + q', inputs)
    if (read._tag === 'Right') throw new Error('it is read')
    expect(read.left.map(({ column }) => column)).toEqual([3, 8, 13, 19])
  })

  it('says the line where there are several', () => {
    const read = formula(inputs, 'p = A·v\nq = A·x')
    if (read._tag === 'Right') throw new Error('it is read')
    expect(showFormulaError(at(read.left, 0)).split('\n').slice(0, 2)).toEqual(['q = A·x', '     ^'])
    expect(at(read.left, 0).line).toBe(2)
  })

  it('is shown around the place where it is long', () => {
    const read = parse(`${'s + '.repeat(100)}q${' + s'.repeat(100)}`, inputs)
    if (read._tag === 'Right') throw new Error('it is read')
    const [line = '', caret = ''] = showFormulaError(at(read.left, 0)).split('\n')
    expect(line.length).toBeLessThan(130)
    expect(line[caret.indexOf('^')]).toBe('q')
  })
})

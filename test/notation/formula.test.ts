/**
 * Programs of formulas, texts with a signature, and declarations of inputs.
 */
import { describe, expect, it } from 'vitest'
import { f32, formula, parseInput, parseProgram, show } from 'leibniz'
import { at } from '../../src/Bug.ts'
import { orFail } from '../graphs.ts'

describe('a program of formulas', () => {
  const texts: readonly (readonly [typed: string, shown: string])[] = [
    ['W·x', '(x: 3, W: 2×3, t: 2) → (y: 2)\ny = W·x'],
    ['L = Σ (W·x − t)²', '(x: 3, W: 2×3, t: 2) → (L: scalar)\nL = Σ (W·x − t)²'],
    ['z = W·x; L = Σ (z − t)²', '(x: 3, W: 2×3, t: 2) → (z: 2, L: scalar)\nz = W·x\nL = Σ (z − t)²'],
    [
      'z = W·x\n\nΣ z; Σ z²',
      '(x: 3, W: 2×3, t: 2) → (z: 2, y: scalar, y1: scalar)\nz = W·x\ny = Σ z\ny1 = Σ z²',
    ],
    ['L = Σ d² where d = W·x − t', '(x: 3, W: 2×3, t: 2) → (L: scalar)\nL = Σ (W·x − t)²'],
    ['out.a = t; out.b = x', '(x: 3, W: 2×3, t: 2) → (out.a: 2, out.b: 3)\nout.a = t\nout.b = x'],
  ]
  it.each(texts)('%s', (typed, shown) => {
    expect(String(orFail(formula({ x: f32(3), W: f32(2, 3), t: f32(2) }, typed)))).toBe(shown)
  })

  it.each([
    ['a = x; a = x', 'a is defined twice'],
    ['x = 2·x', 'x is an input'],
    ['a = x; a.b = x', 'a.b cannot be beside a'],
    ['(x: 3) → (y: 3)\ny = x', 'the inputs are declared twice'],
    ['', 'there is no formula'],
  ])('%j is refused', (typed, sentence) => {
    const read = formula({ x: f32(3) }, typed)
    expect(read._tag === 'Left' ? at(read.left, 0).sentence : show(f32())).toBe(sentence)
  })

  it.each([
    ['(x: 3) → (y: 3)', 'no formula says what y is'],
    ['y = x', 'a program begins with its inputs and outputs'],
    ['(x: 3, x: 4) → (y: 3)\ny = x', 'x is declared twice'],
    ['(x: 3) → (y: 3)\ny = x   4', 'the formula is 3, and 4 is said of it'],
    ['(x: 3) (y: 3)\ny = x', '→ is missing after the inputs'],
  ])('a text with a signature such as %j is refused', (typed, sentence) => {
    const read = parseProgram(typed)
    expect(read._tag === 'Left' ? at(read.left, 0).sentence : show(f32())).toBe(sentence)
  })
})

describe('a declaration', () => {
  it.each([
    ['x:3072', 'x f32 3072'],
    ['W1:100x3072', 'W1 f32 100×3072'],
    ['W1:100×3072', 'W1 f32 100×3072'],
    ['W1: 100 x 3072', 'W1 f32 100×3072'],
    ['W1:10xbatch', 'W1 f32 10×batch'],
    ['y:batch', 'y f32 batch'],
    ['y:batch×64', 'y f32 batch×64'],
    ['labels:i32[batch]', 'labels i32 batch'],
    ['labels: i32 batch', 'labels i32 batch'],
    ['labels:i32:batch', 'labels i32 batch'],
    ['key:u32[2]', 'key u32 2'],
    ['mask:bool[3,4]', 'mask bool 3×4'],
    ['s:', 's f32 scalar'],
    ['s', 's f32 scalar'],
    ['s:scalar', 's f32 scalar'],
    ['s:i32', 's i32 scalar'],
    ['params.fc1.weight:2x3', 'params.fc1.weight f32 2×3'],
    ['x̄:2', 'x̄ f32 2'],
  ])('%s is %s', (typed, said) => {
    const [name, spec] = orFail(parseInput(typed))
    expect(`${name} ${spec.dtype} ${show(spec)}`).toBe(said)
  })

  it.each([
    ['', 1, 'this declares no input'],
    [':3', 1, 'this declares no input'],
    ['x:3x', 3, '3x is no size'],
    ['x:-3', 3, '-3 is no size'],
    ['x:2.5', 3, '2.5 is no size'],
    ['x:batchx10', 3, 'batchx10 could be one size or several: write batch×10'],
    ['x:3000000000', 3, 'input x: 3000000000 is not an extent'],
    ['x:f64[3]', 3, 'f64[3] is no size'],
    ['a..b:3', 1, 'a..b cannot be the name of an input'],
  ])('%j is refused', (typed, column, sentence) => {
    const read = parseInput(typed)
    expect(read._tag === 'Left' ? [read.left.column, read.left.sentence] : read.right).toEqual([
      column,
      sentence,
    ])
  })
})

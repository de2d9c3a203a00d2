/**
 * Formulas as people type them, and what they mean.
 */
import { describe, expect, it } from 'vitest'
import { bool, dim, f32, i32, parse, show } from 'leibniz'
import type { TypedArray } from '../../src/DType.ts'
import { orFail } from '../graphs.ts'
import { run } from '../run.ts'

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

const arrays: Readonly<Record<string, TypedArray>> = {
  x: Float32Array.of(1, -2, 3),
  y: Float32Array.of(4, 5, 6),
  v: Float32Array.of(10, 100),
  A: Float32Array.of(1, 2, 3, 4),
  B: Float32Array.of(5, 6, 7, 8),
  Z: Float32Array.of(1, 2, 3, 4, 5, 6),
  s: Float32Array.of(2),
  k: Int32Array.of(1, 0),
  c: Uint8Array.of(1, 0, 1),
  m: Float32Array.of(1, 2, 3, 4, 5, 6),
  'fc1.weight': Float32Array.of(1, 0, 0, 0, 1, 0),
  'fc1.bias': Float32Array.of(1, 2),
  x̄: Float32Array.of(7),
  W1: Float32Array.of(1, 0, 0, 0, 1, 0),
  W2: Float32Array.of(1, 1),
}

const valueOf = (text: string): unknown => run(orFail(parse(text, inputs)), arrays)

/** Formulas that mean the same, and their value. */
const meanings: readonly (readonly [value: unknown, ...texts: readonly string[]])[] = [
  // Products.
  [[210, 430], 'A·v', 'A @ v', 'A⋅v', 'matmul(A, v)'],
  [
    [
      [19, 22],
      [43, 50],
    ],
    'A·B',
    'A@B',
    'einsum("ij,jk->ik", A, B)',
  ],
  [
    [
      [5, 12],
      [21, 32],
    ],
    'A ∘ B',
    'A*B',
    'A ⊙ B',
    'B * A',
  ],
  [
    [
      [2, 4],
      [6, 8],
    ],
    '2·A',
    '2*A',
    '2 A'.replace(' ', ' * '),
    's·A',
    's*A',
    'A·s',
    'A + A',
  ],
  [12, 'x·y', 'x @ y', 'xᵀ·y', 'x^T·y', 'x.T @ y', 'dot(x, y)', 'Σ (x ∘ y)', 'sum(x*y)'],
  [
    [
      [4, 5, 6],
      [-8, -10, -12],
      [12, 15, 18],
    ],
    'x·yᵀ',
    'x @ y.T',
    'outer(x, y)',
    'x[:, new] * y[new, :]',
  ],
  [
    [
      [1, 3],
      [2, 4],
    ],
    'Aᵀ',
    'A^T',
    'A.T',
    'A⊤',
    'transpose(A)',
    'transpose(A, [1, 0])',
    'transpose(A, axes=[1, 0])',
  ],
  [45100, 'vᵀ·A·v', 'v.T @ A @ v', '(vᵀ·A)·v', 'vᵀ·(A·v)', '(vᵀ·A)ᵀ·v'],
  [[310, 420], 'vᵀ·A', 'v·A', 'Aᵀ·v'],
  [[1, -1], 'W1·x + [0, 1]'],
  [[1], 'W2 · max(0, W1 · x)', 'W2 @ relu(W1 @ x)', 'W₂·max(0, W₁·x)'],
  // Precedence.
  [-4, '-s^2', '−s²', '-(s^2)', '-s**2'],
  [0.25, '2^-s', '2^(−s)', '1 / s²', 's^-2', 's⁻²'],
  [64, '2^s^s + 48', '2^(s^s) + 48'],
  [1, 's / 2', 's ÷ 2', '4 / s / 2', '(s·1) / 2'],
  [-1, '1 - s', '1 − s', '3 − s − s', '3 – 2·s'],
  [5, '1 + s + s', '1 + 2·s', '2·s + 1', 's·s + 1'],
  [-4, 's·−2', '-2·s', 's * -2'],
  [
    [
      [1, 0],
      [0, 1],
    ],
    '[A = 1] + [A = 4]',
    '[(A == 1) or (A == 4)]',
    '[A = 1 ∨ A = 4]',
  ],
  // Functions.
  [2, 'sum(x)', 'Σ x', '∑ x', 'sum x', 'x[0] + x[1] + x[2]'],
  [14, 'Σ x²', 'Σ x^2', 'sum(x^2)', 'sum (x ∘ x)', 'norm(x)^2'],
  [4, '(Σ x)²', 'sum(x)^2', '(sum x)^2'],
  [[5, 7, 9], 'Σ₀ Z', 'sum_0 Z', 'sum_0(Z)', 'sum(Z, axis=0)', 'Z[0] + Z[1]'],
  [[3, 6], 'max₁ Z', 'max₁(Z)', 'max_1 Z', 'max(Z, axis=1)', 'max(Z, axis = -1)'],
  [
    [1, 0, 3],
    'max(0, x)',
    'maximum(0, x)',
    'relu(x)',
    'x ∘ [0 < x]',
    '[0 < x] * x',
    'where(0 < x, x, 0)',
    'max(x, 0)',
  ],
  [[1, 2, 3], '|x|', 'abs(x)', '|−x|', '||x||', '√(x²)'],
  [6, 'Σ |x|', 'sum(|x|)', '|x|·[1, 1, 1]'],
  [[0, -1], '⌊v / 100⌋ − [0, 2]', 'floor(v / 100) − [0, 2]'],
  [[1, -2, 3], 'log(exp(x))', 'x', '−(−x)', '(x)', 'x[:]', 'x[0:3]', 'x[::−1][::-1]'],
  [3, 'log₂(8)', 'log2(8)', 'log_2(8)', 'log2(4·s)'],
  [2, 'mean(Z) − 1.5', 'mean(Z, axis=[0, 1]) − 1.5', 'Σ Z / 6 − 1.5'],
  [[0.5, 0.5], 'softmax(v − v)', 'softmax(0·v, axis=0)', 'σ(0·v)', 'sigmoid(0*v)'],
  [[1, 2], 'mean(Z, axis=1, keepdims=true)[:, 0] − [1, 3]', 'Z[:, 0] − [0, 2]'],
  [
    [2, 0],
    'fc1.weight·x + fc1.bias',
    'fc1.weight @ x + fc1.bias',
    'affine(x, fc1.weight, fc1.bias)',
    'linear(x, fc1.weight, fc1.bias)',
  ],
  [7, 'x̄', 'x̄·1'],
  [3.1415927, 'π', 'pi', 'arccos(−1)', 'acos(-1)'],
  // Conditions.
  [
    [1, 0, 1],
    'c',
    '0 < x',
    'x > 0',
    '0 ≤ x',
    'x >= 0',
    'x != -2',
    'x ≠ −2',
    'not (x < 0)',
    '¬(x < 0)',
    'c and c',
    'c ∨ c',
    'c && c',
  ],
  [[0, 1, 0], 'not c', '¬c', 'c xor (x < 9)', 'c ⊻ (x < 9)', 'xor(c, x < 9)'],
  [[1, 0, 1], '[c]', '[0 < x]', 'f32(c)', 'where(c, 1, 0)', '1 − [¬c]'],
  [1, '∃ (x < 0)', 'any(x < 0)'],
  [0, '∀ (x < 0)', 'all(x < 0)'],
  // Elements.
  [[3, 4], 'A[1]', 'A[1, :]', 'A[-1]', 'A[1:2, :][0]', 'Z[1, :][0:2] − [1, 1]'],
  [[2, 1], 'A[0, ::-1]', 'A[0][::−1]', 'flip(A[0])'],
  [
    [
      [3, 4],
      [1, 2],
    ],
    'A[k]',
    'A[::−1]',
    'gather(A, k, axis=0)',
    'A[i32([1, 0])]',
  ],
  [
    [
      [2, 1],
      [4, 3],
    ],
    'A[:, k]',
    'A[:, ::−1]',
  ],
  [[0, 1, -2, 3], 'x[i₀ − 1 over 4; else 0]', 'x[i_0 - 1 over 4; else 0]', 'concat(0·x[0:1], x, axis=0)'],
  [[1, 4], 'A[i₀, i₀ over 2]', 'diag(A)'],
  [[0, 1, 2], 'index(i₀ over 3)', 'index(i_0 over 3, f32)', 'arange(stop=3)'],
  [
    [[1], [-2], [3]],
    'x[:, new]',
    'reshape(x, 3×1)',
    'reshape(x, 3x1)',
    'reshape(x, [3, 1])',
    'expandDims(x, axis=1)',
  ],
  [
    [
      [1, -2, 3],
      [1, -2, 3],
    ],
    'broadcastTo(x, 2×3)',
    'x + 0·Z',
    'stack(x, x, axis=0)',
  ],
  // Sizes.
  [[3, 4], 'Σ₀ m / n', 'mean(m, axis=0)', 'sum_0(m)/n', 'm[n − 1, :] − [2, 2]', 'm[1:n][0]'],
  [6, '2·n + 0·(Σ m)', 'n + n − 0·Σ m', '0·Σ m + n·2', 'Σ [m = m]'],
  // Data.
  [[1, 2, 3], '[1, 2, 3]', '[1,2,3]', 'i32([1, 2, 3])', '[1e0, .2e1, 3.0]'],
  [
    [
      [1, 2],
      [3, 4],
    ],
    '[[1, 2], [3, 4]]',
  ],
  // Definitions.
  [
    6,
    't + 2 where t = s²',
    't + 2 where t = s^2',
    't + 2\n  where t = s²',
    'a + b where a = b·s, b = s',
    'a + b where a = b·s\n b = s',
    'f = s³ − s',
    'y1 + 4\n where y1 = s',
  ],
  [12, 's·\n 6', 's\n · 6', '(s\n + 4)\n · s'],
] as const

describe('a formula that is typed', () => {
  for (const [value, ...texts] of meanings)
    it.each(texts)('%s', (text) => {
      expect(JSON.stringify(valueOf(text))).toBe(JSON.stringify(value))
    })
})

describe('without inputs', () => {
  const cases: readonly (readonly [typed: string, shown: string])[] = [
    ['W2 · max(0, W1 · x)', 'W2·max(0, W1·x)'],
    ['a*x^2 + b*x + c', 'a·x² + b·x + c'],
    ['exp(-(x - mu)^2 / (2*sigma^2))', 'exp(−(x − mu)² / (2·sigma²))'],
    ['1/(1+exp(-z))', '1 / (1 + exp(−z))'],
    ['L = (w·x - t)^2 where w = v·u', '(v·u·x − t)²'],
    ['2^x + x^3', '2^x + x^3'],
  ]
  it.each(cases)('every name in %s is a number', (typed, shown) => {
    const tensor = orFail(parse(typed))
    expect(show(tensor)).toBe(shown)
    expect(tensor.shape).toEqual([])
  })
})

/**
 * What graphs cost, counted by hand.
 */
import {
  add,
  conv2d,
  dim,
  div,
  exp,
  f32,
  logSumExp,
  matmul,
  maximum,
  mul,
  prod,
  program,
  scan,
  sigmoid,
  sqrt,
  square,
  sub,
  sum,
  transpose,
} from 'leibniz'
import type { Program } from 'leibniz'
import { describe, expect, it } from 'vitest'
import { costOf } from '../../compiler/explain/Cost.ts'
import * as extent from '../../src/Extent.ts'
import { linearised } from '../graphs.ts'

const n = dim('n')

const cases: readonly (readonly [
  name: string,
  of: Program,
  counts: readonly [multiplications: string, additions: string, calls: string],
])[] = [
  [
    'elementwise operations',
    program({ x: f32(5) }, ({ x }) => ({ y: sqrt(div(add(square(x), 1), sub(mul(x, x), x))) })),
    ['20', '10', '0'],
  ],
  ['choices', program({ x: f32(5) }, ({ x }) => ({ y: maximum(0, x) })), ['0', '0', '0']],
  ['functions', program({ x: f32(n) }, ({ x }) => ({ y: exp(sigmoid(x)) })), ['0', '0', '2·n']],
  ['a sum', program({ x: f32(n, 4) }, ({ x }) => ({ y: sum({ axis: 1 })(x) })), ['0', '3·n', '0']],
  ['a product of elements', program({ x: f32(n) }, ({ x }) => ({ y: prod(x) })), ['n - 1', '0', '0']],
  [
    'a logarithm of a sum, from which the largest is taken and to which it is added again',
    program({ x: f32(n, 4) }, ({ x }) => ({ y: logSumExp({ axis: 1 })(x) })),
    ['0', '8·n', '5·n'],
  ],
  [
    'a matrix product',
    program({ W: f32(10, 3072), x: f32(3072, n) }, ({ W, x }) => ({ s: matmul(W, x) })),
    ['30720·n', '30710·n', '0'],
  ],
  ['moves', program({ x: f32(n, 4) }, ({ x }) => ({ y: transpose(x) })), ['0', '0', '0']],
  [
    'a convolution',
    program({ x: f32(2, 3, 5, 5), W: f32(4, 3, 3, 3) }, ({ x, W }) => ({ y: conv2d(W)(x) })),
    [String(2 * 4 * 9 * 27), String(2 * 4 * 9 * 26), '0'],
  ],
  [
    'what two outputs share',
    program({ x: f32(3) }, ({ x }) => ({ a: exp(x), b: mul(exp(x), 2) })),
    ['3', '0', '3'],
  ],
  [
    'a loop with two results',
    program({ x: f32(n, 4), h: f32(4) }, ({ x, h }) => {
      const { carry } = scan({ carry: { a: h, b: h }, xs: x }, ({ a, b }, e) => ({
        carry: { a: add(a, e), b: mul(b, e) },
      }))
      return { a: carry.a, b: carry.b }
    }),
    ['4·n', '4·n', '0'],
  ],
]

describe('the cost', () => {
  it.each(cases)('of %s', (_, of, [multiplications, additions, calls]) => {
    const cost = costOf(linearised(of))
    expect([cost.multiplications, cost.additions, cost.calls].map(extent.show)).toEqual([
      multiplications,
      additions,
      calls,
    ])
  })
})

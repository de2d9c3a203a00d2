/**
 * Formulas as LaTeX.
 */
import {
  add,
  div,
  einsum,
  exp,
  f32,
  i32,
  input,
  logSoftmax,
  lt,
  matmul,
  maximum,
  mul,
  pad,
  pow,
  scan,
  sqrt,
  square,
  sub,
  sum,
  where,
} from 'leibniz'
import { describe, expect, it } from 'vitest'
import { gathered, invalid, number } from '../../src/construct.ts'
import { latex } from '../../src/notation/latex.ts'
import type { AnyTensor } from '../../src/Tensor.ts'

const x = input('x', f32(3, 2))
const W1 = input('W1', f32(4, 3))
const u = input('u', f32(5))
const v = input('v', f32(5))
const z = input('z', f32(2, 3, 3))
const weight = input('params.fc_1', f32(5))

const both = scan({ carry: { u, v }, xs: x }, (now) => ({ carry: { u: now.u, v: add(now.u, now.v) } })).carry
  .v

describe('LaTeX', () => {
  const cases: readonly (readonly [AnyTensor, string])[] = [
    [matmul(W1, maximum(0, x)), 'W_{1} \\, \\max\\left(0, x\\right)'],
    [div(sub(u, v), 2), '\\frac{u - v}{2}'],
    [mul(2, square(u)), '2 \\, u^{2}'],
    [where(lt(0, v), u, 0), 'u \\circ \\left[0 < v\\right]'],
    [sum({ axis: 0 })(x), '\\sum_{0} x'],
    [sqrt(mul(u, weight)), '\\sqrt{u \\circ \\mathrm{params.fc\\_1}}'],
    [gathered(x, input('y', i32(2)), 0), 'x\\left[y\\right]'],
    [both, '\\operatorname{scan}\\left(u, v, x\\right)_{1}\\left[3, :\\right]'],
    [number(1e-7), '1 \\cdot 10^{-7}'],
    [number(-Infinity), '-\\infty'],
    [mul(1e-7, u), '1 \\cdot 10^{-7} \\, u'],
    [pow(1e-7, u), '{\\left(1 \\cdot 10^{-7}\\right)}^{u}'],
    [input('W1\u0304', f32()), '\\overline{W_{1}}'],
    [input('loss\u0304', f32()), '\\overline{\\mathrm{loss}}'],
    [input('x′', f32()), "{x}'"],
    [input('ℓ', f32()), '\\ell'],
    [input('fc-1 a', f32()), '\\mathrm{fc\\text{-}1\\ a}'],
    [input('β\u0302', f32()), '\\hat{\\beta}'],
    [input('重', f32()), '\\text{U+91CD}'],
    [einsum('bij,bjk->bik', z, z), '\\operatorname{einsum}\\left("ijk,ikl->ijl", z, z\\right)'],
    [pad({ pads: [[1, 0]] })(u), 'u\\left[i_{0} - 1; \\text{else }0\\right]'],
    [invalid('LBZ1001', 'add', 'add: no', [u, v]), '\\langle\\text{LBZ1001 add}\\rangle\\left(u, v\\right)'],
  ]
  it.each(cases)('reads %#', (tensor, text) => {
    expect(latex(tensor)).toBe(text)
  })

  it('has braces that close', () => {
    const text = latex(exp(logSoftmax(x)))
    const depth = [...text].reduce((open, sign) => open + (sign === '{' ? 1 : sign === '}' ? -1 : 0), 0)
    expect(depth).toBe(0)
    expect(text).toContain('\\text{where}')
  })
})

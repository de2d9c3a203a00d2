/**
 * Which maps share their loops.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import type { Program } from '../../src/Program.ts'
import { sigmoid, tanh } from '../../src/ops/exponential.ts'
import { add, div, mul, sqrt, square, sub } from '../../src/ops/arithmetic.ts'
import { transpose } from '../../src/ops/movement.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'

const kernelsOf = (of: Program): number => orThrow(compile(of, { unroll: 0 })).module.kernels.length

const pair = { a: f32(30, 30), b: f32(30, 30) }

describe('maps over one space', () => {
  it('are one kernel where a map reads several of them', () => {
    expect(kernelsOf(program(pair, ({ a, b }) => ({ y: mul(sigmoid(add(a, b)), tanh(a)) })))).toBe(1)
  })

  it('are one kernel with an output each', () => {
    const moments = program({ p: f32(50), g: f32(50), m: f32(50), v: f32(50) }, ({ p, g, m, v }) => {
      const [mean, spread] = [add(mul(0.9, m), mul(0.1, g)), add(mul(0.99, v), mul(0.01, square(g)))]
      return { p: sub(p, div(mean, add(sqrt(spread), 1e-8))), m: mean, v: spread }
    })
    expect(kernelsOf(moments)).toBe(1)
  })

  it('are apart where one waits for the other', () => {
    const waiting = program(pair, ({ a, b }) => {
      const first = tanh(a)
      return { y: add(tanh(matmul(first, b)), sigmoid(transpose(first))) }
    })
    expect(kernelsOf(waiting)).toBeGreaterThan(1)
  })
})

/**
 * What is computed again rather than kept.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { at } from '../../src/Bug.ts'
import { add, mul, neg, square, sub } from '../../src/ops/arithmetic.ts'
import { maximum } from '../../src/ops/comparison.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { exp, tanh } from '../../src/ops/exponential.ts'
import { reshape, transpose } from '../../src/ops/movement.ts'
import { input } from '../../src/ops/constants.ts'
import { sum } from '../../src/ops/reduction.ts'
import { closed, program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import type { Tensor } from '../../src/Tensor.ts'
import { caseOf } from '../corpus.ts'
import { otherBits, runStage, stageAfter } from '../stages.ts'

const n = 12
type Square = Tensor<readonly [typeof n, typeof n]>
const squares = { a: f32(n, n), b: f32(n, n) }

/** How many working buffers there are. */
const keptIn = (of: Program): number =>
  orThrow(compile(of)).module.buffers.filter(({ place }) => place.tag === 'scratch' || place.tag === 'lent')
    .length

describe('what is kept', () => {
  it('is one value where another follows from it in a few cheap operations', () => {
    const slope = program(squares, ({ a, b }) => {
      const y = tanh(matmul(a, b))
      return { y: mul(matmul(y, b), sub(1, square(y))) }
    })
    expect(keptIn(slope)).toBe(1)
  })

  it('is one value where two others follow, one by way of the other', () => {
    const both = program(squares, ({ a, b }) => {
      const y = tanh(matmul(a, b))
      return { u: mul(matmul(y, b), square(y)), w: mul(matmul(y, a), sub(1, square(y))) }
    })
    expect(keptIn(both)).toBe(1)
  })

  it('is both where the other is an output, costs more, or begins with two', () => {
    const y = (a: Square, b: Square): Square => tanh(matmul(a, b))
    const output = program(squares, ({ a, b }) => ({
      y: matmul(y(a, b), b),
      slope: sub(1, square(y(a, b))),
    }))
    expect(keptIn(output)).toBe(1)
    const costly = program(squares, ({ a, b }) => ({ y: mul(matmul(y(a, b), b), exp(y(a, b))) }))
    expect(keptIn(costly)).toBe(2)
    const two = program(squares, ({ a, b }) => {
      const first = y(a, b)
      const second = y(first, a)
      return { y: mul(matmul(second, b), mul(square(first), second)) }
    })
    expect(keptIn(two)).toBe(3)
  })
})

/** From values of n×n to another. */
const steps: readonly ((a: Square, b: Square) => Square)[] = [
  (a, b) => matmul(a, b),
  (a) => tanh(a),
  (a) => square(a),
  (a) => sub(1, square(a)),
  (a, b) => mul(a, b),
  (a, b) => add(a, b),
  (a) => neg(a),
  (a) => maximum(0, a),
  (a) => transpose({ axes: [1, 0] })(a),
  (a) => reshape([n, n])(reshape([n * n])(a)),
  (a) => sub(a, sum({ axis: 1, keepDims: true })(a)),
]

describe('computing again', () => {
  it('gives what keeping gives', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ step: fc.nat(steps.length - 1), a: fc.nat(20), b: fc.nat(20) }), {
          minLength: 4,
          maxLength: 14,
        }),
        (drawn) => {
          const inputs = { a: input('a', f32(n, n)), b: input('b', f32(n, n)) }
          const values: Square[] = [inputs.a, inputs.b]
          for (const { step, a, b } of drawn)
            values.push(at(steps, step)(at(values, a % values.length), at(values, b % values.length)))
          const outputs = { y: at(values, values.length - 1), z: at(values, values.length - 2) }
          const one = caseOf('random', closed(inputs, outputs, []))
          const { trace } = orThrow(compile(one.program))
          const arrays = one.inputs()
          const [graph, module] = [stageAfter(trace, 'pad'), stageAfter(trace, 'lower')]
          expect(otherBits(runStage(graph, arrays, one.sizes), runStage(module, arrays, one.sizes))).toEqual(
            [],
          )
        },
      ),
      { seed: 3, numRuns: 300 },
    )
  })
})

/**
 * What is asked of a program: some of its gradients, or gradients that it has not.
 */
import { add, f32, i32, matmul, maximum, program, square, sum, valueAndGrad } from 'leibniz'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../compiler/compile.ts'
import { explanation } from '../../compiler/explain/Explanation.ts'
import type { Question } from '../../compiler/explain/Explanation.ts'
import type { TypedArray } from '../../src/DType.ts'
import type { Program } from '../../src/Program.ts'

const scores = program({ x: f32(3), n: i32(3), p: { W: f32(2, 3), b: f32(2) } }, ({ x, p: { W, b } }) => ({
  s: maximum(0, add(matmul(W, x), b)),
}))
const loss = program({ x: f32(3), p: { W: f32(2, 3), b: f32(2) } }, ({ x, p: { W, b } }) => ({
  L: sum(square(add(matmul(W, x), b))),
}))

const resultsOf = (of: Program, question: Question): readonly string[] =>
  orThrow(explanation(of, question)).view.results.map(({ name }) => name)

const codesOf = (of: Program, question: Question): readonly string[] => {
  const found = explanation(of, question)
  return found._tag === 'Left' ? found.left.map(({ code, sentence }) => `${code} ${sentence}`) : []
}

describe('a question', () => {
  it('differentiates a program that has no gradient, of its scalar', () => {
    expect(resultsOf(loss, { wrt: ['p.W'] })).toEqual(['grad.p.W'])
    expect(resultsOf(loss, { wrt: ['p'] })).toEqual(['grad.p.W', 'grad.p.b'])
  })

  it('differentiates what is no scalar along a cotangent that is given', () => {
    const { view } = orThrow(explanation(scores, { wrt: ['x'] }))
    expect(view.inputs.map(({ name }) => name)).toContain('s\u0304')
    expect(view.steps[0]).toMatchObject({ name: 's\u0304', formula: 'given' })
  })

  it('leaves out the gradients that are not asked for, and their steps', () => {
    const both = valueAndGrad({ of: 'L', wrt: ['p', 'x'] })(loss)
    const { view } = orThrow(explanation(both, { wrt: ['x'] }))
    expect(view.results.map(({ name }) => name)).toEqual(['grad.x'])
    expect(view.steps.map(({ name }) => name)).not.toContain('W\u0304')
  })

  it('takes ones for a cotangent where nobody gives another', () => {
    const ones = (length: number): Float32Array => new Float32Array(length).fill(1)
    const inputs = new Map<string, TypedArray>([
      ['x', ones(3)],
      ['n', new Int32Array(3)],
      ['p.W', ones(6)],
      ['p.b', ones(2)],
    ])
    const { numbers, view } = orThrow(explanation(scores, { wrt: ['x'], inputs }))
    const last = view.steps.at(-1)
    expect(last?.name).toBe('x\u0304')
    expect([...(numbers?.of[last?.node ?? 0]?.data ?? [])]).toEqual([2, 2, 2])
  })

  it('is refused where it names no input, or one without a derivative', () => {
    expect(codesOf(scores, { wrt: ['q'] })).toEqual([
      'LBZ2002 explain: there is no input q; the inputs are x, n, p.W, p.b',
    ])
    expect(codesOf(scores, { wrt: ['n'] })).toEqual([
      'LBZ2003 explain: n is i32, which carries no derivative',
    ])
    expect(codesOf(scores, { wrt: ['q', 'n'] })).toHaveLength(2)
  })
})

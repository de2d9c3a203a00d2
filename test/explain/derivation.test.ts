/**
 * The derivation as people read it.
 */
import { exp, f32, input, matmul, maximum, program, square, sum, valueAndGrad } from 'leibniz'
import { describe, expect, it } from 'vitest'
import { orThrow } from '../../compiler/compile.ts'
import { derivationView } from '../../compiler/explain/derivation.ts'
import type { DerivationView } from '../../compiler/explain/derivation.ts'
import { explain } from '../../compiler/explain/explain.ts'
import { subject } from '../../compiler/explain/Subject.ts'
import { elementwise, number } from '../../src/construct.ts'
import { pullback } from '../../src/differentiate.ts'
import { closed } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { programs } from './programs.ts'

const explained = (of: Program): string => orThrow(explain(of))
const viewOf = (of: Program): DerivationView => derivationView(orThrow(subject(of)))

const cases = Object.entries(programs)

const columnsOf = (line: string): number => [...line.replaceAll(/\p{Mn}/gu, '')].length

describe('a derivation', () => {
  it.each(cases)('of %s reads as on the board', async (name, of) => {
    await expect(explained(of)).toMatchFileSnapshot(`../golden/derivation-${name}.txt`)
  })

  it.each(cases)('of %s stays within 100 columns', (_, of) => {
    expect(
      explained(of)
        .split('\n')
        .map(columnsOf)
        .filter((columns) => columns > 100),
    ).toEqual([])
  })

  it.each(cases)('of %s is data', (_, of) => {
    const view = viewOf(of)
    expect(JSON.parse(JSON.stringify(view))).toEqual(view)
  })

  it.each(cases)('of %s says everything once: no name, no sentence twice', (_, of) => {
    const { inputs, definitions, steps } = viewOf(of)
    const names = [...inputs, ...definitions, ...steps.flatMap((step) => [...step.where, step])].map(
      ({ name }) => name,
    )
    const reasons = steps.flatMap((step) => step.reasons)
    expect(new Set(names).size).toBe(names.length)
    expect(new Set(reasons).size).toBe(reasons.length)
  })

  it.each(cases)('of %s uses no name before it is there', (_, of) => {
    const { inputs, definitions, steps } = viewOf(of)
    const lines = [...definitions, ...steps.flatMap((step) => [...step.where, step])]
    const inner = new Set(lines.map(({ name }) => name))
    const seen = new Set(inputs.map(({ name }) => name))
    const derived = new Set(steps.map(({ name }) => name))
    for (const { name, formula } of lines) {
      const used = (formula.match(/[\p{L}][\p{L}\p{Mn}\d.′]*/gu) ?? []).map((word) =>
        word.replaceAll(/[ᵀ]/gu, ''),
      )
      const missing = used.filter((word) => inner.has(word) && !seen.has(word) && !derived.has(word))
      expect({ name, missing }).toEqual({ name, missing: [] })
      seen.add(name)
    }
  })

  it('gives no reasons where nothing was differentiated', () => {
    const scores = program({ x: f32(3, 2), W: f32(4, 3) }, ({ x, W }) => ({ s: maximum(0, matmul(W, x)) }))
    expect(explained(scores)).toBe(
      ['given', '  x   3×2', '  W   4×3', '', 'the formula', '  s = max(0, W·x)   4×2', ''].join('\n'),
    )
  })

  it('says why a factor is transposed', () => {
    const product = program({ x: f32(3, 2), W: f32(4, 3) }, ({ x, W }) => ({ L: sum(square(matmul(W, x))) }))
    const { steps } = viewOf(valueAndGrad({ of: 'L', wrt: 'x' })(product))
    expect(steps.at(-1)?.reasons).toContain(
      'z is linear in x; z\u0304 and W share an axis of 4 that x lacks: sum over it, hence Wᵀ',
    )
  })

  it('of a chain of 20,000 operations is linear in it', () => {
    const x: AnyTensor = input('x', f32())
    let y = x
    for (let k = 0; k < 20_000; k++) y = elementwise(exp.op, y)
    const { cotangents, steps } = pullback([{ of: y, cotangent: number(1) }], [x])
    const text = explained(closed({ x }, { y, grad: cotangents[0] ?? x }, steps))
    expect(text.length).toBeLessThan(20_000_000)
  })
})

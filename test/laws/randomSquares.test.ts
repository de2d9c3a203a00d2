/**
 * Random graphs over values of 3×3, where a transpose, another axis or another fill fits as well as the right one: rules
 * and fusion must tell them apart.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Graph } from '../../compiler/ir/Graph.ts'
import type { Rule } from '../../compiler/passes/Rule.ts'
import { defaultRules, exactRules, simplifyWith } from '../../compiler/passes/simplify.ts'
import { validate } from '../../compiler/pipeline.ts'
import { at } from '../../src/Bug.ts'
import { contracted, elementwise, moved, reduced, repeatedAlong, reshaped } from '../../src/construct.ts'
import type { Monoid } from '../../src/Monoid.ts'
import type { Move } from '../../src/Move.ts'
import { add, mul, neg, sub } from '../../src/ops/arithmetic.ts'
import { lt, maximum, where } from '../../src/ops/comparison.ts'
import { input } from '../../src/ops/constants.ts'
import { tanh } from '../../src/ops/exponential.ts'
import { maxMonoid, minMonoid, totalMonoid } from '../../src/ops/monoids.ts'
import { closed } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import type { AnyTensor, Row } from '../../src/Tensor.ts'
import { arraysFor, disagreements, linearised, passed } from '../graphs.ts'
import { call, judge, otherBits, runStage, stageAfter } from '../stages.ts'

const space = [3, 3]
const cube = [3, 3, 3]

const row = (coefficients: readonly number[], offset = 0): Row => ({
  coefficients,
  offset,
  divisor: 1,
  extent: 3,
})

const diagonal: Row = { coefficients: [1, -1], offset: 0, divisor: 1, extent: 1 }
const band: Row = { coefficients: [1, 1], offset: -1, divisor: 1, extent: 3 }

/** Index maps of the square onto itself, some with guards. */
const within: readonly Omit<Move, 'shape'>[] = [
  { rows: [row([0, 1]), row([1, 0])], guards: [] },
  { rows: [row([0, 1]), row([1, 0])], guards: [] },
  { rows: [row([-1, 0], 2), row([0, 1])], guards: [] },
  { rows: [row([1, 0]), row([1, 0])], guards: [] },
  { rows: [row([0, 1]), row([0, 1])], guards: [diagonal] },
  { rows: [row([1, 0]), row([0, 1])], guards: [band] },
]

/** Maps that leave the square, too, which kernels do not take yet. */
const maps: typeof within = [
  ...within,
  { rows: [row([1, 0], 1), row([0, 1])], guards: [] },
  { rows: [row([1, 0]), row([0, 1], -1)], guards: [band] },
]

const fills = [0, 0, 1, -1]
const monoids: readonly Monoid[] = [totalMonoid, totalMonoid, maxMonoid, minMonoid]
const binaries = [add.op, sub.op, mul.op, maximum.op]
const products = ['ij,jk', 'ij,kj', 'ji,jk', 'ji,kj'].map((text) => text.split(',') as [string, string])

/** A choice among items by a number of any size. */
const pickOf = <A>(items: readonly A[], pick: number): A => at(items, pick % items.length)

const product = (a: AnyTensor, b: AnyTensor, pick: number): AnyTensor => {
  const [left, right] = pickOf(products, pick)
  return contracted(a, b, { left, right, out: pick % 3 === 0 ? 'ki' : 'ik' })
}

/** Two reductions, one after the other, of a cube that two squares span. */
const folded = (a: AnyTensor, b: AnyTensor, pick: number): AnyTensor => {
  const [first, second] = [pickOf(monoids, pick), pickOf(monoids, pick >> 2)]
  const spanned = elementwise(
    mul.op,
    repeatedAlong(a, [pick % 3], cube),
    repeatedAlong(b, [(pick >> 1) % 3], cube),
  )
  const line = reduced(second, reduced(first, spanned, [(pick >> 3) % 3]), [pick % 2])
  return repeatedAlong(line, [(pick >> 1) % 2], space)
}

type Step = (a: AnyTensor, b: AnyTensor, pick: number, moves: typeof within) => AnyTensor

const through: Step = (a, _, pick, moves) =>
  moved(a, { shape: space, ...pickOf(moves, pick) }, pickOf(fills, pick >> 3))

/** A value and what another step makes of it. */
const beside = (value: AnyTensor, step: Step, pick: number, moves: typeof within): AnyTensor =>
  elementwise(add.op, value, step(value, value, pick, moves))

const total: Step = (a, _, pick) =>
  repeatedAlong(reduced(pickOf(monoids, pick), a, [pick % 2]), [(pick >> 1) % 2], space)

const sumOfAll: Step = (a) => repeatedAlong(reduced(totalMonoid, a, [0, 1]), [0, 1], space)

const steps: readonly Step[] = [
  (a) => elementwise(neg.op, a),
  (a) => elementwise(tanh.op, a),
  (a, b, pick) => elementwise(pickOf(binaries, pick), a, b),
  (a, b, pick) => elementwise(pickOf(binaries, pick), a, b),
  (a, b, pick) => elementwise(pickOf(binaries, pick), a, elementwise(neg.op, b)),
  (a, b, pick) =>
    elementwise(where.op, elementwise(lt.op, a, b), elementwise(neg.op, a), pick % 2 === 0 ? 0 : b),
  through,
  through,
  (a, _, pick) => repeatedAlong(reduced(pickOf(monoids, pick), a, [pick % 2]), [(pick >> 1) % 2], space),
  (a, _, pick) => repeatedAlong(reduced(pickOf(monoids, pick), a, [0, 1]), [0, 1], space),
  folded,
  product,
  (a, b, pick) =>
    repeatedAlong(reduced(totalMonoid, product(a, b, pick), [pick % 2]), [(pick >> 1) % 2], space),
  (a, b, pick) =>
    repeatedAlong(reduced(totalMonoid, elementwise(mul.op, a, b), [pick % 2]), [(pick >> 2) % 2], space),
  (a, b, pick, moves) => sumOfAll(through(elementwise(tanh.op, a), b, pick, moves), b, pick, moves),
  (a, b, pick, moves) => beside(elementwise(mul.op, through(a, b, pick, moves), b), total, pick, moves),
  (a, b, pick, moves) => beside(product(a, b, pick), through, pick, moves),
  (a) => reshaped(reshaped(a, [9]), space),
]

const drawn = fc.record({
  nodes: fc.array(
    fc.record({ step: fc.nat(steps.length - 1), a: fc.nat(30), b: fc.nat(30), pick: fc.nat(63) }),
    { minLength: 1, maxLength: 14 },
  ),
  outputs: fc.array(fc.nat(6), { minLength: 1, maxLength: 3 }),
})

/** Later values are likelier operands, so that steps follow each other; outputs are among the last. */
const built = (
  { nodes, outputs }: typeof drawn extends fc.Arbitrary<infer T> ? T : never,
  moves: typeof within,
): Program => {
  const inputs = { x: input('x', f32(3, 3)), y: input('y', f32(3, 3)) }
  const values: AnyTensor[] = Object.values(inputs)
  const recent = (back: number): AnyTensor => at(values, Math.max(0, values.length - 1 - (back % 5)))
  for (const { step, a, b, pick } of nodes) values.push(at(steps, step)(recent(a), recent(b), pick, moves))
  return closed(
    inputs,
    Object.fromEntries(
      outputs.map((back, k) => [`out${k}`, at(values, Math.max(0, values.length - 1 - back))]),
    ),
    [],
  )
}

const multiplications = ({ nodes }: Graph): number =>
  nodes.filter(
    ({ form }) => form.tag === 'contract' || (form.tag === 'elementwise' && form.op.name === mul.op.name),
  ).length

const none = new Map<string, number>()

const expectSameMeaning = (runs: number, seed: number, chosen: readonly Rule[], exact: boolean): number => {
  const pass = simplifyWith(chosen)
  let fired = 0
  fc.assert(
    fc.property(drawn, fc.nat(1000), (graph, draw) => {
      const before = linearised(built(graph, maps))
      const { value: after, firings = [] } = passed(pass, before)
      fired += firings.length
      expect(disagreements(before, after, arraysFor(before, none, draw, false), { exact })).toEqual([])
      if (chosen.length === 1) expect(multiplications(after)).toBeLessThanOrEqual(multiplications(before))
    }),
    { seed, numRuns: runs },
  )
  return fired
}

describe('random squares', () => {
  it.each([
    ['exact', exactRules, true],
    ['default', defaultRules, false],
  ] as const)('mean the same after the %s rules together', (_, chosen, exact) => {
    expect(expectSameMeaning(2000, 21, chosen, exact)).toBeGreaterThan(1000)
  })

  it.each(defaultRules.map((rule) => [rule.name, rule] as const))(
    'mean the same, and multiply nothing twice, after: %s',
    (_, rule) => {
      expectSameMeaning(100, 22, [rule], rule.truth === 'exact')
    },
  )

  it('mean the same fused and unfused, to the bit, and on either target within the bound', () => {
    fc.assert(
      fc.property(drawn, fc.nat(1000), fc.boolean(), (graph, draw, plain) => {
        const program = built(graph, within)
        const arrays = arraysFor(linearised(program), none, draw, false)
        const target = plain ? 'javascript' : 'wasm'
        const { outputs, trace } = call(program, arrays, none, plain ? { rules: [] } : { target })
        for (const { pass, stage } of trace) expect([pass, ...validate(stage)]).toEqual([pass])
        const before = stageAfter(trace, 'expandReductions')
        const lowered = runStage(stageAfter(trace, 'lower'), arrays, none)
        expect(otherBits(runStage(before, arrays, none), lowered)).toEqual([])
        expect(judge(before, arrays, none, outputs).wrong).toEqual([])
      }),
      { seed: 23, numRuns: 600 },
    )
  })
})

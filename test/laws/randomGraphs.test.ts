/**
 * Random graphs: interpreter, unfused and fused kernels and JavaScript agree on programs that nobody chose.
 * A graph is an array of (operation, operand positions), so that values are shared as in real programs.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { validate } from '../../compiler/pipeline.ts'
import { at } from '../../src/Bug.ts'
import { contracted, elementwise, moved, reduced, reshaped, repeatedAlong } from '../../src/construct.ts'
import type { TypedArray } from '../../src/DType.ts'
import * as move from '../../src/Move.ts'
import { add, mul, sub } from '../../src/ops/arithmetic.ts'
import { maximum, relu } from '../../src/ops/comparison.ts'
import { exp, sigmoid, tanh } from '../../src/ops/exponential.ts'
import { maxMonoid, totalMonoid } from '../../src/ops/monoids.ts'
import { closed } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { key, uniform } from '../../src/random/index.ts'
import { f32 } from '../../src/Spec.ts'
import { input } from '../../src/ops/constants.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { call, judge, otherBits, runStage, stageAfter } from '../stages.ts'

/** Every value has this shape, so that any two can meet. */
const [rows, columns] = [3, 4]
const space = [rows, columns]

const unaries = [tanh.op, sigmoid.op, relu.op, exp.op]
const binaries = [add.op, sub.op, mul.op, maximum.op]

const transposed = (x: AnyTensor): AnyTensor =>
  moved(x, { shape: [columns, rows], rows: [move.unit(2, 1, rows), move.unit(2, 0, columns)], guards: [] })

/** From one or two values of the space to another. */
const steps: readonly ((a: AnyTensor, b: AnyTensor, pick: number) => AnyTensor)[] = [
  (a, _, pick) => elementwise(at(unaries, pick % unaries.length), elementwise(mul.op, a, 0.5)),
  (a, b, pick) => elementwise(at(binaries, pick % binaries.length), a, b),
  (a, b, pick) => elementwise(at(binaries, pick % binaries.length), a, b),
  (a, _, pick) =>
    repeatedAlong(reduced(pick % 2 === 0 ? totalMonoid : maxMonoid, a, [pick % 2]), [pick % 2], space),
  (a, _, pick) =>
    repeatedAlong(
      reduced(totalMonoid, a, [0, 1]),
      [0, 1],
      space.map((size) => (pick > 99 ? 1 : size)),
    ),
  (a) => reshaped(transposed(a), space),
  (a, b) =>
    elementwise(
      mul.op,
      contracted(contracted(a, b, { left: 'ij', right: 'kj', out: 'ik' }), a, {
        left: 'ij',
        right: 'jk',
        out: 'ik',
      }),
      0.1,
    ),
]

const node = fc.record({
  step: fc.nat(steps.length - 1),
  pick: fc.nat(7),
  a: fc.nat(30),
  b: fc.nat(30),
})

const graph = fc.record({
  nodes: fc.array(node, { minLength: 1, maxLength: 25 }),
  outputs: fc.array(fc.nat(30), { minLength: 1, maxLength: 3 }),
})

type Drawn = typeof graph extends fc.Arbitrary<infer T> ? T : never

const built = ({ nodes, outputs }: Drawn): Program => {
  const x = input('x', f32(3, 4))
  const y = input('y', f32(3, 4))
  const values: AnyTensor[] = [x, y]
  for (const { step, pick, a, b } of nodes)
    values.push(at(steps, step)(at(values, a % values.length), at(values, b % values.length), pick))
  return closed(
    { x, y },
    Object.fromEntries(outputs.map((output, k) => [`out${k}`, at(values, output % values.length)])),
    [],
  )
}

const arrays = (seed: number): ReadonlyMap<string, TypedArray> =>
  new Map(['x', 'y'].map((name, k) => [name, uniform(key(seed + k), 12, { low: -1, high: 1 })]))

describe('random graphs', () => {
  it('mean the same fused and unfused, to the bit, and on every target within the bound', () => {
    let undecided = 0
    let decided = 0
    fc.assert(
      fc.property(graph, fc.nat(1000), (drawn, seed) => {
        const program = built(drawn)
        const inputs = arrays(seed)
        const sizes = new Map<string, number>()
        for (const options of [{}, { fuse: false }, { target: 'wasm' }] as const) {
          const { outputs, trace } = call(program, inputs, sizes, options)
          for (const { pass, stage } of trace) expect([pass, ...validate(stage)]).toEqual([pass])
          const folded = stageAfter(trace, 'expandReductions')
          expect(
            otherBits(runStage(folded, inputs, sizes), runStage(stageAfter(trace, 'lower'), inputs, sizes)),
          ).toEqual([])
          const judged = judge(folded, inputs, sizes, outputs)
          expect(judged.wrong).toEqual([])
          undecided += judged.undecided
          decided += judged.decided
        }
      }),
      { seed: 20, numRuns: 400 },
    )
    expect(decided).toBeGreaterThan(10_000)
    expect(undecided).toBeLessThanOrEqual(0.01 * decided)
  })
})

import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/index.ts'
import type { Arrays } from '../../compiler/index.ts'
import { at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { evaluate } from '../../src/evaluate.ts'
import { f32, i32, mean, mul, optim, program, square, sub, sum, training } from '../../src/index.ts'
import type { Program } from '../../src/index.ts'
import { mistakesOf } from '../../src/mistakes.ts'
import { leaves } from '../../src/Program.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'

const paths = (tensors: Program['inputs']): readonly string[] =>
  tree.entries(tensors, isTensor).map(([path]) => path)

const codes = ({ inputs, outputs }: Program): readonly string[] =>
  mistakesOf([...leaves(inputs), ...leaves(outputs)]).map(({ mistake }) => mistake.code)

/** w ↦ ½·(w − c)² summed: the gradient is w − c. */
const bowl = program({ c: f32(2), params: { a: { w: f32(2) } } }, ({ c, params }) => {
  const distance = sub(params.a.w, c)
  return { loss: mul(0.5, sum(square(distance))), distance }
})

const { adagrad, adam, momentum, nesterov, sgd } = optim

type Values = ReadonlyMap<string, TypedArray>

const run = (p: Program, arrays: Values): ReadonlyMap<string, Float32Array> => {
  const outputs = tree.entries(p.outputs, isTensor)
  const result = evaluate(
    outputs.map(([, tensor]) => tensor),
    arrays,
  )
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return new Map(outputs.map(([path], k) => [path, Float32Array.from(at(result.right, k).data)]))
}

/** The parameter after each of some steps from 0 towards c = (1, −2). */
const walk = (optimiser: optim.Optimiser, rates: readonly (number | undefined)[]): readonly number[] => {
  const { init, step } = training({ loss: bowl, wrt: 'params', optimiser })
  let arrays: Values = new Map([
    ['c', Float32Array.of(1, -2)],
    ['params.a.w', new Float32Array(2)],
  ])
  arrays = new Map([...arrays, ...run(init, arrays)])
  return rates.map((rate) => {
    if (rate !== undefined) arrays = new Map([...arrays, ['rate', Float32Array.of(rate)]])
    arrays = new Map([...arrays, ...run(step, arrays)])
    return at(arrays.get('params.a.w') ?? [], 0)
  })
}

const none = [undefined, undefined, undefined]

describe('a step', () => {
  const optimisers: readonly (readonly [string, optim.Optimiser, readonly string[]])[] = [
    ['sgd', sgd({ rate: 0.5 }), []],
    ['momentum', momentum({ rate: 0.5, momentum: 0.5 }), ['state.velocity.a.w']],
    [
      'momentum with dampening',
      momentum({ rate: 0.5, momentum: 0.5, dampening: 0.1 }),
      ['state.steps', 'state.velocity.a.w'],
    ],
    ['adam', adam({ rate: 0.5 }), ['state.steps', 'state.mean.a.w', 'state.square.a.w']],
    ['adagrad', adagrad({ rate: 0.5 }), ['state.square.a.w']],
  ]

  it.each(optimisers)(
    'of %s gives what it takes: parameters and state at the same paths, of the same shapes',
    (_, optimiser, state) => {
      const { init, step } = training({ loss: bowl, wrt: 'params', optimiser })
      expect(paths(init.inputs)).toEqual(['params.a.w'])
      expect(paths(init.outputs)).toEqual(state)
      expect(paths(step.inputs)).toEqual(['c', 'params.a.w', ...state])
      expect(paths(step.outputs)).toEqual(['params.a.w', ...state, 'loss', 'distance'])
      expect(Object.keys(step.outputs)).toContain('state')
      for (const path of ['params.a.w', ...state]) {
        const [before, after] = [step.inputs, step.outputs].map((tensors) =>
          tree.get(tensors, path, isTensor),
        )
        expect(after).toMatchObject({ shape: before?.shape, dtype: before?.dtype })
      }
      expect([...codes(init), ...codes(step)]).toEqual([])
      expect(step.derivation.length).toBeGreaterThan(0)
    },
  )

  it('is what the optimiser says', () => {
    expect(walk(sgd({ rate: 0.5 }), none)).toEqual([0.5, 0.75, 0.875])
    expect(walk(sgd({ rate: 0.5, weightDecay: 1 }), none)).toEqual([0.5, 0.5, 0.5])
    expect(walk(momentum({ rate: 0.5, momentum: 0.5 }), none)).toEqual([0.5, 1, 1.25])
    expect(walk(nesterov({ rate: 0.5, momentum: 0.5 }), none)).toEqual([0.75, 1.0625, 1.109375])
  })

  it('takes the rate as an input, which a schedule changes', () => {
    const scheduled = sgd({ rate: f32() })
    expect(walk(scheduled, [0.5, 0, 1])).toEqual([0.5, 0.5, 1])
    const { init, step } = training({ loss: bowl, wrt: 'params', optimiser: scheduled })
    expect(paths(step.inputs)).toContain('rate')
    expect(paths(init.inputs)).not.toContain('rate')
  })

  it('moves one tensor, or some of several', () => {
    const line = program({ x: f32(4), y: f32(4), w: f32(), b: f32() }, ({ x, y, w, b }) => ({
      fit: { loss: mean(square(sub(sub(mul(w, x), b), y))) },
    }))
    const one = training({
      loss: line,
      of: 'fit.loss',
      wrt: 'w',
      optimiser: momentum({ rate: 0.1, momentum: 0.9 }),
    })
    expect(paths(one.step.outputs)).toEqual(['w', 'state.velocity', 'fit.loss'])
    expect(paths(one.step.inputs)).toEqual(['x', 'y', 'w', 'b', 'state.velocity'])
    const two = training({
      loss: line,
      of: 'fit.loss',
      wrt: ['w', 'b'],
      optimiser: momentum({ rate: 0.1, momentum: 0.9 }),
    })
    expect(paths(two.step.outputs)).toEqual(['w', 'b', 'state.velocity.w', 'state.velocity.b', 'fit.loss'])
  })
})

describe('a compiled step', () => {
  it('writes parameters and state over those it is given, steps among them', () => {
    const optimiser = adam({ rate: 0.1, amsgrad: true, weightDecay: 0.1 })
    const { init, step } = training({
      loss: bowl,
      wrt: 'params',
      optimiser,
      gradients: [optim.clipByNorm(1)],
    })
    const [start, once] = [orThrow(compile(init)), orThrow(compile(step))]
    const donating = orThrow(compile(step, { donate: ['params', 'state'] }))
    const c = Float32Array.of(1, -2)
    const inputs = { params: init.inputs.params, state: step.inputs.state }
    const fresh = (): Arrays<typeof inputs> => {
      const params = { a: { w: Float32Array.of(0, 0.5) } }
      return { params, state: start({ params }).state }
    }
    let [kept, given] = [fresh(), fresh()]
    const { w } = given.params.a
    const { steps } = given.state
    for (let k = 1; k <= 5; k++) {
      const [after, written] = [once({ c, ...kept }), donating({ c, ...given })]
      kept = { params: after.params, state: after.state }
      given = { params: written.params, state: written.state }
      expect([given.params, given.state]).toEqual([kept.params, kept.state])
      expect(given.params.a.w).toBe(w)
      expect(given.state.steps).toBe(steps)
      expect(steps).toEqual(Float32Array.of(k))
    }
  })
})

describe('an optimiser that remembers nothing', () => {
  it('has a state all the same, which holds nothing, from run to run', () => {
    const line = program({ w: f32(2) }, ({ w }) => ({ loss: sum(square(w)) }))
    const { init, step } = training({ loss: line, wrt: 'w', optimiser: optim.sgd({ rate: 0.25 }) })
    let w = Float32Array.of(1, -2)
    let { state } = orThrow(compile(init))({ w })
    expect(state).toEqual({})
    const run = orThrow(compile(step))
    for (let turn = 0; turn < 2; turn++) ({ w, state } = run({ w, state }))
    expect([...w]).toEqual([0.25, -0.5])
    expect(state).toEqual({})
  })
})

describe('mistakes stay inside', () => {
  const loss: Program = program({ x: f32(2), k: i32(2), state: f32() }, ({ x, state }) => ({
    loss: mul(state, sum(x)),
    y: x,
  }))
  const optimiser = sgd({ rate: 0.1 })

  it.each([
    ['an output that is not there', { loss, of: 'z', wrt: 'x' }, 'LBZ2002'],
    ['an input that is not there', { loss, wrt: 'z' }, 'LBZ2002'],
    ['a loss that is no scalar', { loss, of: 'y', wrt: 'x' }, 'LBZ2001'],
    ['a name that the step wants', { loss, wrt: 'x' }, 'LBZ1013'],
  ])('%s', (_, options, code) => {
    const { init, step } = training({ ...options, optimiser })
    expect(codes(init)).toEqual([code])
    expect(codes(step)).toEqual([code])
  })

  it('parameters that are integers', () => {
    const integers: Program = program({ p: { x: f32(2), k: i32(2) } }, ({ p }) => ({ loss: sum(p.x) }))
    expect(codes(training({ loss: integers, wrt: 'p', optimiser }).step)).toEqual(['LBZ2003'])
  })
})

/**
 * The digits network, compiled against by hand: one training step and one prediction.
 * Before it: `handwritten.js`, the example's model and data. After it: `main.ts`, and the test that both agree.
 * Invariant: all work on the same images and start from the same parameters; no array is made inside a call.
 */
import { bind, optim, random, training } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'
import type { CompileOptions } from 'leibniz/compiler'
import { batches, readDigits, shuffled } from '../examples/digits/data.ts'
import type { Digits } from '../examples/digits/data.ts'
import { classify, loss } from '../examples/digits/model.ts'
import * as hand from './handwritten.js'
import type { Layers } from './handwritten.js'
import type { Contender } from './measure.ts'

const settings = { rate: 0.05, momentum: 0.9, weightDecay: 1e-4 }

/** How far answers may be apart: losses, parameters and probabilities are about 1, and rounded to 24 bits on the way. */
export const tolerance = 1e-5

export const startingParams = (): Layers => {
  const [first, second] = random.split(random.key(1))
  const { fc1, fc2 } = hand.zeros()
  fc1.weight.set(random.uniform(first, fc1.weight.length, { low: -0.25, high: 0.25 }))
  fc2.weight.set(random.uniform(second, fc2.weight.length, { low: -0.35, high: 0.35 }))
  return { fc1, fc2 }
}

const arraysOf = ({ fc1, fc2 }: Layers): readonly Float32Array[] => [
  fc1.weight,
  fc1.bias,
  fc2.weight,
  fc2.bias,
]

const numbersOf = (layers: Layers): readonly number[] => arraysOf(layers).flatMap((array) => [...array])

/** Whole batches of real images, in turns without end. */
const rotation = (size: number): (() => Digits) => {
  const all = batches(shuffled(random.key(2), readDigits().learnt), size).filter(
    ({ count }) => count === size,
  )
  let next = 0
  return () => {
    next = (next + 1) % all.length
    const batch = all[next]
    if (batch === undefined) throw new Error(`there are no ${size} images`)
    return batch
  }
}

/** What is promised: the most that a compiled call may take against the loops by hand. */
const most = 1.5

type Step = (batch: Digits, params: Layers, velocity: Layers) => number

/** How many calls answer for a contender. */
const calls = 20

/** A step as a contender: its answers are the losses of the first steps and the parameters after them. */
const stepping = (name: string, batch: number, step: Step): Contender => {
  let params = startingParams()
  let velocity = hand.zeros()
  let next = rotation(batch)
  const reset = (): void => {
    params = startingParams()
    velocity = hand.zeros()
    next = rotation(batch)
  }
  const run = (): number => step(next(), params, velocity)
  return {
    name,
    reset,
    run,
    answers: () => {
      reset()
      const losses = Array.from({ length: calls }, run)
      return [...losses, ...numbersOf(params), ...numbersOf(velocity)]
    },
  }
}

export const donate = ['params', 'state']

export const stepProgram = training({ loss, wrt: 'params', optimiser: optim.momentum(settings) }).step

export const compileStep = (options: CompileOptions = {}) =>
  orThrow(compile(stepProgram, { donate, ...options }))

const compiledStep = (options: CompileOptions): Step => {
  const step = compileStep(options)
  const into = { loss: new Float32Array(1) }
  return ({ x, y }, params, velocity) =>
    step({ x, y, params, state: { velocity } }, { into }).loss[0] ?? Number.NaN
}

/** Those that train, by hand first. */
export const steppers = (batch: number): readonly Contender[] => {
  const work = hand.workspace(batch)
  return [
    stepping('by hand', batch, ({ x, y }, params, velocity) =>
      hand.step(x, y, params, velocity, settings, work),
    ),
    { ...stepping('compiled', batch, compiledStep({})), most },
    stepping('compiled, not fused', batch, compiledStep({ fuse: false })),
  ]
}

type Prediction = (x: Float32Array, params: Layers, probabilities: Float32Array) => void

const predicting = (name: string, batch: number, predict: Prediction): Contender => {
  const probabilities = new Float32Array(batch * 10)
  let params = startingParams()
  let next = rotation(batch)
  const reset = (): void => {
    params = startingParams()
    next = rotation(batch)
  }
  const run = (): number => {
    predict(next().x, params, probabilities)
    return probabilities[0] ?? Number.NaN
  }
  return {
    name,
    reset,
    run,
    answers: () => {
      reset()
      return Array.from({ length: calls }, run).flatMap(() => [...probabilities])
    },
  }
}

/** Those that predict, by hand first. */
export const predictors = (batch: number): readonly Contender[] => {
  const work = hand.workspace(batch)
  const compiled = orThrow(compile(classify))
  const bound = orThrow(compile(bind({ params: startingParams() })(classify)))
  return [
    predicting('by hand', batch, (x, params, probabilities) => hand.predict(x, params, work, probabilities)),
    {
      ...predicting('compiled', batch, (x, params, probabilities) =>
        compiled({ x, params }, { into: { probabilities } }),
      ),
      most,
    },
    {
      ...predicting('compiled, parameters bound', batch, (x, _, probabilities) =>
        bound({ x }, { into: { probabilities } }),
      ),
      most,
    },
  ]
}

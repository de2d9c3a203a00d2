/**
 * From a seed to trained parameters: initial values, then passes over the images in shuffled batches. Each batch is
 * one call of the one compiled step, which does forward, backward and update.
 */
import { optim, random, training } from 'leibniz'
import { compile, orThrow } from 'leibniz/compiler'
import type { Arrays } from 'leibniz/compiler'
import { batches, shuffled } from './data.ts'
import type { Digits } from './data.ts'
import { median } from './measure.ts'
import { loss } from './model.ts'

/** Chosen by five-fold validation on the images to learn from. */
export const settings = { epochs: 40, batch: 16, rate: 0.05, momentum: 0.9, weightDecay: 1e-4 }

const { init, step } = training({ loss, wrt: 'params', optimiser: optim.momentum(settings) })

/** The two programs as functions; the step writes parameters and optimiser state over those it is given. */
export const compileTraining = () => ({
  init: orThrow(compile(init)),
  step: orThrow(compile(step, { donate: ['params', 'state'] })),
})

export type Params = Arrays<typeof loss.inputs.params>

/** Glorot and Bengio's initial weights: neither signal nor gradient grows from layer to layer. */
const weights = (key: random.Key, outputs: number, inputs: number): Float32Array => {
  const bound = Math.sqrt(6 / (outputs + inputs))
  return random.uniform(key, outputs * inputs, { low: -bound, high: bound })
}

const initialParams = (key: random.Key): Params => {
  const [first, second] = random.split(key)
  return {
    fc1: { weight: weights(first, 32, 64), bias: new Float32Array(32) },
    fc2: { weight: weights(second, 10, 32), bias: new Float32Array(10) },
  }
}

export interface Epoch {
  readonly epoch: number
  /** The mean over the images, each as its batch found it. */
  readonly loss: number
  readonly params: Params
}

export interface Trained {
  readonly params: Params
  /** The median time of a step, in milliseconds. */
  readonly stepTime: number
}

/** Trains on the images from a seed, and tells of each epoch. */
export const train = (
  seed: number,
  images: Digits,
  run: ReturnType<typeof compileTraining>,
  tell: (epoch: Epoch) => void = () => {},
): Trained => {
  const [forParams, forOrder] = random.split(random.key(seed))
  const times: number[] = []
  let params = initialParams(forParams)
  let { state } = run.init({ params })
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    let loss = 0
    for (const { x, y, count } of batches(shuffled(random.foldIn(forOrder, epoch), images), settings.batch)) {
      const start = performance.now()
      const stepped = run.step({ x, y, params, state })
      times.push(performance.now() - start)
      ;({ params, state } = stepped)
      loss += (stepped.loss[0] ?? Number.NaN) * (count / images.count)
    }
    tell({ epoch, loss, params })
  }
  return { params, stepTime: median(times) }
}

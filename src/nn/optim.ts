/**
 * The namespace `optim`: how parameters move, at which rate, and what becomes of gradients before.
 * Before it: the files named below. After it: models, through `src/index.ts`.
 * Invariant: everything here is a pure record or a pure function.
 */
export { adagrad, adam, adamw, rmsprop } from './adaptive.ts'
export type { AdagradOptions, AdamOptions, RmspropOptions } from './adaptive.ts'
export { clipByNorm, clipByValue } from './clipping.ts'
export type { GradientChange } from './clipping.ts'
export { momentum, nesterov, sgd } from './descent.ts'
export type { MomentumOptions, NesterovOptions } from './descent.ts'
export type { Moved, Moving, Optimiser, OptimiserOptions, Rate } from './Optimiser.ts'
export { annealing, constant, exponential, line, oneCycle, stepDecay, warmUp } from './schedules.ts'
export type {
  LinearOptions,
  OneCycleOptions,
  Schedule,
  StepDecayOptions,
  WarmUpOptions,
} from './schedules.ts'

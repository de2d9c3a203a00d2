/**
 * The optimisers of torch.optim, in ours.
 * Before it: `src/nn/optim.ts`. After it: `networks.ts`.
 * Invariant: every option has its meaning here or is an exception that names it; what is not said has torch's default.
 */
import { adagrad, adam, adamw, momentum, nesterov, rmsprop, sgd } from '../../src/nn/optim.ts'
import type { Optimiser } from '../../src/nn/optim.ts'

type Options = Readonly<Record<string, unknown>>

/** Options by torch's names, each read once by what it means. */
const reading = (name: string, options: Options) => {
  const left = new Map(Object.entries(options).filter(([, value]) => value !== null))
  const taken = (option: string): unknown => {
    const value = left.get(option)
    left.delete(option)
    return value
  }
  const refuse = (option: string, value: unknown): never => {
    throw new Error(`${name}: the option ${option} cannot be ${JSON.stringify(value)}`)
  }
  return {
    number: (option: string, otherwise: number): number => {
      const value = taken(option) ?? otherwise
      return typeof value === 'number' ? value : refuse(option, value)
    },
    flag: (option: string): boolean => {
      const value = taken(option) ?? false
      return typeof value === 'boolean' ? value : refuse(option, value)
    },
    pair: (option: string, otherwise: readonly [number, number]): readonly [number, number] => {
      const value = taken(option) ?? otherwise
      if (!Array.isArray(value)) return refuse(option, value)
      const [first, second]: readonly unknown[] = value
      return typeof first === 'number' && typeof second === 'number' ? [first, second] : refuse(option, value)
    },
    /** An option that was said and not read changes nothing where it is off. */
    finished: (optimiser: Optimiser): Optimiser => {
      for (const [option, value] of left) if (value !== false && value !== 0) refuse(option, value)
      return optimiser
    },
  }
}

const descent = (options: Options): Optimiser => {
  const { number, flag, finished } = reading('sgd', options)
  const rate = number('lr', 0.001)
  const weightDecay = number('weight_decay', 0)
  const share = number('momentum', 0)
  const dampening = number('dampening', 0)
  if (flag('nesterov')) {
    if (share <= 0 || dampening !== 0) throw new Error('sgd: nesterov takes a momentum and no dampening')
    return finished(nesterov({ rate, weightDecay, momentum: share }))
  }
  if (share === 0) return finished(sgd({ rate, weightDecay }))
  return finished(
    dampening === 0
      ? momentum({ rate, weightDecay, momentum: share })
      : momentum({ rate, weightDecay, momentum: share, dampening }),
  )
}

const byName: Readonly<Record<string, (options: Options) => Optimiser>> = {
  sgd: descent,
  rmsprop: (options) => {
    const { number, flag, finished } = reading('rmsprop', options)
    const share = number('momentum', 0)
    return finished(
      rmsprop({
        rate: number('lr', 0.01),
        alpha: number('alpha', 0.99),
        epsilon: number('eps', 1e-8),
        weightDecay: number('weight_decay', 0),
        centered: flag('centered'),
        ...(share === 0 ? {} : { momentum: share }),
      }),
    )
  },
  adagrad: (options) => {
    const { number, finished } = reading('adagrad', options)
    return finished(
      adagrad({
        rate: number('lr', 0.01),
        lrDecay: number('lr_decay', 0),
        weightDecay: number('weight_decay', 0),
        initialAccumulator: number('initial_accumulator_value', 0),
        epsilon: number('eps', 1e-10),
      }),
    )
  },
  adam: (options) => {
    const { number, flag, pair, finished } = reading('adam', options)
    return finished(
      adam({
        rate: number('lr', 0.001),
        betas: pair('betas', [0.9, 0.999]),
        epsilon: number('eps', 1e-8),
        weightDecay: number('weight_decay', 0),
        amsgrad: flag('amsgrad'),
      }),
    )
  },
  adamw: (options) => {
    const { number, flag, pair, finished } = reading('adamw', options)
    return finished(
      adamw({
        rate: number('lr', 0.001),
        betas: pair('betas', [0.9, 0.999]),
        epsilon: number('eps', 1e-8),
        weightDecay: number('weight_decay', 0.01),
        amsgrad: flag('amsgrad'),
      }),
    )
  },
}

/** An optimiser by its name in torch.optim, whatever the case of its letters. */
export const optimiserOf = (name: string, options: Options): Optimiser => {
  const key = name.toLowerCase()
  const make = Object.hasOwn(byName, key) ? byName[key] : undefined
  if (make === undefined) throw new Error(`there is no optimiser ${name} to judge`)
  return make(options)
}

/**
 * Judges a network: values, loss, gradients and the steps of an optimiser; and products with its first and second
 * derivatives.
 * Before it: `programs.ts`, `optimisers.ts`, `compare.ts`. After it: `judge.ts`.
 * Invariant: parameters and state are single-precision arrays between two steps, on every target.
 */
import type { Program } from '../../src/Program.ts'
import { training } from '../../src/nn/training.ts'
import { valueAndGrad } from '../../src/program/gradient.ts'
import type { NetCase } from './Case.ts'
import { differences, numberDifferences } from './compare.ts'
import type { Difference } from './compare.ts'
import { optimiserOf } from './optimisers.ts'
import { arraysOf, programOf } from './programs.ts'
import type { Source } from './programs.ts'
import type { Arrays, Target } from './Target.ts'

export const judgeNet = (is: NetCase, target: Target): readonly Difference[] => {
  const { inputs, tol, values, grads } = is
  const source: Source = { inputs, params: new Set(Object.keys(grads)), nodes: is.graph.nodes }
  const network = programOf(source, (named) => ({
    loss: named(is.graph.loss),
    values: Object.fromEntries(Object.keys(values).map((id) => [id, named(id)])),
  }))
  const found = target.prepare(valueAndGrad({ of: 'loss', wrt: 'params' })(network))(arraysOf(source))
  return [
    ...numberDifferences('the loss', found.get('loss'), is.loss, tol),
    ...Object.entries(values).flatMap(([id, want]) => differences(id, found.get(`values.${id}`), want, tol)),
    ...Object.entries(grads).flatMap(([name, want]) =>
      differences(`the gradient of ${name}`, found.get(`grad.${name}`), want, tol),
    ),
    ...judgeTraining(is, source, target),
  ]
}

const judgeTraining = (
  { graph, training: { optimizer, options, losses, finalParams }, trainTol }: NetCase,
  source: Source,
  target: Target,
): readonly Difference[] => {
  const loss: Program = programOf(source, (named) => ({ loss: named(graph.loss) }))
  const { init, step } = training({ loss, wrt: 'params', optimiser: optimiserOf(optimizer, options) })
  const stepping = target.prepare(step)
  let arrays = arraysOf(source)
  arrays = new Map([...arrays, ...target.prepare(init)(paramsOf(arrays))])
  let before = arrays
  const found = losses.flatMap((want, k) => {
    before = arrays
    const after = stepping(arrays)
    arrays = continued(arrays, after)
    return numberDifferences(`the loss after ${k} steps`, after.get('loss'), want, trainTol)
  })
  return [
    ...found.slice(0, 1),
    ...Object.entries(finalParams).flatMap(([name, want]) =>
      differences(`the final ${name}`, before.get(`params.${name}`), want, trainTol),
    ),
  ]
}

const paramsOf = (arrays: Arrays): Arrays =>
  new Map([...arrays].filter(([path]) => path.startsWith('params.')))

/** The arrays of the next step: what a step gives takes the place of what it was given. */
const continued = (arrays: Arrays, outputs: Arrays): Arrays =>
  new Map([...arrays].map(([path, array]) => [path, outputs.get(path) ?? array]))

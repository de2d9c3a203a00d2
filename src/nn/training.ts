/**
 * From a loss to the two programs that train its parameters.
 * Before it: `program/gradient.ts`, `Optimiser.ts`, `clipping.ts`. After it: examples.
 * Invariant: what a step gives as `params` and `state` has the paths, shapes and dtypes of what it takes, so that the
 * outputs can take over the memory of the inputs.
 */
import { at, known } from '../Bug.ts'
import { filled, input, invalid, number } from '../construct.ts'
import type { Differentiable } from '../program/gradient.ts'
import { gradientOf } from '../program/gradient.ts'
import { requestedOne } from '../program/request.ts'
import { programOf, spoiled } from '../program/mistaken.ts'
import type { Merged, Paths, Picked, Each, Selected, Tensors } from '../program/paths.ts'
import type { Selection } from '../program/select.ts'
import { entriesOf, mapSelection, picked, tensorsOf } from '../program/select.ts'
import type { Program } from '../Program.ts'
import { closed } from '../Program.ts'
import type { Spec } from '../Spec.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import type { GradientChange } from './clipping.ts'
import { add } from '../ops/plain.ts'
import type { Moved, Optimiser, Rate } from './Optimiser.ts'

export interface TrainingOptions<
  I extends Tensors,
  O extends Tensors,
  Of extends string,
  Wrt extends Paths,
  Slot extends string,
  R extends Rate,
> {
  /** The program that has the loss among its outputs. */
  readonly loss: Differentiable<'training', I, O, Of, Wrt>
  /** The path of the loss; `loss` where nothing is said. */
  readonly of?: Of
  /** The parameters: the path of a record, of a tensor, or several paths. */
  readonly wrt: Wrt
  readonly optimiser: Optimiser<Slot, R>
  /** What becomes of the gradients before the optimiser sees them, one change after the other. */
  readonly gradients?: readonly GradientChange[]
}

/** What an optimiser remembers: under each name a record shaped like the parameters; the steps are one number. */
export type State<I, Wrt extends Paths, Slot extends string> = {
  readonly [K in Slot]: K extends 'steps' ? Tensor<readonly []> : Selected<I, Wrt>
}

/** The loss's inputs, the state, and the rate where it is an input. */
type StepInputs<I, Wrt extends Paths, Slot extends string, R> = {
  readonly [K in keyof I | 'state' | (R extends Spec ? 'rate' : never)]: K extends 'state'
    ? State<I, Wrt, Slot>
    : K extends keyof I
      ? I[K]
      : Tensor<readonly []>
}

/** The new parameters where they stand among the inputs, the new state, and the loss's outputs. */
type StepOutputs<I, O, Wrt extends Paths, Slot extends string> = Merged<
  Picked<I, Each<Wrt>>,
  Merged<{ readonly state: State<I, Wrt, Slot> }, O>
>

export interface Training<
  I extends Tensors,
  O extends Tensors,
  Wrt extends Paths,
  Slot extends string,
  R extends Rate,
> {
  /** From the parameters to the state before the first step. */
  readonly init: Program<Picked<I, Each<Wrt>>, { readonly state: State<I, Wrt, Slot> }>
  /** From parameters, state and data to the parameters and the state after one step, and the loss before it. */
  readonly step: Program<StepInputs<I, Wrt, Slot, R>, StepOutputs<I, O, Wrt, Slot>>
}

/**
 * The programs that train: `init` gives the optimiser's state for parameters, `step` takes one step. A step has the
 * loss's inputs and, besides, `state` (and `rate` where the optimiser wants it at every step); the loss's outputs and,
 * besides, the new parameters where they stand among the inputs, and `state`.
 *
 * @example
 * const line = program({ w: f32(), x: f32(4) }, ({ w, x }) => ({ loss: mean(square(mul(w, x))) }))
 * Object.keys(training({ loss: line, wrt: 'w', optimiser: optim.sgd({ rate: 0.1 }) }).step.outputs) // ['w', 'state', 'loss']
 */
export const training = <
  I extends Tensors,
  O extends Tensors,
  const Wrt extends Paths,
  Slot extends string,
  R extends Rate,
  const Of extends string = 'loss',
>(
  options: TrainingOptions<I, O, Of, Wrt, Slot, R>,
): Training<I, O, Wrt, Slot, R> => {
  const p = programOf('training', options.loss)
  const plan = planOf(p, options.of ?? 'loss', options)
  const { init, step } = 'mistake' in plan ? mistaken(p, plan.mistake) : trained(p, plan)
  return {
    init: closed<Picked<I, Each<Wrt>>, { readonly state: State<I, Wrt, Slot> }>(
      init.inputs,
      init.outputs,
      init.derivation,
    ),
    step: closed<StepInputs<I, Wrt, Slot, R>, StepOutputs<I, O, Wrt, Slot>>(
      step.inputs,
      step.outputs,
      step.derivation,
    ),
  }
}

/** What is to be done, once it is known that it can be. */
interface Plan {
  readonly loss: AnyTensor
  readonly selection: Selection
  /** The parameters where they stand among the inputs. */
  readonly parameters: Tensors
  readonly optimiser: Optimiser
  readonly gradients: readonly GradientChange[]
}

interface Programs {
  readonly init: Program
  readonly step: Program
}

interface Asked {
  readonly wrt: Paths
  readonly optimiser: Optimiser
  readonly gradients?: readonly GradientChange[]
}

const planOf = (
  p: Program,
  of: string,
  { wrt, optimiser, gradients = [] }: Asked,
): Plan | { readonly mistake: AnyTensor } => {
  const { inputs, outputs } = p
  const request = requestedOne('training', p, { of, wrt }, true)
  if ('mistake' in request) return request
  const parameters = picked(inputs, wrt)
  const added = typeof optimiser.rate === 'number' ? ['state'] : ['state', 'rate']
  const taken =
    added.find((name) => Object.hasOwn(inputs, name)) ??
    ['state', ...Object.keys(parameters)].find((name) => Object.hasOwn(outputs, name))
  if (taken === undefined)
    return { loss: request.of, selection: request.wrt, parameters, optimiser, gradients }
  const sentence = `training: the loss has ${taken} already, which a step wants for its own`
  return { mistake: invalid('LBZ1013', 'training', sentence, []) }
}

const mistaken = ({ inputs, outputs }: Program, mistake: AnyTensor): Programs => ({
  init: closed(inputs, spoiled({}, [mistake]), []),
  step: closed(inputs, spoiled(outputs, [mistake]), []),
})

const trained = ({ inputs, outputs, derivation }: Program, plan: Plan): Programs => {
  const { loss, selection, parameters, optimiser, gradients } = plan
  const rate = typeof optimiser.rate === 'number' ? number(optimiser.rate) : input('rate', [], 'f32')
  const given = typeof optimiser.rate === 'number' ? {} : { rate }
  const { cotangentOf, steps } = gradientOf(loss, tensorsOf(selection))
  const changed = gradients.reduce<readonly AnyTensor[]>(
    (all, change) => change(all),
    tensorsOf(selection).map(cotangentOf),
  )
  const counted = input('state.steps', [], 'f32')
  const moves = new Map(
    entriesOf(selection).map(([path, parameter], k) => {
      const state = mapSlots(optimiser, (slot) =>
        slot === 'steps' ? counted : stateInput(slot, path, parameter),
      )
      const after = optimiser.move({ parameter, gradient: at(changed, k), state, rate })
      return [parameter, { state, after: after.state, moved: after.parameter }]
    }),
  )
  const moveOf = (parameter: AnyTensor): Move => known(moves.get(parameter), 'move of a parameter')
  const stateOf = (steps: AnyTensor, tensor: (parameter: AnyTensor, slot: string) => AnyTensor): Tensors =>
    mapSlots(optimiser, (slot) =>
      slot === 'steps' ? steps : mapSelection(selection, (parameter) => tensor(parameter, slot)),
    )
  const starts = (slot: string): number => known(optimiser.slots[slot], slot)
  return {
    init: closed(
      parameters,
      { state: stateOf(number(0), ({ shape }, slot) => filled(starts(slot), shape)) },
      [],
    ),
    step: closed(
      {
        ...inputs,
        state: stateOf(counted, (parameter, slot) => known(moveOf(parameter).state[slot], slot)),
        ...given,
      },
      {
        ...tree.map(parameters, isTensor, (parameter) => moveOf(parameter).moved),
        state: stateOf(add(counted, 1), (parameter, slot) => known(moveOf(parameter).after[slot], slot)),
        ...outputs,
      },
      [...derivation, ...steps],
    ),
  }
}

/** What is remembered of one parameter before and after a step, and the parameter after it. */
interface Move {
  readonly state: Readonly<Record<string, AnyTensor>>
  readonly after: Moved<string>['state']
  readonly moved: AnyTensor
}

/** A record with something under the name of each slot. */
const mapSlots = <A>({ slots }: Optimiser, value: (slot: string) => A): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.keys(slots).map((slot) => [slot, value(slot)]))

const stateInput = (slot: string, path: string, { shape }: AnyTensor): AnyTensor =>
  input(path === '' ? `state.${slot}` : `state.${slot}.${path}`, shape, 'f32')

/**
 * From a program to the products of its Jacobians and Hessians with vectors, which no matrix is made for.
 * Before it: `differentiate.ts`, `pushforward.ts`, `request.ts`. After it: `jacobian.ts`.
 * Invariant: what is made is a program like any other, so that products nest; the vector is an input of it.
 */
import { at, known } from '../Bug.ts'
import { pullback } from '../differentiate.ts'
import type { Program } from '../Program.ts'
import { closed } from '../Program.ts'
import { pushforward } from '../pushforward.ts'
import type { Motion } from '../pushforward.ts'
import type { AnyTensor } from '../Tensor.ts'
import { gradientOf } from './gradient.ts'
import type { GradientOptions } from './gradient.ts'
import { programOf } from './mistaken.ts'
import type { At, Merged, Paths, Selected, Tensors } from './paths.ts'
import type { Between, One, Outputs, Requested } from './request.ts'
import { inputsLike, requested, requestedOne } from './request.ts'
import type { Selection } from './select.ts'
import { mapSelection, tensorsOf } from './select.ts'

/** The name of the vector's input, where the usual one is taken: that is how products nest. */
export interface Named<As extends string> {
  readonly as?: As
}

/**
 * A program's outputs and, for a `cotangent` of some of them that it takes besides, `grad`: the cotangent of the
 * inputs, Jᵀ·cotangent.
 *
 * @example
 * const scaled = program({ x: f32(2) }, ({ x }) => ({ y: mul(3, x) }))
 * const back = vjp({ of: 'y', wrt: 'x' })(scaled)
 * run(back.outputs.grad, { cotangent: Float32Array.of(1, 2) }) // [3, 6]
 */
export const vjp =
  <
    const Wrt extends Paths,
    const Of extends Paths | undefined = undefined,
    const As extends string = 'cotangent',
  >(
    options: Between<Of, Wrt> & Named<As>,
  ) =>
  <I extends Tensors, O extends Tensors>(
    given: Requested<'vjp', I, O, Of, Wrt, As>,
  ): Program<
    Merged<I, { readonly [K in As]: Outputs<O, Of> }>,
    Merged<O, { readonly grad: Selected<I, Wrt> }>
  > => {
    const p = programOf('vjp', given)
    const name = options.as ?? 'cotangent'
    const request = requested('vjp', p, options, name)
    if ('mistake' in request) return closed(p.inputs, { ...p.outputs, grad: request.mistake }, p.derivation)
    const cotangent = inputsLike(name, request.of)
    const seeds = tensorsOf(cotangent)
    const wrt = tensorsOf(request.wrt)
    const { cotangents, steps } = pullback(
      tensorsOf(request.of).map((of, k) => ({ of, cotangent: at(seeds, k) })),
      wrt,
    )
    const grad = replaced(request.wrt, cotangents)
    return closed({ ...p.inputs, [name]: cotangent }, { ...p.outputs, grad }, [...p.derivation, ...steps])
  }

/** The selection with other tensors in the place of its own. */
const replaced = (selection: Selection, tensors: readonly AnyTensor[]): Selection => {
  const places = new Map(tensorsOf(selection).map((tensor, k) => [tensor, at(tensors, k)]))
  return mapSelection(selection, (tensor) => known(places.get(tensor), 'tensor in its place'))
}

/** The motion of each tensor of a selection along what stands at its place in another. */
const motionsOf = (selection: Selection, tangents: Selection): readonly Motion[] => {
  const along = tensorsOf(tangents)
  return tensorsOf(selection).map((of, k) => ({ of, tangent: at(along, k) }))
}

/** What moves and what is carried along, of a program. */
interface Carried {
  readonly inputs: Tensors
  readonly tangent: Selection
}

const carried = (
  operation: string,
  p: Program,
  options: Between<Paths | undefined, Paths>,
  name: string,
): Carried => {
  const request = requested(operation, p, options, name)
  if ('mistake' in request) return { inputs: p.inputs, tangent: request.mistake }
  const tangent = inputsLike(name, request.wrt)
  const tangents = pushforward(tensorsOf(request.of), motionsOf(request.wrt, tangent))
  return { inputs: { ...p.inputs, [name]: tangent }, tangent: replaced(request.of, tangents) }
}

/**
 * A program's outputs and, for a `tangent` of some inputs that it takes besides, the `tangent` of the outputs,
 * J·tangent.
 *
 * @example
 * const squares = program({ x: f32(2) }, ({ x }) => ({ y: square(x) }))
 * const forth = jvp({ of: 'y', wrt: 'x' })(squares)
 * run(forth.outputs.tangent, { x: Float32Array.of(1, 2), tangent: Float32Array.of(1, 10) }) // [2, 40]
 * const twice = jvp({ of: 'tangent', wrt: 'x', as: 'second' })(forth)
 * const along = { x: Float32Array.of(1, 2), tangent: Float32Array.of(1, 10), second: Float32Array.of(1, 1) }
 * run(twice.outputs.second, along) // [2, 20]
 */
export const jvp =
  <
    const Wrt extends Paths,
    const Of extends Paths | undefined = undefined,
    const As extends string = 'tangent',
  >(
    options: Between<Of, Wrt> & Named<As>,
  ) =>
  <I extends Tensors, O extends Tensors>(
    given: Requested<'jvp', I, O, Of, Wrt, As>,
  ): Program<
    Merged<I, { readonly [K in As]: Selected<I, Wrt> }>,
    Merged<O, { readonly [K in As]: Outputs<O, Of> }>
  > => {
    const p = programOf('jvp', given)
    const name = options.as ?? 'tangent'
    const { inputs, tangent } = carried('jvp', p, options, name)
    return closed(inputs, { ...p.outputs, [name]: tangent }, p.derivation)
  }

/**
 * The linear part alone: from the `tangent` of inputs to that of outputs, which `jvp` gives beside the outputs. The
 * point stays an input; `bind` fixes it.
 *
 * @example
 * const squares = program({ x: f32(2) }, ({ x }) => ({ y: square(x) }))
 * const slope = bind({ x: Float32Array.of(1, 2) })(linearize({ of: 'y', wrt: 'x' })(squares))
 * run(slope.outputs.tangent, { tangent: Float32Array.of(1, 10) }) // [2, 40]
 */
export const linearize =
  <
    const Wrt extends Paths,
    const Of extends Paths | undefined = undefined,
    const As extends string = 'tangent',
  >(
    options: Between<Of, Wrt> & Named<As>,
  ) =>
  <I extends Tensors, O extends Tensors>(
    given: Requested<'linearize', I, O, Of, Wrt, As>,
  ): Program<Merged<I, { readonly [K in As]: Selected<I, Wrt> }>, { readonly [K in As]: Outputs<O, Of> }> => {
    const name = options.as ?? 'tangent'
    const { inputs, tangent } = carried('linearize', programOf('linearize', given), options, name)
    return closed(inputs, { [name]: tangent }, [])
  }

/**
 * A program's outputs and, for a `tangent` of some inputs that it takes besides, `hvp`: the Hessian of one output
 * times the tangent, as the tangent of its gradient.
 *
 * @example
 * const cubes = program({ x: f32(2) }, ({ x }) => ({ y: sum(mul(x, square(x))) }))
 * const curved = hvp({ of: 'y', wrt: 'x' })(cubes)
 * run(curved.outputs.hvp, { x: Float32Array.of(1, 2), tangent: Float32Array.of(1, 10) }) // [6, 120]
 */
export const hvp =
  <const Of extends string, const Wrt extends Paths, const As extends string = 'tangent'>(
    options: GradientOptions<Of, Wrt> & Named<As>,
  ) =>
  <I extends Tensors, O extends Tensors>(
    given: Requested<'hvp', I, O, Of, Wrt, As, One<'hvp', Of, At<O, Of>, true>>,
  ): Program<
    Merged<I, { readonly [K in As]: Selected<I, Wrt> }>,
    Merged<O, { readonly hvp: Selected<I, Wrt> }>
  > => {
    const p = programOf('hvp', given)
    const name = options.as ?? 'tangent'
    const request = requestedOne('hvp', p, options, true, name)
    if ('mistake' in request) return closed(p.inputs, { ...p.outputs, hvp: request.mistake }, p.derivation)
    const tangent = inputsLike(name, request.wrt)
    const wrt = tensorsOf(request.wrt)
    const { cotangentOf, steps } = gradientOf(request.of, wrt)
    const tangents = pushforward(wrt.map(cotangentOf), motionsOf(request.wrt, tangent))
    const outputs = { ...p.outputs, hvp: replaced(request.wrt, tangents) }
    return closed({ ...p.inputs, [name]: tangent }, outputs, [...p.derivation, ...steps])
  }

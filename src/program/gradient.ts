/**
 * From a program to the program of its gradients.
 * Before it: `differentiate.ts`, `Program.ts`. After it: `nn/training.ts`.
 * Invariant: what is made is a program like any other, so that gradients nest; it keeps the steps that it was
 * derived by.
 */
import { filled } from '../construct.ts'
import { at, known } from '../Bug.ts'
import type { Derivation } from '../Derivation.ts'
import { pullback } from '../differentiate.ts'
import type { Program } from '../Program.ts'
import { closed } from '../Program.ts'
import type { AnyTensor } from '../Tensor.ts'
import { programOf } from './mistaken.ts'
import type { At, Merged, Paths, Selected, Tensors } from './paths.ts'
import type { One, Requested } from './request.ts'
import { requestedOne } from './request.ts'
import type { Selection } from './select.ts'
import { mapSelection, tensorsOf } from './select.ts'

/** Which output is differentiated, and with respect to which inputs: a tensor, a record of them, or several paths. */
export interface GradientOptions<Of extends string, Wrt extends Paths> {
  readonly of: Of
  readonly wrt: Wrt
}

/** The program, or the sentence that says why it has no such gradient. */
export type Differentiable<
  Name extends string,
  I extends Tensors,
  O extends Tensors,
  Of extends string,
  Wrt extends Paths,
> = Requested<Name, I, O, Of, Wrt, never, One<Name, Of, At<O, Of>, true>>

/**
 * The gradient of one output, as the output `grad`: shaped like what stands at the path `wrt`, or the record that
 * holds what stands at several.
 *
 * @example
 * const cubes = program({ x: f32() }, ({ x }) => ({ y: mul(x, square(x)) }))
 * run(grad({ of: 'y', wrt: 'x' })(cubes).outputs.grad, { x: Float32Array.of(2) }) // 12
 */
export const grad =
  <const Of extends string, const Wrt extends Paths>(options: GradientOptions<Of, Wrt>) =>
  <I extends Tensors, O extends Tensors>(
    p: Differentiable<'grad', I, O, Of, Wrt>,
  ): Program<I, { readonly grad: Selected<I, Wrt> }> => {
    const { inputs, derivation, gradient } = differentiated('grad', options, p)
    return closed(inputs, { grad: gradient }, derivation)
  }

/**
 * A program's outputs and, as one more of them, the gradient `grad` of one; an output that had this name gives way.
 *
 * @example
 * const cubes = program({ x: f32() }, ({ x }) => ({ y: mul(x, square(x)) }))
 * Object.keys(valueAndGrad({ of: 'y', wrt: 'x' })(cubes).outputs) // ['y', 'grad']
 */
export const valueAndGrad =
  <const Of extends string, const Wrt extends Paths>(options: GradientOptions<Of, Wrt>) =>
  <I extends Tensors, O extends Tensors>(
    p: Differentiable<'valueAndGrad', I, O, Of, Wrt>,
  ): Program<I, Merged<O, { readonly grad: Selected<I, Wrt> }>> => {
    const { inputs, outputs, derivation, gradient } = differentiated('valueAndGrad', options, p)
    return closed(inputs, { ...outputs, grad: gradient }, derivation)
  }

/** A program and the gradient of one of its outputs. */
interface Differentiated extends Pick<Program, 'inputs' | 'outputs'> {
  readonly derivation: Derivation
  readonly gradient: Selection
}

const differentiated = (
  name: string,
  options: GradientOptions<string, Paths>,
  given: Program | string,
): Differentiated => {
  const p = programOf(name, given)
  const { inputs, outputs, derivation } = p
  const request = requestedOne(name, p, options, true)
  if ('mistake' in request) return { inputs, outputs, derivation, gradient: request.mistake }
  const { cotangentOf, steps } = gradientOf(request.of, tensorsOf(request.wrt))
  return {
    inputs,
    outputs,
    derivation: [...derivation, ...steps],
    gradient: mapSelection(request.wrt, cotangentOf),
  }
}

/** The cotangents of tensors for a seed of one. */
export const gradientOf = (
  output: AnyTensor,
  wrt: readonly AnyTensor[],
): { readonly cotangentOf: (tensor: AnyTensor) => AnyTensor; readonly steps: Derivation } => {
  const { cotangents, steps } = pullback([{ of: output, cotangent: filled(1, output.shape) }], wrt)
  const found = new Map(wrt.map((tensor, k) => [tensor, at(cotangents, k)]))
  return { cotangentOf: (tensor) => known(found.get(tensor), 'cotangent'), steps }
}

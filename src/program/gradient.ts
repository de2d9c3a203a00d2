/**
 * From a program to the program of its gradients.
 * Before it: `differentiate.ts`, `Program.ts`. After it: `nn/training.ts`.
 * Invariant: what is made is a program like any other, so that gradients nest; it keeps the steps that it was
 * derived by.
 */
import { at, known } from '../Bug.ts'
import { invalid } from '../construct.ts'
import { filled, pullback } from '../differentiate.ts'
import type { Program } from '../Program.ts'
import { closed } from '../Program.ts'
import * as shapes from '../Shape.ts'
import type { Show } from '../Shape.ts'
import type { Given, IsOpen } from '../shape/verdict.ts'
import type { Derivation } from '../Derivation.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor } from '../Tensor.ts'
import * as tree from '../Tree.ts'
import { programOf } from './mistaken.ts'
import type { At, Each, Merged, Path, Paths, Selected, Tensors } from './paths.ts'
import type { Selection } from './select.ts'
import { mapSelection, select, tensorsOf } from './select.ts'

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
> = [Of] extends [Path<O>]
  ? [Each<Wrt>] extends [Path<I>]
    ? Given<Scalar<Name, Of, At<O, Of>>, Program<I, O>>
    : `${Name}: there is no input ${Exclude<Each<Wrt>, Path<I>>}`
  : `${Name}: there is no output ${Of}`

/** Whether a tensor has no axes, or a number of them that is not known; or the sentence. */
type Scalar<Name extends string, Of extends string, T> = AnyTensor extends T
  ? true
  : T extends AnyTensor
    ? T['shape'] extends readonly []
      ? true
      : IsOpen<T['shape']> extends true
        ? true
        : `${Name}: ${Of} is ${Show<T['shape']>}, not a scalar`
    : `${Name}: there is no output ${Of}`

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
  { of, wrt }: GradientOptions<string, Paths>,
  given: Program | string,
): Differentiated => {
  const { inputs, outputs, derivation } = programOf(name, given)
  const refuse = (mistake: AnyTensor): Differentiated => ({ inputs, outputs, derivation, gradient: mistake })
  const output = tree.get(outputs, of, isTensor)
  if (!isTensor(output)) return refuse(invalid('LBZ2002', name, `${name}: there is no output ${of}`, []))
  const selection = select(inputs, wrt)
  if ('missing' in selection)
    return refuse(invalid('LBZ2002', name, `${name}: there is no input ${selection.missing}`, []))
  if (output.shape.length > 0)
    return refuse(
      invalid('LBZ2001', name, `${name}: ${of} is ${shapes.show(output.shape)}, not a scalar`, [output]),
    )
  const { cotangentOf, steps } = gradientOf(output, tensorsOf(selection.found))
  return {
    inputs,
    outputs,
    derivation: [...derivation, ...steps],
    gradient: mapSelection(selection.found, cotangentOf),
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

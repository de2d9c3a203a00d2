/**
 * From a program to its matrices of derivatives, whole.
 * Before it: `products.ts` says what a product is; `vectorise.ts`. After it: Newton's method, the laws.
 * Invariant: each is the product with a vector, for a batch of all unit vectors at once; no loop is written.
 */
import { at, known } from '../Bug.ts'
import { elementwise, filled, index, input, moved, reshaped } from '../construct.ts'
import { pullback } from '../differentiate.ts'
import * as extent from '../Extent.ts'
import * as moves from '../moves.ts'
import { eq, where } from '../ops/comparison.ts'
import type { Program } from '../Program.ts'
import { closed } from '../Program.ts'
import { pushforward } from '../pushforward.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import { vectorised } from '../vectorise.ts'
import { gradientOf } from './gradient.ts'
import type { GradientOptions } from './gradient.ts'
import { programOf } from './mistaken.ts'
import type { At, Crossed, Merged, Paths, Selected, Squared, Tensors } from './paths.ts'
import type { One, Requested } from './request.ts'
import { requestedOne } from './request.ts'
import { crossSelection, mapSelection, tensorsOf } from './select.ts'

/** How the columns or the rows are found: forward where inputs are fewer, in reverse where outputs are. */
export interface JacobianOptions<Of extends string, Wrt extends Paths> extends GradientOptions<Of, Wrt> {
  readonly mode?: 'forward' | 'reverse'
}

/**
 * A program's outputs and the `jacobian` of one of them: for each tensor at `wrt` one of shape
 * [...output, ...input]. In reverse where nothing is said.
 *
 * @example
 * const products = program({ x: f32(2) }, ({ x }) => ({ y: outer(x, x) }))
 * run(jacobian({ of: 'y', wrt: 'x' })(products).outputs.jacobian, { x: Float32Array.of(1, 2) })
 * // [[[2, 0], [2, 1]], [[2, 1], [0, 4]]]
 */
export const jacobian =
  <const Of extends string, const Wrt extends Paths>(options: JacobianOptions<Of, Wrt>) =>
  <I extends Tensors, O extends Tensors>(
    given: Requested<'jacobian', I, O, Of, Wrt, never, One<'jacobian', Of, At<O, Of>, false>>,
  ): Program<I, Merged<O, { readonly jacobian: Crossed<At<O, Of>, Selected<I, Wrt>> }>> => {
    const p = programOf('jacobian', given)
    const request = requestedOne('jacobian', p, options, false)
    if ('mistake' in request)
      return closed(p.inputs, { ...p.outputs, jacobian: request.mistake }, p.derivation)
    const { of, wrt } = request
    const tensors = tensorsOf(wrt)
    const found = options.mode === 'forward' ? tensors.map((x) => at(columns([of], x), 0)) : rows(of, tensors)
    const places = new Map(tensors.map((tensor, k) => [tensor, at(found, k)]))
    const matrices = mapSelection(wrt, (tensor) => known(places.get(tensor), 'jacobian'))
    return closed(p.inputs, { ...p.outputs, jacobian: matrices }, p.derivation)
  }

/**
 * A program's outputs and the `hessian` of one, a scalar: for each pair of tensors at `wrt` one of shape
 * [...first, ...second]; of several a record of records. Forward over reverse.
 *
 * @example
 * const cubes = program({ x: f32(2) }, ({ x }) => ({ y: sum(mul(x, square(x))) }))
 * run(hessian({ of: 'y', wrt: 'x' })(cubes).outputs.hessian, { x: Float32Array.of(1, 2) }) // [[6, 0], [0, 12]]
 */
export const hessian =
  <const Of extends string, const Wrt extends Paths>(options: GradientOptions<Of, Wrt>) =>
  <I extends Tensors, O extends Tensors>(
    given: Requested<'hessian', I, O, Of, Wrt, never, One<'hessian', Of, At<O, Of>, true>>,
  ): Program<I, Merged<O, { readonly hessian: Squared<Selected<I, Wrt>> }>> => {
    const p = programOf('hessian', given)
    const request = requestedOne('hessian', p, options, true)
    if ('mistake' in request)
      return closed(p.inputs, { ...p.outputs, hessian: request.mistake }, p.derivation)
    const { of, wrt } = request
    const tensors = tensorsOf(wrt)
    const { cotangentOf } = gradientOf(of, tensors)
    const gradients = tensors.map(cotangentOf)
    const places = new Map(tensors.map((tensor, k) => [tensor, k]))
    const placeOf = (tensor: AnyTensor): number => known(places.get(tensor), 'place of an input')
    const found = tensors.map((tensor) => columns(gradients, tensor))
    const matrices = crossSelection(wrt, (first) =>
      mapSelection(wrt, (second) => at(at(found, placeOf(second)), placeOf(first))),
    )
    return closed(p.inputs, { ...p.outputs, hessian: matrices }, p.derivation)
  }

/** For each position of a shape the tensor that is 1 there and 0 elsewhere, in a batch of them. */
const units = (shape: Shape): AnyTensor => {
  const places = index(
    [shapes.sizeOf(shape), ...shape],
    [1, ...shapes.strides(shape).map(extent.negate)],
    0,
    'i32',
  )
  return elementwise(where.op, elementwise(eq.op, places, 0), 1, 0)
}

/** The jacobians of a tensor with respect to others, a row for each of its elements: cotangents of unit seeds. */
const rows = (of: AnyTensor, wrt: readonly AnyTensor[]): readonly AnyTensor[] => {
  if (of.shape.length === 0) return pullback([{ of, cotangent: filled(1, []) }], wrt).cotangents
  const seed = input('seed', of.shape, 'f32')
  const { cotangents } = pullback([{ of, cotangent: seed }], wrt)
  const found = vectorised(cotangents, new Map([[seed, units(of.shape)]]), shapes.sizeOf(of.shape))
  return found.map((matrix, k) => shaped(matrix, [...of.shape, ...at(wrt, k).shape]))
}

/** The jacobians of tensors with respect to one, a column for each of its elements: tangents along unit vectors. */
const columns = (of: readonly AnyTensor[], wrt: AnyTensor): readonly AnyTensor[] => {
  if (wrt.shape.length === 0) return pushforward(of, [{ of: wrt, tangent: filled(1, []) }])
  const along = input('along', wrt.shape, 'f32')
  const tangents = pushforward(of, [{ of: wrt, tangent: along }])
  const found = vectorised(tangents, new Map([[along, units(wrt.shape)]]), shapes.sizeOf(wrt.shape))
  return found.map((matrix, k) => {
    const { shape } = at(of, k)
    if (matrix.form.tag === 'invalid') return matrix
    const order = [...shape.keys()].map((axis) => axis + 1)
    const turned = moved(matrix, moves.transpose(matrix.shape, [...order, 0]))
    return shaped(turned, [...shape, ...wrt.shape])
  })
}

const shaped = (matrix: AnyTensor, shape: Shape): AnyTensor =>
  matrix.form.tag === 'invalid' ? matrix : reshaped(matrix, shape)

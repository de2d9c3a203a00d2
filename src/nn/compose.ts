/**
 * Layers made of layers.
 * Before it: `Layer.ts`. After it: the namespace `nn`.
 * Invariant: the parameters of the parts stand in the whole's under the number of the part, as in PyTorch's
 * `Sequential`: `0.weight`, `2.weight`; a part without parameters has none.
 */
import { either as E } from 'fp-ts'
import { elementwise, ruled } from '../construct.ts'
import { add } from '../ops/arithmetic.ts'
import { stated } from '../ops/operation.ts'
import type { Specs, Tensors } from '../Program.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import type { Layer } from './Layer.ts'

/** A function of one tensor, such as an activation. */
type Plain = (x: never) => AnyTensor

/** A layer of one tensor. */
interface Part {
  readonly parameters: Specs
  readonly apply: (parameters: never) => Plain
}

/** The parameters of those parts that have some, by their numbers. */
export type PartsOf<L extends readonly unknown[]> = {
  readonly [K in keyof L & `${number}` as L[K] extends Part ? K : never]: L[K] extends Part
    ? L[K]['parameters']
    : never
}

const isPart = (part: Part | Plain): part is Part => typeof part !== 'function'

/**
 * Layers and activations, one after the other. The shapes between them are checked where it is applied; where the type
 * of the result is wanted, write `pipe(x, first.apply(…), relu, second.apply(…))`.
 *
 * @example
 * const net = sequential(nn.linear({ in: 4, out: 8 }), relu, nn.linear({ in: 8, out: 3 }))
 * Object.keys(net.parameters) // ['0', '2']
 */
export const sequential = <const L extends readonly (Part | Plain)[]>(
  ...parts: L
): Layer<PartsOf<L>, (x: AnyTensor) => Tensor<Shape>> => ({
  parameters: named(
    Object.fromEntries(parts.flatMap((part, k) => (isPart(part) ? [[k, part.parameters]] : []))),
  ),
  apply: stated(
    (parameters: Readonly<Record<string, Tensors>>) => (x: AnyTensor) =>
      parts.reduce<AnyTensor>((value, part, k) => {
        const apply: (x: AnyTensor) => AnyTensor = stated(
          isPart(part) ? part.apply(named(parameters[k] ?? {})) : part,
        )
        return apply(value)
      }, x),
  ),
})

/** States the type of a record that was made part by part. */
const named = <P>(record: object): P => record as P

/**
 * A layer with a way around it: x + f(x). What the layer gives has the shape of what it takes.
 *
 * @example
 * const block = residual(nn.sequential(nn.linear({ in: 4, out: 4 }), tanh))
 * Object.keys(block.parameters) // ['0']
 */
export const residual = <P extends Specs>(part: {
  readonly parameters: P
  readonly apply: (parameters: never) => Plain
}): Layer<P, <S extends Shape>(x: Tensor<S>) => Tensor<S>> => ({
  parameters: part.parameters,
  apply: stated((parameters: never) => (x: AnyTensor) => {
    const around: (x: AnyTensor) => AnyTensor = stated(part.apply(parameters))
    return ruled(
      'residual',
      [x, around(x)],
      (before, after) =>
        shapes.same(before, after)
          ? E.right(before)
          : shapes.refuse(
              'LBZ1001',
              `residual: the layer gives ${shapes.show(after)} for ${shapes.show(before)}`,
            ),
      () => elementwise(add.op, x, around(x)),
    )
  }),
})

/**
 * Axes that come, go and change places.
 * Before it: `construct.ts`, `moves.ts`, `shape/layout.ts`. After it: `src/index.ts`.
 * Invariant: each is one Move.
 */
import { moved, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as moves from '../moves.ts'
import { listed } from '../shape/axes.ts'
import type { AreAxes, Axes, Inserted, Listed, Without } from '../shape/axes.ts'
import { newAxis } from '../shape/joining.ts'
import type { NewAxis } from '../shape/joining.ts'
import { axesSwapped, axisMoved, squeezed } from '../shape/layout.ts'
import type {
  AxesSwapped,
  AxisMoved,
  MoveAxisOptions,
  MovesAxis,
  Squeezes,
  WithoutOnes,
} from '../shape/layout.ts'
import type { DTypeOf, Given, ShapeOf, Typed } from '../shape/verdict.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'

export type { MoveAxisOptions } from '../shape/layout.ts'
import { configured, withOptions } from './given.ts'

/** Which axes of extent 1 are dropped. */
export interface SqueezeOptions {
  readonly axis: number | readonly number[]
}

interface SqueezeFunction {
  <const G extends AnyTensor | SqueezeOptions>(
    given: G,
  ): G extends Typed
    ? Tensor<WithoutOnes<ShapeOf<G>>, DTypeOf<G>>
    : <S extends Shape, D extends DType>(
        x: Given<Squeezes<'squeeze', Axes<'squeeze', Listed<G>, S>, S>, Tensor<S, D>>,
      ) => Tensor<Without<S, Axes<'squeeze', Listed<G>, S>>, D>
}

const ones = (shape: Shape): readonly number[] => [...shape.keys()].filter((k) => shape[k] === 1)

/**
 * Without axes of extent 1: those that are named, or all.
 *
 * @example
 * run(squeeze({ axis: 0 })(constant([[1, 2]]))) // [1, 2]
 */
export const squeeze: SqueezeFunction = withOptions(
  'squeeze',
  ({ axis }: Partial<SqueezeOptions>, x: AnyTensor) =>
    ruled(
      'squeeze',
      [x],
      (shape) => squeezed('squeeze', axis === undefined ? ones(shape) : listed(axis), shape),
      (axes) => moved(x, moves.squeeze(x.shape, axes)),
    ),
)

/** Where an axis of extent 1 is put, counted in the result. */
export interface ExpandDimsOptions {
  readonly axis: number
}

interface ExpandDimsFunction {
  <const O extends ExpandDimsOptions>(
    options: O,
  ): <S extends Shape, D extends DType>(
    x: Given<AreAxes<NewAxis<'expandDims', O['axis'], S>>, Tensor<S, D>>,
  ) => Tensor<Inserted<S, NewAxis<'expandDims', O['axis'], S>, 1>, D>
}

/**
 * With one more axis, of extent 1.
 *
 * @example
 * run(expandDims({ axis: -1 })(constant([1, 2]))) // [[1], [2]]
 */
export const expandDims: ExpandDimsFunction = configured(
  'expandDims',
  ['axis'],
  ({ axis }: ExpandDimsOptions) =>
    (x: AnyTensor) =>
      ruled(
        'expandDims',
        [x],
        (shape) => newAxis('expandDims', axis, shape),
        (place) => moved(x, moves.repeatAlong([place], x.shape.toSpliced(place, 0, 1))),
      ),
)

interface MoveAxisFunction {
  <const O extends MoveAxisOptions>(
    options: O,
  ): <S extends Shape, D extends DType>(
    x: Given<MovesAxis<'moveAxis', O, S>, Tensor<S, D>>,
  ) => Tensor<AxisMoved<O, S>, D>
}

/** The operand with its axes in the order that a rule says. */
const ordered = (
  operation: string,
  x: AnyTensor,
  rule: (shape: Shape) => Ruled<readonly number[]>,
): AnyTensor => ruled(operation, [x], rule, (order) => moved(x, moves.transpose(x.shape, order)))

/**
 * One axis elsewhere, the others in their order.
 *
 * @example
 * run(moveAxis({ from: 0, to: -1 })(constant([[1, 2], [3, 4]]))) // [[1, 3], [2, 4]]
 */
export const moveAxis: MoveAxisFunction = configured(
  'moveAxis',
  ['from', 'to'],
  (options: MoveAxisOptions) => (x: AnyTensor) =>
    ordered('moveAxis', x, (shape) => axisMoved('moveAxis', options, shape)),
)

/** The two axes that change places. */
export interface SwapAxesOptions {
  readonly axes: readonly [number, number]
}

interface SwapAxesFunction {
  <const L extends readonly [number, number]>(options: {
    readonly axes: L
  }): <S extends Shape, D extends DType>(
    x: Given<AreAxes<Axes<'swapAxes', L, S>>, Tensor<S, D>>,
  ) => Tensor<AxesSwapped<L, S>, D>
}

/**
 * Two axes in the place of each other.
 *
 * @example
 * run(swapAxes({ axes: [0, 1] })(constant([[1, 2], [3, 4]]))) // [[1, 3], [2, 4]]
 */
export const swapAxes: SwapAxesFunction = configured(
  'swapAxes',
  ['axes'],
  ({ axes }: SwapAxesOptions) =>
    (x: AnyTensor) =>
      ordered('swapAxes', x, (shape) => axesSwapped('swapAxes', axes, shape)),
)

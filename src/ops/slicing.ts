/**
 * Parts of tensors: slice, split, flip, roll, pad.
 * Before it: `construct.ts`, `moves.ts`, `shape/slice.ts`. After it: `src/index.ts`.
 * Invariant: each is one Move an operand, whatever the number of axes; a roll is the sum of two that do not overlap.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import { elementwise, extentValue, invalid, moved, positionsAlong, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import * as moves from '../moves.ts'
import type { Reading } from '../moves.ts'
import { axesOf, axisOf, listed } from '../shape/axes.ts'
import type { AreAxes, Axes, Listed, With } from '../shape/axes.ts'
import { pad as padding, partsOf, split as splitting } from '../shape/joining.ts'
import type { IsPadded, Padded, Pads, PartSizes, SplitOptions, Splits } from '../shape/joining.ts'
import { slice as slicing } from '../shape/slice.ts'
import type { Sliced, Slices, Slicing, SlicingsOf } from '../shape/slice.ts'
import type { DTypeOf, Given, ShapeOf, Typed } from '../shape/verdict.ts'
import type { Shape } from '../Shape.ts'
import { isTensor } from '../Tensor.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { joined } from './disjoint.ts'
import { configured, optionsOf, withOptions } from './given.ts'
import * as integer from './integer.ts'
import { stated } from './operation.ts'
import { taken } from './pointing.ts'

export type { SplitOptions } from '../shape/joining.ts'
export type { Slicing } from '../shape/slice.ts'

interface SliceFunction {
  <const O extends Slicing | readonly Slicing[]>(
    options: O,
  ): <S extends Shape, D extends DType>(
    x: Given<Slices<'slice', SlicingsOf<O>, S>, Tensor<S, D>>,
  ) => Tensor<Sliced<S, SlicingsOf<O>>, D>
}

const isSeveral = (options: Slicing | readonly Slicing[]): options is readonly Slicing[] =>
  Array.isArray(options)

/**
 * What Python's `start:stop:step` takes of an axis, or of several: bounds count from the end where they are negative,
 * are open where they are null or not said, and are clamped to the axis; the step may be negative. The bounds of an
 * axis of symbolic extent are taken to lie within it; where they do not, what is not there reads as 0.
 *
 * @example
 * run(slice({ axis: 0, start: 1, stop: -1 })(constant([1, 2, 3, 4]))) // [2, 3]
 * run(slice([{ axis: 0, start: -1 }, { axis: 1, step: -1 }])(constant([[1, 2], [3, 4]]))) // [[4, 3]]
 */
export const slice: SliceFunction = stated((options: Slicing | readonly Slicing[]) => (x: AnyTensor) => {
  const slicings = isSeveral(options) ? options : [options]
  return ruled(
    'slice',
    [x],
    (shape) =>
      E.chain(() => slicing('slice', slicings, shape))(
        E.traverseArray((one: unknown) => optionsOf('slice', one, ['axis'], ['start', 'stop']))(slicings),
      ),
    (cuts) =>
      moved(
        x,
        moves.readings(
          x.shape,
          cuts.map(({ start, step, size }) => ({ coefficient: step, offset: start, size })),
        ),
      ),
  )
})

/** Which axes are reversed: all where none are named. */
export interface FlipOptions {
  readonly axis?: number | readonly number[]
}

interface FlipFunction {
  <const G extends AnyTensor | FlipOptions>(
    given: G,
  ): G extends Typed
    ? Tensor<ShapeOf<G>, DTypeOf<G>>
    : <S extends Shape, D extends DType>(
        x: Given<AreAxes<Axes<'flip', Listed<G>, S>>, Tensor<S, D>>,
      ) => Tensor<S, D>
}

const whole = (size: Extent): Reading => ({ coefficient: 1, offset: 0, size })

/**
 * Axes from last to first: those that are named, or all.
 *
 * @example
 * run(flip({ axis: -1 })(constant([[1, 2], [3, 4]]))) // [[2, 1], [4, 3]]
 */
export const flip: FlipFunction = withOptions('flip', ({ axis }: FlipOptions, x: AnyTensor) =>
  ruled(
    'flip',
    [x],
    (shape) => axesOf('flip', axis === undefined ? [...shape.keys()] : listed(axis), shape),
    (axes) =>
      moved(
        x,
        moves.readings(
          x.shape,
          x.shape.map((size, k) =>
            axes.includes(k) ? { coefficient: -1, offset: extent.sub(size, 1), size } : whole(size),
          ),
        ),
      ),
  ),
)

/** How many elements stand before and after each axis, and what they are: 0 where nothing is said. */
export interface PadOptions {
  readonly pads: Pads
  readonly value?: number
}

interface PadFunction {
  <const P extends Pads>(options: {
    readonly pads: P
    readonly value?: number
  }): <S extends Shape, D extends DType>(
    x: Given<IsPadded<'pad', P, S>, Tensor<S, D>>,
  ) => Tensor<Padded<S, P>, D>
}

/** Whether an element of the dtype can be the number. */
const canBe = (dtype: DType, value: number): boolean =>
  dtype === 'f32' || (Number.isInteger(value) && (dtype === 'i32' || value >= 0))

/**
 * Elements of one value around a tensor.
 *
 * @example
 * run(pad({ pads: [[1, 2]], value: 7 })(constant([1, 2]))) // [7, 1, 2, 7, 7]
 */
export const pad: PadFunction = configured(
  'pad',
  ['pads'],
  ({ pads, value = 0 }: PadOptions) =>
    (x: AnyTensor) =>
      ruled(
        'pad',
        [x],
        (shape) => padding('pad', pads, shape),
        () => {
          if (Number.isNaN(value)) return invalid('LBZ1011', 'pad', 'pad: NaN is not a number', [x])
          if (!canBe(x.dtype, value))
            return invalid('LBZ1008', 'pad', `pad: ${value} is no element of ${x.dtype}`, [x])
          const around = x.shape.map((size, k): Reading => {
            const [low, high] = at(pads, k)
            return { coefficient: 1, offset: -low, size: extent.add(size, low + high) }
          })
          return moved(x, moves.readings(x.shape, around), value)
        },
      ),
)

/** For each place along an axis of which the size is a symbol, perhaps less than the shift, what comes there. */
const turned = (size: Extent, shift: number): AnyTensor =>
  elementwise(
    integer.mod.i32,
    elementwise(integer.sub.i32, positionsAlong(0, [size], 'i32'), shift),
    extentValue(size, 'i32'),
  )

/** How many parts there are; of a split that is refused, a few to speak of it. */
const countOf = (options: SplitOptions, x: AnyTensor): number =>
  isTensor(x) && E.isRight(splitting('split', options, x.shape))
    ? partsOf(options)
    : Math.min(partsOf(options), 64)

type PartsOf<Sizes extends readonly Extent[], S extends Shape, Place, D extends DType> = {
  readonly [K in keyof Sizes]: Tensor<With<S, Place, Sizes[K]>, D>
}

interface SplitFunction {
  <const O extends SplitOptions>(
    options: O,
  ): <S extends Shape, D extends DType>(
    x: Given<Splits<'split', O, S>, Tensor<S, D>>,
  ) => PartsOf<PartSizes<O, S>, S, Axes<'', readonly [O['axis']], S>, D>
}

/**
 * An axis in parts: so many of one size, or of the sizes that are named.
 *
 * @example
 * split({ axis: 0, sizes: [1, 2] })(constant([1, 2, 3])).map((part) => run(part)) // [[1], [2, 3]]
 */
export const split: SplitFunction = configured(
  'split',
  ['axis'],
  (options: SplitOptions) => (x: AnyTensor) =>
    Array.from({ length: countOf(options, x) }, (_, part) =>
      ruled(
        'split',
        [x],
        (shape) => splitting('split', options, shape),
        ({ axis, sizes }) => {
          const start = sizes.slice(0, part).reduce(extent.add, 0)
          return moved(x, moves.slice(x.shape, axis, start, 1, at(sizes, part)))
        },
      ),
    ),
  (mistake) => [mistake],
)

/** How far elements go along an axis, and on from its other end. */
export interface RollOptions {
  readonly axis: number
  readonly shift: number
}

interface RollFunction {
  <const O extends RollOptions>(
    options: O,
  ): <S extends Shape, D extends DType>(
    x: Given<AreAxes<Axes<'roll', readonly [O['axis']], S>>, Tensor<S, D>>,
  ) => Tensor<S, D>
}

/**
 * Elements moved along an axis, those that fall off its end coming in at the other. Along an axis of symbolic extent
 * the shift is taken to be no larger than the extent.
 *
 * @example
 * run(roll({ axis: 0, shift: 1 })(constant([1, 2, 3]))) // [3, 1, 2]
 */
export const roll: RollFunction = configured(
  'roll',
  ['axis', 'shift'],
  ({ axis, shift }: RollOptions) =>
    (x: AnyTensor) => {
      if (!Number.isInteger(shift))
        return invalid('LBZ1010', 'roll', `roll: ${shift} is not a number of elements`, [x])
      return ruled(
        'roll',
        [x],
        (shape) => axisOf('roll', axis, shape),
        (place) => {
          const size = at(x.shape, place)
          const by = typeof size === 'number' && size > 0 ? shift % size : shift
          if (by === 0 || size === 0) return x
          if (typeof size !== 'number' && Math.abs(by) > 1) return taken(x, turned(size, by), place)
          const onward = by > 0 ? by : extent.add(size, by)
          const part = (offset: Extent): AnyTensor => moved(x, moves.slice(x.shape, place, offset, 1, size))
          return joined([part(extent.sub(size, onward)), part(extent.negate(onward))], place, [onward])
        },
      )
    },
)

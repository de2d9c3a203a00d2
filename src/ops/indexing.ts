/**
 * Indexing: elements picked where integers say, and added up where integers say.
 * Before it: `construct.ts`, `custom.ts`, `shape/indexing.ts`. After it: `sorting.ts`, `src/index.ts`.
 * Invariant: each is one Gather or one Scatter between moves, each the other's adjoint. Indices count from the end
 * where they are negative; the interpreter names one that is out of range, compiled code takes the nearest element.
 */
import { either as E } from 'fp-ts'
import { at } from '../Bug.ts'
import {
  checkShape,
  elementwise,
  floats,
  gathered,
  positionsAlong,
  repeatedAlong,
  ruled,
  wrongDTypes,
} from '../construct.ts'
import { required } from '../custom.ts'
import type { DType } from '../DType.ts'
import type { Extent } from '../Extent.ts'
import { axisOf } from '../shape/axes.ts'
import type { AreAxes, Axes } from '../shape/axes.ts'
import { additions, elements, table as tableOf } from '../shape/indexing.ts'
import type { AreUpdates, Elements, HasRows, IsIndex, Replaced, Rows } from '../shape/indexing.ts'
import type { Given, Takes } from '../shape/verdict.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'
import { add } from './arithmetic.ts'
import { eq, where } from './comparison.ts'
import { configured } from './given.ts'
import { stated } from './operation.ts'
import { picked, placed, taken, within } from './pointing.ts'

/** The axis that an index counts along. */
export interface IndexOptions {
  readonly axis: number
}

/** Builds where the index is one. */
const indexed = (
  operation: string,
  operands: readonly AnyTensor[],
  index: AnyTensor,
  build: () => AnyTensor,
): AnyTensor => (index.dtype === 'i32' ? build() : wrongDTypes(operation, operands))

interface Gather {
  <const O extends IndexOptions>(
    options: O,
  ): <S extends Shape, D extends DType, I extends Shape, DI extends DType>(
    x: Given<AreAxes<Axes<'gather', readonly [O['axis']], S>>, Tensor<S, D>>,
    index: Given<IsIndex<'gather', readonly [D], DI>, Tensor<I, DI>>,
  ) => Tensor<Replaced<S, Axes<'gather', readonly [O['axis']], S>, I>, D>
}

/**
 * The elements of an axis that an index names, the axes of the index in its place.
 *
 * @example
 * const index = constant(Int32Array.of(2, 0, -1))
 * run(gather({ axis: 0 })(constant([10, 20, 30]), index)) // [30, 10, 30]
 */
export const gather: Gather = configured(
  'gather',
  ['axis'],
  ({ axis }: IndexOptions) =>
    (x: AnyTensor, index: AnyTensor) =>
      ruled(
        'gather',
        [x, index],
        (shape) => axisOf('gather', axis, shape),
        (place) =>
          indexed('gather', [x, index], index, () =>
            taken(x, within('gather', index, at(x.shape, place)), place),
          ),
      ),
)

interface GatherElements {
  <const O extends IndexOptions>(
    options: O,
  ): <S extends Shape, D extends DType, I extends Shape, DI extends DType>(
    x: Tensor<S, D>,
    index: Given<
      Elements<'gatherElements', O['axis'], S, I>,
      Given<IsIndex<'gatherElements', readonly [D], DI>, Tensor<I, DI>>
    >,
  ) => Tensor<I, D>
}

/**
 * For each element of an index the element of x at the same place, but along the axis at the place that it names.
 *
 * @example
 * const index = constant(Int32Array.of(1, 0), [2, 1])
 * run(gatherElements({ axis: 1 })(constant([[1, 2], [3, 4]]), index)) // [[2], [3]]
 */
export const gatherElements: GatherElements = configured(
  'gatherElements',
  ['axis'],
  ({ axis }: IndexOptions) =>
    (x: AnyTensor, index: AnyTensor) =>
      ruled(
        'gatherElements',
        [x, index],
        (shape, own) => elements('gatherElements', axis, shape, own),
        (place) =>
          indexed('gatherElements', [x, index], index, () =>
            picked(x, within('gatherElements', index, at(x.shape, place)), place),
          ),
      ),
)

interface ScatterAdd {
  <const O extends IndexOptions>(
    options: O,
  ): <S extends Shape, D extends DType, I extends Shape, DI extends DType, U extends Shape, DU extends DType>(
    x: Tensor<S, D>,
    index: Given<Elements<'scatterAdd', O['axis'], S, I>, Tensor<I, DI>>,
    updates: Given<
      AreUpdates<'scatterAdd', I, U>,
      Given<
        IsIndex<'scatterAdd', readonly [D], DI>,
        Given<Takes<'scatterAdd', readonly [D, DU]>, Tensor<U, DU>>
      >
    >,
  ) => Tensor<S>
}

/**
 * x with updates added where an index says: each at its own place, but along the axis at the place that is named.
 *
 * @example
 * const index = constant(Int32Array.of(0, 2, 0))
 * run(scatterAdd({ axis: 0 })(constant([1, 1, 1]), index, constant([10, 20, 30]))) // [41, 1, 21]
 */
export const scatterAdd: ScatterAdd = configured(
  'scatterAdd',
  ['axis'],
  ({ axis }: IndexOptions) =>
    (x: AnyTensor, index: AnyTensor, updates: AnyTensor) =>
      ruled(
        'scatterAdd',
        [x, index, updates],
        (shape, own, added) => additions('scatterAdd', axis, shape, own, added),
        (place) =>
          indexed('scatterAdd', [x, index], index, () =>
            floats('scatterAdd', [x, updates], () =>
              elementwise(
                add.op,
                x,
                placed(updates, within('scatterAdd', index, at(x.shape, place)), place, x.shape),
              ),
            ),
          ),
      ),
)

interface Embedding {
  <T extends Shape, D extends DType>(
    table: Given<HasRows<'embedding', T>, Tensor<T, D>>,
  ): <I extends Shape, DI extends DType>(
    index: Given<IsIndex<'embedding', readonly [D], DI>, Tensor<I, DI>>,
  ) => Tensor<Rows<T, I>, D>
}

/**
 * The rows of a table that an index names.
 *
 * @example
 * run(embedding(constant([[1, 2], [3, 4]]))(constant(Int32Array.of(1, 0)))) // [[3, 4], [1, 2]]
 */
export const embedding: Embedding = stated(
  (table: AnyTensor) => (index: AnyTensor) =>
    ruled(
      'embedding',
      [table, index],
      (shape) => tableOf('embedding', shape),
      (rows) =>
        indexed('embedding', [table, index], index, () =>
          gathered(table, within('embedding', index, rows), 0),
        ),
    ),
)

/** How many classes there are. */
export interface OneHotOptions {
  readonly depth: Extent
}

interface OneHot {
  <const N extends Extent>(options: {
    readonly depth: N
  }): <I extends Shape, DI extends DType>(
    index: Given<Takes<'oneHot', readonly [DI], 'i32'>, Tensor<I, DI>>,
  ) => Tensor<readonly [...I, N]>
}

/**
 * A last axis that is 1 where the index says and 0 elsewhere.
 *
 * @example
 * run(oneHot({ depth: 3 })(constant(Int32Array.of(2, 0)))) // [[0, 0, 1], [1, 0, 0]]
 */
export const oneHot: OneHot = configured(
  'oneHot',
  ['depth'],
  ({ depth }: OneHotOptions) =>
    (index: AnyTensor) => {
      const rule = (shape: Shape): Ruled =>
        E.map((): Shape => [...shape, depth])(checkShape('oneHot', [depth]))
      return ruled('oneHot', [index], rule, (shape) =>
        indexed('oneHot', [index], index, () => {
          const axis = index.shape.length
          const classes = positionsAlong(axis, shape, 'i32')
          const wanted = repeatedAlong(
            required(index, { operation: 'oneHot', subject: 'index', range: { from: 0, below: depth } }),
            [axis],
            shape,
          )
          return elementwise(where.op, elementwise(eq.op, wanted, classes), 1, 0)
        }),
      )
    },
)

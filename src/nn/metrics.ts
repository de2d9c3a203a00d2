/**
 * Metrics: how good predictions are, as tensors like any others.
 * Before it: `construct.ts`, `ops/monoids.ts`. After it: the namespace `nn`.
 * Invariant: no derivative passes; of equal scores the first class is the one predicted; counts are integers.
 */
import { either as E } from 'fp-ts'
import {
  elementwise,
  extentValue,
  index,
  positionsAlong,
  reduced,
  repeatedAlong,
  reshaped,
  ruled,
  wrongDTypes,
} from '../construct.ts'
import { div } from '../ops/arithmetic.ts'
import { cast } from '../ops/cast.ts'
import { eq, maximum, where } from '../ops/comparison.ts'
import { and } from '../ops/logic.ts'
import { argmaxMonoid, integerMonoids, totalMonoid } from '../ops/monoids.ts'
import { configured } from '../ops/given.ts'
import { stated } from '../ops/operation.ts'
import { classes } from '../shape/axes.ts'
import type { Labels } from '../shape/axes.ts'
import { matrix } from '../shape/matrix.ts'
import type { Given } from '../shape/verdict.ts'
import type { DType } from '../DType.ts'
import type { Extent } from '../Extent.ts'
import * as shapes from '../Shape.ts'
import type { Ruled, Shape, Show } from '../Shape.ts'
import type { AnyTensor, Tensor } from '../Tensor.ts'

const floats: (x: AnyTensor) => AnyTensor = stated(cast('f32'))

interface Accuracy {
  <L extends Shape, Y extends Shape>(
    logits: Tensor<L>,
    labels: Given<Labels<'accuracy', -1, L, Y>, Tensor<Y, 'i32'>>,
  ): Tensor<readonly []>
}

/**
 * The part of the examples whose largest score, along the last axis, is that of their label.
 *
 * @example
 * run(accuracy(constant([[1, 2], [3, 0]]), constant(Int32Array.of(1, 1), [2]))) // 0.5
 */
export const accuracy: Accuracy = stated((logits: AnyTensor, labels: AnyTensor) =>
  ruled(
    'accuracy',
    [logits, labels],
    (scores, examples) => classes('accuracy', -1, scores, examples),
    (axis) => {
      if (logits.dtype !== 'f32' || labels.dtype !== 'i32') return wrongDTypes('accuracy', [logits, labels])
      const right = floats(elementwise(eq.op, reduced(argmaxMonoid, logits, [axis]), labels))
      const count = extentValue(shapes.sizeOf(right.shape))
      return elementwise(div.op, reduced(totalMonoid, right, [...right.shape.keys()]), count)
    },
  ),
)

export interface ConfusionOptions<C extends Extent> {
  /** How many classes there are. */
  readonly classes: C
}

/** As many predictions as labels, or the sentence. */
type Alike<P extends Shape, Y extends Shape> = [Y] extends [P]
  ? true
  : `confusionMatrix: predictions of ${Show<P>} for labels of ${Show<Y>}`

type ConfusionMatrix = <const C extends Extent>(
  options: ConfusionOptions<C>,
) => <P extends Shape, Y extends Shape, D extends DType = 'i32'>(
  predicted: Tensor<P, 'i32'>,
  labels: Given<Alike<P, Y>, Tensor<Y, D>>,
) => Tensor<readonly [C, C], 'i32'>

/**
 * How often an example of each class (row) was predicted to be of each class (column). A class that there is not
 * counts nowhere.
 *
 * @example
 * const [predicted, labels] = [constant(Int32Array.of(0, 1, 1), [3]), constant(Int32Array.of(0, 0, 1), [3])]
 * run(confusionMatrix({ classes: 2 })(predicted, labels)) // [[1, 1], [0, 1]]
 */
export const confusionMatrix: ConfusionMatrix = configured(
  'confusionMatrix',
  ['classes'],
  ({ classes: count }: ConfusionOptions<Extent>) =>
    (predicted: AnyTensor, labels: AnyTensor) =>
      ruled(
        'confusionMatrix',
        [predicted, labels],
        (p, y): Ruled =>
          shapes.same(p, y)
            ? E.right(p)
            : shapes.refuse(
                'LBZ1034',
                `confusionMatrix: predictions of ${shapes.show(p)} for labels of ${shapes.show(y)}`,
              ),
        (shape) => {
          if (predicted.dtype !== 'i32' || labels.dtype !== 'i32')
            return wrongDTypes('confusionMatrix', [predicted, labels])
          const cells = [shapes.sizeOf(shape), count, count]
          const isOf = (x: AnyTensor, axis: 1 | 2): AnyTensor => {
            const spread = repeatedAlong(reshaped(x, [shapes.sizeOf(shape)]), [1, 2], cells)
            return elementwise(eq.op, spread, positionsAlong(axis, cells, 'i32'))
          }
          const hits: (x: AnyTensor) => AnyTensor = stated(cast('i32'))
          const both = elementwise(and.op, isOf(labels, 1), isOf(predicted, 2))
          return reduced(integerMonoids.sum, hits(both), [0])
        },
      ),
)

/** The diagonal of a matrix of counts over the sums along an axis; 0 where there is nothing. */
const shares = (operation: string, counts: AnyTensor, axis: 0 | 1): AnyTensor =>
  ruled(
    operation,
    [counts],
    (shape) => matrix(operation, shape),
    (shape) => {
      if (counts.dtype !== 'i32') return wrongDTypes(operation, [counts])
      const numbers = floats(counts)
      const own = elementwise(eq.op, index(shape, [1, -1], 0, 'i32'), 0)
      const right = reduced(totalMonoid, elementwise(where.op, own, numbers, 0), [axis])
      return elementwise(div.op, right, elementwise(maximum.op, 1, reduced(totalMonoid, numbers, [axis])))
    },
  )

/**
 * Of each class's predictions, the part that is right, from a matrix of `confusionMatrix`; 0 where there are none.
 *
 * @example
 * run(precision(constant(Int32Array.of(1, 1, 0, 1), [2, 2]))) // [1, 0.5]
 */
export const precision: <C extends Extent>(matrix: Tensor<readonly [C, C], 'i32'>) => Tensor<readonly [C]> =
  stated((matrix: AnyTensor) => shares('precision', matrix, 0))

/**
 * Of each class's examples, the part that was found, from a matrix of `confusionMatrix`; 0 where there are none.
 *
 * @example
 * run(recall(constant(Int32Array.of(1, 1, 0, 1), [2, 2]))) // [0.5, 1]
 */
export const recall: <C extends Extent>(matrix: Tensor<readonly [C, C], 'i32'>) => Tensor<readonly [C]> =
  stated((matrix: AnyTensor) => shares('recall', matrix, 1))

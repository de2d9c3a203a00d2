/**
 * Matrices by their diagonals: triangles, diagonals, traces, the identity.
 * Before it: `construct.ts`, `moves.ts`, `shape/matrix.ts`. After it: `src/index.ts`.
 * Invariant: each is one Move whose guard says which places of the matrix are read, so that what stands
 * elsewhere, NaN too, is 0 and costs nothing.
 */
import { at } from '../Bug.ts'
import { checkShape, floats, moved, number, reduced, ruled } from '../construct.ts'
import type { DType } from '../DType.ts'
import * as extent from '../Extent.ts'
import type { Extent } from '../Extent.ts'
import { unit } from '../Move.ts'
import { diagonal as diagonalOf, matrices, matrix } from '../shape/matrix.ts'
import type { AreMatrices, Diagonal, HasDiagonal, IsMatrix } from '../shape/matrix.ts'
import type { DTypeOf, Given, ShapeOf, Takes, Typed } from '../shape/verdict.ts'
import { refuse } from '../Shape.ts'
import type { Ruled, Shape } from '../Shape.ts'
import type { AnyTensor, Row, Tensor } from '../Tensor.ts'
import { withOptions } from './given.ts'
import { totalMonoid } from './monoids.ts'
import { stated } from './operation.ts'

/** By how much the diagonal that bounds a triangle lies to the right of the main one. */
export interface TriangleOptions {
  readonly diagonal?: number
}

interface Triangle<Name extends string> {
  <const G extends AnyTensor | TriangleOptions>(
    given: Given<G extends Typed ? AreMatrices<Name, ShapeOf<G>> : true, G>,
  ): G extends Typed
    ? Tensor<ShapeOf<G>, DTypeOf<G>>
    : <S extends Shape, D extends DType>(x: Given<AreMatrices<Name, S>, Tensor<S, D>>) => Tensor<S, D>
}

/** row·rows + column·columns + offset of the last two axes, from 0 to below `below`. */
const guard = (
  rank: number,
  [rows, columns]: readonly [number, number],
  offset: number,
  below: Extent,
): Row => ({
  coefficients: Array.from({ length: rank }, (_, k) =>
    k === rank - 2 ? rows : k === rank - 1 ? columns : 0,
  ),
  offset,
  divisor: 1,
  extent: below,
})

const triangle = <Name extends 'tril' | 'triu'>(name: Name): Triangle<Name> =>
  withOptions(name, ({ diagonal = 0 }: TriangleOptions, x: AnyTensor) => {
    const rule = (shape: Shape): Ruled =>
      Number.isInteger(diagonal)
        ? matrices(name, shape)
        : refuse('LBZ1010', `${name}: ${diagonal} is not a number of diagonals`)
    return ruled(name, [x], rule, (shape) => {
      const rank = shape.length
      const [signs, offset, longest]: readonly [readonly [number, number], number, Extent] =
        name === 'tril' ? [[1, -1], diagonal, at(shape, rank - 2)] : [[-1, 1], -diagonal, at(shape, rank - 1)]
      const below = extent.add(longest, Math.max(offset, 0))
      const rows = shape.map((size, k) => unit(rank, k, size))
      return moved(x, { shape, rows, guards: [guard(rank, signs, offset, below)] })
    })
  })

/**
 * The lower triangle of matrices, 0 above it: what stands on or left of the diagonal.
 *
 * @example
 * run(tril(constant([[1, 2], [3, 4]]))) // [[1, 0], [3, 4]]
 */
export const tril: Triangle<'tril'> = triangle('tril')

/**
 * The upper triangle of matrices, 0 below it: what stands on or right of the diagonal.
 *
 * @example
 * run(triu({ diagonal: 1 })(constant([[1, 2], [3, 4]]))) // [[0, 2], [0, 0]]
 */
export const triu: Triangle<'triu'> = triangle('triu')

interface Diag {
  <S extends Shape, D extends DType>(x: Given<HasDiagonal<'diag', S>, Tensor<S, D>>): Tensor<Diagonal<S>, D>
}

/** Where row and column are the same. */
const onDiagonal = guard(2, [1, -1], 0, 1)

/**
 * The matrix that has a vector on its diagonal, or the diagonal of a matrix.
 *
 * @example
 * run(diag(constant([1, 2]))) // [[1, 0], [0, 2]]
 * run(diag(constant([[1, 2], [3, 4]]))) // [1, 4]
 */
export const diag: Diag = stated((x: AnyTensor) =>
  ruled(
    'diag',
    [x],
    (shape) => diagonalOf('diag', shape),
    (shape) =>
      moved(
        x,
        shape.length === 2
          ? { shape, rows: [unit(2, 0, at(x.shape, 0))], guards: [onDiagonal] }
          : { shape, rows: x.shape.map((size) => unit(1, 0, size)), guards: [] },
      ),
  ),
)

interface Trace {
  <S extends Shape, D extends DType>(
    x: Given<IsMatrix<'trace', S>, Given<Takes<'trace', readonly [D]>, Tensor<S, D>>>,
  ): Tensor<readonly []>
}

/**
 * The sum of the diagonal of a matrix.
 *
 * @example
 * run(trace(constant([[1, 2], [3, 4]]))) // 5
 */
export const trace: Trace = stated((x: AnyTensor) =>
  ruled(
    'trace',
    [x],
    (shape) => matrix('trace', shape),
    (shape) =>
      floats('trace', [x], () => {
        const diagonal = { shape: shape.slice(0, 1), rows: shape.map((size) => unit(1, 0, size)), guards: [] }
        return reduced(totalMonoid, moved(x, diagonal), [0])
      }),
  ),
)

interface Eye {
  <const N extends Extent>(rows: N): Tensor<readonly [N, N]>
  <const N extends Extent, const M extends Extent>(rows: N, columns: M): Tensor<readonly [N, M]>
}

/**
 * The identity matrix, with more columns or fewer where they are said.
 *
 * @example
 * run(eye(2)) // [[1, 0], [0, 1]]
 * run(eye(1, 3)) // [[1, 0, 0]]
 */
export const eye: Eye = stated((rows: Extent, columns: Extent = rows) =>
  ruled(
    'eye',
    [],
    () => checkShape('eye', [rows, columns]),
    (shape) => moved(number(1), { shape, rows: [], guards: [onDiagonal] }),
  ),
)

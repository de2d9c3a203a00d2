/** Indexing, order, running totals and folds that compile, each case with the type that it has. */
import * as L from 'leibniz'
import { bool, dim, f32, i32, pipe } from 'leibniz'
import type { AnyTensor, Dim, Extent, Shape, Tensor } from 'leibniz'
import { gives, t } from '../check.ts'

const n = dim('n')
const m = dim('m')
const open: Tensor<Shape> = L.input('u', { shape: [2, 3] as Shape, dtype: 'f32' })
const index: Tensor<Shape, 'i32'> = L.input('i', { shape: [2] as Shape, dtype: 'i32' })

// gather
gives(f32(5, 3))(L.gather({ axis: 0 })(t(f32(n, 3)), t(i32(5))))
gives(f32(n, 2, m))(L.gather({ axis: 1 })(t(f32(n, 3)), t(i32(2, m))))
gives(f32(2, m, 4))(L.gather({ axis: -3 })(t(f32(n, m, 4)), t(i32(2))))
gives(f32(n))(L.gather({ axis: -1 })(t(f32(n, 3)), t(i32())))
gives(bool(2))(L.gather({ axis: 0 })(t(bool(n)), t(i32(2))))
gives(f32(n, 2))(L.gatherElements({ axis: 1 })(t(f32(n, 3)), t(i32(n, 2))))
gives(f32(2, 5))(L.gatherElements({ axis: -1 })(t(f32(4, 3)), t(i32(2, 5))))
gives(i32(n, 3))(L.gatherElements({ axis: 0 })(t(i32(m, 3)), t(i32(n, 3))))
gives(f32(m, 3))(L.scatterAdd({ axis: 0 })(t(f32(m, 3)), t(i32(n, 3)), t(f32(n, 3))))
gives(f32(4, 3))(L.scatterAdd({ axis: 1 })(t(f32(4, 3)), t(i32(2, 9)), t(f32(2, 9))))
gives(f32(n, 7, 64))(L.embedding(t(f32(1000, 64)))(t(i32(n, 7))))
gives(f32(64))(L.embedding(t(f32(1000, 64)))(t(i32())))
gives(f32(n))(L.embedding(t(f32(1000)))(t(i32(n))))
gives(f32(n, 10))(L.oneHot({ depth: 10 })(t(i32(n))))
gives(f32(m))(L.oneHot({ depth: m })(t(i32())))

// running totals
gives(f32(n, 3))(L.cumsum({ axis: 0 })(t(f32(n, 3))))
gives(f32(n, 3))(L.cumsum({ axis: -1, reverse: true, exclusive: true })(t(f32(n, 3))))
gives(f32(n, 3))(L.cumprod({ axis: 1 })(t(f32(n, 3))))

// order
gives(f32(n, 3))(L.sort(t(f32(n, 3))))
gives(i32(n, 3))(L.sort({ axis: 0 })(t(i32(n, 3))))
gives(i32(n, 3))(L.argsort(t(f32(n, 3))))
gives(i32(n, 3))(L.argsort({ axis: -2, descending: true })(t(f32(n, 3))))
gives(f32(n, 2))(L.topK({ k: 2 })(t(f32(n, 3))).values)
gives(i32(5, 3))(L.topK({ k: 5, axis: 0 })(t(f32(n, 3))).indices)

// folds
gives(f32())(L.prod(t(f32(n, 3))))
gives(f32(n))(L.prod({ axis: 1 })(t(f32(n, 3))))
gives(i32(3))(L.prod({ axis: 0 })(t(i32(n, 3))))
gives(i32())(L.sum(t(i32(n, 3))))
gives(i32(n, 1))(L.max({ axis: 1, keepdims: true })(t(i32(n, 3))))
gives(i32(n))(L.min({ axis: -1 })(t(i32(n, 3))))
gives(f32())(L.variance(t(f32(n, 3))))
gives(f32(n))(L.variance({ axis: 1, ddof: 1 })(t(f32(n, 3))))
gives(f32(1, 3))(L.std({ axis: 0, ddof: 1, keepdims: true })(t(f32(n, 3))))
gives(f32())(L.std(t(f32(n, 3))))
gives(f32(n))(L.norm({ axis: -1 })(t(f32(n, 3))))
gives(f32())(L.norm(t(f32(n))))
gives(bool())(L.any(t(bool(n, 3))))
gives(bool(n))(L.all({ axis: 1 })(t(bool(n, 3))))
gives(i32())(L.countNonZero(t(f32(n, 3))))
gives(i32(3))(L.countNonZero({ axis: 0 })(t(bool(n, 3))))

// in a pipe
gives(f32(n, 5))(pipe(t(i32(n, 7)), L.embedding(t(f32(100, 5))), L.cumsum({ axis: 1 }), L.prod({ axis: 1 })))

// what is not known is left to run time
export const unknowns: readonly AnyTensor[] = [
  L.gather({ axis: 0 })(open, index) satisfies Tensor<Shape>,
  L.gather({ axis: Number('0') })(t(f32(n, 3)), t(i32(2))) satisfies Tensor<Shape>,
  L.gatherElements({ axis: 0 })(open, t(i32(2, 3))) satisfies Tensor<readonly [2, 3]>,
  L.embedding(open)(index) satisfies Tensor<Shape>,
  L.oneHot({ depth: Number('3') })(t(i32(n))) satisfies Tensor<readonly [Dim<'n'>, number]>,
  L.sort(open) satisfies Tensor<Shape>,
  L.topK({ k: 2 })(open).values satisfies Tensor<Shape>,
  L.cumsum({ axis: 0 })(open) satisfies Tensor<Shape>,
  L.prod({ axis: 0 })(open) satisfies Tensor<Shape>,
]

// generic in the sizes
const words = <V extends Extent, F extends Extent, N extends Extent>(
  table: Tensor<readonly [V, F]>,
  text: Tensor<readonly [N], 'i32'>,
): Tensor<readonly [N, F]> => L.embedding(table)(text)
gives(f32(n, 8))(words(t(f32(100, 8)), t(i32(n))))

const columns = <N extends Extent, F extends Extent, K extends Extent>(
  x: Tensor<readonly [N, F]>,
  which: Tensor<readonly [K], 'i32'>,
): Tensor<readonly [N, K]> => L.gather({ axis: 1 })(x, which)
gives(f32(n, 2))(columns(t(f32(n, 8)), t(i32(2))))

const chosen = <N extends Extent, C extends Extent>(
  x: Tensor<readonly [N, C]>,
  labels: Tensor<readonly [N, 1], 'i32'>,
): Tensor<readonly [N, 1]> => L.gatherElements({ axis: 1 })(x, labels)
gives(f32(n, 1))(chosen(t(f32(n, 8)), t(i32(n, 1))))

const counted = <N extends Extent, C extends Extent>(
  x: Tensor<readonly [C]>,
  labels: Tensor<readonly [N], 'i32'>,
  weights: Tensor<readonly [N]>,
): Tensor<readonly [C]> => L.scatterAdd({ axis: 0 })(x, labels, weights)
gives(f32(8))(counted(t(f32(8)), t(i32(n)), t(f32(n))))

const classes = <N extends Extent, C extends Extent>(
  labels: Tensor<readonly [N], 'i32'>,
  depth: C,
): Tensor<readonly [N, C]> => L.oneHot({ depth })(labels)
gives(f32(n, 8))(classes(t(i32(n)), 8))

const totals = <N extends Extent, F extends Extent>(x: Tensor<readonly [N, F]>): Tensor<readonly [N, F]> =>
  L.cumsum({ axis: 1 })(L.cumprod({ axis: 0 })(x))
gives(f32(n, 3))(totals(t(f32(n, 3))))

const ranked = <N extends Extent, F extends Extent>(
  x: Tensor<readonly [N, F]>,
): Tensor<readonly [N, F], 'i32'> => L.argsort(L.sort({ axis: 0 })(x))
gives(i32(n, 3))(ranked(t(f32(n, 3))))

const best = <N extends Extent>(x: Tensor<readonly [N, 10]>): Tensor<readonly [N, 3]> =>
  L.topK({ k: 3 })(x).values
gives(f32(n, 3))(best(t(f32(n, 10))))

const unit = <N extends Extent, F extends Extent>(x: Tensor<readonly [N, F]>): Tensor<readonly [N, F]> =>
  L.div(x, L.norm({ axis: 1, keepdims: true })(x))
gives(f32(n, 3))(unit(t(f32(n, 3))))

const spread = <N extends Extent, F extends Extent>(x: Tensor<readonly [N, F]>): Tensor<readonly [F]> =>
  L.mul(L.std({ axis: 0 })(x), L.variance({ axis: 0, ddof: 1 })(x))
gives(f32(3))(spread(t(f32(n, 3))))

const fold = <N extends Extent, F extends Extent>(
  x: Tensor<readonly [N, F], 'i32'>,
): Tensor<readonly [N], 'i32'> => L.prod({ axis: 1 })(x)
gives(i32(n))(fold(t(i32(n, 3))))

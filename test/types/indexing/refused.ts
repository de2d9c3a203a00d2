/** Indexing, order, running totals and folds that do not compile, each case for one mistake. */
import * as L from 'leibniz'
import { bool, dim, f32, i32, u32 } from 'leibniz'
import { refuses, t } from '../check.ts'

const n = dim('n')
const m = dim('m')
const x = t(f32(n, 3))

// gather
// @ts-expect-error
refuses(L.gather({ axis: 2 })(x, t(i32(2))))
// @ts-expect-error
refuses(L.gather({ axis: -3 })(x, t(i32(2))))
// @ts-expect-error
refuses(L.gather({ axis: 0 })(x, t(f32(2))))
// @ts-expect-error
refuses(L.gather({ axis: 0 })(x, t(u32(2))))
// @ts-expect-error
refuses(L.gatherElements({ axis: 2 })(x, t(i32(n, 3))))
// @ts-expect-error
refuses(L.gatherElements({ axis: 0 })(x, t(i32(2))))
// @ts-expect-error
refuses(L.gatherElements({ axis: 0 })(x, t(i32(2, 4))))
// @ts-expect-error
refuses(L.gatherElements({ axis: 1 })(x, t(i32(m, 3))))
// @ts-expect-error
refuses(L.gatherElements({ axis: 1 })(x, t(bool(n, 3))))
// @ts-expect-error
refuses(L.scatterAdd({ axis: 2 })(x, t(i32(n, 3)), t(f32(n, 3))))
// @ts-expect-error
refuses(L.scatterAdd({ axis: 0 })(x, t(i32(n, 4)), t(f32(n, 4))))
// @ts-expect-error
refuses(L.scatterAdd({ axis: 0 })(x, t(i32(2, 3)), t(f32(n, 3))))
// @ts-expect-error
refuses(L.scatterAdd({ axis: 0 })(x, t(f32(2, 3)), t(f32(2, 3))))
// @ts-expect-error
refuses(L.scatterAdd({ axis: 0 })(x, t(i32(2, 3)), t(i32(2, 3))))
// @ts-expect-error
refuses(L.embedding(t(f32()))(t(i32(2))))
// @ts-expect-error
refuses(L.embedding(x)(t(f32(2))))
// @ts-expect-error
refuses(L.oneHot({ depth: 3 })(t(f32(2))))

// running totals
// @ts-expect-error
refuses(L.cumsum({ axis: 2 })(x))
// @ts-expect-error
refuses(L.cumsum({ axis: 0 })(t(i32(3))))
// @ts-expect-error
refuses(L.cumprod({ axis: -3 })(x))
// @ts-expect-error
refuses(L.cumprod({ axis: 0 })(t(bool(3))))

// order
// @ts-expect-error
refuses(L.sort(t(f32())))
// @ts-expect-error
refuses(L.sort({ axis: 2 })(x))
// @ts-expect-error
refuses(L.argsort({ axis: -3, descending: true })(x))
// @ts-expect-error
refuses(L.topK({ k: 4 })(x).values)
// @ts-expect-error
refuses(L.topK({ k: 1, axis: 2 })(x).indices)

// folds
// @ts-expect-error
refuses(L.prod({ axis: 2 })(x))
// @ts-expect-error
refuses(L.prod({ axis: [0, 0] })(x))
// @ts-expect-error
refuses(L.prod(t(bool(3))))
// @ts-expect-error
refuses(L.variance({ axis: 2 })(x))
// @ts-expect-error
refuses(L.variance({ ddof: 1 })(t(i32(3))))
// @ts-expect-error
refuses(L.std({ axis: [1, -1] })(x))
// @ts-expect-error
refuses(L.std(t(i32(3))))
// @ts-expect-error
refuses(L.norm({ axis: -3 })(x))
// @ts-expect-error
refuses(L.norm(t(bool(3))))
// @ts-expect-error
refuses(L.any({ axis: 2 })(t(bool(n, 3))))
// @ts-expect-error
refuses(L.any(x))
// @ts-expect-error
refuses(L.all({ axis: 0 })(t(i32(3))))
// @ts-expect-error
refuses(L.countNonZero({ axis: 2 })(x))
// @ts-expect-error
refuses(L.countNonZero(t(u32(3))))

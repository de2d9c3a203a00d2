/** Elements picked and added up where integers say, running totals, order, and the folds that are made of them. */
import * as L from 'leibniz'
import type { Entry } from './Entry.ts'

/** Integers that count from either end of an axis. */
const index = (shape: readonly number[], size: number) =>
  ({ shape, dtype: 'i32', from: -size, to: size }) as const

/** Values without zeros, and small, for products. */
const factors = { from: 0.5, to: 1.5 } as const

export const entries: readonly Entry[] = [
  {
    name: 'gather',
    inputs: [{ shape: [3, 2] }, index([4], 3)],
    build: (x, i) => L.gather({ axis: 0 })(x, i),
  },
  {
    name: 'gather',
    inputs: [{ shape: [2, 3, 2] }, index([2, 2], 3)],
    build: (x, i) => L.gather({ axis: 1 })(x, i),
  },
  {
    name: 'gather',
    inputs: [{ shape: [2, 3] }, index([], 3)],
    build: (x, i) => L.gather({ axis: -1 })(x, i),
  },
  {
    name: 'gatherElements',
    inputs: [{ shape: [2, 3] }, index([2, 4], 3)],
    build: (x, i) => L.gatherElements({ axis: 1 })(x, i),
  },
  {
    name: 'gatherElements',
    inputs: [{ shape: [3, 3] }, index([2, 2], 3)],
    build: (x, i) => L.gatherElements({ axis: 0 })(x, i),
  },
  {
    name: 'scatterAdd',
    inputs: [{ shape: [3, 2] }, index([4, 2], 3), { shape: [4, 2] }],
    build: (x, i, updates) => L.scatterAdd({ axis: 0 })(x, i, updates),
  },
  {
    name: 'scatterAdd',
    inputs: [{ shape: [3, 3] }, index([2, 2], 3), { shape: [2, 2] }],
    build: (x, i, updates) => L.scatterAdd({ axis: -1 })(x, i, updates),
  },
  {
    name: 'embedding',
    inputs: [{ shape: [4, 3] }, index([2, 2], 4)],
    build: (table, i) => L.embedding(table)(i),
  },
  {
    name: 'oneHot',
    inputs: [{ shape: [3] }, { shape: [3], dtype: 'i32', from: 0, to: 4 }],
    build: (x, i) => L.matmul(x, L.oneHot({ depth: 4 })(i)),
  },
  {
    name: 'oneHot',
    inputs: [{ shape: [2], dtype: 'i32', from: 0, to: 4 }],
    build: (i) => L.oneHot({ depth: 4 })(i),
  },
  { name: 'cumsum', inputs: [{ shape: [5] }], build: (x) => L.cumsum({ axis: 0 })(x) },
  { name: 'cumsum', inputs: [{ shape: [2, 3] }], build: (x) => L.cumsum({ axis: 1, reverse: true })(x) },
  { name: 'cumsum', inputs: [{ shape: [3, 2] }], build: (x) => L.cumsum({ axis: -2, exclusive: true })(x) },
  {
    name: 'cumsum',
    inputs: [{ shape: [2, 3, 2] }],
    build: (x) => L.cumsum({ axis: 1, reverse: true, exclusive: true })(x),
  },
  { name: 'cumprod', inputs: [{ shape: [4], ...factors }], build: (x) => L.cumprod({ axis: 0 })(x) },
  {
    name: 'cumprod',
    inputs: [{ shape: [2, 3], ...factors }],
    build: (x) => L.cumprod({ axis: 1, reverse: true, exclusive: true })(x),
  },
  { name: 'sort', inputs: [{ shape: [6] }], build: (x) => L.sort(x) },
  { name: 'sort', inputs: [{ shape: [3, 4] }], build: (x) => L.sort({ axis: 0, descending: true })(x) },
  { name: 'argsort', inputs: [{ shape: [6] }], build: (x) => L.argsort(x) },
  {
    name: 'argsort',
    inputs: [{ shape: [2, 5] }],
    build: (x) => L.argsort({ axis: -1, descending: true })(x),
  },
  {
    name: 'argsort',
    inputs: [{ shape: [6], dtype: 'i32', from: 0, to: 3 }],
    build: (x) => L.argsort(x),
  },
  { name: 'topK', inputs: [{ shape: [2, 4] }], build: (x) => L.topK({ k: 2 })(x).values },
  { name: 'topK', inputs: [{ shape: [4, 2] }], build: (x) => L.topK({ k: 3, axis: 0 })(x).indices },
]

/** Folds: products, spreads, lengths, of integers and of truth values. */
import * as L from 'leibniz'
import type { Entry } from './Entry.ts'

const factors = { from: 0.5, to: 1.5 } as const
const integers = { dtype: 'i32', from: -9, to: 9 } as const
const truths = { dtype: 'bool', from: 0, to: 2 } as const

export const entries: readonly Entry[] = [
  { name: 'prod', inputs: [{ shape: [4], ...factors }], build: (x) => L.prod(x) },
  { name: 'prod', inputs: [{ shape: [2, 3], ...factors }], build: (x) => L.prod({ axis: -1 })(x) },
  {
    name: 'prod',
    inputs: [{ shape: [2, 3, 2], ...factors }],
    build: (x) => L.prod({ axis: [0, 2], keepdims: true })(x),
  },
  { name: 'prod', inputs: [{ shape: [2, 0] }], build: (x) => L.prod({ axis: 1 })(x) },
  { name: 'prod', inputs: [{ shape: [2, 3], ...integers }], build: (x) => L.prod({ axis: 0 })(x) },
  { name: 'variance', inputs: [{ shape: [5] }], build: (x) => L.variance(x) },
  { name: 'variance', inputs: [{ shape: [2, 4] }], build: (x) => L.variance({ axis: 1, ddof: 1 })(x) },
  { name: 'std', inputs: [{ shape: [2, 4] }], build: (x) => L.std({ axis: 0, keepdims: true })(x) },
  { name: 'std', inputs: [{ shape: [5] }], build: (x) => L.std({ ddof: 1 })(x) },
  { name: 'norm', inputs: [{ shape: [4] }], build: (x) => L.norm(x) },
  { name: 'norm', inputs: [{ shape: [2, 3] }], build: (x) => L.norm({ axis: 1 })(x) },
  { name: 'sum', inputs: [{ shape: [2, 3], ...integers }], build: (x) => L.sum({ axis: 1 })(x) },
  { name: 'max', inputs: [{ shape: [2, 3], ...integers }], build: (x) => L.max({ axis: 1 })(x) },
  { name: 'min', inputs: [{ shape: [2, 3], ...integers }], build: (x) => L.min({ axis: 0 })(x) },
  { name: 'max', inputs: [{ shape: [2, 0], ...integers }], build: (x) => L.max({ axis: 1 })(x) },
  { name: 'any', inputs: [{ shape: [4, 2], ...truths }], build: (x) => L.any({ axis: 1 })(x) },
  { name: 'all', inputs: [{ shape: [4, 2], ...truths }], build: (x) => L.all({ axis: 1 })(x) },
  { name: 'all', inputs: [{ shape: [0], ...truths }], build: (x) => L.all(x) },
  { name: 'countNonZero', inputs: [{ shape: [3, 4], from: -1, to: 1 }], build: (x) => L.countNonZero(x) },
  {
    name: 'countNonZero',
    inputs: [{ shape: [3, 4], ...truths }],
    build: (x) => L.countNonZero({ axis: 0 })(x),
  },
]

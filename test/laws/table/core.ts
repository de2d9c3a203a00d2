/** The operations that everything else is made of: contractions, reductions, movement, classes. */
import * as L from 'leibniz'
import type { Entry } from './Entry.ts'

const labels = { shape: [3], dtype: 'i32', from: 0, to: 4 } as const

export const entries: readonly Entry[] = [
  // Contractions.
  { name: 'matmul', inputs: [{ shape: [2, 3] }, { shape: [3, 4] }], build: (a, b) => L.matmul(a, b) },
  { name: 'matmul', inputs: [{ shape: [3] }, { shape: [3] }], build: (a, b) => L.matmul(a, b) },
  { name: 'matmul', inputs: [{ shape: [2, 3] }, { shape: [3] }], build: (a, b) => L.matmul(a, b) },
  { name: 'matmul', inputs: [{ shape: [3] }, { shape: [2, 3, 2] }], build: (a, b) => L.matmul(a, b) },
  { name: 'matmul', inputs: [{ shape: [2, 2, 3] }, { shape: [3, 2] }], build: (a, b) => L.matmul(a, b) },
  {
    name: 'matmul',
    inputs: [{ shape: [2, 1, 2, 3] }, { shape: [2, 3, 2] }],
    build: (a, b) => L.matmul(a, b),
  },
  { name: 'matmul', inputs: [{ shape: [3, 3] }], build: (a) => L.matmul(a, L.transpose(a)) },
  { name: 'dot', inputs: [{ shape: [4] }, { shape: [4] }], build: (a, b) => L.dot(a, b) },
  { name: 'outer', inputs: [{ shape: [3] }, { shape: [2] }], build: (a, b) => L.outer(a, b) },
  { name: 'outer', inputs: [{ shape: [3] }], build: (a) => L.outer(a, a) },
  {
    name: 'linear',
    inputs: [{ shape: [2, 3] }, { shape: [2] }, { shape: [4, 3] }],
    build: (weight, bias, x) => L.linear(weight, bias)(x),
  },
  {
    name: 'linear',
    inputs: [{ shape: [2, 3] }, { shape: [2] }, { shape: [3] }],
    build: (weight, bias, x) => L.linear(weight, bias)(x),
  },
  {
    name: 'affine',
    inputs: [{ shape: [2, 3] }, { shape: [2] }, { shape: [3, 4] }],
    build: (weight, bias, x) => L.affine(weight, bias)(x),
  },
  {
    name: 'affine',
    inputs: [{ shape: [2, 3] }, { shape: [2] }, { shape: [3] }],
    build: (weight, bias, x) => L.affine(weight, bias)(x),
  },
  {
    name: 'einsum',
    inputs: [{ shape: [2, 3] }, { shape: [3, 2] }, { shape: [2] }],
    build: (a, b, c) => L.einsum('ij,jk,k->i', a, b, c),
  },
  { name: 'einsum', inputs: [{ shape: [3, 3] }], build: (a) => L.einsum('ii->', a) },
  {
    name: 'einsum',
    inputs: [{ shape: [3, 2] }, { shape: [2, 4] }],
    build: (a, b) => L.einsum('zi,ia', a, b),
  },
  {
    name: 'einsum',
    inputs: [{ shape: [2, 1, 2, 3] }, { shape: [4, 3, 2] }],
    build: (a, b) => L.einsum('...ij,...jk->...ik', a, b),
  },
  { name: 'einsum', inputs: [{ shape: [2, 3, 2] }], build: (a) => L.einsum('i...->...', a) },
  { name: 'einsum', inputs: [{ shape: [3, 3] }], build: (a) => L.einsum('ii->i', L.square(a)) },
  { name: 'einsum', inputs: [{ shape: [2, 3] }, { shape: [2] }], build: (a, b) => L.einsum('ij,k->k', a, b) },
  {
    name: 'einsum',
    inputs: [{ shape: [2, 2, 3] }, { shape: [2, 2, 3] }],
    build: (a, b) => L.einsum('bqd,bkd->bqk', a, b),
  },

  // Reductions.
  { name: 'sum', inputs: [{ shape: [2, 3] }], build: (x) => L.sum(L.square(x)) },
  { name: 'sum', inputs: [{ shape: [2, 3, 2] }], build: (x) => L.sum({ axis: [0, -1] })(L.square(x)) },
  { name: 'sum', inputs: [{ shape: [2, 3] }], build: (x) => L.sum({ axis: 1, keepdims: true })(x) },
  { name: 'mean', inputs: [{ shape: [2, 3] }], build: (x) => L.mean(L.square(x)) },
  { name: 'mean', inputs: [{ shape: [2, 3] }], build: (x) => L.mean({ axis: 0 })(L.square(x)) },
  { name: 'max', inputs: [{ shape: [2, 3] }], build: (x) => L.max(x) },
  { name: 'max', inputs: [{ shape: [2, 3] }], build: (x) => L.max({ axis: 0 })(L.square(x)) },
  { name: 'min', inputs: [{ shape: [2, 3] }], build: (x) => L.min({ axis: -1, keepdims: true })(x) },
  { name: 'min', inputs: [{ shape: [2, 2, 2] }], build: (x) => L.min({ axis: [0, 2] })(L.square(x)) },
  { name: 'argmax', inputs: [{ shape: [2, 3] }], build: (x) => L.argmax(x) },
  { name: 'argmax', inputs: [{ shape: [2, 3] }], build: (x) => L.argmax({ axis: 1 })(x) },
  { name: 'argmin', inputs: [{ shape: [2, 3] }], build: (x) => L.argmin({ axis: 0, keepdims: true })(x) },
  { name: 'logSumExp', inputs: [{ shape: [2, 3] }], build: (x) => L.logSumExp(x) },
  { name: 'logSumExp', inputs: [{ shape: [2, 3] }], build: (x) => L.logSumExp({ axis: 0 })(x) },

  // Movement.
  { name: 'reshape', inputs: [{ shape: [2, 6] }], build: (x) => L.square(L.reshape([3, 4])(x)) },
  { name: 'transpose', inputs: [{ shape: [2, 3] }], build: (x) => L.square(L.transpose(x)) },
  {
    name: 'transpose',
    inputs: [{ shape: [2, 3, 2] }],
    build: (x) => L.square(L.transpose({ axes: [1, 2, 0] })(x)),
  },
  { name: 'broadcastTo', inputs: [{ shape: [2, 1] }], build: (x) => L.square(L.broadcastTo([3, 2, 2])(x)) },

  // Where values come from.
  { name: 'input', inputs: [{ shape: [2] }], build: (x) => x },
  { name: 'constant', inputs: [{ shape: [2] }], build: (x) => L.mul(L.constant([2, 3]), x) },
  { name: 'constant', inputs: [], build: () => L.constant([1, 2]) },
  { name: 'full', inputs: [{ shape: [2] }], build: (x) => L.mul(L.full([2], 7), L.square(x)) },
  { name: 'zeros', inputs: [{ shape: [2] }], build: (x) => L.add(L.zeros([3, 2]), x) },

  // Classes.
  { name: 'softmax', inputs: [{ shape: [2, 3] }], build: (x) => L.softmax(x) },
  { name: 'softmax', inputs: [{ shape: [2, 3, 2] }], build: (x) => L.softmax({ axis: 1 })(x) },
  { name: 'logSoftmax', inputs: [{ shape: [2, 3] }], build: (x) => L.logSoftmax(x) },
  { name: 'logSoftmax', inputs: [{ shape: [2, 3] }], build: (x) => L.logSoftmax({ axis: 0 })(x) },
  { name: 'crossEntropy', inputs: [{ shape: [3, 4] }, labels], build: (x, y) => L.crossEntropy(x, y) },
  {
    name: 'crossEntropy',
    inputs: [{ shape: [4, 3] }, labels],
    build: (x, y) => L.crossEntropy({ axis: 0, reduction: 'sum' })(x, y),
  },
  {
    name: 'crossEntropy',
    inputs: [{ shape: [3, 4] }, labels],
    build: (x, y) => L.crossEntropy({ reduction: 'none' })(x, y),
  },
]

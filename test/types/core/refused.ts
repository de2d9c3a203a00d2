/** Applications that do not compile, each for one mistake; at run time each is that mistake. */
import * as L from 'leibniz'
import { bool, dim, f32, i32, pipe, u32 } from 'leibniz'
import { refuses, t } from '../check.ts'

const n = dim('n')
const m = dim('m')

// constants
const ragged = [[1, 2], [3]] as const
const mixed = [1, [2]] as const
const deep = [
  [[1], [2]],
  [[3], [4, 5]],
] as const
// @ts-expect-error
refuses(L.constant(ragged))
// @ts-expect-error
refuses(L.constant(mixed))
// @ts-expect-error
refuses(L.constant(deep))

// elementwise: one operand
// @ts-expect-error
refuses(L.exp(t(i32(3))))
// @ts-expect-error
refuses(L.neg(t(bool(3))))
// @ts-expect-error
refuses(L.square(t(u32(3))))
// @ts-expect-error
refuses(L.sqrt(t(i32(3))))
// @ts-expect-error
refuses(L.log(t(i32(3))))
// @ts-expect-error
refuses(L.tanh(t(i32(3))))
// @ts-expect-error
refuses(L.sigmoid(t(i32(3))))
// @ts-expect-error
refuses(L.relu(t(i32(3))))
// @ts-expect-error
refuses(L.stopGradient(t(i32(3))))

// elementwise: two operands
// @ts-expect-error
refuses(L.add(t(f32(2, 3)), t(f32(4))))
// @ts-expect-error
refuses(L.sub(t(f32(n, 3)), t(f32(m, 3))))
// @ts-expect-error
refuses(L.mul(t(f32(n)), t(f32(4))))
// @ts-expect-error
refuses(L.div(t(f32(2, 3, 4)), t(f32(2, 4))))
// @ts-expect-error
refuses(L.pow(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.maximum(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.minimum(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.lt(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.le(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.eq(t(f32(2)), t(f32(3))))
// @ts-expect-error
refuses(L.and(t(bool(2)), t(bool(3))))
// @ts-expect-error
refuses(L.add(t(i32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.add(t(f32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.mul(2, t(bool(2))))
// @ts-expect-error
refuses(L.lt(t(f32(2)), t(i32(2))))
// @ts-expect-error
refuses(L.eq(t(bool(2)), t(i32(2))))
// @ts-expect-error
refuses(L.and(t(bool(2)), t(f32(2))))

// a choice
// @ts-expect-error
refuses(L.where(t(bool(2)), t(f32(3)), 0))
// @ts-expect-error
refuses(L.where(t(bool(2)), 0, t(f32(3))))
// @ts-expect-error
refuses(L.where(t(bool(2, 1)), t(f32(3)), t(f32(4))))
// @ts-expect-error
refuses(L.where(t(f32(2)), t(f32(2)), t(f32(2))))
// @ts-expect-error
refuses(L.where(t(bool(2)), t(f32(2)), t(i32(2))))

// reductions
// @ts-expect-error
refuses(L.sum({ axis: 2 })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.sum({ axis: -3 })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.sum({ axis: 1.5 })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.sum({ axis: [0, 0] })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.sum({ axis: [1, -1], keepdims: true })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.sum({ axis: [0, 3] })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.sum({ axis: 0 })(t(f32())))
// @ts-expect-error
refuses(L.sum(t(bool(3))))
// @ts-expect-error
refuses(L.sum({ axis: 0 })(t(bool(3))))
// @ts-expect-error
refuses(L.mean({ axis: 2 })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.mean(t(i32(3))))
// @ts-expect-error
refuses(L.max({ axis: 2 })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.max(t(bool(3))))
// @ts-expect-error
refuses(L.min({ axis: 2 })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.min(t(bool(3))))
// @ts-expect-error
refuses(L.logSumExp({ axis: 2 })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.logSumExp(t(i32(3))))
// @ts-expect-error
refuses(L.argmax({ axis: 2 })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.argmax(t(i32(3))))
// @ts-expect-error
refuses(L.argmin({ axis: [0, -2] })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.argmin(t(i32(3))))

// activations
// @ts-expect-error
refuses(L.softmax({ axis: 2 })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.softmax(t(f32())))
// @ts-expect-error
refuses(L.softmax(t(i32(3))))
// @ts-expect-error
refuses(L.logSoftmax({ axis: -3 })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.logSoftmax({ axis: 0 })(t(i32(3))))
// @ts-expect-error
refuses(L.crossEntropy(t(f32(n, 10)), t(i32(m))))
// @ts-expect-error
refuses(L.crossEntropy({ axis: 0 })(t(f32(n, 10)), t(i32(n))))
// @ts-expect-error
refuses(L.crossEntropy({ axis: 2 })(t(f32(n, 10)), t(i32(n))))
// @ts-expect-error
refuses(L.crossEntropy({})(t(f32(n, 10)), t(i32(n, 10))))
// @ts-expect-error
refuses(L.crossEntropy({ reduction: 'sum' })(t(f32(n, 10)), t(f32(n))))
// @ts-expect-error
refuses(L.crossEntropy({ reduction: 'none' })(t(i32(n, 10)), t(i32(n))))

// contractions
// @ts-expect-error
refuses(L.matmul(t(f32(10, 100)), t(f32(3072, n))))
// @ts-expect-error
refuses(L.matmul(t(f32(n, 3)), t(f32(n, 3))))
// @ts-expect-error
refuses(L.matmul(t(f32(3)), t(f32(4))))
// @ts-expect-error
refuses(L.matmul(t(f32()), t(f32(4))))
// @ts-expect-error
refuses(L.matmul(t(f32(4)), t(f32())))
// @ts-expect-error
refuses(L.matmul(t(f32(2, 3, 4)), t(f32(5, 4, 3))))
// @ts-expect-error
refuses(L.matmul(t(f32(2, 3)), t(i32(3, 2))))
// @ts-expect-error
refuses(L.dot(t(f32(3)), t(f32(4))))
// @ts-expect-error
refuses(L.dot(t(f32(3)), t(f32(3, 4))))
// @ts-expect-error
refuses(L.dot(t(f32()), t(f32(3))))
// @ts-expect-error
refuses(L.dot(t(f32(3)), t(i32(3))))
// @ts-expect-error
refuses(L.outer(t(f32(3, 4)), t(f32(3))))
// @ts-expect-error
refuses(L.outer(t(f32(3)), t(f32())))
// @ts-expect-error
refuses(L.outer(t(f32(3)), t(i32(3))))
// @ts-expect-error
refuses(L.linear(t(f32(32, 64)), t(f32(32)))(t(f32(64, n))))
// @ts-expect-error
refuses(L.linear(t(f32(32, 64)), t(f32(64)))(t(f32(n, 64))))
// @ts-expect-error
refuses(L.linear(t(f32(32)), t(f32(32)))(t(f32(n, 64))))
// @ts-expect-error
refuses(L.linear(t(f32(32, 64)), t(f32(32, 1)))(t(f32(n, 64))))
// @ts-expect-error
refuses(L.linear(t(f32(32, 64)), t(f32(32)))(t(f32())))
// @ts-expect-error
refuses(L.linear(t(f32(32, 64)), t(f32(32)))(t(i32(n, 64))))
// @ts-expect-error
refuses(L.affine(t(f32(32, 64)), t(f32(32)))(t(f32(n, 64))))
// @ts-expect-error
refuses(L.affine(t(f32(32, 64)), t(f32(64)))(t(f32(64, n))))
// @ts-expect-error
refuses(L.affine(t(f32(32, 64, 2)), t(f32(32)))(t(f32(64, n))))
// @ts-expect-error
refuses(L.affine(t(f32(32, 64)), t(f32(32)))(t(i32(64, n))))
// @ts-expect-error
refuses(L.einsum('ij;jk->ik', t(f32(n, 3)), t(f32(3, 4))))
// @ts-expect-error
refuses(L.einsum('ij,jk', t(f32(n, 3)), t(f32(4, 5))))
// @ts-expect-error
refuses(L.einsum('i1->i', t(f32(n, 3))))
// @ts-expect-error
refuses(L.einsum('ij->i,j', t(f32(n, 3))))
// @ts-expect-error
refuses(L.einsum('ij,jk->ik', t(f32(n, 3))))
// @ts-expect-error
refuses(L.einsum('ij->ij', t(f32(n, 3)), t(f32(n, 3))))
// @ts-expect-error
refuses(L.einsum('ij,jk->ik', t(f32(n, 3)), t(f32(4, 5))))
// @ts-expect-error
refuses(L.einsum('ii->i', t(f32(n, 3))))
// @ts-expect-error
refuses(L.einsum('ijk->i', t(f32(n, 3))))
// @ts-expect-error
refuses(L.einsum('i->i', t(f32(n, 3))))
// @ts-expect-error
refuses(L.einsum(',i->i', t(f32(3)), t(f32(3))))
// @ts-expect-error
refuses(L.einsum('ij->ik', t(f32(n, 3))))
// @ts-expect-error
refuses(L.einsum('ij->ii', t(f32(n, 3))))
// @ts-expect-error
refuses(L.einsum('ij,j->i', t(f32(n, 3)), t(i32(3))))

// movement
// @ts-expect-error
refuses(L.reshape([n, 7])(t(f32(n, 784))))
// @ts-expect-error
refuses(L.reshape([2, 4])(t(f32(2, 3))))
// @ts-expect-error
refuses(L.reshape([m, 3])(t(f32(n, 3))))
// @ts-expect-error
refuses(L.reshape([n, n])(t(f32(n, 3))))
// @ts-expect-error
refuses(L.reshape([6])(t(f32(n))))
// @ts-expect-error
refuses(L.reshape([-2, -3])(t(f32(2, 3))))
// @ts-expect-error
refuses(L.reshape([0.5, 12])(t(f32(2, 3))))
// @ts-expect-error
refuses(L.reshape([99999, 12345679])(t(f32(12345678, 99999))))
// @ts-expect-error
refuses(L.transpose({ axes: [0, 0] })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.transpose({ axes: [0] })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.transpose({ axes: [0, 2] })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.transpose({ axes: [0, 1, -1] })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.transpose({ axes: [-1, 1] })(t(f32(n, 3))))
// @ts-expect-error
refuses(L.broadcastTo([2, 4])(t(f32(2, 3))))
// @ts-expect-error
refuses(L.broadcastTo([3])(t(f32(2, 3))))
// @ts-expect-error
refuses(L.broadcastTo([m, 3])(t(f32(n, 3))))
// @ts-expect-error
refuses(L.broadcastTo([-1, 3])(t(f32(2, 3))))

// in a pipe
// @ts-expect-error
refuses(pipe(t(f32(n, 63)), L.linear(t(f32(32, 64)), t(f32(32))), L.relu))
// @ts-expect-error
refuses(pipe(t(f32(n, 64)), L.relu, L.softmax({ axis: 2 })))
// @ts-expect-error
refuses(pipe(t(f32(n, 784)), L.reshape([n, 7])))
// @ts-expect-error
refuses(pipe(t(i32(n, 784)), L.relu))
// @ts-expect-error
refuses(pipe(t(bool(n, 784)), L.sum))

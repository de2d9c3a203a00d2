/** Applications that compile, each with the type that it has. */
import * as L from 'leibniz'
import { bool, dim, f32, i32, pipe } from 'leibniz'
import type { AnyTensor, Dim, Extent, Shape, Tensor } from 'leibniz'
import { gives, t } from '../check.ts'

const n = dim('n')
const m = dim('m')
const unknown = <S extends Shape>(shape: S): Tensor<S> => L.input('u', { shape, dtype: 'f32' })
const open: Tensor<Shape> = unknown<Shape>([2, 3])
const half: Tensor<readonly [number, 4]> = unknown<readonly [number, 4]>([3, 4])
const vague: Tensor<readonly [Extent, 4]> = unknown<readonly [Extent, 4]>([3, 4])
const reduceOptions: L.ReduceOptions = { axis: 1 }
const axisOptions: L.AxisOptions = { axis: 1 }
const crossEntropyOptions: L.CrossEntropyOptions = { reduction: 'none' }
const untyped: AnyTensor = open

// constants
gives(f32())(L.constant(3))
gives(f32(3))(L.constant([1, 2, 3]))
gives(f32(2, 3))(
  L.constant([
    [1, 2, 3],
    [4, 5, 6],
  ]),
)
gives(f32(0))(L.constant([]))
gives(f32(2, 0))(L.constant([[], []]))
gives(f32(1, 2, 1))(L.constant([[[1], [2]]]))
gives(i32(2, 2))(L.constant(new Int32Array(4), [2, 2]))
gives(bool(3))(L.constant(new Uint8Array(3), [3]))
gives(f32(n, 2))(L.zeros([n, 2]))
gives(f32(2))(L.full([2], 7))

// elementwise: one operand
gives(f32(n, 3))(L.neg(t(f32(n, 3))))
gives(f32(n, 3))(L.square(t(f32(n, 3))))
gives(f32(n, 3))(L.sqrt(t(f32(n, 3))))
gives(f32(n, 3))(L.exp(t(f32(n, 3))))
gives(f32(n, 3))(L.log(t(f32(n, 3))))
gives(f32(n, 3))(L.tanh(t(f32(n, 3))))
gives(f32(n, 3))(L.sigmoid(t(f32(n, 3))))
gives(f32(n, 3))(L.relu(t(f32(n, 3))))
gives(f32(n, 3))(L.stopGradient(t(f32(n, 3))))
gives(f32())(L.exp(t(f32())))

// elementwise: two operands
gives(f32(2, 3))(L.add(t(f32(2, 3)), t(f32(2, 3))))
gives(f32(2, 3))(L.sub(t(f32(2, 3)), t(f32(3))))
gives(f32(2, 3))(L.mul(t(f32(3)), t(f32(2, 3))))
gives(f32(4, 4))(L.add(t(f32(4, 1)), t(f32(4))))
gives(f32(2, 3, 4))(L.div(t(f32(2, 1, 4)), t(f32(3, 1))))
gives(f32(n, 3))(L.pow(t(f32(n, 3)), 2))
gives(f32(n, 3))(L.maximum(0, t(f32(n, 3))))
gives(f32(n, m))(L.minimum(t(f32(n, 1)), t(f32(m))))
gives(f32(n))(L.add(t(f32(1)), t(f32(n))))
gives(f32())(L.add(1, 2))
gives(bool(2, 3))(L.lt(t(f32(2, 3)), t(f32(3))))
gives(bool(3))(L.le(t(i32(3)), t(i32(3))))
gives(bool(3))(L.eq(t(i32(3)), 1))
gives(bool(2, 3))(L.and(t(bool(2, 1)), t(bool(3))))
gives(f32(2, 3))(L.where(t(bool(2, 1)), t(f32(3)), 0))
gives(i32(2, 3))(L.where(t(bool(2, 1)), 1, t(i32(3))))
gives(f32(3))(L.where(t(bool(3)), 1, 0))

// reductions
gives(f32())(L.sum(t(f32(n, 3))))
gives(f32())(L.sum({})(t(f32(n, 3))))
gives(f32(3))(L.sum({ axis: 0 })(t(f32(n, 3))))
gives(f32(n))(L.sum({ axis: -1 })(t(f32(n, 3))))
gives(f32(n, 1))(L.sum({ axis: 1, keepdims: true })(t(f32(n, 3))))
gives(f32(n))(L.sum({ axis: 1, keepdims: false })(t(f32(n, 3))))
gives(f32(1, 1))(L.sum({ keepdims: true })(t(f32(n, 3))))
gives(f32(3))(L.sum({ axis: [0, -1] })(t(f32(n, 3, 4))))
gives(f32(n, 3))(L.sum({ axis: [] })(t(f32(n, 3))))
gives(f32(1, 3, 1))(L.sum({ axis: [2, 0], keepdims: true })(t(f32(n, 3, 4))))
gives(f32())(L.sum({ axis: 0 })(t(f32(7))))
gives(f32())(L.sum(t(f32())))
gives(f32())(L.mean(t(f32(n, 3))))
gives(f32(n))(L.mean({ axis: 1 })(t(f32(n, 3))))
gives(f32())(L.max(t(f32(n, 3))))
gives(f32(n))(L.max({ axis: 1 })(t(f32(n, 3))))
gives(f32())(L.min(t(f32(n, 3))))
gives(f32(1, 3))(L.min({ axis: 0, keepdims: true })(t(f32(n, 3))))
gives(f32())(L.logSumExp(t(f32(n, 3))))
gives(f32(n, 1))(L.logSumExp({ axis: -1, keepdims: true })(t(f32(n, 3))))
gives(i32())(L.argmax(t(f32(n, 3))))
gives(i32(n))(L.argmax({ axis: -1 })(t(f32(n, 3))))
gives(i32(3))(L.argmin({ axis: 0 })(t(f32(n, 3))))
gives(i32(1, 1))(L.argmin({ keepdims: true })(t(f32(n, 3))))

// activations
gives(f32(n, 3))(L.softmax(t(f32(n, 3))))
gives(f32(n, 3))(L.softmax({ axis: 0 })(t(f32(n, 3))))
gives(f32(n, 3))(L.softmax({})(t(f32(n, 3))))
gives(f32(n, 3))(L.logSoftmax(t(f32(n, 3))))
gives(f32(n, 3))(L.logSoftmax({ axis: -2 })(t(f32(n, 3))))
gives(f32())(L.crossEntropy(t(f32(n, 10)), t(i32(n))))
gives(f32())(L.crossEntropy({ axis: 0 })(t(f32(10, n)), t(i32(n))))
gives(f32(n))(L.crossEntropy({ reduction: 'none' })(t(f32(n, 10)), t(i32(n))))
gives(f32())(L.crossEntropy({ reduction: 'sum' })(t(f32(n, 2, 10)), t(i32(n, 2))))

// contractions
gives(f32(10, n))(L.matmul(t(f32(10, 100)), t(f32(100, n))))
gives(f32(10))(L.matmul(t(f32(10, 100)), t(f32(100))))
gives(f32(10))(L.matmul(t(f32(100)), t(f32(100, 10))))
gives(f32())(L.matmul(t(f32(100)), t(f32(100))))
gives(f32(n, 2, 4))(L.matmul(t(f32(n, 2, 3)), t(f32(n, 3, 4))))
gives(f32(n, 2, 4))(L.matmul(t(f32(n, 2, 3)), t(f32(3, 4))))
gives(f32(5, n, 2, 4))(L.matmul(t(f32(5, 1, 2, 3)), t(f32(n, 3, 4))))
gives(f32(n, 2))(L.matmul(t(f32(n, 2, 3)), t(f32(3))))
gives(f32())(L.dot(t(f32(n)), t(f32(n))))
gives(f32(n, 3))(L.outer(t(f32(n)), t(f32(3))))
gives(f32(n, 32))(L.linear(t(f32(32, 64)), t(f32(32)))(t(f32(n, 64))))
gives(f32(32))(L.linear(t(f32(32, 64)), t(f32(32)))(t(f32(64))))
gives(f32(2, n, 32))(L.linear(t(f32(32, 64)), t(f32(32)))(t(f32(2, n, 64))))
gives(f32(32, n))(L.affine(t(f32(32, 64)), t(f32(32)))(t(f32(64, n))))
gives(f32(32))(L.affine(t(f32(32, 64)), t(f32(32)))(t(f32(64))))
gives(f32(n, 4))(L.einsum('ij,jk->ik', t(f32(n, 3)), t(f32(3, 4))))
gives(f32(3, n))(L.einsum('ij->ji', t(f32(n, 3))))
gives(f32(n, 4))(L.einsum('ij,jk', t(f32(n, 3)), t(f32(3, 4))))
gives(f32(3, n))(L.einsum('ba', t(f32(n, 3))))
gives(f32())(L.einsum('ii', t(f32(3, 3))))
gives(f32(3))(L.einsum('ii->i', t(f32(3, 3))))
gives(f32())(L.einsum('ii->', t(f32(3, 3))))
gives(f32(n))(L.einsum('ij->i', t(f32(n, 3))))
gives(f32(2, 5))(L.einsum('ij,jk,kl->il', t(f32(2, 3)), t(f32(3, 4)), t(f32(4, 5))))
gives(f32(2, 3))(L.einsum(',ij->ij', t(f32()), t(f32(2, 3))))
gives(f32(n, 2, 4))(L.einsum('b i j, b j k -> b i k', t(f32(n, 2, 3)), t(f32(n, 3, 4))))

// movement
gives(f32(n, 784))(L.reshape([n, 784])(t(f32(n, 28, 28))))
gives(f32(28, n, 28))(L.reshape([28, n, 28])(t(f32(n, 784))))
gives(f32(60, 7))(L.reshape([60, 7])(t(f32(4, 3, 5, 7))))
gives(f32(1, 1))(L.reshape([1, 1])(t(f32())))
gives(f32(0, 3))(L.reshape([0, 3])(t(f32(n, 0))))
gives(i32(6))(L.reshape([6])(t(i32(2, 3))))
gives(f32(99999, 12345678))(L.reshape([99999, 12345678])(t(f32(12345678, 99999))))
gives(f32(150528, 1000))(L.reshape([150528, 1000])(t(f32(1000, 3, 224, 224))))
gives(f32(3, n))(L.transpose(t(f32(n, 3))))
gives(f32(4, 3, n))(L.transpose(t(f32(n, 3, 4))))
gives(bool(3, n, 4))(L.transpose({ axes: [1, 0, 2] })(t(bool(n, 3, 4))))
gives(f32(4, n, 3))(L.transpose({ axes: [-1, 0, -2] })(t(f32(n, 3, 4))))
gives(f32(5, n, 3))(L.broadcastTo([5, n, 3])(t(f32(n, 1))))
gives(f32(2, 3))(L.broadcastTo([2, 3])(t(f32())))

// in a pipe
gives(f32(n, 10))(
  pipe(
    t(f32(n, 64)),
    L.linear(t(f32(32, 64)), t(f32(32))),
    L.relu,
    L.linear(t(f32(10, 32)), t(f32(10))),
    L.softmax({ axis: -1 }),
  ),
)
gives(f32())(pipe(t(f32(n, 64)), L.transpose, L.softmax, L.reshape([64, n]), L.mean))

// what is not known is left to run time
export const unknowns: readonly AnyTensor[] = [
  L.add(open, t(f32(3))) satisfies Tensor<Shape>,
  L.exp(untyped) satisfies Tensor<Shape>,
  L.mul(2, untyped) satisfies Tensor<Shape, L.DType>,
  L.add(half, t(f32(3, 4))) satisfies Tensor<readonly [number, 4]>,
  L.add(vague, t(f32(3, 1))) satisfies Tensor<readonly [Extent, 4]>,
  L.matmul(open, open) satisfies Tensor<Shape>,
  L.matmul(t(f32(5, 3)), half) satisfies Tensor<readonly [5, 4]>,
  L.matmul(t(f32(5, 3)), vague) satisfies Tensor<readonly [5, 4]>,
  L.sum(open) satisfies Tensor<readonly []>,
  L.sum({ axis: 1 })(open) satisfies Tensor<Shape>,
  L.sum({ axis: Number('1') })(half) satisfies Tensor<Shape>,
  L.sum(reduceOptions)(open) satisfies Tensor<Shape>,
  L.sum(reduceOptions)(t(f32(n, 3))) satisfies Tensor<Shape>,
  L.sum({ axis: 0, keepdims: Number('1') > 0 })(t(f32(n, 3))) satisfies Tensor<Shape>,
  L.softmax(axisOptions)(t(f32(n, 3))) satisfies Tensor<readonly [Dim<'n'>, 3]>,
  L.crossEntropy(crossEntropyOptions)(t(f32(n, 3)), t(i32(n))) satisfies Tensor<Shape>,
  L.sum({ axis: Number('1') > 0 ? 0 : 1 })(t(f32(n, 3))) satisfies Tensor<Shape>,
  L.constant([1, 2].map(Math.exp)) satisfies Tensor<readonly [number]>,
  L.softmax(open) satisfies Tensor<Shape>,
  L.transpose(open) satisfies Tensor<Shape>,
  L.transpose({ axes: [1, 0] })(open) satisfies Tensor<Shape>,
  L.reshape([3, 2])(open) satisfies Tensor<readonly [3, 2]>,
  L.reshape([12])(half) satisfies Tensor<readonly [12]>,
  L.broadcastTo([2, 3, 4])(half) satisfies Tensor<readonly [2, 3, 4]>,
  L.einsum('ij,jk->ik', open, half) satisfies Tensor<readonly [Extent, 4]>,
  L.linear(t(f32(5, 4)), t(f32(5)))(half) satisfies Tensor<readonly [number, 5]>,
]

// generic in the sizes
const net = <I extends Extent, H extends Extent, O extends Extent, N extends Extent>(
  W1: Tensor<readonly [H, I]>,
  W2: Tensor<readonly [O, H]>,
  x: Tensor<readonly [I, N]>,
) => L.matmul(W2, L.maximum(0, L.matmul(W1, x)))
gives(f32(10, n))(net(t(f32(100, 3072)), t(f32(10, 100)), t(f32(3072, n))))

const layers = <I extends Extent, H extends Extent, O extends Extent, N extends Extent>(
  W1: Tensor<readonly [H, I]>,
  b1: Tensor<readonly [H]>,
  W2: Tensor<readonly [O, H]>,
  b2: Tensor<readonly [O]>,
  x: Tensor<readonly [N, I]>,
) => pipe(x, L.linear(W1, b1), L.relu, L.linear(W2, b2), L.softmax({ axis: -1 }))
gives(f32(n, 10))(layers(t(f32(32, 64)), t(f32(32)), t(f32(10, 32)), t(f32(10)), t(f32(n, 64))))

const columns = <I extends Extent, O extends Extent, N extends Extent>(
  W: Tensor<readonly [O, I]>,
  b: Tensor<readonly [O]>,
  x: Tensor<readonly [I, N]>,
): Tensor<readonly [O, N]> => L.tanh(L.affine(W, b)(x))
gives(f32(4, n))(columns(t(f32(4, 3)), t(f32(4)), t(f32(3, n))))

const swish = <S extends Shape>(x: Tensor<S>): Tensor<S> => L.mul(x, L.sigmoid(L.mul(1.5, x)))
gives(f32(n, 3))(swish(t(f32(n, 3))))

const masked = <S extends Shape>(x: Tensor<S>): Tensor<S> => L.where(L.lt(0, x), x, L.mul(0.1, x))
gives(f32(n, 3))(masked(t(f32(n, 3))))

const standardised = <N extends Extent, F extends Extent>(
  x: Tensor<readonly [N, F]>,
): Tensor<readonly [N, F]> => {
  const centred = L.sub(x, L.mean({ axis: 1, keepdims: true })(x))
  return L.div(centred, L.sqrt(L.mean({ axis: 1, keepdims: true })(L.square(centred))))
}
gives(f32(n, 3))(standardised(t(f32(n, 3))))

const biased = <N extends Extent, F extends Extent>(
  x: Tensor<readonly [N, F]>,
  b: Tensor<readonly [F]>,
): Tensor<readonly [N, F]> => L.add(x, b)
gives(f32(n, 3))(biased(t(f32(n, 3)), t(f32(3))))

const gram = <N extends Extent, F extends Extent>(x: Tensor<readonly [N, F]>): Tensor<readonly [F, F]> =>
  L.matmul(L.transpose(x), x)
gives(f32(3, 3))(gram(t(f32(n, 3))))

const attention = <N extends Extent, M extends Extent, F extends Extent>(
  q: Tensor<readonly [N, F]>,
  k: Tensor<readonly [M, F]>,
): Tensor<readonly [N, M]> => L.softmax(L.einsum('nf,mf->nm', q, k))
gives(f32(n, m))(attention(t(f32(n, 8)), t(f32(m, 8))))

const flat = <N extends Extent>(x: Tensor<readonly [N, 4, 5]>): Tensor<readonly [N, 20]> =>
  L.reshape([x.shape[0], 20])(x)
gives(f32(n, 20))(flat(t(f32(n, 4, 5))))

const turned = <N extends Extent, F extends Extent>(
  x: Tensor<readonly [N, F, 3]>,
): Tensor<readonly [3, N, F]> => L.transpose({ axes: [2, 0, 1] })(x)
gives(f32(3, n, 4))(turned(t(f32(n, 4, 3))))

const repeated = <N extends Extent, F extends Extent>(
  x: Tensor<readonly [F]>,
  rows: N,
): Tensor<readonly [N, F]> => L.broadcastTo([rows, x.shape[0]])(x)
gives(f32(n, 4))(repeated(t(f32(4)), n))

const loss = <N extends Extent, C extends Extent>(
  logits: Tensor<readonly [N, C]>,
  labels: Tensor<readonly [N], 'i32'>,
): Tensor<readonly []> => L.crossEntropy(logits, labels)
gives(f32())(loss(t(f32(n, 10)), t(i32(n))))

const cosine = <N extends Extent>(a: Tensor<readonly [N]>, b: Tensor<readonly [N]>): Tensor<readonly []> =>
  L.div(L.dot(a, b), L.sqrt(L.mul(L.dot(a, a), L.dot(b, b))))
gives(f32())(cosine(t(f32(n)), t(f32(n))))

const outerProduct = <N extends Extent, M extends Extent>(
  a: Tensor<readonly [N]>,
  b: Tensor<readonly [M]>,
): Tensor<readonly [N, M]> => L.outer(a, b)
gives(f32(n, 2))(outerProduct(t(f32(n)), t(f32(2))))

const guess = <N extends Extent, C extends Extent>(x: Tensor<readonly [N, C]>): Tensor<readonly [N], 'i32'> =>
  L.argmax({ axis: 1 })(x)
gives(i32(n))(guess(t(f32(n, 10))))

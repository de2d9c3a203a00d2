/** Applications that compile, each with the type that it has: convolutions, pools, normalisations, attention, losses. */
import * as L from 'leibniz'
import { bool, dim, f32, i32, pipe } from 'leibniz'
import type { AnyTensor, Extent, Shape, Tensor } from 'leibniz'
import { gives, t } from '../check.ts'

const n = dim('n')
const h = dim('h')
const w = dim('w')
const unknown = <S extends Shape>(shape: S): Tensor<S> => L.input('u', { shape, dtype: 'f32' })
const open: Tensor<Shape> = unknown<Shape>([2, 3, 8, 8])
const half: Tensor<readonly [2, 3, number, 8]> = unknown<readonly [2, 3, number, 8]>([2, 3, 8, 8])
const options: L.ConvolutionOptions = { stride: 2 }

// convolutions
gives(f32(n, 16, 16, 16))(L.conv2d({ stride: 2, padding: 1 }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, 32, 32))))
gives(f32(n, 16, 30, 30))(L.conv2d(t(f32(16, 3, 3, 3)))(t(f32(n, 3, 32, 32))))
gives(f32(n, 16, 30, 30))(L.conv2d(t(f32(16, 3, 3, 3)), t(f32(16)))(t(f32(n, 3, 32, 32))))
gives(f32(n, 16, 32, 32))(L.conv2d({ padding: 'same' }, t(f32(16, 3, 4, 5)))(t(f32(n, 3, 32, 32))))
gives(f32(n, 16, 16, 11))(
  L.conv2d({ padding: 'same', stride: [2, 3] }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, 32, 32))),
)
gives(f32(n, 16, 29, 28))(L.conv2d({ padding: 'valid' }, t(f32(16, 3, 4, 5)))(t(f32(n, 3, 32, 32))))
gives(f32(n, 4, 112, 110))(
  L.conv2d({ stride: 2, padding: [3, [0, 1]] }, t(f32(4, 3, 7, 7)))(t(f32(n, 3, 224, 224))),
)
gives(f32(1, 4, 9, 14))(
  L.conv2d(
    {
      dilation: [2, 3],
      padding: [
        [1, 2],
        [0, 4],
      ],
    },
    t(f32(4, 3, 3, 3)),
  )(t(f32(1, 3, 10, 16))),
)
gives(f32(n, 8, 5, 5))(L.conv2d({ groups: 4 }, t(f32(8, 2, 1, 1)), t(f32(8)))(t(f32(n, 8, 5, 5))))
gives(f32(n, 8, h, w))(L.conv2d({ padding: 1 }, t(f32(8, 3, 3, 3)))(t(f32(n, 3, h, w))))
gives(f32(n, 8, h, 1))(L.conv2d({ padding: [1, 0] }, t(f32(8, 3, 3, 3)))(t(f32(n, 3, h, 3))))
gives(f32(n, 8, h, w))(L.conv2d(t(f32(8, 3, 1, 1)))(t(f32(n, 3, h, w))))
gives(f32(n, 4, 49))(L.conv1d({ stride: 2 }, t(f32(4, 2, 3)))(t(f32(n, 2, 100))))
gives(f32(n, 4, 98))(L.conv1d(t(f32(4, 2, 3)), t(f32(4)))(t(f32(n, 2, 100))))
gives(f32(n, 4, 4, 5, 3))(L.conv3d({ stride: [1, 1, 2] }, t(f32(4, 2, 2, 2, 2)))(t(f32(n, 2, 5, 6, 7))))
gives(f32(n, 4, 33, 33))(L.convTranspose2d({ stride: 2 }, t(f32(8, 4, 3, 3)))(t(f32(n, 8, 16, 16))))
gives(f32(n, 4, 32, 32))(
  L.convTranspose2d(
    { stride: 2, padding: 1, outputPadding: 1 },
    t(f32(8, 4, 3, 3)),
    t(f32(4)),
  )(t(f32(n, 8, 16, 16))),
)
gives(f32(n, 8, 18, 18))(
  L.convTranspose2d({ groups: 2 }, t(f32(8, 4, 3, 3)), t(f32(8)))(t(f32(n, 8, 16, 16))),
)
gives(f32(n, 4, h, w))(L.convTranspose2d({ padding: 1 }, t(f32(8, 4, 3, 3)))(t(f32(n, 8, h, w))))
gives(f32(n, 4, 7))(L.convTranspose1d({ stride: 3 }, t(f32(8, 4, 1)))(t(f32(n, 8, 3))))

// pools
gives(f32(n, 3, 16, 16))(L.maxPool({ size: 2 })(t(f32(n, 3, 32, 32))))
gives(f32(n, 3, 16, 10))(L.maxPool({ size: [2, 3] })(t(f32(n, 3, 32, 32))))
gives(f32(n, 3, 15, 15))(L.maxPool({ size: 3, stride: 2 })(t(f32(n, 3, 32, 32))))
gives(f32(3, 17, 17))(L.avgPool({ size: 2, padding: 1, countIncludePad: false })(t(f32(3, 32, 32))))
gives(f32(n, 3, 10))(L.avgPool({ size: [3] })(t(f32(n, 3, 32))))
gives(f32(n, 3, 2, 2, 4))(L.maxPool({ size: [2, 3, 2] })(t(f32(n, 3, 4, 6, 8))))
gives(f32(n, 3, 5, 5))(L.maxPool({ size: 2, dilation: 3 })(t(f32(n, 3, 13, 13))))
gives(f32(n, 3, h, w))(L.avgPool({ size: 3, stride: 1, padding: 1 })(t(f32(n, 3, h, w))))
gives(f32(n, 3))(L.globalAvgPool(t(f32(n, 3, h, w))))
gives(f32(n, 3))(L.globalMaxPool(t(f32(n, 3, 8))))
gives(f32(n, 3, 4, 4))(L.adaptiveAvgPool({ size: 4 })(t(f32(n, 3, 10, 8))))
gives(f32(n, 3, 1, 1))(L.adaptiveAvgPool({ size: 1 })(t(f32(n, 3, h, w))))
gives(f32(n, 3, 5))(L.adaptiveMaxPool({ size: [5] })(t(f32(n, 3, 8))))
gives(f32(n, 3, 6))(L.maxout({ pieces: 2 })(t(f32(n, 3, 12))))
gives(f32(n, 100, 3))(L.maxout({ axis: 1, pieces: 5 })(t(f32(n, 500, 3))))

// normalisations
gives(f32(n, 3, 8, 8))(L.batchNorm(t(f32(3)), t(f32(3)))(t(f32(n, 3, 8, 8))))
gives(f32(n, 3))(L.batchNorm({ epsilon: 1e-3 }, t(f32(3)), t(f32(3)))(t(f32(n, 3))))
gives(f32(3, n))(L.batchNorm({ axis: 0 }, t(f32(3)), t(f32(3)))(t(f32(3, n))))
gives(f32(n, 3, 8))(
  L.batchNormInference(
    {},
    { gamma: t(f32(3)), beta: t(f32(3)), mean: t(f32(3)), variance: t(f32(3)) },
  )(t(f32(n, 3, 8))),
)
gives(f32(3))(L.batchStatistics({})(t(f32(n, 3, 8))).mean)
gives(f32(8))(L.batchStatistics({ axis: -1 })(t(f32(n, 3, 8))).unbiased)
gives(f32(n, 3, 8))(L.layerNorm(t(f32(8)), t(f32(8)))(t(f32(n, 3, 8))))
gives(f32(n, 3, 8))(L.layerNorm({ epsilon: 1e-6 }, t(f32(3, 8)), t(f32(3, 8)))(t(f32(n, 3, 8))))
gives(f32(n, 3, 8))(L.rmsNorm(t(f32(8)))(t(f32(n, 3, 8))))
gives(f32(n, 6, 8))(L.groupNorm({ groups: 3 }, t(f32(6)), t(f32(6)))(t(f32(n, 6, 8))))
gives(f32(n, 6, 8))(L.instanceNorm(t(f32(6)), t(f32(6)))(t(f32(n, 6, 8))))

// attention
gives(f32(n, 5, 7))(L.attention(t(f32(n, 5, 4)), t(f32(n, 6, 4)), t(f32(n, 6, 7))))
gives(f32(n, 2, 5, 7))(
  L.attention({ causal: true })(t(f32(n, 2, 5, 4)), t(f32(2, 6, 4)), t(f32(2, 6, 7)), t(f32(5, 6))),
)
gives(f32(5, 7))(L.attention(t(f32(5, 4)), t(f32(h, 4)), t(f32(h, 7)), t(bool(1, h))))

// losses
gives(f32())(L.mse(t(f32(n, 3)), t(f32(n, 3))))
gives(f32(n, 3))(L.mse({ reduction: 'none' })(t(f32(n, 3)), t(f32(n, 3))))
gives(f32())(L.mae({ reduction: 'sum' })(t(f32(n, 3)), t(f32(n, 3))))
gives(f32())(L.huber(t(f32(n)), t(f32(n))))
gives(f32())(L.huber({ delta: 2 })(t(f32(n)), t(f32(n))))
gives(f32(n))(L.hinge({ margin: 2, reduction: 'none' })(t(f32(n)), t(f32(n))))
gives(f32())(L.bce(t(f32(n)), t(f32(n))))
gives(f32())(L.bceWithLogits(t(f32(n, 1)), t(f32(n, 1))))
gives(f32())(L.kl({ reduction: 'sum' })(t(f32(n, 3)), t(f32(n, 3))))
gives(f32())(L.crossEntropy({ labelSmoothing: 0.1 })(t(f32(n, 10)), t(i32(n))))
gives(f32())(L.crossEntropy(t(f32(n, 10)), t(f32(n, 10))))
gives(f32(n))(L.crossEntropy({ reduction: 'none', axis: 0 })(t(f32(10, n)), t(f32(10, n))))
gives(f32())(L.nll(t(f32(n, 10)), t(i32(n))))
gives(f32(n))(L.nll({ axis: 0, reduction: 'none' })(t(f32(10, n)), t(i32(n))))
gives(f32())(L.multiclassHinge({ margin: 1, divideByClasses: true })(t(f32(n, 10)), t(i32(n))))

// in a pipe
gives(f32(n, 10))(
  pipe(
    t(f32(n, 1, 28, 28)),
    L.conv2d({ padding: 2 }, t(f32(8, 1, 5, 5)), t(f32(8))),
    L.relu,
    L.maxPool({ size: 2 }),
    L.conv2d({ stride: 2 }, t(f32(16, 8, 3, 3))),
    L.batchNorm(t(f32(16)), t(f32(16))),
    L.reshape([n, 576]),
    L.linear(t(f32(10, 576)), t(f32(10))),
  ),
)

// inside functions generic in their sizes
const block = <N extends Extent, C extends Extent, H extends Extent, W extends Extent>(
  x: Tensor<readonly [N, C, H, W]>,
  weight: Tensor<readonly [C, C, 3, 3]>,
  gamma: Tensor<readonly [C]>,
) => pipe(x, L.conv2d({ padding: 1 }, weight, gamma), L.batchNorm(gamma, gamma), L.relu)
gives(f32(n, 4, 8, 9))(block(t(f32(n, 4, 8, 9)), t(f32(4, 4, 3, 3)), t(f32(4))))

const shrink = <N extends Extent, C extends Extent, O extends Extent, H extends Extent, K extends Extent>(
  x: Tensor<readonly [N, C, H, H]>,
  weight: Tensor<readonly [O, C, K, K]>,
) => L.maxPool({ size: 2 })(L.conv2d(weight)(x))
gives(f32(n, 5, 13, 13))(shrink(t(f32(n, 4, 28, 28)), t(f32(5, 4, 3, 3))))

const grow = <N extends Extent, C extends Extent, O extends Extent, H extends Extent>(
  x: Tensor<readonly [N, C, H, H]>,
  weight: Tensor<readonly [C, O, 2, 2]>,
) => L.convTranspose2d({ stride: 2 }, weight)(x)
gives(f32(n, 5, 8, 8))(grow(t(f32(n, 4, 4, 4)), t(f32(4, 5, 2, 2))))

const pooled = <N extends Extent, C extends Extent, H extends Extent>(x: Tensor<readonly [N, C, H, H]>) =>
  L.globalAvgPool(L.adaptiveMaxPool({ size: 3 })(L.avgPool({ size: 2 })(x)))
gives(f32(n, 5))(pooled(t(f32(n, 5, 8, 8))))

const heads = <N extends Extent, T extends Extent, D extends Extent>(
  x: Tensor<readonly [N, T, D]>,
  gamma: Tensor<readonly [D]>,
) => L.layerNorm(gamma, gamma)(L.add(L.attention({ causal: true })(x, x, x), L.rmsNorm(gamma)(x)))
gives(f32(n, 5, 4))(heads(t(f32(n, 5, 4)), t(f32(4))))

const groups = <N extends Extent, C extends Extent, W extends Extent>(
  x: Tensor<readonly [N, C, W]>,
  gamma: Tensor<readonly [C]>,
) => L.maxout({ axis: 1, pieces: 2 })(L.groupNorm({ groups: 2 }, gamma, gamma)(x))
gives(f32(n, 2, 3))(groups(t(f32(n, 4, 3)), t(f32(4))))

const score = <N extends Extent, C extends Extent>(
  x: Tensor<readonly [N, C]>,
  y: Tensor<readonly [N], 'i32'>,
  z: Tensor<readonly [N, C]>,
) => L.add(L.add(L.nll(x, y), L.multiclassHinge(x, y)), L.add(L.crossEntropy(x, z), L.huber(x, z)))
gives(f32())(score(t(f32(n, 4)), t(i32(n)), t(f32(n, 4))))

// what is not known is left to run time
export const unknowns: readonly AnyTensor[] = [
  L.conv2d(t(f32(4, 3, 3, 3)))(open) satisfies Tensor<Shape>,
  L.conv2d(open)(t(f32(2, 3, 9, 9))) satisfies Tensor<Shape>,
  L.conv2d(t(f32(4, 3, 3, 3)))(half) satisfies Tensor<readonly [2, 4, number, 6]>,
  L.conv2d(options, t(f32(4, 3, 3, 3)))(half) satisfies Tensor<readonly [2, 4, number, number]>,
  L.maxPool({ size: 2 })(open) satisfies Tensor<Shape>,
  L.maxPool({ size: 2 })(half) satisfies Tensor<readonly [2, 3, number, 4]>,
  L.globalAvgPool(open) satisfies Tensor<Shape>,
  L.attention(open, open, open) satisfies Tensor<Shape>,
  L.layerNorm(t(f32(8)), t(f32(8)))(open) satisfies Tensor<Shape>,
]

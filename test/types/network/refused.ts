/** Applications that do not compile, each for one mistake; at run time each is that mistake. */
import * as L from 'leibniz'
import { bool, dim, f32, i32, pipe } from 'leibniz'
import { refuses, t } from '../check.ts'

const n = dim('n')
const m = dim('m')
const h = dim('h')
const w = dim('w')
const four = { gamma: t(f32(4)), beta: t(f32(4)), mean: t(f32(4)), variance: t(f32(4)) }

// convolutions
// @ts-expect-error
refuses(L.conv2d(t(f32(16, 3, 5, 5)))(t(f32(n, 3, 4, 8))))
// @ts-expect-error
refuses(L.conv2d({ padding: [0, 1] }, t(f32(16, 3, 3, 5)))(t(f32(n, 3, 9, 2))))
// @ts-expect-error
refuses(L.conv2d({ dilation: 4 }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d(t(f32(16, 3, 3, 3)))(t(f32(n, 4, 8, 8))))
// @ts-expect-error
refuses(L.conv2d(t(f32(16, n, 3, 3)))(t(f32(n, m, 8, 8))))
// @ts-expect-error
refuses(L.conv2d({ groups: 2 }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d({ groups: 3 }, t(f32(16, 3, 3, 3)))(t(f32(n, 9, 8, 8))))
// @ts-expect-error
refuses(L.conv2d(t(f32(16, 3, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d(t(f32(16, 3, 3, 3)))(t(f32(3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d(t(f32(16, 3, 3, 3)), t(f32(3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d({ padding: 1 }, t(f32(16, 3, 3, 3)), t(f32(1, 16)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d({ stride: 0 }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d({ dilation: 1.5 }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d({ padding: -1 }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d({ groups: 0 }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d({ stride: [1, 2, 3] }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d({ padding: [1] }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d(t(f32(16, 3, 0, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d({ stride: 2 }, t(f32(16, 3, 3, 3)))(t(f32(n, 3, h, w))))
// @ts-expect-error
refuses(L.conv2d(t(f32(16, 3, 3, 3)))(t(i32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv2d(t(f32(16, 3, 3, 3)), t(i32(16)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.conv1d(t(f32(16, 3, 3)))(t(f32(n, 4, 8))))
// @ts-expect-error
refuses(L.conv1d(t(f32(16, 3, 9)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.conv1d(t(f32(16, 3)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.conv3d(t(f32(2, 3, 1, 1, 9)))(t(f32(n, 3, 8, 8, 8))))
// @ts-expect-error
refuses(L.convTranspose2d(t(f32(16, 3, 3, 3)))(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.convTranspose2d({ groups: 3 }, t(f32(16, 3, 3, 3)))(t(f32(n, 16, 8, 8))))
// @ts-expect-error
refuses(L.convTranspose2d(t(f32(16, 3, 3, 3)), t(f32(16)))(t(f32(n, 16, 8, 8))))
// @ts-expect-error
refuses(L.convTranspose2d({ outputPadding: 1 }, t(f32(16, 3, 3, 3)))(t(f32(n, 16, 8, 8))))
// @ts-expect-error
refuses(L.convTranspose2d({ padding: 2 }, t(f32(16, 3, 3, 3)))(t(f32(n, 16, 8, 2))))
// @ts-expect-error
refuses(L.convTranspose2d({ outputPadding: -1 }, t(f32(16, 3, 3, 3)))(t(f32(n, 16, 8, 8))))
// @ts-expect-error
refuses(L.convTranspose1d(t(f32(16, 3, 3)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.convTranspose1d({ stride: 2 }, t(f32(16, 3, 3)))(t(f32(16, 8))))

// pools
// @ts-expect-error
refuses(L.maxPool({ size: 5 })(t(f32(n, 3, 4, 8))))
// @ts-expect-error
refuses(L.maxPool({ size: [2, 9] })(t(f32(n, 3, 4, 8))))
// @ts-expect-error
refuses(L.maxPool({ size: 2 })(t(f32(8))))
// @ts-expect-error
refuses(L.maxPool({ size: 0 })(t(f32(n, 3, 4, 8))))
// @ts-expect-error
refuses(L.maxPool({ size: 2, stride: -1 })(t(f32(n, 3, 4, 8))))
// @ts-expect-error
refuses(L.maxPool({ size: [2], stride: [2, 2] })(t(f32(n, 3, 4, 8))))
// @ts-expect-error
refuses(L.maxPool({ size: 2 })(t(f32(n, 3, h, w))))
// @ts-expect-error
refuses(L.maxPool({ size: 2 })(t(i32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.avgPool({ size: [3] })(t(f32(n, 3, 2))))
// @ts-expect-error
refuses(L.avgPool({ size: 2, padding: 0.5 })(t(f32(n, 3, 4, 8))))
// @ts-expect-error
refuses(L.globalAvgPool(t(f32(n, 3))))
// @ts-expect-error
refuses(L.globalMaxPool(t(i32(n, 3, 8))))
// @ts-expect-error
refuses(L.adaptiveAvgPool({ size: 2 })(t(f32(n, 3, 8, w))))
// @ts-expect-error
refuses(L.adaptiveAvgPool({ size: 0 })(t(f32(n, 3, 8, 8))))
// @ts-expect-error
refuses(L.adaptiveMaxPool({ size: [2, 2] })(t(f32(3))))
// @ts-expect-error
refuses(L.maxout({ pieces: 3 })(t(f32(n, 10))))
// @ts-expect-error
refuses(L.maxout({ pieces: 0 })(t(f32(n, 10))))
// @ts-expect-error
refuses(L.maxout({ axis: 2, pieces: 2 })(t(f32(n, 10))))
// @ts-expect-error
refuses(L.maxout({ pieces: 2 })(t(i32(n, 10))))

// normalisations
// @ts-expect-error
refuses(L.batchNorm(t(f32(3)), t(f32(4)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.batchNorm(t(f32(4)), t(f32(4)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.batchNorm({ axis: 3 }, t(f32(4)), t(f32(4)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.batchNorm({ axis: -1 }, t(f32(3)), t(f32(3)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.batchNorm(t(f32(3)), t(f32(3)))(t(i32(n, 3, 8))))
// @ts-expect-error
refuses(L.batchNormInference({}, four)(t(f32(n, 3))))
// @ts-expect-error
refuses(L.batchStatistics({ axis: 2 })(t(f32(n, 3))).mean)
// @ts-expect-error
refuses(L.layerNorm(t(f32(8)), t(f32(3)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.layerNorm(t(f32(3)), t(f32(3)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.layerNorm({}, t(f32(n, 3, 8, 1)), t(f32(n, 3, 8, 1)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.layerNorm(t(f32()), t(f32()))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.rmsNorm(t(f32(3)))(t(f32(n, 3, 8))))
// @ts-expect-error
refuses(L.rmsNorm(t(f32(8)))(t(bool(n, 3, 8))))
// @ts-expect-error
refuses(L.groupNorm({ groups: 4 }, t(f32(6)), t(f32(6)))(t(f32(n, 6, 8))))
// @ts-expect-error
refuses(L.groupNorm({ groups: 2 }, t(f32(4)), t(f32(4)))(t(f32(n, 6, 8))))
// @ts-expect-error
refuses(L.groupNorm({ groups: -2 }, t(f32(6)), t(f32(6)))(t(f32(n, 6, 8))))
// @ts-expect-error
refuses(L.instanceNorm(t(f32(4)), t(f32(4)))(t(f32(n, 6, 8))))
// @ts-expect-error
refuses(L.instanceNorm({}, t(f32(6)), t(f32(4)))(t(f32(n, 6, 8))))

// attention
// @ts-expect-error
refuses(L.attention(t(f32(5, 4)), t(f32(6, 3)), t(f32(6, 7))))
// @ts-expect-error
refuses(L.attention(t(f32(5, 4)), t(f32(6, 4)), t(f32(5, 7))))
// @ts-expect-error
refuses(L.attention(t(f32(4)), t(f32(6, 4)), t(f32(6, 7))))
// @ts-expect-error
refuses(L.attention(t(f32(5, 4)), t(f32(4)), t(f32(6, 7))))
// @ts-expect-error
refuses(L.attention(t(f32(5, 4)), t(f32(6, 4)), t(f32(6))))
// @ts-expect-error
refuses(L.attention(t(f32(2, 5, 4)), t(f32(3, 6, 4)), t(f32(6, 7))))
// @ts-expect-error
refuses(L.attention(t(f32(2, 5, 4)), t(f32(6, 4)), t(f32(3, 6, 7))))
// @ts-expect-error
refuses(L.attention({ causal: true })(t(f32(5, 4)), t(f32(6, 4)), t(f32(6, 7)), t(f32(6, 5))))
// @ts-expect-error
refuses(L.attention(t(f32(5, 4)), t(f32(6, 4)), t(f32(6, 7)), t(i32(5, 6))))
// @ts-expect-error
refuses(L.attention(t(f32(5, 4)), t(i32(6, 4)), t(f32(6, 7))))

// losses
// @ts-expect-error
refuses(L.mse(t(f32(n, 3)), t(f32(n))))
// @ts-expect-error
refuses(L.mse({ reduction: 'none' })(t(f32(n, 3)), t(i32(n, 3))))
// @ts-expect-error
refuses(L.mae(t(f32(n, 1)), t(f32(n))))
// @ts-expect-error
refuses(L.huber({ delta: 2 })(t(f32(n)), t(f32(m))))
// @ts-expect-error
refuses(L.hinge(t(f32(n)), t(i32(n))))
// @ts-expect-error
refuses(L.bce(t(f32(n, 3)), t(f32(3, n))))
// @ts-expect-error
refuses(L.bceWithLogits(t(f32(n, 1)), t(f32(n))))
// @ts-expect-error
refuses(L.kl({ reduction: 'sum' })(t(f32(n, 3)), t(f32(n, 4))))
// @ts-expect-error
refuses(L.crossEntropy(t(f32(n, 10)), t(f32(n, 9))))
// @ts-expect-error
refuses(L.crossEntropy({ axis: 2 })(t(f32(n, 10)), t(f32(n, 10))))
// @ts-expect-error
refuses(L.crossEntropy(t(i32(n, 10)), t(f32(n, 10))))
// @ts-expect-error
refuses(L.nll(t(f32(n, 10)), t(i32(m))))
// @ts-expect-error
refuses(L.nll({ axis: 2 })(t(f32(n, 10)), t(i32(n))))
// @ts-expect-error
refuses(L.nll(t(f32(n, 10)), t(f32(n))))
// @ts-expect-error
refuses(L.multiclassHinge({ axis: 0 })(t(f32(10, n)), t(i32(10))))
// @ts-expect-error
refuses(L.multiclassHinge(t(f32(n, 10)), t(bool(n))))

// in a pipe
// @ts-expect-error
refuses(pipe(t(f32(n, 1, 28, 28)), L.conv2d(t(f32(8, 3, 5, 5))), L.relu))
// @ts-expect-error
refuses(pipe(t(f32(n, 1, 4, 4)), L.conv2d(t(f32(8, 1, 3, 3))), L.maxPool({ size: 3 })))

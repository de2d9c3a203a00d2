/** Applications that do not compile, each with the sentence that the run time has for it. */
import { dim, f32, i32, nn, random, u32 } from 'leibniz'
import { refuses, t } from '../check.ts'

const n = dim('n')

// @ts-expect-error
refuses(random.bits(t(f32(2)), [3]))
// @ts-expect-error
refuses(random.uniform(t(u32(3)), [3]))
// @ts-expect-error
refuses(random.normal(t(u32()), [3]))
// @ts-expect-error
refuses(random.bernoulli(t(u32(n, 2)), [3], 0.5))
// @ts-expect-error
refuses(random.foldIn(t(i32(2)), 1))
// @ts-expect-error
refuses(random.split(t(u32(4)))[0])
// @ts-expect-error
refuses(nn.dropout({ rate: 0.5 })(t(f32(2)))(t(f32(n))))
// @ts-expect-error
refuses(nn.noise({ deviation: 1 })(t(u32(1)))(t(f32(n))))

const weights = { weight: t(f32(4, 3)), bias: t(f32(4)) }
// @ts-expect-error
refuses(nn.linear({ in: 3, out: 4 }).apply(weights)(t(f32(n, 4))))
const kernel = { weight: t(f32(5, 2, 3, 3)), bias: t(f32(5)) }
const conv = nn.conv2d({ in: 2, out: 5, size: [3, 3] }).apply(kernel)
// @ts-expect-error
refuses(conv(t(f32(n, 3, 8, 8))))
const scale = { weight: t(f32(3)), bias: t(f32(3)) }
const running = { mean: t(f32(3)), variance: t(f32(3)) }
// @ts-expect-error
refuses(nn.layerNorm({ shape: [3] }).apply(scale)(t(f32(n, 4))))
// @ts-expect-error
refuses(nn.batchNorm({ channels: 3 }).train(scale, running)(t(f32(n, 4))).y)
// @ts-expect-error
refuses(nn.batchNorm({ channels: 3 }).apply(scale, running)(t(f32(n, 4))))
// @ts-expect-error
refuses(nn.embedding({ count: 9, out: 2 }).apply({ weight: t(f32(9, 2)) })(t(f32(n))))
// @ts-expect-error
refuses(nn.prelu({ channels: 3 }).apply({ slope: t(f32(3)) })(t(f32(n, 4))))

// @ts-expect-error
refuses(nn.accuracy(t(f32(n, 3)), t(i32(4))))
// @ts-expect-error
refuses(nn.confusionMatrix({ classes: 3 })(t(i32(n)), t(i32(4))))

/** Layers, random numbers and metrics that compile, each with the type that it has. */
import * as L from 'leibniz'
import { bool, dim, f32, i32, nn, optim, pipe, program, random, relu, tanh, training, u32 } from 'leibniz'
import type { Extent, Tensor } from 'leibniz'
import { gives, t } from '../check.ts'

const n = dim('n')
const key = t(u32(2))

// random numbers
gives(u32(n, 3))(random.bits(key, [n, 3]))
gives(f32(n, 3))(random.uniform(key, [n, 3]))
gives(f32(2))(random.uniform(key, [2], { low: -1 }))
gives(f32())(random.normal(key, []))
gives(bool(4))(random.bernoulli(key, [4], 0.5))
gives(u32(2))(random.foldIn(key, 3))
gives(u32(2))(random.foldIn(key, t(u32())))
gives(u32(2))(random.split(key)[1])

// layers
const linear = nn.linear({ in: 3, out: 4 })
gives(f32(n, 4))(linear.apply({ weight: t(f32(4, 3)), bias: t(f32(4)) })(t(f32(n, 3))))
const maxout = nn.maxout({ in: 3, out: 4, pieces: 2 })
gives(f32(n, 4))(maxout.apply({ weight: t(f32(4, 2, 3)), bias: t(f32(4, 2)) })(t(f32(n, 3))))
const conv = nn.conv2d({ in: 2, out: 5, size: [3, 3], padding: 1 })
gives(f32(n, 5, 8, 8))(conv.apply({ weight: t(f32(5, 2, 3, 3)), bias: t(f32(5)) })(t(f32(n, 2, 8, 8))))
const conv1 = nn.conv1d({ in: 2, out: 5, size: [3] })
gives(f32(n, 5, 6))(conv1.apply({ weight: t(f32(5, 2, 3)), bias: t(f32(5)) })(t(f32(n, 2, 8))))
const words = nn.embedding({ count: 100, out: 8 })
gives(f32(n, 8))(words.apply({ weight: t(f32(100, 8)) })(t(i32(n))))
const slopes = nn.prelu({ channels: 3 })
gives(f32(n, 3))(slopes.apply({ slope: t(f32(3)) })(t(f32(n, 3))))
const scale = { weight: t(f32(3)), bias: t(f32(3)) }
gives(f32(n, 3))(nn.layerNorm({ shape: [3] }).apply(scale)(t(f32(n, 3))))
const running = { mean: t(f32(3)), variance: t(f32(3)) }
const norm = nn.batchNorm({ channels: 3 })
gives(f32(n, 3, 7))(norm.train(scale, running)(t(f32(n, 3, 7))).y)
gives(f32(3))(norm.train(scale, running)(t(f32(n, 3, 7))).running.variance)
gives(f32(n, 3, 7))(norm.apply(scale, running)(t(f32(n, 3, 7))))
const square = { weight: t(f32(8, 8)), bias: t(f32(8)) }
const heads = nn.selfAttention({ features: 8, heads: 2 })
gives(f32(n, 5, 8))(heads.apply({ query: square, key: square, value: square, out: square })(t(f32(n, 5, 8))))
const lstm = nn.lstm({ in: 3, out: 5 })
gives(f32(20, 5))(t(lstm.parameters.hidden.weight))
const gates = {
  input: { weight: t(f32(20, 3)), bias: t(f32(20)) },
  hidden: { weight: t(f32(20, 5)), bias: t(f32(20)) },
}
gives(f32(7, n, 5))(lstm.apply(gates)(t(f32(7, n, 3))).out)
gives(f32(n, 5))(lstm.apply(gates)(t(f32(7, n, 3))).carry.cell)
gives(f32(15, 3))(t(nn.gru({ in: 3, out: 5 }).parameters.input.weight))
gives(f32(5, 3))(t(nn.rnn({ in: 3, out: 5 }).parameters.input.weight))

// layers made of layers
const net = nn.sequential(linear, relu, nn.linear({ in: 4, out: 2 }))
gives(f32(4, 3))(t(net.parameters[0].weight))
gives(f32(2, 4))(t(net.parameters[2].weight))
const block = nn.residual(nn.sequential(nn.linear({ in: 3, out: 3 }), tanh))
gives(f32(n, 3))(block.apply({ 0: { weight: t(f32(3, 3)), bias: t(f32(3)) } })(t(f32(n, 3))))

// noise, penalties, metrics
gives(f32(n, 3))(nn.dropout({ rate: 0.5 })(key)(t(f32(n, 3))))
gives(f32(n, 3))(nn.noise({ deviation: 0.5 })(key)(t(f32(n, 3))))
gives(f32())(nn.l1(0.1)({ a: t(f32(2)), b: { c: t(f32(n)) } }))
gives(f32())(nn.l2(0.1)(t(f32(2))))
gives(f32())(nn.accuracy(t(f32(n, 3)), t(i32(n))))
const matrix = nn.confusionMatrix({ classes: 3 })(t(i32(n)), t(i32(n)))
gives(i32(3, 3))(matrix)
gives(f32(3))(nn.precision(matrix))
gives(f32(3))(nn.recall(matrix))

// functions generic in their sizes
export const layer = <N extends Extent, I extends Extent, O extends Extent>(
  x: Tensor<readonly [N, I]>,
  weight: Tensor<readonly [O, I]>,
  bias: Tensor<readonly [O]>,
) => relu(nn.linear({ in: x.shape[1], out: bias.shape[0] }).apply({ weight, bias })(x))
gives(f32(n, 4))(layer(t(f32(n, 3)), t(f32(4, 3)), t(f32(4))))

export const dropped = <N extends Extent, F extends Extent>(
  k: Tensor<readonly [2], 'u32'>,
  x: Tensor<readonly [N, F]>,
) => pipe(x, nn.dropout({ rate: 0.1 })(random.foldIn(k, 1)), nn.noise({ deviation: 0.1 })(k))
gives(f32(n, 4))(dropped(key, t(f32(n, 4))))

export const shaken = <N extends Extent, F extends Extent>(
  k: Tensor<readonly [2], 'u32'>,
  x: Tensor<readonly [N, F]>,
) => L.square(random.normal(k, x.shape))
gives(f32(n, 4))(shaken(key, t(f32(n, 4))))

// what an optimiser remembers follows from its options
const line = program({ x: f32(4), w: f32(4) }, ({ x, w }) => ({ loss: L.dot(x, w) }))
const step = <S extends string>(optimiser: optim.Optimiser<S>) =>
  training({ loss: line, wrt: 'w', optimiser }).step.inputs.state
gives(f32(4))(step(optim.momentum({ rate: 0.1, momentum: 0.9 })).velocity)
gives(f32())(step(optim.momentum({ rate: 0.1, momentum: 0.9, dampening: 0.1 })).steps)
gives(f32(4))(step(optim.rmsprop({ rate: 0.1, centered: true })).mean)
gives(f32())(step(optim.adam({ rate: 0.1 })).steps)
gives(f32(4))(step(optim.adamw({ rate: 0.1, amsgrad: true })).largest)

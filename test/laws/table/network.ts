/** Convolutions, pools, normalisations, attention, losses. */
import * as L from 'leibniz'
import type { AnyTensor, Shape, Tensor } from 'leibniz'
import { stated } from '../../../src/ops/operation.ts'
import { typed } from '../../../src/Tensor.ts'
import type { Drawn, Entry } from './Entry.ts'

type Any = Tensor<Shape, never>

/** Types are erased: several functions as one. */
type Curried = (options: object) => (...tensors: readonly AnyTensor[]) => AnyTensor
const erased = (operation: (...given: never[]) => unknown): Curried => stated(operation)

/** Tensors of which the test knows what they hold. */
const real = (tensor: AnyTensor): Tensor<Shape> => typed(tensor)

const of = (...shape: readonly number[]): Drawn => ({ shape })
const above = (...shape: readonly number[]): Drawn => ({ shape, from: 1, to: 2 })
const below = (...shape: readonly number[]): Drawn => ({ shape, from: -2, to: -0.5 })
const small = (...shape: readonly number[]): Drawn => ({ shape, from: 0, to: 0.5 })
const positive = (...shape: readonly number[]): Drawn => ({ shape, from: 0.25, to: 2 })
const probability = (...shape: readonly number[]): Drawn => ({ shape, from: 0.125, to: 0.875 })
const labels = (classes: number, ...shape: readonly number[]): Drawn => ({
  shape,
  dtype: 'i32',
  from: 0,
  to: classes,
})
const truth = (...shape: readonly number[]): Drawn => ({ shape, dtype: 'bool', from: 0, to: 2 })

const image = of(1, 2, 4, 3)

const conv2d = (options: L.ConvolutionOptions, weight: readonly number[], data: Drawn = image): Entry => ({
  name: 'conv2d',
  inputs: [of(...weight), data],
  build: (w, x) => L.conv2d(options, real(w))(real(x)),
})

const convTranspose2d = (options: L.TransposedOptions, weight: readonly number[]): Entry => ({
  name: 'convTranspose2d',
  inputs: [of(...weight), of(1, 2, 2, 3)],
  build: (w, x) => L.convTranspose2d(options, real(w))(real(x)),
})

const pool = (
  name: keyof typeof pools,
  options: L.PoolOptions & L.AvgPoolOptions,
  x = of(1, 2, 4, 3),
): Entry => ({
  name,
  inputs: [x],
  build: (data) => erased(pools[name])(options)(data),
})

const elementLosses = { mse: L.mse, mae: L.mae, huber: L.huber, bceWithLogits: L.bceWithLogits } as const
const classLosses = { crossEntropy: L.crossEntropy, nll: L.nll, multiclassHinge: L.multiclassHinge } as const
const pools = { maxPool: L.maxPool, avgPool: L.avgPool } as const
const reductions = ['mean', 'sum', 'none'] as const

const normalised = (
  name: string,
  shape: readonly number[],
  scale: readonly number[],
  build: (gamma: Tensor<Shape>, beta: Tensor<Shape>, x: Tensor<Shape>) => AnyTensor,
): Entry => ({
  name,
  inputs: [of(...scale), of(...scale), of(...shape)],
  build: (gamma, beta, x) => build(real(gamma), real(beta), real(x)),
})

const attending = (
  options: L.AttentionOptions,
  q: readonly number[],
  k: readonly number[],
  v: readonly number[],
  ...mask: readonly Drawn[]
): Entry => ({
  name: 'attention',
  inputs: [of(...q), of(...k), of(...v), ...mask],
  build: (a, b, c, d) =>
    d === undefined
      ? L.attention(options)(real(a), real(b), real(c))
      : L.attention(options)(real(a), real(b), real(c), real(d)),
})

const overClasses = (
  name: keyof typeof classLosses,
  options: L.CrossEntropyOptions & L.MulticlassHingeOptions,
  scores: Drawn,
  wanted: Drawn,
): Entry => ({
  name,
  inputs: [scores, wanted],
  build: (x: Any, y: Any) => erased(classLosses[name])(options)(x, y),
})

export const entries: readonly Entry[] = [
  // Convolutions.
  conv2d({}, [2, 2, 2, 2]),
  conv2d({ stride: 2 }, [1, 2, 2, 2]),
  conv2d({ padding: 1 }, [1, 2, 3, 3]),
  conv2d(
    {
      stride: [2, 1],
      padding: [
        [1, 0],
        [0, 2],
      ],
    },
    [1, 2, 3, 2],
  ),
  conv2d({ dilation: [2, 1], padding: 'same' }, [2, 2, 2, 2]),
  conv2d({ stride: 3, dilation: 2, padding: 2 }, [1, 2, 2, 2]),
  conv2d({ groups: 2 }, [4, 1, 2, 1]),
  conv2d({ groups: 2, stride: 2, padding: 1 }, [2, 1, 3, 2]),
  {
    name: 'conv2d',
    inputs: [of(2, 2, 2, 2), of(2), image],
    build: (w, b, x) => L.conv2d(real(w), real(b))(real(x)),
  },
  { name: 'conv2d', inputs: [of(1, 1, 3, 3)], build: (x) => L.conv2d({ padding: 1 }, real(x))(real(x)) },
  {
    name: 'conv1d',
    inputs: [of(2, 2, 3), of(2), of(2, 2, 5)],
    build: (w, b, x) => L.conv1d({ stride: 2, padding: 1 }, real(w), real(b))(real(x)),
  },
  {
    name: 'conv3d',
    inputs: [of(1, 1, 2, 1, 2), of(1, 1, 3, 2, 3)],
    build: (w, x) => L.conv3d({ stride: [1, 1, 2] }, real(w))(real(x)),
  },
  convTranspose2d({}, [2, 2, 2, 2]),
  convTranspose2d({ stride: 2 }, [2, 1, 3, 2]),
  convTranspose2d({ stride: [2, 3], padding: [1, 0], outputPadding: 1 }, [2, 1, 3, 2]),
  convTranspose2d({ dilation: 2, padding: 1 }, [2, 1, 2, 2]),
  convTranspose2d({ groups: 2, stride: 2 }, [2, 2, 2, 1]),
  {
    name: 'convTranspose1d',
    inputs: [of(2, 2, 3), of(2), of(1, 2, 3)],
    build: (w, b, x) => L.convTranspose1d({ stride: 2 }, real(w), real(b))(real(x)),
  },

  // Pools.
  pool('maxPool', { size: 2 }),
  pool('maxPool', { size: [2, 3], stride: 1 }),
  pool('maxPool', { size: 3, stride: 2, padding: 1 }),
  pool('maxPool', { size: 2, dilation: 2, stride: 1 }),
  pool('maxPool', { size: [2] }),
  pool('avgPool', { size: 2 }),
  pool('avgPool', {
    size: 3,
    stride: 2,
    padding: [
      [1, 0],
      [0, 1],
    ],
  }),
  pool('avgPool', { size: 3, stride: 2, padding: 1, countIncludePad: false }),
  { name: 'globalAvgPool', inputs: [of(2, 2, 2, 3)], build: (x) => L.globalAvgPool(real(x)) },
  { name: 'globalMaxPool', inputs: [of(2, 2, 2, 3)], build: (x) => L.globalMaxPool(real(x)) },
  {
    name: 'adaptiveAvgPool',
    inputs: [of(1, 2, 4, 3)],
    build: (x) => L.adaptiveAvgPool({ size: 2 })(real(x)),
  },
  {
    name: 'adaptiveMaxPool',
    inputs: [of(1, 2, 4, 3)],
    build: (x) => L.adaptiveMaxPool({ size: 2 })(real(x)),
  },
  { name: 'adaptiveMaxPool', inputs: [of(2, 5)], build: (x) => L.adaptiveMaxPool({ size: [3] })(real(x)) },
  { name: 'maxout', inputs: [of(2, 6)], build: (x) => L.maxout({ pieces: 3 })(real(x)) },
  { name: 'maxout', inputs: [of(4, 3)], build: (x) => L.maxout({ axis: 0, pieces: 2 })(real(x)) },

  // Normalisations.
  normalised('batchNorm', [3, 2], [2], (g, b, x) => L.batchNorm(g, b)(x)),
  normalised('batchNorm', [2, 2, 3], [2], (g, b, x) => L.batchNorm({ epsilon: 0.1 }, g, b)(x)),
  normalised('batchNorm', [2, 4], [2], (g, b, x) => L.batchNorm({ axis: 0 }, g, b)(x)),
  {
    name: 'batchNormInference',
    inputs: [of(2), of(2), of(2), positive(2), of(2, 2, 3)],
    build: (gamma, beta, mean, variance, x) =>
      L.batchNormInference(
        {},
        { gamma: real(gamma), beta: real(beta), mean: real(mean), variance: real(variance) },
      )(real(x)),
  },
  { name: 'batchStatistics', inputs: [of(3, 2, 2)], build: (x) => L.batchStatistics({})(real(x)).mean },
  { name: 'batchStatistics', inputs: [of(3, 2, 2)], build: (x) => L.batchStatistics({})(real(x)).variance },
  {
    name: 'batchStatistics',
    inputs: [of(3, 4)],
    build: (x) => L.batchStatistics({ axis: 0 })(real(x)).unbiased,
  },
  normalised('layerNorm', [2, 4], [4], (g, b, x) => L.layerNorm(g, b)(x)),
  normalised('layerNorm', [2, 2, 3], [2, 3], (g, b, x) => L.layerNorm({ epsilon: 0.1 }, g, b)(x)),
  normalised('groupNorm', [2, 4, 3], [4], (g, b, x) => L.groupNorm({ groups: 2 }, g, b)(x)),
  normalised('instanceNorm', [2, 2, 3], [2], (g, b, x) => L.instanceNorm(g, b)(x)),
  { name: 'rmsNorm', inputs: [of(4), of(3, 4)], build: (g, x) => L.rmsNorm(real(g))(real(x)) },

  // Attention.
  attending({}, [3, 2], [4, 2], [4, 3]),
  attending({ causal: true }, [3, 2], [3, 2], [3, 2]),
  attending({ scale: 0.5 }, [2, 1, 2, 2], [2, 3, 2], [1, 3, 2]),
  attending({}, [2, 3, 2], [2, 3, 2], [2, 3, 2], of(3, 3)),
  attending({ causal: true }, [3, 2], [4, 2], [4, 2], truth(1, 4)),

  // Losses.
  ...(['mse', 'mae', 'huber', 'bceWithLogits'] as const).map((name): Entry => ({
    name,
    inputs: [above(2, 3), below(2, 3)],
    build: (x, y) => erased(elementLosses[name])({})(x, y),
  })),
  // Each side of a kink by itself.
  {
    name: 'huber',
    inputs: [small(2, 3), small(2, 3)],
    build: (x, y) => L.huber({ delta: 0.75, reduction: 'sum' })(real(x), real(y)),
  },
  { name: 'hinge', inputs: [small(2, 3), small(2, 3)], build: (x, y) => L.hinge(real(x), real(y)) },
  {
    name: 'hinge',
    inputs: [above(2, 3), above(2, 3)],
    build: (x, y) => L.hinge({ margin: 0.5, reduction: 'none' })(real(x), real(y)),
  },
  ...reductions.map((reduction): Entry => ({
    name: 'mse',
    inputs: [of(2, 3), of(2, 3)],
    build: (x, y) => L.mse({ reduction })(real(x), real(y)),
  })),
  { name: 'bce', inputs: [probability(5), probability(5)], build: (x, y) => L.bce(real(x), real(y)) },
  { name: 'kl', inputs: [of(2, 3), probability(2, 3)], build: (x, y) => L.kl(real(x), real(y)) },
  overClasses('crossEntropy', { labelSmoothing: 0.2 }, of(3, 4), labels(4, 3)),
  overClasses('crossEntropy', { axis: 1, reduction: 'none' }, of(2, 4, 3), labels(4, 2, 3)),
  {
    name: 'crossEntropy',
    inputs: [of(3, 4), probability(3, 4)],
    build: (x, y) => L.crossEntropy({ labelSmoothing: 0.1 })(real(x), real(y)),
  },
  overClasses('nll', {}, of(3, 4), labels(4, 3)),
  overClasses('nll', { axis: 0, reduction: 'sum' }, of(4, 3), labels(4, 3)),
  overClasses('multiclassHinge', {}, small(3, 4), labels(4, 3)),
  overClasses('multiclassHinge', { axis: 0, margin: 0.75, divideByClasses: true }, small(4, 3), labels(4, 3)),
]

/**
 * Networks with and without diseases, and data for them.
 */
import {
  add,
  conv2d,
  crossEntropy,
  dim,
  f32,
  flatten,
  gelu,
  i32,
  leakyRelu,
  linear,
  matmul,
  maxPool,
  mean,
  program,
  random,
  relu,
  scan,
  sigmoid,
  square,
  tanh,
  valueAndGrad,
} from 'leibniz'
import type { Dim, Tensor } from 'leibniz'
import type { TypedArray } from '../../src/DType.ts'
import type { Program } from '../../src/Program.ts'
import type { Tree } from '../../src/Tree.ts'

export interface Network {
  readonly name: string
  readonly program: Program
  readonly inputs: Tree<TypedArray>
  /** What is found, each kind once. */
  readonly findings: readonly string[]
}

const width = 16
export const examples = 32
const batch = dim('batch')

export const normal = (seed: number, length: number, deviation: number): Float32Array =>
  random.normal(random.key(seed), length).map((x) => x * deviation)

type Layer = Tensor<readonly [Dim<'batch'>, 16]>

interface Stack {
  readonly activation: (x: Layer) => Layer
  readonly depth: number
  /** The deviation of the weights, in units of that which keeps the size of a signal. */
  readonly scale: number
  readonly bias: number
}

const names = (depth: number): readonly string[] => Array.from({ length: depth }, (_, k) => `fc${k + 1}`)

/** As many layers of 16 units, one on the other. */
export const stack = (
  name: string,
  { activation, depth, scale, bias }: Stack,
  findings: readonly string[],
): Network => {
  const specs = { weight: f32(width, width), bias: f32(width) }
  const params = Object.fromEntries(names(depth).map((layer) => [layer, specs]))
  const made = program({ x: f32(batch, width), params }, (inputs) => {
    let h: Layer = inputs.x
    for (const layer of names(depth)) {
      const own = inputs.params[layer]
      if (own !== undefined) h = activation(linear(own.weight, own.bias)(h))
    }
    return { loss: mean(square(h)) }
  })
  const values = names(depth).map((layer, k) => {
    const weight = normal(k + 2, width * width, scale / Math.sqrt(width))
    return [layer, { weight, bias: new Float32Array(width).fill(bias) }] as const
  })
  return {
    name,
    program: made,
    inputs: { x: normal(1, examples * width, 1), params: Object.fromEntries(values) },
    findings,
  }
}

const images = valueAndGrad({ of: 'loss', wrt: 'params' })(
  program(
    {
      x: f32(8, 1, 6, 6),
      y: i32(8),
      params: {
        conv: { weight: f32(4, 1, 3, 3), bias: f32(4) },
        fc: { weight: f32(3, 16), bias: f32(3) },
      },
    },
    ({ x, y, params: { conv, fc } }) => {
      const h = maxPool({ size: 2 })(relu(conv2d({ padding: 0 }, conv.weight, conv.bias)(x)))
      return { loss: crossEntropy(linear(fc.weight, fc.bias)(flatten({ from: 1 })(h)), y) }
    },
  ),
)

const remembering = program(
  { xs: f32(dim('T'), batch, 3), h: f32(batch, 4), W: f32(3, 4), U: f32(4, 4) },
  ({ xs, h, W, U }) => {
    const turn = (state: Tensor<readonly [Dim<'batch'>, 4]>, x: Tensor<[Dim<'batch'>, 3]>) => ({
      carry: tanh(add(matmul(x, W), matmul(state, U))),
    })
    return { loss: mean(square(scan({ carry: h, xs }, turn).carry)) }
  },
)

const sequences = (scale: number): Tree<TypedArray> => ({
  xs: normal(1, 6 * 5 * 3, 1),
  h: new Float32Array(20),
  W: normal(2, 12, scale),
  U: normal(3, 16, scale),
})

export const networks: readonly Network[] = [
  stack('healthy rectifiers', { activation: (x) => relu(x), depth: 3, scale: 1.4, bias: 0 }, []),
  stack('healthy leaky rectifiers', { activation: (x) => leakyRelu(x), depth: 3, scale: 1.4, bias: 0 }, []),
  stack('healthy tanh', { activation: (x) => tanh(x), depth: 3, scale: 1, bias: 0 }, []),
  stack('healthy gelu', { activation: (x) => gelu(x), depth: 3, scale: 1.4, bias: 0 }, []),
  stack('dead rectifiers', { activation: (x) => relu(x), depth: 2, scale: 1.4, bias: -100 }, [
    'dead',
    'zero',
  ]),
  stack('saturated tanh', { activation: (x) => tanh(x), depth: 2, scale: 50, bias: 0 }, ['saturated']),
  stack('saturated sigmoids', { activation: (x) => sigmoid(x), depth: 2, scale: 50, bias: 20 }, [
    'saturated',
  ]),
  stack('twenty sigmoids', { activation: (x) => sigmoid(x), depth: 20, scale: 1, bias: 0 }, ['vanishing']),
  stack('large weights', { activation: (x) => leakyRelu(x), depth: 6, scale: 12, bias: 0 }, ['exploding']),
  {
    name: 'images',
    program: images,
    inputs: {
      x: normal(1, 8 * 36, 1),
      y: Int32Array.of(0, 1, 2, 0, 1, 2, 0, 1),
      params: {
        conv: { weight: normal(2, 36, 0.5), bias: new Float32Array(4) },
        fc: { weight: normal(3, 48, 0.3), bias: new Float32Array(3) },
      },
    },
    findings: [],
  },
  { name: 'a memory', program: remembering, inputs: sequences(0.4), findings: [] },
  { name: 'a saturated memory', program: remembering, inputs: sequences(20), findings: ['saturated'] },
]

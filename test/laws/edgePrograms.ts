/**
 * Programs with an axis of n elements, for n around the edges of tiles: each kind of loop that is scheduled.
 * Before it: the operations. After it: `edges.test.ts`, `test/campaigns/edges.ts`.
 * Invariant: n is a number or a name; what needs a known size stands among the windows.
 */
import * as L from '../../src/index.ts'
import type { AnyTensor, Extent, Shape, Tensor } from '../../src/index.ts'
import { contracted, input } from '../../src/construct.ts'
import { at } from '../../src/Bug.ts'
import { derivative } from '../../src/differentiate.ts'
import * as extent from '../../src/Extent.ts'
import { closed } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { key, uniform } from '../../src/random/index.ts'
import * as shapes from '../../src/Shape.ts'
import { isTensor, typed } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import type { Inputs } from './slopes.ts'

/** A tensor that fits wherever one is taken. */
type Any = Tensor<Shape, never>

export interface Edge {
  readonly shapes: (n: Extent) => readonly Shape[]
  readonly build: (...inputs: readonly [Any, Any, Any]) => Readonly<Record<string, AnyTensor>>
}

/** A program of inputs x0, x1 … of these shapes. */
export const programOf = (shapes: readonly Shape[], build: Edge['build']): Program => {
  const inputs = shapes.map((shape, k) => input(`x${k}`, shape, 'f32'))
  const [a, b = a, c = a] = inputs.map((one) => typed<Shape, never>(one))
  if (a === undefined || b === undefined || c === undefined) throw new Error('a program without inputs')
  return closed(Object.fromEntries(inputs.map((one, k) => [`x${k}`, one])), build(a, b, c), [])
}

/** Arrays that begin where no vector does. */
export const inputsOf = (program: Program, n: number): Inputs =>
  new Map(
    tree.entries(program.inputs, isTensor).map(([path, { shape }], k) => {
      const length = extent.resolve(shapes.sizeOf(shape), new Map([['n', n]])) ?? 0
      const odd = 1 + 2 * ((n + k) % 2)
      return [path, uniform(key(n + 100 * k), length + odd, { low: -2, high: 2 }).subarray(odd)]
    }),
  )

const any = (tensor: AnyTensor): Any => typed<Shape, never>(tensor)
const every = (axis: number, step: number, start?: number) => (x: AnyTensor) =>
  any(L.slice({ axis, step, ...(start === undefined ? {} : { start }) })(any(x)))

type Letters = readonly [left: string, right: string, out: string]

const product = (
  [left, right, out]: Letters,
  sizes: (n: Extent) => Readonly<Record<string, Extent>>,
): Edge => ({
  shapes: (n) => [left, right].map((letters) => [...letters].map((letter) => sizes(n)[letter] ?? n)),
  build: (a, b) => ({ y: contracted(a, b, { left, right, out }) }),
})

const orientations: readonly Letters[] = [
  ['ik', 'kj', 'ij'],
  ['ik', 'jk', 'ij'],
  ['ki', 'kj', 'ij'],
  ['ki', 'jk', 'ij'],
]

const products = orientations.flatMap((letters) =>
  (['i', 'j', 'k'] as const).map((one): readonly [string, Edge] => [
    `${letters.join(' ')}, ${one} of n`,
    product(letters, (n) => ({ i: 5, j: 6, k: 7, [one]: n })),
  ]),
)

/** One input of n columns, and one of n rows. */
const both: Edge['shapes'] = (n) => [
  [3, n],
  [n, 3],
]

/** Whatever has an axis of any size. */
export const edges: Readonly<Record<string, Edge>> = Object.fromEntries<Edge>([
  ...products,
  ['batches of products', product(['bik', 'bkj', 'bij'], () => ({ i: 2, k: 3, j: 5 }))],
  ['products in batches', product(['bik', 'bkj', 'bij'], () => ({ b: 2, i: 3, k: 5 }))],
  ['a matrix times a vector', product(['ik', 'k', 'i'], () => ({ k: 9 }))],
  ['a vector times a matrix', product(['k', 'kj', 'j'], () => ({ k: 9 }))],
  ['a wide matrix times a vector', product(['ik', 'k', 'i'], () => ({ i: 9 }))],
  ['a vector times a long matrix', product(['k', 'kj', 'j'], () => ({ j: 9 }))],
  [
    'sums',
    {
      shapes: both,
      build: (a, b) => ({ all: L.sum(a), rows: L.sum({ axis: 1 })(a), columns: L.sum({ axis: 0 })(b) }),
    },
  ],
  [
    'largest ones',
    {
      shapes: both,
      build: (a, b) => ({
        rows: L.max({ axis: 1 })(a),
        columns: L.max({ axis: 0 })(b),
        across: L.max({ axis: 0 })(a),
        least: L.min({ axis: 1 })(b),
        places: L.argmax({ axis: 1 })(a),
        first: L.argmax({ axis: 0 })(b),
      }),
    },
  ],
  [
    'rows as shares',
    {
      shapes: both,
      build: (a, b) => ({
        rows: L.softmax({ axis: -1 })(a),
        columns: L.softmax({ axis: 0 })(b),
        across: L.softmax({ axis: 0 })(a),
        logarithms: L.logSoftmax({ axis: -1 })(a),
      }),
    },
  ],
  [
    'a chain',
    {
      shapes: (n) => [[n], [n], [n]],
      build: (a, b, c) => ({
        y: L.sub(L.mul(L.sigmoid(L.add(L.mul(a, b), c)), L.tanh(a)), L.relu(b)),
        z: L.exp(L.neg(L.square(a))),
      }),
    },
  ],
  [
    'normalised rows',
    {
      shapes: (n) => [[3, n], [n], [n]],
      build: (a, b, c) => ({ y: L.layerNorm(b, c)(a) }),
    },
  ],
  [
    'rows of attention',
    {
      shapes: (n) => [
        [n, 4],
        [n, 4],
        [n, 3],
      ],
      build: (a, b, c) => ({ y: L.attention(a, b, c) }),
    },
  ],
  [
    'backwards',
    {
      shapes: both,
      build: (a, b) => ({
        inputs: L.add(1, every(1, -1)(a)),
        turned: L.mul(any(L.transpose(a)), b),
        computed: L.sum({ axis: 1 })(every(1, -1)(L.softmax({ axis: -1 })(a))),
        product: L.matmul(every(1, -1)(a), b),
        reversed: L.matmul(a, every(0, -1)(L.tanh(b))),
      }),
    },
  ],
])

/** With every element of so many, from one on, of what is given, computed and multiplied. */
const steps = (step: number, start: number): Edge => ({
  shapes: (n) => [
    [3, extent.add(n, start)],
    [extent.add(n, start), 3],
  ],
  build: (a, b) => {
    const [rows, columns] = [every(1, step, start), every(0, step, start)]
    return {
      given: L.mul(2, rows(a)),
      product: L.matmul(rows(a), columns(b)),
      computed: L.sum({ axis: 0 })(columns(L.exp(b))),
      shares: L.softmax({ axis: -1 })(rows(a)),
      largest: L.max({ axis: 0 })(columns(L.square(b))),
    }
  },
})

interface Window {
  readonly kernel: number
  readonly stride: number
  readonly padding: number
  readonly dilation: number
  readonly channels: number
  readonly maps: number
  readonly groups: number
  readonly last: boolean
}

const show = ({ kernel, stride, padding, dilation, channels, maps, groups, last }: Window): string =>
  `${maps} of ${channels}, kernel ${kernel} by ${stride}, padding ${padding}, dilation ${dilation}, ${groups} groups` +
  (last ? ', channels last' : '')

/** A convolution over n × 5 places, with what comes back to its kernel and its data. */
const convolution = ({ kernel, stride, padding, dilation, channels, maps, groups, last }: Window): Edge => ({
  shapes: (n) => [
    last ? [2, n, 6, channels] : [2, channels, n, 6],
    [maps, channels / groups, kernel, Math.min(kernel, 3)],
  ],
  build: (x, w) => {
    const data = last ? any(L.transpose({ axes: [0, 3, 1, 2] })(x)) : x
    const found = any(L.conv2d({ stride, padding, dilation: [dilation, 1], groups }, w)(data))
    const y = last ? any(L.transpose({ axes: [0, 2, 3, 1] })(found)) : found
    const loss = L.sum(L.square(y))
    return { y, toKernel: derivative(loss, w), toData: derivative(loss, x) }
  },
})

const pools = (size: number, stride: number, last: boolean): Edge => ({
  shapes: (n) => [last ? [2, n, 6, 5] : [2, 5, n, 6]],
  build: (x) => {
    const data = last ? any(L.transpose({ axes: [0, 3, 1, 2] })(x)) : x
    const [most, mean] = [L.maxPool, L.avgPool].map((pool) => any(pool({ size: [size, 2], stride })(data)))
    if (most === undefined || mean === undefined) throw new Error('no pools')
    return {
      most,
      mean,
      toMost: derivative(L.sum(L.square(most)), x),
      toMean: derivative(L.sum(L.square(mean)), x),
    }
  },
})

const choices = <T>(k: number, ...from: readonly T[]): T => at(from, k % from.length)

/** So many windows, their sizes in all combinations that come up. */
const drawn = (count: number): readonly Window[] =>
  Array.from({ length: count }, (_, k) => {
    const groups = choices(k >> 1, 1, 1, 3)
    return {
      kernel: choices(k, 1, 2, 3, 4, 5),
      stride: choices(k + (k >> 2), 1, 2, 3, 1),
      padding: choices(k >> 1, 0, 1, 2),
      dilation: choices(k >> 2, 1, 1, 2),
      groups,
      channels: groups * choices(k, 1, 3, 2),
      maps: groups * choices(k >> 1, 3, 1, 8, 5, 4),
      last: k % 3 === 2,
    }
  })

/** What has a window, or steps: sizes are numbers, and n is at least 10. */
export const windows = (count: number): Readonly<Record<string, Edge>> =>
  Object.fromEntries<Edge>([
    ...[2, 3, 5].flatMap((step) =>
      [0, 1, 3].map((start): readonly [string, Edge] => [
        `elements ${start}, ${start + step} and so on`,
        steps(step, start),
      ]),
    ),
    ...drawn(count).map((one): readonly [string, Edge] => [show(one), convolution(one)]),
    ...[2, 3].flatMap((size) =>
      [1, 2, 3].map((stride): readonly [string, Edge] => [
        `pools of ${size} by ${stride}`,
        pools(size, stride, stride === 3),
      ]),
    ),
  ])

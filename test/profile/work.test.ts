/**
 * The work of kernels is what their sizes say, exactly; and never more than their loops have turns.
 */
import { describe, expect, it } from 'vitest'
import * as affine from '../../compiler/ir/Affine.ts'
import type { Atom, Kernel } from '../../compiler/ir/Kernel.ts'
import type { Buffer, Module } from '../../compiler/ir/Module.ts'
import { pipeline } from '../../compiler/pipeline.ts'
import { workOf } from '../../compiler/profile/Work.ts'
import type { Work } from '../../compiler/profile/Work.ts'
import { at } from '../../src/Bug.ts'
import { bytesOf } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import { dim } from '../../src/Extent.ts'
import type { Sizes } from '../../src/Extent.ts'
import { add, mul } from '../../src/ops/arithmetic.ts'
import { relu } from '../../src/ops/comparison.ts'
import { conv2d } from '../../src/ops/convolution.ts'
import { linear, matmul } from '../../src/ops/contraction.ts'
import { embedding } from '../../src/ops/indexing.ts'
import { totalMonoid } from '../../src/ops/monoids.ts'
import { max, sum } from '../../src/ops/reduction.ts'
import { slice } from '../../src/ops/slicing.ts'
import { program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import * as shapes from '../../src/Shape.ts'
import { f32, i32 } from '../../src/Spec.ts'
import { corpus } from '../corpus.ts'
import { orFail } from '../graphs.ts'

const worksOf = (given: Program, sizes: Sizes = new Map()): readonly Work[] => {
  const module = orFail(pipeline({ tile: false }).run(given))
  return module.kernels.map((kernel) => workOf(kernel, module, sizes))
}

const batch = dim('batch')

interface Counted {
  readonly name: string
  readonly program: Program
  readonly sizes?: Sizes
  readonly flops: number
  readonly elements: number
}

const products: readonly Counted[] = [
  [1, 1, 1],
  [7, 3, 5],
  [64, 64, 64],
  [1, 784, 128],
  [100, 3072, 1],
].map(([m = 1, k = 1, n = 1]) => ({
  name: `a product of ${m}×${k} and ${k}×${n}`,
  program: program({ a: f32(m, k), b: f32(k, n) }, ({ a, b }) => ({ c: matmul(a, b) })),
  flops: 2 * m * n * k,
  elements: m * k + k * n + m * n,
}))

const others: readonly Counted[] = [
  {
    name: 'a product whose size has a name',
    program: program({ W: f32(100, 3072), x: f32(3072, batch) }, ({ W, x }) => ({ s: matmul(W, x) })),
    sizes: new Map([['batch', 37]]),
    flops: 2 * 100 * 3072 * 37,
    elements: 100 * 3072 + 3072 * 37 + 100 * 37,
  },
  {
    name: 'a layer: a term and a maximum more for each number',
    program: program({ x: f32(20, 30), W: f32(40, 30), b: f32(40) }, ({ x, W, b }) => ({
      y: relu(linear(W, b)(x)),
    })),
    flops: 2 * 20 * 30 * 40 + 2 * 20 * 40,
    elements: 20 * 30 + 40 * 30 + 40 + 20 * 40,
  },
  {
    name: 'a convolution',
    program: program({ x: f32(2, 3, 10, 9), W: f32(5, 3, 3, 2) }, ({ x, W }) => ({ y: conv2d(W)(x) })),
    flops: 2 * (2 * 5 * 8 * 8) * (3 * 3 * 2),
    elements: 2 * 3 * 10 * 9 + 5 * 3 * 3 * 2 + 2 * 5 * 8 * 8,
  },
  {
    name: 'a map',
    program: program({ a: f32(50), b: f32(50), c: f32(50) }, ({ a, b, c }) => ({ y: add(mul(a, b), c) })),
    flops: 2 * 50,
    elements: 4 * 50,
  },
  {
    name: 'a map that uses an operand twice',
    program: program({ a: f32(50) }, ({ a }) => ({ y: mul(a, add(a, 1)) })),
    flops: 2 * 50,
    elements: 2 * 50,
  },
  {
    name: 'what is the same for a whole row: once a row',
    program: program({ a: f32(6, 1), b: f32(6, 7) }, ({ a, b }) => ({ y: add(b, mul(a, a)) })),
    flops: 6 + 6 * 7,
    elements: 6 + 6 * 7 + 6 * 7,
  },
  {
    name: 'a sum',
    program: program({ x: f32(9, 11) }, ({ x }) => ({ y: sum(x) })),
    flops: 99,
    elements: 100,
  },
  {
    name: 'the largest of each row',
    program: program({ x: f32(9, 11) }, ({ x }) => ({ y: max({ axis: 1 })(x) })),
    flops: 99,
    elements: 99 + 9,
  },
  {
    name: 'integers, which are no floats',
    program: program({ a: i32(50), b: i32(50) }, ({ a, b }) => ({ y: add(a, b) })),
    flops: 0,
    elements: 150,
  },
  {
    name: 'a part of an array, which is all that is read',
    program: program({ x: f32(100, 10) }, ({ x }) => ({ y: relu(slice({ axis: 0, stop: 20 })(x)) })),
    flops: 200,
    elements: 200 + 200,
  },
  {
    name: 'rows that are looked up, no more than are looked up',
    program: program({ table: f32(1000, 8), ids: i32(5) }, ({ table, ids }) => ({
      y: embedding(table)(ids),
    })),
    flops: 0,
    elements: 5 + 5 * 8 + 5 * 8,
  },
]

it.each([...products, ...others])('$name', ({ program: given, sizes, flops, elements }) => {
  expect(worksOf(given, sizes)).toEqual([{ flops, bytes: 4 * elements }])
})

it('counts what is the same in every turn of a loop once', () => {
  const of = { nodes: [], partOf: [] }
  const local = (name: string): Atom => ({ tag: 'local', name })
  const sums: Kernel = {
    name: 'k0',
    formulas: [],
    reads: [0],
    writes: [1],
    body: [
      {
        tag: 'for',
        variable: 'i',
        extent: 3,
        body: [
          { tag: 'accumulator', name: 's', start: 0, of },
          {
            tag: 'for',
            variable: 'j',
            extent: 5,
            body: [
              { tag: 'let', name: 'a', value: { tag: 'load', buffer: 0, index: affine.variable('j') }, of },
              {
                tag: 'let',
                name: 'b',
                value: { tag: 'basis', name: 'max', operands: [local('a'), { tag: 'number', value: 0 }] },
                of,
              },
              { tag: 'accumulate', name: 's', monoid: totalMonoid, value: local('b'), of },
            ],
          },
          { tag: 'store', buffer: 1, index: affine.variable('i'), value: local('s'), of },
        ],
      },
    ],
  }
  const buffer = (size: number, place: Buffer['place']): Buffer => ({
    dtype: 'f32',
    shape: [size],
    place,
    of: [],
  })
  const buffers = [buffer(5, { tag: 'input', path: 'x' }), buffer(3, { tag: 'output', path: 'y' })]
  const module: Module = { inputs: [], outputs: [], buffers, slots: [], kernels: [sums], assumed: [] }
  expect(workOf(sums, module, new Map())).toEqual({ flops: 5 + 5, bytes: 4 * (5 + 3) })
})

/** The turns of the loops around each statement, added up: all that a kernel could do. */
const turnsIn = ({ body }: Kernel, sizes: Sizes): number => {
  let turns = 0
  const stack = body.map((stmt) => ({ stmt, times: 1 }))
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { stmt, times } = next
    if (stmt.tag !== 'for') turns += times
    else
      for (const inner of stmt.body)
        stack.push({ stmt: inner, times: times * (extent.resolve(stmt.extent, sizes) ?? 0) })
  }
  return turns
}

describe('of the corpus', () => {
  it.each(corpus.map((one) => [one.name, one] as const))('%s', (_, { program: given, sizes }) => {
    const module = orFail(pipeline({ tile: false }).run(given))
    const sizeOf = (id: number): number => {
      const { dtype, shape } = at(module.buffers, id)
      return bytesOf[dtype] * (extent.resolve(shapes.sizeOf(shape), sizes) ?? 0)
    }
    for (const kernel of module.kernels) {
      const { flops, bytes } = workOf(kernel, module, sizes)
      expect(flops).toBeGreaterThanOrEqual(0)
      expect(flops).toBeLessThanOrEqual(turnsIn(kernel, sizes))
      const all = [...new Set([...kernel.reads, ...kernel.writes])]
      expect(bytes).toBeGreaterThanOrEqual(0)
      expect(bytes).toBeLessThanOrEqual(all.reduce((sum_, id) => sum_ + sizeOf(id), 0) * 2)
      expect(Number.isSafeInteger(flops) && Number.isSafeInteger(bytes)).toBe(true)
    }
  })
})

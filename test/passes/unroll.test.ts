/**
 * A program without loops gives the bits that it gives with them, and reads as somebody would write it.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { statements } from '../../compiler/ir/Kernel.ts'
import { sigmoid, tanh } from '../../src/ops/exponential.ts'
import { add } from '../../src/ops/arithmetic.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { bind } from '../../src/program/bind.ts'
import { program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import { isTensor } from '../../src/Tensor.ts'
import { entries } from '../../src/Tree.ts'
import { corpus } from '../corpus.ts'
import { call, otherBits, stageAfter } from '../stages.ts'

let straight = 0

describe.each(corpus)('$name', ({ program: given, inputs, sizes }) => {
  const outputs = new Set(entries(given.outputs, isTensor).map(([path]) => path))
  const taken = [...inputs().keys()].filter((path) => outputs.has(path))
  it.each([[[]], [taken]])('has the same bits without loops, donating %j', (donate) => {
    const loops = call(given, inputs(), sizes, { donate, unroll: 0 })
    const without = call(given, inputs(), sizes, { donate, unroll: 20_000 })
    expect(otherBits(loops.outputs, without.outputs)).toEqual([])
    const stage = stageAfter(without.trace, 'unroll')
    if (stage.kind !== 'module') throw new Error('loops are in a module')
    const tags = stage.value.kernels.flatMap(({ body }) => statements(body).map(({ tag }) => tag))
    if (!tags.includes('for')) straight += 1
  })
})

it('has written out most of them', () => {
  expect(straight).toBeGreaterThan(corpus.length)
})

describe('a sum of zeros', () => {
  const W = Float32Array.of(1, 2, -3, 4)
  const b = Float32Array.of(0.5, 0)
  const sums = bind({ W, b })(
    program({ x: f32(2), W: f32(2, 2), b: f32(2) }, ({ x, W: weight, b: bias }) => ({
      plain: matmul(weight, x),
      shifted: add(matmul(weight, x), bias),
    })),
  )
  it.each([
    [-0, -0],
    [0, -0],
    [-0, 0],
    [1, -0.5],
  ])('keeps its sign for %d and %d', (first, second) => {
    const inputs = new Map([['x', Float32Array.of(first, second)]])
    const loops = call(sums, inputs, new Map(), { unroll: 0 })
    expect(otherBits(loops.outputs, call(sums, inputs, new Map()).outputs)).toEqual([])
  })
})

it('reads as its golden', async () => {
  const weights = {
    W1: Float32Array.of(0.5, -0.25, 1, 0.75, -1.5, 0.125),
    b1: Float32Array.of(0.5, -0.5, 0),
    W2: Float32Array.of(1.5, -0.75, 0.25),
    b2: Float32Array.of(-0.125),
  }
  const specs = { x: f32(2), W1: f32(3, 2), b1: f32(3), W2: f32(1, 3), b2: f32(1) }
  const network = program(specs, ({ x, W1, b1, W2, b2 }) => ({
    y: sigmoid(add(matmul(W2, tanh(add(matmul(W1, x), b1))), b2)),
  }))
  const { source, module } = orThrow(compile(bind(weights)(network)))
  expect(module.slots).toEqual([])
  await expect(source.slice(source.indexOf('// b0'))).toMatchFileSnapshot('../golden/unrolled.js.txt')
})

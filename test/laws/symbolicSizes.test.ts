/** Movement and indexing along axes whose size is known only at run time, compiled, against the interpreter. */
import { describe, it } from 'vitest'
import * as L from '../../src/index.ts'
import type { AnyTensor, Dim, Shape, Tensor } from '../../src/index.ts'
import { typed } from '../../src/Tensor.ts'
import { expectCompiled } from './compiled.ts'

const { dim, f32, grad, i32, program } = L

type Rows = Tensor<readonly [Dim<'n'>, 4]>
type Places = Tensor<readonly [Dim<'n'>], 'i32'>

const operations: Readonly<Record<string, (x: Rows, i: Places) => AnyTensor>> = {
  'slice from': (x) => L.slice({ axis: 0, start: 1 })(x),
  'slice to': (x) => L.slice({ axis: 0, stop: -2 })(x),
  'slice of the last': (x) => L.slice({ axis: 0, start: -2 })(x),
  'slice backwards': (x) => L.slice({ axis: 0, step: -1 })(x),
  flip: (x) => L.flip(x),
  roll: (x) => L.roll({ axis: 0, shift: 2 })(x),
  'roll back': (x) => L.roll({ axis: 0, shift: -1 })(x),
  pad: (x) =>
    L.pad({
      pads: [
        [1, 2],
        [0, 1],
      ],
      value: 3,
    })(x),
  split: (x) => {
    const [a, b] = L.split({ axis: 1, parts: 2 })(x)
    return L.mul(a, b)
  },
  concat: (x) => L.concat({ axis: 0 })([x, L.square(x), L.constant([[1, 2, 3, 4]])]),
  stack: (x) => L.stack({ axis: 1 })([x, L.neg(x)]),
  tile: (x) => L.tile({ repeats: [2, 3] })(x),
  repeat: (x) => L.repeat({ axis: 0, times: 3 })(x),
  flatten: (x) => L.flatten(x),
  moveAxis: (x) => L.moveAxis({ from: 0, to: 1 })(x),
  tril: (x) => L.tril({ diagonal: -1 })(x),
  triu: (x) => L.triu(x),
  trace: (x) => L.trace(x),
  diag: (x) => L.diag(L.sum({ axis: 1 })(x)),
  eye: (x) => L.matmul(L.eye(x.shape[0]), x),
  arange: (x) => L.mul(L.expandDims({ axis: 1 })(L.arange({ stop: x.shape[0] })), x),
  linspace: (x) => L.mul(L.expandDims({ axis: 1 })(L.linspace({ start: 2, stop: 3, count: x.shape[0] })), x),
  gather: (x, i) => L.gather({ axis: 0 })(x, i),
  gatherElements: (x, i) => L.gatherElements({ axis: 0 })(x, L.stack({ axis: 1 })([i, i, i, i])),
  scatterAdd: (x, i) => L.scatterAdd({ axis: 0 })(L.square(x), L.stack({ axis: 1 })([i, i, i, i]), x),
  embedding: (x, i) => L.embedding(x)(i),
  cumsum: (x) => L.cumsum({ axis: 0, reverse: true })(x),
  cumprod: (x) => L.cumprod({ axis: 1, exclusive: true })(x),
  sort: (x) => L.sort({ axis: 0 })(x),
  topK: (x) => L.topK({ k: 2, axis: 0 })(x).values,
  prod: (x) => L.prod({ axis: 0 })(x),
  variance: (x) => L.variance({ axis: 0, ddof: 1 })(x),
  norm: (x) => L.norm({ axis: 1 })(x),
}

const inputs = (count: number) =>
  new Map<string, Float32Array | Int32Array>([
    ['x', Float32Array.from({ length: count * 4 }, (_, k) => (((k * 37) % 23) + 1) / 8)],
    ['i', Int32Array.from({ length: count }, (_, k) => ((k * 5) % (2 * count)) - count)],
  ])

describe.each(Object.entries(operations))('%s', (_, apply) => {
  const n = dim('n')

  it.each([3, 5])('is compiled right for %i rows, with its gradient', (count) => {
    const specs = { x: f32(n, 4), i: i32(n) }
    const values = program(specs, ({ x, i }) => ({ y: apply(x, i) }))
    const loss = program(specs, ({ x, i }) => ({ loss: L.sum(L.square(typed<Shape, 'f32'>(apply(x, i)))) }))
    expectCompiled(values, inputs(count))
    expectCompiled(grad({ of: 'loss', wrt: 'x' })(loss), inputs(count))
  })
})

/** Where elements go: slices and pads, joins and parts, axes, diagonals, numbers in order. */
import * as L from 'leibniz'
import type { AnyTensor, Shape, Tensor } from 'leibniz'
import { at } from '../../../src/Bug.ts'
import { typed } from '../../../src/Tensor.ts'
import type { Entry } from './Entry.ts'

type Any = Tensor<Shape, never>

const matrix = [{ shape: [3, 4] }] as const
const cube = [{ shape: [2, 3, 4] }] as const
const integers = [{ shape: [3, 4], dtype: 'i32', from: -9, to: 9 }] as const
const truths = [{ shape: [3, 4], dtype: 'bool', from: 0, to: 2 }] as const

/** One of several results. */
const part = (parts: readonly AnyTensor[], k: number): Any => typed(at(parts, k))

/** A number of the program, so that an operation without operands has a derivative too. */
const times = (x: Any, y: AnyTensor): AnyTensor => L.mul(x, typed<Shape, never>(y))

export const entries: readonly Entry[] = [
  { name: 'slice', inputs: cube, build: (x) => L.slice({ axis: -1, start: 1, stop: -1 })(x) },
  { name: 'slice', inputs: cube, build: (x) => L.slice({ axis: 2, step: 2 })(x) },
  { name: 'slice', inputs: cube, build: (x) => L.slice({ axis: 1, start: -1, step: -2 })(x) },
  { name: 'slice', inputs: cube, build: (x) => L.slice({ axis: 0, start: 5, stop: -9, step: -1 })(x) },
  { name: 'slice', inputs: cube, build: (x) => L.slice({ axis: 0, start: 2 })(x) },
  {
    name: 'slice',
    inputs: cube,
    build: (x) =>
      L.slice([
        { axis: 0, start: 1 },
        { axis: 2, start: 3, stop: 0, step: -2 },
      ])(x),
  },
  { name: 'flip', inputs: matrix, build: (x) => L.flip(x) },
  { name: 'flip', inputs: cube, build: (x) => L.flip({ axis: [0, -1] })(x) },
  { name: 'roll', inputs: matrix, build: (x) => L.roll({ axis: 1, shift: 1 })(x) },
  { name: 'roll', inputs: matrix, build: (x) => L.roll({ axis: 0, shift: -5 })(x) },
  { name: 'roll', inputs: matrix, build: (x) => L.roll({ axis: 0, shift: 6 })(x) },
  { name: 'roll', inputs: integers, build: (x) => L.roll({ axis: -1, shift: 3 })(x) },
  {
    name: 'pad',
    inputs: matrix,
    build: (x) =>
      L.pad({
        pads: [
          [0, 1],
          [2, 0],
        ],
      })(x),
  },
  { name: 'pad', inputs: [{ shape: [3] }], build: (x) => L.pad({ pads: [[2, 2]], value: -1.5 })(x) },
  { name: 'pad', inputs: [{ shape: [0] }], build: (x) => L.pad({ pads: [[1, 2]], value: 3 })(x) },
  { name: 'split', inputs: matrix, build: (x) => part(L.split({ axis: 1, parts: 2 })(x), 1) },
  {
    name: 'split',
    inputs: matrix,
    build: (x) => {
      const parts = L.split({ axis: -1, sizes: [1, 3] })(x)
      return L.matmul(L.transpose(part(parts, 0)), part(parts, 1))
    },
  },
  {
    name: 'concat',
    inputs: [{ shape: [2, 3] }, { shape: [1, 3] }, { shape: [2, 3] }],
    build: (a, b, c) => L.concat({ axis: 0 })([a, b, c]),
  },
  {
    name: 'concat',
    inputs: [{ shape: [2, 3] }, { shape: [2, 0] }, { shape: [2, 2] }],
    build: (a, b, c) => L.concat({ axis: -1 })([a, b, c]),
  },
  { name: 'concat', inputs: matrix, build: (x) => L.concat({ axis: 1 })([x, x]) },
  { name: 'concat', inputs: integers, build: (x) => L.concat({ axis: 1 })([x, L.flip(x), x]) },
  { name: 'concat', inputs: truths, build: (x) => L.concat({ axis: 0 })([x, x]) },
  {
    name: 'stack',
    inputs: [{ shape: [2, 3] }, { shape: [2, 3] }],
    build: (a, b) => L.stack({ axis: 0 })([a, b]),
  },
  {
    name: 'stack',
    inputs: [{ shape: [2, 3] }, { shape: [2, 3] }],
    build: (a, b) => L.stack({ axis: -1 })([a, b, a]),
  },
  { name: 'stack', inputs: [{ shape: [] }, { shape: [] }], build: (a, b) => L.stack({ axis: 0 })([a, b]) },
  { name: 'tile', inputs: [{ shape: [2, 3] }], build: (x) => L.tile({ repeats: [2, 3] })(x) },
  { name: 'tile', inputs: [{ shape: [3] }], build: (x) => L.tile({ repeats: [2, 1] })(x) },
  { name: 'tile', inputs: [{ shape: [2, 3] }], build: (x) => L.tile({ repeats: [2] })(x) },
  { name: 'repeat', inputs: [{ shape: [2, 3] }], build: (x) => L.repeat({ axis: 0, times: 3 })(x) },
  { name: 'repeat', inputs: [{ shape: [2, 3] }], build: (x) => L.repeat({ axis: -1, times: 2 })(x) },
  { name: 'squeeze', inputs: [{ shape: [1, 3, 1] }], build: (x) => L.squeeze(x) },
  { name: 'squeeze', inputs: [{ shape: [1, 3, 1] }], build: (x) => L.squeeze({ axis: -1 })(x) },
  { name: 'expandDims', inputs: matrix, build: (x) => L.expandDims({ axis: 1 })(x) },
  { name: 'moveAxis', inputs: cube, build: (x) => L.moveAxis({ from: 0, to: -1 })(x) },
  { name: 'swapAxes', inputs: cube, build: (x) => L.swapAxes({ axes: [0, 2] })(x) },
  { name: 'flatten', inputs: cube, build: (x) => L.flatten(x) },
  { name: 'flatten', inputs: cube, build: (x) => L.flatten({ from: 0, to: 1 })(x) },
  { name: 'reshape', inputs: cube, build: (x) => L.reshape([4, -1])(x) },
  { name: 'tril', inputs: matrix, build: (x) => L.tril(x) },
  { name: 'tril', inputs: cube, build: (x) => L.tril({ diagonal: 1 })(x) },
  { name: 'tril', inputs: matrix, build: (x) => L.tril({ diagonal: -2 })(x) },
  { name: 'tril', inputs: matrix, build: (x) => L.tril({ diagonal: -9 })(x) },
  { name: 'triu', inputs: matrix, build: (x) => L.triu(x) },
  { name: 'triu', inputs: cube, build: (x) => L.triu({ diagonal: -1 })(x) },
  { name: 'triu', inputs: [{ shape: [4, 2] }], build: (x) => L.triu({ diagonal: 1 })(x) },
  { name: 'diag', inputs: [{ shape: [3] }], build: (x) => L.diag(x) },
  { name: 'diag', inputs: matrix, build: (x) => L.diag(x) },
  { name: 'trace', inputs: matrix, build: (x) => L.trace(x) },
  { name: 'trace', inputs: [{ shape: [4, 2] }], build: (x) => L.trace(x) },
  { name: 'eye', inputs: [{ shape: [3, 3] }], build: (x) => times(x, L.eye(3)) },
  { name: 'eye', inputs: matrix, build: (x) => times(x, L.eye(3, 4)) },
  { name: 'arange', inputs: [{ shape: [4] }], build: (x) => times(x, L.arange({ stop: 4 })) },
  {
    name: 'arange',
    inputs: [{ shape: [4] }],
    build: (x) => times(x, L.arange({ start: 0.5, stop: -0.5, step: -0.25 })),
  },
  { name: 'arange', inputs: [], build: () => L.arange({ start: 7, stop: -2, step: -3, dtype: 'i32' }) },
  {
    name: 'linspace',
    inputs: [{ shape: [5] }],
    build: (x) => times(x, L.linspace({ start: -1, stop: 2, count: 5 })),
  },
  {
    name: 'linspace',
    inputs: [{ shape: [1] }],
    build: (x) => times(x, L.linspace({ start: 3, stop: 2, count: 1 })),
  },
]

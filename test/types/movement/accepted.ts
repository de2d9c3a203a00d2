/** Movement that compiles, each case with the type that it has. */
import * as L from 'leibniz'
import { bool, dim, f32, i32, pipe } from 'leibniz'
import type { AnyTensor, Dim, Extent, Shape, Tensor } from 'leibniz'
import { gives, t } from '../check.ts'

const n = dim('n')
const m = dim('m')
const open: Tensor<Shape> = L.input('u', { shape: [2, 3] as Shape, dtype: 'f32' })
const half: Tensor<readonly [number, 4]> = L.input('u', {
  shape: [3, 4] as readonly [number, 4],
  dtype: 'f32',
})
const several: readonly Tensor<readonly [2, 3]>[] = [t(f32(2, 3)), t(f32(2, 3))]

// slice
gives(f32(8, 3))(L.slice({ axis: 0, start: 2 })(t(f32(10, 3))))
gives(f32(3, 3))(L.slice({ axis: 0, start: -3, stop: null })(t(f32(10, 3))))
gives(f32(10, 2))(L.slice({ axis: -1, stop: -1 })(t(f32(10, 3))))
gives(f32(4, 3))(L.slice({ axis: 0, step: -3 })(t(f32(10, 3))))
gives(f32(4, 3))(L.slice({ axis: 0, start: 20, stop: 1, step: -2 })(t(f32(10, 3))))
gives(f32(10, 3))(L.slice({ axis: 0, start: -20, stop: 100 })(t(f32(10, 3))))
gives(f32(0, 3))(L.slice({ axis: 0, start: 7, stop: 2 })(t(f32(10, 3))))
gives(f32(4, 3))(L.slice({ axis: 0, start: 1, step: 3 })(t(f32(11, 3))))
gives(i32(333))(L.slice({ axis: 0, start: 1000, stop: 334, step: -2 })(t(i32(5000))))
gives(f32(2, 3))(L.slice({ axis: 0, start: -2 })(t(f32(n, 3))))
gives(f32(2, 3))(L.slice({ axis: 0, start: 1, stop: 3 })(t(f32(n, 3))))
gives(f32(1, 3))(L.slice({ axis: 0, start: -4, step: 4 })(t(f32(n, 3))))
gives(f32(n, 3))(L.slice({ axis: 0, step: -1 })(t(f32(n, 3))))
gives(f32(n, 1))(
  L.slice([
    { axis: 0, step: -1 },
    { axis: 1, start: 2 },
  ])(t(f32(n, 3))),
)
gives(f32(n, 3))(L.slice([])(t(f32(n, 3))))

// flip, roll
gives(f32(n, 3))(L.flip(t(f32(n, 3))))
gives(bool(n, 3))(L.flip({ axis: [0, -1] })(t(bool(n, 3))))
gives(f32(n, 3))(L.roll({ axis: 0, shift: 1 })(t(f32(n, 3))))
gives(i32(n, 3))(L.roll({ axis: -1, shift: -7 })(t(i32(n, 3))))

// pad
gives(f32(5, 3))(
  L.pad({
    pads: [
      [1, 2],
      [0, 0],
    ],
  })(t(f32(2, 3))),
)
gives(f32(n, 1003))(
  L.pad({
    pads: [
      [0, 0],
      [1, 999],
    ],
    value: -Infinity,
  })(t(f32(n, 3))),
)
gives(i32(4))(L.pad({ pads: [[1, 0]], value: -1 })(t(i32(3))))
gives(f32())(L.pad({ pads: [] })(t(f32())))

// split
gives(f32(n, 2))(L.split({ axis: 1, parts: 3 })(t(f32(n, 6)))[2])
gives(f32(n, 4))(L.split({ axis: -1, sizes: [2, 4] })(t(f32(n, 6)))[1])
gives(f32(n, 6))(L.split({ axis: 0, parts: 1 })(t(f32(n, 6)))[0])
gives(f32(n, 6))(L.split({ axis: 0, sizes: [n, 0] })(t(f32(n, 6)))[0])
gives(f32(128, 2))(L.split({ axis: 0, parts: 100 })(t(f32(12800, 2)))[99])

// concat, stack
gives(f32(5, 3))(L.concat({ axis: 0 })([t(f32(2, 3)), t(f32(3, 3))]))
gives(f32(n, 10))(L.concat({ axis: -1 })([t(f32(n, 3)), t(f32(n, 5)), t(f32(n, 2))]))
gives(f32(n, 3))(L.concat({ axis: 0 })([t(f32(n, 3)), t(f32(0, 3))]))
gives(i32(4))(L.concat({ axis: 0 })([t(i32(1)), t(i32(3))]))
gives(bool(4))(L.concat({ axis: 0 })([t(bool(1)), t(bool(3))]))
gives(f32(n, 3))(L.concat({ axis: 0 })([t(f32(n, 3))]))
gives(f32(2, n, 3))(L.stack({ axis: 0 })([t(f32(n, 3)), t(f32(n, 3))]))
gives(f32(n, 3, 3))(L.stack({ axis: -1 })([t(f32(n, 3)), t(f32(n, 3)), t(f32(n, 3))]))
gives(bool(2))(L.stack({ axis: 0 })([t(bool()), t(bool())]))

// tile, repeat
gives(f32(n, 6))(L.tile({ repeats: [1, 2] })(t(f32(n, 3))))
gives(f32(4, 6))(L.tile({ repeats: [4, 2] })(t(f32(3))))
gives(f32(2, 6))(L.tile({ repeats: [2] })(t(f32(2, 3))))
gives(f32(n, 3))(L.tile({ repeats: [n, 1] })(t(f32(1, 3))))
gives(f32(n, 12))(L.repeat({ axis: 1, times: 4 })(t(f32(n, 3))))
gives(f32(n, 3))(L.repeat({ axis: 0, times: n })(t(f32(1, 3))))

// axes that come, go and change places
gives(f32(n, 3))(L.squeeze(t(f32(1, n, 3, 1))))
gives(f32(1, n, 3))(L.squeeze({ axis: -1 })(t(f32(1, n, 3, 1))))
gives(f32(n, 3))(L.squeeze({ axis: [0, 3] })(t(f32(1, n, 3, 1))))
gives(f32(1, n, 3))(L.expandDims({ axis: 0 })(t(f32(n, 3))))
gives(f32(n, 3, 1))(L.expandDims({ axis: -1 })(t(f32(n, 3))))
gives(f32(n, 1, 3))(L.expandDims({ axis: 1 })(t(f32(n, 3))))
gives(f32(1))(L.expandDims({ axis: 0 })(t(f32())))
gives(f32(3, 4, n))(L.moveAxis({ from: 0, to: -1 })(t(f32(n, 3, 4))))
gives(f32(4, n, 3))(L.moveAxis({ from: 2, to: 0 })(t(f32(n, 3, 4))))
gives(f32(4, 3, n))(L.swapAxes({ axes: [0, -1] })(t(f32(n, 3, 4))))
gives(f32(24))(L.flatten(t(f32(2, 3, 4))))
gives(f32(1))(L.flatten(t(f32())))
gives(f32(n, 12))(L.flatten({ from: 1 })(t(f32(n, 3, 4))))
gives(f32(6, n))(L.flatten({ from: 0, to: -2 })(t(f32(2, 3, n))))
gives(f32(n, 4))(L.flatten({ to: 1 })(t(f32(n, 1, 4))))
gives(f32(n, 12))(L.reshape([n, -1])(t(f32(n, 3, 4))))
gives(f32(n, 12))(L.reshape([-1, 12])(t(f32(n, 3, 4))))
gives(f32(2, n, 6))(L.reshape([2, -1, 6])(t(f32(n, 3, 4))))
gives(f32(n, 2, 3, 2))(L.reshape([n, 2, -1, 2])(t(f32(n, 3, 4))))
gives(f32(120))(L.reshape([-1])(t(f32(4, 5, 6))))
gives(f32(1))(L.reshape([-1])(t(f32())))
gives(i32(0, 3))(L.reshape([-1, 3])(t(i32(0, 6))))

// matrices
gives(f32(n, 3))(L.tril(t(f32(n, 3))))
gives(bool(2, n, 3))(L.triu({ diagonal: 1 })(t(bool(2, n, 3))))
gives(f32(n, n))(L.diag(t(f32(n))))
gives(f32(n))(L.diag(t(f32(n, n))))
gives(i32(3))(L.diag(t(i32(3, 12))))
gives(f32())(L.trace(t(f32(n, 3))))
gives(f32(3, 3))(L.eye(3))
gives(f32(n, m))(L.eye(n, m))

// numbers in order
gives(f32(5))(L.arange({ stop: 5 }))
gives(f32(n))(L.arange({ stop: n }))
gives(i32(4))(L.arange({ start: -3, stop: 5, step: 2, dtype: 'i32' }))
gives(i32(3))(L.arange({ start: 5, stop: 0, step: -2, dtype: 'i32' }))
gives(f32(0))(L.arange({ start: 5, stop: 0 }))
gives(f32(2))(L.arange({ start: -5, stop: -9, step: -2 }))
gives(f32(7))(L.linspace({ start: 0, stop: 1, count: 7 }))
gives(f32(n))(L.linspace({ start: 0, stop: 1, count: n }))

// in a pipe
gives(f32(n, 13))(
  pipe(
    t(f32(n, 3, 4)),
    L.flatten({ from: 1 }),
    L.pad({
      pads: [
        [0, 0],
        [0, 1],
      ],
    }),
    L.expandDims({ axis: 0 }),
    L.squeeze({ axis: 0 }),
  ),
)

// what is not known is left to run time
export const unknowns: readonly AnyTensor[] = [
  L.slice({ axis: 0, start: 1 })(open) satisfies Tensor<Shape>,
  L.slice({ axis: 0, start: 1 })(half) satisfies Tensor<readonly [number, 4]>,
  L.slice({ axis: 0, start: 1 })(t(f32(n, 3))) satisfies Tensor<readonly [number, 3]>,
  L.slice({ axis: 1, start: Number('1') })(t(f32(n, 3))) satisfies Tensor<readonly [Dim<'n'>, number]>,
  L.pad({
    pads: [
      [1, 1],
      [0, 0],
    ],
  })(t(f32(n, 3))) satisfies Tensor<readonly [number, 3]>,
  L.concat({ axis: 0 })([t(f32(n, 3)), t(f32(m, 3))]) satisfies Tensor<readonly [number, 3]>,
  L.concat({ axis: 0 })([half, t(f32(2, 4))]) satisfies Tensor<readonly [number, 4]>,
  L.concat({ axis: 0 })(several) satisfies Tensor<readonly [number, 3]>,
  L.stack({ axis: 1 })(several) satisfies Tensor<readonly [2, number, 3]>,
  L.concat({ axis: 0 })([open, open]) satisfies Tensor<Shape>,
  L.tile({ repeats: [2, 1] })(t(f32(n, 3))) satisfies Tensor<readonly [number, 3]>,
  L.flatten(t(f32(n, 3))) satisfies Tensor<readonly [number]>,
  L.flatten({ from: 1 })(open) satisfies Tensor<Shape>,
  L.squeeze(open) satisfies Tensor<Shape>,
  L.squeeze({ axis: 0 })(half) satisfies Tensor<readonly [4]>,
  L.expandDims({ axis: 0 })(open) satisfies Tensor<Shape>,
  L.moveAxis({ from: 0, to: 1 })(open) satisfies Tensor<Shape>,
  L.swapAxes({ axes: [0, 1] })(open) satisfies Tensor<Shape>,
  L.reshape([-1, 2])(open) satisfies Tensor<readonly [number, 2]>,
  L.reshape([-1, 2])(half) satisfies Tensor<readonly [number, 2]>,
  L.diag(open) satisfies Tensor<Shape>,
  L.diag(half) satisfies Tensor<readonly [number]>,
  L.arange({ stop: Number('3') }) satisfies Tensor<readonly [number]>,
  L.arange({ start: 0.5, stop: 3, step: 0.25 }) satisfies Tensor<readonly [number]>,
]

// generic in the sizes
const tail = <N extends Extent>(x: Tensor<readonly [N, 3]>): Tensor<readonly [N, 2]> =>
  L.slice({ axis: 1, start: 1 })(x)
gives(f32(n, 2))(tail(t(f32(n, 3))))

const dropped = <N extends Extent>(x: Tensor<readonly [N, 1]>): Tensor<readonly [N]> =>
  L.squeeze({ axis: -1 })(x)
gives(f32(n))(dropped(t(f32(n, 1))))

const reversed = <N extends Extent, F extends Extent>(x: Tensor<readonly [N, F]>): Tensor<readonly [N, F]> =>
  L.roll({ axis: 1, shift: 1 })(L.flip({ axis: 0 })(x))
gives(f32(n, 3))(reversed(t(f32(n, 3))))

const beside = <N extends Extent, F extends Extent, G extends Extent>(
  a: Tensor<readonly [N, F]>,
  b: Tensor<readonly [N, G]>,
) => L.concat({ axis: 1 })([a, b])
gives(f32(n, 7))(beside(t(f32(n, 3)), t(f32(n, 4))))

const pair = <N extends Extent, F extends Extent>(
  a: Tensor<readonly [N, F]>,
  b: Tensor<readonly [N, F]>,
): Tensor<readonly [2, N, F]> => L.stack({ axis: 0 })([a, b])
gives(f32(2, n, 3))(pair(t(f32(n, 3)), t(f32(n, 3))))

const halves = <N extends Extent>(x: Tensor<readonly [N, 6]>): Tensor<readonly [N, 3]> => {
  const [left, right] = L.split({ axis: 1, parts: 2 })(x)
  return L.mul(left, L.sigmoid(right))
}
gives(f32(n, 3))(halves(t(f32(n, 6))))

const images = <N extends Extent>(x: Tensor<readonly [N, 3, 4, 5]>): Tensor<readonly [N, 60]> =>
  L.flatten({ from: 1 })(x)
gives(f32(n, 60))(images(t(f32(n, 3, 4, 5))))

const heads = <N extends Extent>(x: Tensor<readonly [N, 12]>): Tensor<readonly [3, N, 4]> =>
  L.moveAxis({ from: 1, to: 0 })(L.reshape([x.shape[0], 3, 4])(x))
gives(f32(3, n, 4))(heads(t(f32(n, 12))))

const flat = <N extends Extent>(x: Tensor<readonly [N, 4, 5]>): Tensor<readonly [N, 20]> =>
  L.reshape([x.shape[0], -1])(x)
gives(f32(n, 20))(flat(t(f32(n, 4, 5))))

const causal = <N extends Extent>(x: Tensor<readonly [N, N]>): Tensor<readonly [N, N]> => L.tril(x)
gives(f32(n, n))(causal(t(f32(n, n))))

const scaled = <N extends Extent>(x: Tensor<readonly [N]>): Tensor<readonly [N, N]> =>
  L.matmul(L.diag(x), L.eye(x.shape[0]))
gives(f32(n, n))(scaled(t(f32(n))))

const turned = <N extends Extent, F extends Extent, G extends Extent>(
  x: Tensor<readonly [N, F, G]>,
): Tensor<readonly [G, F, N]> => L.swapAxes({ axes: [0, 2] })(x)
gives(f32(4, 3, n))(turned(t(f32(n, 3, 4))))

const column = <N extends Extent>(x: Tensor<readonly [N]>): Tensor<readonly [N, 1]> =>
  L.expandDims({ axis: 1 })(x)
gives(f32(n, 1))(column(t(f32(n))))

const bordered = <N extends Extent>(x: Tensor<readonly [N, 3]>): Tensor<readonly [N, 5]> =>
  L.pad({
    pads: [
      [0, 0],
      [1, 1],
    ],
  })(x)
gives(f32(n, 5))(bordered(t(f32(n, 3))))

const doubled = <N extends Extent>(x: Tensor<readonly [N, 3]>): Tensor<readonly [N, 6]> =>
  L.repeat({ axis: 1, times: 2 })(L.tile({ repeats: [1, 1] })(x))
gives(f32(n, 6))(doubled(t(f32(n, 3))))

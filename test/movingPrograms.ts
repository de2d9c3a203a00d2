/**
 * Programs of the corpus that read and write in other places: windows, pads, parts of a whole, indices.
 * Invariant: names are unique in the corpus.
 */
import { dim } from '../src/Extent.ts'
import { add, mul, square, sub } from '../src/ops/arithmetic.ts'
import { relu, where } from '../src/ops/comparison.ts'
import { matmul } from '../src/ops/contraction.ts'
import { conv1d, conv2d, convTranspose2d } from '../src/ops/convolution.ts'
import { exp } from '../src/ops/exponential.ts'
import { embedding, gather, scatterAdd } from '../src/ops/indexing.ts'
import { concat, stack } from '../src/ops/joining.ts'
import { broadcastTo, reshape, transpose } from '../src/ops/movement.ts'
import { avgPool, maxPool } from '../src/ops/pooling.ts'
import { sum } from '../src/ops/reduction.ts'
import { flip, pad, slice } from '../src/ops/slicing.ts'
import { grad } from '../src/program/gradient.ts'
import { program } from '../src/Program.ts'
import type { Program } from '../src/Program.ts'
import { bool, f32, i32 } from '../src/Spec.ts'

const n = dim('n')

/** A program, what its sizes are, and below which number its integers are. */
export interface Moving {
  readonly name: string
  readonly program: Program
  readonly sizes?: Readonly<Record<string, number>>
  readonly below?: number
}

const convolution = program(
  { x: f32(2, 3, 5, 6), w: f32(4, 3, 3, 3), b: f32(4), v: f32(2, 4, 2, 2) },
  ({ x, w, b, v }) => ({
    y: sum(square(conv2d({ stride: 2 }, v)(relu(conv2d({ padding: 1 }, w, b)(x))))),
  }),
)

const pools = program({ x: f32(2, 3, 6, 5) }, ({ x }) => ({
  y: add(
    sum(square(maxPool({ size: 3, stride: 2, padding: 1 })(x))),
    sum(mul(3, avgPool({ size: 2, stride: 1 })(x))),
  ),
}))

const parts = program({ x: f32(3, 4), y: f32(2, 4) }, ({ x, y }) => {
  const all = concat({ axis: 0 })([exp(x), y, flip({ axis: 1 })(x)])
  const middle = slice({ axis: 0, start: 2, stop: 7 })(all)
  return { all, loss: sum(square(sub(middle, slice({ axis: 0, start: 1, stop: 6 })(all)))) }
})

const lookUp = program({ table: f32(4, 3), tokens: i32(5), w: f32(3, 2) }, ({ table, tokens, w }) => ({
  y: sum(square(matmul(embedding(table)(tokens), w))),
}))

export const movingPrograms: readonly Moving[] = [
  { name: 'convolutions', program: convolution },
  { name: 'gradient of convolutions', program: grad({ of: 'y', wrt: ['x', 'w', 'b', 'v'] })(convolution) },
  {
    name: 'convolution of a symbolic batch',
    program: program({ x: f32(n, 2, 7), w: f32(3, 2, 3) }, ({ x, w }) => ({
      y: relu(conv1d({ padding: 1, dilation: 2, stride: 2 }, w)(x)),
    })),
    sizes: { n: 3 },
  },
  {
    name: 'transposed convolution',
    program: program({ x: f32(2, 3, 3, 2), w: f32(3, 2, 3, 3) }, ({ x, w }) => ({
      y: convTranspose2d({ stride: 2 }, w)(x),
    })),
  },
  { name: 'pools', program: pools },
  { name: 'gradient of pools', program: grad({ of: 'y', wrt: 'x' })(pools) },
  {
    name: 'pads',
    program: program({ x: f32(2, 3) }, ({ x }) => {
      const wide = pad({
        pads: [
          [1, 0],
          [0, 2],
        ],
        value: 1.5,
      })(square(x))
      return { wide, flipped: flip({ axis: 0 })(wide), flat: reshape([15])(wide), more: mul(wide, wide) }
    }),
  },
  {
    name: 'a repeat that has memory, under another shape',
    program: program({ x: f32(3), y: f32(2, 6) }, ({ x, y }) => ({
      s: sum({ axis: 1 })(mul(exp(y), reshape([2, 6])(broadcastTo([4, 3])(x)))),
    })),
  },
  { name: 'parts of a whole', program: parts },
  { name: 'gradient of parts', program: grad({ of: 'loss', wrt: ['x', 'y'] })(parts) },
  {
    name: 'parts of symbolic sizes',
    program: program({ x: f32(n, 2), y: f32(3, 2) }, ({ x, y }) => ({
      all: concat({ axis: 0 })([x, y, mul(x, 2)]),
      side: stack({ axis: 1 })([x, square(x), x]),
      total: sum({ axis: 0 })(concat({ axis: 0 })([y, x])),
    })),
    sizes: { n: 2 },
  },
  { name: 'an embedding', program: lookUp, below: 4 },
  { name: 'gradient of an embedding', program: grad({ of: 'y', wrt: ['table', 'w'] })(lookUp), below: 4 },
  {
    name: 'indices',
    program: program({ x: f32(3, 4), at: i32(2, 2), to: i32(3, 4) }, ({ x, at, to }) => ({
      picked: gather({ axis: 1 })(transpose(x), at),
      added: scatterAdd({ axis: 0 })(x, to, square(x)),
    })),
    below: 3,
  },
  {
    name: 'integers and masks in parts',
    program: program({ a: i32(3), b: i32(2), m: bool(2, 2) }, ({ a, b, m }) => {
      const all = concat({ axis: 0 })([a, b])
      return {
        all,
        twice: gather({ axis: 0 })(all, all),
        wide: pad({
          pads: [
            [1, 1],
            [0, 1],
          ],
          value: 1,
        })(m),
        chosen: where(flip({ axis: 0 })(m), slice({ axis: 0, start: 1 })(a), b),
      }
    }),
  },
]

/** Convolutions against the sums that they mean, and transposed ones against what they are the adjoint of. */
import * as L from 'leibniz'
import type { AnyTensor, Shape, Tensor } from 'leibniz'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { mistakesOf } from '../../src/mistakes.ts'
import { typed } from '../../src/Tensor.ts'
import { drawn, valueOf } from '../laws/slopes.ts'

const real = (tensor: AnyTensor): Tensor<Shape> => typed(tensor)

interface Case {
  readonly kernel: readonly [out: number, inputs: number, height: number, width: number]
  readonly stride: readonly [number, number]
  readonly dilation: readonly [number, number]
  readonly padding: readonly [readonly [number, number], readonly [number, number]]
  readonly groups: number
}

const batch = 2
const [height, width] = [6, 5]

const cases: readonly Case[] = [1, 2].flatMap((groups) =>
  [1, 2, 3].flatMap((stride) =>
    [1, 2].flatMap((dilation) =>
      [0, 1, 2].map((padding) => ({
        kernel: [2 * groups, 2, 2, 3] as const,
        stride: [stride, 4 - stride] as const,
        dilation: [dilation, 1] as const,
        padding: [
          [padding, 2 - padding],
          [0, padding],
        ] as const,
        groups,
      })),
    ),
  ),
)

/** How many windows fit along an axis of the data. */
const countAlong = ({ kernel, stride, dilation, padding }: Case, axis: 0 | 1): number => {
  const [before, after] = padding[axis]
  const reach = dilation[axis] * (at(kernel, axis + 2) - 1)
  const size = axis === 0 ? height : width
  return Math.floor((size + before + after - reach - 1) / stride[axis]) + 1
}

/** The sum that a convolution is, element by element. */
const summed = (one: Case, w: Float32Array, x: Float32Array): number[] => {
  const { kernel, stride, dilation, padding, groups } = one
  const [out, inputs, high, wide] = kernel
  const [rows, columns] = [countAlong(one, 0), countAlong(one, 1)]
  const result: number[] = []
  for (let n = 0; n < batch; n++)
    for (let o = 0; o < out; o++)
      for (let p = 0; p < rows; p++)
        for (let q = 0; q < columns; q++) {
          let total = 0
          for (let c = 0; c < inputs; c++)
            for (let i = 0; i < high; i++)
              for (let j = 0; j < wide; j++) {
                const channel = Math.floor(o / (out / groups)) * inputs + c
                const r = p * stride[0] + i * dilation[0] - padding[0][0]
                const s = q * stride[1] + j * dilation[1] - padding[1][0]
                if (r < 0 || r >= height || s < 0 || s >= width) continue
                const place = ((n * inputs * groups + channel) * height + r) * width + s
                total += at(w, ((o * inputs + c) * high + i) * wide + j) * at(x, place)
              }
          result.push(total)
        }
  return result
}

describe.each(cases)('a convolution by %j', (one) => {
  const { kernel, groups, ...way } = one
  const [out, inputs, high, wide] = kernel
  const w = drawn(1, out * inputs * high * wide)
  const x = drawn(2, batch * inputs * groups * height * width)
  const weight = L.constant(w, kernel)
  const data = L.constant(x, [batch, inputs * groups, height, width])
  const forward = L.conv2d({ ...way, groups }, real(weight))(real(data))

  it('is the sum at every place', () => {
    expect(forward.shape).toEqual([batch, out, countAlong(one, 0), countAlong(one, 1)])
    expect([...valueOf(forward)]).toEqual(summed(one, w, x))
  })

  it('has the transposed one as its adjoint', () => {
    const shape = forward.shape.map(Number)
    const u = drawn(
      3,
      shape.reduce((so, size) => so * size, 1),
    )
    const outputPadding = [0, 1].map((axis) => {
      const [before, after] = at(way.padding, axis)
      const size = at([height, width], axis)
      const reach = at(way.dilation, axis) * (at(kernel, axis + 2) - 1)
      return (size + before + after - reach - 1) % at(way.stride, axis)
    })
    const back = L.convTranspose2d(
      { ...way, groups, outputPadding },
      real(weight),
    )(real(L.constant(u, shape)))
    expect(back.shape).toEqual(data.shape)
    const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
      Array.from(a, (value, k) => value * at(b, k)).reduce((p, q) => p + q, 0)
    expect(inner(valueOf(back), x)).toBe(inner(u, valueOf(forward)))
  })
})

describe('a symbolic size', () => {
  it('stays exact where the stride divides it, and is refused where it would be rounded down', () => {
    const [n, h] = [L.dim('n'), L.dim('h')]
    const weight = L.input('w', L.f32(1, 1, 3, 1))
    const over = (stride: number): AnyTensor =>
      L.conv2d({ stride: [stride, 1] }, weight)(typed(L.input('x', L.f32(n, 1, h, 4))))
    expect(over(1).shape.map(String)).toHaveLength(4)
    expect(mistakesOf([over(1)])).toEqual([])
    expect(mistakesOf([over(2)]).map(({ mistake }) => mistake.code)).toEqual(['LBZ1031'])
  })
})

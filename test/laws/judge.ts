/**
 * The laws of derivatives of one expression at one point, whatever it is made of: both modes and both orders against
 * finite differences in double and against each other.
 * Before it: `slopes.ts`. After it: `table.test.ts`, `totality.test.ts`.
 */
import { expect } from 'vitest'
import { at } from '../../src/Bug.ts'
import { contracted, data } from '../../src/construct.ts'
import { pullback } from '../../src/differentiate.ts'
import { pushforward } from '../../src/pushforward.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import type { Inputs } from './slopes.ts'
import { drawn, expectClose, isSmooth, slope, valueOf } from './slopes.ts'

/** An expression, the inputs that it is differentiated by, and the point. */
export interface Judged {
  readonly y: AnyTensor
  readonly wrt: readonly AnyTensor[]
  readonly inputs: Inputs
}

export const sizeOf = ({ shape }: AnyTensor): number =>
  shape.reduce<number>((product, size) => product * (typeof size === 'number' ? size : NaN), 1)

export const nameOf = ({ form }: AnyTensor): string => (form.tag === 'input' ? form.name : '')

/** One direction for each input: every element moves, forward or back. */
type Directions = readonly Float32Array[]

const directions = ({ wrt }: Judged, seed: number): Directions =>
  wrt.map((x, k) => drawn(seed + k, sizeOf(x), -1, 1).map((z) => (z < 0 ? -1 : 1)))

const named = ({ wrt }: Judged, along: Directions): ReadonlyMap<string, Float32Array> =>
  new Map(wrt.map((x, k) => [nameOf(x), at(along, k)]))

const weights = (tensor: AnyTensor, seed: number): AnyTensor =>
  data(drawn(seed, sizeOf(tensor), -1, 1), tensor.shape)

const letters = 'abcdefghijklmnop'

/** ⟨a, b⟩. */
const inner = (a: AnyTensor, b: AnyTensor): AnyTensor => {
  const axes = letters.slice(0, a.shape.length)
  return contracted(a, b, { left: axes, right: axes, out: '' })
}

const numberOf = (tensor: AnyTensor, inputs: Inputs): number => at(valueOf(tensor, inputs), 0)

const sum = (values: readonly number[]): number => values.reduce((so, value) => so + value, 0)

const constantsOf = ({ wrt }: Judged, along: Directions): readonly AnyTensor[] =>
  wrt.map((x, k) => data(at(along, k), x.shape))

const tangentOf = (of: readonly AnyTensor[], judged: Judged, along: Directions): readonly AnyTensor[] => {
  const tangents = constantsOf(judged, along)
  return pushforward(
    of,
    judged.wrt.map((x, k) => ({ of: x, tangent: at(tangents, k) })),
  )
}

const gradientOf = (y: AnyTensor, cotangent: AnyTensor, { wrt }: Judged): readonly AnyTensor[] =>
  pullback([{ of: y, cotangent }], wrt).cotangents

/** Equal but for the rounding of double precision. */
const expectSame = (found: number, wanted: number, scale: number): void =>
  expect(Math.abs(found - wanted), `${found} for ${wanted}`).toBeLessThanOrEqual(
    1e-9 * (scale + Math.abs(wanted)),
  )

/** Whether no kink of the value or of its gradients is so near that finite differences straddle it. */
export const isAwayFromKinks = (judged: Judged): boolean => {
  const { y, inputs } = judged
  const [first, second] = [directions(judged, 23), directions(judged, 71)]
  return (
    isSmooth(y, inputs, named(judged, first)) &&
    gradientOf(y, weights(y, 5), judged).every((gradient) =>
      isSmooth(gradient, inputs, named(judged, second)),
    )
  )
}

/** Reverse and forward mode are what finite differences say, and each other's transpose. */
export const expectFirst = (judged: Judged): void => {
  const { y, inputs } = judged
  const seed = weights(y, 5)
  const along = directions(judged, 23)
  const slopes = slope(y, inputs, named(judged, along))
  const tangent = valueOf(at(tangentOf([y], judged, along), 0), inputs)
  expectClose(tangent, slopes)

  const cotangents = gradientOf(y, seed, judged).map((gradient) => valueOf(gradient, inputs))
  const back = cotangents.flatMap((gradient, k) => [...gradient].map((g, i) => g * at(at(along, k), i)))
  const forth = [...valueOf(seed)].map((u, i) => u * at(tangent, i))
  expectClose(
    Float64Array.of(sum(back)),
    Float64Array.of(sum([...valueOf(seed)].map((u, i) => u * at(slopes, i)))),
  )
  expectSame(sum(back), sum(forth), sum([...back, ...forth].map(Math.abs)))
}

/** The Hessian of ⟨ū, y⟩ times a direction is the same in all four ways, and what finite differences say. */
export const expectSecond = (judged: Judged): void => {
  const { y, wrt, inputs } = judged
  const seed = weights(y, 5)
  const [first, second] = [directions(judged, 23), directions(judged, 71)]
  const gradients = gradientOf(y, seed, judged)
  const valuesOf = (tensors: readonly AnyTensor[]): readonly Float64Array[] =>
    tensors.map((tensor) => valueOf(tensor, inputs))

  const forwardOverReverse = valuesOf(tangentOf(gradients, judged, second))
  gradients.forEach((gradient, k) =>
    expectClose(at(forwardOverReverse, k), slope(gradient, inputs, named(judged, second)), 1e-6),
  )

  const seeds = gradients.map((of, k) => ({ of, cotangent: data(at(second, k), at(wrt, k).shape) }))
  const reverseOverReverse = valuesOf(pullback(seeds, wrt).cotangents)
  const slopeOfY = at(tangentOf([y], judged, second), 0)
  const reverseOverForward = valuesOf(gradientOf(slopeOfY, seed, judged))
  for (const found of [reverseOverReverse, reverseOverForward])
    found.forEach((gradient, k) => {
      const wanted = at(forwardOverReverse, k)
      const scale = Math.max(...wanted.map(Math.abs), 1)
      gradient.forEach((value, i) => expectSame(value, at(wanted, i), scale))
    })

  const twice = at(tangentOf([slopeOfY], judged, first), 0)
  const terms = forwardOverReverse.flatMap((gradient, k) =>
    [...gradient].map((g, i) => g * at(at(first, k), i)),
  )
  expectSame(numberOf(inner(seed, twice), inputs), sum(terms), sum(terms.map(Math.abs)) + 1)
}

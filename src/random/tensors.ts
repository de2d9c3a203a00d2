/**
 * Random numbers inside programs: Threefry in operations on u32, the key an input like any other.
 * Before it: `numbers.ts`, the same on numbers; `ops/`. After it: `index.ts`, dropout and noise.
 * Invariant: the numbers of `numbers.ts`, bit for bit where no step rounds (bits, and ranges of a length that is a power
 * of two); element o of a draw depends on the key and on its own row-major position alone, so that draws fuse with what
 * uses them.
 */
import { at } from '../Bug.ts'
import { checkShape, elementwise, index, moved, ruled } from '../construct.ts'
import type { Operand } from '../construct.ts'
import { fixed } from '../Move.ts'
import { add as sum, mul as times } from '../ops/plain.ts'
import { cast } from '../ops/cast.ts'
import { eq, lt, maximum, where } from '../ops/comparison.ts'
import * as integer from '../ops/integer.ts'
import { stated } from '../ops/operation.ts'
import { erfinv } from '../ops/special.ts'
import { isKey } from '../shape/key.ts'
import * as shapes from '../Shape.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'
import type { Range } from './numbers.ts'
import { aboutZero, parity, rootOfTwo, rotations, words } from './numbers.ts'

const asFloats: (x: AnyTensor) => AnyTensor = stated(cast('f32'))

const add = (a: Operand, b: Operand): AnyTensor => elementwise(integer.add.u32, a, b)
const xor = (a: Operand, b: Operand): AnyTensor => elementwise(integer.bitXor.u32, a, b)

const rotated = (x: AnyTensor, by: number): AnyTensor =>
  elementwise(
    integer.bitOr.u32,
    elementwise(integer.shiftLeft.u32, x, by),
    elementwise(integer.shiftRight.u32, x, 32 - by),
  )

type Pair = readonly [AnyTensor, AnyTensor]

/** One of the words of a key. */
const word = (key: AnyTensor, position: number): AnyTensor =>
  moved(key, { shape: [], rows: [fixed(0, position, 2)], guards: [] })

/** The block function of `numbers.ts` on counters of which the upper word is a number. */
const threefry = (key: AnyTensor, [high, low]: readonly [Operand, Operand]): Pair => {
  const [k0, k1] = [word(key, 0), word(key, 1)]
  const schedule = [k0, k1, xor(xor(k0, k1), parity)]
  let x = add(k0, high)
  let y = add(k1, low)
  for (let group = 1; group <= 5; group++) {
    for (const rotation of at(rotations, (group - 1) % 2)) {
      x = add(x, y)
      y = xor(rotated(y, rotation), x)
    }
    x = add(x, at(schedule, group % 3))
    y = add(add(y, at(schedule, (group + 1) % 3)), group)
  }
  return [x, y]
}

/** The bits at each position of a shape. */
const bitsOf = (key: AnyTensor, shape: Shape): AnyTensor => {
  const [x, y] = threefry(key, [0, index(shape, shapes.strides(shape), 0, 'u32')])
  return xor(x, y)
}

/** What is drawn from a key in a shape; a mistake where either cannot be one. */
const drawn = (name: string, key: AnyTensor, shape: Shape, draw: () => AnyTensor): AnyTensor =>
  ruled(
    name,
    [key],
    (given) => {
      const verdict = isKey(name, given, key.dtype)
      return verdict._tag === 'Left' ? verdict : checkShape(name, shape)
    },
    draw,
  )

/** A key made of a key and an integer, or an u32 scalar. */
export const foldIn = (key: AnyTensor, data: number | AnyTensor): AnyTensor =>
  drawn('foldIn', key, [2], () => {
    const [x, y] = threefry(key, typeof data === 'number' ? words(data) : [0, data])
    return elementwise(where.op, elementwise(eq.op, index([2], [1], 0, 'u32'), 0), x, y)
  })

export const split = (key: AnyTensor, count: number): readonly AnyTensor[] =>
  Array.from({ length: count }, (_, position) => foldIn(key, position))

export const bits = (key: AnyTensor, shape: Shape): AnyTensor =>
  drawn('bits', key, shape, () => bitsOf(key, shape))

/** (bits >>> 9) / 2²³, stretched over the range as on numbers. */
const uniformOf = (key: AnyTensor, shape: Shape, { low = 0, high = 1 }: Range): AnyTensor => {
  const start = Math.fround(low)
  const length = Math.fround(Math.fround(high) - start)
  const whole = elementwise(integer.shiftRight.u32, bitsOf(key, shape), 9)
  const unit = times(asFloats(whole), 2 ** -23)
  return start === 0 && length === 1 ? unit : elementwise(maximum.op, start, sum(times(unit, length), start))
}

export const uniform = (key: AnyTensor, shape: Shape, range: Range = {}): AnyTensor =>
  drawn('uniform', key, shape, () => uniformOf(key, shape, range))

export const normal = (key: AnyTensor, shape: Shape): AnyTensor =>
  drawn('normal', key, shape, () =>
    times(rootOfTwo, elementwise(erfinv.op, uniformOf(key, shape, aboutZero))),
  )

export const bernoulli = (key: AnyTensor, shape: Shape, probability: number): AnyTensor =>
  drawn('bernoulli', key, shape, () =>
    elementwise(lt.op, uniformOf(key, shape, {}), Math.fround(probability)),
  )

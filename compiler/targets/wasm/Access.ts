/**
 * Code that loads and stores elements: one for all lanes, neighbours a vector at a time, others lane by lane.
 * Before it: `Addresses.ts`, `instructions.ts`. After it: `kernel.ts`.
 * Invariant: fewer than four lanes are loaded as four where they are neighbours, and never stored so; truth is a byte in
 * memory and a mask in a vector.
 */
import * as extent from '../../../src/Extent.ts'
import { bytesOf } from '../../../src/DType.ts'
import type { DType } from '../../../src/DType.ts'
import type { Extent } from '../../../src/Extent.ts'
import type { Address } from './Addresses.ts'
import { kindOf } from './basis.ts'
import type { Value } from './basis.ts'
import type { Instruction } from './instructions.ts'

type Code = readonly Instruction[]

/** Elements in memory. */
export interface Access {
  readonly dtype: DType
  /** Where the first lane's is. */
  readonly place: Address
  /** How much further that of the next lane is, in elements. */
  readonly stride: Extent
  readonly lanes: number
  /** Code that pushes a size. */
  readonly size: (size: Extent) => Code
}

const get = (local: string): Instruction => ({ op: 'local.get', local })

const zero: Instruction = { op: 'v128.const', lanes: [0, 0, 0, 0] }
const isTrue: Code = [zero, { op: 'i32x4.ne' }]

/** Code that pushes the address of a lane, and the offset beside it. */
const laneOf = ({ dtype, place, stride, size }: Access, lane: number): readonly [Code, number] => {
  const by = extent.mul(stride, lane * bytesOf[dtype])
  if (typeof by === 'number' && by >= 0) return [[get(place.local)], place.offset + by]
  return [[get(place.local), ...size(by), { op: 'i32.add' }], place.offset]
}

/** The element that is the same for all lanes. */
const splat = ({ dtype, place: { local, offset } }: Access): Code =>
  dtype === 'bool'
    ? [get(local), { op: 'i32.load8_u', offset }, { op: 'i32x4.splat' }, ...isTrue]
    : [get(local), { op: 'v128.load32_splat', offset }]

const neighbours = ({ dtype, place: { local, offset } }: Access): Code =>
  dtype === 'bool'
    ? [
        get(local),
        { op: 'v128.load32_zero', offset },
        { op: 'i16x8.extend_low_i8x16_u' },
        { op: 'i32x4.extend_low_i16x8_u' },
        ...isTrue,
      ]
    : [get(local), { op: 'v128.load', offset }]

/** The four bytes of a lane of two vectors. */
const bytesOfLane = (lane: number): readonly number[] => [0, 1, 2, 3].map((byte) => 4 * lane + byte)

/** Every second of eight elements, from the first or the second on, of the two vectors that hold them. */
export const everySecond = (from: 0 | 1, low: Code, high: Code): Code => [
  ...low,
  ...high,
  { op: 'i8x16.shuffle', bytes: [0, 2, 4, 6].flatMap((lane) => bytesOfLane(from + lane)) },
]

/** Every third element: two vectors, of which the second ends with the last of the four. */
const everyThird = ({ place: { local, offset } }: Access): Code => [
  get(local),
  { op: 'v128.load', offset },
  get(local),
  { op: 'v128.load', offset: offset + 24 },
  { op: 'i8x16.shuffle', bytes: [0, 3, 4, 7].flatMap(bytesOfLane) },
]

/** Neighbours from the last to the first: the last lane's is three elements before. */
const reversed = ({ place: { local, offset } }: Access): Code => [
  get(local),
  { op: 'i32.const', value: 12 },
  { op: 'i32.sub' },
  { op: 'v128.load', offset },
  zero,
  { op: 'i8x16.shuffle', bytes: [3, 2, 1, 0].flatMap(bytesOfLane) },
]

/** Elements that lie apart: each lane by itself. */
const gathered = (access: Access): Code => {
  const places = Array.from({ length: access.lanes }, (_, lane) => laneOf(access, lane))
  const isBool = access.dtype === 'bool'
  return [
    ...places.toReversed().flatMap(([code]) => code),
    zero,
    ...places.map(([, offset], lane): Instruction =>
      isBool ? { op: 'v128.load8_lane', offset, lane: 4 * lane } : { op: 'v128.load32_lane', offset, lane },
    ),
    ...(isBool ? isTrue : []),
  ]
}

/** Whether four numbers are every second one. */
export const isEverySecond = ({ stride, lanes, dtype }: Access): boolean =>
  stride === 2 && lanes === 4 && dtype !== 'bool'

const loading = ({ stride, lanes, dtype }: Access): ((access: Access) => Code) => {
  if (stride === 0) return splat
  if (stride === 1) return neighbours
  if (lanes < 4 || dtype === 'bool') return gathered
  return stride === 3 ? everyThird : stride === -1 ? reversed : gathered
}

/** Code that pushes the elements. */
export const load = (access: Access): Value => ({
  tag: 'vector',
  kind: kindOf[access.dtype],
  code: loading(access)(access),
})

const scattered = (access: Access, vector: Code): Code =>
  Array.from({ length: access.lanes }, (_, lane): Code => {
    const [code, offset] = laneOf(access, lane)
    return [
      ...code,
      ...vector,
      access.dtype === 'bool'
        ? { op: 'v128.store8_lane', offset, lane: 4 * lane }
        : { op: 'v128.store32_lane', offset, lane },
    ]
  }).flat()

/** The parts that so many neighbours are stored in: two and then one, of the units that `two` and `one` store. */
const inParts = (
  { place: { local, offset }, lanes, dtype }: Access,
  vector: Code,
  two: 'v128.store64_lane' | 'v128.store16_lane',
  one: 'v128.store32_lane' | 'v128.store8_lane',
): Code => {
  const last = lanes - 1
  return [
    ...(lanes > 1 ? [get(local), ...vector, { op: two, offset, lane: 0 } as const] : []),
    ...(lanes === 2
      ? []
      : [get(local), ...vector, { op: one, offset: offset + last * bytesOf[dtype], lane: last } as const]),
  ]
}

/** Code that stores a vector that other code pushes. */
export const store = (access: Access, vector: Code): Code => {
  const { stride, dtype, lanes } = access
  const { local, offset } = access.place
  if (stride !== 1) return scattered(access, vector)
  if (dtype !== 'bool')
    return lanes === 4
      ? [get(local), ...vector, { op: 'v128.store', offset }]
      : inParts(access, vector, 'v128.store64_lane', 'v128.store32_lane')
  const bytes: Code = [
    ...vector,
    ...vector,
    { op: 'i16x8.narrow_i32x4_u' },
    zero,
    { op: 'i8x16.narrow_i16x8_u' },
  ]
  return lanes === 4
    ? [get(local), ...bytes, { op: 'v128.store32_lane', offset, lane: 0 }]
    : inParts(access, bytes, 'v128.store16_lane', 'v128.store8_lane')
}

/** Code that pushes an integer, and in each lane by so much more than in the one before. */
export const positions = (first: string, stride: Extent, size: Access['size']): Code => {
  const all: Code = [get(first), { op: 'i32x4.splat' }]
  if (stride === 0) return all
  const steps: Code =
    typeof stride === 'number'
      ? [{ op: 'v128.const', lanes: [0, stride, 2 * stride, 3 * stride] }]
      : [
          ...size(stride),
          { op: 'i32x4.splat' },
          { op: 'v128.const', lanes: [0, 1, 2, 3] },
          { op: 'i32x4.mul' },
        ]
  return [...all, ...steps, { op: 'i32x4.add' }]
}

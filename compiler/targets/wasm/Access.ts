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

/** Every second or third element: two vectors, of which the second ends with the last of the four. */
const spaced = ({ place: { local, offset } }: Access, stride: 2 | 3): Code => [
  get(local),
  { op: 'v128.load', offset },
  get(local),
  { op: 'v128.load', offset: offset + 12 * (stride - 1) },
  { op: 'i8x16.shuffle', bytes: [0, stride, 7 - stride, 7].flatMap(bytesOfLane) },
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

/** Code that pushes the elements. */
export const load = (access: Access): Value => {
  const { stride, dtype, lanes } = access
  const kind = kindOf[dtype]
  if ((stride === 2 || stride === 3) && lanes === 4 && dtype !== 'bool')
    return { tag: 'vector', kind, code: spaced(access, stride) }
  const code = stride === 0 ? splat : stride === 1 ? neighbours : gathered
  return { tag: 'vector', kind, code: code(access) }
}

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

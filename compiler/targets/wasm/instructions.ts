/**
 * The WebAssembly instructions that kernels are made of, with their codes.
 * Before it: nothing. After it: `basis.ts` and `kernel.ts`, which choose them; `encode.ts`, which writes their bytes.
 * Invariant: each instruction that is used stands in one table; what follows its code in the bytes depends on the table
 * alone. Codes are those of the WebAssembly core specification 2.0, section 5.4.
 */
import type { Provenance } from '../../ir/Provenance.ts'

/** A code of one byte, or a vector instruction: 0xfd and the number given here. */
export type Code = number | { readonly vector: number }

const vector = (code: number): Code => ({ vector: code })

/** Nothing follows the code. */
export const plain = {
  end: 0x0b,
  'i32.eqz': 0x45,
  'i32.ne': 0x47,
  'i32.add': 0x6a,
  'i32.sub': 0x6b,
  'i32.mul': 0x6c,
  'i32.div_u': 0x6e,
  'i32.rem_u': 0x70,
  'i32.shl': 0x74,
  'i32.shr_s': 0x75,
  'i32.shr_u': 0x76,
  'i32x4.splat': vector(0x11),
  'i32x4.eq': vector(0x37),
  'i32x4.ne': vector(0x38),
  'i32x4.lt_s': vector(0x39),
  'i32x4.lt_u': vector(0x3a),
  'i32x4.le_s': vector(0x3d),
  'i32x4.le_u': vector(0x3e),
  'f32x4.eq': vector(0x41),
  'f32x4.ne': vector(0x42),
  'f32x4.lt': vector(0x43),
  'f32x4.le': vector(0x45),
  'v128.not': vector(0x4d),
  'v128.and': vector(0x4e),
  'v128.andnot': vector(0x4f),
  'v128.or': vector(0x50),
  'v128.xor': vector(0x51),
  'v128.bitselect': vector(0x52),
  'f32x4.floor': vector(0x68),
  'i8x16.narrow_i16x8_u': vector(0x66),
  'i16x8.narrow_i32x4_u': vector(0x86),
  'i16x8.extend_low_i8x16_u': vector(0x89),
  'i32x4.extend_low_i16x8_u': vector(0xa9),
  'i32x4.shl': vector(0xab),
  'i32x4.shr_s': vector(0xac),
  'i32x4.shr_u': vector(0xad),
  'i32x4.add': vector(0xae),
  'i32x4.sub': vector(0xb1),
  'i32x4.mul': vector(0xb5),
  'i32x4.min_s': vector(0xb6),
  'i32x4.min_u': vector(0xb7),
  'i32x4.max_s': vector(0xb8),
  'i32x4.max_u': vector(0xb9),
  'f32x4.abs': vector(0xe0),
  'f32x4.neg': vector(0xe1),
  'f32x4.sqrt': vector(0xe3),
  'f32x4.add': vector(0xe4),
  'f32x4.sub': vector(0xe5),
  'f32x4.mul': vector(0xe6),
  'f32x4.div': vector(0xe7),
  'f32x4.pmin': vector(0xea),
  'f32x4.pmax': vector(0xeb),
  'f64x2.div': vector(0xf3),
  'i32x4.trunc_sat_f32x4_s': vector(0xf8),
  'i32x4.trunc_sat_f32x4_u': vector(0xf9),
  'f32x4.convert_i32x4_s': vector(0xfa),
  'f32x4.convert_i32x4_u': vector(0xfb),
  'i32x4.trunc_sat_f64x2_s_zero': vector(0xfc),
  'i32x4.trunc_sat_f64x2_u_zero': vector(0xfd),
  'f64x2.convert_low_i32x4_s': vector(0xfe),
  'f64x2.convert_low_i32x4_u': vector(0xff),
  'f32x4.relaxed_madd': vector(0x105),
} as const satisfies Record<string, Code>

/** A block without parameters and results opens. */
export const opening = { block: 0x02, loop: 0x03, if: 0x04 } as const satisfies Record<string, Code>

/** How many blocks to leave follows. */
export const branch = { br: 0x0c, br_if: 0x0d } as const satisfies Record<string, Code>

/** The number of a local follows. */
export const local = { 'local.get': 0x20, 'local.set': 0x21, 'local.tee': 0x22 } as const satisfies Record<
  string,
  Code
>

/** The power of two that the address is a multiple of, and an offset in bytes, follow. */
export const memory = {
  'v128.load': { code: vector(0x00), align: 2 },
  'v128.load32_splat': { code: vector(0x09), align: 2 },
  'v128.load32_zero': { code: vector(0x5c), align: 0 },
  'v128.store': { code: vector(0x0b), align: 2 },
  'i32.load8_u': { code: 0x2d, align: 0 },
} as const satisfies Record<string, { readonly code: Code; readonly align: number }>

/** The same, and a lane. */
export const memoryLane = {
  'v128.load8_lane': { code: vector(0x54), align: 0 },
  'v128.load32_lane': { code: vector(0x56), align: 2 },
  'v128.store8_lane': { code: vector(0x58), align: 0 },
  'v128.store16_lane': { code: vector(0x59), align: 0 },
  'v128.store32_lane': { code: vector(0x5a), align: 2 },
  'v128.store64_lane': { code: vector(0x5b), align: 2 },
} as const satisfies Record<string, { readonly code: Code; readonly align: number }>

/** A lane follows. */
export const lane = {
  'i32x4.extract_lane': vector(0x1b),
  'i32x4.replace_lane': vector(0x1c),
  'f32x4.extract_lane': vector(0x1f),
  'f32x4.replace_lane': vector(0x20),
} as const satisfies Record<string, Code>

/** One instruction; `of` says what its line computes. */
export type Instruction = (
  | { readonly op: keyof typeof plain }
  | { readonly op: keyof typeof opening }
  | { readonly op: keyof typeof branch; readonly depth: number }
  | { readonly op: keyof typeof local; readonly local: string }
  | { readonly op: keyof typeof memory; readonly offset: number }
  | { readonly op: keyof typeof memoryLane; readonly offset: number; readonly lane: number }
  | { readonly op: keyof typeof lane; readonly lane: number }
  | { readonly op: 'i32.const'; readonly value: number }
  /** Four lanes of 32 bits, as integers. */
  | { readonly op: 'v128.const'; readonly lanes: readonly number[] }
  /** The function that the host brings along: the remainder of two floats. */
  | { readonly op: 'call remainder' }
  /** For each byte of the result, which of the 32 bytes of both operands it is. */
  | { readonly op: 'i8x16.shuffle'; readonly bytes: readonly number[] }
) & { readonly of?: Provenance }

/** The operations that take no immediate. */
export type Plain = keyof typeof plain

/**
 * The basis in vectors of four lanes: floats in single precision, integers of 32 bits, truth as a mask.
 * Before it: `instructions.ts`. After it: `kernel.ts`.
 * Invariant: every entry gives the bits that the basis over single precision gives; NaN payloads aside. A value that is
 * the same in all lanes is computed in all lanes, so that there is one way to compute.
 */
import type { Basis } from '../../../src/basis.ts'
import { Bug } from '../../../src/Bug.ts'
import type { DType } from '../../../src/DType.ts'
import type { Instruction, Plain } from './instructions.ts'

/** What the 32 bits of a lane are; in a mask all are the same. */
export type Kind = 'f32' | 'i32' | 'u32' | 'mask'

/** Code that pushes a vector; a number has the kind that its user wants. */
export type Value =
  | { readonly tag: 'number'; readonly value: number }
  | {
      readonly tag: 'vector'
      readonly kind: Kind
      readonly code: Code
      /** Where its lanes lie that are not NaN, as far as that is known. */
      readonly bounds?: Bounds
    }

export type Bounds = readonly [least: number, most: number]

const anywhere: Bounds = [-Infinity, Infinity]

const boundsOf = (value: Value): Bounds =>
  value.tag === 'number' ? [value.value, value.value] : (value.bounds ?? anywhere)

const within = (bounds: Bounds, value: Value): Value =>
  value.tag === 'number' || bounds.includes(NaN) ? value : { ...value, bounds }

export const kindOf = { f32: 'f32', i32: 'i32', u32: 'u32', bool: 'mask' } as const satisfies Record<
  DType,
  Kind
>

const vector = (kind: Kind, ...code: readonly (Instruction | readonly Instruction[])[]): Value => ({
  tag: 'vector',
  kind,
  code: code.flat(),
})

type Code = readonly Instruction[]

const plain = (op: Plain): Instruction => ({ op })

const isZero = (value: Value): boolean => value.tag === 'number' && Object.is(value.value, 0)

const view = new DataView(new ArrayBuffer(4))

/** The bits of the nearest float. */
const bitsOf = (value: number): number => {
  view.setFloat32(0, value)
  return view.getInt32(0)
}

const all = (bits: number): Instruction => ({ op: 'v128.const', lanes: [bits, bits, bits, bits] })
const real = (value: number): Instruction => all(bitsOf(value))

/** A number in all lanes. */
const literal = (kind: Kind, value: number): Instruction => {
  if (kind === 'f32') return real(value)
  return kind === 'mask' ? all(value === 0 ? 0 : -1) : all(value | 0)
}

/** The value as one of another kind: truth as 0 and 1, an integer as the float nearest to it. */
export const as = (kind: Kind, value: Value): Code => {
  if (value.tag === 'number') return [literal(kind, value.value)]
  const { kind: from, code } = value
  if (from === kind) return code
  if (kind === 'mask')
    return from === 'f32' ? [...code, real(0), plain('f32x4.ne')] : [...code, all(0), plain('i32x4.ne')]
  if (from === 'mask') return [...code, literal(kind, 1), plain('v128.and')]
  if (kind !== 'f32' && from !== 'f32') return code
  if (kind === 'f32')
    return [...code, plain(from === 'i32' ? 'f32x4.convert_i32x4_s' : 'f32x4.convert_i32x4_u')]
  throw new Bug(`a float stands where an integer is meant`)
}

const isSigned = (value: number): boolean => Object.is(value, value | 0)
const isUnsigned = (value: number): boolean => Object.is(value, value >>> 0)

/** What a number is beside a value of a kind: an integer becomes a float where one is meant, and no other way. */
const beside = (kind: Kind, value: number): Kind => {
  if (kind === 'f32' || !(isSigned(value) || isUnsigned(value))) return 'f32'
  return kind === 'mask' && value !== 0 && value !== 1 ? 'i32' : kind
}

/** What two operands are compared or chosen as. */
const common = (a: Value, b: Value): Kind => {
  if (a.tag === 'number')
    return b.tag === 'number' ? beside(beside('i32', a.value), b.value) : beside(b.kind, a.value)
  if (b.tag === 'number') return beside(a.kind, b.value)
  if (a.kind === b.kind) return a.kind
  if (a.kind === 'f32' || b.kind === 'f32') return 'f32'
  return a.kind === 'mask' ? b.kind : a.kind
}

/** Which instruction each kind has; masks are compared as integers. */
type ByKind = { readonly [K in 'f32' | 'i32' | 'u32']: Plain }

const byKind = (table: ByKind, kind: Kind): Instruction => plain(table[kind === 'mask' ? 'i32' : kind])

const lowHalf = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]
const highHalf = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]

/** 1.5·2²³: adding it to a float below 2²² rounds that to an integer, ties to even, and leaves it in the low bits. */
const shifter = 12582912

/** The basis; `hold` binds a vector to a new local that can be read more than once. */
export const wasmBasis = (hold: (code: Code) => Code): Basis<Value> => {
  const number = (value: number): Value => ({ tag: 'number', value })
  const float = (value: Value): Code => as('f32', value)
  const whole = (value: Value): Code => as('i32', value)

  const floats =
    (op: Plain) =>
    (...operands: readonly Value[]): Value =>
      vector('f32', operands.flatMap(float), plain(op))
  const integers =
    (op: Plain, kind: Kind = 'i32') =>
    (...operands: readonly Value[]): Value =>
      vector(kind, operands.flatMap(whole), plain(op))
  const truths =
    (op: Plain) =>
    (...operands: readonly Value[]): Value =>
      vector(
        'mask',
        operands.flatMap((operand) => as('mask', operand)),
        plain(op),
      )
  const comparison =
    (table: ByKind) =>
    (a: Value, b: Value): Value => {
      const given = common(a, b)
      const kind = given === 'mask' ? 'i32' : given
      return vector('mask', as(kind, a), as(kind, b), byKind(table, kind))
    }

  /**
   * The larger or smaller operand. The quick instruction keeps its first operand unless the second is beyond it: it passes
   * a NaN on that comes first, as every value does beside a number. Where both may be NaN, the other's bits are set.
   */
  const extreme =
    (table: Pick<ByKind, 'i32' | 'u32'>, quick: Plain, chosen: (...values: readonly number[]) => number) =>
    (a: Value, b: Value): Value => {
      const kind = common(a, b)
      if (kind !== 'f32') {
        const compared = kind === 'mask' ? 'i32' : kind
        return vector(compared, as(compared, a), as(compared, b), plain(table[compared]))
      }
      const [[least, most], [otherLeast, otherMost]] = [boundsOf(a), boundsOf(b)]
      const [first, second] = a.tag === 'number' ? [b, a] : [a, b]
      if (second.tag === 'number' && !Number.isNaN(second.value))
        return within(
          [chosen(least, otherLeast), chosen(most, otherMost)],
          vector('f32', float(first), float(second), plain(quick)),
        )
      const other = hold(float(second))
      const nan: Code = [...other, ...other, plain('f32x4.ne')]
      return vector('f32', float(first), other, plain(quick), nan, plain('v128.or'))
    }

  /** Each lane by itself: code that turns the numbers of a lane into one. */
  const lanewise = (first: Code, second: Code, shape: 'i32x4' | 'f32x4', one: Instruction): Code => [
    ...first,
    ...[0, 1, 2, 3].flatMap((lane): Code => [
      ...first,
      { op: `${shape}.extract_lane`, lane },
      ...second,
      { op: `${shape}.extract_lane`, lane },
      one,
      { op: `${shape}.replace_lane`, lane },
    ]),
  ]

  const shift =
    (op: Plain, single: Plain, kind: Kind) =>
    (a: Value, b: Value): Value =>
      b.tag === 'number'
        ? vector(kind, whole(a), { op: 'i32.const', value: b.value & 31 }, plain(op))
        : vector(kind, lanewise(hold(whole(a)), hold(whole(b)), 'i32x4', plain(single)))

  /** 2ⁿ for an integer n between −126 and 127, of which the code pushes n. */
  const power = (code: Code): Code => [
    ...code,
    { op: 'i32.const', value: 23 },
    plain('i32x4.shl'),
    real(1),
    plain('i32x4.add'),
  ]

  /** a·2ⁿ, in two products where 2ⁿ need not be a float32 though a·2ⁿ is. */
  const scale = (a: Value, n: Value): Value => {
    const [least, most] = boundsOf(n)
    const isOne = a.tag === 'number' && a.value === 1
    const times = (factor: Code, code: Code): Code => [...code, ...factor, plain('f32x4.mul')]
    const shifted: Code = [...float(n), real(shifter), plain('f32x4.add')]
    // The other bits of the shifter are shifted out.
    if (least >= -126 && most <= 127)
      return vector('f32', isOne ? power(shifted) : times(power(shifted), float(a)))
    const exponent = hold([...shifted, real(shifter), plain('i32x4.sub')])
    const half = hold([...exponent, { op: 'i32.const', value: 1 }, plain('i32x4.shr_s')])
    const rest = power([...exponent, ...half, plain('i32x4.sub')])
    return vector('f32', times(rest, isOne ? power(half) : times(power(half), float(a))))
  }

  /** By way of doubles, which hold every quotient of integers well enough to be cut off. */
  const quotient = (a: Value, b: Value): Value => {
    const isNatural = [a, b].some((operand) => operand.tag === 'vector' && operand.kind === 'u32')
    const [first, second] = [hold(whole(a)), hold(whole(b))]
    const convert = plain(isNatural ? 'f64x2.convert_low_i32x4_u' : 'f64x2.convert_low_i32x4_s')
    const cut = plain(isNatural ? 'i32x4.trunc_sat_f64x2_u_zero' : 'i32x4.trunc_sat_f64x2_s_zero')
    const upper = (code: Code): Code => [...code, ...code, { op: 'i8x16.shuffle', bytes: highHalf }]
    const half = (of: (code: Code) => Code): Code => [
      ...of(first),
      convert,
      ...of(second),
      convert,
      plain('f64x2.div'),
      cut,
    ]
    const whether = (code: Code, value: number): Code => [...code, all(value), plain('i32x4.eq')]
    const cutOff = [...half((code) => code), ...half(upper), { op: 'i8x16.shuffle', bytes: lowHalf } as const]
    // −2³¹ / −1 is 2³¹, whose 32 bits are those of −2³¹.
    const overflowed = isNatural
      ? []
      : [...whether(first, -(2 ** 31)), ...whether(second, -1), plain('v128.and')]
    return vector('i32', isNatural ? cutOff : [...first, ...cutOff, ...overflowed, plain('v128.bitselect')], [
      ...whether(second, 0),
      plain('v128.andnot'),
    ])
  }

  return {
    number,
    add: floats('f32x4.add'),
    sub: (a, b) => {
      const [[least, most], [otherLeast, otherMost]] = [boundsOf(a), boundsOf(b)]
      return within([least - otherMost, most - otherLeast], floats('f32x4.sub')(a, b))
    },
    mul: (a, b) => {
      const product = floats('f32x4.mul')(a, b)
      if (a.tag !== 'number' && b.tag !== 'number') return product
      const corners = boundsOf(a).flatMap((x) => boundsOf(b).map((y) => x * y))
      return within([Math.min(...corners), Math.max(...corners)], product)
    },
    div: floats('f32x4.div'),
    neg: (a) => {
      const [least, most] = boundsOf(a)
      return within([-most, -least], floats('f32x4.neg')(a))
    },
    abs: (a) => within([0, Math.max(...boundsOf(a).map(Math.abs))], floats('f32x4.abs')(a)),
    sqrt: floats('f32x4.sqrt'),
    min: extreme({ i32: 'i32x4.min_s', u32: 'i32x4.min_u' }, 'f32x4.pmin', Math.min),
    max: extreme({ i32: 'i32x4.max_s', u32: 'i32x4.max_u' }, 'f32x4.pmax', Math.max),
    lt: comparison({ f32: 'f32x4.lt', i32: 'i32x4.lt_s', u32: 'i32x4.lt_u' }),
    le: comparison({ f32: 'f32x4.le', i32: 'i32x4.le_s', u32: 'i32x4.le_u' }),
    eq: comparison({ f32: 'f32x4.eq', i32: 'i32x4.eq', u32: 'i32x4.eq' }),
    and: truths('v128.and'),
    or: truths('v128.or'),
    not: truths('v128.not'),
    select: (condition, a, b) => {
      const kind = common(a, b)
      const [chosen, other, mask] = [as(kind, a), as(kind, b), as('mask', condition)]
      if (isZero(b)) return vector(kind, chosen, mask, plain('v128.and'))
      if (isZero(a)) return vector(kind, other, mask, plain('v128.andnot'))
      return vector(kind, chosen, other, mask, plain('v128.bitselect'))
    },
    floor: floats('f32x4.floor'),
    nearest: (a) => {
      const [least, most] = boundsOf(a)
      const shifted: Code = [...float(a), real(shifter), plain('f32x4.add')]
      return within(
        [Math.floor(least), Math.ceil(most)],
        vector('f32', shifted, real(shifter), plain('f32x4.sub')),
      )
    },
    scale,
    exponent: (a) =>
      vector(
        'f32',
        [...float(a), { op: 'i32.const', value: 23 }, plain('i32x4.shr_u'), all(0xff), plain('v128.and')],
        [all(127), plain('i32x4.sub'), plain('f32x4.convert_i32x4_s')],
      ),
    mantissa: (a) =>
      vector('f32', float(a), all(0x807fffff | 0), plain('v128.and'), real(1), plain('v128.or')),
    remainder: (a, b) =>
      vector('f32', lanewise(hold(float(a)), hold(float(b)), 'f32x4', { op: 'call remainder' })),
    addInteger: integers('i32x4.add'),
    subInteger: integers('i32x4.sub'),
    mulInteger: integers('i32x4.mul'),
    quotient,
    bitAnd: integers('v128.and'),
    bitOr: integers('v128.or'),
    bitXor: integers('v128.xor'),
    shiftLeft: shift('i32x4.shl', 'i32.shl', 'i32'),
    shiftRight: shift('i32x4.shr_s', 'i32.shr_s', 'i32'),
    shiftRightZeros: shift('i32x4.shr_u', 'i32.shr_u', 'u32'),
    unsigned: (a) => vector('u32', as('u32', a)),
    signed: (a) => vector('i32', as('i32', a)),
    toFloat: (a) => vector('f32', float(a)),
    toSigned: (a) => vector('i32', float(a), plain('i32x4.trunc_sat_f32x4_s')),
    toUnsigned: (a) => vector('u32', float(a), plain('i32x4.trunc_sat_f32x4_u')),
  }
}

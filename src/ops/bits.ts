/**
 * The bits of 32-bit integers: logic, shifts, and division without a fraction.
 * Before it: `ops/integer.ts`, which has the records. After it: random numbers.
 * Invariant: takes i32 or u32, both operands of one kind; a count of bits is taken modulo 32.
 */
import * as integer from './integer.ts'
import { onIntegers } from './operation.ts'
import type { BinaryFunction, UnaryFunction } from './operation.ts'

type Whole = 'i32' | 'u32'

/**
 * The bits that both have.
 *
 * @example
 * run(bitAnd(constant(Int32Array.of(12)), 10)) // [8]
 */
export const bitAnd: BinaryFunction<'bitAnd', Whole> = onIntegers(integer.bitAnd)

/**
 * The bits that one of them has, or both.
 *
 * @example
 * run(bitOr(constant(Int32Array.of(12)), 10)) // [14]
 */
export const bitOr: BinaryFunction<'bitOr', Whole> = onIntegers(integer.bitOr)

/**
 * The bits that one of them has, and not the other.
 *
 * @example
 * run(bitXor(constant(Int32Array.of(12)), 10)) // [6]
 */
export const bitXor: BinaryFunction<'bitXor', Whole> = onIntegers(integer.bitXor)

/**
 * The bits that it does not have.
 *
 * @example
 * run(bitNot(constant(Uint32Array.of(0)))) // [4294967295]
 */
export const bitNot: UnaryFunction<'bitNot', Whole> = onIntegers(integer.bitNot)

/**
 * a·2ᵇ, what is above 32 bits dropped, for b modulo 32.
 *
 * @example
 * run(shiftLeft(constant(Uint32Array.of(3)), 31)) // [2147483648]
 */
export const shiftLeft: BinaryFunction<'shiftLeft', Whole> = onIntegers(integer.shiftLeft)

/**
 * ⌊a / 2ᵇ⌋ for b modulo 32: the sign comes in where there is one, zeros elsewhere.
 *
 * @example
 * run(shiftRight(constant(Int32Array.of(-8)), 1)) // [-4]
 */
export const shiftRight: BinaryFunction<'shiftRight', Whole> = onIntegers(integer.shiftRight)

/**
 * ⌊a / b⌋, modulo 2³² for −2³¹ / −1; 0 where b is 0.
 *
 * @example
 * run(floorDiv(constant(Int32Array.of(7, -7)), 2)) // [3, -4]
 */
export const floorDiv: BinaryFunction<'floorDiv', Whole> = onIntegers(integer.floorDiv)

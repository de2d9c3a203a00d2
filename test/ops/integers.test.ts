/**
 * Integers of 32 bits against whole numbers of any length, in the interpreter and compiled; rounding and remainders
 * against what defines them.
 */
import { describe, expect, it } from 'vitest'
import * as L from '../../src/index.ts'
import { compile, orThrow } from '../../compiler/compile.ts'
import { at } from '../../src/Bug.ts'
import { evaluate } from '../../src/evaluate.ts'
import { allocate } from '../../src/DType.ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import { typed } from '../../src/Tensor.ts'
import type { AnyTensor, Tensor } from '../../src/Tensor.ts'

type Whole = 'i32' | 'u32'
type Vector = Tensor<readonly [number], never>

const edges = [0, 1, 2, 3, 7, 31, 32, 33, 12345, 65536, 2 ** 24 + 1, 2 ** 31 - 1]
const values = {
  i32: [...edges, ...edges.map((x) => -x - 1)],
  u32: [...edges, ...edges.map((x) => 2 ** 32 - 1 - x)],
}

const filled = (dtype: DType, numbers: readonly number[]): TypedArray => {
  const array = allocate(dtype, numbers.length)
  array.set(numbers)
  return array
}

/** The elements of a function of two vectors: as the interpreter has them, and compiled. */
const both = (
  apply: (a: Vector, b: Vector) => AnyTensor,
  dtype: DType,
  a: readonly number[],
  b: readonly number[],
): readonly (readonly number[])[] => {
  const spec = { shape: [a.length], dtype } as const
  const given = { a: filled(dtype, a), b: filled(dtype, b) }
  const [x, y] = [L.input('a', spec), L.input('b', spec)]
  const result = evaluate([apply(typed(x), typed(y))], new Map(Object.entries(given)))
  if (result._tag === 'Left') throw new Error(at(result.left, 0).sentence)
  const run = orThrow(
    compile(L.program({ a: spec, b: spec }, (given) => ({ out: apply(typed(given.a), typed(given.b)) }))),
  )
  const compiled: unknown = Reflect.get(run(given), 'out')
  if (!ArrayBuffer.isView(compiled)) throw new Error('no array')
  return [[...at(result.right, 0).data], Array.from(compiled as unknown as ArrayLike<number>)]
}

const floor = (a: bigint, b: bigint): bigint => {
  const q = a / b
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q
}

const functions: Readonly<
  Record<string, readonly [(a: Vector, b: Vector) => AnyTensor, (a: bigint, b: bigint) => bigint]>
> = {
  add: [L.add, (a, b) => a + b],
  sub: [L.sub, (a, b) => a - b],
  mul: [L.mul, (a, b) => a * b],
  neg: [(a) => L.neg(a), (a) => -a],
  abs: [(a) => L.abs(a), (a) => (a < 0n ? -a : a)],
  sign: [(a) => L.sign(a), (a) => (a > 0n ? 1n : a < 0n ? -1n : 0n)],
  maximum: [L.maximum, (a, b) => (a < b ? b : a)],
  minimum: [L.minimum, (a, b) => (a < b ? a : b)],
  floorDiv: [L.floorDiv, (a, b) => (b === 0n ? 0n : floor(a, b))],
  mod: [L.mod, (a, b) => (b === 0n ? a : a - b * floor(a, b))],
  bitAnd: [L.bitAnd, (a, b) => a & b],
  bitOr: [L.bitOr, (a, b) => a | b],
  bitXor: [L.bitXor, (a, b) => a ^ b],
  bitNot: [(a) => L.bitNot(a), (a) => ~a],
  shiftLeft: [L.shiftLeft, (a, b) => a << BigInt.asUintN(5, b)],
  shiftRight: [L.shiftRight, (a, b) => a >> BigInt.asUintN(5, b)],
}

describe.each(['i32', 'u32'] as const)('%s', (dtype: Whole) => {
  const rows = values[dtype].flatMap((a) => values[dtype].map((b) => [a, b] as const))
  const wrapped = (x: bigint): number =>
    Number(dtype === 'i32' ? BigInt.asIntN(32, x) : BigInt.asUintN(32, x))

  it.each(Object.entries(functions))('%s is modulo 2³²', (_, [apply, truth]) => {
    const [a, b] = [rows.map((row) => row[0]), rows.map((row) => row[1])]
    const wanted = rows.map((row) => wrapped(truth(BigInt(row[0]), BigInt(row[1]))))
    for (const found of both(apply, dtype, a, b)) expect(found).toEqual(wanted)
  })

  it('refuses numbers that are not of it', () => {
    const x = typed<readonly [number], Whole>(L.input('x', { shape: [2], dtype }))
    for (const wrong of [0.5, 2 ** 32, dtype === 'i32' ? 2 ** 31 : -1])
      expect(L.add(x, wrong).form).toMatchObject({
        tag: 'invalid',
        mistake: { code: 'LBZ1008', sentence: `add: ${wrong} is no ${dtype}` },
      })
  })
})

describe('from one dtype to another', () => {
  const floats = [
    0,
    -0,
    0.9,
    -0.9,
    1.5,
    -1.5,
    2 ** 31,
    -(2 ** 31),
    3e9,
    1e20,
    -1e20,
    Infinity,
    -Infinity,
    NaN,
  ]
  const casts = [
    [
      'f32',
      'i32',
      (x: number) => Math.min(Math.max(Math.trunc(Number.isNaN(x) ? 0 : x), -(2 ** 31)), 2 ** 31 - 1),
    ],
    ['f32', 'u32', (x: number) => Math.min(Math.max(Math.trunc(Number.isNaN(x) ? 0 : x), 0), 2 ** 32 - 1)],
    ['f32', 'bool', (x: number) => Number(x !== 0)],
    ['i32', 'u32', (x: number) => Number(BigInt.asUintN(32, BigInt(x)))],
    ['u32', 'i32', (x: number) => Number(BigInt.asIntN(32, BigInt(x)))],
    ['i32', 'bool', (x: number) => Number(x !== 0)],
    ['i32', 'f32', (x: number) => x],
    ['u32', 'f32', (x: number) => x],
  ] as const
  it.each(casts)('%s to %s', (from, to, truth) => {
    const given = from === 'f32' ? floats.map(Math.fround) : values[from]
    const [meant, compiled] = both((a) => L.cast(to)(a), from, given, given)
    const wanted = given.map((x) => truth(x) + 0)
    expect(meant?.map((x) => x + 0)).toEqual(wanted)
    expect(compiled).toEqual(to === 'f32' ? wanted.map(Math.fround) : wanted)
  })
})

describe('rounding', () => {
  const halves = Array.from({ length: 41 }, (_, k) => (k - 20) / 2)
  const large = [2 ** 22 + 0.5, 2 ** 22 + 1.5, 2 ** 23 - 0.5, 2 ** 23 + 1, 1e30, -(2 ** 22) - 0.5]
  const numbers = [...halves, ...large, 0.49999997, -0.49999997].map(Math.fround)

  it('goes to the nearest, ties to the even one', () => {
    for (const found of both((a) => L.round(a), 'f32', numbers, numbers))
      found.forEach((y, i) => {
        const x = at(numbers, i)
        expect(Number.isInteger(y) && Math.abs(x - y) <= 0.5, `${x} to ${y}`).toBe(true)
        if (Math.abs(x - y) === 0.5) expect(y % 2 === 0, `${x} to ${y}`).toBe(true)
      })
  })

  it('leaves a remainder with the sign of the divisor', () => {
    for (const divisor of [3, -3, 0.75, -0.75]) {
      const divisors = numbers.map(() => divisor)
      for (const found of both(L.mod, 'f32', numbers, divisors))
        found.forEach((rest, i) => {
          const x = at(numbers, i)
          expect(rest === 0 || (rest < 0 === divisor < 0 && Math.abs(rest) < Math.abs(divisor))).toBe(true)
          if (Number.isInteger(4 * x) && Math.abs(x) < 2 ** 24)
            expect(Number.isInteger((x - rest) / divisor), `${x} leaves ${rest}`).toBe(true)
        })
    }
  })
})

/**
 * Every machine operation in WebAssembly against the basis over single precision, in lanes of every number and alone.
 */
import { describe, expect, it } from 'vitest'
import type { BasisName } from '../../src/basis.ts'
import { single } from '../../src/basis.ts'
import { at } from '../../src/Bug.ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import { allocate } from '../../src/DType.ts'
import type { Expr, Stmt } from '../../compiler/ir/Kernel.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import { valueOf } from '../../compiler/ir/Provenance.ts'
import { validate } from '../../compiler/ir/validateModule.ts'
import { moduleStatements } from '../../compiler/targets/javascript/module.ts'
import { printStatements } from '../../compiler/targets/javascript/syntax.ts'
import { wasm } from '../../compiler/targets/wasm/module.ts'

/** What an operation takes, and gives. */
interface Signature {
  readonly name: BasisName
  readonly operands: readonly DType[]
  readonly result: DType
}

const signatures = (names: string, operands: readonly DType[], result: DType): readonly Signature[] =>
  Object.keys(single).flatMap((name) =>
    names.split(' ').includes(name) && name !== 'number'
      ? [{ name: name as BasisName, operands, result }]
      : [],
  )

const numbers = (['f32', 'i32', 'u32'] as const).flatMap((dtype) => [
  ...signatures('min max', [dtype, dtype], dtype),
  ...signatures('lt le eq', [dtype, dtype], 'bool'),
  ...signatures('select', ['bool', dtype, dtype], dtype),
])

const all: readonly Signature[] = [
  ...numbers,
  ...signatures('add sub mul div remainder', ['f32', 'f32'], 'f32'),
  ...signatures('neg abs sqrt floor nearest exponent mantissa', ['f32'], 'f32'),
  ...signatures('scale', ['f32', 'f32'], 'f32'),
  ...signatures('eq', ['bool', 'bool'], 'bool'),
  ...signatures('and or', ['bool', 'bool'], 'bool'),
  ...signatures('not', ['bool'], 'bool'),
  ...(['i32', 'u32'] as const).flatMap((dtype) => [
    ...signatures('addInteger subInteger mulInteger quotient bitAnd bitOr bitXor', [dtype, dtype], 'i32'),
    ...signatures('shiftLeft shiftRight', [dtype, dtype], 'i32'),
    ...signatures('shiftRightZeros', [dtype, dtype], 'u32'),
    ...signatures('unsigned', [dtype], 'u32'),
    ...signatures('signed', [dtype], 'i32'),
    ...signatures('toFloat', [dtype], 'f32'),
  ]),
  ...signatures('toFloat', ['bool'], 'f32'),
  ...signatures('toSigned', ['f32'], 'i32'),
  ...signatures('toUnsigned', ['f32'], 'u32'),
]

const normal = 2 ** -126
const reals = [
  0,
  1,
  1.5,
  0.5,
  2.5,
  3,
  7,
  1 / 3,
  1e-3,
  1e3,
  123456.78,
  2 ** 21 + 0.5,
  2 ** 23,
  2 ** 24 + 2,
  2 ** 31,
  2 ** 32,
  normal,
  2 ** -149,
  3 * 2 ** -140,
  3.4028234663852886e38,
  1e38,
  Infinity,
].flatMap((value) => [Math.fround(value), Math.fround(-value)])
const integers = [0, 1, 2, 3, 5, 7, 31, 32, 33, 100, 65536, 2 ** 24 + 1, 2 ** 30, 2 ** 31 - 1, 2 ** 31]

const values: Readonly<Record<DType, readonly number[]>> = {
  f32: [...reals, Number.NaN],
  i32: [...integers.map((value) => value | 0), ...integers.map((value) => -value | 0)],
  u32: [...integers, 2 ** 32 - 1, 2 ** 32 - 2],
  bool: [0, 1],
}

/** Where an operation is specified: its own documentation says so. */
const isSpecified = (name: BasisName, operands: readonly number[]): boolean => {
  const [a = 0, b = 0] = operands
  if (name === 'nearest') return Math.abs(a) < 2 ** 22
  if (name === 'exponent' || name === 'mantissa') return Number.isFinite(a) && Math.abs(a) >= normal
  if (name !== 'scale') return true
  const exact = a * 2 ** b
  const fits = Math.abs(exact) >= normal || exact === 0 || Number.isNaN(a)
  return (Number.isNaN(a) || (Number.isInteger(b) && Math.abs(b) <= 252)) && fits
}

/** All combinations of what the operands can be. */
const combinations = (operands: readonly DType[]): readonly (readonly number[])[] =>
  operands.reduce<readonly (readonly number[])[]>(
    (before, dtype) => before.flatMap((given) => values[dtype].map((value) => [...given, value])),
    [[]],
  )

const of = valueOf(0)

/** An operation for each element of its operands, in lanes or one at a time; an operand may be a number. */
const moduleOf = (
  { name, operands, result }: Signature,
  n: number,
  isInLanes: boolean,
  literal?: number,
): Module => {
  const loaded = operands.flatMap((_, k) => (k === 1 && literal !== undefined ? [] : [k]))
  const index = (variables: readonly (readonly [string, number])[]) => ({
    base: 0,
    terms: variables.map(([variable, coefficient]) => ({ variable, coefficient })),
  })
  const place = index(
    isInLanes
      ? [
          ['i', 4],
          ['l', 1],
        ]
      : [['i', 1]],
  )
  const value: Expr = {
    tag: 'basis',
    name,
    operands: operands.map((_, k) =>
      k === 1 && literal !== undefined ? { tag: 'number', value: literal } : { tag: 'local', name: `v${k}` },
    ),
  }
  const body: readonly Stmt[] = [
    ...loaded.map((k): Stmt => ({
      tag: 'let',
      name: `v${k}`,
      value: { tag: 'load', buffer: k, index: place },
      of,
    })),
    { tag: 'let', name: 'y', value, of },
    { tag: 'store', buffer: operands.length, index: place, value: { tag: 'local', name: 'y' }, of },
  ]
  const inner: readonly Stmt[] = isInLanes
    ? [{ tag: 'for', variable: 'l', extent: 4, lanes: true, body }]
    : body
  const loop: Stmt = { tag: 'for', variable: 'i', extent: isInLanes ? n / 4 : n, body: inner }
  const inputs = operands.map((dtype, k) => ({ path: `x${k}`, dtype, shape: [n] }))
  const output = { path: 'y', dtype: result, shape: [n] }
  return {
    inputs,
    outputs: [output],
    buffers: [
      ...inputs.map(({ dtype, shape, path }) => ({
        dtype,
        shape,
        place: { tag: 'input' as const, path },
        of: [0],
      })),
      { dtype: result, shape: [n], place: { tag: 'output', path: 'y' }, of: [0] },
    ],
    slots: [],
    kernels: [{ name: 'k0', formulas: [], reads: loaded, writes: [operands.length], body: [loop] }],
    assumed: [],
  }
}

const run = (module: Module, inputs: Readonly<Record<string, TypedArray>>): ArrayLike<number> => {
  const source = printStatements(moduleStatements(module, [], wasm))
  const make: unknown = Reflect.construct(Function, [`${source}\nreturn run`])
  const call = Reflect.apply(make as () => (inputs: object) => { readonly y: TypedArray }, undefined, [])
  return call(inputs).y
}

const shown = ({ name, operands }: Signature): string => `${name} ${operands.join(' ')}`

describe('a machine operation in WebAssembly', () => {
  it('has a signature here', () => {
    const known = new Set(all.map(({ name }) => name))
    expect(Object.keys(single).filter((name) => name !== 'number' && !known.has(name as BasisName))).toEqual(
      [],
    )
  })

  it.each(all.map((signature) => [shown(signature), signature] as const))('%s', (_, signature) => {
    const { name, operands, result } = signature
    const operation: (...operands: readonly number[]) => number = single[name]
    const judge = (given: readonly (readonly number[])[], found: ArrayLike<number>, how: string): void =>
      given.forEach((tuple, k) => {
        if (!isSpecified(name, tuple)) return
        const exact = allocate(result, 1)
        exact[0] = operation(...tuple)
        const isEitherZero = (name === 'min' || name === 'max') && exact[0] === 0
        const got = isEitherZero && found[k] === 0 ? exact[0] : found[k]
        expect(got, `${how}: ${name}(${tuple.join(', ')})`).toBe(exact[0])
      })
    const cases = combinations(operands)
    const padded = Array.from({ length: 4 * Math.ceil(cases.length / 4) }, (_, k) =>
      at(cases, k % cases.length),
    )
    const arrays = (tuples: readonly (readonly number[])[]) =>
      Object.fromEntries(
        operands.map((dtype, k) => {
          const array = allocate(dtype, tuples.length)
          array.set(tuples.map((tuple) => at(tuple, k)))
          return [`x${k}`, array]
        }),
      )
    for (const isInLanes of [true, false]) {
      const module = moduleOf(signature, padded.length, isInLanes)
      expect(validate(module)).toEqual([])
      judge(padded, run(module, arrays(padded)), isInLanes ? 'in lanes' : 'alone')
    }
    const [, second] = operands
    if (second === undefined) return
    for (const literal of values[second]) {
      const tuples = values[at(operands, 0)].flatMap((first) =>
        operands.length === 2 ? [[first, literal]] : values[second].map((third) => [first, literal, third]),
      )
      const most = 4 * Math.ceil(tuples.length / 4)
      const all = Array.from({ length: most }, (_, k) => at(tuples, k % tuples.length))
      judge(all, run(moduleOf(signature, most, true, literal), arrays(all)), 'beside a number')
    }
  })
})

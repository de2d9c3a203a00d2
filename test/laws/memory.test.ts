/**
 * The laws of memory at the border: what a call may write, what it refuses, and that a training step allocates nothing.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/index.ts'
import type { CompileOptions } from '../../compiler/index.ts'
import { known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { dtypeOfArray } from '../../src/DType.ts'
import { dim } from '../../src/Extent.ts'
import { add, mul } from '../../src/ops/arithmetic.ts'
import { outer } from '../../src/ops/contraction.ts'
import { sum } from '../../src/ops/reduction.ts'
import { program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { f32, i32 } from '../../src/Spec.ts'
import { digitsStep } from '../steps.ts'

type Call = (inputs: unknown, options?: unknown) => unknown

const compiled = (
  p: Program,
  options: CompileOptions = {},
): { readonly source: string; readonly call: Call } => {
  const executable = orThrow(compile(p, options))
  return { source: executable.source, call: executable as Call }
}

/** The typed arrays in a record of anything. */
const arraysIn = (value: unknown): readonly TypedArray[] => {
  if (dtypeOfArray(value) !== undefined) return [value as TypedArray]
  const isRecord =
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  return isRecord ? Object.values(value).flatMap(arraysIn) : []
}

describe('a training step with donated parameters and a place for its loss', () => {
  const { program: step, inputs, into } = digitsStep()
  const options = { donate: ['params', 'state'] }

  it('gives back the arrays it was given', () => {
    const found = orThrow(compile(step, options))(inputs, { into })
    expect(found.params.fc1.weight).toBe(inputs.params.fc1.weight)
    expect(found.state.velocity.fc2.bias).toBe(inputs.state.velocity.fc2.bias)
    expect(found.loss).toBe(into.loss)
    expect(arraysIn(found)).toHaveLength(9)
  })

  it('makes no array when it is called', () => {
    const { source } = compiled(step, options)
    let made = 0
    const counted = (kind: object): unknown =>
      new Proxy(kind, {
        construct: (target, operands): object => {
          made += 1
          return Reflect.construct(target as Float32ArrayConstructor, operands)
        },
      })
    const kinds = { Float32Array, Float64Array, Int32Array, Uint8Array, Uint16Array, Uint32Array }
    const make = Reflect.construct(Function, [...Object.keys(kinds), `'use strict'\n${source}\nreturn run`])
    const run: Call = Reflect.apply(make, undefined, Object.values(kinds).map(counted))
    expect(made).toBeGreaterThan(0)
    run(inputs, { into })
    made = 0
    for (let k = 0; k < 10; k++) run(inputs, { into })
    expect(made).toBe(0)
    run(inputs)
    expect(made).toBe(1)
  })

  it('leaves the heap as it was over 10,000 of them', { timeout: 120_000 }, () => {
    const script = fileURLToPath(new URL('heap.ts', import.meta.url))
    const text = execFileSync(process.execPath, ['--expose-gc', '--import', 'jiti/register', script], {
      encoding: 'utf8',
    })
    const { loss, collects, arrays, heap } = JSON.parse(text)
    expect(collects).toBe(true)
    expect(loss).toBeLessThan(0.01)
    expect(arrays).toBe(0)
    expect(heap).toBeLessThan(200_000)
  })
})

const n = dim('n')
const m = dim('m')

const plain = program({ x: f32(n, 3), params: { w: f32(3) }, labels: i32(n) }, ({ x, params: { w } }) => ({
  y: mul(x, w),
  params: { w: add(w, sum({ axis: 0 })(x)) },
}))

/** Two names in one product: neither follows. */
const open = program({ x: f32(n, m) }, ({ x }) => ({ y: sum({ axis: 0 })(x) }))

const given = (): { x: Float32Array; params: { w: Float32Array }; labels: Int32Array } => ({
  x: Float32Array.of(1, 2, 3, 4, 5, 6),
  params: { w: Float32Array.of(7, 8, 9) },
  labels: Int32Array.of(0, 1),
})

const shared = new Float32Array(20)
const part = (from: number, length: number): Float32Array => shared.subarray(from, from + length)

interface Refused {
  readonly what: string
  readonly code: string
  /** In the place of those of `plain`. */
  readonly inputs?: object
  readonly more?: object
}

const input = (what: string, code: string, inputs: object): Refused => ({ what, code, inputs })

const output = (what: string, code: string, into: object, inputs: object = {}): Refused => ({
  what,
  code,
  inputs,
  more: { into },
})

const refused: readonly Refused[] = [
  input('a missing input', 'LBZ6001', { labels: undefined }),
  input('a missing record', 'LBZ6001', { params: undefined }),
  input('an input of null', 'LBZ6003', { x: null }),
  input('an unknown input', 'LBZ6002', { z: Float32Array.of(1) }),
  input('an unknown input inside a record', 'LBZ6002', {
    params: { w: Float32Array.of(7, 8, 9), v: new Float32Array(3) },
  }),
  input('an array where a record belongs', 'LBZ6003', { params: Float32Array.of(7, 8, 9) }),
  input('numbers instead of a typed array', 'LBZ6003', { x: [1, 2, 3, 4, 5, 6] }),
  input('doubles instead of singles', 'LBZ6003', { x: new Float64Array(6) }),
  input('singles instead of integers', 'LBZ6003', { labels: new Float32Array(2) }),
  input('a buffer instead of an array', 'LBZ6003', { x: new ArrayBuffer(24) }),
  input('a view instead of an array', 'LBZ6003', { x: new DataView(new ArrayBuffer(24)) }),
  input('a record where an array belongs', 'LBZ6003', { x: { data: new Float32Array(6) } }),
  input('a text instead of an array', 'LBZ6003', { x: 'x' }),
  input('a length of fixed extents that is too short', 'LBZ6004', { params: { w: new Float32Array(2) } }),
  input('a length of fixed extents that is too long', 'LBZ6004', { params: { w: new Float32Array(4) } }),
  input('a length that fills no rows', 'LBZ6004', { x: new Float32Array(7) }),
  input('lengths that disagree', 'LBZ6004', { labels: new Int32Array(3) }),
  input('no elements where others have some', 'LBZ6004', { x: new Float32Array(0) }),
  output('an output that is too short', 'LBZ6004', { y: new Float32Array(5) }),
  output('an output that is too long', 'LBZ6004', { y: new Float32Array(7) }),
  output('an output of another kind', 'LBZ6003', { y: new Float64Array(6) }),
  output('an output that is a list', 'LBZ6003', { y: [0, 0, 0, 0, 0, 0] }),
  output('an unknown output', 'LBZ6002', { why: new Float32Array(6) }),
  output('an unknown output inside a record', 'LBZ6002', { params: { v: new Float32Array(3) } }),
  output('an output that is an input', 'LBZ6006', { y: part(0, 6) }, { x: part(0, 6) }),
  output('an output that begins inside an input', 'LBZ6006', { y: part(5, 6) }, { x: part(0, 6) }),
  output('an output that ends inside an input', 'LBZ6006', { y: part(0, 6) }, { x: part(5, 6) }),
  output(
    'an output over an input that nothing reads',
    'LBZ6006',
    { y: part(0, 6) },
    {
      labels: new Int32Array(shared.buffer, 0, 2),
    },
  ),
  output(
    'an output over an input inside a record',
    'LBZ6006',
    { y: part(0, 6) },
    { params: { w: part(5, 3) } },
  ),
]

const codeOf = (act: () => unknown): unknown => {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).toMatch(/LBZ\d{4} {2}\S/)
    return error instanceof Error && 'code' in error ? error.code : error
  }
  return 'nothing'
}

describe.each([
  ['', {}],
  [', with donation', { donate: ['params'] }],
] as const)('a call%s', (_, options) => {
  const { call } = compiled(plain, options)

  it('computes', () => {
    expect(call(given())).toEqual({
      y: Float32Array.of(7, 16, 27, 28, 40, 54),
      params: { w: Float32Array.of(12, 15, 18) },
    })
  })

  it.each(refused.map((one) => [one.what, one] as const))(
    'refuses %s',
    (_what, { code, inputs = {}, more = {} }) => {
      shared.fill(0.5)
      const all = { ...given(), ...inputs }
      const arrays = [...arraysIn(all), ...arraysIn(more), shared]
      const before = arrays.map((array) => array.slice())
      expect(codeOf(() => call(all, more))).toBe(code)
      expect(arrays).toEqual(before)
    },
  )

  const sharing = refused.filter(({ code }) => code === 'LBZ6006')
  it.each(sharing.map((one) => [one.what, one] as const))(
    'refuses %s after a call that was right',
    (_what, { code, inputs = {}, more = {} }) => {
      expect(codeOf(() => call(given(), more))).toBe('nothing')
      expect(codeOf(() => call(given(), more))).toBe('nothing')
      expect(codeOf(() => call({ ...given(), ...inputs }, more))).toBe(code)
    },
  )

  it('takes outputs that touch inputs without overlapping', () => {
    const x = part(0, 6)
    x.set([1, 2, 3, 4, 5, 6])
    const y = part(6, 6)
    const found = call({ ...given(), x }, { into: { y } })
    expect(arraysIn(found)).toContain(y)
    expect(y).toEqual(Float32Array.of(7, 16, 27, 28, 40, 54))
  })

  it('takes one array for two inputs that are only read', () => {
    const both = compiled(
      program({ a: f32(3), b: f32(3) }, ({ a, b }) => ({ y: mul(a, b) })),
      options,
    )
    const a = Float32Array.of(1, 2, 3)
    expect(both.call({ a, b: a })).toEqual({ y: Float32Array.of(1, 4, 9) })
  })
})

describe('arrays that grow', () => {
  it('are refused where they have grown into each other', () => {
    const { call } = compiled(program({ x: f32(n) }, ({ x }) => ({ y: mul(x, 2) })))
    const buffer: ArrayBuffer = Reflect.construct(ArrayBuffer, [0, { maxByteLength: 24 }])
    const [x, y] = [new Float32Array(buffer), new Float32Array(buffer)]
    expect(codeOf(() => call({ x }, { into: { y } }))).toBe('nothing')
    Reflect.apply(Reflect.get(buffer, 'resize'), buffer, [24])
    expect(codeOf(() => call({ x }, { into: { y } }))).toBe('LBZ6006')
  })
})

describe('a call with many names', () => {
  const names = Array.from({ length: 40 }, (_, k) => `x${k}`)
  const many = program(Object.fromEntries(names.map((name) => [name, f32(2)])), (inputs) => ({
    y: names.map((name) => known(inputs[name], name)).reduce((a, b) => add(a, b)),
  }))
  const { call } = compiled(many)
  const arrays = Object.fromEntries(names.map((name) => [name, Float32Array.of(1, 2)]))

  it('computes', () => {
    expect(call(arrays)).toEqual({ y: Float32Array.of(40, 80) })
  })

  it('refuses one more', () => {
    expect(codeOf(() => call({ ...arrays, z: Float32Array.of(1, 2) }))).toBe('LBZ6002')
  })
})

describe('donated inputs', () => {
  const { call } = compiled(
    program({ a: f32(3), b: f32(3) }, ({ a, b }) => ({ a: add(a, b), b: mul(a, b) })),
    { donate: ['a'] },
  )

  it('share no memory with other inputs', () => {
    const a = Float32Array.of(1, 2, 3)
    expect(codeOf(() => call({ a, b: a }))).toBe('LBZ6006')
    expect(a).toEqual(Float32Array.of(1, 2, 3))
  })

  it('share none with outputs', () => {
    const a = Float32Array.of(1, 2, 3)
    expect(codeOf(() => call({ a, b: new Float32Array(3) }, { into: { b: a } }))).toBe('LBZ6006')
    expect(a).toEqual(Float32Array.of(1, 2, 3))
  })

  it('take no other array for what they become', () => {
    const inputs = { a: Float32Array.of(1, 2, 3), b: new Float32Array(3) }
    expect(codeOf(() => call(inputs, { into: { a: new Float32Array(3) } }))).toBe('LBZ6002')
    expect(inputs.a).toEqual(Float32Array.of(1, 2, 3))
  })

  it('are written in place', () => {
    const a = Float32Array.of(1, 2, 3)
    const found = call({ a, b: Float32Array.of(4, 5, 6) })
    expect(found).toEqual({ a: Float32Array.of(5, 7, 9), b: Float32Array.of(4, 10, 18) })
    expect(arraysIn(found)).toContain(a)
  })
})

describe('sizes that do not follow from lengths', () => {
  const { call } = compiled(open)
  const x = Float32Array.of(1, 2, 3, 4, 5, 6)

  it('are asked for', () => {
    expect(codeOf(() => call({ x }))).toBe('LBZ6005')
    expect(codeOf(() => call({ x }, { sizes: {} }))).toBe('LBZ6005')
    expect(call({ x }, { sizes: { n: 2, m: 3 } })).toEqual({ y: Float32Array.of(5, 7, 9) })
    expect(call({ x }, { sizes: { n: 3, m: 2 } })).toEqual({ y: Float32Array.of(9, 12) })
  })

  it.each([-1, 1.5, NaN, Infinity, '2', undefined, null])('are extents, which %j is not', (size) => {
    expect(codeOf(() => call({ x }, { sizes: { n: size, m: 3 } }))).toMatch(/^LBZ600[4-7]$/)
  })

  it('fit the lengths', () => {
    expect(codeOf(() => call({ x }, { sizes: { n: 4, m: 2 } }))).toBe('LBZ6004')
  })
})

describe('outputs', () => {
  const { call } = compiled(
    program({ a: f32(3), b: f32(n) }, ({ a, b }) => ({ p: add(a, 1), q: { r: mul(a, 2) }, s: mul(b, 3) })),
  )
  const [a, b] = [Float32Array.of(1, 2, 3), Float32Array.of(4)]

  it('overlap none of each other', () => {
    const [p, r] = [part(0, 3), part(2, 3)]
    shared.fill(0.5)
    expect(codeOf(() => call({ a, b }, { into: { p, q: { r } } }))).toBe('LBZ6006')
    expect(shared.every((value) => value === 0.5)).toBe(true)
  })

  it('are fresh where no array is given', () => {
    const p = new Float32Array(3)
    const [first, second] = [call({ a, b }, { into: { p } }), call({ a, b })]
    expect(first).toEqual(second)
    expect(arraysIn(first)).toContain(p)
    expect(arraysIn(second)).not.toContain(p)
    expect(new Set(arraysIn(first).map(({ buffer }) => buffer)).size).toBe(3)
  })
})

it('counts elements before it allocates them', () => {
  const { call } = compiled(program({ a: f32(n), b: f32(m) }, ({ a, b }) => ({ y: outer(a, b) })))
  const long = new Float32Array(20_000)
  expect(codeOf(() => call({ a: long, b: long }))).toBe('LBZ5001')
})

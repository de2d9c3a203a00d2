/**
 * The border between a caller and what was compiled: whatever is given, the numbers are right, or a sentence says what
 * is wrong, nothing is lost, and the next call is none the worse; the same in every target, and in the interpreter.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import { standalone } from '../../compiler/targets/standalone.ts'
import { evaluate } from '../../src/evaluate.ts'
import { dim } from '../../src/Extent.ts'
import { constant } from '../../src/ops/constants.ts'
import { add, mul, neg } from '../../src/ops/arithmetic.ts'
import { cast } from '../../src/ops/cast.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { transpose } from '../../src/ops/movement.ts'
import { sum } from '../../src/ops/reduction.ts'
import { not, xor } from '../../src/ops/logic.ts'
import { program } from '../../src/Program.ts'
import { bool, f32, i32 } from '../../src/Spec.ts'

const [n, m] = [dim('n'), dim('m')]
const numbers = (...values: readonly number[]): Float32Array<ArrayBuffer> => Float32Array.from(values)

/** Calls whatever the types say. */
const call = (run: unknown, ...given: readonly unknown[]): unknown =>
  Reflect.apply(run as (...given: readonly unknown[]) => unknown, undefined, given)

const twice = program({ x: f32(n) }, ({ x }) => ({ y: mul(x, 2) }))

describe.each(['javascript', 'wasm'] as const)('%s', (target) => {
  it.each([2 ** 27, 2 ** 30, 2 ** 31 - 1])('compiles %i elements, or says that they are too many', (size) => {
    const result = compile(
      program({ a: f32(size) }, ({ a }) => ({ y: sum(a) })),
      { target },
    )
    if (result._tag === 'Left') expect(result.left[0].code).toBe('LBZ5001')
    else expect(size).toBeLessThanOrEqual(2 ** 28)
  })

  it('says that five inputs are more than a memory', () => {
    const large = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, f32(2 ** 28)]))
    const given = program(large, (all) => ({
      y: Object.values(all).reduce((y, x) => add(y, sum(x)), constant(0)),
    }))
    const result = compile(given, { target })
    if (target === 'wasm') expect(result).toMatchObject({ left: [{ code: 'LBZ5001' }] })
    else expect(result._tag).toBe('Right')
  })

  it('finds sizes of empty arrays wherever they follow, and asks for them elsewhere', () => {
    const labelled = program({ labels: i32(n), x: f32(n, m), W: f32(3, m) }, ({ labels, x, W }) => ({
      s: matmul(x, transpose(W)),
      labels,
    }))
    const inputs = { labels: new Int32Array(0), x: numbers(), W: numbers(1, 2, 3, 4, 5, 6) }
    expect(orThrow(compile(labelled, { target }))(inputs).s).toEqual(numbers())
    const square = program({ labels: i32(n), x: f32(n, m) }, ({ labels, x }) => ({ y: sum(x), labels }))
    const run = orThrow(compile(square, { target }))
    const empty = { labels: new Int32Array(0), x: numbers() }
    expect(() => run(empty)).toThrow('LBZ6005  size m does not follow from the inputs: give it in sizes')
    expect(run(empty, { sizes: { m: 5 } }).y).toEqual(numbers(0))
    expect(() => run({ labels: new Int32Array(0), x: numbers(1) })).toThrow('LBZ6004')
    const alone = orThrow(
      compile(
        program({ x: f32(n, m) }, ({ x }) => ({ y: sum(x) })),
        { target },
      ),
    )
    expect(alone({ x: numbers() }, { sizes: { n: 0, m: 5 } }).y).toEqual(numbers(0))
  })

  it('refuses sizes that are none', () => {
    const run = orThrow(
      compile(
        program({ x: f32(n, m) }, ({ x }) => ({ y: sum(x) })),
        { target },
      ),
    )
    for (const size of [-1, 1.5, Number.NaN, 2 ** 31, 2 ** 53, 1e300, '2', Symbol('2'), {}])
      expect(() => call(run, { x: numbers(1, 2) }, { sizes: { n: size } })).toThrow('LBZ6007')
    for (const sizes of [undefined, null, {}])
      expect(() => call(run, { x: numbers(1, 2) }, { sizes })).toThrow('LBZ6005')
    const one = orThrow(compile(twice, { target }))
    expect(() => call(one, { x: numbers(1) }, { sizes: { n: Symbol('1') } })).toThrow('LBZ6004')
    expect(call(one, { x: numbers(1) }, { sizes: null })).toEqual({ y: numbers(2) })
    expect(run({ x: numbers(1, 2) }, { sizes: { n: 1 } }).y).toEqual(numbers(3))
  })

  it('refuses more elements than an extent has', () => {
    const count = program({ x: bool(n) }, ({ x }) => ({ y: sum(cast('i32')(x)) }))
    const run = orThrow(compile(count, { target }))
    expect(() => run({ x: new Uint8Array(2 ** 31) })).toThrow('LBZ6007  the extent n is 2147483648')
  })

  it('refuses an array where a record belongs, however long it is', () => {
    const nested = program({ x: f32(n), params: { w: f32(2) } }, ({ x, params }) => ({
      y: mul(x, 2),
      z: { w: neg(params.w) },
    }))
    const run = orThrow(compile(nested, { target }))
    const long = new Float32Array(2 ** 22)
    const good = { x: numbers(1), params: { w: numbers(1, 2) } }
    expect(() => call(run, long)).toThrow('LBZ6003  what holds inputs is a Float32Array, not a record')
    expect(() => call(run, 'text')).toThrow('LBZ6003')
    expect(() => call(run, { ...good, params: long })).toThrow(
      'LBZ6003  input params is a Float32Array, not a record',
    )
    expect(() => call(run, good, { into: long })).toThrow('what holds outputs is a Float32Array')
    expect(() => call(run, good, { into: { z: new Float32Array(0) } })).toThrow('output z is a Float32Array')
    expect(call(run, good, { into: { y: null, z: null } })).toEqual({
      y: numbers(2),
      z: { w: numbers(-1, -2) },
    })
    const named = program({ length: f32(2) }, ({ length }) => ({ y: neg(length) }))
    expect(orThrow(compile(named, { target }))({ length: numbers(1, 2) }).y).toEqual(numbers(-1, -2))
  })

  it.each(['toString', 'constructor', 'valueOf', '__proto__'])('takes %s like other names', (name) => {
    const given = program({ q: f32(2) }, ({ q }) => Object.fromEntries([[name, neg(q)]]))
    const run = orThrow(compile(given, { target }))
    const found = call(run, { q: numbers(1, 2) }, { into: {} })
    expect(Object.entries(Object(found))).toEqual([[name, numbers(-1, -2)]])
    const sized = orThrow(
      compile(
        program({ x: f32(dim(name)) }, ({ x }) => ({ y: neg(x) })),
        { target },
      ),
    )
    expect(call(sized, { x: numbers(1) }, { sizes: {} })).toEqual({ y: numbers(-1) })
    const taking = program(Object.fromEntries([[name, f32(2)]]), (all) => ({
      y: neg(all[name] ?? constant([0, 0])),
    }))
    expect(() => call(orThrow(compile(taking, { target })), {})).toThrow(`LBZ6001  input ${name} is missing`)
  })

  it('looks at arrays more closely than at their names', () => {
    const run = orThrow(compile(twice, { target }))
    const fake = { [Symbol.toStringTag]: 'Float32Array', byteLength: 8 }
    expect(() => call(run, { x: fake })).toThrow('LBZ6003  input x is an Object, not a Float32Array')
    expect(() => call(run, { x: numbers(1) }, { into: { y: fake } })).toThrow('LBZ6003')
  })

  it('takes any byte but 0 as true', () => {
    const given = program({ a: bool(n), b: bool(n) }, ({ a, b }) => ({
      a,
      many: sum(cast('f32')(a)),
      other: xor(a, b),
      not: not(a),
    }))
    const inputs = { a: Uint8Array.of(7, 1, 0), b: Uint8Array.of(1, 255, 0) }
    const expected = {
      a: Uint8Array.of(1, 1, 0),
      many: numbers(2),
      other: Uint8Array.of(0, 0, 0),
      not: Uint8Array.of(0, 0, 1),
    }
    expect(orThrow(compile(given, { target }))(inputs)).toEqual(expected)
    const { outputs } = given
    const meaning = evaluate(
      [outputs.a, outputs.many, outputs.other, outputs.not],
      new Map(Object.entries(inputs)),
    )
    if (meaning._tag === 'Left') throw new Error('refused')
    expect(meaning.right.map(({ data }) => [...data])).toEqual(
      Object.values(expected).map((data) => [...data]),
    )
  })
})

it('says that there is no memory for an output', () => {
  const scarce = class extends Int32Array {
    constructor(length: number) {
      if (length > 3) throw new RangeError('Array buffer allocation failed')
      super(length)
    }
  }
  const { source } = orThrow(compile(program({ x: f32(n) }, ({ x }) => ({ y: cast('i32')(x) }))))
  const make: unknown = Reflect.construct(Function, ['Int32Array', `${source}\nreturn run`])
  const run = call(make, scarce)
  expect(() => call(run, { x: numbers(1, 2, 3, 4) })).toThrow('LBZ5001  there is no memory for 4 elements')
  expect(call(run, { x: numbers(1, 2, 3) })).toEqual({ y: scarce.of(1, 2, 3) })
})

describe('one memory', () => {
  it.each([1, 2])('is nothing that outputs are written into, with %i threads', (threads) => {
    const c = constant(Array.from({ length: 40 }, (_, k) => k))
    const run = orThrow(
      compile(
        program({ x: f32(40) }, ({ x }) => ({ y: add(x, c) })),
        { target: 'wasm', threads },
      ),
    )
    const x = new Float32Array(40)
    const { y } = run({ x }, { views: true })
    const expected = Float32Array.from({ length: 40 }, (_, k) => k)
    expect(() => run({ x }, { into: { y: new Float32Array(y.buffer, 0, 40) } })).toThrow('LBZ6006')
    expect(run({ x }).y).toEqual(expected)
    run.close()
  })

  it('has copies taken of its parts, from its beginning too', () => {
    const run = orThrow(
      compile(
        program({ a: f32(40), b: f32(40) }, ({ a, b }) => ({ a: add(a, 1), b: mul(b, 2) })),
        { target: 'wasm' },
      ),
    )
    const { a } = run({ a: new Float32Array(40), b: new Float32Array(40) }, { views: true })
    const b = new Float32Array(a.buffer, 0, 40)
    const expected = b.map((each) => 2 * each)
    expect(run({ a: new Float32Array(40).fill(3), b }).b).toEqual(expected)
  })

  it('is copied whatever a subclass calls a slice', () => {
    const run = orThrow(
      compile(
        program({ a: bool(n), x: f32(m) }, ({ a, x }) => ({ b: not(a), z: neg(x) })),
        { target: 'wasm' },
      ),
    )
    const first = run({ a: Uint8Array.of(1, 0, 1), x: numbers(1) }, { views: true })
    const a = Buffer.from(first.b.buffer, first.b.byteOffset, 3)
    expect([...a]).toEqual([0, 1, 0])
    expect(run({ a, x: new Float32Array(100_000) }).b).toEqual(Uint8Array.of(1, 0, 1))
  })

  it('is as it was when options call the function they are for', () => {
    const run = orThrow(compile(twice, { target: 'wasm' }))
    for (const isView of [false, true]) {
      const options = {
        get views() {
          run({ x: new Float32Array(100_000).fill(9) })
          return isView
        },
      }
      expect(run({ x: numbers(1, 2, 3) }, options).y).toEqual(numbers(2, 4, 6))
    }
  })
})

it('a module is none that is called when it is awaited', () => {
  expect(standalone({ name: 'then', program: twice })).toMatchObject({ left: [{ code: 'LBZ3006' }] })
})

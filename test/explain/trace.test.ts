/**
 * The trace of a NaN: on programs that make one, against what the compiled program gives; and on the whole corpus.
 */
import { describe, expect, it } from 'vitest'
import { compile, orThrow, seeded, showTrace, trace } from '../../compiler/index.ts'
import type { NanTrace } from '../../compiler/index.ts'
import { toJson } from '../../compiler/formats/Json.ts'
import { elementwise, input } from '../../src/construct.ts'
import type { TypedArray } from '../../src/DType.ts'
import {
  add,
  bool,
  crossEntropy,
  f32,
  i32,
  log,
  lt,
  maxPool,
  neg,
  program,
  scan,
  softmax,
  sqrt,
  sum,
  where,
} from '../../src/index.ts'
import type { AnyTensor, Tensor } from '../../src/index.ts'
import { closed } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { isRecord, entries } from '../../src/Tree.ts'
import type { Tree } from '../../src/Tree.ts'
import { corpus } from '../corpus.ts'
import { makers } from './makers.ts'

const isArray = (value: TypedArray | Tree<TypedArray>): value is TypedArray => !isRecord(value)

/** For each output of the compiled program that is not finite how many elements are not, and the first, NaN before ∞. */
const compiledBad = (p: Program, inputs: Tree<TypedArray>): Readonly<Record<string, readonly number[]>> => {
  const outputs: Tree<TypedArray> = orThrow(compile(p))(inputs)
  const bad = entries(outputs, isArray).map(([path, array]) => {
    const places = [...array.keys()].filter((k) => !Number.isFinite(array[k]))
    const first = places.find((k) => Number.isNaN(array[k])) ?? places[0]
    return [path, [places.length, first ?? -1]] as const
  })
  return Object.fromEntries(bad.filter(([, [count]]) => count > 0))
}

const numbers = (...values: readonly number[]): Float32Array => Float32Array.from(values)

const mistaken: (a: AnyTensor, b: AnyTensor) => AnyTensor = (a, b) => elementwise(add.op, a, b)

const flat = (position: readonly number[], shape: readonly number[]): number =>
  position.reduce((place, k, axis) => place * (shape[axis] ?? 1) + k, 0)

const tracedBad = ({ outputs }: NanTrace): Readonly<Record<string, readonly number[]>> =>
  Object.fromEntries(
    outputs.map(({ name, elements, position, shape }) => [name, [elements, flat(position, shape)]]),
  )

describe('a trace', () => {
  it.each(makers)('names the node of $name', (maker) => {
    const found = orThrow(trace(maker.program, maker.inputs))
    expect(found.first).toMatchObject({ formula: maker.formula, position: maker.position, why: maker.why })
    expect(found.firstNaN?.formula).toBe(maker.nan)
    expect(tracedBad(found)).toEqual(compiledBad(maker.program, maker.inputs))
    expect(found.outputs.length).toBeGreaterThan(0)
  })

  it.each(makers)('of $name reads well', async (maker) => {
    const text = showTrace(orThrow(trace(maker.program, maker.inputs)))
    expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(100)
    const file = maker.name.replaceAll(/[^a-z0-9]+/gi, '-')
    await expect(text).toMatchFileSnapshot(`../golden/explain/trace-${file}.txt`)
  })

  it('says nothing of masks and paddings that vanish', () => {
    const masked = program({ x: f32(3), m: bool(3) }, ({ x, m }) => ({ y: softmax(where(m, x, -Infinity)) }))
    const some = orThrow(trace(masked, { x: numbers(1, 2, 3), m: Uint8Array.of(1, 0, 1) }))
    expect(some.first).toBeUndefined()
    expect(some.vanished.map(({ formula, elements }) => [formula, elements])).toEqual([
      ['where(m, x, −∞)', 1],
    ])
    const pooled = program({ x: f32(1, 1, 3, 3) }, ({ x }) => ({ y: maxPool({ size: 2, padding: 1 })(x) }))
    const { first, vanished, outputs } = orThrow(trace(pooled, { x: new Float32Array(9) }))
    expect([first, outputs, vanished.length]).toEqual([undefined, [], 1])
  })

  it('blames a NaN beside a mask, not the mask', () => {
    const p = program({ x: f32(4), y: f32(4), m: bool(4) }, ({ x, y, m }) => ({
      s: softmax(where(m, add(x, log(y)), -Infinity)),
    }))
    const inputs = { x: numbers(1, 2, 3, 4), y: numbers(1, 1, -1, 0), m: Uint8Array.of(1, 0, 1, 0) }
    expect(orThrow(trace(p, inputs)).first).toMatchObject({ formula: 'log(y)', position: [2] })
  })

  it('blames nothing for the side of a choice that is not taken', () => {
    const p = program({ x: f32(2) }, ({ x }) => ({ y: sum(where(lt(0, x), log(x), 0)), z: log(neg(x)) }))
    const found = orThrow(trace(p, { x: numbers(1, -1) }))
    expect(found.first).toMatchObject({ formula: 'log(−x)', position: [0] })
    expect(found.outputs.map(({ name }) => name)).toEqual(['z'])
  })

  it('blames the side of a choice that is taken, where both are not finite', () => {
    const p = program({ a: f32(2), b: f32(2), m: bool(2) }, ({ a, b, m }) => ({
      y: where(m, log(a), sqrt(b)),
    }))
    const inputs = { a: numbers(1, -1), b: numbers(1, -2), m: Uint8Array.of(1, 0) }
    expect(orThrow(trace(p, inputs)).first).toMatchObject({ formula: '√(b)', position: [1] })
  })

  it('blames a NaN, not the mask that it meets', () => {
    const p = program({ b: f32(2), m: bool(2) }, ({ b, m }) => ({ y: add(where(m, 0, -Infinity), log(b)) }))
    const found = orThrow(trace(p, { b: numbers(1, -1), m: Uint8Array.of(1, 0) }))
    expect(found.first).toMatchObject({ formula: 'log(b)', position: [1] })
    expect(found.others).toEqual([])
  })

  it('finds NaN among the elements that a loop takes, at their own place', () => {
    const p = program({ h: f32(2), xs: f32(6, 2) }, ({ h, xs }) => {
      const turn = (carry: Tensor<readonly [2]>, x: Tensor<[2]>) => ({ carry: add(carry, x) })
      return { y: scan({ carry: h, xs }, turn).carry }
    })
    const xs = new Float32Array(12)
    xs[7] = NaN
    const { first, way } = orThrow(trace(p, { h: numbers(0, 0), xs }))
    expect(first).toMatchObject({ formula: 'xs', role: 'given', position: [3, 1], turns: [] })
    expect(way.map(({ name, elements }) => [name, elements])).toEqual([
      ['xs', 1],
      ['y', 1],
    ])
  })

  it('takes infinities of an output for meant where another is worse', () => {
    const p = program({ x: f32(2), m: bool(2), q: f32() }, ({ x, m, q }) => ({
      masked: where(m, x, -Infinity),
      loss: log(q),
    }))
    const inputs = { x: numbers(1, 2), m: Uint8Array.of(1, 0), q: numbers(0) }
    expect(orThrow(trace(p, inputs)).first?.formula).toBe('log(q)')
    expect(orThrow(trace(p, { ...inputs, q: numbers(1) })).first?.role).toBe('constant')
  })

  it('hands on what the interpreter refuses, and goes on', () => {
    const p = program({ x: f32(2, 3), y: i32(2) }, ({ x, y }) => ({ loss: crossEntropy(log(x), y) }))
    const { first, refused } = orThrow(trace(p, { x: numbers(1, 2, 3, 4, 5, -6), y: Int32Array.of(1, 7) }))
    expect(refused.map(({ sentence }) => sentence)).toEqual(['crossEntropy: label[1] is 7, not within 0 … 2'])
    expect(first?.formula).toBe('log(x)')
  })

  it('refuses inputs that do not fit, all at once', () => {
    const found = trace(
      program({ x: f32(2), y: f32(2) }, ({ x, y }) => ({ z: add(x, y) })),
      { x: Int32Array.of(1) },
    )
    expect(found._tag === 'Left' && found.left.map(({ code }) => code)).toEqual(['LBZ6003', 'LBZ6001'])
    const wrong = trace(
      program({ x: f32(2), y: f32(3) }, ({ x, y }) => ({ z: mistaken(x, y) })),
      {},
    )
    expect(wrong._tag === 'Left' && wrong.left.map(({ code }) => code)).toEqual(['LBZ1001'])
  })

  it('is JSON', () => {
    for (const { program: p, inputs } of makers) {
      const json = toJson(orThrow(trace(p, inputs)))
      expect(JSON.parse(JSON.stringify(json))).toEqual(json)
    }
  })

  const dirty = (x: number): number => (x > 0.5 ? 1e25 * x : x < -0.8 ? NaN : x)

  it.each(corpus)(
    'of $name starts where operands are finite and leads to an output that is not',
    ({ program: p }) => {
      const { arrays, sizes } = orThrow(seeded(p, { seed: 5 }))
      const inputs = new Map(
        [...arrays].map(([path, array]) => [path, array instanceof Float32Array ? array.map(dirty) : array]),
      )
      const { first, way, outputs, others } = orThrow(trace(p, inputs, { sizes }))
      expect(first === undefined).toBe(outputs.length === 0)
      for (const origin of [...(first === undefined ? [] : [first]), ...others]) {
        expect(origin.operands.every(({ value }) => Number.isFinite(value))).toBe(true)
        const given = inputs.get(origin.formula)
        if (origin.role === 'given' && given !== undefined)
          expect(given[flat(origin.position, origin.shape)]).toBeNaN()
      }
      const [start, end] = [way[0], way.at(-1)]
      if (first === undefined || start === undefined || end === undefined) return
      if (first.turns.length === 0 && first.role !== 'constant') expect(start.node).toBe(first.node)
      expect(outputs.some(({ node }) => node === end.node)).toBe(true)
      expect(way.every(({ elements }) => elements > 0)).toBe(true)
    },
  )

  it('goes through a chain of 100,000 nodes', () => {
    let x: AnyTensor = input('x', [1], 'f32')
    const start = x
    for (let k = 0; k < 50_000; k++) x = elementwise(add.op, elementwise(neg.op, x), 1)
    const chain = closed({ x: start }, { y: elementwise(log.op, x) }, [])
    const found = orThrow(trace(chain, { x: numbers(NaN) }))
    expect(found.first?.formula).toBe('x')
    expect(found.way.at(-1)?.name).toBe('y')
    const text = showTrace(found)
    expect(text.split('\n').length).toBeLessThan(40)
  })
})

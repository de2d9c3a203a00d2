/**
 * Values for inputs that have none: sane ones, the same for the same seed.
 * Invariant: every program of the corpus and every entry of the table gets values that it takes and stays finite on.
 */
import { describe, expect, it } from 'vitest'
import { orThrow, seeded } from '../../compiler/index.ts'
import type { Seeded, SeedOptions } from '../../compiler/index.ts'
import { known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { evaluate } from '../../src/evaluate.ts'
import {
  add,
  bool,
  dim,
  embedding,
  f32,
  i32,
  log,
  matmul,
  mean,
  mul,
  optim,
  program,
  reshape,
  scan,
  slice,
  sqrt,
  square,
  sub,
  sum,
  training,
  transpose,
  u32,
} from '../../src/index.ts'
import type { Tensor } from '../../src/index.ts'
import { closed, leaves } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { corpus } from '../corpus.ts'
import { titled } from '../laws/entries.ts'
import { built, inputsOf } from '../laws/sample.ts'
import { programs } from './programs.ts'

const given = (p: Program, options?: SeedOptions): Seeded => orThrow(seeded(p, options))

const array = (p: Program, path: string, options?: SeedOptions): TypedArray =>
  known(given(p, options).arrays.get(path), path)

const size = (p: Program, name: string, options?: SeedOptions): number | undefined =>
  given(p, options).sizes.get(name)

/** The sentences of what goes wrong, or the paths of outputs that are not finite. */
const wrongWith = (p: Program): readonly string[] => {
  const { arrays, sizes } = given(p, { seed: 7 })
  const values = evaluate(leaves(p.outputs), arrays, { sizes })
  if (values._tag === 'Left') return values.left.map(({ sentence }) => sentence)
  return values.right.flatMap(({ data }, k) =>
    data.every((x) => Number.isFinite(Math.fround(x))) ? [] : [`output ${k} is not finite`],
  )
}

describe('seeded values', () => {
  const cases = [
    // A hundred doublings of x − y, squared: the one program that overflows on any values.
    ...corpus.filter(({ name }) => name !== 'sharing').map((one) => [one.name, one.program] as const),
    ...Object.entries(programs),
  ]
  it.each(cases)('are taken by %s', (_, p) => {
    expect(wrongWith(p)).toEqual([])
  })

  it.each(titled)('are taken by $title', ({ entry }) => {
    const inputs = inputsOf(entry)
    const record = Object.fromEntries(inputs.map((tensor, k) => [`x${k}`, tensor]))
    expect(wrongWith(closed(record, { y: built(entry, inputs) }, []))).toEqual([])
  })

  const n = dim('n')
  const m = dim('m')
  const net = program({ x: f32(n, 400), W: f32(7, 400), b: f32(7) }, ({ x, W, b }) => ({
    y: add(matmul(x, transpose(W)), b),
  }))

  it('are the same for the same seed, and depend on it, on the path and on nothing beside', () => {
    expect(given(net, { seed: 1 })).toEqual(given(net, { seed: 1 }))
    expect(array(net, 'b', { seed: 1 })).not.toEqual(array(net, 'b', { seed: 2 }))
    const more = program({ W: f32(7, 400), z: f32(7, 400), x: f32(400) }, ({ W, z, x }) => ({
      y: matmul(W, x),
      z: matmul(z, x),
    }))
    expect(array(more, 'z', { seed: 1 })).not.toEqual(array(net, 'W', { seed: 1 }))
    expect(array(net, 'x', { sizes: new Map([['n', 1]]) })).toEqual(array(net, 'x').subarray(0, 400))
  })

  it('are on every machine these', () => {
    const p = program({ x: f32(2), i: i32(3), t: bool(3), k: u32(2) }, (inputs) => inputs)
    expect(Object.fromEntries(given(p, { seed: 42 }).arrays)).toMatchInlineSnapshot(`
      {
        "i": Int32Array [
          1,
          0,
          1,
        ],
        "k": Uint32Array [
          2904551750,
          2214148186,
        ],
        "t": Uint8Array [
          1,
          1,
          1,
        ],
        "x": Float32Array [
          -0.002899336628615856,
          -0.014229761436581612,
        ],
      }
    `)
  })

  it('are small for weights and biases, around 1 for scales, and of deviation 1 for data', () => {
    const deviation = (values: TypedArray): number =>
      Math.sqrt([...values].reduce((total, x) => total + x * x, 0) / values.length)
    const sizes = new Map([['n', 20]])
    expect(deviation(array(net, 'W', { sizes }))).toBeCloseTo(1 / 20, 2)
    expect(deviation(array(net, 'x', { sizes }))).toBeCloseTo(1, 1)
    expect(deviation(array(net, 'b', { sizes }))).toBeLessThan(0.3)
    const scaled = program({ x: f32(n), params: { gamma: f32() } }, ({ x, params }) => ({
      y: mul(x, params.gamma),
    }))
    expect(Math.abs(known(array(scaled, 'params.gamma')[0], 'gamma') - 1)).toBeLessThan(0.5)
  })

  it('lie where logarithms and roots have a value', () => {
    const p = program({ v: f32(50), q: f32(50), g: f32(50) }, ({ v, q, g }) => ({
      y: add(sqrt(add(mul(0.9, v), mul(0.1, square(g)))), add(log(q), log(sub(1, q)))),
    }))
    expect(array(p, 'v').every((x) => x > 0)).toBe(true)
    expect(array(p, 'q').every((x) => x > 0 && x < 1)).toBe(true)
    expect(array(p, 'g').some((x) => x < 0)).toBe(true)
  })

  it('are indices within range, through reshapes and inside loops', () => {
    const p = program({ table: f32(5, 2), words: i32(8, 40), h: f32(2) }, ({ table, words, h }) => {
      const turn = (carry: Tensor<readonly [2]>, word: Tensor<[8], 'i32'>) => ({
        carry: add(carry, sum({ axis: 0 })(embedding(table)(word))),
      })
      return { last: scan({ carry: h, xs: reshape([40, 8])(words) }, turn).carry }
    })
    expect(wrongWith(p)).toEqual([])
    expect(new Set(array(p, 'words'))).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  it('leave what is known as it is, and sizes follow from it', () => {
    const x = new Float32Array(800).fill(2)
    const { arrays, sizes, drawn } = given(net, { known: new Map([['x', x]]) })
    expect(arrays.get('x')).toBe(x)
    expect(sizes.get('n')).toBe(2)
    expect(drawn).toEqual(['W', 'b'])
  })

  it('take sizes that make shapes distinct, or those that are given', () => {
    const p = program({ a: f32(n, m), b: f32(m, 3), c: f32(4) }, ({ a, b }) => ({ y: matmul(a, b) }))
    expect([size(p, 'n'), size(p, 'm')]).toEqual([5, 6])
    expect([size(p, 'n', { sizes: new Map([['n', 9]]) }), size(p, 'm')]).toEqual([9, 6])
    const twelve = new Map([['a', new Float32Array(12)]])
    expect([size(p, 'n', { known: twelve }), size(p, 'm', { known: twelve })]).toEqual([6, 2])
  })

  it('take larger sizes where an extent would be negative', () => {
    const p = program({ x: f32(n) }, ({ x }) => ({ y: sum(slice({ axis: 0, start: 6 })(x)) }))
    expect(size(p, 'n')).toBe(8)
  })

  it('serve a step of training, its state and its key', () => {
    const loss = program({ x: f32(n, 3), w: f32(3) }, ({ x, w }) => ({ loss: mean(square(matmul(x, w))) }))
    const { step } = training({ loss, wrt: 'w', optimiser: optim.adam({ rate: 0.1 }) })
    expect(wrongWith(step)).toEqual([])
  })

  it.each<readonly [string, SeedOptions, string]>([
    ['a size that is none', { sizes: new Map([['n', -1]]) }, 'LBZ6007 the size n = -1 is not an extent'],
    [
      'an array that fits nothing',
      { known: new Map([['x', new Float32Array(3)]]) },
      'LBZ6004 x: length 3 fits n×400 for no n',
    ],
    ['more than memory holds', { sizes: new Map([['n', 2 ** 30]]) }, 'LBZ5001 x has 429496729600 elements'],
  ])('refuse %s', (_, options, expected) => {
    const found = seeded(net, options)
    const said = found._tag === 'Left' ? found.left.map(({ code, sentence }) => `${code} ${sentence}`) : []
    expect(said).toEqual([expected])
  })
})

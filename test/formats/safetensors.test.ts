import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arraysOf, compile, orThrow, readSafetensors, writeSafetensors } from '../../compiler/index.ts'
import type { Arrays, CompileError } from '../../compiler/index.ts'
import { at } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import {
  dim,
  f32,
  input,
  u32,
  i32,
  matmul,
  mean,
  optim,
  program,
  random,
  square,
  sub,
  tanh,
  training,
} from '../../src/index.ts'
import type { Either } from '../../src/Either.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import * as tree from '../../src/Tree.ts'

const isArray = (value: unknown): value is TypedArray => ArrayBuffer.isView(value)

/** A file with this header, whatever it says, and so many bytes of data. */
const file = (header: string | Uint8Array, data = 0, length?: number): Uint8Array => {
  const bytes = typeof header === 'string' ? new TextEncoder().encode(header) : header
  const whole = new Uint8Array(8 + bytes.length + data)
  new DataView(whole.buffer).setBigUint64(0, BigInt(length ?? bytes.length), true)
  whole.set(bytes, 8)
  return whole
}

const entry = (shape: readonly number[], from: number, to: number, dtype = 'F32'): string =>
  JSON.stringify({ dtype, shape, data_offsets: [from, to] })

const many = `{${Array.from({ length: 100_001 }, (_, k) => `"t${k}":${entry([0], 0, 0)}`).join(',')}}`

const hostile: readonly (readonly [string, Uint8Array, string])[] = [
  ['of no bytes', new Uint8Array(0), 'LBZ3010'],
  ['of seven bytes', new Uint8Array(7), 'LBZ3010'],
  ['shorter than its header', file('{}', 0, 3), 'LBZ3010'],
  ['with a header of 16 MB and one byte', file('{}', 0, 2 ** 24 + 1), 'LBZ3011'],
  ['with a header of 2⁶⁴ − 1 bytes', file('{}', 0, -1), 'LBZ3011'],
  ['that is not UTF-8', file(Uint8Array.of(0x7b, 0xff, 0x7d)), 'LBZ3012'],
  ['that is not JSON', file('{"a":'), 'LBZ3013'],
  ['that is JSON, but no object', file('[]'), 'LBZ3013'],
  ['that starts with a space', file(' {}'), 'LBZ3013'],
  ['that starts with a byte order mark', file('\ufeff{}'), 'LBZ3013'],
  ['of arrays in arrays', file(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), 'LBZ3015'],
  ['with a name twice', file(`{"a":${entry([1], 0, 4)},"a":${entry([1], 0, 4)}}`, 4), 'LBZ3014'],
  [
    'with a name twice, once escaped',
    file(`{"a":${entry([0], 0, 0)},"\\u0061":${entry([0], 0, 0)}}`),
    'LBZ3014',
  ],
  [
    'with a field twice',
    file('{"a":{"dtype":"F32","dtype":"I32","shape":[0],"data_offsets":[0,0]}}'),
    'LBZ3014',
  ],
  ['with a number for a tensor', file('{"a":1}'), 'LBZ3015'],
  ['with more bytes than a shape needs', file(`{"a":${entry([1], 0, 8)}}`, 8), 'LBZ3018'],
  ['without offsets', file('{"a":{"dtype":"F32","shape":[]}}'), 'LBZ3015'],
  ['with a field too many', file('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0],"b":0}}'), 'LBZ3015'],
  ['with three offsets', file('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0,0]}}'), 'LBZ3015'],
  ['with a negative extent', file(`{"a":${entry([-1], 0, 4)}}`, 4), 'LBZ3015'],
  ['with half an extent', file(`{"a":${entry([0.5], 0, 2)}}`, 2), 'LBZ3015'],
  ['with an extent in text', file('{"a":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}', 4), 'LBZ3015'],
  ['with negative offsets', file(`{"a":${entry([1], -4, 0)}}`), 'LBZ3015'],
  ['with metadata that are no texts', file('{"__metadata__":{"a":1}}'), 'LBZ3015'],
  ['of float64', file(`{"a":${entry([1], 0, 8, 'F64')}}`, 8), 'LBZ3016'],
  ['of a dtype that objects have', file(`{"a":${entry([1], 0, 8, 'constructor')}}`, 8), 'LBZ3016'],
  ['with an extent beyond 2³¹ − 1', file(`{"a":${entry([2 ** 31], 0, 4)}}`, 4), 'LBZ3017'],
  ['whose product overflows 32 bits', file(`{"a":${entry([65536, 65536], 0, 0)}}`), 'LBZ3017'],
  [
    'whose product overflows a double',
    file(
      `{"a":${entry(
        Array.from({ length: 16 }, () => 2 ** 31 - 1),
        0,
        0,
      )}}`,
    ),
    'LBZ3017',
  ],
  [
    'with seventeen axes',
    file(
      `{"a":${entry(
        Array.from({ length: 17 }, () => 1),
        0,
        4,
      )}}`,
      4,
    ),
    'LBZ3017',
  ],
  ['whose shape needs more bytes', file(`{"a":${entry([2], 0, 4)}}`, 4), 'LBZ3018'],
  ['whose offsets run backwards', file(`{"a":${entry([1], 4, 0)}}`, 4), 'LBZ3018'],
  ['that was cut off', file(`{"a":${entry([2], 0, 8)}}`, 7), 'LBZ3019'],
  ['with tensors that overlap', file(`{"a":${entry([2], 0, 8)},"b":${entry([1], 4, 8)}}`, 8), 'LBZ3020'],
  ['with one tensor in two names', file(`{"a":${entry([1], 0, 4)},"b":${entry([1], 0, 4)}}`, 4), 'LBZ3020'],
  ['with a gap', file(`{"a":${entry([1], 0, 4)},"b":${entry([1], 8, 12)}}`, 12), 'LBZ3020'],
  ['that does not start at 0', file(`{"a":${entry([1], 4, 8)}}`, 8), 'LBZ3020'],
  ['with bytes behind', file(`{"a":${entry([1], 0, 4)}}`, 5), 'LBZ3021'],
  ['of bytes without tensors', file('{}', 1), 'LBZ3021'],
  ['of 100,001 tensors', file(many), 'LBZ3022'],
  ['with an empty name', file(`{"":${entry([0], 0, 0)}}`), 'LBZ3023'],
  ['with an empty part of a name', file(`{"a..b":${entry([0], 0, 0)}}`), 'LBZ3023'],
  [
    'with a tensor that is a record too',
    file(`{"a.b.c":${entry([0], 0, 0)},"a":${entry([0], 0, 0)}}`),
    'LBZ3023',
  ],
  ['with a truth value of 2', new Uint8Array([...file(`{"a":${entry([1], 0, 1, 'BOOL')}}`), 2]), 'LBZ3024'],
]

describe('a hostile file', () => {
  it.each(hostile)('%s is refused', (_, bytes, code) => {
    const read = readSafetensors(bytes)
    expect(read._tag === 'Left' && read.left.map((error) => error.code)).toEqual([code])
    expect(read._tag === 'Left' && read.left[0].sentence).toMatch(/^safetensors: .{5,300}$/)
  })

  it('is refused or read, and nothing else, wherever a byte is changed', () => {
    const [good] = [orThrow(writeSafetensors({ a: Float32Array.of(1, 2), b: { c: Uint8Array.of(1, 0) } }))]
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (place, byte, length) => {
        const bad = good.slice(0, length)
        bad[place] = byte
        expect(['Left', 'Right']).toContain(readSafetensors(bad)._tag)
      }),
      { seed: 90, numRuns: 2000 },
    )
  })
})

describe('a file', () => {
  it('of PyTorch is read', () => {
    const bytes = readFileSync(new URL('files/mlp.safetensors', import.meta.url))
    const { arrays, shapes, metadata } = orThrow(readSafetensors(bytes))
    expect([...shapes]).toEqual([
      ['fc1.weight', [32, 64]],
      ['fc1.bias', [32]],
      ['fc2.weight', [10, 32]],
      ['fc2.bias', [10]],
    ])
    expect(metadata.get('format')).toBe('pt')
    const view = new DataView(bytes.buffer, bytes.byteOffset)
    const start = 8 + view.getUint32(0, true)
    expect(tree.get(arrays, 'fc1.bias', isArray)).toEqual(
      Float32Array.from({ length: 32 }, (_, k) => view.getFloat32(start + 8192 + 4 * k, true)),
    )
  })

  it('gives what was written, of every dtype and name, and the same bytes each time', () => {
    const name = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'toString', '0', '10', '</script>', '\u2028', 'a b'),
      fc.string({ minLength: 1, maxLength: 5 }).filter((text) => !text.includes('.')),
    )
    const array = fc.oneof(
      fc.float32Array({ maxLength: 5 }),
      fc.int32Array({ maxLength: 5 }),
      fc.uint32Array({ maxLength: 5 }),
      fc.array(fc.nat(1), { maxLength: 5 }).map((bits) => Uint8Array.from(bits)),
    )
    const named = fc.uniqueArray(fc.tuple(name, name, array), {
      selector: ([a, b]) => `${a}.${b}`,
      maxLength: 8,
    })
    fc.assert(
      fc.property(named, fc.nat(7), (parts, shift) => {
        const arrays = tree.fromEntries<TypedArray>(parts.map(([a, b, values]) => [`${a}.${b}`, values]))
        const bytes = orThrow(writeSafetensors(arrays, { metadata: { __proto__x: '"' } }))
        const moved = new Uint8Array(bytes.length + shift).subarray(shift)
        moved.set(bytes)
        const read = orThrow(readSafetensors(moved))
        const sorted = (from: tree.Tree<TypedArray>): readonly (readonly [string, TypedArray])[] =>
          tree.entries(from, isArray).toSorted(([a], [b]) => (a < b ? -1 : 1))
        expect(sorted(read.arrays)).toEqual(sorted(arrays))
        expect([...read.metadata]).toEqual([['__proto__x', '"']])
        expect(orThrow(writeSafetensors(arrays, { metadata: { __proto__x: '"' } }))).toEqual(bytes)
      }),
      { seed: 91, numRuns: 200 },
    )
  })

  it('has each tensor where its elements are aligned, whatever comes first, also of a part of an array', () => {
    const bytes = orThrow(
      writeSafetensors({
        a: Uint8Array.of(1, 0, 1),
        bc: Float32Array.of(5, 6, 7).subarray(1),
        d: Uint32Array.of(8),
      }),
    )
    const length = new DataView(bytes.buffer).getUint32(0, true)
    const header: Readonly<Record<string, { readonly data_offsets: readonly number[] }>> = JSON.parse(
      new TextDecoder().decode(bytes.subarray(8, 8 + length)),
    )
    expect(length % 8).toBe(0)
    for (const name of ['bc', 'd']) expect(Number(header[name]?.data_offsets[0]) % 4).toBe(0)
    const { arrays } = orThrow(readSafetensors(bytes))
    expect(arrays['bc']).toEqual(Float32Array.of(6, 7))
  })

  it('shares no memory with what it was read from', () => {
    const bytes = orThrow(writeSafetensors({ a: Float32Array.of(1) }))
    const { arrays } = orThrow(readSafetensors(bytes))
    bytes.fill(0)
    expect(arrays['a']).toEqual(Float32Array.of(1))
  })

  it('has the shapes of the tensors that it is like', () => {
    const { inputs } = program({ w: f32(2, 3), k: i32() }, ({ w }) => ({ w }))
    const bytes = orThrow(writeSafetensors({ w: new Float32Array(6), k: Int32Array.of(3) }, { like: inputs }))
    const stored = orThrow(readSafetensors(bytes))
    expect([...stored.shapes]).toEqual([
      ['w', [2, 3]],
      ['k', []],
    ])
    expect(orThrow(arraysOf(inputs)(stored)).k).toEqual(Int32Array.of(3))
  })
})

describe('what does not fit', () => {
  const sentences = (result: Either<NonEmpty<CompileError>, unknown>): readonly string[] =>
    result._tag === 'Left' ? result.left.map(({ code, sentence }) => `${code} ${sentence}`) : []

  it('is refused where arrays are asked for, all of it', () => {
    const bytes = orThrow(writeSafetensors({ a: Float32Array.of(1, 2), b: Int32Array.of(1) }))
    const stored = orThrow(readSafetensors(bytes))
    const { inputs } = program({ a: f32(1, 2), b: f32(1), c: { d: f32() } }, ({ a }) => ({ a }))
    expect(sentences(arraysOf(inputs)(stored))).toEqual([
      'LBZ3025 safetensors: a is f32 2, not f32 1×2',
      'LBZ3025 safetensors: b is i32 1, not f32 1',
      'LBZ3025 safetensors: there is no c.d',
    ])
    const free = program({ a: f32(dim('n')) }, ({ a }) => ({ a }))
    expect(orThrow(arraysOf(free.inputs)(stored)).a).toEqual(Float32Array.of(1, 2))
  })

  it('is refused where arrays are written, all of it', () => {
    const { inputs } = program({ a: f32(3), n: f32(dim('n')) }, ({ a }) => ({ a }))
    const one = Float32Array.of(1)
    const arrays: object = { a: one, n: one, f: new Float64Array(1), '': one }
    expect(sentences(writeSafetensors(arrays as tree.Tree<TypedArray>, { like: inputs }))).toEqual([
      'LBZ3025 safetensors: a is f32 of 1 elements, not f32 3',
      'LBZ3025 safetensors: n is f32 of 1 elements, not f32 n',
      'LBZ3025 safetensors: f is not a Float32Array, Int32Array, Uint32Array or Uint8Array',
      'LBZ3023 safetensors: "" cannot be the name of a tensor',
    ])
  })
})

describe('training', () => {
  const specs = { x: f32(4, 3), y: f32(4, 2), params: { w: f32(3, 2), v: f32(2, 2) } }
  const loss = program(specs, ({ x, y, params }) => ({
    loss: mean(square(sub(matmul(tanh(matmul(x, params.w)), params.v), y))),
  }))
  const optimiser = optim.adamw({ rate: 0.05, amsgrad: true })
  const { init, step } = training({ loss, wrt: 'params', optimiser })
  const [start, once] = [orThrow(compile(init)), orThrow(compile(step))]
  const like = { params: init.inputs.params, state: step.inputs.state, key: input('key', u32(2)) }
  type Now = Arrays<typeof like>

  const stepped = ({ params: before, state, key: words }: Now): Now => {
    const [now, next] = random.split([at(words, 0), at(words, 1)])
    const x = random.uniform(now, 12)
    const y = random.uniform(random.foldIn(now, 1), 8)
    const after = once({ params: before, state, x, y })
    return { params: after.params, state: after.state, key: Uint32Array.from(next) }
  }

  const after = (from: Now, steps: number): Now =>
    Array.from({ length: steps }).reduce<Now>((now) => stepped(now), from)

  it('goes on from a file exactly where it stopped', () => {
    const [forParams, forData] = random.split(random.key(1))
    const params = { w: random.uniform(forParams, 6), v: random.uniform(random.foldIn(forParams, 1), 4) }
    const first: Now = { params, state: start({ params }).state, key: Uint32Array.from(forData) }
    const bytes = orThrow(writeSafetensors(after(first, 7), { like }))
    const stored = orThrow(readSafetensors(bytes))
    expect([...stored.shapes.keys()].filter((name) => name.startsWith('state.')).sort()).toContain(
      'state.steps',
    )
    const resumed = orThrow(arraysOf(like)(stored))
    expect(resumed.state.steps).toEqual(Float32Array.of(7))
    expect(after(resumed, 5)).toEqual(after(first, 12))
    expect(after(resumed, 5)).not.toEqual(after(first, 11))
  })
})

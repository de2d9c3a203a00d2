/**
 * Data files: what fits is read, what does not is refused in a sentence with its place.
 * Invariant: nothing that can stand in a file throws.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dataFromJson, orThrow, readData, writeSafetensors } from '../../compiler/index.ts'
import type { CompileError, Data, DataOptions } from '../../compiler/index.ts'
import type { Either } from '../../src/Either.ts'
import { bool, dim, f32, i32, program, u32 } from '../../src/index.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'

const n = dim('n')

const wanted = program(
  {
    x: f32(n, 2),
    y: i32(n),
    s: f32(),
    m: bool(2),
    key: u32(2),
    params: { fc1: { weight: f32(2, 3), bias: f32(3) } },
  },
  ({ x }) => ({ x }),
)

const read = (text: string, options: DataOptions = {}): Either<NonEmpty<CompileError>, Data> =>
  dataFromJson(wanted, text, { partial: true, ...options })

const sentences = (result: Either<NonEmpty<CompileError>, Data>): readonly string[] =>
  result._tag === 'Left' ? result.left.map(({ code, sentence }) => `${code} ${sentence}`) : []

const arrays = (text: string, options: DataOptions = {}): object =>
  Object.fromEntries([...orThrow(read(text, options)).arrays].map(([path, array]) => [path, [...array]]))

describe('a data file in JSON', () => {
  it('gives arrays by path, nested or flat, and the sizes that follow', () => {
    const text = `{ "x": [[1, 2], [3, "-0"]], "y": [-1, 2147483647], "s": 0.5, "m": [true, 0], "key": [0, 4294967295],
      "params": { "fc1": { "bias": [1, 2, 3] } }, "params.fc1.weight": [1, 2, 3, 4, 5, 6] }`
    expect(arrays(text, { partial: false })).toEqual({
      x: [1, 2, 3, -0],
      y: [-1, 2147483647],
      s: [0.5],
      m: [1, 0],
      key: [0, 4294967295],
      'params.fc1.bias': [1, 2, 3],
      'params.fc1.weight': [1, 2, 3, 4, 5, 6],
    })
    expect(orThrow(read(text)).sizes).toEqual(new Map([['n', 2]]))
  })

  it.each([
    ['a flat list', '{"x": [1, 2, 3, 4]}', { x: [1, 2, 3, 4] }],
    ['no rows', '{"x": []}', { x: [] }],
    ['a scalar in a list', '{"s": [1]}', { s: [1] }],
    [
      'a path that begins flat and goes on nested',
      '{"params.fc1": {"bias": [1, 2, 3]}}',
      { 'params.fc1.bias': [1, 2, 3] },
    ],
    ['an empty record', '{"params": {}}', {}],
  ])('may hold %s', (_, text, expected) => {
    expect(arrays(text)).toEqual(expected)
  })

  it('may hold NaN and the infinities where they are to be traced', () => {
    const text = '{"x": [["NaN", "Infinity"], ["-Infinity", 1]]}'
    expect(arrays(text, { nonFinite: true })).toEqual({ x: [NaN, Infinity, -Infinity, 1] })
  })

  it.each<readonly [string, readonly string[]]>([
    ['', ['LBZ3030 the data are not a record in JSON']],
    ['[1]', ['LBZ3030 the data are not a record in JSON']],
    ['{"x": [1,]}', ['LBZ3030 the data are not a record in JSON']],
    ['{"x": 1, "\\u0078": 2}', ['LBZ3031 the name "x" stands twice in one record']],
    [
      '{"params": {"fc1": {"bias": [1,2,3], "bias": 1}}}',
      ['LBZ3031 the name "bias" stands twice in one record'],
    ],
    [
      '{"params.fc1.bias": [1,2,3], "params": {"fc1": {"bias": [1,2,3]}}}',
      ['LBZ3031 params.fc1.bias is given twice, nested and by its path'],
    ],
    ['{"x": {"a": 1}}', ['LBZ3032 x is an input, and is given a record']],
    ['{"params": [1]}', ['LBZ3032 params is a record of inputs, and is given a list']],
    ['{"params.fc1": null}', ['LBZ3032 params.fc1 is a record of inputs, and is given null']],
    ['{"x": [[1, 2], [3]]}', ['LBZ3033 x[1] has length 1, and x[0] length 2']],
    ['{"x": [[1, 2], 3]}', ['LBZ3033 x[1] is a number, and x[0] is a list']],
    ['{"x": [1, [2]]}', ['LBZ3033 x[1] is a list, and x[0] is no list']],
    ['{"x": [[], [1]]}', ['LBZ3033 x[1] has length 1, and x[0] length 0']],
    ['{"x": [[[1, 2]]]}', ['LBZ3034 x is 1×1×2, not n×2']],
    ['{"x": [[1, 2, 3]]}', ['LBZ3034 x is 1×3, not n×2']],
    ['{"s": [1, 2]}', ['LBZ3034 s is a list of 2, not scalar']],
    ['{"x": [[1, 2], [null, 4]]}', ['LBZ3035 x[1, 0] is null, no f32']],
    ['{"x": [[1, true], ["1", 4]]}', ['LBZ3035 x[0, 1] is a boolean, no f32, as is 1 more element']],
    ['{"x": [[1, 1e39]]}', ['LBZ3035 x[0, 1] is 1e+39, beyond f32']],
    ['{"x": [[1, 1e999]]}', ['LBZ3035 x[0, 1] is beyond f32']],
    ['{"y": [1, 1.5]}', ['LBZ3035 y[1] is 1.5, no i32']],
    ['{"y": [2147483648]}', ['LBZ3035 y[0] is 2147483648, no i32']],
    ['{"key": [-1, 0]}', ['LBZ3035 key[0] is -1, no u32']],
    ['{"m": [2, "true"]}', ['LBZ3035 m[0] is 2, no bool, as is 1 more element']],
    ['{"x": [[1, "NaN"], ["Infinity", "-Infinity"]]}', ['LBZ3036 x[0, 1] is NaN, as are 2 more elements']],
    ['{"s": "NaN"}', ['LBZ3036 s is NaN']],
    ['{"x": [1, 2, 3]}', ['LBZ6004 x: length 3 fits n×2 for no n']],
    ['{"x": [[1, 2]], "y": [0, 1]}', ['LBZ6004 y, axis 0: length 2, but n (n = 1) needs 1']],
    [
      '{"fc1.weight": 1, "params": {"fc1": {"bais": 1}}, "label": 3}',
      [
        'LBZ6002 there is no input "fc1.weight": perhaps params.fc1.weight?',
        'LBZ6002 there is no input "params.fc1.bais": perhaps params.fc1.bias?',
        'LBZ6002 there is no input "label": the inputs are x, y, s, m, key, params.fc1.weight, params.fc1.bias',
      ],
    ],
    [
      '{"__proto__": {"x": [[1, 2]]}, "constructor": 1}',
      [
        'LBZ6002 there is no input "__proto__": the inputs are x, y, s, m, key, params.fc1.weight, params.fc1.bias',
        'LBZ6002 there is no input "constructor": the inputs are x, y, s, m, key, params.fc1.weight, params.fc1.bias',
      ],
    ],
  ])('is refused: %s', (text, expected) => {
    expect(sentences(read(text))).toEqual(expected)
  })

  it('is told everything that is wrong with it at once', () => {
    const text = '{"x": [[1, "NaN"]], "y": [0.5], "s": [1, 2], "bias": [1], "m": [[true], true]}'
    expect(sentences(read(text, { partial: false })).map((sentence) => sentence.slice(0, 7))).toEqual([
      'LBZ6002',
      'LBZ3036',
      'LBZ3035',
      'LBZ3033',
      'LBZ3034',
      'LBZ6001',
      'LBZ6001',
      'LBZ6001',
    ])
  })

  it('gives names that mean something elsewhere to inputs that have them', () => {
    const odd = program({ ['__proto__']: f32(2), constructor: f32() }, (inputs) => ({
      y: inputs.constructor,
    }))
    const { arrays: found } = orThrow(dataFromJson(odd, '{"__proto__": [1, 2], "constructor": 3}'))
    expect([...found.keys()]).toEqual(['__proto__', 'constructor'])
  })

  it.each([
    ['deep lists', `{"x": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`],
    ['deep records', `${'{"params":'.repeat(1e5)}1${'}'.repeat(1e5)}`],
    ['a long text', `{"x": "${'\\n'.repeat(2e6)}"}`],
    ['a long name', `{"${'x'.repeat(1e6)}": 1}`],
    ['many names', `{${Array.from({ length: 1e5 }, (_, k) => `"x${k}": 1`).join(',')}}`],
  ])('of %s is refused in few short sentences', (_, text) => {
    const said = sentences(read(text))
    expect(said.length).toBeGreaterThan(0)
    expect(said.join('\n').length).toBeLessThan(4000)
  })

  it('reads what was written, whatever the shape', () => {
    const shape = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 4 })
    fc.assert(
      fc.property(
        shape,
        fc.infiniteStream(fc.float({ noNaN: true, noDefaultInfinity: true })),
        (extents, numbers) => {
          const nested = extents.reduceRight<() => unknown>(
            (inner, size) => () => Array.from({ length: size }, inner),
            () => numbers.next().value,
          )()
          const one = program({ x: f32(...extents) }, ({ x }) => ({ x }))
          const text = JSON.stringify({ x: nested }, (_key, value: unknown) =>
            Object.is(value, -0) ? '-0' : value,
          )
          const { arrays: found } = orThrow(dataFromJson(one, text))
          expect([...(found.get('x') ?? [])]).toEqual([nested].flat(Infinity))
        },
      ),
    )
  })
})

describe('a data file', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

  it('is JSON unless its name says safetensors', () => {
    const json = { name: 'at.json', bytes: bytes('{"s": 2}') }
    expect(orThrow(readData(wanted, json, { partial: true })).arrays.get('s')).toEqual(Float32Array.of(2))
  })

  it('in safetensors is held to the same rules', () => {
    const file = orThrow(
      writeSafetensors({
        x: Float32Array.of(1, NaN),
        s: Int32Array.of(1),
        fc1: { bias: Float32Array.of(1, 2, 3) },
      }),
    )
    const found = readData(wanted, { name: 'at.safetensors', bytes: file }, { partial: true })
    expect(sentences(found)).toEqual([
      'LBZ6002 there is no input "fc1.bias": perhaps params.fc1.bias?',
      'LBZ3036 x: element 1 is NaN',
      'LBZ3034 x is 2, not n×2',
      'LBZ3034 s is i32, not f32',
    ])
  })

  it('in safetensors gives arrays and sizes', () => {
    const one = program({ x: f32(n, 2), w: f32(2) }, ({ x }) => ({ x }))
    const shaped = program({ x: f32(2, 2), w: f32(2) }, ({ x }) => ({ x }))
    const arraysIn = { x: Float32Array.of(1, 2, 3, 4), w: Float32Array.of(5, 6) }
    const file = orThrow(writeSafetensors(arraysIn, { like: shaped.inputs }))
    const found = orThrow(readData(one, { name: 'at.safetensors', bytes: file }))
    expect(found.arrays.get('x')).toEqual(arraysIn.x)
    expect(found.sizes).toEqual(new Map([['n', 2]]))
  })

  it('that is no text is refused', () => {
    const found = readData(wanted, { name: 'at.json', bytes: Uint8Array.of(0xff) }, { partial: true })
    expect(sentences(found)).toEqual(['LBZ3030 the data are not text in UTF-8'])
  })
})

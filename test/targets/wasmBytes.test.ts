/**
 * The bytes of WebAssembly, read by a validator that is not the engine's: wabt.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import wabt from 'wabt'
import { compile, orThrow } from '../../compiler/compile.ts'
import { sizesOf } from '../../compiler/ir/Kernel.ts'
import { encode, memoryKinds, placeOfMemoryKind } from '../../compiler/targets/wasm/encode.ts'
import type { WasmFunction } from '../../compiler/targets/wasm/encode.ts'
import {
  branch,
  lane,
  local,
  memory,
  memoryLane,
  opening,
  plain,
} from '../../compiler/targets/wasm/instructions.ts'
import type { Instruction } from '../../compiler/targets/wasm/instructions.ts'
import { kernelFunction } from '../../compiler/targets/wasm/kernel.ts'
import { corpus } from '../corpus.ts'

const leave: Instruction = { op: 'br', depth: 0 }

const keys = <K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] =>
  Object.keys(table).filter((key): key is K => key in table)

/** Each instruction, with numbers behind it that show in its text. */
const instructions: readonly (readonly [text: string, code: readonly Instruction[]])[] = [
  ...keys(plain)
    .filter((op) => op !== 'end')
    .map((op) => [op, [{ op }]] as const),
  ...keys(opening).map((op) => [op, [{ op }, { op: 'end' }]] as const),
  ...keys(branch).map((op) => [`${op} 0`, [{ op, depth: 0 }]] as const),
  ...keys(local).map((op) => [op, [{ op, local: 'x' }]] as const),
  ...keys(memory).map((op) => [`${op} offset=70000`, [{ op, offset: 70000 }]] as const),
  ...keys(memoryLane).map((op) => [`${op} offset=5`, [{ op, offset: 5, lane: 1 }]] as const),
  ...keys(lane).map((op) => [`${op} 3`, [{ op, lane: 3 }]] as const),
  ...[0, 63, 64, -1, -64, -65, 127, 128, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)].map(
    (value) => [`i32.const ${value}`, [{ op: 'i32.const', value }]] as const,
  ),
  [
    'v128.const i32x4 0x00000001 0xffffffff 0x7fffffff 0x00000000',
    [{ op: 'v128.const', lanes: [1, -1, 2 ** 31 - 1, 0] }],
  ],
  [
    'i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 31',
    [{ op: 'i8x16.shuffle', bytes: [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 31] }],
  ],
  ['call 0', [{ op: 'call remainder' }]],
]

describe('bytes', () => {
  let textOf: (bytes: Uint8Array, isShared?: boolean) => string
  beforeAll(async () => {
    const validator = await wabt()
    textOf = (bytes, isShared = false) => {
      const features = { simd: true, relaxed_simd: true, sat_float_to_int: true, threads: isShared }
      const module = validator.readWasm(bytes, features)
      // Its types know nothing of what it is given.
      const checked: { readonly validate: (given: typeof features) => void } = module
      checked.validate(features)
      const text = module.toText({})
      module.destroy()
      return text
    }
  })
  const read = (functions: readonly WasmFunction[], isShared = false): string =>
    textOf(encode(functions, { isShared }), isShared)

  it.each(instructions)('of %s are those of that instruction', (text, code) => {
    const name = code.some(({ op }) => op === 'i32.const') ? 'i32' : 'v128'
    const body = [leave, ...code, leave]
    const locals = [{ name: 'x', type: name } as const]
    expect(read([{ name: 'k0', parameters: ['p'], locals, body }])).toContain(text)
  })

  it.each(corpus.map((one) => [one.name, one.program] as const))('of %s are valid', (_, program) => {
    for (const threads of [1, 2]) {
      const { module } = orThrow(compile(program, { target: 'wasm', threads, grain: -(2 ** 40) }))
      const { kernels, buffers } = module
      const sizes = new Map(
        kernels.flatMap(({ body }) => sizesOf(body)).map((name) => [name, `n ${name}`] as const),
      )
      const functions = kernels.map((kernel) => kernelFunction(kernel, buffers, sizes))
      const text = read(functions, threads > 1)
      for (const kernel of kernels) expect(text).toContain(`(export "${kernel.name}"`)
      expect(text.includes(' shared)')).toBe(threads > 1)
    }
  })

  it('import remainders where any function takes them', () => {
    const plainly: WasmFunction = { name: 'k0', parameters: ['p'], locals: [], body: [] }
    const zero: Instruction = { op: 'v128.const', lanes: [0, 0, 0, 0] }
    const first: readonly Instruction[] = [zero, { op: 'f32x4.extract_lane', lane: 0 }]
    const lanes = [{ name: 'x', type: 'v128' }] as const
    const body: readonly Instruction[] = [
      zero,
      ...first,
      ...first,
      { op: 'call remainder' },
      { op: 'f32x4.replace_lane', lane: 0 },
      { op: 'local.set', local: 'x' },
    ]
    const taking: WasmFunction = { name: 'k1', parameters: ['p', 'q'], locals: lanes, body }
    for (const functions of [
      [plainly, taking],
      [taking, plainly],
    ]) {
      const text = read(functions)
      expect(text).toContain('(import "m" "r"')
      functions.forEach(({ name }, k) => expect(text).toContain(`(export "${name}" (func ${k + 1}))`))
    }
    expect(read([plainly])).not.toContain('(import "m" "r"')
  })

  it('say at one place whether threads share the memory', () => {
    const functions: readonly WasmFunction[] = [{ name: 'k0', parameters: ['p'], locals: [], body: [] }]
    const bytes = encode(functions, { isShared: true })
    expect(bytes[placeOfMemoryKind(bytes)]).toBe(memoryKinds.shared)
    bytes[placeOfMemoryKind(bytes)] = memoryKinds.alone
    expect(textOf(bytes)).toContain('(memory (;0;) 0 65536)')
  })
})

/**
 * What one core can do in lanes of 128 bits: the most multiplications and additions in a second, and the most bytes read.
 * Before it: `targets/wasm/encode.ts`. After it: `profile.ts`; the bench holds its workloads against it.
 * Invariant: loops of WebAssembly that do nothing else; measured in the run whose figures they are held against.
 */
import { either as E } from 'fp-ts'
import { at } from '../../src/Bug.ts'
import type { Either } from '../../src/Either.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { CompileError } from '../CompileError.ts'
import { compileError } from '../CompileError.ts'
import { missingWasm } from '../targets/wasm/available.ts'
import { encode } from '../targets/wasm/encode.ts'
import type { WasmFunction } from '../targets/wasm/encode.ts'
import type { Instruction } from '../targets/wasm/instructions.ts'
import { now } from './now.ts'

export interface Ceiling {
  /** Multiplications and additions, in 10⁹ a second. */
  readonly flops: number
  /** The same where what is multiplied is loaded first, as by a product of matrices: from the nearest cache. */
  readonly loading: () => number
  /** Bytes in 10⁹ a second, where so many are read again and again; more than 64 MB count as 64 MB. */
  readonly reading: (bytes: number) => number
}

/** What is used of WebAssembly. */
declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, (...counts: number[]) => void>> }
}

type Code = readonly Instruction[]

const get = (local: string): Instruction => ({ op: 'local.get', local })
const set = (local: string): Instruction => ({ op: 'local.set', local })
const integer = (value: number): Instruction => ({ op: 'i32.const', value })
const plus: Instruction = { op: 'f32x4.add' }
const times: Instruction = { op: 'f32x4.mul' }

/** A float in all lanes. */
const float = (value: number): Instruction => {
  const bits = at(new Int32Array(Float32Array.of(value).buffer), 0)
  return { op: 'v128.const', lanes: [bits, bits, bits, bits] }
}

const repeated = (count: number, each: (k: number) => Code): Code =>
  Array.from({ length: count }, (_, k) => each(k)).flat()

/** The body again and again, as often as the local says. */
const countdown = (local: string, body: Code): Code => [
  { op: 'loop' },
  ...body,
  get(local),
  integer(1),
  { op: 'i32.sub' },
  { op: 'local.tee', local },
  { op: 'br_if', depth: 0 },
  { op: 'end' },
]

const largest = 2 ** 26

/** Stores the sum of some locals behind all that is read: what is computed is used. */
const kept = (count: number): Code => [
  integer(largest),
  ...repeated(count, (k) => (k === 0 ? [get(`s${k}`)] : [get(`s${k}`), plus])),
  { op: 'v128.store', offset: 0 },
]

const vectors = (...names: readonly string[]): WasmFunction['locals'] =>
  names.map((name) => ({ name, type: 'v128' }))

const sums = (count: number): readonly string[] => Array.from({ length: count }, (_, k) => `s${k}`)

/** So many sums at once: more than a unit's latency times its number, fewer than there are registers. */
const chains = 12
const unrolled = 8

/** peak(turns): every sum becomes sum·c + d, eight times a turn. */
const peak: WasmFunction = {
  name: 'peak',
  parameters: ['turns'],
  locals: vectors(...sums(chains), 'c', 'd'),
  body: [
    ...repeated(chains, (k) => [float(k / 16), set(`s${k}`)]),
    float(0.75),
    set('c'),
    float(0.25),
    set('d'),
    ...countdown(
      'turns',
      repeated(unrolled, () =>
        repeated(chains, (k) => [get(`s${k}`), get('c'), times, get('d'), plus, set(`s${k}`)]),
      ),
    ),
    ...kept(chains),
  ],
}

/** Vectors of a row and rows of a tile, of which each number of a row is loaded into all lanes. */
const [columns, rows] = [4, 2] as const
const depth = 256

/** tile(turns): the sums of a tile over panels that stay where they are, from zero each turn. */
const tile: WasmFunction = {
  name: 'tile',
  parameters: ['turns'],
  locals: [
    { name: 'left', type: 'i32' },
    { name: 'row', type: 'i32' },
    { name: 'panel', type: 'i32' },
    ...vectors(...sums(columns * rows), 'a0', 'a1', 'b'),
  ],
  body: [
    ...countdown('turns', [
      ...sums(columns * rows).flatMap((sum) => [float(0), set(sum)]),
      integer(0),
      set('row'),
      integer(2 ** 14),
      set('panel'),
      integer(depth),
      set('left'),
      ...countdown('left', [
        ...repeated(rows, (r) => [
          get('row'),
          { op: 'v128.load32_splat', offset: 4 * depth * r },
          set(`a${r}`),
        ]),
        ...repeated(columns, (c) => [
          get('panel'),
          { op: 'v128.load', offset: 16 * c },
          set('b'),
          ...repeated(rows, (r) => {
            const sum = `s${c * rows + r}`
            return [get(sum), get(`a${r}`), get('b'), times, plus, set(sum)]
          }),
        ]),
        get('row'),
        integer(4),
        { op: 'i32.add' },
        set('row'),
        get('panel'),
        integer(16 * columns),
        { op: 'i32.add' },
        set('panel'),
      ]),
    ]),
    ...kept(columns * rows),
  ],
}

/** One vector of a block for each sum: longer blocks, and more sums, were slower to read. */
const streams = 6
const blockBytes = 16 * streams

/** read(turns, blocks): adds up so many blocks from 0 on, as often as there are turns. */
const read: WasmFunction = {
  name: 'read',
  parameters: ['turns', 'blocks'],
  locals: [{ name: 'left', type: 'i32' }, { name: 'at', type: 'i32' }, ...vectors(...sums(streams))],
  body: [
    ...countdown('turns', [
      get('blocks'),
      set('left'),
      integer(0),
      set('at'),
      ...countdown('left', [
        ...repeated(streams, (k) => [
          get(`s${k}`),
          get('at'),
          { op: 'v128.load', offset: 16 * k },
          plus,
          set(`s${k}`),
        ]),
        get('at'),
        integer(blockBytes),
        { op: 'i32.add' },
        set('at'),
      ]),
    ]),
    ...kept(streams),
  ],
}

/** The loops, each giving what it has added up in one lane. */
export const loops = (): Readonly<Record<'peak' | 'tile' | 'read', (...counts: number[]) => number>> => {
  const memory = new WebAssembly.Memory({ initial: largest / 65536 + 1 })
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(encode([peak, tile, read])), {
    m: { m: memory },
  })
  const floats = new Float32Array(memory.buffer)
  // Pages that were never written are all one page, and never leave the nearest cache.
  floats.fill(1)
  const called =
    (name: string) =>
    (...counts: number[]): number => {
      exports[name]?.(...counts)
      return at(floats, largest / 4)
    }
  return { peak: called('peak'), tile: called('tile'), read: called('read') }
}

/** Milliseconds that each loop is measured for: others may use the machine in some of them. */
const span = 150

/** The most work in a nanosecond. */
const best = (work: number, call: () => number): number => {
  let least = Infinity
  const end = now() + span
  for (let start = now(); start < end; start = now()) {
    call()
    least = Math.min(least, now() - start)
  }
  return work / (least * 1e6)
}

/** Measures, where there is WebAssembly: arithmetic at once, reading when it is asked for. */
export const ceiling = (): Either<NonEmpty<CompileError>, Ceiling> => {
  const missing = missingWasm()
  return missing === undefined ? E.right(measured()) : E.left([compileError('LBZ4004', missing)])
}

const measured = (): Ceiling => {
  const { peak: multiplied, tile: multipliedTiles, read: readBlocks } = loops()
  const turns = 40_000
  const found = new Map<number, number>()
  return {
    flops: best(turns * unrolled * chains * 4 * 2, () => multiplied(turns)),
    loading: () => best(turns * depth * columns * rows * 4 * 2, () => multipliedTiles(turns)),
    reading: (bytes) => {
      const size = Math.min(largest, 2 ** Math.max(12, Math.round(Math.log2(bytes))))
      const known = found.get(size)
      if (known !== undefined) return known
      const [times, blocks] = [Math.max(1, 2 ** 22 / size), Math.floor(size / blockBytes)]
      const rate = best(times * blocks * blockBytes, () => readBlocks(times, blocks))
      found.set(size, rate)
      return rate
    },
  }
}

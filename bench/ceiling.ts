/**
 * What one core can do in lanes of 128 bits: the most multiplications and additions in a second, and the most bytes read.
 * Before it: nothing. After it: `workloadTable.ts`, `peers/`.
 * Invariant: two loops of WebAssembly, written as bytes, that do nothing else; measured in the run whose figures they
 * are held against.
 */

export interface Ceiling {
  /** Multiplications and additions, in 10⁹ a second. */
  readonly flops: number
  /** Bytes read again and again from 256 kB, which the second cache holds, in 10⁹ a second. */
  readonly cache: number
  /** Bytes read from 64 MB, which no cache holds. */
  readonly memory: number
}

/** What is used of WebAssembly, which the types of Node leave to those of browsers. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> }
}

type Bytes = readonly number[]

/** A number in groups of seven bits, the last without its mark. */
const unsigned = (value: number): Bytes =>
  value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))]

const joined = (...parts: readonly Bytes[]): Bytes => parts.flat()
const counted = (items: readonly Bytes[]): Bytes => [...unsigned(items.length), ...items.flat()]
const sized = (bytes: Bytes): Bytes => [...unsigned(bytes.length), ...bytes]
const section = (id: number, bytes: Bytes): Bytes => [id, ...sized(bytes)]
const text = (name: string): Bytes => sized([...new TextEncoder().encode(name)])
const repeated = (count: number, each: (k: number) => Bytes): Bytes =>
  Array.from({ length: count }, (_, k) => each(k)).flat()

const [i32, f32, v128] = [0x7f, 0x7d, 0x7b]
const get = (local: number): Bytes => [0x20, ...unsigned(local)]
const set = (local: number): Bytes => [0x21, ...unsigned(local)]
const tee = (local: number): Bytes => [0x22, ...unsigned(local)]
/** Numbers whose highest group of seven bits is below 64: above that it would be a sign. */
const integer = (value: number): Bytes => [0x41, ...unsigned(value)]
const float = (value: number): Bytes => [0x43, ...new Uint8Array(Float32Array.of(value).buffer)]
const [plus, minus, plusFloat] = [[0x6a], [0x6b], [0x92]]
const [splat, plusLanes, timesLanes] = [
  [0xfd, 0x13],
  [0xfd, 0xe4, 0x01],
  [0xfd, 0xe6, 0x01],
]
const lane0 = [0xfd, 0x1f, 0]
const load = (offset: number): Bytes => [0xfd, 0x00, 4, ...unsigned(offset)]
/** The body again, while the local, so much less each time, is not 0. */
const countdown = (local: number, step: number, body: Bytes): Bytes =>
  joined([0x03, 0x40], body, get(local), integer(step), minus, tee(local), [0x0d, 0, 0x0b])
const total = (first: number, count: number): Bytes =>
  repeated(count, (k) => joined(get(first + k), lane0, k === 0 ? [] : plusFloat))

/** So many sums at once: more than a unit's latency times its number, fewer than there are registers. */
const chains = 12
const unrolled = 8

/** peak(turns): every sum becomes sum·c + d, eight times a turn. */
const peakCode = (): Bytes => {
  const [c, d] = [1 + chains, 2 + chains]
  const start = repeated(chains, (k) => joined(float(k / 16), splat, set(1 + k)))
  const constants = joined(float(0.75), splat, set(c), float(0.25), splat, set(d))
  const step = repeated(chains, (k) => joined(get(1 + k), get(c), timesLanes, get(d), plusLanes, set(1 + k)))
  const turn = repeated(unrolled, () => step)
  const locals = counted([[chains + 2, v128]])
  return joined(locals, start, constants, countdown(0, 1, turn), total(1, chains), [0x0b])
}

const [streams, blockBytes] = [8, 512]

/** read(turns, blocks): adds up so many blocks of 512 bytes from 0 on, as often as there are turns. */
const readCode = (): Bytes => {
  const [turns, blocks, left, at, sums] = [0, 1, 2, 3, 4]
  const block = repeated(blockBytes / 16, (k) => {
    const sum = sums + (k % streams)
    return joined(get(sum), get(at), load(16 * k), plusLanes, set(sum))
  })
  const forward = joined(get(at), integer(blockBytes), plus, set(at))
  const inner = countdown(left, 1, joined(block, forward))
  const outer = countdown(turns, 1, joined(get(blocks), set(left), integer(0), set(at), inner))
  const locals = counted([
    [2, i32],
    [streams, v128],
  ])
  return joined(locals, outer, total(sums, streams), [0x0b])
}

const pages = 1024

const moduleBytes = (): Uint8Array<ArrayBuffer> => {
  const types = counted([
    [0x60, 1, i32, 1, f32],
    [0x60, 2, i32, i32, 1, f32],
  ])
  const exported = (name: string, kind: number, index: number): Bytes => [...text(name), kind, index]
  return Uint8Array.from(
    joined(
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      section(1, types),
      section(3, counted([[0], [1]])),
      section(5, counted([[0, ...unsigned(pages)]])),
      section(7, counted([exported('peak', 0, 0), exported('read', 0, 1), exported('memory', 2, 0)])),
      section(10, counted([sized(peakCode()), sized(readCode())])),
    ),
  )
}

/** Fills the memory: pages that were never written are all one page, and never leave the nearest cache. */
const fill = (memory: unknown): void => {
  if (
    typeof memory === 'object' &&
    memory !== null &&
    'buffer' in memory &&
    memory.buffer instanceof ArrayBuffer
  )
    new Float32Array(memory.buffer).fill(1)
}

/** The two loops. */
export const kernels = (): Readonly<Record<'peak' | 'read', (...counts: number[]) => number>> => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes()))
  fill(exports['memory'])
  const called =
    (name: string) =>
    (...counts: number[]): number => {
      const kernel = exports[name]
      return typeof kernel === 'function' ? Number(Reflect.apply(kernel, undefined, counts)) : Number.NaN
    }
  return { peak: called('peak'), read: called('read') }
}

let used = 0

/** The most work in a nanosecond, of eight times. */
const best = (work: number, call: () => number): number => {
  const times = Array.from({ length: 8 }, () => {
    const start = performance.now()
    used += call()
    return (performance.now() - start) * 1e6
  })
  if (Number.isNaN(used)) throw new Error('the ceiling is not a number')
  return work / Math.min(...times)
}

export const ceiling = (): Ceiling => {
  const { peak, read } = kernels()
  const turns = 200_000
  const reading = (bytes: number, times: number): number =>
    best(bytes * times, () => read(times, bytes / blockBytes))
  return {
    flops: best(turns * unrolled * chains * 4 * 2, () => peak(turns)),
    cache: reading(2 ** 18, 200),
    memory: reading(pages * 2 ** 16, 1),
  }
}

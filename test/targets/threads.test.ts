/**
 * Threads change nothing but the time: the bits of one thread, whoever takes which part, and no call that hangs.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { allowed } from '../../compiler/cli/allowed.ts'
import { compile, orThrow } from '../../compiler/compile.ts'
import type { CompileOptions } from '../../compiler/compile.ts'
import { standalone } from '../../compiler/targets/standalone.ts'
import { at, known } from '../../src/Bug.ts'
import { dim } from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import * as extents from '../../src/Extent.ts'
import { softmax } from '../../src/ops/activation.ts'
import { relu } from '../../src/ops/comparison.ts'
import { linear, matmul } from '../../src/ops/contraction.ts'
import { pipe } from '../../src/pipe.ts'
import { program } from '../../src/Program.ts'
import { key, uniform } from '../../src/random/index.ts'
import * as shapes from '../../src/Shape.ts'
import { f32 } from '../../src/Spec.ts'
import * as tree from '../../src/Tree.ts'
import { corpus } from '../corpus.ts'
import { otherBits } from '../stages.ts'
import type { Outputs } from '../stages.ts'

/** So low that every kernel that can be divided is. */
const grain = -(2 ** 40)

/** Places in the memory that threads watch. */
const [ticket, asleep, failed] = [0, 4, 5]

const host = process.getBuiltinModule('node:worker_threads')
const { Worker: Real } = host

interface Started {
  readonly worker: InstanceType<typeof Real>
  readonly words: Int32Array
}

let started: Started[] = []

/** A thread like any other, of which is known that it was started. */
class Watched extends Real {
  constructor(...[url, options]: ConstructorParameters<typeof Real>) {
    super(url, options)
    const data: unknown = options?.workerData
    const words: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'words') : undefined
    if (words instanceof Int32Array) started.push({ worker: this, words })
  }
}

beforeEach(() => {
  started = []
  host.Worker = Watched
})

afterEach(() => {
  host.Worker = Real
  Object.assign(Atomics, { compareExchange, store })
  vi.restoreAllMocks()
})

const soon = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Waits until all threads are there, and asleep. */
const allAsleep = async (): Promise<void> => {
  for (let turn = 0; turn < 3000; turn++) {
    if (started.every(({ words }) => Atomics.load(words, asleep) === started.length)) return
    await soon(5)
  }
  throw new Error('threads do not start')
}

const { load, compareExchange, store } = Atomics

/** Lets others take parts first; gives how many are left for the caller. */
const generously = (): { taken: number } => {
  const count = { taken: 0 }
  Object.assign(Atomics, {
    compareExchange: (words: Int32Array, place: number, from: number, to: number) => {
      const start = performance.now()
      while (load(words, place) === from && performance.now() - start < 2);
      const found = compareExchange(words, place, from, to)
      if (found === from) count.taken += 1
      return found
    },
  })
  return count
}

const isArray = (value: unknown): value is Float32Array => ArrayBuffer.isView(value)

const outputsOf = (given: unknown): Outputs =>
  new Map(tree.entries(given as tree.Tree<Float32Array>, isArray))

const parts = { offered: 0, taken: 0 }

describe('three threads give the bits of one', () => {
  it.each(corpus.map((one) => [one.name, one] as const))(
    '%s',
    async (_, { program: given, inputs, sizes }) => {
      const arrays = (): object => tree.fromEntries(inputs())
      const options = { sizes: Object.fromEntries(sizes) }
      const call = (run: unknown): Outputs =>
        outputsOf(Reflect.apply(run as () => unknown, undefined, [arrays(), options]))
      const expected = call(orThrow(compile(given, { target: 'wasm' })))
      const run = orThrow(compile(given, { target: 'wasm', threads: 3, grain }))
      expect(run.note).toBeUndefined()
      expect(otherBits(expected, call(run))).toEqual([])
      await allAsleep()
      const count = generously()
      expect(otherBits(expected, call(run))).toEqual([])
      parts.offered += run.module.kernels.reduce((sum, kernel) => sum + (kernel.parts?.count ?? 0), 0)
      parts.taken += count.taken
      run.close()
    },
  )
})

it('has left most parts to others than the caller', () => {
  expect(parts.offered).toBeGreaterThan(500)
  expect(parts.taken).toBeLessThan(0.7 * parts.offered)
})

const network = (batch: Extent, hidden: number) =>
  program(
    { x: f32(batch, 50), W: f32(hidden, 50), b: f32(hidden), V: f32(10, hidden), c: f32(10) },
    ({ x, W, b, V, c }) => ({ y: pipe(x, linear(W, b), relu, linear(V, c), softmax({ axis: -1 })) }),
  )

const numbers = (seed: number, length: number): Float32Array =>
  uniform(key(seed), length, { low: -1, high: 1 })

const arraysFor = (batch: number, hidden: number) => ({
  x: numbers(1, batch * 50),
  W: numbers(2, hidden * 50),
  b: numbers(3, hidden),
  V: numbers(4, 10 * hidden),
  c: numbers(5, 10),
})

const threaded: CompileOptions = { target: 'wasm', threads: 2, grain }

describe('a size that is not known', () => {
  it.each([1, 5, 32])('%i hidden units', async (hidden) => {
    const given = network(dim('batch'), hidden)
    const [one, two] = [
      orThrow(compile(given, { target: 'wasm' })),
      orThrow(compile(given, { target: 'wasm', threads: 2, grain: 1000 })),
    ]
    for (const batch of [1, 2, 33, 3000, 7, 20_000, 64]) {
      const inputs = arraysFor(batch, hidden)
      const expected = outputsOf(one(inputs))
      for (let turn = 0; turn < 3; turn++) expect(otherBits(expected, outputsOf(two(inputs)))).toEqual([])
      await allAsleep()
    }
    expect(started).toHaveLength(1)
    two.close()
  })
})

describe('threads', () => {
  const given = network(64, 32)
  const inputs = arraysFor(64, 32)
  const expected = orThrow(compile(given, { target: 'wasm' }))(inputs).y

  it('start with the first large kernel, and not before', () => {
    const run = orThrow(compile(given, threaded))
    expect(started).toHaveLength(0)
    run(inputs)
    expect(started).toHaveLength(1)
    run.close()
    const small = orThrow(compile(given, { target: 'wasm', threads: 2 }))
    expect(small.module.kernels.every((kernel) => kernel.parts === undefined)).toBe(true)
    expect(small(inputs).y).toEqual(expected)
    expect(started).toHaveLength(1)
    small.close()
  })

  it('end when they are told to, once and for all', async () => {
    const run = orThrow(compile(given, threaded))
    run(inputs)
    const { worker } = at(started, 0)
    const exit = new Promise((resolve) => worker.once('exit', resolve))
    run.close()
    run.close()
    await exit
    expect(run(inputs).y).toEqual(expected)
    expect(started).toHaveLength(1)
    const early = orThrow(compile(given, threaded))
    early.close()
    expect(early(inputs).y).toEqual(expected)
    expect(started).toHaveLength(1)
  })

  it('have memory of their own, however many they are', () => {
    const square = program({ a: f32(256, 256), b: f32(256, 256) }, ({ a, b }) => ({ c: matmul(a, b) }))
    const of = (threads: number) => {
      const { source, module } = orThrow(compile(square, { target: 'wasm', threads }))
      const own = module.kernels.flatMap(({ parts }) => parts?.own ?? [])
      const bytes = own.map(
        (id) => 4 * known(extents.resolve(shapes.sizeOf(at(module.buffers, id).shape), new Map()), 'size'),
      )
      return {
        bytes: bytes.reduce((a, b) => a + b, 0),
        memory: 65_536 * Number(/initial: (\d+)/.exec(source)?.[1]),
      }
    }
    const [few, many] = [of(2), of(32)]
    expect(few.bytes).toBeGreaterThan(1000)
    expect(many.memory - few.memory).toBeGreaterThan(30 * few.bytes - 65_536)
  })

  it('that are gone are not missed', async () => {
    const run = orThrow(compile(given, threaded))
    run(inputs)
    await allAsleep()
    await at(started, 0).worker.terminate()
    for (let turn = 0; turn < 5; turn++) expect(run(inputs).y).toEqual(expected)
    run.close()
  })

  it('that cannot be started are not missed', () => {
    vi.spyOn(host, 'Worker').mockImplementation(function () {
      throw new Error('not allowed here')
    })
    expect(orThrow(compile(given, threaded))(inputs).y).toEqual(expected)
  })

  it.each([
    [
      'that are gone with a part they have taken',
      (words: Int32Array) => void Atomics.add(words, ticket, 1),
      // Its own parts take a second here: it waits for twenty more than it always does.
      30_000,
    ],
    ['that have failed', (words: Int32Array) => void store(words, failed, 1), 0],
  ])('%s end the call with a sentence', async (_, harm, patience) => {
    const run = orThrow(compile(given, threaded))
    run(inputs)
    await allAsleep()
    const { worker } = at(started, 0)
    await worker.terminate()
    let now = 0
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
    let isHarmed = false
    Object.assign(Atomics, {
      store: (words: Int32Array, place: number, value: number) => {
        store(words, place, value)
        if (!isHarmed && (value & 255) === 0) harm(words)
        isHarmed = true
        return value
      },
    })
    expect(() => run(inputs)).toThrow('LBZ6010  a thread has ended in the middle of a call')
    expect(isHarmed).toBe(true)
    expect(now).toBeGreaterThan(patience)
    vi.restoreAllMocks()
    expect(run(inputs).y).toEqual(expected)
  })
})

describe('a number of threads', () => {
  const given = program({ a: f32(3, 3) }, ({ a }) => ({ b: matmul(a, a) }))
  const refused = (options: CompileOptions): readonly string[] =>
    [compile(given, options), standalone({ name: 'square', program: given, ...options })].flatMap((result) =>
      result._tag === 'Left' ? result.left.map(({ code, sentence }) => `${code}  ${sentence}`) : ['none'],
    )
  it.each([0, -1, 1.5, 33, Number.NaN])('is not %d', (threads) => {
    const sentence = `LBZ4003  compile: ${threads} is no number of threads`
    expect(refused({ target: 'wasm', threads })).toEqual([sentence, sentence])
  })

  it('is one in JavaScript', () => {
    const sentence = 'LBZ4003  compile: 2 threads in JavaScript'
    expect(refused({ threads: 2 })).toEqual([sentence, sentence])
    expect(refused({ threads: 1 })).toEqual(['none', 'none'])
  })
})

describe('a host without threads', () => {
  const given = network(dim('batch'), 32)
  const inputs = arraysFor(64, 32)
  const expected = orThrow(compile(given, { target: 'wasm' }))(inputs).y
  const compiled = orThrow(compile(given, threaded))
  compiled.close()

  it('says so, and runs one', () => {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
    const run = orThrow(compile(given, threaded))
    expect(run.note).toBe('this host has no threads: the kernels run on one')
    expect(run(inputs).y).toEqual(expected)
    vi.stubGlobal('crossOriginIsolated', false)
    expect(orThrow(compile(given, threaded)).note).toBe(
      'this page is not isolated from other origins: the kernels run on one thread',
    )
    vi.unstubAllGlobals()
  })

  it('runs a file that was made for several', () => {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
    const run: unknown = Reflect.apply(
      Reflect.construct(Function, [`'use strict'\n${compiled.source}\nreturn run`]),
      undefined,
      [],
    )
    const found = outputsOf(Reflect.apply(run as () => unknown, undefined, [inputs]))
    expect(known(found.get('y'), 'y')).toEqual(expected)
    expect(started).toHaveLength(0)
  })
})

describe('a file for several threads', () => {
  const fileFor = (threads: number) =>
    orThrow(standalone({ name: 'network', program: network(dim('batch'), 32), ...threaded, threads }))
  const { js, dts } = fileFor(2)
  const look = async (text: string): Promise<string> => {
    const looked = await allowed([
      { name: 'network.js', text },
      { name: 'network.d.ts', text: dts },
    ])()
    if (looked._tag === 'Right') return 'nothing'
    return looked.left.tag === 'errors' ? looked.left.errors.map(({ sentence }) => sentence).join() : 'a bug'
  }

  it('may start them, and nothing else', async () => {
    expect(js).toContain('new Worker(')
    expect(await look(js)).toBe(await look(fileFor(1).js))
    expect(await look(js.replace('new Worker(url)', "new Worker('other.js')"))).toContain('the name Worker')
    expect(await look(`${js}new Worker('other.js')\n`)).toContain('the name Worker')
  })

  it('says that they can be ended', () => {
    expect(dts).toContain('readonly close: () => void')
  })
})

import { describe, expect, it } from 'vitest'
import type { Result } from '../../bench/apart.ts'
import { entries } from '../../bench/entries.ts'
import { showChart } from '../../bench/peers/chart.ts'
import { mlpModel } from '../../bench/peers/models.ts'
import { encode } from '../../bench/peers/onnx.ts'
import { alone, bestOf, compared, floors, isMet, showReport } from '../../bench/peers/report.ts'
import type { Column } from '../../bench/peers/report.ts'
import { workloads } from '../../bench/workloads/index.ts'
import { mlp } from '../../bench/workloads/layers.ts'
import { read } from '../house/files.ts'

const columns: readonly Column[] = [
  { name: 'by hand', kind: 'by hand' },
  { name: 'slow', kind: 'ours' },
  { name: 'fast', kind: 'ours' },
  { name: 'a & b', kind: 'web' },
  { name: 'c', kind: 'web' },
  { name: 'machine', kind: 'native' },
]

const timesOf = (workload: string, ...times: readonly (number | undefined)[]): readonly Result[] =>
  columns.map(({ name }, k) => {
    const micros = times[k]
    return {
      workload,
      engine: name,
      cost: { flops: 1, bytes: 1 },
      outcome: micros === undefined ? { tag: 'absent' } : { tag: 'timed', micros },
    }
  })

const results = [
  ...timesOf('W7', 90, 4, 2, 20, 10, 1),
  ...timesOf('W8', 90, undefined, 2, undefined, 7, 1),
  ...timesOf('W1 b1', 90, 1, 2),
]

describe('the comparison', () => {
  it('is of the best of ours with the best in a browser', () => {
    const [first, second, third] = compared(results, columns)
    expect(first).toMatchObject({ ours: { engine: 'fast' }, theirs: { engine: 'c' }, ratio: 5, floor: 2.5 })
    expect(second).toMatchObject({ ours: { micros: 2 }, theirs: { micros: 7 }, ratio: 3.5, floor: 4 })
    expect(bestOf(results, 'W1 b1', columns, 'web')).toEqual({ engine: '', micros: Number.NaN })
    expect([first, second, third].map((each) => each !== undefined && isMet(each))).toEqual([
      true,
      false,
      false,
    ])
  })

  it('has a floor for each workload', () => {
    expect(Object.keys(floors)).toEqual([...workloads.map(({ name }) => name), 'W8'])
  })

  it('is of JavaScript alone with others', () => {
    const names = [
      'by hand',
      'leibniz JavaScript',
      'leibniz into',
      'leibniz WebAssembly',
      'tfjs cpu',
      'brain.js',
    ]
    const of = (workload: string, ...times: readonly number[]): readonly Result[] =>
      timesOf(workload, ...times).map((result, k) => ({ ...result, engine: names[k] ?? '' }))
    const found = alone(
      [
        ...of('W7', 90, 4, 2, 1, 20, 1),
        ...of('W5 chain', 90, 5, 10, 1, 20, 30),
        ...of('W8', 1, 1, 1, 1, 1, 1),
      ],
      names.map((name, k) => ({ name, kind: k < 4 ? 'ours' : 'web' })),
    )
    expect(found).toEqual([
      {
        workload: 'W7',
        micros: 2,
        ratios: [
          { ratio: 45, floor: undefined },
          { ratio: 10, floor: 4 },
          { ratio: 0.5, floor: 1 },
        ],
      },
      {
        workload: 'W5 chain',
        micros: 5,
        ratios: [
          { ratio: 18, floor: 2.3 },
          { ratio: 4, floor: 4 },
          { ratio: 4, floor: undefined },
        ],
      },
    ])
  })

  it('is a page that says who was refused', () => {
    const wrong: Result = {
      workload: 'W7',
      engine: 'broken',
      cost: { flops: 1, bytes: 1 },
      outcome: { tag: 'refused', why: 'it is wrong' },
    }
    const all = [...columns, { name: 'broken', kind: 'web' }] as const
    const page = showReport({
      results: [...results, wrong],
      columns: all,
      rounds: 3,
      circumstances: ['here'],
    })
    const cells = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
    expect(cells).toContainEqual(['', 'W7', 'fast', '2.00', 'c', '10.0', '5.00', '2.5', 'reached', ''])
    expect(cells).toContainEqual(['', 'W7', '90.0', '4.00', '2.00', '20.0', '10.0', '1.00', 'refused', ''])
    expect(page).toContain('broken on W7: it is wrong')
  })

  it('is a picture with a mark for each time, and one for each name', () => {
    const chart = showChart(results, columns)
    const timed = results.filter(({ outcome }) => outcome.tag === 'timed').length
    expect(chart.match(/<(?:rect|circle) /g)?.length).toBe(timed + columns.length)
    expect(chart).not.toMatch(/NaN|undefined|& /)
    const open: (string | undefined)[] = []
    for (const [, isEnd, name, isWhole] of chart.matchAll(/<(\/?)(\w+)[^>]*?(\/?)>/g))
      if (isEnd === '/') expect(open.pop()).toBe(name)
      else if (isWhole === '') open.push(name)
    expect(open).toEqual([])
  })
})

interface Field {
  readonly number: number
  readonly value: bigint | Uint8Array
}

/** The fields of a message, read as the format says. */
const fieldsOf = (bytes: Uint8Array): readonly Field[] => {
  const found: Field[] = []
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++] ?? 0
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  const taken = (length: number): Uint8Array => {
    const part = bytes.subarray(at, at + length)
    expect(part.length).toBe(length)
    at += length
    return part
  }
  while (at < bytes.length) {
    const key = Number(varint())
    const kind = key & 7
    const value = kind === 0 ? varint() : taken(kind === 5 ? 4 : Number(varint()))
    found.push({ number: key >> 3, value })
  }
  return found
}

const parts = (message: Uint8Array, field: number): readonly Uint8Array[] =>
  fieldsOf(message).flatMap(({ number, value }) =>
    number === field && typeof value !== 'bigint' ? [value] : [],
  )
const first = (message: Uint8Array, field: number): Uint8Array => parts(message, field)[0] ?? Uint8Array.of()
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const integers = (message: Uint8Array, field: number): readonly bigint[] =>
  fieldsOf(message).flatMap(({ number, value }) =>
    number === field && typeof value === 'bigint' ? [value] : [],
  )

describe('a model of ONNX', () => {
  const { problem } = mlp({ batch: 3, pixels: 200, hidden: 4, classes: 5 })
  if (problem.kind !== 'mlp') throw new Error('not the network that was asked for')
  const model = encode(mlpModel(problem))
  const graph = first(model, 7)

  it('says its version and that of its operations', () => {
    expect(integers(model, 1)).toEqual([8n])
    expect(integers(first(model, 8), 2)).toEqual([13n])
  })

  it('has the operations in order, with their attributes', () => {
    const nodes = parts(graph, 1)
    expect(nodes.map((node) => text(first(node, 4)))).toEqual(['Gemm', 'Relu', 'Gemm', 'Softmax'])
    expect(nodes.map((node) => parts(node, 1).map(text))).toEqual([
      ['x', 'W1', 'b1'],
      ['z1'],
      ['h', 'W2', 'b2'],
      ['z2'],
    ])
    const [, , , softmax = Uint8Array.of()] = nodes
    expect(integers(first(softmax, 5), 3)).toEqual([BigInt.asUintN(64, -1n)])
  })

  it('carries the weights, and the sizes of what goes in and out', () => {
    const [weight = Uint8Array.of()] = parts(graph, 5)
    expect(integers(weight, 1)).toEqual([4n, 200n])
    const bytes = first(weight, 9).slice()
    expect(new Float32Array(bytes.buffer)).toEqual(problem.inputs.W1)
    const dims = [11, 12].map((field) => {
      const shape = first(first(first(first(graph, field), 2), 1), 2)
      return parts(shape, 1).map((dim) => integers(dim, 1)[0])
    })
    expect(dims).toEqual([
      [3n, 200n],
      [3n, 5n],
    ])
  })
})

describe('the peers', () => {
  const asked: { readonly [section: string]: Readonly<Record<string, string>> } = JSON.parse(
    read('bench/peers/package.json'),
  )
  const lock: { readonly packages: Readonly<Record<string, { version: string; resolved?: string }>> } =
    JSON.parse(read('bench/peers/package-lock.json'))

  it('are pinned as their lockfile has them, which names no address', () => {
    const versions = Object.entries({ ...asked['dependencies'], ...asked['optionalDependencies'] })
    expect(versions.length).toBeGreaterThan(5)
    for (const [name, version] of versions)
      expect(lock.packages[`node_modules/${name}`]?.version).toBe(version)
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved !== undefined)).toEqual([])
  })

  it('have names of their own', () => {
    const names = entries.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })
})

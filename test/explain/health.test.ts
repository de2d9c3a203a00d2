/**
 * The health of networks: diseases are found where they were put, numbers are those of a direct count.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { health, orThrow, seeded, showHealth } from '../../compiler/index.ts'
import type { HealthOptions, HealthReport } from '../../compiler/index.ts'
import { toJson } from '../../compiler/formats/Json.ts'
import { known } from '../../src/Bug.ts'
import { elementwise, input } from '../../src/construct.ts'
import { evaluate } from '../../src/evaluate.ts'
import { add, f32, matmul, mul, program, relu, sqrt, sum, tanh, transpose } from '../../src/index.ts'
import type { AnyTensor } from '../../src/index.ts'
import { valueAndGrad } from '../../src/program/gradient.ts'
import { closed, leaves } from '../../src/Program.ts'
import { corpus } from '../corpus.ts'
import { read } from '../judge/Case.ts'
import { casesBelow } from '../judge/files.ts'
import { arraysOf, programOf } from '../judge/programs.ts'
import { examples, networks } from './networks.ts'
import type { Network } from './networks.ts'

const reportOf = (
  { program: p, inputs }: Pick<Network, 'program' | 'inputs'>,
  options?: HealthOptions,
): HealthReport => orThrow(health(p, inputs, options))

const findingsOf = ({ activations, layers }: HealthReport): readonly string[] => [
  ...new Set([...activations, ...layers].flatMap(({ finding }) => (finding === undefined ? [] : [finding]))),
]

const named = (name: string): Network =>
  known(
    networks.find((network) => network.name === name),
    name,
  )

describe('the health of', () => {
  it.each(networks)('$name is what it is', (network) => {
    expect(findingsOf(reportOf(network))).toEqual(network.findings)
  })

  it.each(networks)('$name reads well', async (network) => {
    const text = showHealth(reportOf(network))
    expect(
      Math.max(
        ...text.split('\n').map((line) => [...line.normalize('NFD').replaceAll(/\p{Mn}/gu, '')].length),
      ),
    ).toBeLessThanOrEqual(100)
    await expect(text).toMatchFileSnapshot(
      `../golden/explain/health-${network.name.replaceAll(' ', '-')}.txt`,
    )
  })
})

/** x·Wᵀ + b by hand. */
const layer = (x: Float64Array, weight: ArrayLike<number>, bias: ArrayLike<number>): Float64Array =>
  x.map((_, i) => {
    const [row, unit] = [Math.floor(i / 16), i % 16]
    let total = bias[unit] ?? 0
    for (let k = 0; k < 16; k++) total += (x[row * 16 + k] ?? 0) * (weight[unit * 16 + k] ?? 0)
    return total
  })

const arrayOf = ({ inputs }: Network, ...path: readonly string[]): Float32Array => {
  const found = path.reduce<unknown>(
    (place, name) => (place === undefined ? place : Reflect.get(Object(place), name)),
    inputs,
  )
  return found instanceof Float32Array ? found : new Float32Array()
}

/** What goes into each activation of a stack, by hand. */
const sums = (network: Network, depth: number, f: (x: number) => number): readonly Float64Array[] => {
  let h = Float64Array.from(arrayOf(network, 'x'))
  return Array.from({ length: depth }, (_, k) => {
    const z = layer(
      h,
      arrayOf(network, 'params', `fc${k + 1}`, 'weight'),
      arrayOf(network, 'params', `fc${k + 1}`, 'bias'),
    )
    h = z.map(f)
    return z
  })
}

const stuckUnits = (z: Float64Array, isStuck: (x: number) => boolean): number =>
  Array.from({ length: 16 }, (_, unit) => z.filter((_x, i) => i % 16 === unit)).filter((all) =>
    all.every(isStuck),
  ).length

describe('a count by hand', () => {
  const close = (x: number): unknown => expect.closeTo(x, 10)

  it.each(['healthy rectifiers', 'dead rectifiers'])('agrees on %s', (name) => {
    const network = named(name)
    const isStuck = (x: number): boolean => x <= 0
    const { activations } = reportOf(network)
    const expected = sums(network, activations.length, (x) => Math.max(0, x)).map((z) => ({
      units: 16,
      elements: examples * 16,
      stuck: stuckUnits(z, isStuck),
      share: close(z.filter(isStuck).length / z.length),
    }))
    expect(activations).toMatchObject(expected)
    expect(expected.length).toBeGreaterThan(1)
  })

  it.each([
    ['saturated tanh', Math.tanh, (x: number) => Math.abs(Math.tanh(x)) > Math.sqrt(0.98)],
    ['healthy tanh', Math.tanh, (x: number) => Math.abs(Math.tanh(x)) > Math.sqrt(0.98)],
    [
      'saturated sigmoids',
      (x: number) => 1 / (1 + Math.exp(-x)),
      (x: number) => 1 / (1 + Math.exp(-x)) / (1 + Math.exp(x)) < 0.02 / 4,
    ],
  ])('agrees on %s', (name, f, isStuck) => {
    const network = named(name)
    const { activations } = reportOf(network)
    const expected = sums(network, activations.length, f).map((z) => ({
      kind: 'saturating',
      stuck: stuckUnits(z, isStuck),
      share: close(z.filter(isStuck).length / z.length),
    }))
    expect(activations).toMatchObject(expected)
    expect(expected.length).toBeGreaterThan(1)
  })

  it('agrees on gradients', () => {
    const network = named('twenty sigmoids')
    const { layers } = reportOf(network)
    const params = layers.flatMap(({ parameters }) => parameters)
    const wrt = params.map(({ path }) => path)
    const arrays = new Map([
      ['x', arrayOf(network, 'x')],
      ...wrt.map((path) => [path, arrayOf(network, ...path.split('.'))] as const),
    ])
    const gradients = valueAndGrad({ of: 'loss', wrt })(network.program)
    const values = evaluate(leaves(gradients.outputs), arrays)
    if (values._tag === 'Left') throw new Error('not evaluated')
    const rms = (data: ArrayLike<number>): number =>
      Math.sqrt(Array.from(data).reduce((total, x) => total + x * x, 0) / data.length)
    const order = leaves(gradients.outputs).length
    expect(order).toBe(params.length + 1)
    const wanted = new Map(wrt.map((path, k) => [path, rms(known(values.right[k + 1], path).data)]))
    for (const { path, gradient, value } of params) {
      expect(gradient / known(wanted.get(path), path)).toBeCloseTo(1, 4)
      expect(value).toBeCloseTo(rms(known(arrays.get(path), path)), 6)
    }
    // What a bias adds has the gradient of the bias, summed over the examples.
    const last = known(layers.at(-1), 'layer')
    expect(last.ratio).toBe(1)
    expect(layers[0]?.ratio).toBe(known(layers[0]?.gradient, 'gradient') / known(last.gradient, 'gradient'))
  })
})

describe('health', () => {
  const nets = casesBelow(fileURLToPath(new URL('../oracle/nets/', import.meta.url))).flatMap((path) => {
    const found = read(readFileSync(path, 'utf8'))
    return found._tag === 'Right' && found.right.kind === 'net'
      ? [{ name: basename(path, '.json'), is: found.right.is }]
      : []
  })

  it.each(nets)('finds nothing wrong with $name of PyTorch', ({ is }) => {
    const source = { inputs: is.inputs, params: new Set(Object.keys(is.grads)), nodes: is.graph.nodes }
    const p = programOf(source, (of) => ({ loss: of(is.graph.loss) }))
    const network = valueAndGrad({ of: 'loss', wrt: 'params' })(p)
    const report = orThrow(health(network, arraysOf(source)))
    expect(findingsOf(report)).toEqual([])
    expect(report.layers.length).toBeGreaterThan(0)
  })

  it('knows which axis holds the examples, symbolic or not, rows or columns', () => {
    const rows = program({ x: f32(8, 3), params: { W: f32(5, 3) } }, ({ x, params: { W } }) => ({
      y: sum(relu(matmul(x, transpose(W)))),
    }))
    const columns = program({ x: f32(3, 8), params: { W: f32(5, 3) } }, ({ x, params: { W } }) => ({
      y: sum(relu(matmul(W, x))),
    }))
    const one = program({ x: f32(3), params: { W: f32(5, 3) } }, ({ x, params: { W } }) => ({
      y: sum(relu(matmul(W, x))),
    }))
    const seen = [rows, columns, one].map((p) => {
      const report = orThrow(health(p, orThrow(seeded(p)).arrays))
      return [report.examples?.count, report.activations.map(({ units }) => units)]
    })
    expect(seen).toEqual([
      [8, [5]],
      [8, [5]],
      [undefined, [5]],
    ])
  })

  it('takes thresholds', () => {
    const network = named('twenty sigmoids')
    const vanishing = (options: HealthOptions): number =>
      reportOf(network, options).layers.filter(({ finding }) => finding === 'vanishing').length
    expect(vanishing({ vanishing: 1e-6 })).toBeLessThan(vanishing({}))
    expect(vanishing({ vanishing: 0 })).toBe(0)
    const tanhs = named('healthy tanh')
    expect(findingsOf(reportOf(tanhs, { saturated: 0.01 }))).toEqual(['saturated'])
    const flat = (share: number): number =>
      known(reportOf(tanhs, { flat: share }).activations[0], 'tanh').share
    expect(flat(0.5)).toBeGreaterThan(flat(0.02))
  })

  it('leaves gradients out where there is no loss, and says so', () => {
    const p = program({ x: f32(4, 3), params: { W: f32(5, 3) } }, ({ x, params: { W } }) => ({
      y: relu(matmul(x, transpose(W))),
    }))
    const report = orThrow(health(p, orThrow(seeded(p)).arrays))
    expect([report.loss, report.layers, report.activations.length]).toEqual([undefined, [], 1])
    expect(showHealth(report)).toContain('no output is a float32 scalar')
  })

  it('says where gradients are not finite', () => {
    const p = program({ x: f32(2), params: { w: f32(2) } }, ({ x, params: { w } }) => ({
      y: sum(mul(x, sqrt(w))),
    }))
    const report = orThrow(health(p, { x: Float32Array.of(1, 1), params: { w: Float32Array.of(0, 1) } }))
    expect(findingsOf(report)).toEqual(['not finite'])
  })

  it('refuses inputs that do not fit', () => {
    const found = health(named('a memory').program, { xs: new Float32Array(3) })
    expect(found._tag === 'Left' && found.left.map(({ code }) => code)).toEqual([
      'LBZ6001',
      'LBZ6001',
      'LBZ6001',
    ])
  })

  it('is JSON', () => {
    for (const network of networks) {
      const json = toJson(reportOf(network))
      expect(JSON.parse(JSON.stringify(json))).toEqual(json)
    }
  })

  it.each(corpus)('is told of $name', ({ program: p }) => {
    const { arrays, sizes } = orThrow(seeded(p, { seed: 2 }))
    const report = orThrow(health(p, arrays, { sizes }))
    for (const { units, stuck, share, elements } of report.activations) {
      expect(stuck).toBeLessThanOrEqual(units)
      expect(share >= 0 && share <= 1 && elements >= units).toBe(true)
    }
    expect(showHealth(report).length).toBeGreaterThan(0)
  })

  it('goes through a chain of 100,000 nodes', () => {
    const start = input('x', [1], 'f32')
    let x: AnyTensor = start
    for (let k = 0; k < 200; k++) {
      x = elementwise(tanh.op, x)
      for (let j = 0; j < 499; j++) x = elementwise(add.op, x, 1e-6)
    }
    const report = orThrow(health(closed({ x: start }, { y: x }, []), { x: Float32Array.of(0.5) }))
    expect(report.activations.length).toBe(200)
    expect(showHealth(report).split('\n').length).toBeLessThan(80)
  })
})

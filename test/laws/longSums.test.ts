/**
 * The law of long sums: in whatever loops numbers are added up, the error is at most `roundings` halves of a unit in the
 * last place of the sum of their magnitudes, on every target; numbers that are hard to add, lengths around ends of runs.
 */
import { compile, orThrow } from 'leibniz/compiler'
import { describe, expect, it } from 'vitest'
import { at } from '../../src/Bug.ts'
import { dim } from '../../src/Extent.ts'
import type { Extent } from '../../src/Extent.ts'
import { softmax } from '../../src/ops/activation.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { transpose } from '../../src/ops/movement.ts'
import { argmax, logSumExp, max, mean, sum } from '../../src/ops/reduction.ts'
import { variance } from '../../src/ops/statistics.ts'
import { grad } from '../../src/program/gradient.ts'
import { program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import { f32 } from '../../src/Spec.ts'
import { longestRun, roundings } from '../../src/summation.ts'
import { expectCompiled } from './compiled.ts'

/** Numbers for a table of four columns, by place. */
const numbers: Readonly<Record<string, (place: number, count: number) => number>> = {
  equal: () => 0.1,
  rising: (k, count) => (k + 1) / count,
  falling: (k, count) => 1 - k / count,
  alternating: (k, count) => (k % 8 < 4 ? 1 : -1) * (1 + k / count),
  'large ones first': (k) => (k < 4 ? 1e8 : 0.3),
  'ones with large squares first': (k) => (k < 4 ? 1e4 : 0.3),
  scattered: (k) => Math.sin(k * k),
}

interface Sum {
  readonly program: (n: Extent) => Program
  /** How many sums, of how many terms each, and the terms. */
  readonly sums: number
  readonly terms: (n: number) => number
  readonly term: (x: Float32Array, sum: number, k: number, n: number) => number
}

const column = (x: Float32Array, j: number, k: number): number => at(x, 4 * k + j)

/** Sums over a table x of n rows, the same numbers as 4 rows t, and the first n of them, v. */
const sums: Readonly<Record<string, Sum>> = {
  'all of a table': {
    program: (n) => program({ x: f32(n, 4) }, ({ x }) => ({ y: sum(x) })),
    sums: 1,
    terms: (n) => 4 * n,
    term: (x, _, k) => at(x, k),
  },
  'down its columns': {
    program: (n) => program({ x: f32(n, 4) }, ({ x }) => ({ y: sum({ axis: 0 })(x) })),
    sums: 4,
    terms: (n) => n,
    term: column,
  },
  'along rows': {
    program: (n) => program({ t: f32(4, n) }, ({ t }) => ({ y: sum({ axis: 1 })(t) })),
    sums: 4,
    terms: (n) => n,
    term: (x, j, k, n) => at(x, j * n + k),
  },
  means: {
    program: (n) => program({ x: f32(n, 4) }, ({ x }) => ({ y: mean({ axis: 0 })(x) })),
    sums: 4,
    terms: (n) => n,
    term: (x, j, k, n) => column(x, j, k) / n,
  },
  'products of columns': {
    program: (n) => program({ x: f32(n, 4) }, ({ x }) => ({ y: matmul(transpose(x), x) })),
    sums: 16,
    terms: (n) => n,
    term: (x, j, k) => column(x, j >> 2, k) * column(x, j % 4, k),
  },
  'products of rows': {
    program: (n) => program({ t: f32(4, n) }, ({ t }) => ({ y: matmul(t, transpose(t)) })),
    sums: 16,
    terms: (n) => n,
    term: (x, j, k, n) => at(x, (j >> 2) * n + k) * at(x, (j % 4) * n + k),
  },
  'a vector times a table': {
    program: (n) => program({ v: f32(n), x: f32(n, 4) }, ({ v, x }) => ({ y: matmul(v, x) })),
    sums: 4,
    terms: (n) => n,
    term: (x, j, k) => at(x, k) * column(x, j, k),
  },
  'rows times a vector': {
    program: (n) => program({ t: f32(4, n), v: f32(n) }, ({ t, v }) => ({ y: matmul(t, v) })),
    sums: 4,
    terms: (n) => n,
    term: (x, j, k, n) => at(x, j * n + k) * at(x, k),
  },
  'a gradient of a batch': {
    program: (n) =>
      grad({ of: 'y', wrt: 'w' })(
        program({ x: f32(n, 4), w: f32(4, 3) }, ({ x, w }) => ({ y: sum(matmul(x, w)) })),
      ),
    sums: 12,
    terms: (n) => n,
    term: (x, j, k) => column(x, Math.floor(j / 3), k),
  },
}

/** A sum, and that of the magnitudes, in double precision with what its additions lose. */
const exactly = (count: number, term: (k: number) => number): readonly [total: number, magnitude: number] => {
  let [total, lost, magnitude] = [0, 0, 0]
  for (let k = 0; k < count; k++) {
    const x = term(k)
    const next = total + x
    lost += Math.abs(total) >= Math.abs(x) ? total - next + x : x - next + total
    total = next
    magnitude += Math.abs(x)
  }
  return [total + lost, magnitude]
}

const tableOf = (n: number, number: (place: number, count: number) => number): Float32Array => {
  const x = new Float32Array(4 * n)
  for (let k = 0; k < x.length; k++) x[k] = number(k, x.length)
  return x
}

const targets = ['javascript', 'wasm'] as const
type Run = (x: Float32Array, n: number) => Float32Array

const running = (one: Program, target: (typeof targets)[number]): Run => {
  const executable = orThrow(compile(one, { target }))
  return (x, n) => {
    const given = { x, t: x, v: x.subarray(0, n), w: new Float32Array(12) }
    const inputs = Object.fromEntries(Object.entries(given).filter(([name]) => name in one.inputs))
    const found: Readonly<Record<string, unknown>> = Reflect.apply(executable, undefined, [inputs])
    const y = found['y'] ?? found['grad']
    if (!(y instanceof Float32Array)) throw new Error('no sums')
    return y
  }
}

/** A product and a quotient are rounded too, and so is the result. */
const others = 3

type Exactly = (count: number, term: (k: number) => number) => readonly [total: number, magnitude: number]

const expectSums = (
  { sums, terms, term }: Sum,
  y: Float32Array,
  x: Float32Array,
  n: number,
  of: Exactly = exactly,
): void => {
  expect(y.length).toBe(sums)
  const count = terms(n)
  y.forEach((found, j) => {
    const [total, magnitude] = of(count, (k) => term(x, j, k, n))
    const most = (roundings(count) + others) * 2 ** -24 * magnitude
    expect(Math.abs(found - total), `sum ${j} of ${count} is ${found} for ${total}`).toBeLessThanOrEqual(most)
  })
}

/** What positive numbers come to of which all but the first four are the same. */
const alike: Exactly = (count, term) => {
  const total = [0, 1, 2, 3].reduce((sum, k) => sum + term(k), (count - 4) * term(count - 1))
  return [total, total]
}

const lengths = [0, 1, 1023, 1024, 1025, 2047, 2048, 4113, 20_003]

describe.each(Object.entries(sums))('%s', (_, one) => {
  it.each(targets)('of any length, in %s', (target) => {
    const run = running(one.program(dim('n')), target)
    for (const number of Object.values(numbers))
      for (const n of lengths) {
        if (n === 0 && one === sums['means']) continue
        const x = tableOf(n, number)
        expectSums(one, run(x, n), x, n)
      }
  })

  it.each(targets)('of a known length, in %s', (target) => {
    for (const n of [longestRun + 1, 2 * longestRun, 20_003]) {
      const run = running(one.program(n), target)
      for (const number of Object.values(numbers)) {
        const x = tableOf(n, number)
        expectSums(one, run(x, n), x, n)
      }
    }
  })
})

describe('ten million numbers', () => {
  const n = 2_500_000
  const tables = ['equal', 'large ones first', 'ones with large squares first'].map((name) => {
    const number = numbers[name]
    if (number === undefined) throw new Error(name)
    return tableOf(n, number)
  })
  it.each(Object.entries(sums))('%s', (_, one) => {
    for (const target of targets) {
      const run = running(one.program(dim('n')), target)
      for (const x of tables) expectSums(one, run(x, n), x, n, alike)
    }
  })
})

it('an infinity among many numbers is their sum', () => {
  for (const target of targets)
    for (const name of ['along rows', 'down its columns', 'products of columns'] as const) {
      const one = sums[name]
      if (one === undefined) throw new Error(name)
      const run = running(one.program(dim('n')), target)
      const x = tableOf(5000, () => 1)
      x[10_000] = Infinity
      expect(run(x, 5000)).toContain(Infinity)
      expect(run(x, 5000).filter(Number.isNaN)).toEqual(new Float32Array())
    }
})

const rows = program({ x: f32(2, dim('n')) }, ({ x }) => ({
  shares: softmax({ axis: -1 })(x),
  logarithm: logSumExp({ axis: -1 })(x),
  spread: variance({ axis: 1 })(x),
  total: sum({ axis: 1 })(x),
  largest: max({ axis: 1 })(x),
  place: argmax({ axis: 1 })(x),
  squares: sum(matmul(x, transpose(x))),
}))

const short = program({ x: f32(150, 2, 30) }, ({ x }) => ({
  down: sum({ axis: [0, 2] })(x),
  across: sum({ axis: [0, 1] })(x),
}))

it.each([
  ['rows', rows],
  ['short sums of short sums', short],
] as const)('%s stay within their bounds', (_, one: Program) => {
  for (const number of [numbers['equal'], numbers['scattered']]) {
    const x = Float32Array.from({ length: 9000 }, (_, k) => number?.(k, 9000) ?? 0)
    const { undecided, elements } = expectCompiled(one, new Map([['x', x]]))
    expect(elements - undecided).toBeGreaterThan(10)
  }
})

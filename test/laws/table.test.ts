/**
 * The laws of the whole table of operations, by iteration over its chapters: an entry more needs no test more.
 */
import { readdirSync } from 'node:fs'
import * as library from 'leibniz'
import { describe, expect, it } from 'vitest'
import { at, known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { evaluate } from '../../src/evaluate.ts'
import { filled, input } from '../../src/construct.ts'
import { pullback } from '../../src/differentiate.ts'
import { operations } from '../../src/ops/index.ts'
import { closed } from '../../src/Program.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { vectorised } from '../../src/vectorise.ts'
import type { Compared } from './compiled.ts'
import { expectCompiled } from './compiled.ts'
import { chapters, table, titled } from './entries.ts'
import type { Judged } from './judge.ts'
import { expectFirst, expectSecond, isAwayFromKinks, nameOf } from './judge.ts'
import { built, inputsOf, pointOf } from './sample.ts'
import type { Inputs } from './slopes.ts'
import type { Entry } from './table/Entry.ts'

/** What an entry is differentiated by. */
const realOf = (inputs: readonly AnyTensor[]): readonly AnyTensor[] =>
  inputs.filter(({ dtype }) => dtype === 'f32')

/** The value, and where it is one that has them the cotangents of the inputs for a seed of ones. */
const valueAndGradients = (y: AnyTensor, inputs: readonly AnyTensor[]): readonly AnyTensor[] => {
  const wrt = realOf(inputs)
  return y.dtype === 'f32'
    ? [y, ...pullback([{ of: y, cotangent: filled(1, y.shape) }], wrt).cotangents]
    : [y]
}

const valuesOf = (tensors: readonly AnyTensor[], inputs: Inputs): readonly Float64Array[] => {
  const result = evaluate(tensors, inputs)
  if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
  return result.right.map(({ data }) => data)
}

describe('the table', () => {
  it('is there, and each of its entries is of an operation that is exported', () => {
    expect(chapters.length).toBeGreaterThan(0)
    for (const { name } of table)
      expect(typeof name.split('.').reduce<unknown>(partOf, library), name).toBe('function')
  })

  it('has every operation of the chapters that a user can call', async () => {
    const named = new Set(table.map(({ name }) => name))
    const home = new URL('../../src/ops/', import.meta.url)
    const exported: object[] = await Promise.all(
      readdirSync(home)
        .filter((file) => file.endsWith('.ts'))
        .map((file) => import(new URL(file, home).href)),
    )
    const made = new Set<unknown>(exported.flatMap((chapter): unknown[] => Object.values(chapter)))
    const missing = Object.entries(library).flatMap(([name, value]) =>
      typeof value === 'function' && made.has(value) && !('op' in value) && !named.has(name) ? [name] : [],
    )
    expect(missing).toEqual([])
  })
})

const partOf = (whole: unknown, name: string): unknown =>
  (typeof whole === 'object' || typeof whole === 'function') && whole !== null
    ? Reflect.get(whole, name)
    : undefined

/** An entry's value, and the inputs that it is differentiated by, at a point. */
const judgedOf = ({ entry, seed }: (typeof titled)[number], attempt = 0): Judged => {
  const inputs = inputsOf(entry)
  return { y: built(entry, inputs), wrt: realOf(inputs), inputs: pointOf(entry, seed + 7919 * attempt) }
}

/** The same at the first of a few points that no kink is near. */
const judgedSmoothly = (each: (typeof titled)[number]): Judged =>
  known(
    [0, 1, 2, 3, 4].map((attempt) => judgedOf(each, attempt)).find(isAwayFromKinks),
    `point where ${each.title} is smooth`,
  )

/** Whether it is a record through which no tangent passes: finite differences see what it hides. */
const isStopped = ({ name }: Entry): boolean => {
  const operation = partOf(library, name)
  const record = [...operations.values()].find((op) => op === partOf(operation, 'op'))
  return record?.tangents.every((tangent) => tangent === null) ?? false
}

const isReal = (each: (typeof titled)[number]): boolean => {
  const { y, wrt } = judgedOf(each)
  return y.dtype === 'f32' && wrt.length > 0 && !isStopped(each.entry)
}

describe.each(titled.filter(isReal))('$title', (each) => {
  it('has first derivatives in both modes', () => {
    expectFirst(judgedSmoothly(each))
  })

  it('has second derivatives in all four ways', () => {
    expectSecond(judgedSmoothly(each))
  })
})

describe.each(titled)('$title', ({ entry, seed }) => {
  const inputs = inputsOf(entry)
  const y = built(entry, inputs)

  it('has finite values that fill its shape', () => {
    const result = evaluate([y], pointOf(entry, seed))
    if (result._tag === 'Left') throw new Error(result.left.map(({ sentence }) => sentence).join('\n'))
    const { shape, data } = at(result.right, 0)
    expect(shape).toEqual(y.shape)
    expect(data.length).toBe(shape.reduce((product, size) => product * size, 1))
    expect([...data].filter((value) => !Number.isFinite(value))).toEqual([])
  })

  it('is in a batch what a loop makes of it, gradients too', () => {
    const results = valueAndGradients(y, inputs)
    const points = [0, 1, 2].map((k) => pointOf(entry, seed + k))
    const first = at(points, 0)
    const choices = [inputs, ...(inputs.length > 1 ? inputs.map((x) => [x]) : [])].filter(
      (choice) => choice.length > 0,
    )
    for (const choice of choices) {
      const names = new Set(choice.map(nameOf))
      const batch = new Map(choice.map((x) => [x, input(nameOf(x), [3, ...x.shape], x.dtype)]))
      const together = new Map(
        [...first].map(([name, array]) => [name, names.has(name) ? joined(points, name) : array]),
      )
      const found = valuesOf(vectorised(results, batch, 3), together)
      const loop = points.map((each) =>
        valuesOf(
          results,
          new Map(
            [...first].map(([name]) => [name, known((names.has(name) ? each : first).get(name), name)]),
          ),
        ),
      )
      found.forEach((values, r) =>
        expectNear(
          values,
          loop.flatMap((each) => [...at(each, r)]),
        ),
      )
    }
  })
})

/** The arrays of several points one after the other. */
const joined = (points: readonly Inputs[], name: string): TypedArray => {
  const arrays = points.map((point) => known(point.get(name), name))
  const all = arrays.flatMap((array) => [...array])
  const [array] = arrays
  return array instanceof Float32Array
    ? Float32Array.from(all)
    : array instanceof Int32Array
      ? Int32Array.from(all)
      : array instanceof Uint32Array
        ? Uint32Array.from(all)
        : Uint8Array.from(all)
}

/** Equal but for the order of sums in double precision. */
const expectNear = (found: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(found.length).toBe(wanted.length)
  wanted.forEach((value, i) =>
    expect(Math.abs(at(found, i) - value), `element ${i}: ${at(found, i)} for ${value}`).toBeLessThanOrEqual(
      1e-12 * (1 + Math.abs(value)),
    ),
  )
}

describe('compiled', () => {
  const compared: Compared[] = []

  it.each(titled)('$title is within the bounds of its value and its gradients', ({ entry, seed }) => {
    const inputs = inputsOf(entry)
    const results = valueAndGradients(built(entry, inputs), inputs)
    const outputs = Object.fromEntries(results.map((tensor, k) => [`y${k}`, tensor]))
    const program = closed(Object.fromEntries(inputs.map((x) => [nameOf(x), x])), outputs, [])
    compared.push(expectCompiled(program, pointOf(entry, seed)))
  })

  it('leaves less than one element in a hundred undecided', () => {
    const sum = (count: (one: Compared) => number): number =>
      compared.reduce((total, one) => total + count(one), 0)
    expect(sum(({ undecided }) => undecided)).toBeLessThan(sum(({ elements }) => elements) / 100)
  })
})

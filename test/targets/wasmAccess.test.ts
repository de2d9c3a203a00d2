/**
 * Loads and stores in lanes: elements of every dtype, as far apart as they may be, in as many lanes as there are.
 */
import { describe, expect, it } from 'vitest'
import type { Affine } from '../../compiler/ir/Affine.ts'
import type { Stmt } from '../../compiler/ir/Kernel.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import { valueOf } from '../../compiler/ir/Provenance.ts'
import { validate } from '../../compiler/ir/validateModule.ts'
import { moduleStatements } from '../../compiler/targets/javascript/module.ts'
import { printStatements } from '../../compiler/targets/javascript/syntax.ts'
import { wasm } from '../../compiler/targets/wasm/module.ts'
import { at, known } from '../../src/Bug.ts'
import { allocate, dtypes } from '../../src/DType.ts'
import type { DType, TypedArray } from '../../src/DType.ts'

const size = 24
const of = valueOf(0)

/** Element base + stride·lane, for each turn of an outer loop one further. */
const placed = (stride: number): Affine => ({
  base: stride < 0 ? -3 * stride : 0,
  terms: [
    { variable: 'i', coefficient: 1 },
    ...(stride === 0 ? [] : [{ variable: 'l', coefficient: stride }]),
  ],
})

const turns = 3

const moving = (dtype: DType, lanes: number, from: number, to: number): Module => {
  const body: readonly Stmt[] = [
    { tag: 'let', name: 'v', value: { tag: 'load', buffer: 0, index: placed(from) }, of },
    { tag: 'store', buffer: 1, index: placed(to), value: { tag: 'local', name: 'v' }, of },
  ]
  const inner: Stmt = { tag: 'for', variable: 'l', extent: lanes, lanes: true, body }
  const x = { path: 'x', dtype, shape: [size] }
  const y = { path: 'y', dtype, shape: [size] }
  return {
    inputs: [x],
    outputs: [y],
    buffers: [
      { dtype, shape: [size], place: { tag: 'input', path: 'x' }, of: [0] },
      { dtype, shape: [size], place: { tag: 'output', path: 'y' }, of: [0] },
    ],
    slots: [],
    kernels: [
      {
        name: 'k0',
        formulas: [],
        reads: [0],
        writes: [1],
        body: [{ tag: 'for', variable: 'i', extent: turns, body: [inner] }],
      },
    ],
    assumed: [],
  }
}

const run = (module: Module, x: TypedArray, name = 'y'): TypedArray => {
  const make: unknown = Reflect.construct(Function, [
    `${printStatements(moduleStatements(module, [], wasm))}\nreturn run`,
  ])
  const call = Reflect.apply(make as () => (inputs: object) => Record<string, TypedArray>, undefined, [])
  return known(call({ x })[name], name)
}

const elements = (dtype: DType): TypedArray => {
  const array = allocate(dtype, size)
  array.forEach((_, k) => {
    array[k] = dtype === 'bool' ? ((k * k) % 3) % 2 : 100 + k
  })
  return array
}

const strides = [-3, -2, -1, 0, 1, 2, 3, 4, 5]

describe.each(dtypes)('elements of %s', (dtype) => {
  it.each([1, 2, 3, 4])('in %i lanes go where they belong, and nowhere else', (lanes) => {
    const x = elements(dtype)
    for (const from of strides)
      for (const to of strides) {
        if (to === 0) continue
        const module = moving(dtype, lanes, from, to)
        expect(validate(module)).toEqual([])
        const expected = allocate(dtype, size)
        for (let i = 0; i < turns; i++)
          for (let l = 0; l < lanes; l++) {
            const place = (stride: number): number => Math.max(0, -3 * stride) + i + stride * l
            expected[place(to)] = at(x, place(from))
          }
        expect(run(module, x), `from ${from} to ${to}`).toEqual(expected)
      }
  })
})

/** In lanes, every second of eight elements and those between, with something stored on the way or nothing. */
const between = (stores: boolean): Module => {
  const index = (base: number): Affine => ({
    base,
    terms: [
      { variable: 'i', coefficient: 8 },
      { variable: 'l', coefficient: 2 },
    ],
  })
  const each: Affine = { base: 0, terms: [{ variable: 'j', coefficient: 1 }] }
  const load = (name: string, buffer: number, at: Affine): Stmt => ({
    tag: 'let',
    name,
    value: { tag: 'load', buffer, index: at },
    of,
  })
  const store = (buffer: number, at: Affine, name: string): Stmt => ({
    tag: 'store',
    buffer,
    index: at,
    value: { tag: 'local', name },
    of,
  })
  const body = [
    load('even', 1, index(0)),
    ...(stores ? [store(1, index(1), 'even')] : []),
    load('odd', 1, index(1)),
    store(2, index(0), 'odd'),
    store(2, index(1), 'even'),
  ]
  const inLanes: Stmt = { tag: 'for', variable: 'l', extent: 4, lanes: true, body }
  const module = moving('f32', 4, 1, 1)
  return {
    ...module,
    outputs: [...module.outputs, { path: 'z', dtype: 'f32', shape: [size] }],
    buffers: [
      ...module.buffers,
      { dtype: 'f32', shape: [size], place: { tag: 'output', path: 'z' }, of: [0] },
    ],
    kernels: [
      {
        name: 'k0',
        formulas: [],
        reads: [0, 1],
        writes: [1, 2],
        body: [
          { tag: 'for', variable: 'j', extent: size, body: [load('v', 0, each), store(1, each, 'v')] },
          { tag: 'for', variable: 'i', extent: size / 8, body: [inLanes] },
        ],
      },
    ],
  }
}

describe('elements between others', () => {
  it.each([true, false])('are what they are by then: stored just before, %s', (stores) => {
    const module = between(stores)
    expect(validate(module)).toEqual([])
    const x = elements('f32')
    const swapped = x.map((_, k) => at(x, stores ? k - (k % 2) : k % 2 === 0 ? k + 1 : k - 1))
    expect(run(module, x, 'z')).toEqual(swapped)
  })
})

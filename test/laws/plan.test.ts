/**
 * The laws of memory inside a program: what shares a slot never lives at once, donated inputs change no bit of what is
 * computed, and sizes may grow and shrink from call to call.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile, orThrow } from '../../compiler/compile.ts'
import type { BufferId } from '../../compiler/ir/Kernel.ts'
import { statements } from '../../compiler/ir/Kernel.ts'
import type { Module } from '../../compiler/ir/Module.ts'
import { storageOf } from '../../compiler/ir/Module.ts'
import { validate } from '../../compiler/pipeline.ts'
import type { PipelineOptions } from '../../compiler/pipeline.ts'
import { at, known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import { dtypeOfArray } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import { dim } from '../../src/Extent.ts'
import { softmax } from '../../src/ops/activation.ts'
import { add, mul, neg, sub } from '../../src/ops/arithmetic.ts'
import { constant, input } from '../../src/ops/constants.ts'
import { matmul } from '../../src/ops/contraction.ts'
import { exp, tanh } from '../../src/ops/exponential.ts'
import { broadcastTo, reshape, transpose } from '../../src/ops/movement.ts'
import { sum } from '../../src/ops/reduction.ts'
import { closed, program } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import * as shapes from '../../src/Shape.ts'
import { f32 } from '../../src/Spec.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import { isTensor, typed } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import type { Case } from '../corpus.ts'
import { caseOf, corpus } from '../corpus.ts'
import { call, otherBits, runStage, stageAfter } from '../stages.ts'

const planned = (p: Program, options: PipelineOptions = {}): Module => orThrow(compile(p, options)).module

const n = dim('n')

const square = (f: (a: AnyTensor, b: AnyTensor) => Readonly<Record<string, AnyTensor>>): Program => {
  const [a, b] = [input('a', f32(3, 3)), input('b', f32(3, 3))]
  return closed({ a, b }, f(a, b), [])
}

const turned = (x: AnyTensor): AnyTensor => transpose({ axes: [1, 0] })(typed<readonly [3, 3], 'f32'>(x))
const plus = (a: AnyTensor, b: AnyTensor | number): AnyTensor =>
  add(typed(a), typeof b === 'number' ? b : typed(b))
const totalled = (a: AnyTensor): AnyTensor =>
  broadcastTo([3, 3])(sum({ axis: 0 })(typed<readonly [3, 3], 'f32'>(a)))
const product = (a: AnyTensor, b: AnyTensor): AnyTensor =>
  matmul(typed<readonly [3, 3], 'f32'>(a), typed<readonly [3, 3], 'f32'>(b))

/** Programs whose outputs are hard to place. */
const awkward: readonly Case[] = [
  caseOf(
    'inputs swapped',
    square((a, b) => ({ a: b, b: a })),
  ),
  caseOf(
    'inputs as they are',
    square((a, b) => ({ a, b })),
  ),
  caseOf(
    'inputs swapped after a sum',
    square((a, b) => ({ a: plus(b, 1), b: plus(a, 1) })),
  ),
  caseOf(
    'each from both',
    square((a, b) => ({ a: plus(a, b), b: sub(typed(a), typed(b)) })),
  ),
  caseOf(
    'an input transposed onto itself',
    square((a) => ({ a: turned(a) })),
  ),
  caseOf(
    'an input and its transpose',
    square((a, b) => ({ a: plus(a, turned(a)), b: turned(b) })),
  ),
  caseOf(
    'an input times itself',
    square((a) => ({ a: product(a, a) })),
  ),
  caseOf(
    'an input less its sums',
    square((a) => ({ a: plus(a, neg(totalled(a))) })),
  ),
  caseOf(
    'one node for two outputs',
    square((a, b) => ({ a: plus(a, b), b: plus(a, b), c: plus(a, b) })),
  ),
  caseOf(
    'one node for an output and its transpose',
    square((a, b) => ({ a: product(a, b), b: turned(product(a, b)) })),
  ),
  caseOf(
    'one output for two, reshaped',
    square((a, b) => ({ a: plus(a, b), c: reshape([9])(plus(a, b)) })),
  ),
  caseOf(
    'an input reshaped',
    square((a) => ({ a, c: reshape([9])(a), d: reshape([1, 9])(a) })),
  ),
  caseOf(
    'a reshape that is read again',
    square((a, b) => {
      const flat = reshape([9])(exp(typed<readonly [3, 3], 'f32'>(a)))
      return { a: reshape([3, 3])(mul(flat, flat)), b: plus(b, sum(flat)), c: flat }
    }),
  ),
  caseOf(
    'constants',
    square((a) => ({
      a: constant([
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ]),
      c: constant(7),
      d: a,
      e: broadcastTo([2])(constant(1)),
    })),
  ),
  caseOf(
    'an output that another needs',
    square((a, b) => {
      const next = plus(a, b)
      return { a: next, b: product(next, next), c: tanh(typed(next)) }
    }),
  ),
  caseOf(
    'symbolic rows',
    program({ a: f32(n, 2), b: f32(2) }, ({ a, b }) => ({
      a: softmax({ axis: -1 })(add(a, b)),
      b: add(b, sum({ axis: 0 })(a)),
    })),
    { sizes: { n: 3 } },
  ),
]

const cases = [...corpus, ...awkward]

/** The first and the last kernel that touches each working buffer, views included. */
const lives = (module: Module): ReadonlyMap<BufferId, readonly [first: number, last: number]> => {
  const found = new Map<BufferId, readonly [number, number]>()
  module.kernels.forEach(({ body }, k) => {
    for (const stmt of statements(body)) {
      const touched =
        stmt.tag === 'store'
          ? [stmt.buffer]
          : stmt.tag === 'let' && stmt.value.tag === 'load'
            ? [stmt.value.buffer]
            : []
      for (const id of touched) {
        const storage = storageOf(module, id)
        found.set(storage, [found.get(storage)?.[0] ?? k, k])
      }
    }
  })
  return found
}

/** With the kernels that were planned: what becomes one without loops shares nothing. */
const variants: readonly PipelineOptions[] = [
  { unroll: 0 },
  { unroll: 0, fuse: false },
  { unroll: 0, fuse: false, rules: [] },
]

/** Of a working buffer the memory, its room in bytes, and when it is in use. */
interface Tenant {
  readonly memory: string
  readonly first: number
  readonly last: number
}

/** Working buffers and the outputs whose memory they may have, each with its life. */
const tenantsOf = (module: Module): readonly Tenant[] =>
  [...lives(module)].flatMap(([id, [first, last]]): readonly Tenant[] => {
    const { place } = at(module.buffers, id)
    if (place.tag === 'scratch') return [{ memory: `slot ${known(place.slot, 'slot')}`, first, last }]
    if (place.tag === 'lent') return [{ memory: `b${place.by}`, first, last }]
    return place.tag === 'output' ? [{ memory: `b${id}`, first, last: module.kernels.length }] : []
  })

/** Those of which one is in use before the other is not any more. */
const meeting = (tenants: readonly Tenant[]): readonly (readonly [Tenant, Tenant])[] => {
  const ordered = [...tenants].sort((a, b) => a.first - b.first || a.last - b.last)
  return ordered.flatMap((next, k) =>
    ordered.slice(0, k).flatMap((before) => {
      return before.memory === next.memory && before.last >= next.first ? [[before, next] as const] : []
    }),
  )
}

const bytesIn = (sizes: readonly (number | undefined)[]): number =>
  sizes.reduce<number>((sum, size) => sum + known(size, 'size'), 0)

describe('memory that is shared', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, { program: p, inputs, sizes }) => {
    const sizeOf = (shape: shapes.Shape): number | undefined => extent.resolve(shapes.sizeOf(shape), sizes)
    for (const options of variants) {
      const executable = orThrow(compile(p, options))
      const stage = stageAfter(executable.trace, 'plan')
      const { module } = executable
      expect(validate(stage)).toEqual([])
      for (const { place, dtype, shape } of module.buffers) {
        if (place.tag !== 'scratch' && place.tag !== 'lent') continue
        const lender = place.tag === 'lent' ? at(module.buffers, place.by) : undefined
        const slot = place.tag === 'scratch' ? module.slots[known(place.slot, 'slot')] : undefined
        expect(slot?.dtype ?? lender?.dtype).toBe(dtype)
        const room =
          slot === undefined ? sizeOf(known(lender, 'lender').shape) : extent.resolve(slot.size, sizes)
        expect(room).toBeGreaterThanOrEqual(known(sizeOf(shape), 'size'))
      }
      // Two may meet in the one kernel that reads the one for the last time, if that works turn by turn.
      const met = meeting(tenantsOf(module))
      expect(
        met.filter(([before, next]) => before.last !== next.first || before.first === before.last),
      ).toEqual([])
      const arrays = inputs()
      const before = runStage(stageAfter(executable.trace, 'expand'), arrays, sizes)
      expect(otherBits(before, runStage(stage, arrays, sizes))).toEqual([])
      const working = module.buffers.filter(({ place }) => place.tag === 'scratch' || place.tag === 'lent')
      const peak = bytesIn(module.slots.map(({ size }) => extent.resolve(size, sizes)))
      expect(peak).toBeLessThanOrEqual(bytesIn(working.map(({ shape }) => sizeOf(shape))))
    }
  })

  it('is that of the output where a chain has no other', () => {
    const { slots, buffers } = planned(
      known(
        corpus.find(({ name }) => name === 'deep chain'),
        'case',
      ).program,
    )
    expect(slots).toEqual([])
    expect(buffers.some(({ place }) => place.tag === 'lent')).toBe(true)
  })
})

describe('every target gives the same bits whether memory is shared or not', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, { program: p, inputs, sizes }) => {
    for (const target of ['javascript', 'wasm'] as const) {
      const arrays = inputs()
      const shared = call(p, arrays, sizes, { target })
      const apart = call(p, arrays, sizes, { target, reuse: false })
      expect(otherBits(apart.outputs, shared.outputs)).toEqual([])
    }
  })
})

const isArray = (value: TypedArray | tree.Tree<TypedArray>): value is TypedArray =>
  dtypeOfArray(value) !== undefined

const paths = (record: Program['inputs']): readonly string[] =>
  tree.entries(record, isTensor).map(([path]) => path)

describe('donation', () => {
  /** With and without, with the stages in double precision, and whether inputs were taken over. */
  const expectSame = ({ program: p, inputs, sizes }: Case, donate: readonly string[]): number => {
    const arrays = inputs()
    const plain = call(p, arrays, sizes)
    const given = call(p, arrays, sizes, { donate })
    expect(otherBits(plain.outputs, given.outputs)).toEqual([])
    const stage = stageAfter(given.trace, 'plan')
    expect(validate(stage)).toEqual([])
    expect(
      otherBits(runStage(stageAfter(plain.trace, 'expand'), arrays, sizes), runStage(stage, arrays, sizes)),
    ).toEqual([])
    return stage.kind === 'module'
      ? stage.value.buffers.filter(({ place }) => place.tag === 'donated').length
      : 0
  }

  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const shared = paths(one.program.outputs).filter((path) => paths(one.program.inputs).includes(path))
    expect(expectSame(one, shared)).toBe(shared.length)
    for (const path of shared) expect(expectSame(one, [path])).toBe(1)
    expect(expectSame(one, ['nothing'])).toBe(0)
  })

  const space = ['a', 'b', 'c'] as const

  /** From values of 3×3 to another. */
  const steps: readonly ((a: AnyTensor, b: AnyTensor) => AnyTensor)[] = [
    plus,
    plus,
    turned,
    product,
    totalled,
    (a) => tanh(typed(a)),
    (a) => reshape([3, 3])(reshape([9])(a)),
    (a) => reshape([3, 3])(typed(turned(a))),
  ]

  const drawn = fc.record({
    nodes: fc.array(fc.record({ step: fc.nat(steps.length - 1), a: fc.nat(20), b: fc.nat(20) }), {
      maxLength: 12,
    }),
    outputs: fc.tuple(fc.nat(20), fc.nat(20), fc.nat(20)),
    donate: fc.subarray([...space], { minLength: 1 }),
    fuse: fc.boolean(),
  })

  it('changes no bit of random programs', () => {
    fc.assert(
      fc.property(drawn, ({ nodes, outputs, donate, fuse }) => {
        const inputs = Object.fromEntries(space.map((name) => [name, input(name, f32(3, 3))]))
        const values: AnyTensor[] = Object.values(inputs)
        for (const { step, a, b } of nodes)
          values.push(at(steps, step)(at(values, a % values.length), at(values, b % values.length)))
        const chosen = outputs.map((output, k) => [at(space, k), at(values, output % values.length)] as const)
        const one = caseOf('random', closed(inputs, Object.fromEntries(chosen), []))
        const plain = call(one.program, one.inputs(), one.sizes, { fuse })
        const taken = call(one.program, one.inputs(), one.sizes, { fuse, donate })
        expect(otherBits(plain.outputs, taken.outputs)).toEqual([])
      }),
      { seed: 11, numRuns: 400 },
    )
  })
})

describe('an executable called at other sizes', () => {
  const symbolic = [...cases].filter(({ sizes }) => sizes.size === 1)

  it('is about some programs', () => {
    expect(symbolic.length).toBeGreaterThan(5)
  })

  it.each(symbolic.map((one) => [one.name, one] as const))('%s', (_, { program: p }) => {
    const [size] = [
      ...new Set(tree.entries(p.inputs, isTensor).flatMap(([, { shape }]) => shape.flatMap(extent.names))),
    ]
    const name = known(size, 'a size')
    const executable = orThrow(compile(p))
    for (const value of [5, 3, 8, 0, 1, 5]) {
      const one = caseOf('sized', p, { sizes: { [name]: value }, below: 3 })
      const arrays = one.inputs()
      const found = executable(tree.fromEntries([...arrays]), { sizes: { [name]: value } })
      expect(otherBits(call(p, arrays, one.sizes).outputs, new Map(tree.entries(found, isArray)))).toEqual([])
    }
  })
})

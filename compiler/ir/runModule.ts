/**
 * Runs a module in double precision, statement by statement: the meaning of kernels.
 * Before it: `Module.ts`. After it: the laws that compare each stage with the one before.
 * Invariant: nothing is rounded to float32; a read outside a buffer is a bug that says so, but of one without elements,
 * where an index that is held within its axis finds NaN, and stores nothing. So is a read of an element that was not
 * written, or that another buffer in the same memory has overwritten. An observer is told of each statement in
 * the order in which they run. Kernels in parts run part by part from the last to the first, with nothing in what each
 * part keeps for itself: what they compute does not depend on it.
 */
import { double } from '../../src/basis.ts'
import { at, Bug, known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import type { Extent, Sizes } from '../../src/Extent.ts'
import * as extent from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import * as affine from './Affine.ts'
import type { Affine } from './Affine.ts'
import { totalOf, turnsOfPart } from './Kernel.ts'
import type { Atom, BufferId, Expr, Kernel, Stmt } from './Kernel.ts'
import type { Module } from './Module.ts'
import { regionOf, storageOf } from './Module.ts'

/** A statement that has run. */
export interface Executed {
  readonly kernel: Kernel
  readonly stmt: Exclude<Stmt, { readonly tag: 'for' }>
  /** What a `let` or a store gave, and what an accumulator was then: its witness, if it has one. */
  readonly value: number
  /** The element that a store went to. */
  readonly index: number | undefined
}

export type Observer = (executed: Executed) => void

/** The elements of a buffer, and which buffer wrote each of them last: others may share its memory. */
interface Memory {
  readonly owner: BufferId
  readonly data: Float64Array
  readonly owners: Int32Array
}

const nobody = -1

/** What a running kernel sees: sizes, memory, and the values of its variables and locals. */
interface State {
  readonly kernel: Kernel
  readonly observe: Observer | undefined
  readonly size: (size: Extent) => number
  readonly memory: (buffer: BufferId) => Memory
  readonly variables: Map<string, number>
  readonly locals: Map<string, number>
  /** The part that runs of a kernel in parts, and how many there are. */
  readonly part: readonly [part: number, count: number]
}

const place = (state: State, index: Affine): number => affine.evaluate(index, state.variables, state.size)

const atom = (state: State, value: Atom): number =>
  value.tag === 'number' ? value.value : known(state.locals.get(value.name), `local ${value.name}`)

/** A machine operation on numbers in double precision. */
const machine = (expr: Expr & { tag: 'basis' }, operands: readonly number[]): number => {
  const operation: (...operands: number[]) => number = double[expr.name]
  return operation(...operands)
}

const evaluate = (state: State, expr: Expr): number => {
  switch (expr.tag) {
    case 'number':
    case 'local':
      return atom(state, expr)
    case 'load': {
      const index = place(state, expr.index)
      const { owner, data, owners } = state.memory(expr.buffer)
      if (data.length === 0) return Number.NaN
      const value = data[index]
      if (value === undefined) throw new Bug(`element ${index} of b${expr.buffer} does not exist`)
      if (owners[index] !== owner) throw new Bug(`element ${index} of b${expr.buffer} is not there`)
      return value
    }
    case 'position':
      return place(state, expr.index)
    case 'clamp':
      return Math.max(Math.min(atom(state, expr.value), state.size(expr.extent) - 1), 0)
    case 'kept':
      return atom(state, expr.value)
    case 'apply':
      return expr.op.meaning(...expr.operands.map((operand) => atom(state, operand)))
    case 'basis':
      return machine(
        expr,
        expr.operands.map((operand) => atom(state, operand)),
      )
  }
}

const step = (state: State, stmt: Executed['stmt']): void => {
  const gave = (value: number, index?: number): void =>
    state.observe?.({ kernel: state.kernel, stmt, value, index })
  switch (stmt.tag) {
    case 'let': {
      const value = evaluate(state, stmt.value)
      if (stmt.value.tag === 'clamp') state.variables.set(stmt.name, value)
      state.locals.set(stmt.name, value)
      return gave(value)
    }
    case 'accumulator':
      state.locals.set(stmt.name, stmt.start)
      return gave(stmt.start)
    case 'accumulate': {
      const before = known(state.locals.get(stmt.name), `accumulator ${stmt.name}`)
      const after = stmt.monoid.combine(double, before, atom(state, stmt.value))
      if (stmt.witness !== undefined && after !== before && !Number.isNaN(before))
        state.locals.set(stmt.witness.name, atom(state, stmt.witness.value))
      state.locals.set(stmt.name, after)
      return gave(known(state.locals.get(totalOf(stmt)), 'accumulator'))
    }
    case 'store': {
      const { owner, data, owners } = state.memory(stmt.buffer)
      const index = place(state, stmt.index)
      if (data.length === 0) return
      if (!(index in data)) throw new Bug(`element ${index} of b${stmt.buffer} does not exist`)
      const value = atom(state, stmt.value)
      data[index] = value
      owners[index] = owner
      return gave(value, index)
    }
  }
}

/** Runs statements; the depth of the recursion is that of the loops, at most twice the rank. */
const block = (state: State, body: readonly Stmt[]): void => {
  for (const stmt of body)
    if (stmt.tag === 'for') {
      const { step = 1, after = 1 } = stmt
      const count = state.size(stmt.extent)
      const start = stmt.after === undefined ? 0 : count - (count % after)
      const turns = Math.max(0, Math.floor((count - start) / step))
      const [from, to] = stmt.inParts === true ? turnsOfPart(turns, ...state.part) : [0, turns]
      for (let turn = from; turn < to; turn++) {
        state.variables.set(stmt.variable, start + turn * step)
        block(state, stmt.body)
      }
    } else step(state, stmt)
}

const filled = (owner: BufferId, data: Float64Array): Memory => ({
  owner,
  data,
  owners: new Int32Array(data.length).fill(owner),
})

/** The outputs by path, in double precision, for inputs by path and known sizes. */
export const run = (
  module: Module,
  inputs: ReadonlyMap<string, TypedArray | Float64Array>,
  sizes: Sizes,
  observe?: Observer,
): ReadonlyMap<string, Float64Array> => {
  const size = (e: Extent): number => known(extent.resolve(e, sizes), `size ${extent.show(e)}`)
  const lengthOf = (id: BufferId): number => size(shapes.sizeOf(at(module.buffers, id).shape))
  const regions = new Map<string, Memory>(
    module.slots.map((slot, k) => [`t${k}`, filled(nobody, new Float64Array(size(slot.size)))]),
  )
  module.buffers.forEach(({ place: where }, id) => {
    const region = regionOf(module, id)
    if (where.tag === 'input')
      regions.set(region, filled(id, Float64Array.from(known(inputs.get(where.path), `input ${where.path}`))))
    else if (where.tag === 'constant') regions.set(region, filled(id, Float64Array.from(where.value)))
    else if (region === `b${id}`) regions.set(region, filled(nobody, new Float64Array(lengthOf(id))))
  })
  const memories = module.buffers.map((_, id): Memory => {
    const owner = storageOf(module, id)
    const { data, owners } = known(regions.get(regionOf(module, id)), `memory of b${id}`)
    const length = lengthOf(owner)
    return { owner, data: data.subarray(0, length), owners: owners.subarray(0, length) }
  })
  const memory = (id: BufferId): Memory => at(memories, id)
  for (const kernel of module.kernels) {
    const { count, own } = kernel.parts ?? { count: 1, own: [] }
    for (let part = count - 1; part >= 0; part--) {
      for (const id of own) memory(id).owners.fill(nobody)
      block(
        { kernel, observe, size, memory, variables: new Map(), locals: new Map(), part: [part, count] },
        kernel.body,
      )
    }
  }
  const outputs = new Map<string, Float64Array>()
  module.buffers.forEach(({ place: where }, id) => {
    if (where.tag === 'output' || where.tag === 'donated') outputs.set(where.path, memory(id).data.slice())
  })
  return outputs
}

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
import { numbersOf } from '../../src/DType.ts'
import type { Extent, Sizes } from '../../src/Extent.ts'
import * as extent from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import type { Affine } from './Affine.ts'
import { totalOf, turnsOfPart } from './Kernel.ts'
import type { Atom, BufferId, Expr, Kernel, Loop, Stmt } from './Kernel.ts'
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

/** What kernels see of the module: sizes, and memory. */
interface Surroundings {
  readonly observe: Observer | undefined
  readonly size: (size: Extent) => number
  readonly memory: (buffer: BufferId) => Memory
}

type Value = () => number
type Action = () => void

/** A kernel whose statements have become functions over the values of its names. */
class Runner {
  private readonly slots = new Map<string, number>()
  private readonly values: (number | undefined)[] = []
  private readonly kernel: Kernel
  private readonly around: Surroundings
  private readonly body: Action
  private part: readonly [part: number, count: number] = [0, 1]

  constructor(kernel: Kernel, around: Surroundings) {
    this.kernel = kernel
    this.around = around
    this.body = this.block(kernel.body)
  }

  /** One of so many parts. */
  run(part: number, count: number): void {
    this.part = [part, count]
    this.values.fill(undefined)
    this.body()
  }

  private slot(name: string): number {
    const found = this.slots.get(name) ?? this.slots.size
    this.slots.set(name, found)
    return found
  }

  private local(name: string): Value {
    const [slot, { values }] = [this.slot(name), this]
    return () => {
      const value = values[slot]
      if (value === undefined) throw new Bug(`no local ${name}`)
      return value
    }
  }

  private setter(name: string): (value: number) => void {
    const [slot, { values }] = [this.slot(name), this]
    return (value) => {
      values[slot] = value
    }
  }

  private place({ base, terms }: Affine): Value {
    const { values, around } = this
    const start = around.size(base)
    const steps = terms.map(({ variable, coefficient }) => ({
      slot: this.slot(variable),
      by: around.size(coefficient),
    }))
    return () => {
      let sum = start
      for (const { slot, by } of steps) sum += by * (values[slot] ?? Number.NaN)
      return sum
    }
  }

  private atom(value: Atom): Value {
    if (value.tag === 'local') return this.local(value.name)
    const number = value.value
    return () => number
  }

  private applied(operation: (...operands: number[]) => number, operands: readonly Atom[]): Value {
    const [first, second, ...others] = operands.map((operand) => this.atom(operand))
    if (first === undefined) return () => operation()
    if (second === undefined) return () => operation(first())
    if (others.length === 0) return () => operation(first(), second())
    return () => operation(first(), second(), ...others.map((other) => other()))
  }

  private evaluated(expr: Expr): Value {
    switch (expr.tag) {
      case 'number':
      case 'local':
        return this.atom(expr)
      case 'load': {
        const { owner, data, owners } = this.around.memory(expr.buffer)
        const place = this.place(expr.index)
        if (data.length === 0) return () => Number.NaN
        return () => {
          const index = place()
          const value = data[index]
          if (value === undefined) throw new Bug(`element ${index} of b${expr.buffer} does not exist`)
          if (owners[index] !== owner) throw new Bug(`element ${index} of b${expr.buffer} is not there`)
          return value
        }
      }
      case 'position':
        return this.place(expr.index)
      case 'clamp': {
        const [value, last] = [this.atom(expr.value), this.around.size(expr.extent) - 1]
        return () => Math.max(Math.min(value(), last), 0)
      }
      case 'kept':
        return this.atom(expr.value)
      case 'apply':
        return this.applied(expr.op.meaning, expr.operands)
      case 'basis':
        return this.applied(double[expr.name], expr.operands)
    }
  }

  private step(stmt: Executed['stmt']): Action {
    const { kernel } = this
    const { observe } = this.around
    const gave = (value: number, index?: number): void => observe?.({ kernel, stmt, value, index })
    switch (stmt.tag) {
      case 'let': {
        const [evaluate, set] = [this.evaluated(stmt.value), this.setter(stmt.name)]
        return () => {
          const value = evaluate()
          set(value)
          gave(value)
        }
      }
      case 'accumulator': {
        const set = this.setter(stmt.name)
        return () => {
          set(stmt.start)
          gave(stmt.start)
        }
      }
      case 'accumulate': {
        const { monoid, witness } = stmt
        const [accumulated, value, set] = [
          this.local(stmt.name),
          this.atom(stmt.value),
          this.setter(stmt.name),
        ]
        const total = this.local(totalOf(stmt))
        const found = witness && { value: this.atom(witness.value), set: this.setter(witness.name) }
        return () => {
          const before = accumulated()
          const after = monoid.combine(double, before, value())
          if (found !== undefined && after !== before && !Number.isNaN(before)) found.set(found.value())
          set(after)
          gave(total())
        }
      }
      case 'store': {
        const { owner, data, owners } = this.around.memory(stmt.buffer)
        const [place, stored] = [this.place(stmt.index), this.atom(stmt.value)]
        if (data.length === 0) return () => undefined
        return () => {
          const index = place()
          if (!(index in data)) throw new Bug(`element ${index} of b${stmt.buffer} does not exist`)
          const value = stored()
          data[index] = value
          owners[index] = owner
          gave(value, index)
        }
      }
    }
  }

  private loop(loop: Loop): Action {
    const { step = 1, after = 1 } = loop
    const count = this.around.size(loop.extent)
    const start = loop.after === undefined ? 0 : count - (count % after)
    const turns = Math.max(0, Math.floor((count - start) / step))
    const [set, body] = [this.setter(loop.variable), this.block(loop.body)]
    return () => {
      const [from, to] = loop.inParts === true ? turnsOfPart(turns, ...this.part) : [0, turns]
      for (let turn = from; turn < to; turn++) {
        set(start + turn * step)
        body()
      }
    }
  }

  /** The depth of the recursion is that of the loops, at most twice the rank. */
  private block(body: readonly Stmt[]): Action {
    const actions = body.map((stmt) => (stmt.tag === 'for' ? this.loop(stmt) : this.step(stmt)))
    return () => {
      for (const action of actions) action()
    }
  }
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
  const size = (e: Extent): number =>
    typeof e === 'number' ? e : known(extent.resolve(e, sizes), `size ${extent.show(e)}`)
  const lengthOf = (id: BufferId): number => size(shapes.sizeOf(at(module.buffers, id).shape))
  const regions = new Map<string, Memory>(
    module.slots.map((slot, k) => [`t${k}`, filled(nobody, new Float64Array(size(slot.size)))]),
  )
  module.buffers.forEach(({ place: where, dtype }, id) => {
    const region = regionOf(module, id)
    if (where.tag === 'input')
      regions.set(region, filled(id, numbersOf(dtype, known(inputs.get(where.path), `input ${where.path}`))))
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
    const runner = new Runner(kernel, { observe, size, memory })
    for (let part = count - 1; part >= 0; part--) {
      for (const id of own) memory(id).owners.fill(nobody)
      runner.run(part, count)
    }
  }
  const outputs = new Map<string, Float64Array>()
  module.buffers.forEach(({ place: where }, id) => {
    if (where.tag === 'output' || where.tag === 'donated') outputs.set(where.path, memory(id).data.slice())
  })
  return outputs
}

/**
 * The work that a kernel has to do, counted from its loops: operations on floats, and bytes.
 * Before it: `ir/Kernel.ts` after `expand`, not scheduled. After it: `profile.ts`.
 * Invariant: an operation counts once for each value that it gives, however often a schedule computes it; the elements of
 * a buffer count once read or once written, and never more of them than there are.
 */
import { at, known } from '../../src/Bug.ts'
import type { BasisName } from '../../src/basis.ts'
import { bytesOf } from '../../src/DType.ts'
import * as extent from '../../src/Extent.ts'
import type { Extent, Sizes } from '../../src/Extent.ts'
import * as shapes from '../../src/Shape.ts'
import { affinesOf, atomsOf } from '../ir/Kernel.ts'
import type { BufferId, Kernel, Loop, Stmt } from '../ir/Kernel.ts'
import { storageOf } from '../ir/Module.ts'
import type { Module } from '../ir/Module.ts'
import { accumulatorKinds as kindsIn } from '../targets/wasm/kinds.ts'

export interface Work {
  /** Operations on floats. */
  readonly flops: number
  readonly bytes: number
}

type Single = Exclude<Stmt, Loop>

/** The machine operations that count, each as one. */
const counted: ReadonlySet<BasisName> = new Set(['add', 'sub', 'mul', 'div', 'sqrt', 'min', 'max'])

/** An operation on floats, or one more term of a sum, product, minimum or maximum of floats. */
const isCounted = (stmt: Single, kinds: ReturnType<typeof kindsIn>): boolean => {
  if (stmt.tag === 'accumulate') return kinds.get(stmt.name) === 'f32'
  if (stmt.tag !== 'let' || stmt.value.tag !== 'basis') return false
  return counted.has(stmt.value.name) && kinds.get(stmt.name) === 'f32'
}

const loadedBy = (stmt: Single): BufferId | undefined =>
  stmt.tag === 'let' && stmt.value.tag === 'load' ? stmt.value.buffer : undefined

/** Variables of loops: those that a value moves with. */
type Moving = ReadonlySet<string>

const united = (all: readonly Moving[]): Moving => new Set(all.flatMap((one) => [...one]))

/** Which loops every value moves with. */
class Movement {
  private readonly values = new Map<string, Moving>()
  private readonly opened = new Map<string, readonly string[]>()

  loop(variable: string): void {
    this.values.set(variable, new Set([variable]))
  }

  of(name: string): Moving {
    return known(this.values.get(name), `value of ${name}`)
  }

  /** Of what a statement reads, and of the address or the position in it. */
  read(stmt: Single): readonly [operands: Moving, index: Moving] {
    const operands = atomsOf(stmt).flatMap((atom) => (atom.tag === 'local' ? [this.of(atom.name)] : []))
    const index = affinesOf(stmt).flatMap(({ terms }) => terms.map(({ variable }) => this.of(variable)))
    return [united(operands), united(index)]
  }

  /** What a statement between these loops takes part in, once all that it reads moves with `read`. */
  write(stmt: Single, around: readonly string[], read: Moving): Moving {
    if (stmt.tag === 'let') this.values.set(stmt.name, read)
    if (stmt.tag === 'accumulator') {
      this.opened.set(stmt.name, around)
      this.values.set(stmt.name, read)
    }
    if (stmt.tag !== 'accumulate') return read
    const outside = known(this.opened.get(stmt.name), `accumulator ${stmt.name}`)
    const turns = united([read, new Set(around.slice(outside.length))])
    for (const total of [stmt.name, ...(stmt.witness === undefined ? [] : [stmt.witness.name])])
      this.values.set(
        total,
        united([this.of(total), new Set(outside.filter((variable) => turns.has(variable)))]),
      )
    return turns
  }
}

/** The elements of each storage that are read or written. */
class Traffic {
  private readonly elements = new Map<BufferId, number>()

  add(storage: BufferId, count: number): void {
    this.elements.set(storage, (this.elements.get(storage) ?? 0) + count)
  }

  bytes(buffers: Module['buffers'], numberOf: (size: Extent) => number): number {
    return [...this.elements].reduce((sum, [id, count]) => {
      const { dtype, shape } = at(buffers, id)
      return sum + bytesOf[dtype] * Math.min(count, numberOf(shapes.sizeOf(shape)))
    }, 0)
  }
}

/** The work of a kernel of a planned module, for these sizes. */
export const workOf = (kernel: Kernel, module: Module, sizes: Sizes): Work => {
  const { body, writes } = kernel
  const kinds = kindsIn(kernel, module.buffers)
  const numberOf = (size: Extent): number => known(extent.resolve(size, sizes), `size ${extent.show(size)}`)
  const own = new Set(writes.map((id) => storageOf(module, id)))
  const movement = new Movement()
  const [read, written] = [new Traffic(), new Traffic()]
  const turns = new Map<string, number>()
  const values = (moving: Moving): number =>
    [...moving].reduce((product, variable) => product * known(turns.get(variable), variable), 1)
  let flops = 0
  const visit = (stmt: Single, around: readonly string[]): void => {
    const [operands, index] = movement.read(stmt)
    const loaded = loadedBy(stmt)
    const storage = loaded === undefined ? undefined : storageOf(module, loaded)
    // What the kernel itself has written may be another value in every turn.
    const isOwn = storage !== undefined && own.has(storage)
    const moving = movement.write(stmt, around, isOwn ? new Set(around) : united([operands, index]))
    if (isCounted(stmt, kinds)) flops += values(moving)
    if (storage !== undefined && !isOwn) read.add(storage, values(index))
    if (stmt.tag === 'store') written.add(storageOf(module, stmt.buffer), values(index))
  }
  const outside: readonly string[] = []
  const stack = body.map((stmt) => ({ stmt, around: outside })).reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { stmt, around } = next
    if (stmt.tag !== 'for') visit(stmt, around)
    else {
      movement.loop(stmt.variable)
      turns.set(stmt.variable, numberOf(stmt.extent))
      const inside = [...around, stmt.variable]
      stack.push(...stmt.body.map((inner) => ({ stmt: inner, around: inside })).reverse())
    }
  }
  return { flops, bytes: read.bytes(module.buffers, numberOf) + written.bytes(module.buffers, numberOf) }
}

/**
 * One kernel as one WebAssembly function.
 * Before it: `ir/Kernel.ts` after `expand`, scheduled or not. After it: `encode.ts`.
 * Invariant: every local is a vector; outside lanes all of its lanes are the same. What moves with a loop in lanes is
 * loaded and stored a vector at a time; of fewer lanes than four the others are computed and not stored, which may read
 * up to 16 bytes beyond the elements.
 */
import type { Basis } from '../../../src/basis.ts'
import { at, Bug, known } from '../../../src/Bug.ts'
import { bytesOf } from '../../../src/DType.ts'
import * as extent from '../../../src/Extent.ts'
import type { Extent } from '../../../src/Extent.ts'
import type { Affine } from '../../ir/Affine.ts'
import { sizesOf } from '../../ir/Kernel.ts'
import type { Atom, BufferId, Expr, Kernel, Loop, Stmt } from '../../ir/Kernel.ts'
import type { Buffer } from '../../ir/Module.ts'
import type { Provenance } from '../../ir/Provenance.ts'
import { Addresses } from './Addresses.ts'
import type { Address } from './Addresses.ts'
import { everySecond, isEverySecond, load, positions, store } from './Access.ts'
import type { Access } from './Access.ts'
import { as, kindOf, wasmBasis } from './basis.ts'
import type { Bounds, Kind, Value } from './basis.ts'
import type { Local, ValueType, WasmFunction } from './encode.ts'
import type { Instruction } from './instructions.ts'
import { accumulatorKinds, applied } from './kinds.ts'
import { turnsUntil, valueOf } from './parts.ts'

type Code = readonly Instruction[]
type Single = Exclude<Stmt, Loop>

const get = (local: string): Instruction => ({ op: 'local.get', local })

/** The lanes in which statements run: their variable, and how many are meant. */
interface Lanes {
  readonly variable: string
  readonly count: number
}

class KernelWriter {
  readonly locals: Local[] = []
  readonly addresses: Addresses
  private readonly buffers: readonly Buffer[]
  private readonly kinds: ReadonlyMap<string, Kind>
  private readonly values = new Map<string, Value>()
  /** The integers that are held within an extent, by the names that addresses know them by. */
  private readonly indices = new Map<string, string>()
  /** Eight neighbours as two vectors, by their place: until something is stored, or a loop moves on. */
  private readonly eights = new Map<string, readonly [low: Code, high: Code]>()
  private readonly basis: Basis<Value>
  private lanes: Lanes | undefined
  private of: Provenance | undefined

  constructor(kernel: Kernel, buffers: readonly Buffer[], sizes: ReadonlyMap<string, string>) {
    this.buffers = buffers
    this.kinds = accumulatorKinds(kernel, buffers)
    this.addresses = new Addresses(this.fresh, (size) => known(sizes.get(size), `size ${size}`))
    this.basis = wasmBasis((code) => this.held(code))
    this.addresses.open(undefined, 0, 1)
  }

  private readonly fresh = (type: ValueType): string => {
    const name = `${type === 'v128' ? 'v' : 'p'}${this.locals.length}`
    this.locals.push({ name, type })
    return name
  }

  private emit(...code: Code): void {
    const { of } = this
    const { body } = known(this.addresses.scopes.at(-1), 'scope')
    for (const each of code) body.push(of === undefined ? each : { ...each, of })
  }

  /** A vector that can be read more than once. */
  private held(code: Code): Code {
    if (code.length === 1) return code
    const local = this.fresh('v128')
    this.emit(...code, { op: 'local.set', local })
    return [get(local)]
  }

  private atom(atom: Atom): Value {
    return atom.tag === 'number' ? atom : known(this.values.get(atom.name), `local ${atom.name}`)
  }

  /** Binds a vector to a local of its own. */
  private bind(name: string, kind: Kind, code: Code, bounds?: Bounds): void {
    const local = this.fresh('v128')
    this.emit(...code, { op: 'local.set', local })
    this.values.set(name, { tag: 'vector', kind, code: [get(local)], ...(bounds && { bounds }) })
  }

  /** How much further the next lane is, in elements. */
  private stride({ terms }: Affine): Extent {
    return terms.find(({ variable }) => variable === this.lanes?.variable)?.coefficient ?? 0
  }

  /** The place of an element; that of the first lane, in lanes. */
  private place(buffer: BufferId, index: Affine): Address {
    const unit = bytesOf[at(this.buffers, buffer).dtype]
    const address = this.addresses.address(`b${buffer}`, index, unit)
    const held = index.terms.filter(({ variable }) => this.indices.has(variable))
    if (held.length === 0) return address
    const local = this.fresh('i32')
    this.emit(
      get(address.local),
      ...held.flatMap(({ variable, coefficient }): Code => [
        get(known(this.indices.get(variable), variable)),
        ...this.addresses.size(extent.mul(coefficient, unit)),
        { op: 'i32.mul' },
        { op: 'i32.add' },
      ]),
      { op: 'local.set', local },
    )
    return { local, offset: address.offset }
  }

  private access(buffer: BufferId, index: Affine): Access {
    return {
      dtype: at(this.buffers, buffer).dtype,
      place: this.place(buffer, index),
      stride: this.stride(index),
      lanes: this.lanes?.count ?? 1,
      size: (size) => this.addresses.size(size),
    }
  }

  private position(index: Affine): Value {
    const size = (of: Extent): Code => this.addresses.size(of)
    return {
      tag: 'vector',
      kind: 'i32',
      code: positions(this.addresses.value(index), this.stride(index), size),
    }
  }

  /** An integer held within 0 … size − 1, as a vector and in a register. */
  private clamp(name: string, value: Value, size: Extent): void {
    const isUnsigned = value.tag === 'vector' && value.kind === 'u32'
    const last: Code = [...this.addresses.size(extent.sub(size, 1)), { op: 'i32x4.splat' }]
    const zero: Instruction = { op: 'v128.const', lanes: [0, 0, 0, 0] }
    this.bind(name, 'i32', [
      ...as(isUnsigned ? 'u32' : 'i32', value),
      ...last,
      { op: isUnsigned ? 'i32x4.min_u' : 'i32x4.min_s' },
      zero,
      { op: 'i32x4.max_s' },
    ])
    const local = this.fresh('i32')
    this.emit(
      ...as('i32', this.atom({ tag: 'local', name })),
      { op: 'i32x4.extract_lane', lane: 0 },
      {
        op: 'local.set',
        local,
      },
    )
    this.indices.set(name, local)
  }

  private let(name: string, expr: Expr): void {
    if (expr.tag === 'clamp') return this.clamp(name, this.atom(expr.value), expr.extent)
    const value = this.expression(expr)
    if (value.tag === 'number' || value.code.length === 1) return void this.values.set(name, value)
    this.bind(name, value.kind, value.code, value.bounds)
  }

  private expression(expr: Exclude<Expr, { readonly tag: 'clamp' }>): Value {
    switch (expr.tag) {
      case 'number':
      case 'local':
        return this.atom(expr)
      case 'load':
        return this.load(this.access(expr.buffer, expr.index))
      case 'position':
        return this.position(expr.index)
      case 'kept':
        return this.atom(expr.value)
      case 'basis':
        return applied(
          this.basis,
          expr.name,
          expr.operands.map((operand) => this.atom(operand)),
        )
      case 'apply':
        throw new Bug(`${expr.op.name} reached the target`)
    }
  }

  /** Elements; those between others that were loaded are in the vectors of these. */
  private load(access: Access): Value {
    if (!isEverySecond(access)) return load(access)
    const { local, offset } = access.place
    const kind = kindOf[access.dtype]
    const before = this.eights.get(`${local} ${offset - 4}`)
    if (before !== undefined) return { tag: 'vector', kind, code: everySecond(1, ...before) }
    const vector = (from: number): Code => this.held([get(local), { op: 'v128.load', offset: from }])
    const here = [vector(offset), vector(offset + 16)] as const
    this.eights.set(`${local} ${offset}`, here)
    return { tag: 'vector', kind, code: everySecond(0, ...here) }
  }

  private accumulator(name: string, start: number): void {
    const kind = known(this.kinds.get(name), `kind of ${name}`)
    this.bind(name, kind, as(kind, { tag: 'number', value: start }))
  }

  private assign(name: string, value: Value): void {
    const target = this.values.get(name)
    const [first] = target?.tag === 'vector' ? target.code : []
    if (target?.tag !== 'vector' || first === undefined || !('local' in first))
      throw new Bug(`${name} is no accumulator`)
    this.emit(...as(target.kind, value), { op: 'local.set', local: first.local })
  }

  /** The first NaN stays the total: a total that is NaN already has its position. */
  private accumulate({ name, monoid, value, witness }: Extract<Stmt, { readonly tag: 'accumulate' }>): void {
    const total = this.atom({ tag: 'local', name })
    const combined = monoid.combine(this.basis, total, this.atom(value))
    if (witness === undefined) return this.assign(name, combined)
    const { basis } = this
    const kind = known(this.kinds.get(name), `kind of ${name}`)
    this.bind(`${name} next`, kind, as(kind, combined))
    const next = this.atom({ tag: 'local', name: `${name} next` })
    const isNew = basis.and(basis.not(basis.eq(next, total)), basis.eq(total, total))
    const place = this.atom({ tag: 'local', name: witness.name })
    this.assign(witness.name, basis.select(isNew, this.atom(witness.value), place))
    this.assign(name, next)
  }

  private store({ buffer, index, value }: Extract<Stmt, { readonly tag: 'store' }>): void {
    const access = this.access(buffer, index)
    const given = this.atom(value)
    const isBool = access.dtype === 'bool'
    const code = isBool
      ? as('i32', { tag: 'vector', kind: 'mask', code: as('mask', given) })
      : as(kindOf[access.dtype], given)
    this.emit(...store(access, this.held(code)))
    this.eights.clear()
  }

  private single(stmt: Single): void {
    this.of = stmt.of
    switch (stmt.tag) {
      case 'let':
        return this.let(stmt.name, stmt.value)
      case 'accumulator':
        return this.accumulator(stmt.name, stmt.start)
      case 'accumulate':
        return this.accumulate(stmt)
      case 'store':
        return this.store(stmt)
    }
  }

  block(body: readonly Stmt[]): void {
    for (const stmt of body)
      if (stmt.tag !== 'for') this.single(stmt)
      else if (stmt.lanes === true) this.inLanes(stmt)
      else this.loop(stmt)
  }

  private inLanes({ variable, extent: count, body }: Loop): void {
    if (typeof count !== 'number') throw new Bug('lanes without a number')
    this.lanes = { variable, count }
    this.block(body)
    this.lanes = undefined
  }

  /** Where a loop starts, and how many turns it has: numbers, or locals. */
  private turns({
    extent: size,
    step = 1,
    after,
  }: Loop): readonly [start: number | string, turns: number | string] {
    if (typeof size === 'number') {
      const start = after === undefined ? 0 : size - (size % after)
      return [start, Math.max(0, Math.floor((size - start) / step))]
    }
    const key = extent.show(size)
    const whole = this.addresses.size(size)
    const start =
      after === undefined
        ? 0
        : this.addresses.once(`${key} after ${after}`, [
            ...whole,
            ...whole,
            { op: 'i32.const', value: after },
            { op: 'i32.rem_u' },
            { op: 'i32.sub' },
          ])
    const rest: Code = start === 0 ? whole : [...whole, get(start), { op: 'i32.sub' }]
    const turns: Code = step === 1 ? rest : [...rest, { op: 'i32.const', value: step }, { op: 'i32.div_u' }]
    return [start, this.addresses.once(`${key} by ${step} from ${start}`, turns)]
  }

  /** The same of the part that runs: `turnsOfPart`, as instructions. */
  private turnsOfPart(stmt: Loop): readonly [start: string, turns: string] {
    const { variable, step = 1 } = stmt
    const [start, turns] = this.turns(stmt)
    const { addresses } = this
    const next = addresses.once('next part', [get('part'), { op: 'i32.const', value: 1 }, { op: 'i32.add' }])
    const from = addresses.once(`first turn of ${variable}`, turnsUntil('part', turns))
    const first: Code = [get(from), { op: 'i32.const', value: step }, { op: 'i32.mul' }]
    return [
      addresses.once(`start of ${variable}`, [...first, ...valueOf(start), { op: 'i32.add' }]),
      addresses.once(`turns of ${variable}`, [...turnsUntil(next, turns), get(from), { op: 'i32.sub' }]),
    ]
  }

  private loop(stmt: Loop): void {
    const { variable, step = 1, body } = stmt
    const [start, turns] = stmt.inParts === true ? this.turnsOfPart(stmt) : this.turns(stmt)
    if (turns === 0) return
    const scope = this.addresses.open(variable, start, step)
    this.eights.clear()
    this.block(body)
    this.eights.clear()
    this.addresses.close()
    this.of = undefined
    if (turns === 1) return this.emit(...scope.before, ...scope.body)
    const inside: Code = [...scope.before, ...this.repeated(scope, turns)]
    if (typeof turns === 'number') return this.emit(...inside)
    this.emit({ op: 'block' }, get(turns), { op: 'i32.eqz' }, { op: 'br_if', depth: 0 }, ...inside, {
      op: 'end',
    })
  }

  /** The turns of a loop, at least one; a local that moves by a number anyway counts them. */
  private repeated({ body, after, moving }: Addresses['scopes'][number], turns: number | string): Code {
    const counted = [...moving.values()].find(({ by }) => typeof by === 'number' && by !== 0)
    const total = valueOf(turns)
    const last = this.fresh('i32')
    if (counted === undefined || typeof counted.by !== 'number')
      return [
        ...total,
        { op: 'local.set', local: last },
        { op: 'loop' },
        ...body,
        ...after,
        get(last),
        { op: 'i32.const', value: 1 },
        { op: 'i32.sub' },
        { op: 'local.tee', local: last },
        { op: 'br_if', depth: 0 },
        { op: 'end' },
      ]
    return [
      ...total,
      { op: 'i32.const', value: counted.by },
      { op: 'i32.mul' },
      get(counted.local),
      { op: 'i32.add' },
      { op: 'local.set', local: last },
      { op: 'loop' },
      ...body,
      ...after,
      get(counted.local),
      get(last),
      { op: 'i32.ne' },
      { op: 'br_if', depth: 0 },
      { op: 'end' },
    ]
  }

  whole(): Code {
    const scope = at(this.addresses.scopes, 0)
    return [...scope.before, ...scope.body]
  }
}

/**
 * The function of a kernel: where its buffers begin, then the sizes that it needs; of one in parts which of them to
 * run, and how many there are.
 */
export const kernelFunction = (
  kernel: Kernel,
  buffers: readonly Buffer[],
  sizes: ReadonlyMap<string, string>,
): WasmFunction => {
  const writer = new KernelWriter(kernel, buffers, sizes)
  writer.block(kernel.body)
  const taken = [...new Set([...kernel.reads, ...kernel.writes])]
  return {
    name: kernel.name,
    parameters: [
      ...taken.map((id) => `b${id}`),
      ...sizesOf(kernel.body).map((size) => known(sizes.get(size), `size ${size}`)),
      ...(kernel.parts === undefined ? [] : ['part', 'parts']),
    ],
    body: writer.whole(),
    locals: writer.locals,
  }
}

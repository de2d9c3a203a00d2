/**
 * What straight statements store and load again, in locals: elements of working memory, of constants, of inputs.
 * Before it: `straighten.ts`. After it: `unroll.ts`.
 * Invariant: a local holds what its element would; memory whose addresses follow from data, or that is read before it
 * is written, stays memory; of several stores to one element the last one stays.
 */
import { at } from '../../src/Bug.ts'
import type { DType } from '../../src/DType.ts'
import { mapExpr } from '../ir/Kernel.ts'
import type { Atom, BufferId, Expr } from '../ir/Kernel.ts'
import type { Affine } from '../ir/Affine.ts'
import { isWorking, regionOf, storageOf } from '../ir/Module.ts'
import type { Module } from '../ir/Module.ts'
import { Claims } from './Claims.ts'
import { isStraight } from './straighten.ts'
import type { Let, Store, Straight } from './straighten.ts'

/** An element of a buffer, and of the memory that others may share. */
interface Place {
  readonly buffer: BufferId
  readonly memory: string
  /** Where it is known. */
  readonly element: number | undefined
}

type Load = Extract<Expr, { readonly tag: 'load' }>

const isLoad = (stmt: Straight): stmt is Let & { readonly value: Load } =>
  stmt.tag === 'let' && stmt.value.tag === 'load'

const placeOf = (module: Module, buffer: BufferId, { base, terms }: Affine): Place => ({
  buffer,
  memory: regionOf(module, buffer),
  element: terms.length === 0 && typeof base === 'number' ? base : undefined,
})

const keyOf = ({ memory, element }: Place): string => `${memory}[${element}]`

/** Working memory can be gone; what the caller sees can not. */
export const canGo = (module: Module, id: BufferId): boolean =>
  isWorking(at(module.buffers, storageOf(module, id)).place)

/** What is read and written of memory: which elements are stored, which of the stores are loaded, and which come last. */
interface Accesses {
  readonly written: ReadonlySet<string>
  /** Memory that stays as it is. */
  readonly fixed: ReadonlySet<string>
  readonly loaded: ReadonlySet<Store>
  readonly last: ReadonlyMap<string, Store>
}

const accessesIn = (module: Module, body: readonly Straight[]): Accesses => {
  const written = new Set<string>()
  const fixed = new Set<string>()
  const loaded = new Set<Store>()
  const last = new Map<string, Store>()
  for (const stmt of body) {
    if (stmt.tag === 'let' && !isLoad(stmt)) continue
    const access = isLoad(stmt) ? stmt.value : stmt
    const place = placeOf(module, access.buffer, access.index)
    const before = last.get(keyOf(place))
    if (place.element === undefined) fixed.add(place.memory)
    if (stmt.tag === 'store') {
      written.add(place.memory)
      last.set(keyOf(place), stmt)
    } else if (before !== undefined) loaded.add(before)
    else if (canGo(module, access.buffer)) fixed.add(place.memory)
  }
  return { written, fixed, loaded, last }
}

class Localiser {
  readonly module: Module
  readonly accesses: Accesses
  readonly body: Straight[] = []
  readonly claims = new Claims()
  /** What is in elements, and what locals of the statements stand for. */
  readonly elements = new Map<string, Atom>()
  readonly atoms = new Map<string, Atom>()
  readonly numbers = new Map<string, number>()
  /** Locals that come out of memory, by its dtype. */
  readonly kept = new Map<string, DType>()
  readonly names = new Set<string>()

  constructor(module: Module, body: readonly Straight[]) {
    this.module = module
    this.accesses = accessesIn(module, body)
  }

  readonly atom = (atom: Atom): Atom => (atom.tag === 'local' ? (this.atoms.get(atom.name) ?? atom) : atom)

  /** Named after its element; a later value of the same one by a number more. */
  nameOf({ buffer, element }: Place): string {
    const name = `b${buffer}_${element}`
    let free = name
    for (let k = 1; this.names.has(free); k++) free = `${name}_${k}`
    this.names.add(free)
    return free
  }

  /** From here on a local stands for an atom. */
  alias({ name, of }: Let, atom: Atom): void {
    this.atoms.set(name, atom)
    this.claims.add(atom, of)
  }

  bind(stmt: Let): void {
    if (stmt.value.tag === 'number') this.numbers.set(stmt.name, stmt.value.value)
    this.body.push(stmt)
  }

  let(stmt: Let): void {
    const { value } = stmt
    switch (value.tag) {
      case 'local':
        return this.alias(stmt, this.atom(value))
      case 'load':
        return this.load(stmt, value)
      default:
        return this.bind({ ...stmt, value: mapExpr(value, this.atom) })
    }
  }

  load(stmt: Let, { buffer, index }: Load): void {
    const place = placeOf(this.module, buffer, index)
    const { place: where, dtype } = at(this.module.buffers, storageOf(this.module, buffer))
    const { fixed, written } = this.accesses
    if (place.element === undefined || (fixed.has(place.memory) && written.has(place.memory)))
      return this.bind(stmt)
    if (where.tag === 'constant')
      return this.bind({ ...stmt, value: { tag: 'number', value: at(where.value, place.element) } })
    const found = this.elements.get(keyOf(place))
    if (found !== undefined) return this.alias(stmt, found)
    const name = this.nameOf(place)
    this.elements.set(keyOf(place), { tag: 'local', name })
    this.atoms.set(stmt.name, { tag: 'local', name })
    this.kept.set(name, dtype)
    this.bind({ ...stmt, name })
  }

  store(stmt: Store): void {
    const place = placeOf(this.module, stmt.buffer, stmt.index)
    const given = { ...stmt, value: this.atom(stmt.value) }
    const { fixed, last, loaded } = this.accesses
    if (place.element === undefined || fixed.has(place.memory)) return void this.body.push(given)
    const isSeen = last.get(keyOf(place)) === stmt && !canGo(this.module, stmt.buffer)
    const value = loaded.has(stmt) ? this.keep(given, place) : given.value
    this.elements.set(keyOf(place), value)
    if (isSeen) this.body.push({ ...given, value })
    else if (!loaded.has(stmt)) this.claims.add(value, stmt.of)
  }

  /** Whether memory would give back just this. */
  isKept(value: Atom, dtype: DType): boolean {
    const number = value.tag === 'number' ? value.value : this.numbers.get(value.name)
    if (number !== undefined) return dtype === 'f32' && Object.is(Math.fround(number), number)
    return value.tag === 'local' && this.kept.get(value.name) === dtype
  }

  /** The local of what memory would give back. */
  keep({ value, of }: Store, place: Place): Atom {
    const { dtype } = at(this.module.buffers, place.buffer)
    const isKept = this.isKept(value, dtype)
    if (isKept && value.tag === 'local') {
      this.claims.add(value, of)
      return value
    }
    const name = this.nameOf(place)
    this.kept.set(name, dtype)
    this.bind({ tag: 'let', name, value: isKept ? value : { tag: 'kept', value, dtype }, of })
    return { tag: 'local', name }
  }
}

/** The statements with elements in locals, wherever their addresses are known. */
export const inLocals = (module: Module, body: readonly Straight[]): readonly Straight[] => {
  const localiser = new Localiser(module, body)
  for (const stmt of body)
    if (stmt.tag === 'let') localiser.let(stmt)
    else localiser.store(stmt)
  return localiser.claims.settled(localiser.body).filter(isStraight)
}

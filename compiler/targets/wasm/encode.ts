/**
 * Functions as the bytes of a WebAssembly module.
 * Before it: `instructions.ts`, `kernel.ts`. After it: `module.ts`, the engine.
 * Invariant: the same functions give the same bytes; all of them use one memory, which the host imports them with.
 * The format is that of the WebAssembly core specification 2.0, chapter 5.
 */
import { known } from '../../../src/Bug.ts'
import { branch, lane, local, memory, memoryLane, opening, plain } from './instructions.ts'
import type { Code, Instruction } from './instructions.ts'

export type ValueType = 'i32' | 'f32' | 'v128'

export interface Local {
  readonly name: string
  readonly type: ValueType
}

/** A function that is exported under its name and gives nothing. */
export interface WasmFunction {
  readonly name: string
  /** Integers: where buffers begin, and sizes. */
  readonly parameters: readonly string[]
  readonly locals: readonly Local[]
  readonly body: readonly Instruction[]
}

const valueTypes = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const satisfies Record<ValueType, number>

/** Bytes that grow. */
class Bytes {
  private bytes = new Uint8Array(1024)
  length = 0

  private reserve(more: number): void {
    const needed = this.length + more
    if (needed <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(needed, 2 * this.bytes.length))
    grown.set(this.bytes)
    this.bytes = grown
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1)
    this.bytes[this.length] = value
    this.length += 1
  }

  all(values: ArrayLike<number>): void {
    this.reserve(values.length)
    this.bytes.set(values, this.length)
    this.length += values.length
  }

  /** LEB128 without a sign. */
  unsigned(value: number): void {
    for (let rest = value >>> 0; ; rest >>>= 7)
      if (rest < 0x80) return this.byte(rest)
      else this.byte((rest & 0x7f) | 0x80)
  }

  /** LEB128 with a sign. */
  signed(value: number): void {
    for (let rest = value | 0; ; rest >>= 7) {
      const low = rest & 0x7f
      if (rest >> 7 === -(low >> 6)) return this.byte(low)
      this.byte(low | 0x80)
    }
  }

  /** A name of ASCII. */
  text(value: string): void {
    this.unsigned(value.length)
    for (let k = 0; k < value.length; k++) this.byte(value.charCodeAt(k))
  }

  /** What is written inside, its length before it. */
  sized(write: (inner: Bytes) => void): void {
    const inner = new Bytes()
    write(inner)
    this.unsigned(inner.length)
    this.all(inner.written())
  }

  list<A>(items: readonly A[], write: (item: A) => void): void {
    this.unsigned(items.length)
    items.forEach(write)
  }

  code(code: Code): void {
    if (typeof code === 'number') return this.byte(code)
    this.byte(0xfd)
    this.unsigned(code.vector)
  }

  /** What was written so far, as a view. */
  written(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.length)
  }
}

const has = <T extends object>(table: T, op: PropertyKey): op is keyof T => Object.hasOwn(table, op)

const instruction = (out: Bytes, given: Instruction, numbers: ReadonlyMap<string, number>): void => {
  if ('depth' in given) {
    out.code(branch[given.op])
    return out.unsigned(given.depth)
  }
  if ('local' in given) {
    out.code(local[given.op])
    return out.unsigned(known(numbers.get(given.local), `local ${given.local}`))
  }
  if ('offset' in given) {
    const { code, align } = 'lane' in given ? memoryLane[given.op] : memory[given.op]
    out.code(code)
    out.unsigned(align)
    out.unsigned(given.offset)
    if ('lane' in given) out.byte(given.lane)
    return
  }
  if ('lane' in given) {
    out.code(lane[given.op])
    return out.byte(given.lane)
  }
  if ('value' in given) {
    out.byte(0x41)
    return out.signed(given.value)
  }
  if ('lanes' in given) {
    out.code({ vector: 0x0c })
    for (const bits of given.lanes)
      for (let shift = 0; shift < 32; shift += 8) out.byte((bits >>> shift) & 0xff)
    return
  }
  if ('bytes' in given) {
    out.code({ vector: 0x0d })
    return out.all(given.bytes)
  }
  const { op } = given
  if (op === 'call remainder') {
    // The functions that are imported come first.
    out.byte(0x10)
    return out.unsigned(0)
  }
  if (!has(opening, op)) return out.code(plain[op])
  out.code(opening[op])
  out.byte(0x40)
}

/** The locals of one type after the other, as the format counts them. */
export const localsByType = ({
  locals,
}: Pick<WasmFunction, 'locals'>): readonly (readonly [ValueType, readonly string[]])[] =>
  (['i32', 'f32', 'v128'] as const).flatMap((type) => {
    const names = locals.filter((one) => one.type === type).map(({ name }) => name)
    return names.length === 0 ? [] : [[type, names] as const]
  })

const code = (out: Bytes, given: WasmFunction): void => {
  const { parameters, body } = given
  const groups = localsByType(given)
  const names = [...parameters, ...groups.flatMap(([, group]) => group)]
  const numbers = new Map(names.map((name, k) => [name, k]))
  out.sized((inner) => {
    inner.list(groups, ([type, group]) => {
      inner.unsigned(group.length)
      inner.byte(valueTypes[type])
    })
    for (const each of body) instruction(inner, each, numbers)
    inner.byte(plain.end)
  })
}

const section = (out: Bytes, id: number, write: (inner: Bytes) => void): void => {
  out.byte(id)
  out.sized(write)
}

/** Whether a function calls the remainder that the host brings along. */
export const usesRemainder = ({ body }: WasmFunction): boolean =>
  body.some(({ op }) => op === 'call remainder')

/** The most pages that a memory has. */
export const mostPages = 65536

/** How a memory with a largest size is told from one that threads share. */
export const memoryKinds = { alone: 0x01, shared: 0x03 } as const

/** The imported memory: `m` of the module `m`, without a largest size, or with the largest there is. */
const memoryImport = (out: Bytes, isShared: boolean): void => {
  out.text('m')
  out.text('m')
  out.all(isShared ? [0x02, memoryKinds.shared, 0x00] : [0x02, 0x00, 0x00])
  if (isShared) out.unsigned(mostPages)
}

/** Where the bytes of a module say that its memory is shared. */
export const placeOfMemoryKind = (bytes: Uint8Array): number => {
  const import_ = [1, 0x6d, 1, 0x6d, 0x02, memoryKinds.shared]
  return bytes.findIndex((_, k) => import_.every((byte, j) => bytes[k + j] === byte)) + import_.length - 1
}

/**
 * The module of some functions; it imports `m` of the module `m`, its memory, and `r` where it takes remainders. A
 * memory that is shared has a largest size. Functions are taken one by one, so that the instructions of one need only
 * last until its bytes are there.
 */
export const encode = (
  given: Iterable<WasmFunction>,
  { isShared = false }: { readonly isShared?: boolean } = {},
): Uint8Array<ArrayBuffer> => {
  const codes = new Bytes()
  const functions: { readonly name: string; readonly arity: number }[] = []
  let imported = 0
  for (const each of given) {
    functions.push({ name: each.name, arity: each.parameters.length })
    if (usesRemainder(each)) imported = 1
    code(codes, each)
  }
  const arities = [...new Set(functions.map(({ arity }) => arity))]
  const out = new Bytes()
  out.all([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
  section(out, 1, (inner) => {
    inner.unsigned(arities.length + imported)
    for (const arity of arities) {
      inner.byte(0x60)
      inner.list(Array.from({ length: arity }), () => inner.byte(valueTypes.i32))
      inner.unsigned(0)
    }
    if (imported > 0) inner.all([0x60, 2, valueTypes.f32, valueTypes.f32, 1, valueTypes.f32])
  })
  section(out, 2, (inner) => {
    inner.unsigned(1 + imported)
    memoryImport(inner, isShared)
    if (imported === 0) return
    inner.text('m')
    inner.text('r')
    inner.byte(0x00)
    inner.unsigned(arities.length)
  })
  section(out, 3, (inner) => inner.list(functions, ({ arity }) => inner.unsigned(arities.indexOf(arity))))
  section(out, 7, (inner) =>
    inner.list([...functions.entries()], ([k, { name }]) => {
      inner.text(name)
      inner.byte(0x00)
      inner.unsigned(k + imported)
    }),
  )
  section(out, 10, (inner) => {
    inner.unsigned(functions.length)
    inner.all(codes.written())
  })
  return out.written().slice()
}

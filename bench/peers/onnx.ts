/**
 * Models in the format of ONNX, written by hand: fields of numbers, lengths and bytes.
 * Before it: nothing. After it: `models.ts`, `ort.ts`.
 * Invariant: a field is a number, a float or bytes, under the number that the format gives it; sizes are fixed.
 */
type Bytes = readonly Uint8Array[]

/** An integer in groups of seven bits; a negative one as the 64-bit number of the same bits. */
const varint = (value: number): Uint8Array => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Uint8Array.of(...bytes, Number(rest))
}

const joined = (parts: Bytes): Uint8Array => {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const number = (field: number, value: number): Uint8Array => joined([varint(field * 8), varint(value)])
const float = (field: number, value: number): Uint8Array =>
  joined([varint(field * 8 + 5), new Uint8Array(Float32Array.of(value).buffer)])
const bytes = (field: number, value: Uint8Array): Uint8Array =>
  joined([varint(field * 8 + 2), varint(value.length), value])
const text = (field: number, value: string): Uint8Array => bytes(field, new TextEncoder().encode(value))
const message = (field: number, ...parts: Bytes): Uint8Array => bytes(field, joined(parts))

export type Attribute =
  { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] }

export interface Node {
  readonly operation: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly attributes?: Readonly<Record<string, Attribute>>
}

/** Numbers that a model carries. */
export interface Constant {
  readonly dims: readonly number[]
  readonly numbers: Float32Array | Int32Array | BigInt64Array<ArrayBuffer>
}

export interface Value {
  readonly dims: readonly number[]
  readonly type: 'f32' | 'i32'
}

export interface Model {
  readonly inputs: Readonly<Record<string, Value>>
  readonly constants: Readonly<Record<string, Constant>>
  readonly nodes: readonly Node[]
  readonly outputs: Readonly<Record<string, Value>>
}

const typeOf = (numbers: Constant['numbers']): number =>
  numbers instanceof Float32Array ? 1 : numbers instanceof Int32Array ? 6 : 7

const attribute = (name: string, value: Attribute): Uint8Array => {
  if ('int' in value) return message(5, text(1, name), number(3, value.int), number(20, 2))
  if ('float' in value) return message(5, text(1, name), float(2, value.float), number(20, 1))
  return message(5, text(1, name), ...value.ints.map((each) => number(8, each)), number(20, 7))
}

const node = ({ operation, inputs, output, attributes = {} }: Node): Uint8Array =>
  message(
    1,
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(4, operation),
    ...Object.entries(attributes).map(([name, value]) => attribute(name, value)),
  )

const constant = (name: string, { dims, numbers }: Constant): Uint8Array =>
  message(
    5,
    ...dims.map((dim) => number(1, dim)),
    number(2, typeOf(numbers)),
    text(8, name),
    bytes(9, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)),
  )

const value = (field: number, name: string, { dims, type }: Value): Uint8Array => {
  const shape = message(2, ...dims.map((dim) => message(1, number(1, dim))))
  return message(field, text(1, name), message(2, message(1, number(1, type === 'f32' ? 1 : 6), shape)))
}

/** The model as a file: version 8 of the format, the operations of version 13. */
export const encode = ({ inputs, constants, nodes, outputs }: Model): Uint8Array =>
  joined([
    number(1, 8),
    message(
      7,
      ...nodes.map(node),
      text(2, 'workload'),
      ...Object.entries(constants).map(([name, each]) => constant(name, each)),
      ...Object.entries(inputs).map(([name, each]) => value(11, name, each)),
      ...Object.entries(outputs).map(([name, each]) => value(12, name, each)),
    ),
    message(8, number(2, 13)),
  ])

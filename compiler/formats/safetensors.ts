/**
 * Safetensors: named arrays in a file, as PyTorch and its kin read and write them. A record's path joined by dots is
 * the name: `fc1.weight`.
 * Before it: `safetensorsHeader.ts`, `Executable.ts`. After it: users who load and save weights and training states.
 * Invariant: what is read is untrusted and refused in sentences; arrays are copied, so that nothing shares memory
 * with the file. What is written depends on what is given alone, to the byte. Numbers are little-endian.
 */
import { either as E } from 'fp-ts'
import { known } from '../../src/Bug.ts'
import type { DType, TypedArray } from '../../src/DType.ts'
import { bytesOf, dtypeOfArray } from '../../src/DType.ts'
import type { Either } from '../../src/Either.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import type { Tensors } from '../../src/Program.ts'
import * as shapes from '../../src/Shape.ts'
import type { Shape } from '../../src/Shape.ts'
import { isTensor } from '../../src/Tensor.ts'
import type { AnyTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import type { Tree } from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import { compileError } from '../CompileError.ts'
import type { Arrays } from '../Executable.ts'
import { fileName, headerOf, most, refused } from './safetensorsHeader.ts'
import type { Entry } from './safetensorsHeader.ts'
import * as utf8 from './utf8.ts'

/** What a file holds. */
export interface Stored {
  /** The arrays, nested as their names say: `fc1.weight` is `weight` of the record `fc1`. */
  readonly arrays: Tree<TypedArray>
  /** The shapes by name. */
  readonly shapes: ReadonlyMap<string, readonly number[]>
  readonly metadata: ReadonlyMap<string, string>
}

const isArray = (value: unknown): value is TypedArray => dtypeOfArray(value) !== undefined

/** A copy of some bytes as an array of the dtype; a copy starts on the boundary that it wants. */
const copied = (dtype: DType, bytes: Uint8Array): TypedArray => {
  const { buffer } = Uint8Array.from(bytes)
  switch (dtype) {
    case 'f32':
      return new Float32Array(buffer)
    case 'i32':
      return new Int32Array(buffer)
    case 'u32':
      return new Uint32Array(buffer)
    case 'bool':
      return new Uint8Array(buffer)
  }
}

/** A name that cannot be a path beside the others: an empty part, or a tensor where others have a record. */
const misnamed = (entries: readonly Entry[]): string | undefined => {
  const names = new Set(entries.map(({ name }) => name))
  const within = (name: string): boolean => {
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
      if (names.has(name.slice(0, dot))) return true
    return false
  }
  return [...names].find((name) => name.split('.').includes('') || within(name))
}

/**
 * The arrays of a safetensors file.
 *
 * @example
 * const file = orThrow(writeSafetensors({ fc1: { bias: Float32Array.of(1, 2) } }))
 * orThrow(readSafetensors(file)).arrays // { fc1: { bias: Float32Array(2) [ 1, 2 ] } }
 */
export const readSafetensors = (bytes: Uint8Array): Either<NonEmpty<CompileError>, Stored> =>
  E.mapLeft((error: CompileError): NonEmpty<CompileError> => [error])(storedIn(bytes))

const storedIn = (bytes: Uint8Array): Either<CompileError, Stored> => {
  if (bytes.length < 8)
    return refused('LBZ3010', `a file of ${bytes.length} bytes has no length of its header`)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const length = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32
  if (length > most.header) return refused('LBZ3011', `a header of ${length} bytes is longer than 16 MB`)
  const start = 8 + length
  if (start > bytes.length)
    return refused('LBZ3010', `the header ends at byte ${start}, and the file at ${bytes.length}`)
  const header = headerOf(bytes.subarray(8, start), bytes.length - start)
  if (E.isLeft(header)) return header
  const { entries, metadata } = header.right
  const wrong = misnamed(entries)
  if (wrong !== undefined) return refused('LBZ3023', `${JSON.stringify(wrong)} is no path of a record`)
  const arrays = entries.map(({ name, dtype, from, to }) => {
    const array = copied(dtype, bytes.subarray(start + from, start + to))
    return { name, dtype, array }
  })
  const untrue = arrays.find(({ dtype, array }) => dtype === 'bool' && array.some((truth) => truth > 1))
  if (untrue !== undefined)
    return refused('LBZ3024', `${JSON.stringify(untrue.name)} holds a truth value that is not 0 or 1`)
  return E.right({
    arrays: tree.fromEntries(arrays.map(({ name, array }) => [name, array] as const)),
    shapes: new Map(entries.map(({ name, shape }) => [name, shape])),
    metadata,
  })
}

/** Whether an array of a shape can be a tensor's; a symbolic size may be any. */
const fits = (wanted: Shape, found: readonly number[]): boolean =>
  wanted.length === found.length &&
  wanted.every((extent, k) => typeof extent !== 'number' || extent === found[k])

/** Why what is stored at a path cannot be the tensor that is asked for. */
const unfit = ({ arrays, shapes: stored }: Stored, path: string, wanted: AnyTensor): string | undefined => {
  const array = tree.get(arrays, path, isArray)
  const dtype = dtypeOfArray(array)
  const found = stored.get(path)
  if (dtype === undefined || found === undefined) return `there is no ${path}`
  return dtype === wanted.dtype && fits(wanted.shape, found)
    ? undefined
    : `${path} is ${dtype} ${shapes.show(found)}, not ${wanted.dtype} ${shapes.show(wanted.shape)}`
}

/**
 * The arrays for a record of tensors, such as the inputs of a program, of what is stored: each must be there with its
 * shape and dtype. What else is stored is left.
 *
 * @example
 * const { inputs } = program({ params: { bias: f32(2) } }, ({ params }) => ({ y: params.bias }))
 * const file = orThrow(writeSafetensors({ params: { bias: Float32Array.of(1, 2) } }))
 * orThrow(arraysOf(inputs)(orThrow(readSafetensors(file)))).params.bias // [1, 2]
 */
export const arraysOf =
  <T extends Tensors>(wanted: T) =>
  (stored: Stored): Either<NonEmpty<CompileError>, Arrays<T>> => {
    const tensors = tree.entries<AnyTensor>(wanted, isTensor)
    const wrong = nonEmpty(
      tensors.flatMap(([path, tensor]) => {
        const sentence = unfit(stored, path, tensor)
        return sentence === undefined ? [] : [compileError('LBZ3025', `safetensors: ${sentence}`)]
      }),
    )
    return wrong === undefined
      ? E.right(checked<T>(tree.map(wanted, isTensor, (_, names) => arrayAt(stored, names.join('.')))))
      : E.left(wrong)
  }

const arrayAt = ({ arrays }: Stored, path: string): TypedArray => {
  const array = tree.get(arrays, path, isArray)
  return known(isArray(array) ? array : undefined, path)
}

/** States the type of arrays each of which was held against the tensor at its path. */
const checked = <T>(arrays: Tree<TypedArray>): Arrays<T> => arrays as Arrays<T>

/** What is written beside the arrays. */
export interface WriteOptions {
  /** Tensors at the paths of the arrays, whose shapes are written; an array without one is a vector. */
  readonly like?: Tensors
  readonly metadata?: { readonly [name: string]: string }
}

/** An array as it will be written. */
interface Written {
  readonly path: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly array: TypedArray
}

const written = (path: string, array: unknown, like: Tensors): Either<CompileError, Written> => {
  const dtype = dtypeOfArray(array)
  if (!isArray(array) || dtype === undefined)
    return refused('LBZ3025', `${path} is not a Float32Array, Int32Array, Uint32Array or Uint8Array`)
  if (path === '__metadata__' || path.split('.').includes(''))
    return refused('LBZ3023', `${JSON.stringify(path)} cannot be the name of a tensor`)
  const tensor = tree.get(like, path, isTensor)
  if (!isTensor(tensor)) return E.right({ path, dtype, shape: [array.length], array })
  const shape = tensor.shape.filter((extent) => typeof extent === 'number')
  const size = shape.reduce((product, extent) => product * extent, 1)
  return tensor.dtype === dtype && shape.length === tensor.shape.length && size === array.length
    ? E.right({ path, dtype, shape, array })
    : refused(
        'LBZ3025',
        `${path} is ${dtype} of ${array.length} elements, not ${tensor.dtype} ${shapes.show(tensor.shape)}`,
      )
}

const isLeaf = (value: unknown): value is TypedArray => !tree.isRecord(value)

/**
 * A safetensors file of nested records of arrays: those of four bytes an element in the order of the record, then
 * truth values, so that each begins where its elements may.
 *
 * @example
 * orThrow(writeSafetensors({ w: Float32Array.of(1) })).length // 68
 */
export const writeSafetensors = (
  arrays: Tree<TypedArray>,
  { like = {}, metadata = {} }: WriteOptions = {},
): Either<NonEmpty<CompileError>, Uint8Array> => {
  const judged = tree.entries(arrays, isLeaf).map(([path, array]) => written(path, array, like))
  const wrong = nonEmpty(judged.flatMap((each) => (E.isLeft(each) ? [each.left] : [])))
  if (wrong !== undefined) return E.left(wrong)
  const all = judged.flatMap((each) => (E.isRight(each) ? [each.right] : []))
  const ordered = [4, 1].flatMap((size) => all.filter(({ dtype }) => bytesOf[dtype] === size))
  const header = utf8.encode(headerText(ordered, metadata))
  const start = 8 + Math.ceil(header.length / 8) * 8
  if (start - 8 > most.header)
    return E.left([
      compileError('LBZ3011', `safetensors: a header of ${header.length} bytes is longer than 16 MB`),
    ])
  const file = new Uint8Array(start + ordered.reduce((sum, { array }) => sum + array.byteLength, 0))
  new DataView(file.buffer).setUint32(0, start - 8, true)
  file.fill(0x20, 8, start)
  file.set(header, 8)
  let end = start
  for (const { array } of ordered) {
    file.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), end)
    end += array.byteLength
  }
  return E.right(file)
}

/** Written by hand: an object would put names that are numbers first. */
const headerText = (ordered: readonly Written[], metadata: { readonly [name: string]: string }): string => {
  let end = 0
  const entries = ordered.map(({ path, dtype, shape, array }) => {
    const offsets = [end, (end += array.byteLength)]
    return `${JSON.stringify(path)}:${JSON.stringify({ dtype: fileName[dtype], shape, data_offsets: offsets })}`
  })
  const texts = Object.entries(metadata).map(
    ([name, text]) => `${JSON.stringify(name)}:${JSON.stringify(text)}`,
  )
  const about = texts.length === 0 ? [] : [`"__metadata__":{${texts.join(',')}}`]
  return `{${[...about, ...entries].join(',')}}`
}

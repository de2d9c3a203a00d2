/**
 * What a page carries: a graph, and the arrays of its inputs, as texts in the file.
 * Before it: `formats/graphJson.ts`. After it: `html.ts`, which writes the texts, and `read.ts`, which reads them in the page.
 * Invariant: data only, no results; every element comes back with the same bits; a path is never looked up in an object.
 */
import { allocate, dtypeOfArray, dtypes } from '../../../src/DType.ts'
import type { DType, TypedArray } from '../../../src/DType.ts'
import type { Either } from '../../../src/Either.ts'
import { left, right } from '../../../src/Either.ts'
import type { Arrays } from '../../../src/evaluate.ts'
import type { Sizes } from '../../../src/Extent.ts'

/** The arrays that a page opens with, and the sizes that do not follow from their lengths. */
export interface Given {
  readonly arrays: Arrays
  readonly sizes: Sizes
}

/** The elements that the page's scripts with data have. */
export const graphElement = 'leibniz-graph'
export const givenElement = 'leibniz-inputs'

/** So many bytes are turned into characters at once. */
const chunk = 0x8000

/** Each element in little-endian order, whatever the machine's. */
const bytesOf = (array: TypedArray): Uint8Array => {
  const width = array.BYTES_PER_ELEMENT
  const view = new DataView(new ArrayBuffer(array.length * width))
  array.forEach((value: number, k: number) => {
    if (array instanceof Float32Array) view.setFloat32(k * width, value, true)
    else if (array instanceof Int32Array) view.setInt32(k * width, value, true)
    else if (array instanceof Uint32Array) view.setUint32(k * width, value, true)
    else view.setUint8(k, value)
  })
  return new Uint8Array(view.buffer)
}

const base64 = (bytes: Uint8Array): string => {
  const parts: string[] = []
  for (let from = 0; from < bytes.length; from += chunk)
    parts.push(String.fromCharCode(...bytes.subarray(from, from + chunk)))
  return btoa(parts.join(''))
}

const arrayFrom = (dtype: DType, text: string): TypedArray | undefined => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  const width = allocate(dtype, 0).BYTES_PER_ELEMENT
  if (bytes.length % width !== 0) return undefined
  const view = new DataView(bytes.buffer)
  const array = allocate(dtype, bytes.length / width)
  for (let k = 0; k < array.length; k++) {
    const place = k * width
    if (dtype === 'f32') array[k] = view.getFloat32(place, true)
    else if (dtype === 'i32') array[k] = view.getInt32(place, true)
    else if (dtype === 'u32') array[k] = view.getUint32(place, true)
    else array[k] = view.getUint8(place)
  }
  return array
}

/** Arrays and sizes as one JSON text: `{"arrays": [["x", "f32", "AACAPw=="]], "sizes": [["n", 1]]}`. */
export const givenText = ({ arrays, sizes }: Given): string =>
  JSON.stringify({
    arrays: [...arrays].map(([path, array]) => [path, dtypeOfArray(array), base64(bytesOf(array))]),
    sizes: [...sizes],
  })

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

const listAt = (value: unknown, key: 'arrays' | 'sizes'): readonly unknown[] | undefined => {
  const found: unknown =
    typeof value === 'object' && value !== null && Object.hasOwn(value, key)
      ? Reflect.get(value, key)
      : undefined
  return isList(found) ? found : undefined
}

/** Text as JSON, or the sentence that says where it stops being that. */
export const parsed = (text: string): Either<string, unknown> => {
  try {
    return right(JSON.parse(text))
  } catch (error) {
    return left(error instanceof Error ? error.message : 'this is no JSON')
  }
}

/** What `givenText` wrote, or what is wrong with it. */
export const readGiven = (text: string): Either<string, Given> => {
  const json = parsed(text)
  if (json._tag === 'Left') return left(`the inputs in this file are damaged: ${json.left}`)
  const arrays = listAt(json.right, 'arrays')
  const sizes = listAt(json.right, 'sizes')
  if (arrays === undefined || sizes === undefined)
    return left('the inputs in this file are damaged: they are no list of arrays and sizes')
  const found = new Map<string, TypedArray>()
  for (const entry of arrays) {
    const [path, dtype, data]: readonly unknown[] = isList(entry) ? entry : []
    const known = dtypes.find((one) => one === dtype)
    if (typeof path !== 'string' || known === undefined || typeof data !== 'string')
      return left('the inputs in this file are damaged: an array has no path, dtype or data')
    const array = arrayOr(known, data)
    if (array === undefined)
      return left(`the input ${path} in this file is damaged: its bytes are no ${known}`)
    found.set(path, array)
  }
  const given = sizes.flatMap((entry): readonly (readonly [string, number])[] => {
    const [name, size]: readonly unknown[] = isList(entry) ? entry : []
    return typeof name === 'string' && typeof size === 'number' ? [[name, size]] : []
  })
  return right({ arrays: found, sizes: new Map(given) })
}

/** Bytes that are not base64 are no array. */
const arrayOr = (dtype: DType, text: string): TypedArray | undefined => {
  try {
    return arrayFrom(dtype, text)
  } catch {
    return undefined
  }
}

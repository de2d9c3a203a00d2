/**
 * The header of a safetensors file: JSON that says of each tensor its dtype, its shape and where its bytes are.
 * Before it: nothing of the compiler but its errors. After it: `safetensors.ts`.
 * Invariant: what comes in is untrusted: it is refused in sentences, each case with its code; no name in it is ever
 * looked up in an object; nothing is allocated that is larger than what was given.
 */
import { either as E } from 'fp-ts'
import { known } from '../../src/Bug.ts'
import { bytesOf } from '../../src/DType.ts'
import type { DType } from '../../src/DType.ts'
import type { Either } from '../../src/Either.ts'
import type { CompileError, ErrorCode } from '../CompileError.ts'
import { compileError } from '../CompileError.ts'
import { fieldsOf, parsed, quoted, twice } from './fields.ts'
import * as utf8 from './utf8.ts'

/** What the header says of one tensor; the offsets count from the end of the header. */
export interface Entry {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly from: number
  readonly to: number
}

export interface Header {
  readonly entries: readonly Entry[]
  readonly metadata: ReadonlyMap<string, string>
}

type Code = Extract<ErrorCode, `LBZ30${string}`>

export const refused = (code: Code, what: string): Either<CompileError, never> =>
  E.left(compileError(code, `safetensors: ${what}`))

const dtypes: ReadonlyMap<unknown, DType> = new Map([
  ['F32', 'f32'],
  ['I32', 'i32'],
  ['U32', 'u32'],
  ['BOOL', 'bool'],
])

/** The name of a dtype in a file. */
export const fileName = { f32: 'F32', i32: 'I32', u32: 'U32', bool: 'BOOL' } as const

/** What a file may hold. */
export const most = {
  header: 16 * 2 ** 20,
  entries: 100_000,
  rank: 16,
  extent: 2 ** 31 - 1,
  elements: 2 ** 28,
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0)

const isCounts = (value: unknown): value is readonly number[] => Array.isArray(value) && value.every(isCount)

/** The number of elements, or undefined where it is beyond what a tensor may have. */
const elements = (shape: readonly number[]): number | undefined => {
  let product = shape.includes(0) ? 0 : 1
  for (const extent of shape) {
    product *= extent
    if (product > most.elements) return undefined
  }
  return product
}

const metadataOf = (given: unknown): Either<CompileError, ReadonlyMap<string, string>> => {
  const fields = given === undefined ? new Map<string, unknown>() : fieldsOf(given)
  const texts = new Map<string, string>()
  for (const [name, text] of fields ?? []) if (typeof text === 'string') texts.set(name, text)
  return fields === undefined || texts.size < fields.size
    ? refused('LBZ3015', '__metadata__ is not a record of texts')
    : E.right(texts)
}

const entryOf = (name: string, given: unknown): Either<CompileError, Entry> => {
  const fields = fieldsOf(given)
  const [shape, offsets] = [fields?.get('shape'), fields?.get('data_offsets')]
  const [from, to] = isCounts(offsets) ? offsets : []
  const told = fields?.get('dtype')
  const fits = fields?.size === 3 && typeof told === 'string' && isCounts(offsets) && offsets.length === 2
  if (!fits || !isCounts(shape) || from === undefined || to === undefined)
    return refused('LBZ3015', `${quoted(name)} has not a dtype, a shape and two offsets, and nothing else`)
  const dtype = dtypes.get(told)
  if (dtype === undefined)
    return refused('LBZ3016', `${quoted(name)} is ${quoted(told)}, and only F32, I32, U32 and BOOL are read`)
  if (shape.length > most.rank || shape.some((extent) => extent > most.extent))
    return refused('LBZ3017', `${quoted(name)} has more axes or a larger extent than a tensor may have`)
  const count = elements(shape)
  if (count === undefined)
    return refused('LBZ3017', `${quoted(name)} has more than 2²⁸ elements: ${shape.join('×')}`)
  const needed = count * bytesOf[dtype]
  return to - from === needed
    ? E.right({ name, dtype, shape, from, to })
    : refused(
        'LBZ3018',
        `${quoted(name)} has offsets ${from} to ${to}, and ${told} ${shape.join('×')} needs ${needed} bytes`,
      )
}

/** Whether the tensors fill the bytes, one after the other; the entries in the order of the file. */
const contiguous = (entries: readonly Entry[], length: number): Either<CompileError, readonly Entry[]> => {
  let end = 0
  const sorted = entries.toSorted((a, b) => a.from - b.from || a.to - b.to)
  for (const { name, from, to } of sorted) {
    if (to > length) return refused('LBZ3019', `${quoted(name)} ends at byte ${to} of ${length}`)
    if (from !== end)
      return refused(
        'LBZ3020',
        `${quoted(name)} begins at byte ${from}, and the one before it ends at ${end}`,
      )
    end = to
  }
  return end === length
    ? E.right(sorted)
    : refused('LBZ3021', `${length - end} bytes stand after the last tensor`)
}

/** The header in these bytes, before data of a given length. */
export const headerOf = (bytes: Uint8Array, length: number): Either<CompileError, Header> => {
  const text = utf8.decode(bytes)
  if (text === undefined) return refused('LBZ3012', 'the header is not UTF-8')
  const fields = text.startsWith('{') ? fieldsOf(parsed(text)) : undefined
  if (fields === undefined) return refused('LBZ3013', 'the header is not a JSON object')
  const repeated = twice(text)
  if (repeated !== undefined) return refused('LBZ3014', `${quoted(repeated)} stands twice in the header`)
  const metadata = metadataOf(fields.get('__metadata__'))
  if (E.isLeft(metadata)) return metadata
  const names = [...fields.keys()].filter((name) => name !== '__metadata__')
  if (names.length > most.entries)
    return refused('LBZ3022', `${names.length} tensors are more than ${most.entries}`)
  const entries: Entry[] = []
  for (const name of names) {
    const entry = entryOf(name, known(fields.get(name), 'field'))
    if (E.isLeft(entry)) return entry
    entries.push(entry.right)
  }
  const filled = contiguous(entries, length)
  return E.isLeft(filled) ? filled : E.right({ entries: filled.right, metadata: metadata.right })
}

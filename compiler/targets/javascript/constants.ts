/**
 * Data inside a generated module: base64, which is a third larger than the bytes, and exact.
 * Before it: `syntax.ts`. After it: `module.ts`; `prelude.ts` has the decoder.
 * Invariant: the bits of the array are the bits of the constant; words are little-endian; what no kernel reads is left out.
 */
import type { TypedArray } from '../../../src/DType.ts'
import { dtypeOfArray } from '../../../src/DType.ts'
import { at, known } from '../../../src/Bug.ts'
import * as utf8 from '../../formats/utf8.ts'
import type { BufferId } from '../../ir/Kernel.ts'
import { storageOf } from '../../ir/Module.ts'
import type { Module } from '../../ir/Module.ts'
import { constructorName } from './entry.ts'
import { call, name, number, string } from './syntax.ts'
import type { Expression, Statement } from './syntax.ts'

const digits = utf8.encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')

/** Base64 without padding signs, zeros filling the last group. */
export const base64 = (bytes: Uint8Array): string => {
  const text = new Uint8Array(4 * Math.ceil(bytes.length / 3))
  for (let from = 0, to = 0; from < bytes.length; from += 3) {
    const word = ((bytes[from] ?? 0) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0)
    for (let shift = 18; shift >= 0; shift -= 6) text[to++] = at(digits, (word >>> shift) & 63)
  }
  return known(utf8.decode(text), 'base64')
}

/** The array of a constant. */
export const decoded = (value: TypedArray): Expression => {
  const dtype = known(dtypeOfArray(value), 'dtype of a constant')
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return call('decode', string(base64(bytes)), name(constructorName[dtype]), number(value.length))
}

/** What a file does with each constant that a kernel reads, a line apart. */
export const withConstants = (
  module: Module,
  each: (id: BufferId, value: TypedArray) => readonly Statement[],
): readonly Statement[] => {
  const read = new Set(module.kernels.flatMap(({ reads }) => reads.map((id) => storageOf(module, id))))
  return module.buffers.flatMap(({ place }, id): readonly Statement[] =>
    place.tag === 'constant' && read.has(id) ? [{ kind: 'blank' }, ...each(id, place.value)] : [],
  )
}

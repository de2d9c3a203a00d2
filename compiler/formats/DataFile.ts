/**
 * A file of values for a program's inputs: safetensors by its name's ending, JSON otherwise.
 * Before it: `dataJson.ts`, `safetensors.ts`. After it: the command line.
 * Invariant: the caller reads the bytes; both formats are held to the same rules, in the same sentences.
 */
import { either as E } from 'fp-ts'
import { known } from '../../src/Bug.ts'
import type { TypedArray } from '../../src/DType.ts'
import type { Either } from '../../src/Either.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import { isRecord, entries } from '../../src/Tree.ts'
import type { Tree } from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import { compileError } from '../CompileError.ts'
import { fitted, inputsOf, unknown } from './Data.ts'
import type { Data, DataOptions, Given } from './Data.ts'
import { dataFromJson } from './dataJson.ts'
import { readSafetensors } from './safetensors.ts'
import type { Stored } from './safetensors.ts'
import * as utf8 from './utf8.ts'

export interface DataFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const isArray = (value: TypedArray | Tree<TypedArray>): value is TypedArray => !isRecord(value)

/** What is stored for the inputs of a program. */
const fromStored = (
  program: Pick<Program, 'inputs'>,
  { arrays, shapes }: Stored,
  options: DataOptions,
): Either<NonEmpty<CompileError>, Data> => {
  const wanted = inputsOf(program)
  const given = entries(arrays, isArray).map(([path, array]): Given => ({
    path,
    array,
    shape: known(shapes.get(path), path),
  }))
  const endless = given.flatMap(({ path, array }): readonly CompileError[] => {
    const k = options.nonFinite === true ? -1 : array.findIndex((value) => !Number.isFinite(value))
    return k < 0 ? [] : [compileError('LBZ3036', `${path}: element ${k} is ${array[k]}`)]
  })
  const strangers = given.map(({ path }) => path).filter((path) => !wanted.has(path))
  return fitted(wanted, given, options, [...unknown(strangers, wanted), ...endless])
}

/**
 * The values in a file for the inputs of a program, or everything that is wrong with them.
 *
 * @example
 * const twice = program({ x: f32(2) }, ({ x }) => ({ y: mul(2, x) }))
 * const bytes = new TextEncoder().encode('{ "x": [1, 2] }')
 * orThrow(readData(twice, { name: 'at.json', bytes })).arrays.get('x') // [1, 2]
 */
export const readData = (
  program: Pick<Program, 'inputs'>,
  { name, bytes }: DataFile,
  options: DataOptions = {},
): Either<NonEmpty<CompileError>, Data> => {
  if (/\.safetensors$/i.test(name))
    return E.chain((stored: Stored) => fromStored(program, stored, options))(readSafetensors(bytes))
  const text = utf8.decode(bytes)
  return text === undefined
    ? E.left([compileError('LBZ3030', 'the data are not text in UTF-8')])
    : dataFromJson(program, text, options)
}

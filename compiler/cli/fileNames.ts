/**
 * Whether the exports of a model can be names of files.
 * Before it: `compiler/names.ts`, `model.ts`. After it: `build.ts`.
 * Invariant: a name that passes is a file's name of its own on every system: no folder, no device, no twin.
 */
import { either as E } from 'fp-ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import { compileError } from '../CompileError.ts'
import type { CompileError } from '../CompileError.ts'
import { isPlainName } from '../names.ts'
import { errors } from './Failure.ts'
import type { Failure } from './Failure.ts'
import type { Named } from './model.ts'

/** Names that one system keeps for its devices, whatever ending follows. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i

const obstacle = (name: string, others: readonly string[]): string | undefined => {
  const shown = JSON.stringify(name)
  if (!isPlainName(name)) return `the export ${shown} is not a plain identifier, or a reserved one`
  if (device.test(name)) return `the export ${shown} is the name of a device on some systems`
  const twin = others.find((other) => other !== name && other.toLowerCase() === name.toLowerCase())
  return twin === undefined
    ? undefined
    : `the exports ${shown} and ${JSON.stringify(twin)} would share a file on some systems`
}

/** The programs, where every name can be the name of a file. */
export const fileNames = (programs: readonly Named[]): E.Either<Failure, readonly Named[]> => {
  const names = programs.map(({ name }) => name)
  const found: readonly CompileError[] = names.flatMap((name) => {
    const sentence = obstacle(name, names)
    return sentence === undefined ? [] : [compileError('LBZ3006', sentence)]
  })
  const some = nonEmpty(found)
  return some === undefined ? E.right(programs) : E.left(errors(some))
}

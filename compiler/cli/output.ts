/**
 * Files that a command writes, all of them or none.
 * Before it: `targets/standalone.ts`, whose first line says whose a file is. After it: `build.ts`.
 * Invariant: no link is followed; a file that leibniz did not write is not overwritten unless that is asked for; each
 * file is written under a name of its own first and then renamed, so that nobody ever reads half of one.
 */
import type { Stats } from 'node:fs'
import { lstat, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { function as F, taskEither as TE } from 'fp-ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import type { CompileError } from '../CompileError.ts'
import { compileError } from '../CompileError.ts'
import { marker } from '../targets/standalone.ts'
import { error, errors } from './Failure.ts'
import type { Failure } from './Failure.ts'
import { hasCode, reasonOf } from './reasons.ts'

export interface OutputFile {
  readonly name: string
  readonly text: string
}

export interface Destination {
  /** The folder as it was typed, for sentences. */
  readonly shown: string
  readonly path: string
  readonly force: boolean
}

const statusOf = async (path: string): Promise<Stats | undefined> => {
  try {
    return await lstat(path)
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return undefined
    throw cause
  }
}

const unusable = (sentence: string): CompileError => compileError('LBZ3005', sentence)

/** What keeps the folder from being written to. */
const folderObstacle = async ({ shown, path }: Destination): Promise<CompileError | undefined> => {
  const status = await statusOf(path)
  if (status?.isSymbolicLink() === true) return unusable(`${shown} is a link, and links are not followed`)
  if (status?.isDirectory() === false) return unusable(`${shown} is a file, not a folder`)
  return undefined
}

/** What keeps one file from being replaced. */
const fileObstacle = async (
  { shown, path, force }: Destination,
  { name }: OutputFile,
): Promise<CompileError | undefined> => {
  const file = join(path, name)
  const status = await statusOf(file)
  if (status === undefined) return undefined
  if (status.isSymbolicLink()) return unusable(`${join(shown, name)} is a link, and links are not followed`)
  if (!status.isFile()) return unusable(`${join(shown, name)} is there and is no file`)
  if (force || (await readFile(file, 'utf8')).startsWith(marker)) return undefined
  return unusable(`${join(shown, name)} is there and was not written by leibniz`)
}

const obstacles = async (to: Destination, files: readonly OutputFile[]): Promise<readonly CompileError[]> => {
  const folder = await folderObstacle(to)
  if (folder !== undefined) return [folder]
  const found = await Promise.all(files.map((file) => fileObstacle(to, file)))
  return found.flatMap((obstacle) => (obstacle === undefined ? [] : [obstacle]))
}

/** Everything under a name of its own, then everything under its real name; what was begun is taken back. */
const writeAll = async (to: Destination, files: readonly OutputFile[]): Promise<void> => {
  const made = await mkdir(to.path, { recursive: true })
  const moves = files.map(({ name, text }) => ({
    text,
    from: join(to.path, `.${name}.${process.pid}.new`),
    to: join(to.path, name),
  }))
  try {
    for (const { from, text } of moves) await writeFile(from, text, { flag: 'wx' })
    for (const { from, to: final } of moves) await rename(from, final)
  } catch (cause) {
    for (const { from } of moves) await rm(from, { force: true })
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw cause
  }
}

export interface Written {
  readonly path: string
  readonly bytes: number
}

/** Writes the files into a folder, which is made where it is missing. */
export const writeFiles = (
  to: Destination,
  files: readonly OutputFile[],
): TE.TaskEither<Failure, readonly Written[]> => {
  const attempt = <A>(act: () => Promise<A>): TE.TaskEither<Failure, A> =>
    TE.tryCatch(act, (cause) => error('LBZ3005', `${to.shown} cannot be written to: ${reasonOf(cause)}`))
  return F.pipe(
    attempt(() => obstacles(to, files)),
    TE.flatMap((found) => {
      const some = nonEmpty(found)
      return some === undefined ? attempt(() => writeAll(to, files)) : TE.left(errors(some))
    }),
    TE.map(() =>
      files.map(({ name, text }) => ({ path: join(to.shown, name), bytes: Buffer.byteLength(text) })),
    ),
  )
}

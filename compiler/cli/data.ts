/**
 * The values that a command line gives to inputs: from a file, drawn from a seed, or both.
 * Before it: `formats/DataFile.ts`, `explain/given.ts`. After it: `explain.ts`, `times.ts`.
 * Invariant: what is in the file is never replaced; nothing is drawn unless a seed is named.
 */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { either as E, function as F, readerTaskEither as RTE, taskEither as TE } from 'fp-ts'
import type { Program } from '../../src/Program.ts'
import { seeded } from '../explain/given.ts'
import type { Data } from '../formats/Data.ts'
import { readData } from '../formats/DataFile.ts'
import type { DataFile } from '../formats/DataFile.ts'
import { say } from './Command.ts'
import type { Command, World } from './Command.ts'
import { error, errors, usage } from './Failure.ts'
import type { Failure } from './Failure.ts'
import type { ValueFlags } from './flags.ts'
import { reasonOf } from './reasons.ts'

export interface Wanted {
  readonly file: DataFile | undefined
  readonly seed: number | undefined
  readonly sizes: ReadonlyMap<string, number>
}

const number = (flag: string, text: string): E.Either<Failure, number> =>
  /^\d{1,9}$/.test(text) ? E.right(Number(text)) : E.left(usage(`${flag} takes a whole number, not ${text}`))

/** `--size n=3` */
const sizesIn = (given: readonly string[]): E.Either<Failure, ReadonlyMap<string, number>> => {
  const sizes = new Map<string, number>()
  for (const text of given) {
    const { name = '', size = '' } = /^(?<name>[^=]+)=(?<size>.*)$/.exec(text)?.groups ?? {}
    if (name === '') return E.left(usage(`--size takes a name and a number, n=3, not ${text}`))
    const found = number(`--size ${name}=`, size)
    if (E.isLeft(found)) return found
    sizes.set(name, found.right)
  }
  return E.right(sizes)
}

const fileAt = (name: string): Command<DataFile> =>
  F.pipe(
    RTE.asks(({ folder }: World) => resolve(folder, name)),
    RTE.flatMapTaskEither((path) =>
      TE.tryCatch(
        async () => ({ name, bytes: await readFile(path) }),
        (cause) => error('LBZ3001', `${name} cannot be read: ${reasonOf(cause)}`),
      ),
    ),
  )

/** What the flags ask for: nothing where no flag asks for numbers. */
export const wantedData = ({ at, seed, size = [] }: ValueFlags): Command<Wanted> =>
  F.pipe(
    RTE.Do,
    RTE.bind('sizes', () => RTE.fromEither<Failure, ReadonlyMap<string, number>, World>(sizesIn(size))),
    RTE.bind('seed', () =>
      RTE.fromEither<Failure, number | undefined, World>(
        seed === undefined ? E.right(undefined) : number('--seed', seed),
      ),
    ),
    RTE.bind('file', () => (at === undefined ? RTE.right(undefined) : fileAt(at))),
  )

const none: Data = { arrays: new Map(), sizes: new Map() }

/** The values for a program's inputs; undefined where none are asked for. */
export const dataFor = (
  program: Program,
  { file, seed, sizes }: Wanted,
  nonFinite: boolean,
): Command<Data | undefined> => {
  if (file === undefined && seed === undefined) return RTE.right(undefined)
  const read =
    file === undefined
      ? E.right({ ...none, sizes })
      : readData(program, file, { sizes, partial: seed !== undefined, nonFinite })
  const data: E.Either<Failure, Data> = E.mapLeft(errors)(read)
  if (seed === undefined) return RTE.fromEither(data)
  return F.pipe(
    RTE.fromEither<Failure, Data, World>(data),
    RTE.flatMapEither((known) =>
      E.mapLeft(errors)(seeded(program, { seed, sizes: known.sizes, known: known.arrays })),
    ),
    RTE.tap(({ drawn }) =>
      drawn.length === 0 ? RTE.right(undefined) : say(`drawn from seed ${seed}: ${drawn.join(', ')}`),
    ),
  )
}

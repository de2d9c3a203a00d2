/**
 * From the path of a model to the programs that it exports.
 * Before it: `Program.ts`. After it: `build.ts`, `explain.ts`, `inspect.ts`.
 * Invariant: a model is code and runs with the user's rights; it sees this very copy of the library; whatever it does
 * while it loads ends in a sentence.
 */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  either as E,
  function as F,
  readerTaskEither as RTE,
  readonlyArray as RA,
  taskEither as TE,
} from 'fp-ts'
import { createJiti } from 'jiti'
import * as library from '../../src/index.ts'
import { nonEmpty } from '../../src/NonEmpty.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import { isProgram } from '../../src/Program.ts'
import type { Program } from '../../src/Program.ts'
import type { CompileError } from '../CompileError.ts'
import { showError } from '../CompileError.ts'
import * as compiler from '../index.ts'
import type { Command, World } from './Command.ts'
import { error, errors } from './Failure.ts'
import type { Failure } from './Failure.ts'
import { headed } from './Printed.ts'
import type { Printed } from './Printed.ts'
import { reasonOf } from './reasons.ts'

/** A program and the name under which its model exports it. */
export interface Named {
  readonly name: string
  readonly program: Program
}

const readable = (file: string, path: string): TE.TaskEither<Failure, void> =>
  F.pipe(
    TE.tryCatch(
      () => readFile(path),
      (cause) => error('LBZ3001', `${file} cannot be read: ${reasonOf(cause)}`),
    ),
    TE.map(() => undefined),
  )

/** While a model loads, what it prints is progress: the result alone goes to standard output. */
const aside = async <A>(load: () => Promise<A>): Promise<A> => {
  const write = process.stdout.write.bind(process.stdout)
  process.stdout.write = process.stderr.write.bind(process.stderr)
  try {
    return await load()
  } finally {
    process.stdout.write = write
  }
}

const whatWasThrown = (cause: unknown): string =>
  cause instanceof Error ? `${cause.name}: ${cause.message}` : `it threw ${String(cause)}`

const load = (file: string, path: string): TE.TaskEither<Failure, Readonly<Record<string, unknown>>> =>
  TE.tryCatch(
    () => {
      const jiti = createJiti(import.meta.url, {
        fsCache: false,
        interopDefault: false,
        virtualModules: { leibniz: library, 'leibniz/compiler': compiler },
      })
      return aside(() => jiti.import<Readonly<Record<string, unknown>>>(path))
    },
    (cause) => error('LBZ3003', `${file} throws while it loads: ${whatWasThrown(cause)}`),
  )

const programsOf = (
  file: string,
  exported: Readonly<Record<string, unknown>>,
): E.Either<Failure, readonly Named[]> => {
  const names = Object.keys(exported)
  const programs = names
    .toSorted()
    .flatMap((name) => (isProgram(exported[name]) ? [{ name, program: exported[name] }] : []))
  const instead = names.length === 0 ? 'it exports nothing' : `its exports are ${names.join(', ')}`
  return programs.length > 0
    ? E.right(programs)
    : E.left(error('LBZ3002', `${file} exports no program: ${instead}`))
}

/** The programs that a model exports, in the order of their names. */
export const loadModel = (file: string): Command<readonly Named[]> =>
  F.pipe(
    RTE.asks(({ folder }: World) => resolve(folder, file)),
    RTE.flatMapTaskEither((path) =>
      F.pipe(
        readable(file, path),
        TE.flatMap(() => load(file, path)),
        TE.flatMapEither((exported) => programsOf(file, exported)),
      ),
    ),
  )

/** What is made of every program, or all that is wrong with any of them; programs share parts, each error counts once. */
export const forEvery =
  <A>(make: (named: Named) => E.Either<NonEmpty<CompileError>, A>) =>
  (programs: readonly Named[]): E.Either<Failure, readonly A[]> => {
    const { left, right } = F.pipe(programs, RA.partitionMap(make))
    const distinct = new Map(left.flat().map((found) => [showError(found), found]))
    const some = nonEmpty([...distinct.values()])
    return some === undefined ? E.right(right) : E.left(errors(some))
  }

/** What is printed of every program, under its name. */
export const printedOf = (
  make: (program: Program) => E.Either<NonEmpty<CompileError>, Printed>,
): ((programs: readonly Named[]) => E.Either<Failure, Printed>) =>
  F.flow(
    forEvery(({ name, program }) =>
      F.pipe(
        make(program),
        E.map((printed) => ({ name, ...printed })),
      ),
    ),
    E.map(headed),
  )

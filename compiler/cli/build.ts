/**
 * `leibniz build`: a standalone module for each program that a model exports, or one stage on the way there.
 * Before it: `pipeline.ts`, `standalone.ts`. After it: `main.ts`.
 * Invariant: everything is generated and checked before the first file is written.
 */
import { resolve } from 'node:path'
import { either as E, function as F, readerTaskEither as RTE } from 'fp-ts'
import { known } from '../../src/Bug.ts'
import type { Program } from '../../src/Program.ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { CompileError } from '../CompileError.ts'
import { pipeline, show, toJSON } from '../pipeline.ts'
import type { Stage, TargetName, TraceEntry } from '../pipeline.ts'
import { standalone } from '../targets/standalone.ts'
import { allowed } from './allowed.ts'
import { say } from './Command.ts'
import type { Command, World } from './Command.ts'
import { usage } from './Failure.ts'
import type { Failure } from './Failure.ts'
import type { BuildFlags } from './flags.ts'
import { fileNames } from './fileNames.ts'
import { forEvery, loadModel } from './model.ts'
import type { Named } from './model.ts'
import { writeFiles } from './output.ts'
import type { OutputFile } from './output.ts'
import { headed } from './Printed.ts'
import type { Printed } from './Printed.ts'
import { targetOf } from './targetOf.ts'

const knownPass = (pass: string, target: TargetName): E.Either<Failure, string> => {
  const names = pipeline({ target }).passes.map(({ name }) => name)
  return names.includes(pass)
    ? E.right(pass)
    : E.left(usage(`there is no pass ${pass}; the passes are ${names.join(', ')}`))
}

const stageAfter = (
  pass: string,
  target: TargetName,
  program: Program,
): E.Either<NonEmpty<CompileError>, Stage> => {
  const trace: TraceEntry[] = []
  return F.pipe(
    pipeline({ target }).run(program, trace),
    E.map(() => known(trace.find((entry) => entry.pass === pass)?.stage, `stage after ${pass}`)),
  )
}

/** What a pass made of each program. */
const stages = (file: string, pass: string, target: TargetName): Command<Printed> =>
  F.pipe(
    RTE.fromEither<Failure, string, World>(knownPass(pass, target)),
    RTE.flatMap(() => loadModel(file)),
    RTE.flatMapEither(
      forEvery(({ name, program }) =>
        F.pipe(
          stageAfter(pass, target, program),
          E.map((stage) => ({ name, text: show(stage), json: toJSON(stage) })),
        ),
      ),
    ),
    RTE.map(headed),
  )

const filesOf =
  (target: TargetName) =>
  ({ name, program }: Named): E.Either<NonEmpty<CompileError>, readonly OutputFile[]> =>
    F.pipe(
      standalone({ name, program, target }),
      E.map(({ js, dts }) => [
        { name: `${name}.js`, text: js },
        { name: `${name}.d.ts`, text: dts },
      ]),
    )

const modules = (file: string, { out, force = false }: BuildFlags, target: TargetName): Command<Printed> =>
  F.pipe(
    loadModel(file),
    RTE.flatMapEither(fileNames),
    RTE.tap((programs) => say(`${file}: ${programs.map(({ name }) => name).join(', ')}`)),
    RTE.flatMapEither(forEvery(filesOf(target))),
    RTE.map((files) => files.flat()),
    RTE.flatMapTaskEither(allowed),
    RTE.flatMap((files) =>
      F.pipe(
        RTE.asks(({ folder }: World) => ({ shown: out, path: resolve(folder, out), force })),
        RTE.flatMapTaskEither((to) => writeFiles(to, files)),
      ),
    ),
    RTE.map((written) => ({
      text: written.map(({ path, bytes }) => `${path}  ${bytes} bytes\n`).join(''),
      json: { files: written },
    })),
  )

/** Modules, or a stage where one is asked for. */
export const build = (file: string, flags: BuildFlags): Command<Printed> =>
  F.pipe(
    RTE.fromEither<Failure, TargetName, World>(targetOf(flags)),
    RTE.flatMap((target) =>
      flags.stopAfter === undefined ? modules(file, flags, target) : stages(file, flags.stopAfter, target),
    ),
  )

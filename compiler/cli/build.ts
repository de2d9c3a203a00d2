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
import type { PipelineOptions, Stage, TraceEntry } from '../pipeline.ts'
import { standalone } from '../targets/standalone.ts'
import { checkThreads } from '../threads.ts'
import { allowed } from './allowed.ts'
import { say } from './Command.ts'
import type { Command, World } from './Command.ts'
import { usage } from './Failure.ts'
import type { Failure } from './Failure.ts'
import type { BuildFlags } from './flags.ts'
import { fileNames } from './fileNames.ts'
import { forEvery, loadModel, printedOf } from './model.ts'
import type { Named } from './model.ts'
import { writeFiles } from './output.ts'
import type { OutputFile } from './output.ts'
import type { Printed } from './Printed.ts'
import { targetOf } from './targetOf.ts'

/** What kernels are made for. */
type Made = Pick<PipelineOptions, 'target' | 'threads'>

const madeFor = (flags: BuildFlags): E.Either<Failure, Made> =>
  F.pipe(
    targetOf(flags),
    E.map((target): Made => ({ target, threads: Number(flags.threads ?? 1) })),
    E.chainFirst(
      F.flow(
        checkThreads,
        E.mapLeft(([{ sentence }]) => usage(sentence)),
      ),
    ),
  )

const knownPass = (pass: string, made: Made): E.Either<Failure, string> => {
  const names = pipeline(made).passes.map(({ name }) => name)
  return names.includes(pass)
    ? E.right(pass)
    : E.left(usage(`there is no pass ${pass}; the passes are ${names.join(', ')}`))
}

const stageAfter = (pass: string, made: Made, program: Program): E.Either<NonEmpty<CompileError>, Stage> => {
  const trace: TraceEntry[] = []
  return F.pipe(
    pipeline(made).run(program, trace),
    E.map(() => known(trace.find((entry) => entry.pass === pass)?.stage, `stage after ${pass}`)),
  )
}

/** What a pass made of each program. */
const stages = (file: string, pass: string, made: Made): Command<Printed> =>
  F.pipe(
    RTE.fromEither<Failure, string, World>(knownPass(pass, made)),
    RTE.flatMap(() => loadModel(file)),
    RTE.flatMapEither(
      printedOf((program) =>
        F.pipe(
          stageAfter(pass, made, program),
          E.map((stage) => ({ text: show(stage), json: toJSON(stage) })),
        ),
      ),
    ),
  )

const filesOf =
  (made: Made) =>
  ({ name, program }: Named): E.Either<NonEmpty<CompileError>, readonly OutputFile[]> =>
    F.pipe(
      standalone({ name, program, ...made }),
      E.map(({ js, dts }) => [
        { name: `${name}.js`, text: js },
        { name: `${name}.d.ts`, text: dts },
      ]),
    )

const modules = (file: string, { out, force = false }: BuildFlags, made: Made): Command<Printed> =>
  F.pipe(
    loadModel(file),
    RTE.flatMapEither(fileNames),
    RTE.tap((programs) => say(`${file}: ${programs.map(({ name }) => name).join(', ')}`)),
    RTE.flatMapEither(forEvery(filesOf(made))),
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
    RTE.fromEither<Failure, Made, World>(madeFor(flags)),
    RTE.flatMap((made) =>
      flags.stopAfter === undefined ? modules(file, flags, made) : stages(file, flags.stopAfter, made),
    ),
  )

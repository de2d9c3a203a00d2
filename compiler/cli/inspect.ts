/**
 * `leibniz inspect`: the network that each program of a model is, and what it was compiled to.
 * Before it: `explain/network.ts`, `pipeline.ts`, `inventory.ts`. After it: `main.ts`.
 * Invariant: everything shown is read off the network and the planned module.
 */
import { either as E, function as F, readerTaskEither as RTE } from 'fp-ts'
import type { NonEmpty } from '../../src/NonEmpty.ts'
import type { Program } from '../../src/Program.ts'
import { isTensor } from '../../src/Tensor.ts'
import * as tree from '../../src/Tree.ts'
import type { CompileError } from '../CompileError.ts'
import { networkJSON } from '../explain/network/json.ts'
import { showNetwork } from '../explain/network/text.ts'
import { networkOf } from '../explain/network.ts'
import type { Said } from '../explain/network/roles.ts'
import { checkLimits } from '../Limits.ts'
import { pipeline } from '../pipeline.ts'
import type { TargetName, TraceEntry } from '../pipeline.ts'
import { sizeNames } from '../targets/javascript/module.ts'
import { functionsOf } from '../targets/wasm/module.ts'
import { show as showFunctions } from '../targets/wasm/text.ts'
import type { Command, World } from './Command.ts'
import { usage } from './Failure.ts'
import type { Failure } from './Failure.ts'
import type { InspectFlags } from './flags.ts'
import { inventory, show } from './inventory.ts'
import { loadModel, printedOf } from './model.ts'
import type { Named } from './model.ts'
import type { Printed } from './Printed.ts'
import { targetOf } from './targetOf.ts'
import { times } from './times.ts'

/** The paths of a flag, of which each is one of an input, or of a record of inputs, of some program. */
const pathsIn = (
  programs: readonly Named[],
  flag: readonly string[] = [],
): E.Either<Failure, readonly string[]> => {
  const paths = flag.flatMap((words) => words.split(',').map((path) => path.trim()))
  const inputs = programs.flatMap(({ program }) =>
    tree.entries(program.inputs, isTensor).map(([path]) => path),
  )
  const unknown = paths.find(
    (path) => !inputs.some((input) => input === path || input.startsWith(`${path}.`)),
  )
  return unknown === undefined
    ? E.right(paths)
    : E.left(usage(`no program has an input ${unknown}; the inputs are ${[...new Set(inputs)].join(', ')}`))
}

/** What the flags say of the inputs. */
const said = (programs: readonly Named[], flags: InspectFlags): E.Either<Failure, Said> =>
  F.pipe(
    pathsIn(programs, flags.data),
    E.flatMap((data) =>
      F.pipe(
        pathsIn(programs, flags.parameters),
        E.map((parameters) => ({
          ...(flags.data === undefined ? {} : { data }),
          ...(flags.parameters === undefined ? {} : { parameters }),
        })),
      ),
    ),
  )

const view = (
  program: Program,
  words: Said,
  target: TargetName,
): E.Either<NonEmpty<CompileError>, Printed> => {
  const trace: TraceEntry[] = []
  return F.pipe(
    pipeline({ target }).run(program, trace),
    E.flatMap(checkLimits({})),
    E.flatMap((module) =>
      F.pipe(
        networkOf(program, words),
        E.map((network) => {
          const found = { ...inventory(module), schedules: trace.flatMap(({ remarks }) => remarks) }
          return {
            text: [showNetwork(network), show(found)].join('\n'),
            json: { network: networkJSON(network), ...found },
          }
        }),
      ),
    ),
  )
}

const views = (file: string, flags: InspectFlags, target: TargetName): Command<Printed> =>
  F.pipe(
    loadModel(file),
    RTE.flatMapEither((programs) =>
      F.pipe(
        said(programs, flags),
        E.flatMap((words) => printedOf((program) => view(program, words, target))(programs)),
      ),
    ),
  )

/** The instructions of the kernels of each program, as text. */
const listings = (file: string): Command<Printed> =>
  F.pipe(
    loadModel(file),
    RTE.flatMapEither(
      printedOf((program) =>
        F.pipe(
          pipeline({ target: 'wasm' }).run(program),
          E.flatMap(checkLimits({})),
          E.map((module) => {
            const text = showFunctions([...functionsOf(module, sizeNames(module))])
            return { text, json: text }
          }),
        ),
      ),
    ),
  )

/** What the programs of a model are made of, their instructions, or where their time goes. */
export const inspect = (file: string, flags: InspectFlags): Command<Printed> =>
  F.pipe(
    RTE.fromEither<Failure, TargetName, World>(targetOf(flags)),
    RTE.flatMap((target) => {
      if (flags.time === true) return times(file, flags, target)
      if (flags.wat === true) return listings(file)
      return flags.at === undefined && flags.seed === undefined && flags.size === undefined
        ? views(file, flags, target)
        : RTE.left(usage('--at, --seed and --size say what --time runs on'))
    }),
  )

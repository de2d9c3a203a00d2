/**
 * The command line: words in, one command run, text and an exit code out.
 * Before it: the commands. After it: nothing.
 * Invariant: standard output holds the result and nothing else; a command that failed printed no result.
 */
import { resolve } from 'node:path'
import { Command as Words, CommanderError } from 'commander'
import { either as E, function as F, readerTaskEither as RTE } from 'fp-ts'
import manifest from '../../package.json' with { type: 'json' }
import { build } from './build.ts'
import type { Command, World } from './Command.ts'
import { allFormats, explain, ruleSetNames } from './explain.ts'
import * as failures from './Failure.ts'
import type { Exit, Failure } from './Failure.ts'
import { buildFlags, explainFlags, inspectFlags } from './flags.ts'
import * as help from './help.ts'
import { inspect } from './inspect.ts'
import type { Printed } from './Printed.ts'
import { targets } from '../targets/targets.ts'

const world: World = {
  folder: resolve(),
  say: (line) => process.stderr.write(`${line}\n`),
}

const jsonText = (json: unknown): string => `${JSON.stringify(json, null, 2)}\n`

const succeed =
  (json: boolean) =>
  (printed: Printed): Exit => {
    process.stdout.write(json ? jsonText(printed.json) : printed.text)
    return 0
  }

const fail =
  (json: boolean) =>
  (failure: Failure): Exit => {
    if (json) process.stdout.write(jsonText(failures.toJSON(failure)))
    process.stderr.write(`${failures.show(failure)}\n`)
    return failures.exitCode(failure)
  }

/** Runs a command; what it throws is our bug. */
const run = async (command: Command<Printed>, json: boolean): Promise<Exit> => {
  try {
    return F.pipe(await command(world)(), E.match(fail(json), succeed(json)))
  } catch (cause) {
    return fail(json)(failures.bug(cause))
  }
}

/** A command of which flags are asked, as an action: the flags are checked first. */
const action =
  <Operand extends string | undefined, Flags extends { readonly json?: boolean }>(
    flagsOf: (given: unknown) => E.Either<Failure, Flags>,
    command: (operand: Operand, flags: Flags) => Command<Printed>,
  ) =>
  async (operand: Operand, given: Readonly<Record<string, unknown>>): Promise<void> => {
    const checked = F.pipe(
      RTE.fromEither<Failure, Flags, World>(flagsOf(given)),
      RTE.flatMap((flags) => command(operand, flags)),
    )
    process.exitCode = await run(checked, given['json'] === true)
  }

/** An option that may be given several times. */
const gathered = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

const json = ['--json', 'print the result as JSON'] as const
const target = [
  '--target <target>',
  `what kernels are written in: ${Object.keys(targets).join(', ')}`,
  'javascript',
] as const

const leibniz = new Words('leibniz')
  .description(help.description)
  .version(manifest.version)
  .helpCommand(false)
  .exitOverride()
  .addHelpText('after', help.exits)

leibniz
  .command('build <model>')
  .summary(help.build.summary)
  .description(help.build.description)
  .option('--out <folder>', 'where the modules are written', 'out')
  .option('--stop-after <pass>', 'print what a pass made of each program, and write nothing')
  .option(...target)
  .option('--threads <count>', 'how many threads share large kernels, in wasm', '1')
  .option('--force', 'overwrite files that leibniz did not write')
  .option(...json)
  .addHelpText('after', help.build.more)
  .action(action(buildFlags, build))

leibniz
  .command('explain [model-or-code]')
  .summary(help.explain.summary)
  .description(help.explain.description)
  .option('--program <name>', 'only the program that the model exports under this name')
  .option('--wrt <paths>', 'the inputs whose gradients are asked for, split by commas', gathered)
  .option('--formula <formula>', 'a formula instead of a model: "W2 · max(0, W1 · x)", "W2 @ relu(W1 @ x)"')
  .option('--input <declaration>', 'an input of the formula: x:3072, W1:100x3072, y:i32[batch]', gathered)
  .option('--at <file>', 'numbers beside the formulas, for the values in a JSON or safetensors file')
  .option('--seed <number>', 'numbers for values drawn from this seed, where the file gives none')
  .option('--size <name=number>', 'what a size with a name is, where it does not follow', gathered)
  .option('--rewrite <rules>', `how rules rewrite it, step by step: ${ruleSetNames.join(', ')}`)
  .option('--trace-nan', 'which node gave the first NaN or infinity, and how it reached the result')
  .option('--health', 'dead and saturated units, vanishing and exploding gradients')
  .option('--format <format>', `how it is written: ${allFormats.join(', ')}`, 'text')
  .option(...json)
  .addHelpText('after', help.explain.more)
  .action(action(explainFlags, explain))

leibniz
  .command('inspect <model>')
  .summary(help.inspect.summary)
  .description(help.inspect.description)
  .option('--data <paths>', 'inputs, or records of them, that are data, split by commas', gathered)
  .option('--parameters <paths>', 'inputs, or records of them, that are parameters', gathered)
  .option('--wat', 'the instructions of its kernels in WebAssembly, each line with the nodes it computes')
  .option('--time', 'where the time of a call goes, kernel by kernel')
  .option('--at <file>', 'the values to time on, in a JSON or safetensors file')
  .option(
    '--seed <number>',
    'the seed that values are drawn from where the file gives none, 1 where nothing is said',
  )
  .option('--size <name=number>', 'what a size with a name is, where it does not follow', gathered)
  .option(...target)
  .option(...json)
  .addHelpText('after', help.inspect.more)
  .action(action(inspectFlags, inspect))

/** A model may await what never comes: then Node runs dry, and this is what is left. */
process.exitCode = 3
process.once('beforeExit', () => process.stderr.write('the model never finishes loading\n'))

try {
  await leibniz.parseAsync()
} catch (thrown) {
  if (!(thrown instanceof CommanderError)) throw thrown
  process.exitCode = thrown.exitCode === 0 ? 0 : 2
}
process.removeAllListeners('beforeExit')

/**
 * `leibniz explain`: the derivation of a program, the page of an error code.
 * Before it: `explain/formats.ts`, `Asked.ts`, `data.ts`, `pages.ts`. After it: `main.ts`.
 * Invariant: a word that looks like a code is one; everything else is a file.
 */
import { either as E, function as F, readerTaskEither as RTE, taskEither as TE } from 'fp-ts'
import type { Program } from '../../src/Program.ts'
import { explanation } from '../explain/Explanation.ts'
import type { Explanation } from '../explain/Explanation.ts'
import { formatNames, formats, isFormat, jsonOf } from '../explain/formats.ts'
import type { Format, Part } from '../explain/formats.ts'
import { health } from '../explain/health.ts'
import { pageOf } from '../explain/html.ts'
import type { HealthReport } from '../explain/HealthReport.ts'
import type { NanTrace } from '../explain/NanTrace.ts'
import { showHealth } from '../explain/showHealth.ts'
import { showTrace } from '../explain/showTrace.ts'
import { trace } from '../explain/trace.ts'
import type { Data } from '../formats/Data.ts'
import type { Rule } from '../passes/Rule.ts'
import { rules } from '../passes/rules.ts'
import { defaultRules } from '../passes/simplify.ts'
import { asked } from './Asked.ts'
import type { Asked } from './Asked.ts'
import type { Command, World } from './Command.ts'
import { dataFor, wantedData } from './data.ts'
import type { Wanted } from './data.ts'
import * as failures from './Failure.ts'
import { errors, usage } from './Failure.ts'
import type { Failure } from './Failure.ts'
import type { ExplainFlags } from './flags.ts'
import { loadPageAssets } from './pageAssets.ts'
import * as pages from './pages.ts'
import { headed } from './Printed.ts'
import type { Printed } from './Printed.ts'

const page = (code: string): Command<Printed> => {
  const found = pages.pageOf(code)
  return found === undefined
    ? RTE.left(
        usage(`there is no code ${code}; the codes are ${pages.pages.map((known) => known.code).join(', ')}`),
      )
    : RTE.right({ text: pages.show(found), json: found })
}

/** The formats of texts, and the page. */
export const allFormats = [...formatNames, 'html']

const formatOf = ({ format = 'text', json = false }: ExplainFlags): E.Either<Failure, Format | 'html'> => {
  if (json) return E.right('json')
  return isFormat(format) || format === 'html'
    ? E.right(format)
    : E.left(usage(`there is no format ${format}; the formats are ${allFormats.join(', ')}`))
}

/** A page shows values from the start: where nobody gives any, they are drawn. */
const withValues = (flags: ExplainFlags, format: string): ExplainFlags =>
  format === 'html' && flags.at === undefined && flags.seed === undefined ? { ...flags, seed: '1' } : flags

/** One explanation as a page. */
const pageFor = (parts: readonly Part[]): Command<Printed> => {
  const [first, ...others] = parts
  if (first === undefined || others.length > 0)
    return RTE.left(
      usage(`a page shows one program: name it with --program, ${parts.map(([name]) => name).join(' or ')}`),
    )
  const [name, { subject, numbers }] = first
  const title = name === '' ? 'a formula' : name
  return F.pipe(
    RTE.fromTaskEither(TE.tryCatch(() => loadPageAssets(), failures.bug)),
    RTE.map((assets) => ({
      text: pageOf(
        {
          title,
          graph: subject.graph,
          inputs: numbers?.inputs ?? new Map(),
          sizes: numbers?.sizes ?? new Map(),
        },
        assets,
      ),
      json: null,
    })),
  )
}

/** The rules that a program can be seen rewritten by. */
const ruleSets: Readonly<Record<string, readonly Rule[]>> = { compiler: defaultRules, real: rules }

export const ruleSetNames = Object.keys(ruleSets)

const rulesOf = ({ rewrite }: ExplainFlags): E.Either<Failure, readonly Rule[] | undefined> =>
  rewrite === undefined || Object.hasOwn(ruleSets, rewrite)
    ? E.right(rewrite === undefined ? undefined : ruleSets[rewrite])
    : E.left(usage(`there are no rules ${rewrite}; the rules are ${ruleSetNames.join(', ')}`))

const explained = (
  { name, program, wrt }: Asked,
  wanted: Wanted,
  rewriteBy: readonly Rule[] | undefined,
): Command<Part> =>
  F.pipe(
    dataFor(program, wanted, false),
    RTE.flatMapEither((data): E.Either<Failure, Explanation> =>
      E.mapLeft(errors)(
        explanation(program, {
          ...(data === undefined ? {} : { inputs: data.arrays, sizes: data.sizes }),
          ...(wrt === undefined ? {} : { wrt }),
          ...(rewriteBy === undefined ? {} : { rules: rewriteBy }),
        }),
      ),
    ),
    RTE.map((one): Part => [name, one]),
  )

const derivations = (operand: string | undefined, flags: ExplainFlags): Command<Printed> =>
  F.pipe(
    RTE.Do,
    RTE.bind('format', () => RTE.fromEither<Failure, Format | 'html', World>(formatOf(flags))),
    RTE.bind('rewriteBy', () => RTE.fromEither<Failure, readonly Rule[] | undefined, World>(rulesOf(flags))),
    RTE.bind('wanted', ({ format }) => wantedData(withValues(flags, format))),
    RTE.bind('programs', () => asked(operand, flags)),
    RTE.flatMap(({ format, wanted, programs, rewriteBy }) =>
      F.pipe(
        programs,
        RTE.traverseSeqArray((one) => explained(one, wanted, rewriteBy)),
        RTE.flatMap((parts): Command<Printed> =>
          format === 'html'
            ? pageFor(parts)
            : RTE.right({
                text: formats[format](parts),
                json: format === 'json' ? jsonOf(parts) : null,
              }),
        ),
      ),
    ),
  )

/** What is said of a program's values: where the first that is not finite came from, or how its layers are. */
interface Examined {
  readonly text: string
  readonly json: unknown
}

const examine = (program: Program, { arrays, sizes }: Data, { traceNan = false }: ExplainFlags) =>
  traceNan
    ? E.map((found: NanTrace): Examined => ({ text: showTrace(found), json: found }))(
        trace(program, arrays, { sizes }),
      )
    : E.map((found: HealthReport): Examined => ({ text: showHealth(found), json: found }))(
        health(program, arrays, { sizes }),
      )

/** Each program on its data: these questions need some, drawn where no file gives them. */
const examinations = (operand: string | undefined, flags: ExplainFlags): Command<Printed> =>
  F.pipe(
    RTE.Do,
    RTE.bind('wanted', () => wantedData(flags)),
    RTE.bind('programs', () => asked(operand, flags)),
    RTE.flatMap(({ wanted, programs }) =>
      F.pipe(
        programs,
        RTE.traverseSeqArray(({ name, program }) =>
          F.pipe(
            dataFor(program, wanted, flags.traceNan === true),
            RTE.flatMapEither((data): E.Either<Failure, Examined> =>
              data === undefined
                ? E.left(usage('--trace-nan and --health need values: name a file with --at, or a --seed'))
                : E.mapLeft(errors)(examine(program, data, flags)),
            ),
            RTE.map((found) => ({ name, ...found })),
          ),
        ),
        RTE.map((found) => {
          const [first] = found
          return first?.name === '' ? { text: `${first.text.trimEnd()}\n`, json: first.json } : headed(found)
        }),
      ),
    ),
  )

/** The page of a code, or the derivations of a model or a formula. */
export const explain = (operand: string | undefined, flags: ExplainFlags): Command<Printed> =>
  operand !== undefined && /^LBZ\d+$/i.test(operand)
    ? page(operand)
    : flags.traceNan === true || flags.health === true
      ? examinations(operand, flags)
      : derivations(operand, flags)

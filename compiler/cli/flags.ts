/**
 * What may follow a command, checked.
 * Before it: the words as commander split them. After it: the commands.
 * Invariant: a command sees only flags of these types.
 */
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { PathReporter } from 'io-ts/lib/PathReporter.js'
import { usage } from './Failure.ts'
import type { Failure } from './Failure.ts'

const Build = t.intersection([
  t.type({ out: t.string }),
  t.partial({ stopAfter: t.string, target: t.string, threads: t.string, force: t.boolean, json: t.boolean }),
])

const texts = t.array(t.string)

const Explain = t.intersection([
  t.type({}),
  t.partial({
    program: t.string,
    wrt: texts,
    at: t.string,
    seed: t.string,
    size: texts,
    format: t.string,
    rewrite: t.string,
    formula: t.string,
    input: texts,
    traceNan: t.boolean,
    health: t.boolean,
    json: t.boolean,
  }),
])

const Inspect = t.intersection([
  t.type({}),
  t.partial({
    data: texts,
    parameters: texts,
    time: t.boolean,
    wat: t.boolean,
    at: t.string,
    seed: t.string,
    size: texts,
    target: t.string,
    json: t.boolean,
  }),
])

/** The flags that say which values inputs have. */
export type ValueFlags = Pick<t.TypeOf<typeof Explain>, 'at' | 'seed' | 'size'>

export type BuildFlags = t.TypeOf<typeof Build>
export type ExplainFlags = t.TypeOf<typeof Explain>
export type InspectFlags = t.TypeOf<typeof Inspect>

const decode =
  <A>(codec: t.Decoder<unknown, A>) =>
  (given: unknown): E.Either<Failure, A> => {
    const decoded = codec.decode(given)
    return F.pipe(
      decoded,
      E.mapLeft(() => usage(PathReporter.report(decoded).join('; '))),
    )
  }

export const buildFlags = decode(Build)
export const explainFlags = decode(Explain)
export const inspectFlags = decode(Inspect)

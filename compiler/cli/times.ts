/**
 * `leibniz inspect --time`: where the time of a call goes, for each program of a model.
 * Before it: `profile/profile.ts`, `data.ts`. After it: `inspect.ts`.
 * Invariant: values that nobody gives are drawn from a seed, and standard error says so.
 */
import { either as E, function as F, readerTaskEither as RTE } from 'fp-ts'
import { known } from '../../src/Bug.ts'
import type { TargetName } from '../pipeline.ts'
import { ceiling } from '../profile/ceiling.ts'
import type { Ceiling } from '../profile/ceiling.ts'
import type { Profile } from '../profile/profile.ts'
import { profile } from '../profile/profile.ts'
import { showProfile } from '../profile/showProfile.ts'
import type { Command, World } from './Command.ts'
import { dataFor, wantedData } from './data.ts'
import { errors } from './Failure.ts'
import type { Failure } from './Failure.ts'
import type { ValueFlags } from './flags.ts'
import { loadModel } from './model.ts'
import { headed } from './Printed.ts'
import type { Printed } from './Printed.ts'

export const times = (file: string, flags: ValueFlags, target: TargetName): Command<Printed> =>
  F.pipe(
    RTE.Do,
    RTE.bind('wanted', () => wantedData({ seed: '1', ...flags })),
    RTE.bind('programs', () => loadModel(file)),
    RTE.bind('limits', () => RTE.fromEither<Failure, Ceiling, World>(E.mapLeft(errors)(ceiling()))),
    RTE.flatMap(({ wanted, programs, limits }) =>
      F.pipe(
        programs,
        RTE.traverseSeqArray(({ name, program }) =>
          F.pipe(
            dataFor(program, wanted, true),
            RTE.flatMapEither((data): E.Either<Failure, Profile> =>
              E.mapLeft(errors)(profile(program, known(data, 'values from a seed'), limits, { target })),
            ),
            RTE.map((found) => ({ name, text: showProfile(found), json: found })),
          ),
        ),
      ),
    ),
    RTE.map(headed),
  )

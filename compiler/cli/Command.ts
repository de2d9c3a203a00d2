/**
 * A command: what is to be done in a world, and what comes of it.
 * Before it: `Failure.ts`. After it: the commands; `main.ts` runs one.
 * Invariant: a command prints its result and nothing else; what it says on the way goes where progress goes.
 */
import { readerTaskEither as RTE } from 'fp-ts'
import type { Failure } from './Failure.ts'

/** What a command sees of the place where it runs. */
export interface World {
  /** The folder that relative paths start from. */
  readonly folder: string
  /** A line of progress. */
  readonly say: (line: string) => void
}

export type Command<A> = RTE.ReaderTaskEither<World, Failure, A>

/** A line of progress. */
export const say = (line: string): Command<void> => RTE.asks(({ say: speak }: World) => speak(line))

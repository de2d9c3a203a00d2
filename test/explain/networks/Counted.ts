/**
 * A network with the numbers that a textbook gives it, counted by hand.
 * Before it: `compiler/index.ts`. After it: the networks beside it.
 * Invariant: what is not counted may be anything.
 */
import type { Counts, Said } from 'leibniz/compiler'
import type { Program } from '../../../src/Program.ts'

export interface Counted {
  readonly program: Program
  readonly said?: Said
  readonly counts: Partial<Counts>
}

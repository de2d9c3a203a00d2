/**
 * Everybody who can be asked to compute a workload.
 * Before it: `engines.ts`, `peers/`. After it: `apart.ts`, `one.ts`.
 * Invariant: nobody is loaded before being asked.
 */
import type { Entry } from './Engine.ts'
import { byHand, javascript } from './engines.ts'

/** Loops by hand, then the targets. */
export const own: readonly Entry[] = [byHand, javascript].map((engine) => ({
  name: engine.name,
  load: () => engine,
}))

export const entries: readonly Entry[] = [...own]

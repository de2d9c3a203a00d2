/**
 * A formula, as it is typeset.
 * Before it: `src/notation`. After it: every view that shows one.
 * Invariant: what is shown can be read aloud.
 */
import { withBars } from './shortened.ts'

export function Formula({ text }: { readonly text: string }) {
  return <span class="math">{withBars(text)}</span>
}

/** `name = formula`, or the name alone where that is all there is to say. */
export const equation = (name: string, formula: string): string =>
  name === formula ? name : `${name} = ${formula}`

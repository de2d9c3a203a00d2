/**
 * A formula, as it is typeset.
 * Before it: `src/notation`. After it: every view that shows one.
 * Invariant: what is shown can be read aloud.
 */
export function Formula({ text }: { readonly text: string }) {
  return <span class="math">{text}</span>
}

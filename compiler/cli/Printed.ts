/**
 * What a command prints: as text, or as JSON where that was asked for.
 * Before it: nothing. After it: the commands; `main.ts` writes it.
 * Invariant: both say the same.
 */

export interface Printed {
  readonly text: string
  readonly json: unknown
}

/** What is printed for each program of a model, under its name. */
export const headed = (parts: readonly (Printed & { readonly name: string })[]): Printed => ({
  text: parts.map(({ name, text }) => `${name}\n${'─'.repeat(name.length)}\n${text.trimEnd()}\n`).join('\n'),
  json: Object.fromEntries(parts.map(({ name, json }) => [name, json])),
})

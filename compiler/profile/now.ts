/**
 * The time.
 * Before it: nothing. After it: `ceiling.ts`, `clock.ts`.
 * Invariant: it never runs backwards.
 */

/** What is used of the host. */
declare const performance: { readonly now: () => number }

/** Milliseconds from some moment on. */
export const now = (): number => performance.now()

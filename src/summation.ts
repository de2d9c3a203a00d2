/**
 * How sums in single precision are added up, whatever carries them out.
 * Before it: nothing. After it: `evaluate/bound.ts`, and the passes that write the loops.
 * Invariant: no term of a sum goes through more roundings than `roundings` says.
 */

/** So many numbers are added one after the other; such runs are added with what each addition loses. */
export const longestRun = 1024

/** Sums of lanes, and of loops around loops. */
const joining = 32

/** How many roundings a term of a sum of so many goes through, at most: |error| ≤ roundings · 2⁻²⁴ · Σ|x|. */
export const roundings = (terms: number): number => Math.min(terms, longestRun + joining)

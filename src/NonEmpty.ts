/**
 * A list of at least one: what a border reports when it refuses.
 * Before it: nothing. After it: `sizes.ts`, `evaluate.ts`, the compiler's borders.
 * Invariant: the first element is there, by its type.
 */

export type NonEmpty<A> = readonly [A, ...A[]]

/** The elements, where there are any. */
export const nonEmpty = <A>(items: readonly A[]): NonEmpty<A> | undefined => {
  const [first, ...rest] = items
  return first === undefined ? undefined : [first, ...rest]
}

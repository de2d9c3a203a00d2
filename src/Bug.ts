/**
 * An impossible state, and the two look-ups that are one where they find nothing.
 * Invariant: nothing a user does leads here; where it does, the sentence says whose mistake it is.
 */
export class Bug extends Error {
  constructor(what: string) {
    super(`a bug of leibniz: ${what}`)
    this.name = 'Bug'
  }
}

/** The element at a position that the caller knows to exist. */
export const at = <A>(items: ArrayLike<A>, position: number): A => {
  const item = items[position]
  if (item === undefined) throw new Bug(`no element ${position} in ${items.length}`)
  return item
}

/** The value, where the caller knows that there is one. */
export const known = <A>(value: A | undefined, what: string): A => {
  if (value === undefined) throw new Bug(`no ${what}`)
  return value
}

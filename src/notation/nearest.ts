/**
 * The name that was probably meant.
 * Before it: nothing. After it: the sentences about names that mean nothing.
 * Invariant: a name that differs in more than a third of its letters is no suggestion.
 */
import { at } from '../Bug.ts'

/** How many letters have to be put in, left out or changed. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, k) => k)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(changed, at(row, j) + 1, at(next, j - 1) + 1))
    }
    row = next
  }
  return at(row, b.length)
}

const longest = 64

/** The nearest of some names, capital letters and small ones being almost the same. */
export const nearest = (name: string, names: Iterable<string>): string | undefined => {
  let found: string | undefined
  let least = name.length === 1 ? 1 : Math.max(1, Math.floor(name.length / 3)) + 1
  if (name.length > longest) return undefined
  for (const other of names) {
    if (Math.abs(other.length - name.length) >= least) continue
    const far = other.toLowerCase() === name.toLowerCase() ? 0.5 : distance(name, other)
    if (far < least) [found, least] = [other, far]
  }
  return found
}

/**
 * What changed between two lists of lines.
 * Before it: nothing. After it: `stages.ts`.
 * Invariant: without the removed lines it is the new list, without the added ones the old one; where the two have too little
 * in common, the work stays bounded and all lines count as changed.
 */
export type Mark = 'same' | 'added' | 'removed'

export interface Marked<A> {
  readonly mark: Mark
  readonly line: A
}

/** So many edits are looked for. */
const mostEdits = 1500

/** The furthest places reached with so many edits, after each number of edits. */
const explored = (a: readonly string[], b: readonly string[]): readonly Int32Array[] | undefined => {
  const limit = Math.min(a.length + b.length, mostEdits)
  const reach = new Int32Array(2 * limit + 3)
  const history: Int32Array[] = []
  const middle = limit + 1
  for (let edits = 0; edits <= limit; edits++) {
    history.push(reach.slice())
    for (let k = -edits; k <= edits; k += 2) {
      const down = reach[middle + k + 1] ?? 0
      const right = (reach[middle + k - 1] ?? 0) + 1
      let x = k === -edits || (k !== edits && right - 1 < down) ? down : right
      let y = x - k
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x += 1
        y += 1
      }
      reach[middle + k] = x
      if (x >= a.length && y >= b.length) return history
    }
  }
  return undefined
}

/** The lines of both, each marked; `key` says when two are the same. */
export const marked = <A>(
  before: readonly A[],
  after: readonly A[],
  key: (line: A) => string,
): readonly Marked<A>[] => {
  const a = before.map(key)
  const b = after.map(key)
  const history = explored(a, b)
  const all = (mark: Mark, lines: readonly A[]): readonly Marked<A>[] => lines.map((line) => ({ mark, line }))
  if (history === undefined) return [...all('removed', before), ...all('added', after)]
  const middle = Math.min(a.length + b.length, mostEdits) + 1
  const found: Marked<A>[] = []
  const push = (mark: Mark, line: A | undefined): void => {
    if (line !== undefined) found.push({ mark, line })
  }
  let x = a.length
  let y = b.length
  for (let edits = history.length - 1; edits >= 0; edits--) {
    const reach = history[edits]
    const k = x - y
    const down = reach?.[middle + k + 1] ?? 0
    const right = (reach?.[middle + k - 1] ?? 0) + 1
    const isDown = k === -edits || (k !== edits && right - 1 < down)
    const fromX = edits === 0 ? 0 : isDown ? down : right - 1
    const fromY = edits === 0 ? 0 : fromX - (isDown ? k + 1 : k - 1)
    while (
      x > (edits === 0 ? 0 : isDown ? fromX : fromX + 1) &&
      y > (edits === 0 ? 0 : isDown ? fromY + 1 : fromY)
    ) {
      x -= 1
      y -= 1
      push('same', after[y])
    }
    if (edits > 0) {
      if (isDown) push('added', after[fromY])
      else push('removed', before[fromX])
      x = fromX
      y = fromY
    }
  }
  return found.reverse()
}

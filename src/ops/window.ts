/**
 * Data read through windows.
 * Before it: `moves.ts`, `shape/window.ts`. After it: `convolution.ts`, `pooling.ts`.
 * Invariant: one Move, whatever the number of axes.
 */
import { at } from '../Bug.ts'
import { moved } from '../construct.ts'
import * as move from '../Move.ts'
import type { Move } from '../Move.ts'
import * as moves from '../moves.ts'
import type { Window } from '../shape/window.ts'
import type { Shape } from '../Shape.ts'
import type { AnyTensor } from '../Tensor.ts'

/** The last axes as places of windows, each followed by the place in its window; outside of the data is `fill`. */
export const windowed = (x: AnyTensor, along: readonly Window[], counts: Shape, fill = 0): AnyTensor => {
  const first = x.shape.length - along.length
  let map: Move = {
    shape: x.shape,
    rows: x.shape.map((size, k) => move.unit(x.shape.length, k, size)),
    guards: [],
  }
  along.forEach(({ before, ...window }, k) => {
    const next = moves.window(map.shape, first + 2 * k, at(counts, k), { ...window, padding: before })
    map = move.compose(next, map)
  })
  return moved(x, map, fill)
}

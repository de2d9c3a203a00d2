/**
 * Where an arrow key leads from a box: along the edges up and down, beside it left and right.
 * Before it: `layout.ts`. After it: `GraphView.tsx`.
 * Invariant: a step up can be taken back by steps down, and the other way round.
 */
import type { Layout, Placed } from './layout.ts'

const nearest = (from: Placed, boxes: readonly Placed[]): string | undefined => {
  let best: Placed | undefined
  const far = (box: Placed): number => Math.abs(box.x - from.x) + 2 * Math.abs(box.y - from.y)
  for (const box of boxes) if (best === undefined || far(box) < far(best)) best = box
  return best?.key
}

/** The box that an arrow key leads to. */
export const neighbour = ({ boxes, lines }: Layout, key: string, arrow: string): string | undefined => {
  const from = boxes.get(key)
  if (from === undefined) return undefined
  const at = (keys: readonly string[]): readonly Placed[] => keys.flatMap((one) => boxes.get(one) ?? [])
  switch (arrow) {
    case 'ArrowUp':
      return nearest(from, at(lines.filter(({ to }) => to === key).map((line) => line.from)))
    case 'ArrowDown':
      return nearest(from, at(lines.filter((line) => line.from === key).map(({ to }) => to)))
    case 'ArrowLeft':
      return nearest(from, beside(from, [...boxes.values()], -1))
    case 'ArrowRight':
      return nearest(from, beside(from, [...boxes.values()], 1))
    default:
      return undefined
  }
}

const beside = (from: Placed, boxes: readonly Placed[], side: 1 | -1): readonly Placed[] =>
  boxes.filter(({ x, y }) => (x - from.x) * side > 1 && Math.abs(y - from.y) < from.height)

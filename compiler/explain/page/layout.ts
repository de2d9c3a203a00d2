/**
 * Where everything that is drawn lies: boxes in layers, and lines between them.
 * Before it: `outline.ts`, the measured widths of labels. After it: `GraphView.tsx`.
 * Invariant: no two boxes overlap; only what is visible is laid out; the same items give the same places.
 */
import { Graph, layout } from '@dagrejs/dagre'
import type { EdgeLabel, GraphLabel, NodeLabel } from '@dagrejs/dagre'
import { at, known } from '../../../src/Bug.ts'

/** A box to be placed. */
export interface Item {
  readonly key: string
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** A box in its place, which is its centre. */
export interface Placed extends Item, Point {}

export interface Line {
  readonly from: string
  readonly to: string
  readonly points: readonly Point[]
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Placed>
  readonly lines: readonly Line[]
  readonly width: number
  readonly height: number
}

export interface Link {
  readonly from: string
  readonly to: string
}

const margin = 16

/** Boxes from top to bottom, operands above users. */
export const laidOut = (items: readonly Item[], links: readonly Link[]): Layout => {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: false, compound: false })
  graph.setGraph({ rankdir: 'TB', nodesep: 18, ranksep: 34, marginx: margin, marginy: margin })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { key, width, height } of items) graph.setNode(key, { width, height })
  for (const { from, to } of links) graph.setEdge(from, to)
  layout(graph)
  const boxes = new Map(
    items.map((item): readonly [string, Placed] => {
      const { x, y } = known(graph.node(item.key), 'place')
      return [item.key, { ...item, x: x ?? 0, y: y ?? 0 }]
    }),
  )
  const lines = graph.edges().map(({ v, w }): Line => {
    const points = graph.edge({ v, w })?.points ?? []
    return { from: v, to: w, points }
  })
  const { width = 0, height = 0 } = graph.graph()
  return { boxes, lines, width, height }
}

/** A line from the foot of one box to the head of another, through the points between: it leaves and arrives upright. */
export const pathOf = ({ points }: Line, from: Placed, to: Placed): string => {
  const isDown = from.y <= to.y
  const side = (box: Placed, sign: number): Point => ({ x: box.x, y: box.y + (sign * box.height) / 2 })
  // Of the points between, every other one lies in a layer of boxes; the rest lie between layers and only make knots.
  const between = points.slice(1, -1).filter((_, k) => k % 2 === 1)
  const stops = [side(from, isDown ? 1 : -1), ...between, side(to, isDown ? -1 : 1)]
  const show = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`
  const first = at(stops, 0)
  const curves = stops.slice(1).map((stop, k) => {
    const before = at(stops, k)
    const bend = (stop.y - before.y) / 2
    return `C ${show(before.x, before.y + bend)} ${show(stop.x, stop.y - bend)} ${show(stop.x, stop.y)}`
  })
  return `M ${show(first.x, first.y)} ${curves.join(' ')}`
}

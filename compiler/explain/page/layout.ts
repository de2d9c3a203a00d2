/**
 * Where everything that is drawn lies: boxes in layers, and lines between them.
 * Before it: `outline.ts`, the measured widths of labels. After it: `GraphView.tsx`.
 * Invariant: no two boxes overlap; only what is visible is laid out; the same items give the same places.
 */
import { graphlib, layout } from '@dagrejs/dagre'
import { at } from '../../../src/Bug.ts'

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
  const graph = new graphlib.Graph({ multigraph: false, compound: false })
  graph.setGraph({ rankdir: 'TB', nodesep: 18, ranksep: 34, marginx: margin, marginy: margin })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { key, width, height } of items) graph.setNode(key, { width, height })
  for (const { from, to } of links) graph.setEdge(from, to)
  layout(graph)
  const boxes = new Map(
    items.map((item): readonly [string, Placed] => {
      const { x, y } = graph.node(item.key)
      return [item.key, { ...item, x: x ?? 0, y: y ?? 0 }]
    }),
  )
  const lines = graph.edges().map(({ v, w }: { readonly v: string; readonly w: string }): Line => {
    const { points } = graph.edge({ v, w })
    return { from: v, to: w, points: (points ?? []).map(({ x, y }: Point) => ({ x, y })) }
  })
  const { width = 0, height = 0 } = graph.graph()
  return { boxes, lines, width, height }
}

/** A line through points as a smooth path: the middles are passed, the points themselves pull. */
export const pathOf = (points: readonly Point[]): string => {
  const [first, ...rest] = points
  if (first === undefined || rest.length === 0) return ''
  const show = ({ x, y }: Point): string => `${x.toFixed(1)} ${y.toFixed(1)}`
  const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
  const last = at(rest, rest.length - 1)
  const bends = rest
    .slice(0, -1)
    .map((point, k) => `Q ${show(point)} ${show(k === rest.length - 2 ? last : middle(point, at(rest, k + 1)))}`)
  return bends.length === 0
    ? `M ${show(first)} L ${show(last)}`
    : `M ${show(first)} ${bends.join(' ')}`
}

/**
 * Where everything that is drawn lies: what goes forward downwards, and beside it what goes back upwards.
 * Before it: `labels.ts`. After it: `GraphView.tsx`.
 * Invariant: no two boxes overlap; only what is visible is laid out; a gradient lies beside what it is the gradient of, or
 * above that place; the same items give the same places.
 */
import { Graph, layout } from '@dagrejs/dagre'
import type { EdgeLabel, GraphLabel, NodeLabel } from '@dagrejs/dagre'
import { at, known } from '../../../src/Bug.ts'
import type { Side } from './model.ts'

/** A box to be placed. */
export interface Item {
  readonly key: string
  readonly width: number
  readonly height: number
  readonly side: Side
  /** The box beside which it belongs. */
  readonly beside: string | undefined
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** A box in its place, which is its centre. */
export interface Placed extends Item, Point {}

export interface Link {
  readonly from: string
  readonly to: string
}

export interface Line extends Link {
  /** Between neighbouring layers, or around what lies between: across from one column to the other, or past many layers. */
  readonly course: 'near' | 'across' | 'past'
  readonly points: readonly Point[]
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Placed>
  readonly lines: readonly Line[]
  readonly width: number
  readonly height: number
  /** Where reading starts: the top of what goes forward. */
  readonly start: Point
}

const margin = 16
const gaps = { box: 18, layer: 34, column: 64 } as const
/** A link over more layers than this goes around them. */
const longest = 8

const listed = (links: readonly Link[], end: 'from' | 'to'): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, string[]>()
  for (const link of links) {
    const others = found.get(link[end])
    const other = end === 'to' ? link.from : link.to
    if (others === undefined) found.set(link[end], [other])
    else others.push(other)
  }
  return found
}

/** The layer of each item in its own column: as low as its users let it be; what nobody uses, just below what it is made of. */
const layersOf = (items: readonly Item[], links: readonly Link[]): ReadonlyMap<string, number> => {
  const operands = listed(links, 'to')
  const users = listed(links, 'from')
  const layers = new Map<string, number>()
  const layerOf = (key: string): number => layers.get(key) ?? 0
  for (const { key } of items) layers.set(key, 1 + Math.max(-1, ...(operands.get(key) ?? []).map(layerOf)))
  for (const { key } of items.toReversed()) {
    const own = users.get(key) ?? []
    if (own.length > 0) layers.set(key, Math.min(...own.map(layerOf)) - 1)
  }
  return layers
}

/** One column, laid out on its own. */
const column = (items: readonly Item[], links: readonly Link[], rankdir: 'TB' | 'BT'): Layout => {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>({ multigraph: false, compound: false })
  graph.setGraph({ rankdir, ranker: 'tight-tree', nodesep: gaps.box, ranksep: gaps.layer })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { key, width, height } of items) graph.setNode(key, { width, height })
  for (const { from, to } of links) graph.setEdge(from, to)
  if (items.length > 0) layout(graph)
  const boxes = new Map(
    items.map((item): readonly [string, Placed] => {
      const { x, y } = known(graph.node(item.key), 'place')
      return [item.key, { ...item, x: x ?? 0, y: y ?? 0 }]
    }),
  )
  const lines = graph
    .edges()
    .map(({ v, w }): Line => ({ from: v, to: w, course: 'near', points: graph.edge({ v, w })?.points ?? [] }))
  const { width = 0, height = 0 } = graph.graph()
  return { boxes, lines, width, height, start: { x: width / 2, y: 0 } }
}

/** A height in one drawing and the same in another. */
type Stop = readonly [from: number, to: number]

/** From heights in one drawing to heights in another: straight between stops, which rise, and shifted beyond them. */
const warped =
  (stops: readonly Stop[]) =>
  (y: number): number => {
    const after = stops.find(([from]) => from >= y)
    const before = stops.findLast(([from]) => from < y)
    const [from, to] = after ?? before ?? [0, 0]
    if (after === undefined || before === undefined) return y + to - from
    return before[1] + ((y - before[0]) / (from - before[0])) * (to - before[1])
  }

/** The gradients' column with each layer beside what its gradients are of, or higher where there is no room. */
const alongside = (gradients: Layout, values: Layout): ((y: number) => number) => {
  const wanted = new Map<number, number>()
  for (const { y, beside } of gradients.boxes.values()) {
    const own = beside === undefined ? undefined : values.boxes.get(beside)?.y
    const before = wanted.get(y)
    if (own !== undefined || before === undefined)
      wanted.set(y, Math.max(own ?? -Infinity, before ?? -Infinity))
  }
  const layers = [...wanted.keys()].sort((a, b) => b - a)
  let free = values.height - (gradients.height - (layers[0] ?? 0))
  let last = layers[0] ?? 0
  const stops = layers.map((y): Stop => {
    free -= last - y
    last = y
    const own = wanted.get(y) ?? -Infinity
    if (own > -Infinity) free = Math.min(free, own)
    return [y, free]
  })
  return warped(stops.toReversed())
}

type Drawn = Pick<Layout, 'boxes' | 'lines'>

const shifted = ({ boxes, lines }: Drawn, move: (point: Point) => Point): Drawn => ({
  boxes: new Map([...boxes].map(([key, box]) => [key, { ...box, ...move(box) }])),
  lines: lines.map((line) => ({ ...line, points: line.points.map(move) })),
})

/** The highest of the boxes that go forward and have lines: those without hang anywhere. */
const startOf = ({ boxes, lines }: Drawn, { boxes: forward }: Layout): Point => {
  const linked = new Set(lines.filter(({ course }) => course === 'near').map(({ from }) => from))
  const own = [...boxes.values()].filter(({ key }) => forward.has(key) && linked.has(key))
  const top = Math.min(...own.map(({ y, height }) => y - height / 2))
  const [first] = own.filter(({ y, height }) => y - height / 2 === top)
  return first === undefined ? { x: 0, y: 0 } : { x: first.x, y: top - margin }
}

/** The items in two columns, and the links between them. */
export const laidOut = (items: readonly Item[], links: readonly Link[]): Layout => {
  const sides = new Map(items.map(({ key, side }) => [key, side]))
  const isOwn = (side: Side) => (link: Link) => sides.get(link.from) === side && sides.get(link.to) === side
  const isAcross = ({ from, to }: Link): boolean => sides.get(from) !== sides.get(to)
  const layers = layersOf(
    items,
    links.filter((link) => !isAcross(link)),
  )
  const isPast = ({ from, to }: Link): boolean => (layers.get(to) ?? 0) - (layers.get(from) ?? 0) > longest
  const near = links.filter((link) => !isAcross(link) && !isPast(link))
  const of = (side: Side): Layout =>
    column(
      items.filter((item) => item.side === side),
      near.filter(isOwn(side)),
      side === 'forward' ? 'TB' : 'BT',
    )
  const values = of('forward')
  const gradients = of('backward')
  const place = alongside(gradients, values)
  const right = values.width === 0 ? 0 : values.width + gaps.column
  const moved = shifted(gradients, ({ x, y }) => ({ x: x + right, y: place(y) }))
  const all = [...values.boxes.values(), ...moved.boxes.values()]
  const top = Math.min(0, ...all.map(({ y, height }) => y - height / 2))
  const down = ({ x, y }: Point): Point => ({ x: x + margin, y: y - top + margin })
  const whole = shifted(
    {
      boxes: new Map(all.map((box) => [box.key, box])),
      lines: [...values.lines, ...moved.lines],
    },
    down,
  )
  const around = links
    .filter((link) => isAcross(link) || isPast(link))
    .map((link): Line => ({ ...link, course: isAcross(link) ? 'across' : 'past', points: [] }))
  const bottom = Math.max(0, ...[...whole.boxes.values()].map(({ y, height }) => y + height / 2))
  return {
    boxes: whole.boxes,
    lines: [...around, ...whole.lines],
    width: (gradients.width === 0 ? values.width : right + gradients.width) + 2 * margin,
    height: bottom + margin,
    start: startOf(whole, values),
  }
}

const show = (x: number, y: number): string => `${x.toFixed(1)} ${y.toFixed(1)}`

/** From the side of one box to the side of another: the near sides between columns, the outer sides within one. */
const sideways = ({ course }: Line, from: Placed, to: Placed): string => {
  const out = course === 'across' ? Math.sign(to.x - from.x) || 1 : from.side === 'forward' ? -1 : 1
  const start = from.x + (out * from.width) / 2
  const end = to.x + ((course === 'across' ? -out : out) * to.width) / 2
  if (course === 'across') {
    const bend = out * Math.max(40, Math.abs(end - start) / 2)
    return `M ${show(start, from.y)} C ${show(start + bend, from.y)} ${show(end - bend, to.y)} ${show(end, to.y)}`
  }
  const bend = out * Math.min(220, 30 + Math.abs(to.y - from.y) / 6)
  return `M ${show(start, from.y)} C ${show(start + bend, from.y)} ${show(end + bend, to.y)} ${show(end, to.y)}`
}

/** A line as a curve: between layers it leaves and arrives upright, around them sideways. */
export const pathOf = (line: Line, from: Placed, to: Placed): string => {
  if (line.course !== 'near') return sideways(line, from, to)
  const isDown = from.y <= to.y
  const side = (box: Placed, sign: number): Point => ({ x: box.x, y: box.y + (sign * box.height) / 2 })
  // Of the points between, every other one lies in a layer of boxes; the rest lie between layers and only make knots.
  const between = line.points.slice(1, -1).filter((_, k) => k % 2 === 1)
  const stops = [side(from, isDown ? 1 : -1), ...between, side(to, isDown ? -1 : 1)]
  const first = at(stops, 0)
  const curves = stops.slice(1).map((stop, k) => {
    const before = at(stops, k)
    const bend = (stop.y - before.y) / 2
    return `C ${show(before.x, before.y + bend)} ${show(stop.x, stop.y - bend)} ${show(stop.x, stop.y)}`
  })
  return `M ${show(first.x, first.y)} ${curves.join(' ')}`
}

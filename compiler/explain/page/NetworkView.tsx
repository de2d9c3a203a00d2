/**
 * The network as units and synapses: weights coloured by sign and as thick as they are large.
 * Before it: `units.ts`, `usePanZoom.ts`. After it: `App.tsx`.
 * Invariant: whatever colour and thickness say, a number says too; units can be reached by keys.
 */
import { useEffect, useMemo, useState } from 'preact/hooks'
import { at } from '../../../src/Bug.ts'
import { colourOf, css, currentScale } from './colours.ts'
import { shown } from './numbers.ts'
import { givenBy, synapsesOf, unitsOf } from './units.ts'
import type { Column, Synapse, Units } from './units.ts'
import { usePanZoom } from './usePanZoom.ts'
import type { View } from './View.ts'

const gap = { column: 210, unit: 38, top: 76, side: 90 } as const
const radius = 11

/** A unit by its column and its place there. */
interface Place {
  readonly column: number
  readonly unit: number
}

interface Spot {
  readonly x: number
  readonly y: number
}

/** Where units lie: columns from left to right by depth, those of one depth below one another. */
const spotsOf = ({ columns }: Units) => {
  const heights = new Map<number, number>()
  const tops = columns.map(({ depth, drawn, units }) => {
    const top = heights.get(depth) ?? 0
    const rows = drawn.length + (drawn.length < units ? 1 : 0)
    heights.set(depth, top + rows * gap.unit + gap.top)
    return top
  })
  const height = Math.max(0, ...heights.values())
  const depths = Math.max(0, ...columns.map(({ depth }) => depth))
  const spot = (column: number, row: number): Spot => {
    const { depth } = at(columns, column)
    const own = heights.get(depth) ?? 0
    return {
      x: gap.side + depth * gap.column,
      y: (height - own) / 2 + at(tops, column) + gap.top - 16 + row * gap.unit,
    }
  }
  const rowOf = ({ column, unit }: Place): number => {
    const { drawn, units } = at(columns, column)
    const row = drawn.indexOf(unit)
    return drawn.length < units && row >= drawn.length / 2 ? row + 1 : row
  }
  return {
    width: 2 * gap.side + depths * gap.column,
    height,
    head: (column: number): Spot => spot(column, 0),
    of: (place: Place): Spot => spot(place.column, rowOf(place)),
    between: (column: number): Spot => spot(column, at(columns, column).drawn.length / 2),
  }
}

type Spots = ReturnType<typeof spotsOf>

interface DrawnProps {
  readonly view: View
  readonly units: Units
  readonly spots: Spots
  readonly chosen: Place | undefined
  readonly choose: (place: Place) => void
}

const isSame = (a: Place | undefined, b: Place): boolean => a?.column === b.column && a.unit === b.unit

function Synapses({
  synapses,
  spots,
  chosen,
  largest,
}: {
  readonly synapses: readonly Synapse[]
  readonly spots: Spots
  readonly chosen: Place | undefined
  readonly largest: number
}) {
  return (
    <g class="synapses">
      {synapses.map((synapse) => {
        const { from, to, weight } = synapse
        const [a, b] = [spots.of(from), spots.of(to)]
        const share = largest === 0 || !Number.isFinite(weight) ? 1 : Math.abs(weight) / largest
        const isNear = chosen === undefined || isSame(chosen, from) || isSame(chosen, to)
        const sign = Number.isFinite(weight) ? (weight < 0 ? 'below' : 'above') : 'odd'
        return (
          <path
            key={`${from.column} ${from.unit} ${to.column} ${to.unit} ${synapse.node}`}
            class={`synapse ${sign}${isNear ? '' : ' faint'}`}
            d={`M ${a.x + radius} ${a.y} C ${a.x + 80} ${a.y} ${b.x - 80} ${b.y} ${b.x - radius} ${b.y}`}
            stroke-width={(0.4 + 4.6 * share).toFixed(2)}
          />
        )
      })}
    </g>
  )
}

function ColumnView({
  view,
  units,
  spots,
  chosen,
  choose,
  column,
  example,
}: DrawnProps & { readonly column: number; readonly example: number }) {
  const own: Column = at(units.columns, column)
  const given = givenBy(own, view.values, example)
  const scale = currentScale()
  const largest =
    given === undefined
      ? 0
      : Math.max(0, ...own.drawn.map((unit) => Math.abs(given.of(unit))).filter(Number.isFinite))
  const head = spots.head(column)
  const rest = own.units - own.drawn.length
  const between = spots.between(column)
  return (
    <g class="column">
      <text class="title" x={head.x} y={head.y - 38}>
        {own.title}
      </text>
      <text class="kind" x={head.x} y={head.y - 22}>
        {own.kind}
      </text>
      {rest > 0 && (
        <text class="kind" x={between.x} y={between.y + 4}>
          {`${rest} more`}
        </text>
      )}
      {own.drawn.map((unit, k) => {
        const place = { column, unit }
        const { x, y } = spots.of(place)
        const value = given?.of(unit)
        return (
          <g
            key={unit}
            class={`unit${isSame(chosen, place) ? ' selected' : ''}`}
            transform={`translate(${x} ${y})`}
            role="button"
            tabindex={k === 0 ? 0 : -1}
            aria-pressed={isSame(chosen, place)}
            aria-label={`${own.title}, unit ${unit}${value === undefined ? '' : `, gives ${shown(value, 3)}`}`}
            data-unit={`${column} ${unit}`}
            onClick={() => choose(place)}
          >
            <circle
              r={radius}
              style={{ fill: value === undefined ? 'var(--surface)' : css(colourOf(scale, value, largest)) }}
            />
            <text class="number" x={0} y={radius + 9}>
              {value === undefined ? '' : shown(value, 3)}
            </text>
          </g>
        )
      })}
    </g>
  )
}

/** The strongest weights of a chosen unit, as numbers. */
function Chosen({
  view,
  units,
  synapses,
  place,
}: {
  readonly view: View
  readonly units: Units
  readonly synapses: readonly Synapse[]
  readonly place: Place
}) {
  const { title, node } = at(units.columns, place.column)
  const strongest = (own: readonly Synapse[]): readonly Synapse[] =>
    [...own].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, 6)
  const list = (text: string, own: readonly Synapse[], end: 'from' | 'to') =>
    own.length === 0 ? null : (
      <p>
        {text}:{' '}
        {strongest(own).map((synapse) => (
          <span key={`${synapse[end].column} ${synapse[end].unit}`} class="weight">
            {`${at(units.columns, synapse[end].column).title}[${synapse[end].unit}]`}{' '}
            <span class="number">{shown(synapse.weight, 3)}</span>
          </span>
        ))}
        {own.length > 6 && <span class="hint">and {own.length - 6} weaker</span>}
      </p>
    )
  return (
    <div class="chosen" aria-live="polite">
      <p>
        <b>
          {title}, unit {place.unit}
        </b>{' '}
        {node !== undefined && (
          <button type="button" class="node-link" onClick={() => view.select(node)}>
            {at(view.model.nodes, node).name}
          </button>
        )}
      </p>
      {list(
        'strongest weights in',
        synapses.filter(({ to }) => isSame(place, to)),
        'from',
      )}
      {list(
        'strongest weights out',
        synapses.filter(({ from }) => isSame(place, from)),
        'to',
      )}
    </div>
  )
}

/** The unit that an arrow key leads to. */
const walked = ({ columns }: Units, { column, unit }: Place, key: string): Place | undefined => {
  const own = at(columns, column)
  const row = own.drawn.indexOf(unit)
  const inColumn = (to: number): Place | undefined => {
    const next = columns[to]
    const place = next?.drawn[Math.min(row, next.drawn.length - 1)]
    return place === undefined ? undefined : { column: to, unit: place }
  }
  const inRow = (to: number): Place | undefined => {
    const next = own.drawn[to]
    return next === undefined ? undefined : { column, unit: next }
  }
  switch (key) {
    case 'ArrowUp':
      return inRow(row - 1)
    case 'ArrowDown':
      return inRow(row + 1)
    case 'ArrowLeft':
      return inColumn(column - 1)
    case 'ArrowRight':
      return inColumn(column + 1)
    default:
      return undefined
  }
}

export function NetworkView({ view }: { readonly view: View }) {
  const units = useMemo(
    () => unitsOf(view.model, view.numbers?.sizes ?? view.given.sizes),
    [view.model, view.numbers],
  )
  const synapses = useMemo(() => synapsesOf(units, view.values), [units, view.values])
  const spots = useMemo(() => spotsOf(units), [units])
  const [chosen, choose] = useState<Place | undefined>(undefined)
  const [example, setExample] = useState(0)
  const panZoom = usePanZoom()
  useEffect(() => panZoom.fit(spots), [units])
  if (units.columns.length === 0)
    return (
      <section class="network empty" aria-label="Network">
        <p class="hint">Nothing here is weighed: this program has no product of a parameter with data.</p>
      </section>
    )
  const largest = Math.max(0, ...synapses.map(({ weight }) => Math.abs(weight)).filter(Number.isFinite))
  const examples = Math.max(
    1,
    ...units.columns.map((column) => givenBy(column, view.values, 0)?.examples ?? 1),
  )
  const keys = (event: KeyboardEvent): void => {
    const [column, unit] =
      event.target instanceof SVGElement ? (event.target.dataset['unit'] ?? '').split(' ').map(Number) : []
    if (column === undefined || unit === undefined || Number.isNaN(unit)) return
    const next = walked(units, { column, unit }, event.key)
    if (event.key === 'Enter' || event.key === ' ') choose({ column, unit })
    else if (next !== undefined) {
      panZoom.reveal({ ...spots.of(next), width: 40, height: 50 })
      const element = panZoom.frame.current?.querySelector(`[data-unit="${next.column} ${next.unit}"]`)
      if (element instanceof SVGElement) element.focus({ preventScroll: true })
    } else return
    event.preventDefault()
  }
  return (
    <section class="network" aria-label="Network">
      <div class="tools">
        <label class="slice">
          {examples > 1 && (
            <>
              example {Math.min(example, examples - 1)}
              <input
                type="range"
                min={0}
                max={examples - 1}
                value={example}
                onInput={(event) => setExample(Number(event.currentTarget.value))}
              />
            </>
          )}
        </label>
        <div class="zoom" role="group" aria-label="Zoom">
          <button type="button" onClick={() => panZoom.zoom(0.8)} aria-label="Zoom out">
            −
          </button>
          <button type="button" onClick={() => panZoom.fit(spots)}>
            Fit
          </button>
          <button type="button" onClick={() => panZoom.zoom(1.25)} aria-label="Zoom in">
            +
          </button>
        </div>
      </div>
      <svg ref={panZoom.frame} class="canvas" role="group" aria-label="Units and weights" onKeyDown={keys}>
        <g ref={panZoom.content}>
          <Synapses synapses={synapses} spots={spots} chosen={chosen} largest={largest} />
          {units.columns.map((_, column) => (
            <ColumnView
              key={column}
              view={view}
              units={units}
              spots={spots}
              chosen={chosen}
              choose={(place) => choose(isSame(chosen, place) ? undefined : place)}
              column={column}
              example={example}
            />
          ))}
        </g>
      </svg>
      <div class="legend">
        <span class="hint">weights: thickness by size, up to {shown(largest, 3)};</span>
        <span class="sign above">positive</span>
        <span class="sign below">negative</span>
        <span class="hint">units: the deeper their colour, the more they give</span>
      </div>
      {chosen !== undefined && <Chosen view={view} units={units} synapses={synapses} place={chosen} />}
    </section>
  )
}

/**
 * The network as units and synapses: weights coloured by sign and as thick as they are large.
 * Before it: `units.ts`, `UnitColumn.tsx`, `usePanZoom.ts`. After it: `App.tsx`.
 * Invariant: whatever colour and thickness say, a number says too; units can be reached by keys.
 */
import { useEffect, useMemo, useState } from 'preact/hooks'
import { Chosen } from './Chosen.tsx'
import { shown } from './numbers.ts'
import { isSame, radius, spotsOf, walked } from './spots.ts'
import type { Place, Spots } from './spots.ts'
import { UnitColumn } from './UnitColumn.tsx'
import { givenBy, synapsesOf, unitsOf } from './units.ts'
import type { Synapse } from './units.ts'
import { usePanZoom } from './usePanZoom.ts'
import type { View } from './View.ts'

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
            <UnitColumn
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

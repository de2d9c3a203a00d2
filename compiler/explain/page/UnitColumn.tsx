/**
 * A column of units, coloured by what they give for one example.
 * Before it: `units.ts`, `spots.ts`, `colours.ts`. After it: `NetworkView.tsx`.
 * Invariant: what a colour says, a number below it says too.
 */
import { at } from '../../../src/Bug.ts'
import { colourOf, css, currentScale } from './colours.ts'
import { shown } from './numbers.ts'
import { isSame, radius } from './spots.ts'
import type { Place, Spots } from './spots.ts'
import { givenBy } from './units.ts'
import type { Column, Units } from './units.ts'
import type { View } from './View.ts'

export interface UnitColumnProps {
  readonly view: View
  readonly units: Units
  readonly spots: Spots
  readonly chosen: Place | undefined
  readonly choose: (place: Place) => void
  readonly column: number
  readonly example: number
}

export function UnitColumn({ view, units, spots, chosen, choose, column, example }: UnitColumnProps) {
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

/**
 * The strongest weights of a chosen unit, as numbers.
 * Before it: `units.ts`. After it: `NetworkView.tsx`.
 * Invariant: a weight is named by the unit at its other end.
 */
import { at } from '../../../src/Bug.ts'
import { shown } from './numbers.ts'
import { isSame } from './spots.ts'
import type { Place } from './spots.ts'
import type { Synapse, Units } from './units.ts'
import type { View } from './View.ts'

export function Chosen({
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

/**
 * The pipeline as a slider: the program after each pass, what changed marked.
 * Before it: `Compiled.ts`, `stages.ts`. After it: `Panels.tsx`.
 * Invariant: what is long and unchanged is folded away, never left out.
 */
import { useMemo, useState } from 'preact/hooks'
import { compiled } from './Compiled.ts'
import { Listing } from './Listing.tsx'
import type { Row } from './Row.ts'
import { stagesOf } from './stages.ts'
import type { StageView } from './stages.ts'
import { Rewriting } from './Rewriting.tsx'
import type { View } from './View.ts'

/** Lines that are shown at once. */
const page = 1500

const summary = ({ lines, isNew, kind }: StageView): string => {
  const count = (mark: string): number => lines.filter((line) => line.mark === mark).length
  if (isNew) return `${lines.length} lines of a ${kind === 'clusters' ? 'graph in clusters' : kind}`
  const [added, removed] = [count('added'), count('removed')]
  return added + removed === 0 ? 'nothing changed' : `${removed} lines gone, ${added} new`
}

export function PassesPanel({ view }: { readonly view: View }) {
  const { model } = view
  const result = useMemo(() => compiled(model, true), [model])
  const stages = useMemo(() => (result._tag === 'Right' ? stagesOf(model, result.right.trace) : []), [result])
  const [place, setPlace] = useState(0)
  const [open, setOpen] = useState(page)
  const stage = stages[Math.min(place, stages.length - 1)]
  if (result._tag === 'Left') return <p class="wrong">{result.left}</p>
  if (stage === undefined) return null
  const go = (to: number): void => {
    setPlace(Math.min(stages.length - 1, Math.max(0, to)))
    setOpen(page)
  }
  const rows = stage.lines.slice(0, open).map(({ mark, line: { text, node } }): Row => ({
    text,
    mark,
    nodes: node === undefined ? [] : [node],
    partOf: [],
  }))
  return (
    <div class="passes">
      <div class="slider">
        <button type="button" aria-label="Pass before" disabled={place === 0} onClick={() => go(place - 1)}>
          ‹
        </button>
        <input
          type="range"
          aria-label="Pass"
          min={0}
          max={stages.length - 1}
          value={place}
          aria-valuetext={`${stage.pass}, ${place + 1} of ${stages.length}`}
          onInput={(event) => go(Number(event.currentTarget.value))}
        />
        <button
          type="button"
          aria-label="Next pass"
          disabled={place === stages.length - 1}
          onClick={() => go(place + 1)}
        >
          ›
        </button>
        <span class="place">
          {place + 1} / {stages.length}
        </span>
      </div>
      <h2 class="pass">{stage.pass}</h2>
      <p class="hint">
        {stage.purpose}: {summary(stage)}.
      </p>
      {stage.pass === 'simplify' && <Rewriting view={view} />}
      {stage.firings.length > 0 && stage.pass !== 'simplify' && (
        <details class="rules">
          <summary>
            {stage.firings.reduce((sum, [, times]) => sum + times, 0)} uses of {stage.firings.length} rules
          </summary>
          <ul>
            {stage.firings.map(([rule, times]) => (
              <li key={rule}>
                <code>{rule}</code> × {times}
              </li>
            ))}
          </ul>
        </details>
      )}
      <Listing
        key={place}
        label={`The program after ${stage.pass}`}
        rows={rows}
        selected={view.state.selected}
        select={view.select}
        follows={false}
        folds={stage.isNew ? 'none' : 'same'}
      />
      {stage.lines.length > open && (
        <button type="button" onClick={() => setOpen(open + page)}>
          {stage.lines.length - open} more lines
        </button>
      )}
    </div>
  )
}

/**
 * The kernels and the generated code: a line leads to its formula, a node to its loop.
 * Before it: `Code.ts`, `Listing.tsx`. After it: `Panels.tsx`.
 * Invariant: it is computed when it is opened; nothing that is shown here is run.
 */
import { useMemo, useState } from 'preact/hooks'
import { at } from '../../../src/Bug.ts'
import { codeOf } from './Code.ts'
import type { Code, Listed } from './Code.ts'
import { compiled } from './Compiled.ts'
import { Formula } from './Formula.tsx'
import { Listing } from './Listing.tsx'
import { NodeLink } from './NodePanel.tsx'
import type { View } from './View.ts'

/** Lines that are shown at once. */
const page = 2000

const kinds = ['kernels', 'javascript'] as const
const titles: Record<keyof Code, string> = { kernels: 'Loops', javascript: 'JavaScript' }

function Selected({ view, code }: { readonly view: View; readonly code: Listed }) {
  const { selected } = view.state
  if (selected === undefined)
    return <p class="hint">Choose a line to see its formula; choose a node to see its lines.</p>
  const { placesOf, rows } = code
  const isOwn = placesOf(selected).some((place) => rows[place]?.nodes.includes(selected))
  const { formula, name } = at(view.model.nodes, selected)
  return (
    <p class="selected-line">
      <NodeLink view={view} node={selected} /> {formula === name ? '' : <Formula text={formula} />}
      {!isOwn && <span class="hint"> has no line of its own: what is marked is the nearest to it</span>}
    </p>
  )
}

export function CodePanel({ view }: { readonly view: View }) {
  const [tile, setTile] = useState(false)
  const [kind, setKind] = useState<keyof Code>('javascript')
  const [open, setOpen] = useState(page)
  const result = useMemo(() => compiled(view.model, tile), [view.model, tile])
  const code = useMemo(() => (result._tag === 'Right' ? codeOf(result.right) : undefined), [result])
  if (result._tag === 'Left') return <p class="wrong">{result.left}</p>
  if (code === undefined) return null
  const { rows, placesOf } = code[kind]
  const { selected } = view.state
  return (
    <div class="code">
      <div class="switches">
        <div class="choice" role="group" aria-label="Language">
          {kinds.map((one) => (
            <button key={one} type="button" aria-pressed={kind === one} onClick={() => setKind(one)}>
              {titles[one]}
            </button>
          ))}
        </div>
        <label>
          <input type="checkbox" checked={tile} onChange={(event) => setTile(event.currentTarget.checked)} />{' '}
          tiles
        </label>
      </div>
      <Selected view={view} code={code[kind]} />
      {!result.right.isSame && (
        <p class="hint">
          The nodes of this graph are numbered in another order than the compiler’s: lines lead to no node.
        </p>
      )}
      <Listing
        label={titles[kind]}
        rows={rows.slice(0, open)}
        selected={selected}
        select={view.select}
        follows
        folds="aside"
        own={selected === undefined ? [] : placesOf(selected)}
      />
      {rows.length > open && (
        <button type="button" onClick={() => setOpen(open + page)}>
          {rows.length - open} more lines
        </button>
      )}
    </div>
  )
}

/**
 * Lines of text that lead to nodes: kernels, code, stages.
 * Before it: `Row.ts`. After it: `CodePanel.tsx`, `PassesPanel.tsx`.
 * Invariant: one line takes part in the order of tabs, the arrow keys reach the others; the lines of the selected node stand
 * out, and the first of them is in sight.
 */
import { useEffect, useRef, useState } from 'preact/hooks'
import type { NodeId } from '../../ir/Graph.ts'
import type { Row } from './Row.ts'

export interface ListingProps {
  readonly label: string
  readonly rows: readonly Row[]
  readonly selected: NodeId | undefined
  readonly select: (node: NodeId) => void
  /** Whether the lines of the selected node are brought into sight. */
  readonly follows: boolean
  /** Which lines are folded away: those far from a change, those around the loops, or none. */
  readonly folds: 'same' | 'aside' | 'none'
  /** The lines of the selected node, where others than those that name it may be meant. */
  readonly own?: readonly number[]
}

/** Unchanged lines around a change that stay open. */
const context = 3

const signs = { same: ' ', added: '+', removed: '−' } as const
const spoken = { same: '', added: 'added: ', removed: 'removed: ' } as const

/** Fewer lines around the loops than this stay open. */
const fewAside = 6

/** The lines that stay open: all, those near a change, or those of the loops. */
const openAmong = (rows: readonly Row[], folds: ListingProps['folds']): readonly boolean[] => {
  if (folds === 'aside') return rows.map(({ isAside }) => isAside !== true)
  if (folds === 'none' || rows.every(({ mark }) => mark === 'same')) return rows.map(() => true)
  const isOpen = rows.map(() => false)
  rows.forEach(({ mark }, k) => {
    if (mark === 'same') return
    const last = Math.min(rows.length - 1, k + context)
    for (let near = Math.max(0, k - context); near <= last; near++) isOpen[near] = true
  })
  return isOpen
}

interface Run {
  readonly isFolded: boolean
  readonly places: readonly number[]
}

/** The places of lines in runs, some folded. */
const runsOf = (rows: readonly Row[], folds: ListingProps['folds']): readonly Run[] => {
  const runs: { readonly isFolded: boolean; readonly places: number[] }[] = []
  openAmong(rows, folds).forEach((open, k) => {
    const run = runs.at(-1)
    if (run !== undefined && run.isFolded === !open) run.places.push(k)
    else runs.push({ isFolded: !open, places: [k] })
  })
  return runs.map((run) =>
    folds === 'aside' && run.places.length < fewAside ? { ...run, isFolded: false } : run,
  )
}

const none: readonly number[] = []

/** How a line belongs to the selected node. */
const belonging = (
  { nodes, partOf }: Row,
  place: number,
  selected: NodeId | undefined,
  own: ReadonlySet<number>,
): string => {
  if (selected === undefined) return ''
  return nodes.includes(selected) || own.has(place) ? ' own' : partOf.includes(selected) ? ' part' : ''
}

export function Listing({ label, rows, selected, select, follows, folds, own = none }: ListingProps) {
  const ownPlaces = new Set(own)
  const [reached, setReached] = useState(0)
  const frame = useRef<HTMLDivElement>(null)
  const chosen = useRef<NodeId | undefined>(undefined)
  useEffect(() => {
    if (!follows || selected === chosen.current) return
    const own = frame.current?.querySelector('.own') ?? frame.current?.querySelector('.part')
    own?.scrollIntoView({ block: 'nearest' })
  }, [selected, rows, follows])
  const focus = (step: number): void => {
    const buttons = [...(frame.current?.querySelectorAll('button') ?? [])].filter((button) =>
      button.checkVisibility(),
    )
    const place = buttons.findIndex((button) => button === document.activeElement)
    buttons[Math.min(buttons.length - 1, Math.max(0, place + step))]?.focus()
  }
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    focus(step)
  }
  const first = rows.findIndex(({ nodes, partOf }) => nodes.length + partOf.length > 0)
  const tabbed = (rows[reached]?.nodes.length ?? 0) > 0 ? reached : first
  const line = (k: number) => {
    const row = rows[k]
    if (row === undefined) return null
    const node = row.nodes[0] ?? row.partOf[0]
    return (
      <div key={k} class={`line ${row.mark}${belonging(row, k, selected, ownPlaces)}`}>
        <span class="sign" aria-hidden="true">
          {signs[row.mark]}
        </span>
        <span class="unseen">{spoken[row.mark]}</span>
        {node === undefined ? (
          <span class="bare">{row.text}</span>
        ) : (
          <button
            type="button"
            class="bare"
            tabIndex={k === tabbed ? 0 : -1}
            onFocus={() => setReached(k)}
            onClick={() => {
              chosen.current = node
              select(node)
            }}
          >
            {row.text}
          </button>
        )}
      </div>
    )
  }
  return (
    <div
      ref={frame}
      class="listing"
      role="region"
      aria-label={label}
      tabIndex={first < 0 ? 0 : -1}
      onKeyDown={keys}
    >
      {runsOf(rows, folds).map(({ isFolded, places }, k) =>
        isFolded ? (
          <details key={k}>
            <summary>
              {places.length === 1 ? '1 line' : `${places.length} lines`}{' '}
              {folds === 'same' ? 'the same' : 'around the loops'}
            </summary>
            {places.map(line)}
          </details>
        ) : (
          places.map(line)
        ),
      )}
    </div>
  )
}

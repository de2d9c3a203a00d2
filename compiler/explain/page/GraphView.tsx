/**
 * The expression graph: laid out, zoomed, walked along by keys.
 * Before it: `visible.ts`, `labels.ts`, `layout.ts`, `Box.tsx`. After it: `App.tsx`.
 * Invariant: only what is visible is laid out; one box takes part in the order of tabs; whatever a pointer can do, keys can.
 */
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { Box, Edge, Heads } from './Box.tsx'
import { glance } from './numbers.ts'
import type { Line, Placed } from './layout.ts'
import { details } from './State.ts'
import type { View } from './View.ts'
import { usePanZoom } from './usePanZoom.ts'
import type { PanZoom } from './usePanZoom.ts'
import type { Visible } from './visible.ts'
import type { NodeId } from '../../ir/Graph.ts'
import { Search } from './Search.tsx'
import { drawingOf } from './Drawing.ts'
import type { Drawing } from './Drawing.ts'
import { measuring } from './measure.ts'
import { neighbour } from './walk.ts'
import { momentOf } from './moment.ts'
import type { Moment } from './moment.ts'

/** More lines than this that go around others hide what they should show. */
const mostFar = 60

/** The state of a box that the style sheet knows. */
const marksOf = (view: View, item: Visible, moment: Moment, onPath: ReadonlySet<string>): string => {
  const { selected } = view.state
  const marks = [
    ...(item.key === (selected === undefined ? '' : view.scene.keyOf.get(selected)) ? ['selected'] : []),
    ...(moment.current.has(item.key) ? ['current'] : []),
    ...(moment.waiting.has(item.key) ? ['waiting'] : []),
    ...(onPath.size === 0 ? [] : onPath.has(item.key) ? ['path'] : ['aside-path']),
  ]
  return marks.join(' ')
}

const kindOf = (view: View, item: Visible): string => {
  if (item.tag === 'block') return `block ${item.side}`
  const node = view.model.nodes[item.node]
  return node === undefined ? '' : `node ${node.side} ${node.role}`
}

/** What shape and colour say, in words. */
const spokenOf = (view: View, item: Visible): string => {
  if (item.tag === 'block') return `a closed block, ${item.side}: Enter opens it`
  const node = view.model.nodes[item.node]
  return node === undefined ? '' : `${node.side}${node.role === 'inner' ? '' : `, ${node.role}`}`
}

const elementOf = ({ frame }: PanZoom, key: string): SVGElement | undefined => {
  const element = frame.current?.querySelector(`[data-key="${key}"]`)
  return element instanceof SVGElement ? element : undefined
}

const lineKind = (
  line: Line,
  to: Placed,
  { waiting }: Moment,
  onPath: ReadonlySet<string>,
  selected: string | undefined,
): string => {
  const isPath = onPath.has(`${line.from} ${line.to}`)
  const marks = [
    ...(isPath ? ['path'] : onPath.size > 0 ? ['aside-path'] : []),
    ...(waiting.has(line.to) ? ['waiting'] : []),
    ...(selected === line.from || selected === line.to ? ['touching'] : []),
  ]
  return [to.side, line.course, ...marks].join(' ')
}

const useKeys = (
  drawing: Drawing,
  panZoom: PanZoom,
  focus: (key: string) => void,
  reached: string,
  activate: (key: string) => void,
) => {
  const zooms = new Map<string, () => void>([
    ['+', () => panZoom.zoom(1.25)],
    ['=', () => panZoom.zoom(1.25)],
    ['-', () => panZoom.zoom(0.8)],
    ['0', () => panZoom.fit(drawing.layout)],
  ])
  const pans = new Map([
    ['ArrowUp', [0, 60]],
    ['ArrowDown', [0, -60]],
    ['ArrowLeft', [60, 0]],
    ['ArrowRight', [-60, 0]],
  ])
  return (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const [dx, dy] = pans.get(event.key) ?? []
    const zoom = zooms.get(event.key)
    if (zoom !== undefined) zoom()
    else if (dx !== undefined && dy !== undefined) {
      const next = event.shiftKey ? undefined : neighbour(drawing.layout, reached, event.key)
      if (event.shiftKey) panZoom.pan(dx, dy)
      else if (next !== undefined) focus(next)
    } else if (event.key === 'Enter' || event.key === ' ') activate(reached)
    else return
    event.preventDefault()
  }
}

export function GraphView({ view, onPath }: { readonly view: View; readonly onPath: ReadonlySet<string> }) {
  const { model, scene, state, dispatch } = view
  const measure = useMemo(measuring, [])
  const drawing = useMemo(() => drawingOf(model, scene, measure), [model, scene])
  const panZoom = usePanZoom()
  const latest = useRef({ scene, drawing })
  latest.current = { scene, drawing }
  const [reached, setReached] = useState('')
  const first = scene.items[0]?.key ?? ''
  const tabbed = drawing.layout.boxes.has(reached) ? reached : first
  const selectedKey = state.selected === undefined ? undefined : scene.keyOf.get(state.selected)
  const moment = momentOf(view)
  const currentKey = [...moment.current][0]

  useLayoutEffect(() => {
    panZoom.open(drawing.layout)
  }, [model])
  useEffect(() => {
    const box = selectedKey === undefined ? undefined : drawing.layout.boxes.get(selectedKey)
    if (box !== undefined) {
      setReached(box.key)
      panZoom.reveal(box)
    }
  }, [selectedKey, drawing])
  useEffect(() => {
    const box = currentKey === undefined ? undefined : drawing.layout.boxes.get(currentKey)
    if (box !== undefined) panZoom.reveal(box)
  }, [currentKey, drawing])

  const focus = (key: string): void => {
    const box: Placed | undefined = drawing.layout.boxes.get(key)
    if (box === undefined) return
    setReached(key)
    panZoom.reveal(box)
    elementOf(panZoom, key)?.focus({ preventScroll: true })
  }
  const activate = (key: string): void => {
    const item = scene.items.find((one) => one.key === key)
    if (item?.tag === 'node') view.select(item.node)
    if (item?.tag === 'block') dispatch({ tag: 'open', block: item.key, isOpen: true })
  }
  const keys = useKeys(drawing, panZoom, focus, tabbed, activate)
  const isCrowded = drawing.layout.lines.filter(({ course }) => course !== 'near').length > mostFar
  /** Shows a node that was found, and goes on from there. */
  const goTo = (node: NodeId): void => {
    const key = latest.current.scene.keyOf.get(node) ?? ''
    const box = latest.current.drawing.layout.boxes.get(key)
    if (box === undefined) return
    panZoom.centre(box)
    // Who types already searches for the next one.
    const isTyping = document.activeElement instanceof HTMLInputElement
    if (!isTyping) elementOf(panZoom, key)?.focus({ preventScroll: true })
  }

  return (
    <section class="graph" aria-label="Expression graph">
      <div class="tools">
        <Search
          model={model}
          onFound={(node) => {
            view.select(node)
            // The blocks around it may only be about to open: its box is there after the next drawing.
            requestAnimationFrame(() => requestAnimationFrame(() => goTo(node)))
          }}
        />
        <div class="choice" role="group" aria-label="Boxes are">
          {details.map((detail) => (
            <button
              key={detail}
              type="button"
              aria-pressed={view.detail === detail}
              onClick={() => dispatch({ tag: 'detail', detail })}
            >
              {detail === 'lines' ? 'Lines' : 'Nodes'}
            </button>
          ))}
        </div>
        <div class="zoom" role="group" aria-label="Zoom">
          <button type="button" onClick={() => panZoom.zoom(0.8)} aria-label="Zoom out">
            −
          </button>
          <button type="button" onClick={() => panZoom.fit(drawing.layout)}>
            Fit
          </button>
          <button type="button" onClick={() => panZoom.zoom(1.25)} aria-label="Zoom in">
            +
          </button>
        </div>
      </div>
      {scene.opened.length > 0 && (
        <ul class="opened" aria-label="Open blocks">
          {scene.opened.map(({ key, label }) => (
            <li key={key}>
              <button type="button" onClick={() => dispatch({ tag: 'open', block: key, isOpen: false })}>
                {label} <span aria-hidden="true">×</span>
                <span class="unseen">: close</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <svg
        ref={panZoom.frame}
        class={`canvas${isCrowded ? ' crowded' : ''}`}
        role="group"
        aria-label="Nodes"
        onKeyDown={keys}
      >
        <Heads />
        <g ref={panZoom.content}>
          {drawing.layout.lines.map((line) => {
            const from = drawing.layout.boxes.get(line.from)
            const to = drawing.layout.boxes.get(line.to)
            return from === undefined || to === undefined ? null : (
              <Edge
                key={`${line.from} ${line.to}`}
                line={line}
                from={from}
                to={to}
                kind={lineKind(line, to, moment, onPath, selectedKey)}
              />
            )
          })}
          {scene.items.map((item) => {
            const label = drawing.labels.get(item.key)
            const place = drawing.layout.boxes.get(item.key)
            const value = item.tag === 'node' ? view.values[item.node] : undefined
            return label === undefined || place === undefined ? null : (
              <Box
                key={item.key}
                label={label}
                place={place}
                kind={kindOf(view, item)}
                marks={marksOf(view, item, moment, onPath)}
                value={value === undefined || moment.waiting.has(item.key) ? '' : glance(value)}
                spoken={spokenOf(view, item)}
                isSelected={item.key === selectedKey}
                isReached={item.key === tabbed}
                onClick={() => activate(item.key)}
                onFocus={() => setReached(item.key)}
              />
            )
          })}
        </g>
      </svg>
      <Legend isCrowded={isCrowded} />
    </section>
  )
}

function Legend({ isCrowded }: { readonly isCrowded: boolean }) {
  return (
    <ul class="legend" aria-label="Legend">
      <li class="forward">forward: values</li>
      <li class="backward">backward: gradients</li>
      <li class="parameter">parameter</li>
      <li class="result">result</li>
      {isCrowded && <li class="plain">far lines show when one of their boxes is selected</li>}
    </ul>
  )
}
